/** What a budget makes of a store: news only, once a second, never less than was spent. */
import * as CreditStore from "@effect-zoho/auth/CreditStore"
import { TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Credits from "@effect-zoho/client/Credits"
import * as SharedCredits from "@effect-zoho/client/SharedCredits"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"

const budget = Effect.gen(function* () {
  const context = yield* Layer.build(Layer.fresh(Credits.layerWith({ limit: 1000 })))
  const credits = yield* Effect.provide(Credits.Credits, context)
  yield* credits.join(yield* SharedCredits.make("org"))
  return credits
})

const used = (credits: Credits.Credits["Service"]) => Effect.map(credits.state, (it) => it.used)

describe("two budgets of one organisation", () => {
  it.effect("know of each other a second later, and forget both a day later", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* budget, yield* budget]
      yield* one.spend(200)
      yield* TestClock.adjust("1 seconds")
      yield* one.spend(100)
      yield* two.spend(100)
      assert.strictEqual(yield* used(two), 300)
      yield* TestClock.adjust("1 seconds")
      yield* two.spend(0)
      yield* one.spend(0)
      yield* TestClock.adjust("1 seconds")
      yield* two.spend(0)
      assert.deepStrictEqual([yield* used(one), yield* used(two)], [400, 400])
      assert.strictEqual((yield* Effect.flip(two.spend(601))).used, 400)
      yield* TestClock.adjust("25 hours")
      yield* two.spend(900)
      assert.strictEqual(yield* used(two), 900)
    }).pipe(Effect.scoped, Effect.provide(CreditStore.layerMemory))
  )
})

describe("a store in trouble", () => {
  const broken = new TokenStoreError({ store: "test", operation: "credits", problem: "it is away.", remedy: "Wait." })

  it.effect("costs what it knew last; what it missed is told when it is back", () =>
    Effect.gen(function* () {
      const real = yield* Effect.provide(CreditStore.CreditStore, yield* Layer.build(CreditStore.layerMemory))
      let away = false
      const flaky = CreditStore.CreditStore.of({
        add: (org, spent, since) => (away ? Effect.fail(broken) : real.add(org, spent, since))
      })
      const credits = yield* Effect.provideService(budget, CreditStore.CreditStore, flaky)
      yield* real.add("org", [{ minute: 0, credits: 50 }], -1)
      yield* credits.spend(10)
      assert.strictEqual(yield* used(credits), 60)
      away = true
      yield* TestClock.adjust("2 seconds")
      yield* credits.spend(10)
      yield* TestClock.adjust("2 seconds")
      yield* credits.spend(10)
      assert.strictEqual(yield* used(credits), 80)
      away = false
      yield* TestClock.adjust("2 seconds")
      yield* credits.spend(0)
      assert.strictEqual(yield* real.add("org", [], -1), 80)
    }).pipe(Effect.scoped)
  )

  it.effect("is not told the same news twice while it is slow", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<void>()
      const told: Array<number> = []
      const slow = CreditStore.CreditStore.of({
        add: (_, spent) =>
          Effect.suspend(() => {
            told.push(...spent.map((it) => it.credits))
            return Effect.as(Deferred.await(answer), 0)
          })
      })
      const credits = yield* Effect.provideService(budget, CreditStore.CreditStore, slow)
      const first = yield* Effect.forkChild(credits.spend(10))
      yield* TestClock.adjust("1 seconds")
      yield* Deferred.succeed(answer, undefined)
      yield* Fiber.join(first)
      yield* TestClock.adjust("1 seconds")
      yield* credits.spend(5)
      yield* TestClock.adjust("1 seconds")
      yield* credits.spend(0)
      assert.deepStrictEqual(told, [10, 5])
    }).pipe(Effect.scoped)
  )
})
