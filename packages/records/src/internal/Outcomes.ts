/** From results in Zoho's words to outcomes: one a row, in the order sent, never handed to another row. */
import {
  Ambiguous,
  ApiError,
  InvalidInput,
  type Reason,
  type UnexpectedResponse,
  type ZohoError
} from "@effect-zoho/client/ApiError"
import * as Classify from "@effect-zoho/client/Classify"
import { type Envelope, type RowResult, unknownForm } from "@effect-zoho/client/Envelope"
import { type Request, ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type { Outcome } from "../Records.ts"
import { isRecordId, type RecordId } from "../RecordId.ts"

export type Done = Extract<Outcome, { _tag: "Done" }>

/** What a write does; an upsert hears from Zoho which of two it was. */
export type Action = "insert" | "update" | "delete" | "upsert"

/** What was sent. */
export interface Sent {
  readonly operation: string
  readonly action: Action
  readonly rows: number
  /** The records written to, where they are known. */
  readonly ids?: ReadonlyArray<RecordId> | undefined
}

/** A write's answer that cannot be read leaves open what happened. */
const unclear = (operation: string, because: UnexpectedResponse): ApiError =>
  new ApiError({ operation, reason: new Ambiguous({ because }) })

/** Zoho's failure of a row in the middle of its write says nothing about whether the row was written. */
const settle = (reason: Reason): Reason => (reason._tag === "ServerError" ? new Ambiguous({ because: reason }) : reason)

const actionOf = (sent: Sent, result: RowResult): Done["action"] => {
  if (sent.action !== "upsert") return sent.action
  return result.action ?? (typeof result.duplicateField === "string" ? "update" : "insert")
}

const outcome = (envelope: Envelope, sent: Sent, row: number, result: RowResult): Outcome => {
  const { operation } = sent
  const sentId = sent.ids?.[row]
  if (result.status === "error") {
    const said = {
      code: result.code,
      message: result.message,
      httpStatus: envelope.httpStatus,
      details: result.details
    }
    return {
      _tag: "Failed",
      row,
      error: new ApiError({ operation, reason: settle(Classify.reason(said, { id: sentId })) })
    }
  }
  const told = result.details["id"]
  const named = isRecordId(told) ? told : undefined
  const id = named ?? sentId
  // A result for another record than the one sent in this place belongs to nobody.
  if (id === undefined || (sentId !== undefined && named !== undefined && named !== sentId)) {
    return { _tag: "Failed", row, error: unclear(operation, unknownForm(envelope, `data[${row}].details.id`)) }
  }
  const { code, details, duplicateField, message } = result
  const done = { _tag: "Done", row, id, action: actionOf(sent, result), code, message, details } as const
  return typeof duplicateField === "string" ? { ...done, duplicateField } : done
}

/** The outcomes of a write; fails as `Ambiguous` when the answer does not have one result for each row. */
export const fromEnvelope = (envelope: Envelope, sent: Sent): Effect.Effect<ReadonlyArray<Outcome>, ApiError> => {
  const results = envelope._tag === "Rows" ? envelope.rows : envelope._tag === "Single" ? [envelope.result] : []
  return results.length === sent.rows
    ? Effect.succeed(results.map((result, row) => outcome(envelope, sent, row, result)))
    : Effect.fail(unclear(sent.operation, unknownForm(envelope, "")))
}

/** Sends a write of records that are known by their ids, and gives an outcome for each. */
export const ofIds = Effect.fnUntraced(function* (
  request: Omit<Request, "rows">,
  action: Action,
  ids: ReadonlyArray<RecordId>
): Effect.fn.Return<ReadonlyArray<Outcome>, ZohoError, ZohoClient> {
  const client = yield* ZohoClient
  const envelope = yield* client.send({ ...request, rows: ids.length })
  return yield* fromEnvelope(envelope, { operation: request.operation, action, rows: ids.length, ids })
})

/** The outcome of a write of one row: done, or that row's own error. */
export const only = (operation: string, outcomes: ReadonlyArray<Outcome>): Effect.Effect<Done, ApiError> => {
  const [first] = outcomes
  if (first?._tag === "Done") return Effect.succeed(first)
  return Effect.fail(
    first?.error ??
      new ApiError({
        operation,
        reason: new InvalidInput({ problem: "No row was given.", remedy: "Give one row." })
      })
  )
}
