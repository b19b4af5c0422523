/** The recycle bin: what is in it, taken back, deleted for good. Scope: ZohoCRM.settings.recycle_bin.ALL, or its parts. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { type Request, ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Field from "./Field.ts"
import * as Check from "./internal/Check.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import * as Document from "./internal/Document.ts"
import { RecordId } from "./RecordId.ts"
import type * as Records from "./Records.ts"

const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A deleted record. */
export const Entry = Schema.Struct({
  id: RecordId,
  display_name: maybe(Schema.String),
  module: Schema.Struct({ api_name: Schema.String, id: maybe(Schema.String) }),
  /** ISO. */
  deleted_time: Schema.String,
  deleted_by: maybe(Field.user),
  owner: maybe(Field.user)
})
export type Entry = typeof Entry.Type

const readPage = Schema.decodeUnknownResult(
  Schema.Struct({
    recycle_bin: Schema.Array(Entry),
    info: maybe(Schema.Struct({ more_records: maybe(Schema.Boolean) }))
  })
)
const readCount = Schema.decodeUnknownResult(Schema.Struct({ count: Schema.Number }))

const root = "/crm/v8/settings/recycle_bin"

/** Ids of one call. Source: the API's pages, v8. */
export const most = 200

export interface Options {
  /** Only records of this module. */
  readonly module?: string
}

/** What is in the bin, the latest first; 200 a page, 1 credit a page. */
export const stream = (options: Options = {}): Stream.Stream<Entry, ZohoError, ZohoClient> => {
  const operation = "RecycleBin.list"
  const filters =
    options.module === undefined
      ? undefined
      : JSON.stringify({ field: { api_name: "module" }, comparator: "equal", value: options.module })
  return Stream.paginate(1, (page) =>
    Effect.gen(function* () {
      const client = yield* ZohoClient
      const query = { page, per_page: 200, filters }
      const envelope = yield* client.send({ operation, method: "GET", path: root, query, credits: 1, retry: "safe" })
      const { info, recycle_bin: entries } = yield* Document.read(operation, readPage, envelope, { recycle_bin: [] })
      return [entries, info?.more_records === true ? Option.some(page + 1) : Option.none<number>()] as const
    })
  )
}

/** How many records are in the bin: 1 credit. */
export const count: Effect.Effect<number, ZohoError, ZohoClient> = Effect.gen(function* () {
  const client = yield* ZohoClient
  const operation = "RecycleBin.count"
  const path = `${root}/actions/count`
  const envelope = yield* client.send({ operation, method: "GET", path, credits: 1, retry: "safe" })
  return (yield* Document.read(operation, readCount, envelope)).count
})

const each = Effect.fnUntraced(function* (
  request: Pick<Request, "operation" | "method" | "path" | "query" | "body">,
  action: Outcomes.Action,
  ids: ReadonlyArray<RecordId>
): Effect.fn.Return<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> {
  const { operation } = request
  yield* Check.run(operation, Check.ids(ids, most))
  return yield* Outcomes.ofIds({ ...request, credits: 1, retry: "after-lookup" }, action, ids)
})

/**
 * Takes up to 200 records back, each with an outcome of its own, whose code is `SCHEDULED` where Zoho does it later.
 * 1 credit.
 */
export const restore = (
  ids: ReadonlyArray<RecordId>
): Effect.Effect<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> =>
  each(
    { operation: "RecycleBin.restore", method: "POST", path: `${root}/actions/restore`, body: { ids } },
    "update",
    ids
  )

/** Deletes up to 200 records of the bin for good, each with an outcome of its own; `SCHEDULED` where Zoho does it later. 1 credit. */
export const purge = (
  ids: ReadonlyArray<RecordId>
): Effect.Effect<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> =>
  each({ operation: "RecycleBin.purge", method: "DELETE", path: root, query: { ids: ids.join(",") } }, "delete", ids)
