/** Single calls made at the same time, sent together: up to 100 updates in one call, a few calls side by side. */
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import type * as Schema from "effect/Schema"
import type { Module } from "./Module.ts"
import type { RecordId } from "./RecordId.ts"
import * as Records from "./Records.ts"
import type { Changes } from "./Row.ts"

type Done = Extract<Records.Outcome, { _tag: "Done" }>

interface Update<Row> extends Request.Request<Done, ZohoError> {
  readonly _tag: "Update"
  readonly row: Row
}

export interface Options extends Records.WriteOptions {
  /** How long a call waits for others to join it: 10 milliseconds. */
  readonly within?: Duration.Input
  /** Calls side by side: 5. The organisation's lanes bound them too. */
  readonly concurrency?: number
}

export interface Batcher<Fields extends Schema.Struct.Fields> {
  /** Changes one record, together with whatever else is changed at this moment; fails with its own row's reason. */
  readonly update: (id: RecordId, changes: Changes<Fields>) => Effect.Effect<Done, ZohoError>
}

/**
 * Two changes to one record that are made at the same time go in calls one after the other, in the order made. An
 * unknown outcome is every waiting row's: `Ambiguous`.
 */
export const make = Effect.fnUntraced(function* <const Fields extends Schema.Struct.Fields>(
  module: Module<Fields>,
  options: Options = {}
): Effect.fn.Return<Batcher<Fields>, never, ZohoClient> {
  type Changed = Update<{ readonly id: RecordId } & Changes<Fields>>
  const request = Request.tagged<Changed>("Update")
  const records = yield* Records.make(module)
  const operation = `${module.apiName}.updateMany`

  const send = Effect.fnUntraced(function* (entries: ReadonlyArray<Request.Entry<Changed>>) {
    const outcomes = yield* Effect.exit(
      records.updateMany(
        entries.map((it) => it.request.row),
        options
      )
    )
    entries.forEach((entry, index) => {
      if (Exit.isFailure(outcomes)) return entry.completeUnsafe(Exit.failCause(outcomes.cause))
      const outcome = outcomes.value[index]
      entry.completeUnsafe(
        outcome?._tag === "Done"
          ? Exit.succeed(outcome)
          : Exit.fail(
              outcome?.error ??
                new ApiError({
                  operation,
                  reason: new InvalidInput({ problem: "The row has no outcome.", remedy: "Read the record back." })
                })
            )
      )
    })
  })

  /** Calls of at most 100 rows, none with a record twice; those after each other that share a record. */
  const batches = (entries: ReadonlyArray<Request.Entry<Changed>>) => {
    const rounds: Array<Array<Request.Entry<Changed>>> = []
    const times = new Map<string, number>()
    for (const entry of entries) {
      const { id } = entry.request.row
      const round = times.get(id) ?? 0
      times.set(id, round + 1)
      rounds[round] ??= []
      rounds[round].push(entry)
    }
    return rounds.map((round) =>
      Array.from({ length: Math.ceil(round.length / 100) }, (_, at) => round.slice(at * 100, at * 100 + 100))
    )
  }

  const resolver = RequestResolver.make<Changed>((entries) =>
    Effect.forEach(
      batches(entries),
      (round) => Effect.forEach(round, send, { concurrency: options.concurrency ?? 5, discard: true }),
      { discard: true }
    )
  ).pipe(RequestResolver.setDelay(options.within ?? "10 millis"))

  return {
    update: (id, changes) => Effect.request(request({ row: Object.assign({}, changes, { id }) }), resolver)
  }
})
