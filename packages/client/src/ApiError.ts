/** What can go wrong with one call or one row, as one error with a reason to match on. */
import type { AuthError } from "@effect-zoho/auth/AuthError"
import * as Schema from "effect/Schema"
import { isObject } from "./internal/Json.ts"

/** May the same call be sent again? `after-lookup`: only once it is known that the first one had no effect. */
export type Retry = "safe" | "after-lookup" | "never"

/** Zoho's `details` object: open, its known keys are documented with each reason. */
export const Details = Schema.Record(Schema.String, Schema.Json)
export type Details = typeof Details.Type

/** What Zoho says about a row or a call. */
export const Said = Schema.Struct({
  code: Schema.String,
  message: Schema.String,
  httpStatus: Schema.Int,
  details: Details
})
export type Said = typeof Said.Type

const said = Said.fields

/** The text of one key of `details`, or a fallback. */
const detail = (details: Details, key: string, fallback: string): string => {
  const value = details[key]
  return typeof value === "string" || typeof value === "number" ? String(value) : fallback
}

/** What `details` blames: a field by API name, or by its place where the name alone would not find it. */
const blamed = (details: Details, fallback: string): string => {
  const apiName = detail(details, "api_name", "")
  // `id` may be the row's own or a lookup's: only the path tells.
  if (apiName === "id") return detail(details, "json_path", "id")
  if (apiName !== "") return apiName
  // One of several would do.
  const expected = details["expected_fields"]
  const names = Array.isArray(expected)
    ? expected.flatMap((it: Schema.Json) => (isObject(it) ? detail(it, "api_name", "") || [] : []))
    : []
  return names.length > 0 ? names.join(" or ") : detail(details, "param_name", fallback)
}

/** A value has the wrong type, length or form; `details.api_name` and `details.json_path` name the field. */
export class InvalidData extends Schema.TaggedError<InvalidData>()("InvalidData", said) {
  readonly retry: Retry = "never"
  get remedy() {
    const field = blamed(this.details, "the value")
    const maximum = detail(this.details, "maximum_length", "")
    const minimum = detail(this.details, "minimum_length", "")
    const type = detail(this.details, "expected_data_type", "")
    const allowed = this.details["supported_values"]
    if (maximum !== "") return `Shorten ${field} to at most ${maximum} characters.`
    if (minimum !== "") return `Lengthen ${field} to at least ${minimum} characters.`
    if (type !== "") return `Send ${field} as ${type}.`
    if (Array.isArray(allowed)) return `Set ${field} to one of: ${allowed.map(String).join(", ")}.`
    return `Correct ${field} and send it again.`
  }
}

/** A required field is missing; `details.api_name` names it. */
export class MandatoryNotFound extends Schema.TaggedError<MandatoryNotFound>()("MandatoryNotFound", said) {
  readonly retry: Retry = "never"
  get remedy() {
    return `Set ${blamed(this.details, "the missing field")} and send it again.`
  }
}

/** A unique field's value exists already, in the record `duplicateId`. */
export class DuplicateData extends Schema.TaggedError<DuplicateData>()("DuplicateData", {
  ...said,
  /** The id of the record that has the value, where Zoho names it. */
  duplicateId: Schema.optionalKey(Schema.String)
}) {
  readonly retry: Retry = "never"
  get remedy() {
    const field = blamed(this.details, "the field")
    return this.duplicateId === undefined
      ? `Choose another value for ${field}, or update the record that has it.`
      : `Choose another value for ${field}, or update record ${this.duplicateId}, which has it.`
  }
}

/** Several things are wrong with one row. */
export class MultipleErrors extends Schema.TaggedError<MultipleErrors>()("MultipleErrors", {
  ...said,
  errors: Schema.Array(Said)
}) {
  readonly retry: Retry = "never"
  get remedy() {
    return `Correct ${this.errors.map((it) => blamed(it.details, it.code)).join(", ")} and send the row again.`
  }
}

/** There is no such record, or the user may not see it. */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  ...said,
  id: Schema.optionalKey(Schema.String)
}) {
  readonly retry: Retry = "never"
  get remedy() {
    return `Check the id${this.id === undefined ? "" : ` ${this.id}`}: it must exist in this organisation and environment, and the user must be allowed to see it.`
  }
}

/** Somebody has locked the record. */
export class RecordLocked extends Schema.TaggedError<RecordLocked>()("RecordLocked", said) {
  readonly retry: Retry = "after-lookup"
  readonly remedy = "Unlock the record, or wait until its lock is lifted, then send the row again."
}

/** The record changed after the time given in `If-Unmodified-Since`. */
export class AlreadyModified extends Schema.TaggedError<AlreadyModified>()("AlreadyModified", said) {
  readonly retry: Retry = "after-lookup"
  readonly remedy = "Read the record again, decide whether the change still holds, and send it with the new time."
}

const forbidden = {
  permission: "Ask an administrator for the permission, or sign in as a user who has it.",
  edition: "Switch the feature on in the organisation's settings, or use an edition or module that has it.",
  state:
    "Look at the record's state (approval, review, blueprint, conversion, use elsewhere): it forbids this until it changes."
} as const

/** The user's profile, the organisation's edition or the record's state forbids it; `forbiddenBy` says which. */
export class NoPermission extends Schema.TaggedError<NoPermission>()("NoPermission", {
  ...said,
  forbiddenBy: Schema.Literals(["permission", "edition", "state"])
}) {
  readonly retry: Retry = "never"
  get remedy() {
    return forbidden[this.forbiddenBy]
  }
}

/** The token was made without a scope that this call needs. */
export class ScopeMismatch extends Schema.TaggedError<ScopeMismatch>()("ScopeMismatch", said) {
  readonly retry: Retry = "never"
  readonly remedy =
    "Run login with --scopes that name the missing one too, or generate a new code with it in the API console and run exchange-grant."
}

/** Zoho saw no usable token. */
export class AuthenticationFailure extends Schema.TaggedError<AuthenticationFailure>()("AuthenticationFailure", said) {
  readonly retry: Retry = "never"
  readonly remedy = "Check that the token is for this data center and environment, and that the user has API access."
}

/** Zoho refused the token, also after one refresh. */
export class InvalidToken extends Schema.TaggedError<InvalidToken>()("InvalidToken", said) {
  readonly retry: Retry = "never"
  readonly remedy =
    "Check that the refresh token belongs to this data center, environment and organisation; make a new one if it does."
}

/** The call itself is wrong: module, path, method, parameters, query. */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", said) {
  readonly retry: Retry = "never"
  get remedy() {
    if (this.code === "INVALID_QUERY" || this.code === "SYNTAX_ERROR") {
      const keys = ["column_name", "operator", "clause", "near"]
      const at = keys.map((key) => detail(this.details, key, "")).find((it) => it !== "")
      return at === undefined ? "Correct the query's conditions." : `Correct the query's conditions at "${at}".`
    }
    const parameter = detail(this.details, "param_name", "")
    return parameter === ""
      ? "Check the module's API name, the path and the parameters of this call."
      : `Correct the parameter ${parameter}.`
  }
}

/** More rows, fields, conditions or pages than Zoho takes; not a rate limit. */
export class LimitExceeded extends Schema.TaggedError<LimitExceeded>()("LimitExceeded", said) {
  readonly retry: Retry = "never"
  get remedy() {
    const limit = detail(this.details, "maximum_length", detail(this.details, "limit", ""))
    return limit === "" ? "Ask for less in one call." : `Ask for at most ${limit} in one call.`
  }
}

/** A page token is older than 24 hours, or other parameters changed under it. */
export class PageTokenInvalid extends Schema.TaggedError<PageTokenInvalid>()("PageTokenInvalid", {
  ...said,
  why: Schema.Literals(["expired", "parameters-changed"])
}) {
  readonly retry: Retry = "never"
  readonly remedy = "Start the walk again from the first page, with the same parameters throughout."
}

/** HTTP 429: credits of the last 24 hours, or calls at the same time. */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  ...said,
  limit: Schema.Literals(["credits", "concurrency", "sub-concurrency", "unknown"])
}) {
  readonly retry: Retry = "safe"
  get remedy() {
    return this.limit === "credits"
      ? "The organisation's API credits of the last 24 hours are used up: wait for them to come back, or buy more."
      : "Too many calls at the same time for this organisation: run fewer at once and try again in a few seconds."
  }
}

/** Zoho failed: HTTP 5xx with or without its JSON. */
export class ServerError extends Schema.TaggedError<ServerError>()("ServerError", said) {
  readonly retry: Retry = "safe"
  readonly remedy = "Zoho had a problem: try again in a minute, and see status.zoho.com if it stays."
}

/** The answer was not what Zoho sends: a proxy's page, a body cut short, an unknown form. */
export class UnexpectedResponse extends Schema.TaggedError<UnexpectedResponse>()("UnexpectedResponse", {
  problem: Schema.Literals(["html", "not-json", "cut-off", "unknown-form"]),
  httpStatus: Schema.Int,
  contentType: Schema.String,
  /** At most 200 characters of a page's text; never of JSON. */
  excerpt: Schema.String,
  /** Of an unknown form: where in the answer it departs from what was expected, as `data[3].Mobile`. */
  path: Schema.optionalKey(Schema.String)
}) {
  readonly retry: Retry = "safe"
  get remedy() {
    return this.path === undefined
      ? "Check that API_URL is right and that no proxy or firewall answers for it."
      : `Look at ${this.path} in the answer: it is missing or has another form than expected. Check that the field exists, has that type, and that the user's profile may see it.`
  }
}

/** The upload host refused the file or its headers. */
export class UploadRefused extends Schema.TaggedError<UploadRefused>()("UploadRefused", said) {
  readonly retry: Retry = "never"
  readonly remedy = "Check UPLOAD_URL, the X-CRM-ORG header (ORG_ID) and the file's size and form."
}

/** Nothing came back: no connection, or no answer within the timeout. */
export class ConnectionFailed extends Schema.TaggedError<ConnectionFailed>()("ConnectionFailed", {
  problem: Schema.Literals(["connection", "certificate", "timeout"]),
  host: Schema.String,
  /** How long the call had been under way, in milliseconds. */
  afterMillis: Schema.Finite,
  /** The system's own code, where there is one: `ECONNREFUSED`. */
  code: Schema.optionalKey(Schema.String)
}) {
  readonly retry: Retry = "safe"
  get remedy() {
    if (this.problem === "timeout") {
      return `${this.host} did not answer in time: check the network, or allow a longer timeout.`
    }
    return this.problem === "certificate"
      ? `The certificate that ${this.host} shows is not trusted: check the host's name, and name your own authority in NODE_EXTRA_CA_CERTS if a proxy signs for it.`
      : `Check the network, HTTPS_PROXY and that ${this.host} is reachable.`
  }
}

/** A write may have reached Zoho: nobody knows whether it took effect, so it is not repeated. */
export class Ambiguous extends Schema.TaggedError<Ambiguous>()("Ambiguous", {
  because: Schema.Union([ConnectionFailed, ServerError, UnexpectedResponse])
}) {
  readonly retry: Retry = "after-lookup"
  readonly remedy = "Read the record back before sending the change again."
}

/** Not sent: Zoho failed so often in a row that nothing is sent for a while. */
export class CircuitOpen extends Schema.TaggedError<CircuitOpen>()("CircuitOpen", {
  /** Epoch milliseconds: when one call is sent again to see whether Zoho is back. */
  until: Schema.Finite,
  /** The reason of the last failure. */
  because: Schema.String
}) {
  readonly retry: Retry = "safe"
  readonly remedy =
    "Zoho or the way to it failed many times in a row: try again in a minute, and see status.zoho.com if it stays."
}

/** Not sent: it would spend more of the day's API credits than the guard allows. */
export class CreditsGuarded extends Schema.TaggedError<CreditsGuarded>()("CreditsGuarded", {
  /** Of this call. */
  needed: Schema.Finite,
  /** Of the last 24 hours, as far as is known here. */
  used: Schema.Finite,
  /** What may be used before calls are refused. */
  allowed: Schema.Finite
}) {
  readonly retry: Retry = "safe"
  get remedy() {
    return `${this.used} of the ${this.allowed} API credits that may be used in 24 hours are spent: wait for them to come back, allow more, or ask for less.`
  }
}

/** Refused here, before any network: too many fields, a malformed id. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  problem: Schema.String,
  remedy: Schema.String,
  /** What is wrong field by field, where a row was looked at. */
  fields: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        field: Schema.String,
        kind: Schema.String,
        /** What it should be, in words. */
        expected: Schema.String,
        /** The values that may stand there, where there are some. */
        allowed: Schema.optionalKey(Schema.Array(Schema.String))
      })
    )
  )
}) {
  readonly retry: Retry = "never"
}

/** A code that has no reason of its own here. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", said) {
  readonly retry: Retry = "never"
  get remedy() {
    return `Zoho answered ${this.code} ("${this.message}"): look the code up in the CRM API's status codes.`
  }
}

export const Reason = Schema.Union([
  InvalidData,
  MandatoryNotFound,
  DuplicateData,
  MultipleErrors,
  NotFound,
  RecordLocked,
  AlreadyModified,
  NoPermission,
  ScopeMismatch,
  AuthenticationFailure,
  InvalidToken,
  InvalidRequest,
  LimitExceeded,
  PageTokenInvalid,
  RateLimited,
  ServerError,
  UnexpectedResponse,
  UploadRefused,
  ConnectionFailed,
  Ambiguous,
  CircuitOpen,
  CreditsGuarded,
  InvalidInput,
  Refused
])
export type Reason = typeof Reason.Type

/** A call or a row failed. Match on the reason with `Effect.catchReason` or `Effect.catchReasons`. */
export class ApiError extends Schema.TaggedError<ApiError>()("ApiError", {
  /** The operation's name, such as `Leads.update`. */
  operation: Schema.String,
  reason: Reason
}) {
  override get message() {
    const said = this.reason._tag === "Ambiguous" ? this.reason.because : this.reason
    // A gateway's answer has no code of Zoho's.
    const code = "code" in said && said.code !== undefined && said.code !== "" ? ` ${said.code}` : ""
    return `${this.operation}: ${this.reason._tag}${code}. ${this.reason.remedy}`
  }
}

/** Everything a call can fail with. */
export type ZohoError = ApiError | AuthError
