import * as Concurrency from "@effect-zoho/client/Concurrency"
import * as Wait from "@effect-zoho/client/Wait"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"

const limits = (all: number, heavy = 10) => Effect.provide(Concurrency.layerWith({ limit: all, heavy }))

/** Calls that say when they run and end when they are told. */
const calls = Effect.gen(function* () {
  const lanes = yield* Concurrency.Concurrency
  const running: Array<string> = []
  const order: Array<string> = []
  const ends = new Map<string, Deferred.Deferred<void>>()
  const start = Effect.fnUntraced(function* (
    name: string,
    weight: Concurrency.Weight = {},
    priority: "interactive" | "batch" = "interactive"
  ) {
    const end = yield* Deferred.make<void>()
    ends.set(name, end)
    const fiber = yield* lanes
      .run(
        name,
        weight,
        Effect.gen(function* () {
          running.push(name)
          order.push(name)
          yield* Deferred.await(end)
        }).pipe(Effect.ensuring(Effect.sync(() => void running.splice(running.indexOf(name), 1))))
      )
      .pipe(Effect.provideService(Concurrency.Priority, priority), Effect.forkChild)
    yield* Effect.yieldNow
    return fiber
  })
  const end = Effect.fnUntraced(function* (name: string) {
    const deferred = ends.get(name)
    if (deferred !== undefined) yield* Deferred.succeed(deferred, undefined)
    for (let i = 0; i < 5; i++) yield* Effect.yieldNow
  })
  return { lanes, start, end, running, order }
})

describe("the lane for all", () => {
  it.effect("runs so many at once and the rest in the order in which they came", () =>
    Effect.gen(function* () {
      const { end, lanes, order, running, start } = yield* calls
      for (const name of ["a", "b", "c", "d"]) yield* start(name)
      assert.deepStrictEqual(running, ["a", "b"])
      assert.deepInclude(yield* lanes.state, { all: { limit: 2, running: 2, waiting: 2 } })
      yield* end("b")
      assert.deepStrictEqual(running, ["a", "c"])
      yield* end("a")
      assert.deepStrictEqual(order, ["a", "b", "c", "d"])
      yield* end("c")
      yield* end("d")
      assert.deepInclude(yield* lanes.state, { all: { limit: 2, running: 0, waiting: 0 } })
    }).pipe(limits(2))
  )

  it.effect("lets a person's call go before a batch's", () =>
    Effect.gen(function* () {
      const { end, order, start } = yield* calls
      yield* start("first", {}, "batch")
      yield* start("batch", {}, "batch")
      yield* start("person")
      yield* end("first")
      assert.deepStrictEqual(order, ["first", "person"])
      yield* end("person")
      assert.deepStrictEqual(order, ["first", "person", "batch"])
    }).pipe(limits(1))
  )

  it.effect("keeps a wide call's place: smaller ones behind it do not starve it", () =>
    Effect.gen(function* () {
      const { end, order, start } = yield* calls
      yield* start("a")
      yield* start("wide", { units: 5 })
      yield* start("b")
      assert.deepStrictEqual(order, ["a"])
      yield* end("a")
      assert.deepStrictEqual(order, ["a", "wide"])
      yield* end("wide")
      assert.deepStrictEqual(order, ["a", "wide", "b"])
    }).pipe(limits(5))
  )

  it.effect("lets a call that is wider than the lane have it alone", () =>
    Effect.gen(function* () {
      const { end, order, start } = yield* calls
      yield* start("wide", { units: 5 })
      yield* start("a")
      assert.deepStrictEqual(order, ["wide"])
      yield* end("wide")
      assert.deepStrictEqual(order, ["wide", "a"])
    }).pipe(limits(2))
  )

  it.effect("gives the place of one who stops waiting to the next, and takes back what was given too late", () =>
    Effect.gen(function* () {
      const { end, lanes, order, start } = yield* calls
      yield* start("a")
      const gone = yield* start("gone", { units: 2 })
      yield* start("b")
      yield* Fiber.interrupt(gone)
      yield* end("a")
      assert.deepStrictEqual(order, ["a", "b"])
      yield* end("b")
      assert.deepInclude(yield* lanes.state, { all: { limit: 1, running: 0, waiting: 0 } })
    }).pipe(limits(1))
  )

  it.effect("gives back its place also when the call fails", () =>
    Effect.gen(function* () {
      const lanes = yield* Concurrency.Concurrency
      assert.strictEqual(yield* Effect.flip(lanes.run("a", {}, Effect.fail("no"))), "no")
      assert.deepInclude(yield* lanes.state, { all: { limit: 1, running: 0, waiting: 0 } })
    }).pipe(limits(1))
  )
})

describe("the lane of heavy calls", () => {
  it.effect("is narrower, and whoever waits for it leaves the other lane free", () =>
    Effect.gen(function* () {
      const { end, lanes, running, start } = yield* calls
      for (const name of ["h1", "h2", "h3"]) yield* start(name, { heavy: true })
      yield* start("light")
      assert.deepStrictEqual(running, ["h1", "h2", "light"])
      const state = yield* lanes.state
      assert.deepStrictEqual(state.heavy, { limit: 2, running: 2, waiting: 1 })
      assert.strictEqual(state.all.running, 3)
      yield* end("h1")
      assert.deepStrictEqual(running, ["h2", "light", "h3"])
    }).pipe(limits(5, 2))
  )

  it.effect("says what a call waits for, and which call", () => {
    const told: Array<Wait.Wait> = []
    return Effect.gen(function* () {
      const { start } = yield* calls
      yield* start("h1", { heavy: true })
      yield* start("h2", { heavy: true })
      yield* start("a")
      yield* start("b")
      assert.deepStrictEqual(
        told.map(({ limit, operation }) => [limit, operation]),
        [
          ["sub-concurrency", "h2"],
          ["concurrency", "b"]
        ]
      )
    }).pipe(
      limits(2, 1),
      Effect.provideService(Wait.Listener, (wait) => Effect.sync(() => void told.push(wait)))
    )
  })
})

describe("refusals", () => {
  it.effect("narrow the lane once for a burst, and it widens again with success", () =>
    Effect.gen(function* () {
      const lanes = yield* Concurrency.Concurrency
      const began = yield* lanes.epoch
      const refuse = lanes.run("a", {}, lanes.refused({}, began))
      // Ten under way, all refused: one piece of news.
      yield* Effect.all(
        Array.from({ length: 10 }, () => Effect.andThen(Effect.yieldNow, refuse)),
        { concurrency: "unbounded" }
      )
      const narrow = (yield* lanes.state).all.limit
      assert.isBelow(narrow, 10)
      yield* lanes.refused({}, began)
      assert.strictEqual((yield* lanes.state).all.limit, narrow)
      for (let i = 0; i < 1000; i++) yield* lanes.taken({})
      assert.strictEqual((yield* lanes.state).all.limit, 10)
      assert.strictEqual((yield* lanes.state).heavy.limit, 10)
    }).pipe(limits(10))
  )

  it.effect("leave at least one place, and stop nobody who waits", () =>
    Effect.gen(function* () {
      const { end, lanes, order, start } = yield* calls
      yield* start("a")
      for (let i = 0; i < 9; i++) yield* lanes.refused({}, yield* lanes.epoch)
      assert.strictEqual((yield* lanes.state).all.limit, 1)
      yield* start("b")
      assert.deepStrictEqual(order, ["a"])
      yield* end("a")
      assert.deepStrictEqual(order, ["a", "b"])
    }).pipe(limits(4))
  )
})

const Step = Schema.Struct({
  units: Schema.Literals([1, 2, 5]),
  heavy: Schema.Boolean,
  batch: Schema.Boolean,
  yields: Schema.Literals([0, 1, 3]),
  interrupted: Schema.Boolean
})

it.effect.prop(
  "whatever comes and goes, no lane is overfull and none keeps a place",
  [Schema.Array(Step).check(Schema.isMaxLength(40))],
  ([steps]) =>
    Effect.gen(function* () {
      const lanes = yield* Concurrency.Concurrency
      let units = 0
      let heavies = 0
      let finished = 0
      const fibers = yield* Effect.forEach(steps, (step) =>
        Effect.gen(function* () {
          const fiber = yield* lanes
            .run(
              "call",
              step,
              Effect.gen(function* () {
                units += step.units
                heavies += step.heavy ? 1 : 0
                assert.isTrue(units <= 4 || units === step.units)
                assert.isAtMost(heavies, 2)
                for (let i = 0; i < step.yields; i++) yield* Effect.yieldNow
              }).pipe(
                Effect.ensuring(
                  Effect.sync(() => {
                    units -= step.units
                    heavies -= step.heavy ? 1 : 0
                    finished++
                  })
                )
              )
            )
            .pipe(Effect.provideService(Concurrency.Priority, step.batch ? "batch" : "interactive"), Effect.forkChild)
          if (step.interrupted) {
            yield* Effect.yieldNow
            yield* Fiber.interrupt(fiber)
          }
          return fiber
        })
      )
      yield* Effect.forEach(fibers, Fiber.await)
      assert.isAtLeast(finished, steps.filter((step) => !step.interrupted).length)
      assert.deepStrictEqual(yield* lanes.state, {
        all: { limit: 4, running: 0, waiting: 0 },
        heavy: { limit: 2, running: 0, waiting: 0 }
      })
    }).pipe(limits(4, 2))
)
