/** An access token with what must be known to use it, and the key it is stored under. */
import type { Values } from "@effect-zoho/config/Settings"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Crypto from "node:crypto"

/**
 * The identity a token belongs to: center, environment, client, user (or the refresh token's fingerprint while the
 * user is not known), optional org. Safe to show: it holds no secret.
 */
export const TokenKey = Schema.String.pipe(Schema.brand("TokenKey"))
export type TokenKey = typeof TokenKey.Type

/** How a refresh token came to us: set by the user, exchanged for a code, signed in by browser or device, imported. */
export const Origin = Schema.Literals(["setting", "code", "browser", "device", "sdk"])
export type Origin = typeof Origin.Type

/** What a store keeps for one key. Times are epoch milliseconds. */
export const Entry = Schema.Struct({
  accessToken: Schema.Redacted(Schema.String),
  /** The API host this token may be sent to; checked against the configured hosts before it is kept. */
  apiDomain: Schema.String,
  issuedAt: Schema.Number,
  expiresAt: Schema.Number,
  /** Of the refresh token that made it: a replaced `REFRESH_TOKEN` drops the entry. */
  refreshFingerprint: Schema.String,
  /** Kept only for a sign-in, so that `REFRESH_TOKEN` need not be set. */
  refreshToken: Schema.optionalKey(Schema.Redacted(Schema.String)),
  scopes: Schema.optionalKey(Schema.Array(Schema.String)),
  /** How its refresh token came here; a refresh keeps it. */
  origin: Schema.optionalKey(Origin),
  /** Of the code that the refresh token was exchanged for: the code works once. */
  codeFingerprint: Schema.optionalKey(Schema.String)
})
export type Entry = typeof Entry.Type

/** An entry as JSON text, for stores. The text holds secrets: it belongs behind permissions or encryption. */
export const EntryJson = Schema.Struct({
  ...Entry.fields,
  accessToken: Schema.RedactedFromValue(Schema.NonEmptyString),
  issuedAt: Schema.Finite,
  expiresAt: Schema.Finite,
  refreshToken: Schema.optionalKey(Schema.RedactedFromValue(Schema.NonEmptyString))
})

/** Loaded when it is needed, which takes as long as effect itself: where the user is known, that is after the first sign-in. */
const crypto = (): typeof Crypto => process.getBuiltinModule("node:crypto")

/**
 * Names a refresh token without revealing it: the first 16 hex digits of its SHA-256. Zoho's tokens are random, so a
 * prefix cannot be turned back.
 */
export const fingerprint = (refreshToken: Redacted.Redacted): string =>
  crypto().createHash("sha256").update(Redacted.value(refreshToken)).digest("hex").slice(0, 16)

/** Whether two entries hold the same access token. */
export const same = (a: Entry, b: Entry): boolean => Redacted.value(a.accessToken) === Redacted.value(b.accessToken)

/** What a refreshed entry keeps of the one before it: where their common refresh token came from. */
export const history = (
  before: Option.Option<Entry>,
  refreshFingerprint: string
): Pick<Entry, "origin" | "codeFingerprint"> => {
  const same = Option.getOrUndefined(Option.filter(before, (it) => it.refreshFingerprint === refreshFingerprint))
  return {
    origin: same?.origin ?? "setting",
    ...(same?.codeFingerprint === undefined ? {} : { codeFingerprint: same.codeFingerprint })
  }
}

/**
 * The key under which this identity's token is stored. Hosts named by the user are part of it: two emulators are two
 * identities. Parts are escaped, so that no part can pretend to be two.
 */
export const makeKey = (settings: Values): TokenKey => {
  const { accountsUrl, apiUrl, center, environment } = settings.hosts
  const user = Option.match(settings.userEmail, {
    onSome: (email) => email.toLowerCase(),
    onNone: () =>
      Option.match(settings.credentials.refreshToken, {
        onSome: (token) => `refresh:${fingerprint(token)}`,
        // Neither is known: the one sign-in of this client.
        onNone: () => "signed-in"
      })
  })
  const parts = [
    center === "custom" ? `custom ${new URL(accountsUrl).host} ${new URL(apiUrl).host}` : center,
    environment,
    Redacted.value(settings.credentials.clientId),
    user,
    ...Option.toArray(settings.orgId)
  ]
  return TokenKey.make(parts.map(escape).join("/"))
}

/** Keeps what reads well in a path (`@`, `:`), escapes the separator and everything unusual. */
const escape = (part: string): string => encodeURIComponent(part).replaceAll("%40", "@").replaceAll("%3A", ":")
