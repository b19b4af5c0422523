/** Why a call waits: a typed value for whoever shows progress, and an event on the call's span. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"

/** What holds the call back. */
export type Limit =
  /** The accounts server gives no more tokens for a while: 10 per refresh token in 10 minutes. */
  | "token-throttle"
  /** The organisation's lane: calls at the same time. */
  | "concurrency"
  /** The narrower lane of heavy calls: COQL, search, sorted lists, writes of more than 10 rows. */
  | "sub-concurrency"
  /** A pause before the next attempt. */
  | "retry"
  /** Zoho failed often in a row: nothing is sent for a while. */
  | "circuit"
  /** A job of Zoho's that is not done yet: bulk read, bulk write. */
  | "job"

/** A wait that has begun. */
export interface Wait {
  readonly limit: Limit
  /** The operation's name, such as `Leads.update`. */
  readonly operation: string
  /** Epoch milliseconds. */
  readonly since: number
  /** Epoch milliseconds, where the end is known. */
  readonly until?: number
  /** What made it wait, where something did: the reason of the failed attempt. */
  readonly because?: string
}

/** Is told of every wait as it begins. It must not be slow: the call waits for it too. */
export const Listener = Context.Reference<(wait: Wait) => Effect.Effect<void>>("@effect-zoho/auth/Wait/Listener", {
  defaultValue: () => () => Effect.void
})

/** Tells of a wait, and puts it on the current span. */
export const begin = (wait: Omit<Wait, "since">): Effect.Effect<void> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const since = clock.currentTimeMillisUnsafe()
    const span = yield* Effect.serviceOption(Tracer.ParentSpan)
    if (span._tag === "Some" && span.value._tag === "Span") {
      const { limit, because, until } = wait
      span.value.event("wait", clock.currentTimeNanosUnsafe(), {
        limit,
        ...(because === undefined ? {} : { because }),
        ...(until === undefined ? {} : { until })
      })
    }
    const listener = yield* Listener
    yield* listener({ ...wait, since })
  })
