/** Rows sent and looked up in rounds, until it is known of each what became of it. */
import { Ambiguous, ApiError, ConnectionFailed, DuplicateData, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Effect from "effect/Effect"
import * as Module from "../Module.ts"
import type { RecordId } from "../RecordId.ts"
import type * as Records from "../Records.ts"
import type { Outcome } from "../Writer.ts"
import * as Check from "./Check.ts"
import type { Item } from "./Items.ts"
import type * as Settle from "./Settle.ts"

type Via = "calls" | "mass"

export interface About {
  readonly kind: "insert" | "update" | "upsert" | "delete"
  readonly operation: string
  /** How often a row is sent and looked up before it is given up. */
  readonly rounds: number
  readonly settle: Settle.Settle
  /** Sends rows once; the outcomes' rows are places in `items`. */
  readonly send: (items: ReadonlyArray<Item>, via: Via) => Effect.Effect<ReadonlyArray<Records.Outcome>, ZohoError>
  /** Does an error end the run? */
  readonly isFatal: (error: ZohoError) => boolean
}

const recordIdOf = (id: string): RecordId | undefined =>
  Check.id(id) === undefined ? Module.RecordId.make(id) : undefined

const lost = (problem: ConnectionFailed["problem"]) => new ConnectionFailed({ problem, host: "", afterMillis: 0 })

/** A run before this one was stopped between sending a row and hearing of it. */
export const interrupted = (operation: string): ApiError =>
  new ApiError({ operation, reason: new Ambiguous({ because: lost("connection") }) })

/** Looked up, and not there: it may be sent again. */
const notSent = (operation: string): ApiError => new ApiError({ operation, reason: lost("connection") })

const taken = (operation: string, id: RecordId): ApiError =>
  new ApiError({
    operation,
    reason: new DuplicateData({ code: "DUPLICATE_DATA", message: "", httpStatus: 0, details: { id }, duplicateId: id })
  })

/**
 * Rows to their outcomes, into `done`: what is in doubt (`open`) is looked up, what is not there is sent, until all is
 * known.
 */
export const make = ({ isFatal, kind, operation, rounds, send, settle }: About) => {
  /** Sends rows once: the outcome of each, or the doubt that is left of it. */
  const once = Effect.fnUntraced(function* (
    items: ReadonlyArray<Item>,
    done: Map<number, Outcome>,
    via: "calls" | "mass"
  ) {
    const doubtful = new Map<Item, ApiError>()
    const answer = yield* Effect.result(send(items, via))
    if (answer._tag === "Failure") {
      const error = answer.failure
      if (isFatal(error) || error._tag === "AuthError") return yield* Effect.fail(error)
      for (const item of items) {
        if (error.reason.retry === "safe" || error.reason._tag === "Ambiguous") doubtful.set(item, error)
        else done.set(item.row, { _tag: "Failed", row: item.row, key: item.key, error })
      }
      return doubtful
    }
    for (const outcome of answer.success) {
      const item = items[outcome.row]
      if (item === undefined) continue
      const { key, row } = item
      if (outcome._tag === "Done") {
        done.set(row, { _tag: "Done", row, key, id: outcome.id, action: outcome.action, how: "answered" })
      } else if (outcome.error.reason._tag === "Ambiguous" || outcome.error.reason.retry === "safe") {
        doubtful.set(item, outcome.error)
      } else {
        const id =
          item.id ?? (outcome.error.reason._tag === "DuplicateData" ? outcome.error.reason.duplicateId : undefined)
        done.set(row, { _tag: "Failed", row, key, error: outcome.error, ...identity(id) })
      }
    }
    return doubtful
  })

  const identity = (id: string | undefined) => {
    const known = id === undefined ? undefined : recordIdOf(id)
    return known === undefined ? {} : { id: known }
  }

  /** Looks up what is in doubt: what is left must be sent again, or stays in doubt. */
  const lookUp = Effect.fnUntraced(function* (doubtful: ReadonlyMap<Item, ApiError>, done: Map<number, Outcome>) {
    const left = new Map<Item, ApiError>()
    // What was certainly not sent needs no looking up.
    const asked = [...doubtful].filter(([item, error]) => {
      if (error.reason._tag === "Ambiguous") return true
      left.set(item, error)
      return false
    })
    if (asked.length === 0) return left
    const findings = yield* Effect.result(
      settle.look(
        kind,
        asked.map(([item]) => item)
      )
    )
    if (findings._tag === "Failure") {
      if (isFatal(findings.failure)) return yield* Effect.fail(findings.failure)
      for (const [item, error] of asked) left.set(item, error)
      return left
    }
    asked.forEach(([item, error], index) => {
      const { key, row } = item
      const finding = findings.success[index]
      switch (finding?._tag) {
        case "Applied":
          done.set(row, {
            _tag: "Done",
            row,
            key,
            id: finding.id,
            action: kind === "upsert" ? "update" : kind,
            how: "found"
          })
          return
        case "Taken":
          done.set(row, { _tag: "Failed", row, key, id: finding.id, error: taken(operation, finding.id) })
          return
        case "Again":
          left.set(item, notSent(operation))
          return
        default:
          done.set(row, { _tag: "Ambiguous", row, key, error })
      }
    })
    return left
  })

  return Effect.fnUntraced(function* (
    items: ReadonlyArray<Item>,
    open: ReadonlyMap<Item, ApiError>,
    done: Map<number, Outcome>,
    via: "calls" | "mass"
  ) {
    let sending = items.filter((it) => !open.has(it))
    let doubtful = new Map(items.flatMap((it) => (open.has(it) ? [[it, open.get(it) ?? interrupted(operation)]] : [])))
    for (let round = 0; ; round++) {
      const left = yield* lookUp(doubtful, done)
      doubtful = new Map()
      for (const [item, error] of left) {
        if (error.reason._tag === "Ambiguous") doubtful.set(item, error)
        else if (round >= rounds) done.set(item.row, { _tag: "Failed", row: item.row, key: item.key, error })
        else sending.push(item)
      }
      if (sending.length > 0) for (const [item, error] of yield* once(sending, done, via)) doubtful.set(item, error)
      if (doubtful.size === 0) return
      if (round >= rounds) {
        for (const [{ key, row }, error] of doubtful) done.set(row, { _tag: "Ambiguous", row, key, error })
        return
      }
      sending = []
    }
  })
}
