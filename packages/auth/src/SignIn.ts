/** What a sign-in leaves behind: its tokens, stored under the identity they belong to. */
import type * as Settings from "@effect-zoho/config/Settings"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { AuthError, fromStore, LeaseTimeout } from "./AuthError.ts"
import type { Grant } from "./OAuth.ts"
import * as Token from "./Token.ts"
import * as TokenStore from "./TokenStore.ts"

const leaseTtl = Duration.seconds(15)
const poll = Duration.millis(100)
const patience = Duration.toMillis(Duration.minutes(1))

/** What a grant was made from. */
export interface From {
  readonly origin?: Token.Origin
  /** The code that was exchanged; only its fingerprint is kept. */
  readonly code?: Redacted.Redacted
}

/** Whether the store remembers that this code was exchanged; also when another process did it. */
export const wasExchanged = (code: Redacted.Redacted): Effect.Effect<boolean, AuthError, TokenStore.TokenStore> =>
  Effect.flatMap(TokenStore.TokenStore, (store) => store.list).pipe(
    Effect.map((all) => all.some(({ entry }) => entry.codeFingerprint === Token.fingerprint(code))),
    Effect.mapError(fromStore)
  )

/**
 * Stores the access token of a new grant, so that the next call needs no refresh. `settings` are those the next run will
 * have: with `REFRESH_TOKEN` set, the store holds the access token alone; without, it keeps the refresh token too.
 * Waits while another process refreshes the same identity, at most a minute.
 */
export const keep = Effect.fn("SignIn.keep")(
  function* (settings: Settings.Values, grant: Grant, refreshToken: Redacted.Redacted, from: From = {}) {
    const store = yield* TokenStore.TokenStore
    const key = Token.makeKey(settings)
    const start = yield* Clock.currentTimeMillis
    const write = Effect.fnUntraced(function* (fence: number) {
      const issuedAt = yield* Clock.currentTimeMillis
      yield* store.set(
        key,
        {
          accessToken: grant.accessToken,
          apiDomain: grant.apiDomain,
          issuedAt,
          expiresAt: issuedAt + grant.lifetimeMillis,
          refreshFingerprint: Token.fingerprint(refreshToken),
          ...(Option.isNone(settings.credentials.refreshToken) ? { refreshToken } : {}),
          ...Option.match(grant.scopes, { onNone: () => ({}), onSome: (scopes) => ({ scopes }) }),
          ...(from.origin === undefined ? {} : { origin: from.origin }),
          ...(from.code === undefined ? {} : { codeFingerprint: Token.fingerprint(from.code) })
        },
        fence
      )
    })
    while (true) {
      const lease = yield* store.acquire(key, leaseTtl)
      if (lease._tag === "Acquired") {
        const done = yield* write(lease.fence).pipe(
          Effect.as(true),
          // Too slow, so somebody else holds the lease now: their token is of the old grant, ours must follow it.
          Effect.catchTag("StaleLease", () => Effect.succeed(false)),
          Effect.ensuring(Effect.ignore(store.release(key, lease.fence)))
        )
        if (done) return key
      }
      const waitedMillis = (yield* Clock.currentTimeMillis) - start
      if (waitedMillis >= patience) {
        return yield* new AuthError({ reason: new LeaseTimeout({ key, waitedMillis }) })
      }
      yield* Effect.sleep(poll)
    }
  },
  Effect.catchTag("TokenStoreError", (error) => Effect.fail(fromStore(error)))
)

/** Looks whether the store of this identity can be used at all: better known before a person signs in. */
export const ready = Effect.fn("SignIn.ready")(function* (settings: Settings.Values) {
  const store = yield* TokenStore.TokenStore
  const key = Token.makeKey(settings)
  const lease = yield* Effect.mapError(store.acquire(key, leaseTtl), fromStore)
  if (lease._tag === "Acquired") yield* Effect.mapError(store.release(key, lease.fence), fromStore)
})
