/** The contract of a `TokenStore` as a test suite: every store passes it, ours and a third party's. */
import { type Entry, TokenKey } from "@effect-zoho/auth/Token"
import { TokenStore, type Acquired } from "@effect-zoho/auth/TokenStore"
import { assert, describe, layer } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as ProcessSuite from "./ProcessSuite.ts"
import { entry } from "./TokenEntry.ts"

export { entry } from "./TokenEntry.ts"

/** What a store can do; nothing else may differ between stores. */
export interface Caps<R = never> {
  /**
   * Do two layers over the same place share it, in one process or in several? Then leases must hold between them. Give
   * `processes` too: only real processes can be killed.
   */
  readonly shared: boolean
  /** Does it outlive the layer? Then what one layer wrote, a second one over the same place reads. */
  readonly durable: boolean
  /** How real processes reach the store: runs `ProcessSuite` too. */
  readonly processes?: ProcessSuite.Place
  /** Lets this much time pass for leases: `TestClock.adjust` unless the store has a clock of its own. */
  readonly elapse?: (duration: Duration.Duration) => Effect.Effect<void, never, R>
  /** Damages the stored entry of a key, where that can happen. */
  readonly damage?: (key: TokenKey) => Effect.Effect<void, never, R>
}

const minute = Duration.minutes(1)

/** The suite. Each test has keys of its own, so the layer may be shared and may hold other entries. */
export const suite = <E, R = never>(name: string, store: Layer.Layer<TokenStore | R, E>, caps: Caps<R>): void => {
  const elapse = caps.elapse ?? TestClock.adjust
  let made = 0
  /** Odd characters on purpose: a key is text, not a file name. */
  const newKey = () =>
    TokenKey.make(`us/production/1000.Ünit Test:*?/ada+${++made}@example.com/${process.pid}.${process.hrtime.bigint()}`)

  const taken = Effect.fnUntraced(function* (
    key: TokenKey,
    ttl = minute
  ): Effect.fn.Return<Acquired, Error, TokenStore> {
    const lease = yield* Effect.flatMap(TokenStore, (tokens) => tokens.acquire(key, ttl))
    return lease._tag === "Acquired" ? lease : yield* Effect.fail(new Error(`held until ${lease.until}`))
  })
  const accessToken = (found: Option.Option<Entry>) => Option.map(found, (it) => Redacted.value(it.accessToken))
  const assertToken = (found: Option.Option<Entry>, expected: string) =>
    assert.deepStrictEqual(accessToken(found), Option.some(expected))

  describe(`TokenStore: ${name}`, () => {
    layer(store)((it) => {
      it.effect("has nothing for a key that was never set", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          assert.isTrue(Option.isNone(yield* tokens.get(newKey())))
        })
      )

      it.effect("gives back every field that was set", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const full = entry("1000.token \" ' \\ é \u{1F511}", {
            refreshToken: Redacted.make("1000.refresh"),
            scopes: ["ZohoCRM.modules.ALL", "ZohoCRM.users.READ"],
            origin: "browser",
            codeFingerprint: "fedcba9876543210"
          })
          yield* tokens.set(key, full, (yield* taken(key)).fence)
          const found = Option.getOrThrow(yield* tokens.get(key))
          assert.deepStrictEqual(
            { ...found, accessToken: Redacted.value(found.accessToken), refreshToken: "" },
            { ...full, accessToken: Redacted.value(full.accessToken), refreshToken: "" }
          )
          assert.strictEqual(found.refreshToken && Redacted.value(found.refreshToken), "1000.refresh")
        })
      )

      it.effect("leaves optional fields out when they were not set", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          yield* tokens.set(key, entry("a"), (yield* taken(key)).fence)
          assert.hasAllKeys(Option.getOrThrow(yield* tokens.get(key)), Object.keys(entry("a")))
        })
      )

      it.effect("replaces an entry, also twice under one lease", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const { fence } = yield* taken(key)
          yield* tokens.set(key, entry("a", { scopes: ["x"] }), fence)
          yield* tokens.set(key, entry("b"), fence)
          const found = yield* tokens.get(key)
          assertToken(found, "b")
          assert.isUndefined(Option.getOrThrow(found).scopes)
        })
      )

      it.effect("keeps keys apart, in entries and in leases", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const [one, two] = [newKey(), newKey()]
          const first = yield* taken(one)
          const second = yield* taken(two)
          yield* tokens.set(one, entry("one"), first.fence)
          yield* tokens.set(two, entry("two"), second.fence)
          yield* tokens.remove(one)
          assert.isTrue(Option.isNone(yield* tokens.get(one)))
          assertToken(yield* tokens.get(two), "two")
        })
      )

      it.effect("tells keys apart that differ only in case or in a separator", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const variants = [key, TokenKey.make(key.toUpperCase()), TokenKey.make(`${key}/`), TokenKey.make(`${key} `)]
          for (const it of variants) yield* tokens.set(it, entry(it), (yield* taken(it)).fence)
          for (const it of variants) assertToken(yield* tokens.get(it), it)
        })
      )

      it.effect("lists what was set and not what was removed", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const [kept, removed, leasedOnly] = [newKey(), newKey(), newKey()]
          yield* tokens.set(kept, entry("kept"), (yield* taken(kept)).fence)
          yield* tokens.set(removed, entry("removed"), (yield* taken(removed)).fence)
          yield* taken(leasedOnly)
          yield* tokens.remove(removed)
          const mine = (yield* tokens.list).filter((it) => [kept, removed, leasedOnly].includes(it.key))
          assert.deepStrictEqual(
            mine.map((it) => [it.key, Redacted.value(it.entry.accessToken)]),
            [[kept, "kept"]]
          )
        })
      )

      it.effect("removing a key that is not there does nothing", () =>
        Effect.flatMap(TokenStore, (tokens) => tokens.remove(newKey()))
      )

      it.effect("gives the lease to one and tells the others until when it is held", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const lease = yield* taken(key)
          const other = yield* tokens.acquire(key, minute)
          assert.deepStrictEqual(other, { _tag: "Held", until: lease.expiresAt })
        })
      )

      it.effect("gives the lease to exactly one of many who ask at once", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const leases = yield* Effect.all(
            Array.from({ length: 50 }, () => tokens.acquire(key, minute)),
            { concurrency: "unbounded" }
          )
          assert.strictEqual(leases.filter((it) => it._tag === "Acquired").length, 1)
        })
      )

      it.effect("gives an expired lease to exactly one of many who ask at once", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const before = yield* taken(key)
          yield* elapse(Duration.minutes(2))
          const leases = yield* Effect.all(
            Array.from({ length: 50 }, () => tokens.acquire(key, minute)),
            { concurrency: "unbounded" }
          )
          const won = leases.flatMap((it) => (it._tag === "Acquired" ? [it.fence] : []))
          assert.strictEqual(won.length, 1)
          assert.isAbove(won[0] ?? 0, before.fence)
        })
      )

      it.effect("holds a lease for its time and not longer", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const first = yield* taken(key)
          yield* elapse(Duration.seconds(50))
          assert.strictEqual((yield* tokens.acquire(key, minute))._tag, "Held")
          yield* elapse(Duration.seconds(11))
          assert.isAbove((yield* taken(key)).fence, first.fence)
        })
      )

      if (caps.elapse === undefined) {
        it.effect("says when its lease expires, by the clock it uses", () =>
          Effect.gen(function* () {
            const now = yield* Clock.currentTimeMillis
            assert.strictEqual((yield* taken(newKey())).expiresAt, now + 60_000)
          })
        )
      }

      it.effect("gives a released lease on at once, with a higher fence", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const first = yield* taken(key)
          yield* tokens.release(key, first.fence)
          assert.isAbove((yield* taken(key)).fence, first.fence)
        })
      )

      it.effect("does nothing when an older fence is released, or one twice", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const first = yield* taken(key)
          yield* tokens.release(key, first.fence)
          yield* tokens.release(key, first.fence)
          const second = yield* taken(key)
          yield* tokens.release(key, first.fence)
          assert.deepStrictEqual(yield* tokens.acquire(key, minute), { _tag: "Held", until: second.expiresAt })
          yield* tokens.release(newKey(), 7)
        })
      )

      it.effect("refuses a holder whose lease was taken over, and keeps the newer token", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const slow = yield* taken(key)
          yield* elapse(Duration.minutes(2))
          const quick = yield* taken(key)
          // Before the new holder has written, and after.
          const early = yield* Effect.flip(tokens.set(key, entry("slow"), slow.fence))
          yield* tokens.set(key, entry("quick"), quick.fence)
          const late = yield* Effect.flip(tokens.set(key, entry("slow"), slow.fence))
          assert.deepStrictEqual([early._tag, late._tag], ["StaleLease", "StaleLease"])
          assertToken(yield* tokens.get(key), "quick")
        })
      )

      it.effect("takes the token of a holder whose lease ran out, as long as nobody took over", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const { fence } = yield* taken(key)
          yield* elapse(Duration.minutes(2))
          yield* tokens.set(key, entry("late"), fence)
          assertToken(yield* tokens.get(key), "late")
        })
      )

      it.effect("gives out fences that only grow: after release, expiry, set and remove", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const fences: Array<number> = []
          const next = Effect.tap(taken(key), (lease) => Effect.sync(() => fences.push(lease.fence)))
          yield* Effect.flatMap(next, (lease) => tokens.release(key, lease.fence))
          yield* next
          yield* elapse(Duration.minutes(2))
          const { fence } = yield* next
          yield* tokens.set(key, entry("a"), fence)
          yield* tokens.release(key, fence)
          yield* tokens.remove(key)
          yield* Effect.flatMap(next, (lease) => tokens.release(key, lease.fence))
          yield* tokens.remove(key)
          yield* next
          assert.deepStrictEqual(
            fences,
            [...new Set(fences)].sort((a, b) => a - b)
          )
        })
      )

      it.effect("refuses an older holder also after a remove", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const slow = yield* taken(key)
          yield* elapse(Duration.minutes(2))
          const quick = yield* taken(key)
          yield* tokens.set(key, entry("quick"), quick.fence)
          yield* tokens.remove(key)
          const refused = yield* Effect.flip(tokens.set(key, entry("slow"), slow.fence))
          assert.strictEqual(refused._tag, "StaleLease")
          assert.isTrue(Option.isNone(yield* tokens.get(key)))
          yield* tokens.set(key, entry("again"), quick.fence)
          assertToken(yield* tokens.get(key), "again")
        })
      )

      it.effect("keeps every entry whole while many write and read", () =>
        Effect.gen(function* () {
          const tokens = yield* TokenStore
          const key = newKey()
          const long = "x".repeat(5_000)
          const write = (n: number) =>
            Effect.gen(function* () {
              const lease = yield* tokens.acquire(key, minute)
              if (lease._tag === "Held") return
              yield* tokens.set(key, entry(`${n}:${long}:${n}`), lease.fence)
              yield* tokens.release(key, lease.fence)
            })
          const read = Effect.map(tokens.get(key), (found) => {
            for (const token of Option.toArray(accessToken(found))) assert.match(token, /^(\d+):x{5000}:\1$/u)
          })
          yield* Effect.all(Array.from({ length: 30 }, (_, n) => [write(n), read]).flat(), {
            concurrency: 10,
            discard: true
          })
          assert.isTrue(Option.isSome(yield* tokens.get(key)))
        })
      )

      if (caps.durable) {
        it.effect("keeps entries and fences for the next layer over the same place", () =>
          Effect.gen(function* () {
            const key = newKey()
            const inLayer = <A, E>(use: Effect.Effect<A, E, TokenStore>) => Effect.provide(use, Layer.fresh(store))
            const first = yield* inLayer(
              Effect.gen(function* () {
                const tokens = yield* TokenStore
                const lease = yield* taken(key)
                yield* tokens.set(key, entry("kept"), lease.fence)
                yield* tokens.release(key, lease.fence)
                return lease
              })
            )
            yield* inLayer(
              Effect.gen(function* () {
                assertToken(yield* Effect.flatMap(TokenStore, (tokens) => tokens.get(key)), "kept")
                assert.isAbove((yield* taken(key)).fence, first.fence)
              })
            )
          })
        )
      }

      if (caps.shared) {
        it.effect("is one store for two layers that are open at once", () =>
          Effect.gen(function* () {
            const key = newKey()
            const [one, two] = yield* Effect.all([Layer.build(Layer.fresh(store)), Layer.build(Layer.fresh(store))])
            const [here, there] = [Context.get(one, TokenStore), Context.get(two, TokenStore)]
            const first = yield* Effect.provide(taken(key), one)
            assert.deepStrictEqual(yield* there.acquire(key, minute), { _tag: "Held", until: first.expiresAt })
            yield* here.set(key, entry("here"), first.fence)
            assertToken(yield* there.get(key), "here")
            yield* here.release(key, first.fence)
            const second = yield* Effect.provide(taken(key), two)
            assert.isAbove(second.fence, first.fence)
            const late = yield* Effect.flip(here.set(key, entry("late"), first.fence))
            assert.strictEqual(late._tag, "StaleLease")
            yield* there.remove(key)
            assert.isTrue(Option.isNone(yield* here.get(key)))
          }).pipe(Effect.scoped)
        )
      }

      const damage = caps.damage
      if (damage !== undefined) {
        it.effect("takes a damaged entry for none, goes on, and keeps its fences", () =>
          Effect.gen(function* () {
            const tokens = yield* TokenStore
            const key = newKey()
            const first = yield* taken(key)
            yield* tokens.set(key, entry("a"), first.fence)
            yield* tokens.release(key, first.fence)
            yield* damage(key)
            assert.isTrue(Option.isNone(yield* tokens.get(key)))
            assert.isFalse((yield* tokens.list).some((it) => it.key === key))
            const second = yield* taken(key)
            assert.isAbove(second.fence, first.fence)
            yield* tokens.set(key, entry("b"), second.fence)
            assertToken(yield* tokens.get(key), "b")
          })
        )
      }
    })
  })
  if (caps.processes !== undefined) ProcessSuite.processSuite(name, caps.processes)
}
