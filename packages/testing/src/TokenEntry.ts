/** A token for tests of stores; its times lie in 1970, so it is never a fresh one. */
import type { Entry } from "@effect-zoho/auth/Token"
import * as Redacted from "effect/Redacted"

/** An entry with this access token; its times do not matter to a store. */
export const entry = (accessToken: string, more: Partial<Entry> = {}): Entry => ({
  accessToken: Redacted.make(accessToken),
  apiDomain: "https://www.zohoapis.com",
  issuedAt: 1_000,
  expiresAt: 3_601_000,
  refreshFingerprint: "0123456789abcdef",
  ...more
})
