/** What happened to a record: who changed which field, from what to what, and when. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Field from "./Field.ts"
import * as Check from "./internal/Check.ts"
import * as Document from "./internal/Document.ts"
import type { RecordId } from "./RecordId.ts"

export const Event = Schema.Struct({
  id: Schema.String,
  /** Zoho's own word: `added`, `updated`, … */
  action: Schema.String,
  /** ISO. */
  audited_time: Schema.String,
  done_by: Schema.optionalKey(Schema.NullOr(Field.user)),
  field_history: Schema.optionalKey(
    Schema.NullOr(
      Schema.Array(
        Schema.Struct({
          api_name: Schema.String,
          _value: Schema.Struct({ new: Schema.optionalKey(Schema.Json), old: Schema.optionalKey(Schema.Json) })
        })
      )
    )
  )
})
export type Event = typeof Event.Type

const read = Schema.decodeUnknownResult(
  Schema.Struct({
    __timeline: Schema.Array(Event),
    info: Schema.optionalKey(Schema.Struct({ more_records: Schema.optionalKey(Schema.Boolean) }))
  })
)

/** The events of a record, newest first unless said, 200 a page, 1 credit a page. */
export const stream = (
  module: { readonly apiName: string },
  id: RecordId,
  options: { readonly sortOrder?: "asc" | "desc" } = {}
): Stream.Stream<Event, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.timeline`
  return Stream.paginate(1, (page) =>
    Effect.gen(function* () {
      yield* Check.run(operation, Check.id(id))
      const client = yield* ZohoClient
      const envelope = yield* client.send({
        operation,
        method: "GET",
        path: `/crm/v8/${encodeURIComponent(module.apiName)}/${id}/__timeline`,
        query: { page, per_page: 200, sort_by: "audited_time", sort_order: options.sortOrder ?? "desc" },
        credits: 1,
        retry: "safe"
      })
      if (envelope._tag === "Empty") return [[], Option.none<number>()] as const
      const body = yield* Document.read(operation, read, envelope)
      return [body.__timeline, body.info?.more_records === true ? Option.some(page + 1) : Option.none()] as const
    })
  )
}
