import * as Credits from "@effect-zoho/client/Credits"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"

const with_ = (options: Credits.Options) => Effect.provide(Credits.layerWith(options))

it("knows the credits of a day by edition", () => {
  assert.strictEqual(Credits.daily("free", 3), 5000)
  assert.strictEqual(Credits.daily("standard", 10), 52_500)
  assert.strictEqual(Credits.daily("standard", 1000), 100_000)
  assert.strictEqual(Credits.daily("enterprise", 10), 60_000)
  assert.strictEqual(Credits.daily("ultimate", 100), 250_000)
})

it("knows what calls cost", () => {
  assert.deepStrictEqual([1, 10, 11, 100].map(Credits.cost.write), [1, 1, 2, 10])
  assert.deepStrictEqual([1, 200, 201, 1000, 1001, 2000].map(Credits.cost.coql), [1, 1, 2, 2, 3, 3])
})

describe("the budget", () => {
  it.effect("rolls: credits come back 24 hours after they were spent", () =>
    Effect.gen(function* () {
      const credits = yield* Credits.Credits
      const used = Effect.map(credits.state, (state) => state.used)
      yield* credits.spend(10)
      yield* TestClock.adjust("10 hours")
      yield* credits.spend(5)
      assert.strictEqual(yield* used, 15)
      yield* TestClock.adjust("14 hours")
      assert.strictEqual(yield* used, 5)
      yield* TestClock.adjust("10 hours")
      assert.strictEqual(yield* used, 0)
    }).pipe(with_({}))
  )

  it.effect("refuses what would pass the guard, counts nothing then, and says why", () =>
    Effect.gen(function* () {
      const credits = yield* Credits.Credits
      yield* credits.spend(75)
      const refused = yield* Effect.flip(credits.spend(6))
      assert.deepInclude(refused, { _tag: "CreditsGuarded", needed: 6, used: 75, allowed: 80 })
      yield* credits.spend(5)
      assert.strictEqual((yield* credits.state).used, 80)
      assert.strictEqual((yield* Effect.flip(credits.spend(1))).used, 80)
      yield* TestClock.adjust("24 hours")
      yield* credits.spend(80)
    }).pipe(with_({ limit: 100, stopAt: 0.8 }))
  )

  it.effect("forecasts: whether it will do, what is left, and when enough has come back", () =>
    Effect.gen(function* () {
      const credits = yield* Credits.Credits
      yield* TestClock.setTime(0)
      yield* credits.spend(30)
      yield* TestClock.adjust("2 hours")
      yield* credits.spend(40)
      const now = yield* credits.forecast(10)
      assert.deepStrictEqual(now, { credits: 10, left: Option.some(10), fits: true, fitsAt: Option.none() })
      const day = 86_400_000
      assert.deepStrictEqual((yield* credits.forecast(11)).fitsAt, Option.some(day))
      const later = yield* credits.forecast(41)
      assert.deepStrictEqual([later.fits, later.fitsAt], [false, Option.some(day + 7_200_000)])
      assert.deepStrictEqual((yield* credits.forecast(81)).fitsAt, Option.none())
      // It said when, and it is so.
      yield* TestClock.setTime(day)
      yield* credits.spend(40)
      assert.strictEqual((yield* credits.state).used, 80)
      yield* credits.observe(3)
      assert.deepStrictEqual((yield* credits.forecast(4)).left, Option.some(0))
    }).pipe(with_({ limit: 100, stopAt: 0.8 }))
  )

  it.effect("forecasts nothing where no limit is known, until Zoho tells what is left", () =>
    Effect.gen(function* () {
      const credits = yield* Credits.Credits
      assert.deepInclude(yield* credits.forecast(1_000_000), { left: Option.none(), fits: true })
      yield* credits.observe(500)
      assert.deepInclude(yield* credits.forecast(501), { left: Option.some(500), fits: false })
    }).pipe(with_({}))
  )

  it.effect("counts what others of the organisation spent, once Zoho tells what is left", () =>
    Effect.gen(function* () {
      const credits = yield* Credits.Credits
      yield* credits.spend(10)
      assert.isTrue(Option.isNone((yield* credits.state).remaining))
      yield* credits.observe(400)
      const state = yield* credits.state
      assert.strictEqual(state.used, 600)
      assert.deepStrictEqual(state.remaining, Option.some(400))
      yield* credits.spend(100)
      assert.deepStrictEqual((yield* credits.state).remaining, Option.some(300))
      assert.strictEqual((yield* credits.state).used, 700)
      assert.strictEqual((yield* Effect.flip(credits.spend(301))).used, 700)
    }).pipe(with_({ limit: 1000 }))
  )

  it.effect("holds on to a share of the day's credits once they are known", () =>
    Effect.gen(function* () {
      const credits = yield* Credits.Credits
      yield* credits.spend(900)
      yield* credits.learn(1000)
      assert.strictEqual((yield* Effect.flip(credits.spend(1))).allowed, 800)
      yield* credits.learn(2000)
      yield* credits.spend(700)
      assert.strictEqual((yield* Effect.flip(credits.spend(1))).used, 1600)
    }).pipe(with_({ stopAt: 0.8 }))
  )

  it.effect("without a limit refuses nothing", () =>
    Effect.flatMap(Credits.Credits, (credits) => credits.spend(1_000_000_000)).pipe(with_({}))
  )
})

it.effect.prop(
  "is the sum of the last 24 hours, to the minute",
  [
    Schema.Array(
      Schema.Struct({
        credits: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 500 })),
        minutes: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 900 }))
      })
    ).check(Schema.isMaxLength(60))
  ],
  ([steps]) =>
    Effect.gen(function* () {
      const credits = yield* Credits.Credits
      const before = (yield* credits.state).used
      assert.strictEqual(before, 0)
      const spent: Array<{ readonly at: number; readonly credits: number }> = []
      let now = 0
      for (const step of steps) {
        yield* credits.spend(step.credits)
        spent.push({ at: now, credits: step.credits })
        yield* TestClock.adjust(step.minutes * 60_000)
        now += step.minutes
        const expected = spent.filter((it) => it.at > now - 1440).reduce((sum, it) => sum + it.credits, 0)
        assert.strictEqual((yield* credits.state).used, expected)
      }
    }).pipe(with_({}))
)
