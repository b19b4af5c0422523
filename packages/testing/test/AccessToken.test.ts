import * as AccessToken from "@effect-zoho/auth/AccessToken"
import type { AuthError } from "@effect-zoho/auth/AuthError"
import * as Token from "@effect-zoho/auth/Token"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as Wait from "@effect-zoho/auth/Wait"
import * as Settings from "@effect-zoho/config/Settings"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import * as TokenStoreTest from "@effect-zoho/testing/TokenStoreTest"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"

const get = Effect.flatMap(AccessToken.AccessToken, (it) => it.get)
const invalidate = (used: Token.Entry) => Effect.flatMap(AccessToken.AccessToken, (it) => it.invalidate(used))
const issued = Effect.map(
  Effect.flatMap(Emulator.Emulator, (it) => it.stats),
  (stats) => stats.accessTokensIssued
)
const text = (entry: Token.Entry) => Redacted.value(entry.accessToken)
const many = <A, E, R>(count: number, effect: Effect.Effect<A, E, R>) =>
  Effect.all(
    Array.from({ length: count }, () => effect),
    { concurrency: "unbounded" }
  )

/** A second process, as far as the policy can tell: its own memory over the same store, settings and server. */
const anotherProcess = Effect.map(Layer.build(Layer.fresh(AccessToken.layer)), (context) =>
  AccessToken.AccessToken.of({
    get: Effect.provideContext(get, context),
    invalidate: (used) => Effect.provideContext(invalidate(used), context)
  })
)

const key = Effect.map(Settings.Settings, Token.makeKey)

/** A token that another process of the same identity may have written just now. */
const ours = (accessToken: string, settings: Settings.Values, now: number) =>
  TokenStoreTest.entry(accessToken, {
    apiDomain: settings.hosts.apiUrl,
    issuedAt: now,
    expiresAt: now + 3_600_000,
    refreshFingerprint: Token.fingerprint(Option.getOrThrow(settings.credentials.refreshToken))
  })

describe("one refresh", () => {
  it.effect("for 1,000 fibers on a cold cache", () =>
    Effect.gen(function* () {
      const entries = yield* many(1000, get)
      assert.strictEqual(new Set(entries.map(text)).size, 1)
      assert.strictEqual(yield* issued, 1)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("for 1,000 fibers in a storm of 401s", () =>
    Effect.gen(function* () {
      const used = yield* get
      yield* Effect.flatMap(Emulator.Emulator, (it) => it.revokeAccessTokens)
      const entries = yield* many(1000, Effect.andThen(invalidate(used), get))
      assert.strictEqual(new Set(entries.map(text)).size, 1)
      assert.notStrictEqual(text(used), text(entries[0] ?? used))
      assert.strictEqual(yield* issued, 2)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("a late 401 for an older token does not throw the newer one away", () =>
    Effect.gen(function* () {
      const first = yield* get
      yield* invalidate(first)
      const second = yield* get
      yield* invalidate(first)
      // Not even the store is asked: it no longer has the token.
      yield* Effect.flatMap(TokenStore.TokenStore, (it) => Effect.flatMap(key, it.remove))
      assert.strictEqual(text(yield* get), text(second))
      assert.strictEqual(yield* issued, 2)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("touches neither store nor network while the token in memory is fresh", () =>
    Effect.gen(function* () {
      const entry = yield* get
      const tokens = yield* TokenStore.TokenStore
      yield* tokens.remove(yield* key)
      yield* Effect.flatMap(Emulator.Emulator, (it) => it.addFaults({ action: { kind: "reset" } }))
      yield* TestClock.adjust("58 minutes")
      assert.strictEqual(text(yield* get), text(entry))
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("comes a minute before the token ends, at the latest", () =>
    Effect.gen(function* () {
      const first = yield* get
      yield* TestClock.adjust("3599 seconds")
      assert.notStrictEqual(text(yield* get), text(first))
      assert.strictEqual(yield* issued, 2)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("short-lived tokens are used for most of their life", () =>
    Effect.gen(function* () {
      const first = yield* get
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(text(yield* get), text(first))
      yield* TestClock.adjust("4 seconds")
      assert.notStrictEqual(text(yield* get), text(first))
    }).pipe(Effect.provide(EmulatorLayers.layer({ expiresIn: 10 })))
  )
})

describe("who asks may give up", () => {
  it.effect("the refresh goes on when the only one who asked is interrupted", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* emulator.addFaults({ match: { host: "accounts" }, action: { kind: "delay", duration: 1 } })
      const asking = yield* Effect.forkChild(get, { startImmediately: true })
      yield* Fiber.interrupt(asking)
      yield* TestClock.adjust("10 seconds")
      yield* get
      assert.strictEqual(yield* issued, 1)
      assert.strictEqual((yield* emulator.stats).requests, 1)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("the others get their token when the first who asked gives up", () =>
    Effect.gen(function* () {
      const first = yield* Effect.forkChild(get, { startImmediately: true })
      const others = yield* Effect.forkChild(many(50, get), { startImmediately: true })
      yield* Fiber.interrupt(first)
      assert.strictEqual(new Set((yield* Fiber.join(others)).map(text)).size, 1)
      assert.strictEqual(yield* issued, 1)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )
})

describe("failures", () => {
  const wrongSecret = (values: Settings.Values): Settings.Values => ({
    ...values,
    credentials: { ...values.credentials, clientSecret: Redacted.make("wrong") }
  })

  it.effect("are shared by all who ask at once and for a moment after, then tried anew", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const errors = yield* many(1000, Effect.flip(get))
      assert.deepStrictEqual(new Set(errors.map((it) => it.reason._tag)), new Set(["InvalidClientSecret"]))
      yield* Effect.flip(get)
      assert.strictEqual((yield* emulator.stats).tokenRequests.refresh_token.failed, 1)
      yield* TestClock.adjust("1 second")
      yield* Effect.flip(get)
      assert.strictEqual((yield* emulator.stats).tokenRequests.refresh_token.failed, 2)
    }).pipe(Effect.provide(EmulatorLayers.layer({ settings: wrongSecret })))
  )

  it.effect("give the lease back at once", () =>
    Effect.gen(function* () {
      yield* Effect.flip(get)
      const tokens = yield* TokenStore.TokenStore
      assert.strictEqual((yield* tokens.acquire(yield* key, Duration.minutes(1)))._tag, "Acquired")
    }).pipe(Effect.provide(EmulatorLayers.layer({ settings: wrongSecret })))
  )

  it.effect("a revoked refresh token says so", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(Emulator.Emulator, (it) => it.revokeRefreshToken())
      assert.strictEqual((yield* Effect.flip(get)).reason._tag, "InvalidGrant")
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("without any refresh token the key is named and nothing is sent", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(get)
      assert.strictEqual(reason._tag === "NoRefreshToken" && reason.key, yield* key)
      assert.strictEqual((yield* Effect.flatMap(Emulator.Emulator, (it) => it.stats)).requests, 0)
    }).pipe(
      Effect.provide(
        EmulatorLayers.layer({
          settings: (values) => ({ ...values, credentials: { ...values.credentials, refreshToken: Option.none() } })
        })
      )
    )
  )

  it.effect("an api_domain that is not the configured host is refused, and the token is not kept", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(get)
      assert.strictEqual(reason._tag, "UntrustedApiDomain")
      assert.deepStrictEqual(yield* Effect.flatMap(TokenStore.TokenStore, (it) => it.list), [])
    }).pipe(
      Effect.provide(
        EmulatorLayers.layer({
          settings: (values) => ({ ...values, hosts: { ...values.hosts, apiUrl: "https://sandbox.zohoapis.eu" } })
        })
      )
    )
  )

  it.effect(
    "a store that cannot be written does not waste the token, one that cannot be leased stops the refresh",
    () => {
      const broken = (operation: "set" | "acquire") =>
        Layer.effect(
          TokenStore.TokenStore,
          Effect.map(TokenStore.TokenStore, (store) =>
            TokenStore.TokenStore.of({
              ...store,
              [operation]: () =>
                Effect.fail(
                  new TokenStore.TokenStoreError({
                    store: "test",
                    operation,
                    problem: "disk full.",
                    remedy: "Free some."
                  })
                )
            })
          )
        )
      const run = (operation: "set" | "acquire") =>
        Effect.gen(function* () {
          const result = yield* Effect.exit(get)
          return { result, issued: yield* issued }
        }).pipe(Effect.provide(Layer.provideMerge(Layer.fresh(AccessToken.layer), broken(operation))))
      return Effect.gen(function* () {
        const set = yield* run("set")
        assert.isTrue(Exit.isSuccess(set.result))
        assert.strictEqual(set.issued, 1)
        const acquire = yield* run("acquire")
        assert.isTrue(Exit.isFailure(acquire.result))
        assert.strictEqual(acquire.issued, 1)
      }).pipe(Effect.provide(EmulatorLayers.layer()))
    }
  )
})

describe("a throttled token endpoint", () => {
  const throttledAfterTen = Effect.gen(function* () {
    for (let i = 0; i < 10; i++) yield* Effect.flatMap(get, invalidate)
  })
  const failedRequests = Effect.map(
    Effect.flatMap(Emulator.Emulator, (it) => it.stats),
    (stats) => stats.tokenRequests.refresh_token.failed
  )
  const pass = (duration: Duration.Input) =>
    Effect.gen(function* () {
      yield* Effect.flatMap(Emulator.Emulator, (it) => it.advance(duration))
      yield* TestClock.adjust(duration)
    })
  const waitMillis = ({ reason }: AuthError) =>
    reason._tag === "TooManyTokenRequests" ? reason.waitMillis : reason._tag

  it.effect("without patience it fails at once, with the time that is left, and is not asked again before", () =>
    Effect.gen(function* () {
      yield* throttledAfterTen
      assert.strictEqual(waitMillis(yield* Effect.flip(get)), 600_000)
      yield* pass("4 minutes")
      const error = yield* Effect.flip(get)
      assert.strictEqual(waitMillis(error), 360_000)
      assert.include(error.reason.remedy, "6 minutes")
      assert.strictEqual(yield* failedRequests, 1)
      yield* pass("6 minutes")
      yield* get
      assert.strictEqual(yield* issued, 11)
    }).pipe(Effect.provide(EmulatorLayers.layer({ accessToken: { maxWait: 0 } })))
  )

  it.effect("is waited out once, said as a typed wait and on the span, for all who ask", () =>
    Effect.gen(function* () {
      const waits: Array<Wait.Wait> = []
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      yield* throttledAfterTen
      const now = yield* Clock.currentTimeMillis
      const asking = yield* many(50, get).pipe(
        Effect.provideService(Wait.Listener, (wait) => Effect.sync(() => void waits.push(wait))),
        Effect.provideService(Tracer.Tracer, tracer),
        Effect.forkChild({ startImmediately: true })
      )
      yield* pass("599 seconds")
      assert.isUndefined(asking.pollUnsafe())
      assert.deepStrictEqual(waits, [
        {
          limit: "token-throttle",
          operation: "AccessToken.get",
          because: "TooManyTokenRequests",
          since: now,
          until: now + 600_000
        }
      ])
      yield* pass("1 second")
      assert.strictEqual(new Set((yield* Fiber.join(asking)).map(text)).size, 1)
      assert.deepStrictEqual([yield* issued, yield* failedRequests], [11, 1])
      const events = spans.flatMap((it) =>
        it.events.map(([name, , attributes]) => [it.name, name, attributes?.["limit"]])
      )
      assert.deepStrictEqual(events, [["AccessToken.waitOut", "wait", "token-throttle"]])
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("a caller whose deadline is sooner is told the time that is left; the others wait on", () =>
    Effect.gen(function* () {
      yield* throttledAfterTen
      const patient = yield* Effect.forkChild(get, { startImmediately: true })
      const error = yield* Effect.flip(AccessToken.within("1 minute")(get))
      assert.strictEqual(waitMillis(error), 600_000)
      yield* pass("4 minutes")
      // An inner deadline does not put off an outer one.
      const later = yield* Effect.flip(AccessToken.within("5 minutes")(AccessToken.within("1 hour")(get)))
      assert.strictEqual(waitMillis(later), 360_000)
      const inTime = yield* Effect.forkChild(AccessToken.within("7 minutes")(get), { startImmediately: true })
      yield* pass("6 minutes")
      assert.strictEqual(text(yield* Fiber.join(inTime)), text(yield* Fiber.join(patient)))
      assert.deepStrictEqual([yield* issued, yield* failedRequests], [11, 1])
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("the first to ask may be the one in a hurry: the wait goes on for those who come later", () =>
    Effect.gen(function* () {
      yield* throttledAfterTen
      assert.strictEqual(waitMillis(yield* Effect.flip(AccessToken.within("1 second")(get))), 600_000)
      const asking = yield* Effect.forkChild(get, { startImmediately: true })
      yield* pass("10 minutes")
      yield* Fiber.join(asking)
      assert.deepStrictEqual([yield* issued, yield* failedRequests], [11, 1])
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("throttled again right after the wait, it fails", () =>
    Effect.gen(function* () {
      yield* throttledAfterTen
      const asking = yield* Effect.forkChild(Effect.flip(get), { startImmediately: true })
      // The window of Zoho, as it seems, was longer: its clock stands still.
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(waitMillis(yield* Fiber.join(asking)), 600_000)
      assert.strictEqual(yield* failedRequests, 2)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("ends as soon as another process has a token", () =>
    Effect.gen(function* () {
      yield* throttledAfterTen
      const asking = yield* Effect.forkChild(get, { startImmediately: true })
      yield* TestClock.adjust("1 minute")
      const tokens = yield* TokenStore.TokenStore
      const settings = yield* Settings.Settings
      // It is not kept from writing: who waits holds no lease.
      const lease = yield* tokens.acquire(yield* key, Duration.minutes(1))
      assert(lease._tag === "Acquired")
      yield* tokens.set(yield* key, ours("theirs", settings, yield* Clock.currentTimeMillis), lease.fence)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(text(yield* Fiber.join(asking)), "theirs")
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )
})

describe("several processes", () => {
  it.effect("a second process uses the stored token", () =>
    Effect.gen(function* () {
      const second = yield* anotherProcess
      assert.strictEqual(text(yield* get), text(yield* second.get))
      assert.strictEqual(yield* issued, 1)
    }).pipe(Effect.provide(EmulatorLayers.layer()), Effect.scoped)
  )

  it.effect("eight cold processes with 50 fibers each refresh once", () =>
    Effect.gen(function* () {
      const processes = yield* many(8, anotherProcess)
      const asking = yield* Effect.forkChild(
        Effect.all(
          processes.map((it) => many(50, it.get)),
          { concurrency: "unbounded" }
        ),
        { startImmediately: true }
      )
      yield* Effect.yieldNow
      yield* TestClock.adjust("5 seconds")
      const entries = (yield* Fiber.join(asking)).flat()
      assert.strictEqual(entries.length, 400)
      assert.strictEqual(new Set(entries.map(text)).size, 1)
      assert.strictEqual(yield* issued, 1)
    }).pipe(Effect.provide(EmulatorLayers.layer()), Effect.scoped)
  )

  it.effect("when each gets a 401 for the same token, one refreshes and the others use what it wrote", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* anotherProcess, yield* anotherProcess]
      const used = yield* one.get
      assert.strictEqual(text(used), text(yield* two.get))
      yield* one.invalidate(used)
      const renewed = yield* one.get
      yield* two.invalidate(used)
      assert.strictEqual(text(yield* two.get), text(renewed))
      assert.strictEqual(yield* issued, 2)
    }).pipe(Effect.provide(EmulatorLayers.layer()), Effect.scoped)
  )

  it.effect("waits for a holder that never finishes until its lease ends, then refreshes itself", () =>
    Effect.gen(function* () {
      const tokens = yield* TokenStore.TokenStore
      yield* tokens.acquire(yield* key, Duration.seconds(45))
      const asking = yield* Effect.forkChild(get, { startImmediately: true })
      yield* TestClock.adjust("44 seconds")
      assert.isUndefined(asking.pollUnsafe())
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(asking)
      assert.strictEqual(yield* issued, 1)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("uses the token that the holder writes while it waits", () =>
    Effect.gen(function* () {
      const tokens = yield* TokenStore.TokenStore
      const settings = yield* Settings.Settings
      const lease = yield* tokens.acquire(yield* key, Duration.seconds(45))
      const asking = yield* Effect.forkChild(get, { startImmediately: true })
      const theirs = ours("theirs", settings, yield* Clock.currentTimeMillis)
      yield* tokens.set(yield* key, theirs, lease._tag === "Acquired" ? lease.fence : 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(text(yield* Fiber.join(asking)), "theirs")
      assert.strictEqual(yield* issued, 0)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("uses a token that was written between its look and its lease", () => {
    /** Another process takes the lease, writes and gives it back, just before this one gets it. */
    const overtaken = Layer.effect(
      TokenStore.TokenStore,
      Effect.gen(function* () {
        const store = yield* TokenStore.TokenStore
        const settings = yield* Settings.Settings
        return TokenStore.TokenStore.of({
          ...store,
          acquire: (key, ttl) =>
            Effect.gen(function* () {
              const lease = yield* store.acquire(key, ttl)
              const fence = lease._tag === "Acquired" ? lease.fence : 0
              yield* Effect.orDie(store.set(key, ours("theirs", settings, yield* Clock.currentTimeMillis), fence))
              yield* store.release(key, fence)
              return yield* store.acquire(key, ttl)
            })
        })
      })
    )
    return Effect.gen(function* () {
      const context = yield* Layer.build(Layer.provide(Layer.fresh(AccessToken.layer), overtaken))
      assert.strictEqual(text(yield* Effect.provideContext(get, context)), "theirs")
      assert.strictEqual(yield* issued, 0)
    }).pipe(Effect.provide(EmulatorLayers.layer()), Effect.scoped)
  })

  it.effect("gives up with LeaseTimeout when holder follows holder", () =>
    Effect.gen(function* () {
      const tokens = yield* TokenStore.TokenStore
      yield* tokens.acquire(yield* key, Duration.hours(1))
      const asking = yield* Effect.forkChild(Effect.flip(get), { startImmediately: true })
      yield* TestClock.adjust("91 seconds")
      const { reason } = yield* Fiber.join(asking)
      assert.strictEqual(reason._tag === "LeaseTimeout" && reason.waitedMillis, 90_000)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("a holder that was overtaken uses the winner's token", () => {
    const reached = Deferred.makeUnsafe<void>()
    const goOn = Deferred.makeUnsafe<void>()
    /** Pauses the refresh after Zoho has answered, as a stopped process would be. */
    const paused = Layer.effect(
      OAuth.OAuth,
      Effect.map(OAuth.OAuth, (oauth) =>
        OAuth.OAuth.of({
          ...oauth,
          refresh: (options) =>
            Effect.tap(oauth.refresh(options), () =>
              Effect.andThen(Deferred.succeed(reached, undefined), Deferred.await(goOn))
            )
        })
      )
    )
    return Effect.gen(function* () {
      const slow = yield* Layer.build(Layer.provide(Layer.fresh(AccessToken.layer), paused))
      const asking = yield* Effect.forkChild(Effect.provideContext(get, slow), { startImmediately: true })
      yield* Deferred.await(reached)
      yield* TestClock.adjust("46 seconds")
      const winner = yield* get
      yield* Deferred.succeed(goOn, undefined)
      assert.strictEqual(text(yield* Fiber.join(asking)), text(winner))
      const stored = yield* Effect.flatMap(TokenStore.TokenStore, (it) => it.list)
      assert.deepStrictEqual(
        stored.map((it) => text(it.entry)),
        [text(winner)]
      )
    }).pipe(Effect.provide(EmulatorLayers.layer()), Effect.scoped)
  })
})

describe("stored tokens", () => {
  const store = (change: (values: Settings.Values, now: number) => Partial<Token.Entry>) =>
    Effect.gen(function* () {
      const tokens = yield* TokenStore.TokenStore
      const settings = yield* Settings.Settings
      const now = yield* Clock.currentTimeMillis
      const good = {
        apiDomain: settings.hosts.apiUrl,
        issuedAt: now,
        expiresAt: now + 3_600_000,
        refreshFingerprint: Option.match(settings.credentials.refreshToken, {
          onNone: () => "of a sign-in",
          onSome: Token.fingerprint
        })
      }
      yield* tokens.set(yield* key, TokenStoreTest.entry("stored", { ...good, ...change(settings, now) }), 0)
    })
  const cases: ReadonlyArray<readonly [string, number, Parameters<typeof store>[0]]> = [
    ["fresh and ours", 0, () => ({})],
    ["expired", 1, (_, now) => ({ issuedAt: now - 3_600_000, expiresAt: now - 1 })],
    ["about to expire", 1, (_, now) => ({ issuedAt: now - 3_599_000, expiresAt: now + 1_000 })],
    ["made from another refresh token", 1, () => ({ refreshFingerprint: "another" })],
    ["for another API host", 1, () => ({ apiDomain: "https://www.zohoapis.com" })]
  ]
  it.effect.each(cases)("%s: %i refreshes", ([, refreshes, change]) =>
    Effect.gen(function* () {
      yield* store(change)
      const entry = yield* get
      assert.strictEqual(text(entry) === "stored", refreshes === 0)
      assert.strictEqual(yield* issued, refreshes)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("the refresh token of a sign-in is used when none is configured, and is not lost", () => {
    const withoutRefreshToken = (values: Settings.Values): Settings.Values => ({
      ...values,
      credentials: { ...values.credentials, refreshToken: Option.none() }
    })
    return Effect.gen(function* () {
      const { credentials } = yield* Emulator.Emulator
      yield* store((_, now) => ({ expiresAt: now, refreshToken: Redacted.make(credentials.refreshToken) }))
      yield* Effect.flatMap(get, invalidate)
      const second = yield* get
      assert.strictEqual(second.refreshToken && Redacted.value(second.refreshToken), credentials.refreshToken)
      assert.strictEqual(yield* issued, 2)
    }).pipe(Effect.provide(EmulatorLayers.layer({ settings: withoutRefreshToken })))
  })

  it.effect("a configured refresh token is not written to the store", () =>
    Effect.gen(function* () {
      assert.isUndefined((yield* get).refreshToken)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )
})

it.effect("no secret is in any span, and every step has one", () =>
  Effect.gen(function* () {
    const spans: Array<Tracer.Span> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    const entry = yield* Effect.gen(function* () {
      const tokens = yield* TokenStore.TokenStore
      yield* tokens.acquire(yield* key, Duration.seconds(1))
      const asking = yield* Effect.forkChild(get, { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      return yield* Fiber.join(asking)
    }).pipe(Effect.provideService(Tracer.Tracer, tracer))
    assert.includeMembers(
      spans.map((it) => it.name),
      ["AccessToken.load", "AccessToken.wait", "AccessToken.refresh", "OAuth.refresh"]
    )
    const { credentials } = yield* Emulator.Emulator
    const seen = inspect(
      spans.map((it) => [it.name, [...it.attributes], it.status]),
      { depth: 20 }
    )
    for (const secret of [text(entry), credentials.clientSecret, credentials.refreshToken]) {
      assert.notInclude(seen, secret)
    }
  }).pipe(Effect.provide(EmulatorLayers.layer()))
)
