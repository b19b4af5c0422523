/** A record's way through its blueprint: where it is, which transitions are open to it, and taking one. */
import { type ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Field from "./Field.ts"
import * as Check from "./internal/Check.ts"
import * as Document from "./internal/Document.ts"
import * as Verb from "./internal/Verb.ts"
import { RecordId } from "./RecordId.ts"
import type { Changes } from "./Row.ts"

const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A field that a transition asks for. */
export const TransitionField = Schema.Struct({
  api_name: Schema.String,
  display_label: maybe(Schema.String),
  data_type: maybe(Schema.String),
  mandatory: maybe(Schema.Boolean)
})
export type TransitionField = typeof TransitionField.Type

/** A step that can be taken from where the record is. */
export const Transition = Schema.Struct({
  id: RecordId,
  name: Schema.String,
  /** `manual` or `automatic`. */
  type: maybe(Schema.String),
  /** What the blueprint's field becomes. */
  next_field_value: maybe(Schema.String),
  /** May it be taken, by its own conditions? */
  criteria_matched: maybe(Schema.Boolean),
  criteria_message: maybe(Schema.String),
  /** How much of what it asks for is there already, of a transition that was saved in part. */
  percent_partial_save: maybe(Schema.Number),
  /** Values that the record has, or that were saved in part. */
  data: maybe(Schema.Record(Schema.String, Field.json)),
  fields: maybe(Schema.Array(TransitionField))
})
export type Transition = typeof Transition.Type

export const Blueprint = Schema.Struct({
  process_info: Schema.Struct({
    id: Schema.String,
    name: maybe(Schema.String),
    /** The pick-list whose options are the states. */
    api_name: maybe(Schema.String),
    /** The state that the record is in. */
    field_value: maybe(Schema.String)
  }),
  transitions: Schema.Array(Transition)
})
/** Where a record is. */
export type Blueprint = typeof Blueprint.Type

const readBody = Schema.decodeUnknownResult(Schema.Struct({ blueprint: Blueprint }))

type In = { readonly apiName: string }

const pathOf = ({ apiName }: In, id: RecordId): string =>
  `/crm/v8/${encodeURIComponent(apiName)}/${id}/actions/blueprint`

/** Where a record is, and the transitions open to it; fails with `RECORD_NOT_IN_PROCESS` outside a blueprint. 1 credit. */
export const get = Effect.fnUntraced(function* (
  module: In,
  id: RecordId
): Effect.fn.Return<Blueprint, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.blueprint`
  yield* Check.run(operation, Check.id(id))
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "GET",
    path: pathOf(module, id),
    credits: 1,
    retry: "safe"
  })
  return (yield* Document.read(operation, readBody, envelope)).blueprint
})

/** Values of the fields that a transition asks for; `Notes` and `CheckLists` are the transition's own. */
export type Values = Changes<{}> & {
  readonly Notes?: string
  /** One object an item: its name, and whether it is ticked. */
  readonly CheckLists?: ReadonlyArray<Readonly<Record<string, boolean>>>
}

/**
 * Takes a transition, once: the record leaves the state that it was open in. False when something that it asks for is
 * still missing: what was given is kept, and the record stays where it is. Its answer lost, read the state before
 * doing it again. 1 credit.
 */
export const take = Effect.fnUntraced(function* (
  module: In,
  id: RecordId,
  transition: RecordId,
  values: Values = {}
): Effect.fn.Return<boolean, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.takeTransition`
  yield* Check.run(operation, Check.id(transition), Check.rows([values]))
  const client = yield* ZohoClient
  const { message } = yield* Verb.result(
    client,
    {
      operation,
      method: "PUT",
      path: pathOf(module, id),
      body: { blueprint: [{ transition_id: transition, data: values }] },
      credits: 1,
      retry: "after-lookup"
    },
    id
  )
  return !message.includes("saved partially")
})
