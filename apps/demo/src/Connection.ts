/** The app's one connection: made in the background, kept or failed, made anew on request without a restart. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Target } from "./Api.ts"
import type { Crm } from "./Crm.ts"
import { internal, type Problem } from "./Problem.ts"

/** Why there is no connection, and where it would have gone as far as that is known. */
export interface Failed {
  readonly problem: Problem
  readonly target?: Target
}

/** One attempt: everything it opened hangs on its scope. */
interface Attempt {
  readonly fiber: Fiber.Fiber<Crm, Failed>
  readonly scope: Scope.Closeable
}

export class Connection extends Context.Service<
  Connection,
  {
    /** The connection, or why there is none; waits while it is being made. */
    readonly get: Effect.Effect<Crm, Failed>
    /** Makes it anew, settings read again. Joins an attempt that is under way instead of starting a second. */
    readonly retry: Effect.Effect<Crm, Failed>
  }
>()("@effect-zoho/demo/Connection") {}

/**
 * Keeps what `connect` makes. A failure of `connect` is kept like a success, so building this layer never fails and
 * the page can show it. A caller that goes away does not stop the attempt.
 */
export const layer = (connect: Effect.Effect<Crm, Failed, Scope.Scope>): Layer.Layer<Connection> =>
  Layer.effect(
    Connection,
    Effect.gen(function* () {
      const parent = yield* Effect.scope
      const lock = yield* Semaphore.make(1)

      const attempt = connect.pipe(
        Effect.catchDefect((defect) =>
          Effect.logError("The connection failed in a way the demo does not know", defect).pipe(
            Effect.andThen(Effect.fail<Failed>({ problem: internal }))
          )
        )
      )
      const start = Effect.gen(function* () {
        const scope = yield* Scope.fork(parent)
        const fiber = yield* attempt.pipe(Scope.provide(scope), Effect.forkIn(scope))
        return { fiber, scope } satisfies Attempt
      })

      const current = yield* Ref.make(yield* start)
      const get = Effect.flatMap(Ref.get(current), (it) => Fiber.join(it.fiber))

      const retry = Effect.gen(function* () {
        const old = yield* Ref.get(current)
        if (old.fiber.pollUnsafe() === undefined) return
        yield* Ref.set(current, yield* start)
        yield* Scope.close(old.scope, Exit.void)
      }).pipe((it) => lock.withPermit(it), Effect.uninterruptible, Effect.andThen(get))

      return { get, retry }
    })
  )
