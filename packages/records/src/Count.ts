/** How many records there are, without reading them: of a module, of a condition, of a record's related lists. */
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Filter from "./Filter.ts"
import * as BulkCriteria from "./internal/BulkCriteria.ts"
import * as Check from "./internal/Check.ts"
import * as Document from "./internal/Document.ts"
import type { RecordId } from "./RecordId.ts"
import type * as Records from "./Records.ts"

type In = { readonly apiName: string }

/** Which records: those of a condition, of one of Zoho's ways to search, or of a custom view. */
export type By = Filter.Filter | Records.SearchBy | { readonly customView: string }

const readCount = Schema.decodeUnknownResult(Schema.Struct({ count: Schema.Number }))

/** The records of a module, or those that `by` names, without reading any; a search may lag behind writes. 1 credit, by the table's silence. */
export const count = Effect.fnUntraced(function* (
  module: In,
  by?: By
): Effect.fn.Return<number, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.count`
  yield* Check.run(
    operation,
    by !== undefined && !("_tag" in by) && Object.keys(by).length > 1
      ? new InvalidInput({
          problem: "More than one way to choose records was given.",
          remedy: "Give a condition, a custom view, or one of criteria, email, phone and word."
        })
      : undefined
  )
  const client = yield* ZohoClient
  const path = `/crm/v8/${encodeURIComponent(module.apiName)}/actions/count`
  const request = { operation, path, credits: 1, retry: "safe" } as const
  if (by !== undefined && "_tag" in by) {
    const filters = yield* Effect.fromResult(
      Result.mapError(BulkCriteria.render(by), (reason) => new ApiError({ operation, reason }))
    )
    const envelope = yield* client.send({ ...request, method: "POST", body: { filters } })
    return (yield* Document.read(operation, readCount, envelope)).count
  }
  const query = by === undefined ? {} : "customView" in by ? { cvid: by.customView } : { ...by }
  const envelope = yield* client.send({ ...request, method: "GET", query })
  return (yield* Document.read(operation, readCount, envelope)).count
})

const readRelated = Schema.decodeUnknownResult(
  Schema.Struct({
    get_related_records_count: Schema.Array(
      Schema.Struct({
        count: Schema.Number,
        related_list: Schema.Struct({ api_name: Schema.optionalKey(Schema.NullOr(Schema.String)) })
      })
    )
  })
)

/** The records of up to 20 related lists of one record, in the order of the lists' API names: 2 credits. */
export const related = Effect.fnUntraced(function* (
  module: In,
  id: RecordId,
  lists: ReadonlyArray<string>
): Effect.fn.Return<ReadonlyArray<number>, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.countRelated`
  yield* Check.run(
    operation,
    Check.id(id),
    lists.length < 1 || lists.length > 20
      ? new InvalidInput({ problem: `${lists.length} lists were given.`, remedy: "Give 1 to 20 lists in one call." })
      : undefined
  )
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "POST",
    path: `/crm/v8/${encodeURIComponent(module.apiName)}/${id}/actions/get_related_records_count`,
    body: { get_related_records_count: lists.map((name) => ({ related_list: { api_name: name } })) },
    credits: Credits.cost.relatedCount,
    retry: "safe"
  })
  const { get_related_records_count: counts } = yield* Document.read(operation, readRelated, envelope)
  return counts.map((it) => it.count)
})
