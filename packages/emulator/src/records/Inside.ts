/** Record calls that the emulator makes itself, in a user's name: the same checks and effects as a client's own call. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import type { Call, Handler } from "../Router.ts"
import * as Delete from "./Delete.ts"
import * as Read from "./Read.ts"
import * as Write from "./Write.ts"

export interface Row {
  readonly [name: string]: unknown
}

/** What one row came to: the answer's item as it is. */
export interface Outcome {
  readonly ok: boolean
  readonly id: string
  readonly item: Row
}

const handlers = {
  insert: Write.insert,
  update: (call: Call) => Write.updateMany(call),
  upsert: Write.upsert
} as const

/** Rows that one call takes; appointments come in fours. */
const batchOf = (module: Module): number => (module.apiName === "Appointments__s" ? 4 : 100)

const callOf = (core: Core, user: string, module: Module, method: string, query: string, body: string): Call => {
  const path = `/crm/v8/${module.apiName}${query}`
  return {
    core,
    request: { host: "api", method, url: path, headers: {}, body: Http.bytesOf(body) },
    target: Http.targetOf(path),
    params: { module: module.apiName },
    identity: { userId: user, orgId: "", scopes: new Set(), tokenId: "" },
    credits: 0,
    trigger: undefined
  }
}

const send = (handler: Handler, call: Call, expected: number): ReadonlyArray<Outcome> => {
  const root = Json.asObject(Json.parse(Http.textOf(handler(call).body))) ?? {}
  const items: ReadonlyArray<unknown> = Array.isArray(root["data"]) ? root["data"] : [root]
  // A call that is refused as a whole answers with one error, which is every row's.
  return Array.from({ length: expected }, (_, index) => {
    const item = Json.asObject(items.length === expected ? items[index] : items[0]) ?? {}
    const id = Json.asObject(item["details"])?.["id"]
    return { ok: item["status"] === "success", id: typeof id === "string" ? id : "", item }
  })
}

const batches = <A>(
  module: Module,
  all: ReadonlyArray<A>,
  each: (some: ReadonlyArray<A>) => ReadonlyArray<Outcome>
): ReadonlyArray<Outcome> => {
  const out: Array<Outcome> = []
  const size = batchOf(module)
  for (let from = 0; from < all.length; from += size) out.push(...each(all.slice(from, from + size)))
  return out
}

/** Inserts, updates or upserts any number of rows; `more` stands beside `data` in the body. */
export const write = (
  core: Core,
  user: string,
  verb: keyof typeof handlers,
  module: Module,
  rows: ReadonlyArray<Row>,
  more: Row = {},
  options: Write.Options = {}
): ReadonlyArray<Outcome> =>
  batches(module, rows, (some) =>
    send(
      (call) => handlers[verb](call, options),
      callOf(core, user, module, "POST", "", Json.stringify({ ...more, data: some })),
      some.length
    )
  )

/** Moves records to the recycle bin. */
export const remove = (core: Core, user: string, module: Module, ids: ReadonlyArray<string>): ReadonlyArray<Outcome> =>
  batches(module, ids, (some) =>
    send(Delete.removeMany, callOf(core, user, module, "DELETE", `?ids=${some.join(",")}`, ""), some.length)
  )

/** A record as a read by id shows it, with its line items and links; undefined when there is none. */
export const read = (core: Core, user: string, module: Module, id: string): Row | undefined => {
  const call = callOf(core, user, module, "GET", "", "")
  const { body } = Read.get({ ...call, params: { ...call.params, id } })
  const data = Json.asObject(Json.parse(Http.textOf(body)))?.["data"]
  return Array.isArray(data) ? Json.asObject(data[0]) : undefined
}
