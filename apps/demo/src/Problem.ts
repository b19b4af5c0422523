/** Every failure in the one form the page and the API show: what it is, what Zoho said, and what a person can do. */
import type { AuthError } from "@effect-zoho/auth/AuthError"
import type { ApiError, Reason } from "@effect-zoho/client/ApiError"
import type { InitializationError } from "@effect-zoho/config/InitializationError"
import * as Report from "@effect-zoho/toolkit/Report"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as Schema from "effect/Schema"

/** Which kinds of failure answer with which HTTP status. */
const kindsByStatus = {
  400: ["bad-request"],
  403: ["scope", "permission", "cross-origin"],
  404: ["not-found"],
  409: ["duplicate", "conflict"],
  422: ["invalid-data", "mandatory-field"],
  429: ["throttled"],
  500: ["internal"],
  502: ["unreachable", "html", "cut-off", "not-json", "server-error", "ambiguous", "refused"],
  503: ["settings", "identity", "credentials", "token-store"],
  504: ["timeout"]
} as const

type Status = keyof typeof kindsByStatus

/** One of several things that are wrong at once: a setting, or a field of a row. */
const Issue = Schema.Struct({
  /** The setting's or the field's name. */
  name: Schema.String,
  message: Schema.String,
  remedy: Schema.optionalKey(Schema.String)
})

const fields = {
  /** One line: what happened. */
  title: Schema.String,
  /** Zoho's code, where it sent one. */
  code: Schema.optionalKey(Schema.String),
  /** What happened more closely, with Zoho's own words where it sent some; each sentence a line. */
  message: Schema.optionalKey(Schema.String),
  /** The HTTP status of Zoho's answer; the status of this app's own answer follows from `kind`. */
  httpStatus: Schema.optionalKey(Schema.Int),
  /** The field's API name. */
  field: Schema.optionalKey(Schema.String),
  /** Where in the request the field stands: `$.data[0].Mobile`. */
  jsonPath: Schema.optionalKey(Schema.String),
  /** The rest of Zoho's `details`. */
  details: Schema.optionalKey(Schema.Record(Schema.String, Schema.Json)),
  remedy: Schema.String,
  issues: Schema.optionalKey(Schema.Array(Issue))
}

const at = <const S extends Status>(status: S) =>
  Schema.Struct({ kind: Schema.Literals(kindsByStatus[status]), ...fields }).pipe(HttpApiSchema.status(status))

/** One schema for each HTTP status, for the endpoints to declare. */
export const schemas = [
  at(400),
  at(403),
  at(404),
  at(409),
  at(422),
  at(429),
  at(500),
  at(502),
  at(503),
  at(504)
] as const

/** A failure as the page and the API show it. Holds no secret. */
export const Problem = Schema.Union(schemas)
export type Problem = typeof Problem.Type
type Kind = Problem["kind"]

export const isProblem = Schema.is(Problem)

/** The HTTP status that this app answers with. */
export const httpStatus = (problem: Problem): number => {
  for (const [status, kinds] of Object.entries(kindsByStatus)) {
    if (kinds.some((it) => it === problem.kind)) return Number(status)
  }
  return 500
}

/** Something this app did not foresee; the cause goes to the log, not to the page. */
export const internal: Problem = {
  kind: "internal",
  title: "The demo failed in a way it does not know",
  remedy: "See the terminal in which the demo runs."
}

/** A request this app does not understand. */
export const badRequest = (what: string): Problem => ({
  kind: "bad-request",
  title: "The demo cannot read this request",
  message: what,
  remedy: "Reload the page. A lead's id is a number of up to 19 digits; a mobile number is text."
})

/** A write or a host name from elsewhere: another page in this browser may not use the signed-in session. */
export const crossOrigin: Problem = {
  kind: "cross-origin",
  title: "The request came from another page",
  remedy: "Open the demo under the address it printed at start, and work there."
}

type InitReason = InitializationError["reason"]
type AuthReason = AuthError["reason"]

/** What each reason is called here: every reason has an entry, or this does not compile. */
const kinds: { readonly [K in (InitReason | AuthReason | Reason)["_tag"]]: Kind } = {
  InvalidSettings: "settings",
  UserMismatch: "identity",
  OrgMismatch: "identity",
  MissingPackage: "settings",

  InvalidClient: "credentials",
  InvalidClientSecret: "credentials",
  InvalidGrant: "credentials",
  CodeExpired: "credentials",
  CodeReused: "credentials",
  InvalidRedirectUri: "credentials",
  TooManyTokenRequests: "throttled",
  AccessDenied: "credentials",
  TokenRefused: "credentials",
  UnexpectedTokenResponse: "not-json",
  AccountsUnreachable: "unreachable",
  UntrustedApiDomain: "credentials",
  NoRefreshToken: "credentials",
  StateMismatch: "credentials",
  CallbackReused: "credentials",
  UnexpectedCallback: "credentials",
  WrongDataCenter: "credentials",
  SignInTimeout: "credentials",
  CallbackUnavailable: "credentials",
  DeviceCodeExpired: "credentials",
  NoOfflineAccess: "credentials",
  StoreFailed: "token-store",
  WrongTokenKey: "token-store",
  LeaseTimeout: "token-store",

  InvalidData: "invalid-data",
  MandatoryNotFound: "mandatory-field",
  DuplicateData: "duplicate",
  MultipleErrors: "invalid-data",
  NotFound: "not-found",
  RecordLocked: "conflict",
  AlreadyModified: "conflict",
  NoPermission: "permission",
  ScopeMismatch: "scope",
  AuthenticationFailure: "credentials",
  InvalidToken: "credentials",
  InvalidRequest: "refused",
  LimitExceeded: "refused",
  PageTokenInvalid: "bad-request",
  RateLimited: "throttled",
  ServerError: "server-error",
  UnexpectedResponse: "not-json",
  UploadRefused: "refused",
  ConnectionFailed: "unreachable",
  Ambiguous: "ambiguous",
  CircuitOpen: "unreachable",
  CreditsGuarded: "throttled",
  InvalidInput: "bad-request",
  Refused: "refused"
}

/** Where a reason says more closely what came back, the kind does too. */
const closer = {
  html: ["html", "A web page answered instead of Zoho"],
  "cut-off": ["cut-off", "The answer was cut off on its way"],
  timeout: ["timeout", "Zoho did not answer in time"],
  "server-error": ["server-error", "Zoho had a problem"]
} as const

const isCloser = (problem: string): problem is keyof typeof closer => Object.hasOwn(closer, problem)

/** What the page itself offers; the settings' own remedies stand with each of them. */
const correctSettings =
  "Correct .env and choose Connect again; what stands in the environment needs a restart. To look around without an account, start the demo with --emulator."

/** Any failure of starting up or of a call, as the page shows it. */
export const fromError = (error: InitializationError | AuthError | ApiError): Problem => {
  const { reason } = error
  const report = Report.render(error)
  const [kind, title] =
    "problem" in reason && isCloser(reason.problem) ? closer[reason.problem] : [kinds[reason._tag], report.title]
  const { api_name: field, json_path: _shownAsJsonPath, ...details } = report.details ?? {}
  return {
    kind,
    title,
    remedy: reason._tag === "InvalidSettings" ? correctSettings : report.remedy,
    ...(report.code === undefined ? {} : { code: report.code }),
    ...(report.httpStatus === undefined ? {} : { httpStatus: report.httpStatus }),
    ...(typeof field === "string" ? { field } : {}),
    ...(report.jsonPath === undefined ? {} : { jsonPath: report.jsonPath }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
    ...(report.issues === undefined
      ? { message: report.happened.join("\n") }
      : { issues: report.issues.map((it) => ({ name: it.setting, message: it.message, remedy: it.remedy })) })
  }
}
