/** Zoho's error objects, spelled exactly as the API spells them. */
import * as Http from "./Http.ts"

export interface Details {
  readonly [key: string]: unknown
}

/** One error as it stands at the root of a body or as an item of a row array. */
export interface ZohoError {
  readonly code: string
  readonly details: Details
  readonly message: string
  readonly status: "error"
}

export const make = (code: string, message: string, details: Details = {}): ZohoError => ({
  code,
  details,
  message,
  status: "error"
})

/** A single error object as the whole body. */
export const reply = (status: number, code: string, message: string, details: Details = {}): Http.Reply =>
  Http.json(status, make(code, message, details))

/** A call-level error inside `data[]`, as write calls on records answer it. */
export const dataReply = (status: number, code: string, message: string, details: Details = {}): Http.Reply =>
  Http.json(status, { data: [make(code, message, details)] })

export const invalidUrl = reply(404, "INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one")
export const invalidMethod = reply(400, "INVALID_REQUEST_METHOD", "The http request method type is not a valid one")
export const authenticationFailure = reply(401, "AUTHENTICATION_FAILURE", "Authentication failed")
export const invalidToken = reply(401, "INVALID_TOKEN", "invalid oauth token")
export const scopeMismatch = reply(401, "OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL")
export const internalError = reply(500, "INTERNAL_ERROR", "Internal Server Error")
export const requiredParam = (name: string): Http.Reply =>
  reply(400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", { param_name: name })
export const invalidParam = (name: string, message = "invalid data", details: Details = {}): Http.Reply =>
  reply(400, "INVALID_DATA", message, { param_name: name, ...details })
/** Ours, not Zoho's: a client must be able to tell what is missing here from what Zoho refuses. */
export const notEmulated = (operation: string, group: string): Http.Reply =>
  reply(501, "NOT_EMULATED", `${operation} exists in Zoho CRM v8, but the emulator does not answer it`, {
    operation,
    group
  })
