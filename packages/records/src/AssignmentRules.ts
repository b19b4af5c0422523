/** Assignment rules: which there are, by their ids, for writes that name one. Scope: ZohoCRM.settings.assignment_rules.READ. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Document from "./internal/Document.ts"
import { RecordId } from "./RecordId.ts"

export const AssignmentRule = Schema.Struct({
  /** What a write names as `assignmentRule`. */
  id: RecordId,
  name: Schema.String,
  api_name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  description: Schema.optionalKey(Schema.NullOr(Schema.String))
})
export type AssignmentRule = typeof AssignmentRule.Type

const read = Schema.decodeUnknownResult(Schema.Struct({ assignment_rules: Schema.Array(AssignmentRule) }))

/** The assignment rules of a module: 1 credit. */
export const list = Effect.fnUntraced(function* (module: {
  readonly apiName: string
}): Effect.fn.Return<ReadonlyArray<AssignmentRule>, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.assignmentRules`
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "GET",
    path: "/crm/v8/settings/automation/assignment_rules",
    query: { module: module.apiName },
    credits: 1,
    retry: "safe"
  })
  return (yield* Document.read(operation, read, envelope, { assignment_rules: [] })).assignment_rules
})
