/** Answers that hold one result an item: all went well, some of them, or none. */
import * as Http from "./Http.ts"
import * as ZohoError from "./ZohoError.ts"

export interface Item {
  readonly ok: boolean
  readonly item: object
}

export const done = (details: object, message: string): Item => ({
  ok: true,
  item: { code: "SUCCESS", details, message, status: "success" }
})

export const refused = (item: ZohoError.ZohoError): Item => ({ ok: false, item })

/** The items under their root key; `all` is the status when every one went well. */
export const answer = (root: string, items: ReadonlyArray<Item>, all: 200 | 201 = 200): Http.Reply => {
  const good = items.filter((it) => it.ok).length
  return Http.json(good === items.length ? all : good > 0 ? 207 : 400, { [root]: items.map((it) => it.item) })
}
