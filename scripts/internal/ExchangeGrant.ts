/** A self-client code becomes a refresh token: exchanged once, written to `.env`, tried with a first call. */
import * as AuthError from "@effect-zoho/auth/AuthError"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as SignIn from "@effect-zoho/auth/SignIn"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as Setting from "@effect-zoho/config/Setting"
import * as Settings from "@effect-zoho/config/Settings"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Stores from "@effect-zoho/toolkit/Stores"
import * as Zoho from "@effect-zoho/toolkit/Zoho"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as EnvFile from "./EnvFile.ts"
import * as FirstCall from "./FirstCall.ts"
import * as Scopes from "./Scopes.ts"

/** How the code is read: one word, a secret while it lives. */
export const grantCode = {
  schema: Schema.String.check(Schema.isPattern(/^[^\s<>]+$/u)).pipe(Schema.RedactedFromValue),
  expected: "a single word as the API console shows it",
  remedy: `Generate one under Self Client > Generate Code with the scopes ${Scopes.needed.join(",")}, and give it as --code.`
}

/** Exchanges the code and leaves `.env`, or the profile's file, with a refresh token that has been used once. Prints no secret. */
export const exchangeGrant = Effect.fn("exchangeGrant")(function* (folder: string, name: string) {
  const { extra, settings } = yield* Settings.loadWith({
    ...Zoho.settings,
    code: Setting.required("GRANT_CODE", grantCode)
  })
  const { credentials, hosts } = settings
  const file = yield* EnvFile.open(folder, name)

  const grant = yield* Effect.flatMap(OAuth.OAuth, (oauth) =>
    oauth.exchangeCode({ hosts, credentials, code: extra.code })
  ).pipe(
    Effect.provide(OAuth.layerWith({ timeout: extra.requestTimeout })),
    Effect.catchReason("AuthError", "CodeExpired", (_, error) =>
      SignIn.wasExchanged(extra.code).pipe(
        Effect.provide(Stores.layer(Stores.inFolder(settings, folder))),
        Effect.flatMap((before) => Effect.fail(before ? AuthError.asReused(error) : error))
      )
    )
  )
  if (Option.isNone(grant.refreshToken)) {
    return yield* new Script.ScriptError({
      title: "No refresh token came with the code",
      happened: `${hosts.accountsUrl} gave an access token alone, as it does for a code without offline access.`,
      remedy: "Generate the code under Self Client, or ask for access_type=offline, and run this again."
    })
  }
  const refreshToken = grant.refreshToken.value
  const own = { ...settings, credentials: { ...credentials, refreshToken: Option.some(refreshToken) } }
  yield* checkIdentity(own, extra, grant, refreshToken)
  yield* file.set("REFRESH_TOKEN", refreshToken)
  yield* Output.event(
    { event: "refresh-token", file: file.path, center: hosts.center, environment: hosts.environment },
    `REFRESH_TOKEN is written to ${file.path} (center ${hosts.center}, ${hosts.environment}).`
  )

  const signedIn = Stores.inFolder(own, folder)
  yield* SignIn.keep(signedIn, grant, refreshToken, { origin: "code", code: extra.code }).pipe(
    Effect.provide(Stores.layer(signedIn))
  )
  yield* Effect.flatMap(FirstCall.identify, FirstCall.tell).pipe(Effect.provide(Zoho.layerWith(signedIn, extra)))
}, Effect.scoped)

/**
 * Tokens of another user or organisation than the settings name are ended at Zoho and kept nowhere. Any other failure is
 * left to the first call: a code is spent only once, so its refresh token is kept.
 */
const checkIdentity = Effect.fn("exchangeGrant.checkIdentity")(function* (
  settings: Settings.Values,
  options: Zoho.Options,
  grant: OAuth.Grant,
  refreshToken: Redacted.Redacted
) {
  yield* SignIn.keep(settings, grant, refreshToken).pipe(
    Effect.andThen(Effect.scoped(Layer.build(Zoho.layerStore(settings, options)))),
    Effect.provide(TokenStore.layerMemory),
    Effect.catchIf(
      (error) => error._tag !== "InitializationError",
      () => Effect.void
    ),
    Effect.tapError(() =>
      Effect.flatMap(OAuth.OAuth, (it) => it.revoke({ hosts: settings.hosts, refreshToken })).pipe(
        Effect.provide(OAuth.layerWith({ timeout: options.requestTimeout })),
        Effect.ignore
      )
    )
  )
})
