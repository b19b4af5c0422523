import * as AccessToken from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as SignIn from "@effect-zoho/auth/SignIn"
import * as Token from "@effect-zoho/auth/Token"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as Settings from "@effect-zoho/config/Settings"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"

/** A grant of this identity, and its settings with or without `REFRESH_TOKEN`. */
const granted = Effect.fnUntraced(function* (options: { readonly refreshTokenSet: boolean }) {
  const configured = yield* Settings.Settings
  const refreshToken = Option.getOrThrow(configured.credentials.refreshToken)
  const { credentials, hosts } = configured
  const grant = yield* Effect.flatMap(OAuth.OAuth, (it) => it.refresh({ hosts, credentials, refreshToken }))
  const settings = options.refreshTokenSet
    ? configured
    : { ...configured, credentials: { ...credentials, refreshToken: Option.none() } }
  return { grant, key: Token.makeKey(settings), refreshToken, settings }
})

const stored = (key: Token.TokenKey) => Effect.flatMap(TokenStore.TokenStore, (it) => it.get(key))

describe("a sign-in", () => {
  it.effect("leaves a token that the next call uses without a refresh", () =>
    Effect.gen(function* () {
      const { grant, refreshToken, settings } = yield* granted({ refreshTokenSet: true })
      yield* SignIn.keep(settings, grant, refreshToken)
      const entry = yield* Effect.flatMap(AccessToken.AccessToken, (it) => it.get)
      assert.strictEqual(Redacted.value(entry.accessToken), Redacted.value(grant.accessToken))
      const { accessTokensIssued } = yield* Effect.flatMap(Emulator.Emulator, (it) => it.stats)
      assert.strictEqual(accessTokensIssued, 1)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("keeps the refresh token in the store only where no setting holds it", () =>
    Effect.gen(function* () {
      for (const refreshTokenSet of [true, false]) {
        const { grant, key, refreshToken, settings } = yield* granted({ refreshTokenSet })
        yield* SignIn.keep(settings, grant, refreshToken)
        const entry = Option.getOrThrow(yield* stored(key))
        assert.strictEqual(entry.refreshToken !== undefined, !refreshTokenSet)
        assert.strictEqual(entry.refreshFingerprint, Token.fingerprint(refreshToken))
      }
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("says where its token came from, which a refresh keeps, and remembers its code", () =>
    Effect.gen(function* () {
      const { grant, key, refreshToken, settings } = yield* granted({ refreshTokenSet: true })
      const code = Redacted.make("1000.code.of.this")
      assert.isFalse(yield* SignIn.wasExchanged(code))
      yield* SignIn.keep(settings, grant, refreshToken, { origin: "browser", code })
      const tokens = yield* AccessToken.AccessToken
      yield* tokens.invalidate(yield* tokens.get)
      yield* tokens.get
      const entry = Option.getOrThrow(yield* stored(key))
      assert.notStrictEqual(Redacted.value(entry.accessToken), Redacted.value(grant.accessToken))
      assert.strictEqual(entry.origin, "browser")
      assert.isTrue(yield* SignIn.wasExchanged(code))
      assert.isFalse(yield* SignIn.wasExchanged(Redacted.make("1000.another")))
      assert.notInclude(JSON.stringify(entry), "code.of.this")
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("waits for a process that refreshes the same identity, and writes after it", () =>
    Effect.gen(function* () {
      const { grant, key, refreshToken, settings } = yield* granted({ refreshTokenSet: true })
      const store = yield* TokenStore.TokenStore
      const lease = yield* store.acquire(key, Duration.seconds(30))
      assert(lease._tag === "Acquired")
      const keeping = yield* Effect.forkChild(SignIn.keep(settings, grant, refreshToken))
      yield* TestClock.adjust("5 seconds")
      assert.isTrue(Option.isNone(yield* stored(key)))
      yield* store.release(key, lease.fence)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(keeping)
      assert.isTrue(Option.isSome(yield* stored(key)))
      // Its own lease is given back: the next one to ask gets it.
      assert.strictEqual((yield* store.acquire(key, Duration.seconds(1)))._tag, "Acquired")
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("gives up after a minute with a reason that says so", () =>
    Effect.gen(function* () {
      const { grant, key, refreshToken, settings } = yield* granted({ refreshTokenSet: true })
      const store = yield* TokenStore.TokenStore
      yield* store.acquire(key, Duration.minutes(10))
      const keeping = yield* Effect.forkChild(Effect.flip(SignIn.keep(settings, grant, refreshToken)))
      yield* TestClock.adjust("61 seconds")
      const error = yield* Fiber.join(keeping)
      assert.strictEqual(error.reason._tag, "LeaseTimeout")
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )
})
