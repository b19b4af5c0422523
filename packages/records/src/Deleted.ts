/** Records that were deleted: in the recycle bin still, or gone for good. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Field from "./Field.ts"
import * as Pages from "./internal/Pages.ts"
import { RecordId } from "./RecordId.ts"

export const Deleted = Schema.Struct({
  id: RecordId,
  /** Null once it is gone for good. */
  display_name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  type: Schema.Literals(["recycle", "permanent"]),
  /** ISO. */
  deleted_time: Schema.String,
  deleted_by: Schema.optionalKey(Schema.NullOr(Field.user)),
  created_by: Schema.optionalKey(Schema.NullOr(Field.user))
})
export type Deleted = typeof Deleted.Type

const readPage = Schema.decodeUnknownResult(
  Schema.Struct({
    data: Schema.Array(Deleted),
    info: Schema.optionalKey(Schema.Struct({ more_records: Schema.optionalKey(Schema.Boolean) }))
  })
)

export interface Options {
  /** All, unless said. */
  readonly type?: "all" | "recycle" | "permanent"
  /** Only those deleted since this ISO time. */
  readonly since?: string
}

/** The deleted records of a module, 200 a page, 2 credits a page. */
export const stream = (
  module: { readonly apiName: string },
  options: Options = {}
): Stream.Stream<Deleted, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.deleted`
  return Stream.paginate(1, (page) =>
    Effect.gen(function* () {
      const client = yield* ZohoClient
      const envelope = yield* client.send({
        operation,
        method: "GET",
        path: `/crm/v8/${encodeURIComponent(module.apiName)}/deleted`,
        query: { type: options.type ?? "all", page, per_page: 200 },
        ...(options.since === undefined ? {} : { headers: { "if-modified-since": options.since } }),
        credits: Credits.cost.deletedRecords,
        retry: "safe"
      })
      const body = yield* Pages.read(operation, readPage, envelope)
      const more = body.info?.more_records === true
      return [body.data, more ? Option.some(page + 1) : Option.none<number>()] as const
    })
  )
}
