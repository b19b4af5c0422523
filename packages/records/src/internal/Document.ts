/** An answer that is one document of a known form. */
import { ApiError } from "@effect-zoho/client/ApiError"
import { type Envelope, unknownForm } from "@effect-zoho/client/Envelope"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"

/** Reads it, or says where it is of another form. An answer without a body is `empty`, where nothing there is no mistake. */
export const read = <A>(
  operation: string,
  decode: (body: unknown) => Result.Result<A, Schema.SchemaError>,
  envelope: Envelope,
  empty?: A
): Effect.Effect<A, ApiError> => {
  if (envelope._tag === "Empty" && empty !== undefined) return Effect.succeed(empty)
  const found =
    envelope._tag === "Document"
      ? Result.mapError(decode(envelope.body), (error) => unknownForm(envelope, error))
      : Result.fail(unknownForm(envelope, ""))
  return Effect.fromResult(Result.mapError(found, (reason) => new ApiError({ operation, reason })))
}
