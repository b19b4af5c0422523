/** Who signs in: the OAuth client and its grant. */
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"

/** From the API console. The refresh token may be absent when the token store holds one from a sign-in. */
export interface Credentials {
  readonly clientId: Redacted.Redacted
  readonly clientSecret: Redacted.Redacted
  readonly refreshToken: Option.Option<Redacted.Redacted>
}
