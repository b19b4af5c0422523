/** A record's way through its blueprint: the transitions that are open to it, and taking one. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Check from "./internal/Check.ts"
import * as Document from "./internal/Document.ts"
import * as Verb from "./internal/Verb.ts"
import { RecordId } from "./RecordId.ts"

type In = { readonly apiName: string }

const Transition = Schema.Struct({
  id: RecordId,
  name: Schema.String,
  /** What the blueprint's field will hold. */
  next_field_value: Schema.optionalKey(Schema.NullOr(Schema.String)),
  /** Of 100; more than 0 where some of what it needs was saved. */
  percent_partial_save: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
  /** What it asks for, some of it before it can be taken. */
  fields: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({ api_name: Schema.String, mandatory: Schema.optionalKey(Schema.NullOr(Schema.Boolean)) })
    )
  )
})

export const Blueprint = Schema.Struct({
  process_info: Schema.Struct({
    id: RecordId,
    name: Schema.String,
    /** The field that it leads from value to value. */
    api_name: Schema.String,
    field_value: Schema.NullOr(Schema.String)
  }),
  transitions: Schema.Array(Transition)
})
export type Blueprint = typeof Blueprint.Type

const read = Schema.decodeUnknownResult(Schema.Struct({ blueprint: Blueprint }))

const pathOf = ({ apiName }: In, id: RecordId): string =>
  `/crm/v8/${encodeURIComponent(apiName)}/${id}/actions/blueprint`

/** Where a record stands, and what is open to it; a record in no blueprint is refused. 1 credit. */
export const get = Effect.fnUntraced(function* (
  module: In,
  id: RecordId
): Effect.fn.Return<Blueprint, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.blueprint`
  yield* Check.run(operation, Check.id(id))
  const client = yield* ZohoClient
  const envelope = yield* client.send({ operation, method: "GET", path: pathOf(module, id), credits: 1, retry: "safe" })
  return (yield* Document.read(operation, read, envelope)).blueprint
})

/** Takes a transition with the values it asks for; with some of them missing Zoho keeps the rest and stays. 1 credit. */
export const take = (
  module: In,
  id: RecordId,
  transition: RecordId,
  data: { readonly [field: string]: Schema.Json } = {}
): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const request = {
      operation: `${module.apiName}.takeTransition`,
      method: "PUT",
      path: pathOf(module, id),
      body: { blueprint: [{ transition_id: transition, data }] },
      credits: 1,
      retry: "after-lookup"
    } as const
    yield* Verb.one(client, request, id, transition)
  })
