/** What every `CreditStore` promises, as tests: call `suite` once for a store of your own. */
import { CreditStore } from "@effect-zoho/auth/CreditStore"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { randomUUID } from "node:crypto"

/** What the store can do beyond one process's memory. */
export interface Caps {
  /** Two layers are two processes that see each other's credits. */
  readonly shared: boolean
}

/** An organisation that no other test has. */
const org = Effect.sync(() => randomUUID())

const spent = (minute: number, credits: number) => [{ minute, credits }]

/** Adds of several processes to a few minutes, in any order. */
const Adds = Schema.Array(
  Schema.Struct({
    process: Schema.Literals([0, 1]),
    minute: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4 })),
    credits: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5000 }))
  })
).check(Schema.isMaxLength(8))

export const suite = <E>(name: string, layer: Layer.Layer<CreditStore, E>, caps: Caps): void => {
  /** The store as a process of its own has it. */
  const open = Effect.flatMap(Layer.build(Layer.fresh(layer)), (context) => Effect.provide(CreditStore, context))

  describe(`CreditStore: ${name}`, () => {
    it.effect("sums what was spent after a minute, for each organisation alone", () =>
      Effect.gen(function* () {
        const store = yield* open
        const [one, two] = [yield* org, yield* org]
        assert.strictEqual(yield* store.add(one, [], 0), 0)
        assert.strictEqual(yield* store.add(one, [...spent(7, 3), ...spent(5, 10)], 0), 13)
        assert.strictEqual(yield* store.add(two, spent(7, 100), 0), 100)
        assert.strictEqual(yield* store.add(one, spent(7, 4), 0), 17)
        assert.strictEqual(yield* store.add(one, [], 5), 7)
        assert.strictEqual(yield* store.add(one, [], 7), 0)
      }).pipe(Effect.scoped)
    )

    it.effect("takes a whole day at once, and minutes as they are today", () =>
      Effect.gen(function* () {
        const store = yield* open
        const name = yield* org
        const from = 29_000_000
        const day = Array.from({ length: 1440 }, (_, at) => ({ minute: from + at, credits: 3000 }))
        assert.strictEqual(yield* store.add(name, day, from - 1), 1440 * 3000)
        assert.strictEqual(yield* store.add(name, spent(from + 1440, 1), from), 1439 * 3000 + 1)
      }).pipe(Effect.scoped)
    )

    it.effect("loses nothing to others that add at the same time", () =>
      Effect.gen(function* () {
        const store = yield* open
        const name = yield* org
        yield* Effect.forEach(
          Array.from({ length: 60 }),
          (_, at) => store.add(name, [...spent(10 + (at % 3), 1), ...spent(10 + ((at + 1) % 3), 2)], 0),
          { concurrency: "unbounded", discard: true }
        )
        assert.strictEqual(yield* store.add(name, [], 0), 180)
      }).pipe(Effect.scoped)
    )

    if (!caps.shared) return

    it.effect("tells every process what all of them spent, those that ended too", () =>
      Effect.gen(function* () {
        const name = yield* org
        yield* Effect.scoped(Effect.flatMap(open, (store) => store.add(name, spent(3, 30), 0)))
        const [one, two] = [yield* open, yield* open]
        assert.strictEqual(yield* one.add(name, spent(3, 1), 0), 31)
        assert.strictEqual(yield* two.add(name, spent(4, 2), 0), 33)
        assert.strictEqual(yield* one.add(name, [], 0), 33)
        assert.strictEqual(yield* one.add(name, [], 3), 2)
      }).pipe(Effect.scoped)
    )

    it.effect("agrees with adding by hand, whoever adds what", () =>
      Effect.gen(function* () {
        const stores = [yield* open, yield* open] as const
        const cases = yield* Arbitrary.sampleEffect(Arbitrary.schema(Adds), { count: 10 })
        for (const adds of cases) {
          const name = yield* org
          yield* Effect.forEach(
            adds,
            ({ credits, minute, process }) => stores[process].add(name, spent(minute, credits), 0),
            { concurrency: "unbounded", discard: true }
          )
          for (const since of [0, 2]) {
            const expected = adds.reduce((sum, it) => (it.minute > since ? sum + it.credits : sum), 0)
            for (const store of stores) assert.strictEqual(yield* store.add(name, [], since), expected)
          }
        }
      }).pipe(Effect.scoped)
    )
  })
}
