/** A call that does one thing to one record, and answers with one result. */
import { ApiError, type Details, UnexpectedResponse, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Classify from "@effect-zoho/client/Classify"
import { type RowResult, unknownForm } from "@effect-zoho/client/Envelope"
import type { Request, ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { RecordId } from "../RecordId.ts"
import * as Check from "./Check.ts"

/** The result of a call that took effect, or its reason. */
export const result = Effect.fnUntraced(function* (
  client: ZohoClient["Service"],
  request: Request,
  ...ids: ReadonlyArray<string>
): Effect.fn.Return<RowResult, ZohoError> {
  const { operation } = request
  yield* Check.run(operation, ...ids.map(Check.id))
  const envelope = yield* client.send({ ...request, rows: 1 })
  const said = envelope._tag === "Rows" ? envelope.rows[0] : envelope._tag === "Single" ? envelope.result : undefined
  if (said === undefined) return yield* new ApiError({ operation, reason: unknownForm(envelope, "") })
  if (said.status === "success") return said
  const { code, details, message } = said
  return yield* new ApiError({
    operation,
    reason: Classify.reason({ code, message, httpStatus: envelope.httpStatus, details })
  })
})

/** What the result says in detail, or its reason. */
export const one = (
  client: ZohoClient["Service"],
  request: Request,
  ...ids: ReadonlyArray<string>
): Effect.Effect<Details, ZohoError> => Effect.map(result(client, request, ...ids), (it) => it.details)

const readMade = Schema.decodeUnknownOption(Schema.Struct({ id: RecordId }))
const readJob = Schema.decodeUnknownOption(Schema.Struct({ job_id: Schema.String }))

const found = <A>(operation: string, name: string, value: Option.Option<A>): Effect.Effect<A, ApiError> =>
  Option.isSome(value)
    ? Effect.succeed(value.value)
    : Effect.fail(
        new ApiError({
          operation,
          reason: new UnexpectedResponse({
            problem: "unknown-form",
            httpStatus: 200,
            contentType: "",
            excerpt: "",
            path: `data[0].details.${name}`
          })
        })
      )

/** The id of what a call made. */
export const made = (operation: string, details: Details): Effect.Effect<RecordId, ApiError> =>
  found(
    operation,
    "id",
    Option.map(readMade(details), (it) => it.id)
  )

/** The id of the job that a call began. */
export const madeJob = (operation: string, details: Details): Effect.Effect<string, ApiError> =>
  found(
    operation,
    "job_id",
    Option.map(readJob(details), (it) => it.job_id)
  )
