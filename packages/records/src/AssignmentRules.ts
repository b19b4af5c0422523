/** Assignment rules: which there are, by their ids, for writes that name one. Scope: ZohoCRM.settings.assignment_rules.READ. */
import * as Api from "@effect-zoho/api/AssignmentRules"
import type { ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Document from "./internal/Document.ts"
import { RecordId } from "./RecordId.ts"

export const AssignmentRule = Schema.Struct({
  ...Api.AssignmentRule.fields,
  /** What a write names as `assignmentRule`. */
  id: RecordId
})
export type AssignmentRule = typeof AssignmentRule.Type

const read = Schema.decodeUnknownResult(Schema.Struct({ assignment_rules: Schema.Array(AssignmentRule) }))

/** The assignment rules of a module: 1 credit. */
export const list = Effect.fnUntraced(function* (module: {
  readonly apiName: string
}): Effect.fn.Return<ReadonlyArray<AssignmentRule>, ZohoError, ZohoClient> {
  const body = yield* Api.list({ module: module.apiName })
  const { name } = Api.list.spec
  return (yield* Document.read(name, read, { _tag: "Document", httpStatus: 200, body })).assignment_rules
})
