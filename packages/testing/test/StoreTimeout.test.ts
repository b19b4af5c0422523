/** What every store elsewhere says when no answer comes. */
import { assert, it } from "@effect/vitest"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

it.effect("an operation without an answer ends in time, and says what to look at", () =>
  Effect.gen(function* () {
    const within = TokenStore.within("sql:db", "get", Duration.seconds(15), "the database")
    assert.strictEqual(yield* within(Effect.succeed(1)), 1)
    const fiber = yield* Effect.forkChild(Effect.flip(within(Effect.never)))
    yield* TestClock.adjust("15 seconds")
    const error = yield* Fiber.join(fiber)
    assert.strictEqual(
      error.message,
      "Token store sql:db: get failed: there was no answer within 15s. Check the database and the network, then try again."
    )
  })
)
