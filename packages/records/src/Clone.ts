/** A copy of a record, with an id of its own. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Verb from "./internal/Verb.ts"
import type { RecordId } from "./RecordId.ts"

/** Copies a record, and gives the copy's id; its answer lost, look before doing it again. 1 credit, by the table's silence. */
export const clone = Effect.fnUntraced(function* (
  module: { readonly apiName: string },
  id: RecordId
): Effect.fn.Return<RecordId, ZohoError, ZohoClient> {
  const client = yield* ZohoClient
  const operation = `${module.apiName}.clone`
  const path = `/crm/v8/${encodeURIComponent(module.apiName)}/${id}/actions/clone`
  const details = yield* Verb.one(client, { operation, method: "POST", path, credits: 1, retry: "after-lookup" }, id)
  return yield* Verb.made(operation, details)
})
