/** Sign-in without a browser on this machine: the user enters a code elsewhere, this end asks until it is done. */
import type * as Settings from "@effect-zoho/config/Settings"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as AuthError from "./AuthError.ts"
import * as OAuth from "./OAuth.ts"
import { fail } from "./TokenEndpoint.ts"

/** Added to the interval each time that Zoho says `slow_down` (RFC 8628, 3.5). */
const slower = 5000

/** What passes by itself: the user still has to consent, and a later poll may find the network again. */
const passes = (error: AuthError.AuthError): boolean => error.reason._tag === "AccountsUnreachable"

/**
 * Signs a user in. `announce` shows the code and where to enter it; then Zoho is asked at its own pace until the user has
 * answered or the code has expired. A poll that does not get through counts only if it was the last one.
 */
export const run = Effect.fn("DeviceSignIn.run")(function* <A, E, R, E2, R2>(options: {
  readonly settings: Pick<Settings.Values, "hosts" | "credentials">
  readonly scopes: ReadonlyArray<string>
  readonly announce: (code: OAuth.DeviceCode) => Effect.Effect<void, E2, R2>
  /** What becomes of the tokens: they are lost when it fails. Runs to its end once begun. */
  readonly complete: (grant: OAuth.Grant) => Effect.Effect<A, E, R>
}) {
  const { credentials, hosts } = options.settings
  const oauth = yield* OAuth.OAuth
  const code = yield* oauth.requestDeviceCode({ hosts, credentials, scopes: options.scopes })
  yield* options.announce(code)
  let { intervalMillis } = code
  while (true) {
    yield* Effect.sleep(intervalMillis)
    const expired = (yield* Clock.currentTimeMillis) >= code.expiresAt
    // The tokens come once: whoever asks for them must keep them.
    const poll = yield* Effect.uninterruptible(
      Effect.gen(function* () {
        const found = yield* oauth.pollDevice({ hosts, credentials, deviceCode: code.deviceCode }).pipe(
          Effect.catchIf(
            (error) => passes(error) && !expired,
            () => Effect.succeed<OAuth.Poll>({ _tag: "Pending" })
          )
        )
        if (found._tag !== "Granted") return found
        return { _tag: "Done", value: yield* options.complete(found.grant) } as const
      })
    )
    if (poll._tag === "Done") return poll.value
    if (expired) return yield* fail(new AuthError.DeviceCodeExpired())
    if (poll._tag === "SlowDown") intervalMillis += slower
    yield* Effect.annotateCurrentSpan({ "zoho.wait.reason": poll._tag, "zoho.wait.interval_ms": intervalMillis })
  }
})
