/** The end of a sign-in: its refresh token revoked at Zoho, and everything made from it forgotten. Safe to run twice. */
import type * as Settings from "@effect-zoho/config/Settings"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { AuthError, fromStore, LeaseTimeout } from "./AuthError.ts"
import { OAuth } from "./OAuth.ts"
import * as Token from "./Token.ts"
import * as TokenStore from "./TokenStore.ts"

/** What became of it. */
export interface Ended {
  /**
   * `revoked` now; `already` before, as Zoho says; `unknown` where an access token was stored and its refresh token is
   * not known here; `none` where nobody was signed in.
   */
  readonly refreshToken: "revoked" | "already" | "unknown" | "none"
  /** How many stored entries were forgotten. */
  readonly removed: number
}

const leaseTtl = Duration.seconds(60)
const poll = Duration.millis(200)
const patience = Duration.toMillis(Duration.minutes(2))

/**
 * Ends the sign-in of these settings: the configured refresh token, or the one that the store holds. Nothing is forgotten
 * unless Zoho has ended the token, so that it can be run again. A refresh that is under way is waited for, and one that
 * was too slow cannot bring the token back.
 */
export const end: (settings: Settings.Values) => Effect.Effect<Ended, AuthError, TokenStore.TokenStore | OAuth> =
  Effect.fn("SignOut.end")(function* (settings) {
    const store = yield* TokenStore.TokenStore
    const key = Token.makeKey(settings)
    const start = yield* Clock.currentTimeMillis

    const forget = Effect.gen(function* () {
      const entry = yield* store.get(key)
      const refreshToken = Option.orElse(settings.credentials.refreshToken, () =>
        Option.flatMap(entry, (it) => Option.fromUndefinedOr(it.refreshToken))
      )
      if (Option.isNone(refreshToken) && Option.isNone(entry))
        return { refreshToken: "none", removed: 0 } satisfies Ended
      const outcome = Option.isSome(refreshToken) ? yield* revoke(settings, refreshToken.value) : "unknown"
      // The same refresh token may have made entries under other keys: with an organisation and without.
      const fingerprint = Option.map(refreshToken, Token.fingerprint)
      const keys = (yield* store.list)
        .filter((it) => it.key === key || Option.contains(fingerprint, it.entry.refreshFingerprint))
        .map((it) => it.key)
      yield* Effect.forEach(keys, store.remove, { discard: true })
      return { refreshToken: outcome, removed: keys.length } satisfies Ended
    })

    while (true) {
      const lease = yield* Effect.mapError(store.acquire(key, leaseTtl), fromStore)
      if (lease._tag === "Acquired") {
        return yield* forget.pipe(
          Effect.mapError((error) => (error._tag === "AuthError" ? error : fromStore(error))),
          Effect.ensuring(Effect.ignore(store.release(key, lease.fence)))
        )
      }
      const waitedMillis = (yield* Clock.currentTimeMillis) - start
      if (waitedMillis >= patience) return yield* new AuthError({ reason: new LeaseTimeout({ key, waitedMillis }) })
      yield* Effect.sleep(poll)
    }
  })

/** Zoho does not know a token that was revoked before. */
const revoke = (settings: Settings.Values, refreshToken: Redacted.Redacted) =>
  Effect.flatMap(OAuth, (it) => it.revoke({ hosts: settings.hosts, refreshToken })).pipe(
    Effect.as("revoked" as const),
    Effect.catchReason("AuthError", "InvalidGrant", () => Effect.succeed("already" as const))
  )
