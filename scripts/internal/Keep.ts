/** Where a sign-in leaves its refresh token, so that the next run finds it: the token store, or `.env` where that goes first. */
import type { AuthError } from "@effect-zoho/auth/AuthError"
import type * as OAuth from "@effect-zoho/auth/OAuth"
import * as SignIn from "@effect-zoho/auth/SignIn"
import type { Origin } from "@effect-zoho/auth/Token"
import type * as TokenStore from "@effect-zoho/auth/TokenStore"
import type * as Settings from "@effect-zoho/config/Settings"
import * as StoreSetting from "@effect-zoho/config/StoreSetting"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as EnvFile from "./EnvFile.ts"

/** A place that is ready to take the tokens. */
export interface Place {
  /** What a person knows it by: a path, or the store's name. */
  readonly name: string
  readonly keep: (
    grant: OAuth.Grant,
    refreshToken: Redacted.Redacted
  ) => Effect.Effect<void, AuthError | Script.ScriptError, TokenStore.TokenStore>
}

const withToken = (settings: Settings.Values, refreshToken: Option.Option<Redacted.Redacted>): Settings.Values => ({
  ...settings,
  credentials: { ...settings.credentials, refreshToken }
})

const same = (a: Option.Option<Redacted.Redacted>, b: string | undefined) =>
  Option.exists(a, (it) => Redacted.value(it) === b)

/**
 * Finds the place before anybody signs in. Settings go before the store: a `REFRESH_TOKEN` in `.env` (or the profile's file) is replaced there;
 * one in the environment or in a flag would hide the new one, so nothing begins. `TOKEN_STORE=memory` keeps nothing:
 * then it is `.env` too.
 */
export const place = Effect.fn("Keep.place")(function* (
  settings: Settings.Values,
  where: { readonly folder: string; readonly file: string; readonly origin: Origin }
) {
  const { origin } = where
  const configured = settings.credentials.refreshToken
  const inStore: Place = {
    name: StoreSetting.show(settings.tokenStore),
    keep: (grant, refreshToken) =>
      Effect.asVoid(SignIn.keep(withToken(settings, Option.none()), grant, refreshToken, { origin }))
  }
  if (Option.isNone(configured) && settings.tokenStore._tag !== "Memory") return inStore
  const file = yield* EnvFile.open(where.folder, where.file)
  if (Option.isSome(configured) && !same(configured, yield* file.get("REFRESH_TOKEN"))) {
    return yield* new Script.ScriptError({
      title: "Another refresh token would go first",
      happened: "REFRESH_TOKEN is set in the environment or as a flag. Nothing was sent.",
      remedy:
        "Unset it (or take the flag away) and run this again: the new one is then kept where the next run finds it."
    })
  }
  const inFile: Place = {
    name: file.path,
    keep: (grant, refreshToken) =>
      Effect.andThen(
        file.set("REFRESH_TOKEN", refreshToken),
        Effect.asVoid(SignIn.keep(withToken(settings, Option.some(refreshToken)), grant, refreshToken, { origin }))
      )
  }
  return inFile
})
