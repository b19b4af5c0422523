/** A call that does one thing to one record, and answers with one result. */
import { ApiError, type Details, UnexpectedResponse, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Classify from "@effect-zoho/client/Classify"
import { unknownForm } from "@effect-zoho/client/Envelope"
import type { Request, ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { RecordId } from "../RecordId.ts"
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

const readMade = Schema.decodeUnknownOption(Schema.Struct({ id: RecordId }))

/** The id of what a call made. */
export const made = (operation: string, details: Details): Effect.Effect<RecordId, ApiError> => {
  const found = readMade(details)
  return Option.isSome(found)
    ? Effect.succeed(found.value.id)
    : Effect.fail(
        new ApiError({
          operation,
          reason: new UnexpectedResponse({
            problem: "unknown-form",
            httpStatus: 200,
            contentType: "",
            excerpt: "",
            path: "data[0].details.id"
          })
        })
      )
}
