/** `TOKEN_KEY`: the 32 random bytes that stored tokens are sealed with. */
import * as Base64 from "effect/encoding/Base64"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/** A `TOKEN_KEY` that was checked: 32 bytes. */
export type SealingKey = Redacted.Redacted<Uint8Array>

/** What a person does about a text that is none. */
export const remedy =
  "Make one with `openssl rand -base64 32`, keep it in a secret manager, and set TOKEN_KEY to it. Passphrases are not taken."

/** Reads base64 (or base64url) of exactly 32 bytes; otherwise says what the text is instead, without repeating it. */
export const parse = (text: string): Result.Result<SealingKey, string> => {
  // 43 characters and at most one `=`: anything else, passphrases of other lengths too, is told at once.
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/u.test(text)) return Result.fail("is not base64.")
  const standard = text.replace(/=+$/u, "").replaceAll("-", "+").replaceAll("_", "/")
  const bytes = Base64.decode(standard.padEnd(Math.ceil(standard.length / 4) * 4, "="))
  if (Result.isFailure(bytes)) return Result.fail("is not base64.")
  if (bytes.success.length !== 32) return Result.fail(`is base64 of ${bytes.success.length} bytes, not of 32.`)
  return Result.succeed(Redacted.make(bytes.success, { label: "TOKEN_KEY" }))
}
