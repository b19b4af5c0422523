/** Reading many rows lets single calls of people go first. */
import * as Concurrency from "@effect-zoho/client/Concurrency"
import * as Effect from "effect/Effect"

/** The same calls, behind the interactive ones wherever calls wait in line. */
export const asBatch = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Concurrency.Priority, "batch")
