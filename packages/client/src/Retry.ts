/** Attempts after a failure: only where the reason says that repeating is safe, with jitter, bounded in number and time. */
import type { AuthError } from "@effect-zoho/auth/AuthError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { CircuitOpen, type Reason } from "./ApiError.ts"
import * as Circuit from "./internal/Circuit.ts"
import * as Wait from "./Wait.ts"

export interface Options {
  /** Attempts in all, the first one counted: 5. With 1 nothing is repeated. */
  readonly attempts?: number
  /** No attempt begins later than this after the first one: 1 minute. */
  readonly within?: Duration.Input
  /** The first pause; each further one is twice as long: half a second. */
  readonly base?: Duration.Input
  /** The longest pause: 20 seconds. */
  readonly cap?: Duration.Input
  /** So many failures in a row of Zoho or the way to it, over all calls, open the circuit: 10. */
  readonly threshold?: number
  /** For how long nothing is sent then: 15 seconds. */
  readonly coolDown?: Duration.Input
}

/** Spent credits come back over hours: repeating such a call within seconds only spends the attempts. */
const mayRepeat = (reason: Reason): boolean =>
  reason.retry === "safe" &&
  reason._tag !== "CreditsGuarded" &&
  !(reason._tag === "RateLimited" && reason.limit === "credits")

/** Does it say that Zoho, or the way to it, is unwell, whatever was asked? */
const isUnwell = (reason: Reason): boolean => {
  const about = reason._tag === "Ambiguous" ? reason.because : reason
  return (
    about._tag === "ServerError" ||
    about._tag === "ConnectionFailed" ||
    (about._tag === "UnexpectedResponse" && about.problem !== "unknown-form")
  )
}

/** Whose failures count together: all calls of one organisation. */
export interface Retry {
  /** Attempts a call until it succeeds, must not be repeated, or the bounds are reached; then it fails as the last one did. */
  readonly run: <A, R>(
    operation: string,
    attempt: Effect.Effect<A, Reason | AuthError, R>
  ) => Effect.Effect<A, Reason | AuthError, R>
}

export const make = (options: Options = {}): Retry => {
  const attempts = Math.max(1, options.attempts ?? 5)
  const within = Duration.toMillis(options.within ?? "1 minute")
  const base = Duration.toMillis(options.base ?? "500 millis")
  const cap = Duration.toMillis(options.cap ?? "20 seconds")
  const circuit = Circuit.make({
    threshold: Math.max(1, options.threshold ?? 10),
    coolDown: Duration.toMillis(options.coolDown ?? "15 seconds")
  })

  /** Half of the pause is certain, half is chance: calls that failed together must not come back together. */
  const pause = (failures: number): Effect.Effect<number> =>
    Effect.map(Random.next, (chance) => Math.min(cap, base * 2 ** (failures - 1)) * (0.5 + chance / 2))

  const run = <A, R>(
    operation: string,
    attempt: Effect.Effect<A, Reason | AuthError, R>
  ): Effect.Effect<A, Reason | AuthError, R> =>
    Clock.clockWith((clock) => {
      const startedAt = clock.currentTimeMillisUnsafe()
      let failures = 0

      const waited = (wait: Omit<Wait.Wait, "since">, millis: number): Effect.Effect<A, Reason | AuthError, R> =>
        Wait.begin(wait).pipe(Effect.andThen(Effect.sleep(millis)), Effect.andThen(Effect.suspend(next)))

      const refused = (error: Reason | AuthError): Effect.Effect<A, Reason | AuthError, R> => {
        const now = clock.currentTimeMillisUnsafe()
        // Signing in has its own patience.
        if (error._tag === "AuthError") {
          circuit.gaveUp()
          return Effect.fail(error)
        }
        if (isUnwell(error)) circuit.failed(now, error._tag)
        else circuit.succeeded()
        failures++
        if (failures >= attempts || !mayRepeat(error)) return Effect.fail(error)
        return Effect.flatMap(pause(failures), (millis) =>
          now + millis - startedAt > within
            ? Effect.fail(error)
            : waited({ limit: "retry", operation, until: now + millis, because: error._tag }, millis)
        )
      }

      const next = (): Effect.Effect<A, Reason | AuthError, R> => {
        const now = clock.currentTimeMillisUnsafe()
        const admitted = circuit.admit(now)
        if (typeof admitted === "object") {
          const { because, until } = admitted
          return until - startedAt > within || attempts === 1
            ? Effect.fail(new CircuitOpen({ until, because }))
            : Effect.flatMap(pause(1), (millis) =>
                waited({ limit: "circuit", operation, until, because }, until - now + millis)
              )
        }
        return attempt.pipe(
          Effect.onInterrupt(() => Effect.sync(circuit.gaveUp)),
          Effect.matchEffect({
            onSuccess: (answer) => {
              circuit.succeeded()
              return Effect.succeed(answer)
            },
            onFailure: refused
          })
        )
      }
      return next()
    })

  return { run }
}
