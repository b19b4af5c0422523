/** What the token store holds, without a token in it: whose, how old, how long it lasts, for what, where from. */
import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import { fromStore } from "@effect-zoho/auth/AuthError"
import * as Setting from "@effect-zoho/config/Setting"
import * as Settings from "@effect-zoho/config/Settings"
import * as StoreSetting from "@effect-zoho/config/StoreSetting"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Stores from "@effect-zoho/toolkit/Stores"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Identity from "./Identity.ts"

const origins: Readonly<Record<Token.Origin | "unknown", string>> = {
  setting: "from REFRESH_TOKEN",
  code: "from a code of the API console",
  browser: "from a sign-in in the browser",
  device: "from a sign-in on another device",
  sdk: "imported from an official SDK",
  unknown: "from an earlier version"
}

/** Minutes and hours as a person says them. */
const duration = (millis: number): string => {
  const minutes = Math.round(millis / 60_000)
  if (minutes < 1) return "less than a minute"
  if (minutes < 120) return minutes === 1 ? "1 minute" : `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}

/** Lists the entries of the store that the settings name; needs no other setting and no network. */
export const listTokens = Effect.fn("listTokens")(function* (folder: string) {
  const values = Stores.inFolder(yield* Setting.load(Settings.store), folder)
  const name = StoreSetting.show(values.tokenStore)
  const entries = yield* Effect.flatMap(TokenStore, (it) => Effect.mapError(it.list, fromStore)).pipe(
    Effect.provide(Stores.layer(values))
  )
  const now = yield* Clock.currentTimeMillis
  const sorted = [...entries].sort((a, b) => (a.key < b.key ? -1 : 1))
  for (const { entry, key } of sorted) {
    const identity = Identity.fromKey(key)
    const left = entry.expiresAt - now
    const origin = entry.origin ?? "unknown"
    const kept = entry.refreshToken !== undefined
    const life = left > 0 ? `good for ${duration(left)}` : `expired ${duration(-left)} ago`
    yield* Output.event(
      {
        event: "token-entry",
        ...identity,
        apiDomain: entry.apiDomain,
        accessTokenFingerprint: Token.fingerprint(entry.accessToken),
        issuedAt: iso(entry.issuedAt),
        expiresAt: iso(entry.expiresAt),
        ageSeconds: Math.round((now - entry.issuedAt) / 1000),
        expired: left <= 0,
        keepsRefreshToken: kept,
        refreshFingerprint: entry.refreshFingerprint,
        origin,
        scopes: entry.scopes ?? null
      },
      [
        Identity.text(identity),
        `  access token   ${Token.fingerprint(entry.accessToken)} for ${entry.apiDomain}: made ${duration(now - entry.issuedAt)} ago, ${life}`,
        `  refresh token  ${entry.refreshFingerprint}, ${kept ? "kept here" : "kept in the settings"}, ${origins[origin]}`,
        `  scopes         ${entry.scopes?.join(" ") ?? "not named by Zoho"}`
      ].join("\n")
    )
  }
  const count = `${entries.length} ${entries.length === 1 ? "identity" : "identities"}`
  yield* Output.event({ event: "token-store", store: name, entries: entries.length }, `${name} holds ${count}.`)
})

/** A time that is none, in an entry of somebody else's making, is no reason to fail. */
const iso = (millis: number): string | null => {
  const date = new Date(millis)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
