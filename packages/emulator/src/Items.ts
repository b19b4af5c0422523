/** Answers that hold one result an item: all went well, some of them, or none. */
import * as Http from "./Http.ts"
import * as ZohoError from "./ZohoError.ts"

export interface Item {
  readonly ok: boolean
  readonly item: object
}

/** An item that went well, with what its details say. */
export const good = (details: object, message: string): Item => ({
  ok: true,
  item: { code: "SUCCESS", details, message, status: "success" }
})

/** An item that went well, and the id of what it is about. */
export const done = (id: string, message: string): Item => good({ id }, message)

export const failed = (item: object): Item => ({ ok: false, item })

export const refused = (code: string, message: string, details: ZohoError.Details = {}): Item =>
  failed(ZohoError.make(code, message, details))

/** An item that says itself whether it went well. */
export const judged = (item: object): Item => ({ ok: "status" in item && item.status === "success", item })

/** The status that fits them all; `all` is that when every one went well. */
export const statusOf = (items: ReadonlyArray<{ readonly ok: boolean }>, all = 200): number => {
  const count = items.filter((it) => it.ok).length
  return count === items.length ? all : count > 0 ? 207 : 400
}

/** The items under their root key; `all` is the status when every one went well. */
export const answer = (root: string, items: ReadonlyArray<Item>, all: 200 | 201 = 200): Http.Reply =>
  Http.json(statusOf(items, all), { [root]: items.map((it) => it.item) })
