/** Keeps secrets out of everything that is shown, and personal fields out of everything that is logged. */
import * as Cause from "effect/Cause"
import * as Redacted from "effect/Redacted"

export interface Mask {
  /** The text without the secrets: what a terminal or a machine may see. */
  readonly secrets: (text: string) => string
  /** The text without secrets, email addresses and telephone numbers: what a log may hold. */
  readonly text: (text: string) => string
  /** Any value as JSON without secrets and without the values of personal fields, at any depth. */
  readonly json: (value: unknown) => unknown
}

const hidden = "[masked]"

/** Zoho's tokens and codes, an `Authorization` value, and the password in an address: known by their form. */
const forms: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b1000\.[0-9a-f]{6,}\.[0-9a-f]{6,}/giu, "[token]"],
  [/\b(Zoho-oauthtoken|Bearer)\s+[^\s"',]+/giu, "$1 [token]"],
  [/\b(client_secret|refresh_token|access_token|code)=[^&\s"']+/giu, "$1=[token]"],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/giu, "$1:[secret]@"]
]

/** Fields of people, by the names that Zoho's standard modules use. */
const personal = new Set([
  "email",
  "secondary_email",
  "primary_email",
  "user_email",
  "useremail",
  "mobile",
  "new_mobile_number",
  "phone",
  "home_phone",
  "other_phone",
  "asst_phone",
  "fax",
  "first_name",
  "last_name",
  "full_name",
  "lead_name",
  "contact_name",
  "street",
  "date_of_birth",
  "dob",
  "skype_id",
  "twitter"
])

/** Keys whose value is a secret whoever wrote it. */
const secretKey = /secret|token$|password|authorization|^cookie$|api_?key|^user_?code$/iu

const email = /[^\s@<>"',;:()[\]]+@[^\s@<>"',;:()[\]]+\.[a-z]{2,}/giu
/** An international number; record ids have no plus sign and stay readable. */
const telephone = /\+\d[\d\s().\-/]{5,}\d/gu

/** A mask for these secrets, besides those known by their form. Texts shorter than 4 characters are not looked for. */
export const make = (known: ReadonlyArray<Redacted.Redacted> = []): Mask => {
  const texts = known
    .map((it) => Redacted.value(it))
    .filter((it) => it.length >= 4)
    .flatMap((it) => [...new Set([it, encodeURIComponent(it), JSON.stringify(it).slice(1, -1)])])
    .sort((a, b) => b.length - a.length)

  const secrets = (text: string): string => {
    let out = text
    for (const secret of texts) out = out.replaceAll(secret, "[secret]")
    for (const [form, instead] of forms) out = out.replace(form, instead)
    return out
  }

  const text = (it: string): string => secrets(it).replace(email, hidden).replace(telephone, hidden)

  const json = (value: unknown): unknown => {
    // A logged value may hold itself: only the way down to here matters, not what was seen elsewhere.
    const path = new Set<object>()
    const walk = (it: unknown, depth: number): unknown => {
      if (typeof it === "string") return text(it)
      if (typeof it === "number" || typeof it === "boolean" || it === null || it === undefined) return it
      if (typeof it === "bigint" || typeof it === "symbol") return text(it.toString())
      if (typeof it !== "object") return "[function]"
      if (Redacted.isRedacted(it)) return "[secret]"
      if (Cause.isCause(it)) return text(Cause.pretty(it))
      if (it instanceof Date) return Number.isNaN(it.getTime()) ? null : it.toISOString()
      if (path.has(it) || depth > 8) return "[…]"
      path.add(it)
      const out = Array.isArray(it)
        ? it.map((element) => walk(element, depth + 1))
        : Object.fromEntries(entries(it).map(([key, inner]) => [key, field(key, inner, depth)]))
      path.delete(it)
      return out
    }
    const field = (key: string, inner: unknown, depth: number): unknown => {
      if (inner === null || inner === undefined || inner === "") return inner
      if (secretKey.test(key)) return typeof inner === "object" && !Redacted.isRedacted(inner) ? hidden : "[secret]"
      return personal.has(key.toLowerCase()) ? hidden : walk(inner, depth + 1)
    }
    return walk(value, 0)
  }

  return { secrets, text, json }
}

/** An error's message is no own enumerable field, but it is what a log is read for. */
const entries = (it: object): ReadonlyArray<readonly [string, unknown]> => {
  if (it instanceof Map) return [...it].map(([key, value]) => [String(key), value])
  if (it instanceof Set) return [["values", [...it]]]
  const own = Object.entries(it)
  return it instanceof Error ? [["message", it.message], ...own.filter(([key]) => key !== "message")] : own
}
