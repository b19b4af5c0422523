/** Any failure as something a person can act on: a title, what happened, what to do. For terminals, pages and programs. */
import type { AuthError } from "@effect-zoho/auth/AuthError"
import type { Wait } from "@effect-zoho/auth/Wait"
import type { ApiError, Reason } from "@effect-zoho/client/ApiError"
import type { InitializationError, SettingIssue } from "@effect-zoho/config/InitializationError"
import type { LedgerError } from "@effect-zoho/records/LedgerError"
import type * as Schema from "effect/Schema"
import type { ScriptError, UsageError } from "./ScriptError.ts"

/** Everything that ends a script or a page in an expected way. */
export type Failure = InitializationError | AuthError | ApiError | LedgerError | ScriptError | UsageError

/** A failure as plain JSON; holds no secret, but may hold the user's own data in `details`. */
export interface Report {
  /** Where it went wrong: before the first call, at sign-in, at a call, or in the script itself. */
  readonly area: "settings" | "sign-in" | "call" | "script" | "usage"
  /** The reason's tag, stable: what a program matches on. */
  readonly reason: string
  readonly title: string
  /** Sentences, each a line. */
  readonly happened: ReadonlyArray<string>
  readonly remedy: string
  /** May the same be tried again as it is? */
  readonly retry: "safe" | "after-lookup" | "never"
  readonly operation?: string
  /** Zoho's own code. */
  readonly code?: string
  readonly httpStatus?: number
  /** Zoho's own details. */
  readonly details?: { readonly [key: string]: Schema.Json }
  /** Where in the body Zoho found the fault. */
  readonly jsonPath?: string
  /** The settings that need attention. */
  readonly issues?: ReadonlyArray<SettingIssue>
}

/** The report of a failure. */
export const render = (failure: Failure): Report => {
  switch (failure._tag) {
    case "InitializationError":
      return initialization(failure)
    case "AuthError":
      return signIn(failure)
    case "ApiError":
      return call(failure)
    case "ScriptError":
      return {
        area: "script",
        reason: failure._tag,
        title: failure.title,
        happened: [failure.happened],
        remedy: failure.remedy,
        retry: failure.retry
      }
    case "LedgerError":
      return {
        area: "script",
        reason: failure.reason._tag,
        title: ledgers[failure.reason._tag],
        happened: [`The ledger is ${failure.path}; nothing more was sent.`],
        remedy: failure.reason.remedy,
        retry: "safe"
      }
    case "UsageError":
      return {
        area: "usage",
        reason: failure._tag,
        title: "This command line cannot be understood",
        happened: [failure.happened],
        remedy: failure.remedy,
        retry: failure.retry
      }
  }
}

const ledgers = {
  LedgerHeld: "Another run writes to the same ledger",
  LedgerMismatch: "The ledger belongs to another run",
  LedgerDamaged: "The ledger is damaged",
  LedgerUnusable: "The ledger cannot be used"
} satisfies Record<LedgerError["reason"]["_tag"], string>

/** The report as text for a terminal, without a line break at its end. */
export const toText = (report: Report): string => {
  const said = [report.code, report.httpStatus === undefined ? undefined : `HTTP ${report.httpStatus}`].filter(
    (it) => it !== undefined
  )
  return [
    `${report.title}${said.length === 0 ? "" : ` (${said.join(", ")})`}.`,
    ...(report.issues ?? []).flatMap((it) => [`  ${named(it)} ${it.message}`, `    ${it.remedy}`]),
    ...(report.issues === undefined ? report.happened.map((it) => `  ${it}`) : []),
    ...(report.jsonPath === undefined ? [] : [`  Where: ${report.jsonPath}`]),
    `  What to do: ${report.remedy}`
  ].join("\n")
}

/** A setting with the profile that has an issue with it. */
const named = ({ profile, setting }: SettingIssue): string =>
  profile === undefined ? setting : `${setting} (profile ${profile})`

/** The failure as text for a terminal. */
export const text = (failure: Failure): string => toText(render(failure))

/** A wait as one line for a terminal; none for one that nobody would notice. */
export const wait = ({ limit, operation, since, until }: Wait): string | undefined => {
  const seconds = until === undefined ? undefined : Math.ceil((until - since) / 1000)
  if (seconds === undefined || seconds < 3) return undefined
  const long = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return `Waiting up to ${long}: ${waits[limit]} (${operation}). Ctrl-C stops.`
}

const waits = {
  "token-throttle": "Zoho gives out no more access tokens for now, 10 in 10 minutes per refresh token",
  concurrency: "all calls that may run at once are running",
  "sub-concurrency": "all heavy calls that may run at once are running",
  retry: "the last attempt failed and is repeated",
  circuit: "Zoho failed often in a row",
  job: "a job of Zoho is not done yet"
} satisfies Record<Wait["limit"], string>

/** One field before and after a change. */
export interface Change {
  readonly field: string
  readonly before: Schema.Json | undefined
  readonly after: Schema.Json | undefined
}

/** A before/after table for a terminal: one line a field, columns aligned. */
export const changes = (rows: ReadonlyArray<Change>): string => {
  const cells = [["", "before", "after"], ...rows.map((it) => [it.field, value(it.before), value(it.after)])]
  const width = (column: number) => Math.max(...cells.map((row) => row[column]?.length ?? 0))
  const widths = [width(0), width(1)]
  return cells.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("   ")}`.trimEnd()).join("\n")
}

/** A field's value as a person reads it. */
const value = (it: Schema.Json | undefined): string =>
  it === undefined || it === null || it === "" ? "(empty)" : typeof it === "string" ? it : JSON.stringify(it)

const initialization = ({ reason }: InitializationError): Report => {
  const base = { area: "settings", reason: reason._tag, remedy: reason.remedy, retry: reason.retry } as const
  switch (reason._tag) {
    case "InvalidSettings": {
      const n = reason.issues.length
      return {
        ...base,
        title: n === 1 ? "One setting needs attention" : `${n} settings need attention`,
        happened: reason.issues.map((it) => `${named(it)} ${it.message} ${it.remedy}`),
        issues: reason.issues
      }
    }
    case "UserMismatch":
      return { ...base, title: "The token acts as somebody else", happened: [reason.message, untouched] }
    case "OrgMismatch":
      return { ...base, title: "The token belongs to another organisation", happened: [reason.message, untouched] }
    case "MissingPackage":
      return { ...base, title: "The token store's package is not installed", happened: [reason.message] }
  }
}

const untouched = "Nothing was changed."

const signInTitles = {
  InvalidClient: "The client id is not known at this data center",
  InvalidClientSecret: "The client secret is wrong",
  InvalidGrant: "The grant is not valid any more",
  CodeExpired: "The code is not valid any more",
  CodeReused: "The code was used before",
  InvalidRedirectUri: "The redirect URI is not the registered one",
  TooManyTokenRequests: "Too many access tokens were asked for",
  AccessDenied: "Access was denied",
  TokenRefused: "The accounts server refused",
  UnexpectedTokenResponse: "The accounts server's answer is not Zoho's",
  AccountsUnreachable: "The accounts server cannot be reached",
  UntrustedApiDomain: "The token is for another API host",
  NoRefreshToken: "There is no refresh token",
  StateMismatch: "The browser came back from another sign-in",
  CallbackReused: "The browser came back a second time",
  UnexpectedCallback: "The browser came back without Zoho's answer",
  WrongDataCenter: "The account lives at another data center",
  SignInTimeout: "Nobody signed in in time",
  CallbackUnavailable: "The browser would have no way back",
  DeviceCodeExpired: "The device code has expired",
  NoOfflineAccess: "No refresh token came with the consent",
  StoreFailed: "The token store failed",
  WrongTokenKey: "TOKEN_KEY does not fit the stored tokens",
  LeaseTimeout: "Another process does not finish refreshing the token"
} satisfies Record<AuthError["reason"]["_tag"], string>

const signIn = ({ reason }: AuthError): Report => ({
  area: "sign-in",
  reason: reason._tag,
  title: signInTitles[reason._tag],
  happened: [...signInFacts(reason), "Sign-in failed, so no call was sent."],
  remedy: reason.remedy,
  retry: reason.retry,
  ...("code" in reason && reason.code !== undefined ? { code: reason.code } : {}),
  ...("httpStatus" in reason && reason.httpStatus !== undefined ? { httpStatus: reason.httpStatus } : {})
})

/** What the title and the remedy do not say. */
const signInFacts = (reason: AuthError["reason"]): ReadonlyArray<string> => {
  switch (reason._tag) {
    case "UnexpectedTokenResponse":
      return [`Found: ${problems[reason.problem]}, content type ${reason.contentType || "none"}.`]
    case "AccountsUnreachable":
      return [`${reason.host}: ${problems[reason.problem]}.`]
    case "UntrustedApiDomain":
      return [`Zoho named ${reason.apiDomain}; ${reason.expected} is configured.`]
    case "WrongDataCenter":
      return [`Zoho named ${reason.accountsServer ?? reason.location}; ${reason.expected} is configured.`]
    case "SignInTimeout":
      return [
        `Waited ${Math.round(reason.waitedMillis / 1000)} seconds for a browser to come back to ${reason.redirectUri}.`
      ]
    case "CallbackUnavailable":
      return [`Port ${reason.port} of this machine: ${reason.code}.`]
    case "StoreFailed":
      return [`${reason.cause.store}: ${reason.cause.operation} failed. ${reason.cause.problem}`]
    case "WrongTokenKey":
      return [`${reason.store}: ${reason.problem}`]
    case "LeaseTimeout":
      return [`Waited ${Math.round(reason.waitedMillis / 1000)} seconds.`]
    default:
      return []
  }
}

const problems = {
  html: "a page in HTML",
  "not-json": "something that is not JSON",
  "cut-off": "JSON that is cut off",
  "unknown-form": "JSON in a form that Zoho does not send",
  "no-access-token": "no access token in it",
  "no-lifetime": "no lifetime in it",
  "no-device-code": "no usable device code in it",
  redirect: "a redirect to another address",
  connection: "no connection",
  certificate: "a certificate that is not trusted",
  timeout: "no answer in time",
  "server-error": "it failed"
} as const

const callTitles = {
  InvalidData: "Zoho refused a value",
  MandatoryNotFound: "A required field is missing",
  DuplicateData: "Another record has this value already",
  MultipleErrors: "Zoho refused several values",
  NotFound: "There is no such record",
  RecordLocked: "The record is locked",
  AlreadyModified: "The record changed in the meantime",
  NoPermission: "The user may not do this",
  ScopeMismatch: "The token lacks a scope",
  AuthenticationFailure: "Zoho did not accept the sign-in",
  InvalidToken: "Zoho refused the token",
  InvalidRequest: "Zoho did not understand the call",
  LimitExceeded: "The call asks for too much",
  PageTokenInvalid: "The page token cannot be used any more",
  RateLimited: "Zoho's limit is reached",
  ServerError: "Zoho failed",
  UnexpectedResponse: "The answer is not Zoho's",
  UploadRefused: "The upload was refused",
  ConnectionFailed: "Zoho cannot be reached",
  Ambiguous: "It is not known whether the change was made",
  CircuitOpen: "Zoho fails, so nothing is sent for now",
  CreditsGuarded: "The guard on API credits stopped this",
  InvalidInput: "This cannot be sent",
  Refused: "Zoho refused"
} satisfies Record<Reason["_tag"], string>

const call = ({ operation, reason }: ApiError): Report => {
  const said = reason._tag === "Ambiguous" ? reason.because : reason
  const details = "details" in said ? said.details : undefined
  const path = details?.["json_path"]
  return {
    area: "call",
    reason: reason._tag,
    title: callTitles[reason._tag],
    happened: callFacts(operation, reason),
    remedy: reason.remedy,
    retry: reason.retry,
    operation,
    // A gateway's answer has no code of Zoho's.
    ...("code" in said && said.code !== undefined && said.code !== "" ? { code: said.code } : {}),
    ...("httpStatus" in said ? { httpStatus: said.httpStatus } : {}),
    ...(details === undefined ? {} : { details }),
    ...(typeof path === "string" ? { jsonPath: path } : {})
  }
}

/** A moment as ISO text; a number that is none is said as it is. */
const time = (millis: number): string => {
  const date = new Date(millis)
  return Number.isNaN(date.getTime()) ? String(millis) : date.toISOString()
}

const callFacts = (operation: string, reason: Reason): ReadonlyArray<string> => {
  switch (reason._tag) {
    case "UnexpectedResponse":
      return [
        `${operation}: found ${problems[reason.problem]}, content type ${reason.contentType || "none"}.`,
        ...(reason.excerpt === "" ? [] : [`It begins: ${reason.excerpt.replace(/\s+/gu, " ")}`])
      ]
    case "ConnectionFailed":
      return [`${operation}: ${reason.host}: ${problems[reason.problem]} (after ${reason.afterMillis} ms).`]
    case "Ambiguous":
      return [`${operation} was sent, but its outcome did not come back.`, ...callFacts(operation, reason.because)]
    case "InvalidInput":
      return [`${operation}: ${reason.problem}`]
    case "CircuitOpen":
      return [
        `${operation} was not sent: after many failures in a row (${reason.because}) nothing is sent until ${time(reason.until)}.`
      ]
    case "CreditsGuarded":
      return [
        `${operation} was not sent: it needs ${reason.needed} credits, and ${reason.used} of the ${reason.allowed} that may be used are spent.`
      ]
    case "MultipleErrors":
      return [
        `${operation}: ${reason.errors.length} errors.`,
        ...reason.errors.map((it) => {
          const path = it.details["json_path"] ?? it.details["api_name"]
          return `${it.code}: "${it.message}"${typeof path === "string" ? ` at ${path}` : ""}`
        })
      ]
    default:
      return [
        reason.message === "" ? `${operation}: Zoho gave no reason.` : `${operation}: Zoho said "${reason.message}".`
      ]
  }
}
