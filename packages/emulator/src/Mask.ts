/** Credentials hidden wherever a request, an answer or a record is shown: by their names, and by what they look like. */

const masked = "***"

/** Where the accounts host reads and writes secrets. */
const formNames = [
  "client_secret",
  "refresh_token",
  "access_token",
  "code",
  "token",
  "device_code",
  "user_code",
  "ticket",
  "state"
]

const namesInUrl = new RegExp(`([?&](?:${formNames.join("|")})=)[^&#"\\s<]*`, "gi")

/** A URL without the values of its secret parameters. */
export const url = (text: string): string => looks(text.replace(namesInUrl, `$1${masked}`))

const secretHeader = /cookie|token|secret|password|api-?key/i

/** Headers as they may be shown: of an authorization, its scheme only. */
export const headers = (given: { readonly [name: string]: string }): { readonly [name: string]: string } =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (/authorization$/i.test(name)) return [name, value.replace(/^\s*([\w-]+\s+)?.*$/s, `$1${masked}`)]
      if (secretHeader.test(name)) return [name, masked]
      // A redirect carries the code of a sign-in, the referrer of a consent page its state.
      return [name, name === "location" || name === "referer" ? url(value) : looks(value)]
    })
  )

const string = String.raw`"(?:[^"\\]|\\.)*"?`
const formRules: ReadonlyArray<readonly [RegExp, string]> = formNames.flatMap((name) => [
  [new RegExp(`("${name}"\\s*:\\s*)${string}`, "g"), `$1"${masked}"`] as const,
  [new RegExp(`(^|&)(${name}=)[^&]*`, "g"), `$1$2${masked}`] as const,
  [new RegExp(`(name="${name}" value=")[^"]*`, "g"), `$1${masked}`] as const,
  [new RegExp(`(name="${name}"\\r\\n(?:[^\\r\\n]+\\r\\n)*\\r\\n)[^\\r\\n]*`, "g"), `$1${masked}`] as const
])

/** A body of the accounts host, in any of its forms: JSON, form, parts, page. */
export const form = (text: string): string =>
  formRules.reduce((masking, [pattern, by]) => masking.replaceAll(pattern, by), url(text))

// `code` and `state` are words of the API itself: here only what can be nothing but a credential is hidden.
const keysOfApi = new RegExp(
  `("(?:token|access_?token|refresh_?token|auth_?token|client_?secret|secret|password|api_?key)"\\s*:\\s*)${string}`,
  "gi"
)
/** A body of the API or the upload host: credentials by their key, and whatever looks like one. */
export const api = (text: string): string => looks(text.replaceAll(keysOfApi, `$1"${masked}"`))

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // Zoho's own tokens and codes; an id of a client has no second dot, and is no secret.
  [/\b1000\.[0-9a-f]{16,}\.[0-9a-f]{16,}/gi, `1000.${masked}`],
  [/\b(Zoho-oauthtoken|Zoho-authtoken)(\s+|%20)[^\s"'<\\&]+/gi, `$1$2${masked}`],
  [/\b(Bearer|Basic)(\s+|%20)[\w.~+/=-]{16,}/g, `$1$2${masked}`],
  [
    /([?&](?:token|access_?token|refresh_?token|auth_?token|client_?secret|password|api_?key)=)[^&#"\s<]*/gi,
    `$1${masked}`
  ],
  // JSON web tokens.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, `eyJ${masked}`]
]

/** Any text, such as a record's: what looks like a token is hidden. */
export const looks = (text: string): string =>
  patterns.reduce((masking, [pattern, by]) => masking.replaceAll(pattern, by), text)
