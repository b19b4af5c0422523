/** A call that does one thing to one record, and answers with one result. */
import { ApiError, type Details, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Classify from "@effect-zoho/client/Classify"
import { unknownForm } from "@effect-zoho/client/Envelope"
import type { Request, ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Check from "./Check.ts"

/** What the result says, or its reason. */
export const one = Effect.fnUntraced(function* (
  client: ZohoClient["Service"],
  request: Request,
  ...ids: ReadonlyArray<string>
): Effect.fn.Return<Details, ZohoError> {
  const { operation } = request
  yield* Check.run(operation, ...ids.map(Check.id))
  const envelope = yield* client.send({ ...request, rows: 1 })
  const result = envelope._tag === "Rows" ? envelope.rows[0] : envelope._tag === "Single" ? envelope.result : undefined
  if (result === undefined) return yield* new ApiError({ operation, reason: unknownForm(envelope, "") })
  if (result.status === "success") return result.details
  const { code, details, message } = result
  return yield* new ApiError({
    operation,
    reason: Classify.reason({ code, message, httpStatus: envelope.httpStatus, details })
  })
})
