/** What happened to a record: who did what when, and which values changed. */
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

const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A value that changed. */
export const Change = Schema.Struct({
  /** The field. */
  api_name: Schema.String,
  field_label: maybe(Schema.String),
  data_type: maybe(Schema.String),
  _value: maybe(Schema.Struct({ old: Schema.optionalKey(Field.json), new: Schema.optionalKey(Field.json) }))
})

/** Ids here may be longer than those of records. */
const Named = Schema.Struct({ id: maybe(Schema.String), name: maybe(Schema.String) })

export const Event = Schema.Struct({
  id: maybe(Schema.String),
  /** ISO. */
  audited_time: Schema.String,
  /** `added`, `updated`, `deleted`, `restored` and more. */
  action: maybe(Schema.String),
  /** Where it came from: `crm_api`, `crm_ui`, `workflow` and more. */
  source: maybe(Schema.String),
  type: maybe(Schema.String),
  done_by: maybe(Named),
  /** What it happened to: the record, or one that hangs on it. */
  record: maybe(Named),
  field_history: maybe(Schema.Array(Change))
})
export type Event = typeof Event.Type

const readPage = Schema.decodeUnknownResult(
  Schema.Struct({
    __timeline: Schema.Array(Event),
    info: maybe(Schema.Struct({ more_records: maybe(Schema.Boolean), next_page_token: maybe(Schema.String) }))
  })
)

/** Which page. */
type At = { readonly page: number } | { readonly page_token: string }

/** All that happened to a record, newest first unless said; 1 credit a page, of up to 200 events. */
export const stream = (
  module: { readonly apiName: string },
  id: RecordId,
  options: { readonly sortOrder?: "asc" | "desc" } = {}
): Stream.Stream<Event, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.timeline`
  const order = { sort_by: "audited_time", sort_order: options.sortOrder ?? "desc" }
  // By number at first; from 200 events on by the token of the page before.
  return Stream.paginate({ page: 1 }, (at: At) =>
    Effect.gen(function* () {
      yield* Check.run(operation, Check.id(id))
      const client = yield* ZohoClient
      const envelope = yield* client.send({
        operation,
        method: "GET",
        path: `/crm/v8/${encodeURIComponent(module.apiName)}/${id}/__timeline`,
        query: { ...order, ...at },
        credits: 1,
        retry: "safe"
      })
      const { __timeline: events, info } = yield* Document.read(operation, readPage, envelope, { __timeline: [] })
      const token = info?.next_page_token ?? undefined
      const next = token !== undefined ? { page_token: token } : "page" in at ? { page: at.page + 1 } : undefined
      return [events, info?.more_records === true ? Option.fromUndefinedOr(next) : Option.none()] as const
    })
  )
}
