/** Layers that sign in to an emulator, so that a test gets a working identity in one line. */
import * as AccessToken from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as Settings from "@effect-zoho/config/Settings"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

type Running = Emulator.Emulator["Service"]

/** The settings that sign in to this emulator, its own user and org included; tokens are kept in memory. */
export const settings = (emulator: Running): Settings.Values => ({
  hosts: {
    center: "custom",
    environment: "production",
    accountsUrl: emulator.accountsUrl,
    apiUrl: emulator.apiUrl,
    uploadUrl: emulator.uploadUrl
  },
  credentials: {
    clientId: Redacted.make(emulator.credentials.clientId),
    clientSecret: Redacted.make(emulator.credentials.clientSecret),
    refreshToken: Option.some(Redacted.make(emulator.credentials.refreshToken))
  },
  userEmail: Option.some(emulator.credentials.userEmail),
  orgId: Option.some(emulator.credentials.orgId),
  tokenStore: { _tag: "Memory" },
  tokenKey: Option.none()
})

/** The same as variables of the environment, for a script that runs as a process of its own. */
export const variables = (emulator: Running): Readonly<Record<string, string>> => ({
  ACCOUNTS_URL: emulator.accountsUrl,
  API_URL: emulator.apiUrl,
  UPLOAD_URL: emulator.uploadUrl,
  CLIENT_ID: emulator.credentials.clientId,
  CLIENT_SECRET: emulator.credentials.clientSecret,
  REFRESH_TOKEN: emulator.credentials.refreshToken,
  USER_EMAIL: emulator.credentials.userEmail,
  ORG_ID: emulator.credentials.orgId,
  LEAD_ID_TO_UPDATE: emulator.credentials.leadId
})

/** Settings of the emulator at hand, changed where the test wants it. */
export const layerSettings = (
  change: (values: Settings.Values) => Settings.Values = (values) => values
): Layer.Layer<Settings.Settings, never, Emulator.Emulator> =>
  Layer.effect(
    Settings.Settings,
    Effect.map(Emulator.Emulator, (emulator) => change(settings(emulator)))
  )

/** All that a client needs to send calls as the emulator's user. */
export type SignedIn =
  | AccessToken.AccessToken
  | OAuth.OAuth
  | TokenStore.TokenStore
  | Settings.Settings
  | Emulator.Emulator
  | HttpClient.HttpClient

/** An emulator in this process and a signed-in identity on it, tokens in memory. */
export const layer = (
  options: Emulator.Options & {
    readonly settings?: (values: Settings.Values) => Settings.Values
    readonly accessToken?: AccessToken.Options
    readonly oauth?: OAuth.Options
  } = {}
): Layer.Layer<SignedIn> =>
  AccessToken.layerWith(options.accessToken ?? {}).pipe(
    Layer.provideMerge(Layer.mergeAll(OAuth.layerWith(options.oauth ?? {}), TokenStore.layerMemory)),
    Layer.provideMerge(layerSettings(options.settings)),
    Layer.provideMerge(Emulator.layer(options))
  )
