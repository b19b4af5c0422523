/** An access token with what must be known to use it, and the key it is stored under. */
import * as Schema from "effect/Schema"

/**
 * The identity a token belongs to: center, environment, client, user (or the refresh token's fingerprint while the
 * user is not known), optional org. Safe to show: it holds no secret.
 */
export const TokenKey = Schema.String.pipe(Schema.brand("TokenKey"))
export type TokenKey = typeof TokenKey.Type

/** What a store keeps for one key. Times are epoch milliseconds. */
export const Entry = Schema.Struct({
  accessToken: Schema.Redacted(Schema.String),
  /** The API host Zoho named with the token; checked against the configured host before it is kept. */
  apiDomain: Schema.String,
  issuedAt: Schema.Number,
  expiresAt: Schema.Number,
  /** Of the refresh token that made it: a replaced `REFRESH_TOKEN` drops the entry. */
  refreshFingerprint: Schema.String,
  /** Kept only for a sign-in, so that `REFRESH_TOKEN` need not be set. */
  refreshToken: Schema.optionalKey(Schema.Redacted(Schema.String)),
  scopes: Schema.optionalKey(Schema.Array(Schema.String))
})
export type Entry = typeof Entry.Type
