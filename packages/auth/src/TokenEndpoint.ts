/** The accounts server's endpoints for tokens: a form goes out, and every answer ends as data or a typed reason. */
import * as DataCenter from "@effect-zoho/config/DataCenter"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as AuthError from "./AuthError.ts"

/** A new access token. */
export interface Grant {
  readonly accessToken: Redacted.Redacted
  /** The API host the token may be sent to: always the configured one. */
  readonly apiDomain: string
  /** How long it lives from now, in milliseconds. */
  readonly lifetimeMillis: number
  /** Only a code exchange with offline access gives one; a refresh does not rotate it. */
  readonly refreshToken: Option.Option<Redacted.Redacted>
  readonly scopes: Option.Option<ReadonlyArray<string>>
}

/** Times out a request that is not answered in full in time; 30 seconds unless told otherwise. */
export interface Options {
  readonly timeout?: Duration.Input
}

/** Zoho blocks for the rest of a 10-minute window and does not say how much of it is left. */
const windowMillis = 600_000

const Lifetime = Schema.Union([Schema.Finite, Schema.FiniteFromString])

/** What the endpoint may send. All keys are optional: success is an `access_token`, whatever else is there. */
const Answer = Schema.Struct({
  access_token: Schema.optionalKey(Schema.NonEmptyString),
  refresh_token: Schema.optionalKey(Schema.NonEmptyString),
  expires_in: Schema.optionalKey(Lifetime),
  expires_in_sec: Schema.optionalKey(Lifetime),
  api_domain: Schema.optionalKey(Schema.String),
  scope: Schema.optionalKey(Schema.String),
  error: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(Schema.String),
  // Of the device flow.
  device_code: Schema.optionalKey(Schema.NonEmptyString),
  user_code: Schema.optionalKey(Schema.NonEmptyString),
  verification_url: Schema.optionalKey(Schema.String),
  verification_uri_complete: Schema.optionalKey(Schema.String),
  interval: Schema.optionalKey(Lifetime),
  user_location: Schema.optionalKey(Schema.String)
})
type Answer = typeof Answer.Type

const decodeAnswer = Schema.decodeUnknownResult(Schema.fromJsonString(Answer))

/** A readable answer, whatever it says. */
export interface Received {
  readonly httpStatus: number
  readonly contentType: string
  readonly retryAfter: string | undefined
  readonly answer: Answer
}

/** What was asked for a token with. */
export type GrantType = "refresh_token" | "authorization_code" | "device_token"
type Reason = AuthError.AuthError["reason"]

/** The error with this reason. */
export const fail = (reason: Reason) => new AuthError.AuthError({ reason })

/** Codes are words; anything else might be an echo of what we sent, so it is not repeated. */
export const shown = (code: string): string => (/^[A-Za-z_ -]{1,64}$/u.test(code) ? code : "an unreadable code")

/** Media types are shown without their parameters, and only when they look like one. */
const mediaType = (header: string | undefined): string => {
  const type = header?.split(";")[0]?.trim().toLowerCase() ?? ""
  return /^[\w.+-]+\/[\w.+-]+$/u.test(type) ? type : "none"
}

/** The transport's own code (`ECONNREFUSED`), found down the chain of causes. Messages are left: they may quote us. */
const transportCode = (error: unknown): { readonly code?: string } => {
  let at = error
  for (let depth = 0; depth < 6; depth++) {
    if (Predicate.hasProperty(at, "code") && Predicate.isString(at.code) && /^[A-Z][A-Z0-9_]{2,48}$/u.test(at.code)) {
      return { code: at.code }
    }
    if (Predicate.hasProperty(at, "reason")) at = at.reason
    else if (Predicate.hasProperty(at, "errors") && Array.isArray(at.errors)) at = at.errors[0]
    else if (Predicate.hasProperty(at, "cause")) at = at.cause
    else break
  }
  return {}
}

/** How long to wait after a throttle: what `Retry-After` says in seconds, else the whole window. */
const throttleMillis = (retryAfter: string | undefined): number =>
  retryAfter !== undefined && /^\d{1,5}$/u.test(retryAfter) ? Number(retryAfter) * 1000 : windowMillis

/** The reason behind an answer without an access token. Zoho sends most of these with HTTP 200. */
export const refusal = (
  { answer, contentType, httpStatus, retryAfter }: Received,
  grant: GrantType,
  host: string
): Reason => {
  const { error } = answer
  const said = { code: shown(error ?? ""), httpStatus }
  const throttled = () => new AuthError.TooManyTokenRequests({ ...said, waitMillis: throttleMillis(retryAfter) })
  if (httpStatus === 429) return throttled()
  switch (error) {
    case "invalid_client":
      return new AuthError.InvalidClient(said)
    case "invalid_client_secret":
      return new AuthError.InvalidClientSecret(said)
    case "invalid_redirect_uri":
      return new AuthError.InvalidRedirectUri(said)
    case "invalid_code":
    case "invalid_grant":
      return grant === "authorization_code"
        ? new AuthError.CodeExpired(said)
        : new AuthError.InvalidGrant({ ...said, grant })
    case "Access Denied":
      return throttled()
    case "access_denied":
      // Nobody is there to refuse a refresh: with HTTP 400 this is the quota of tokens.
      return grant === "refresh_token" && httpStatus === 400 ? throttled() : new AuthError.AccessDenied(said)
  }
  if (httpStatus >= 500) return new AuthError.AccountsUnreachable({ problem: "server-error", httpStatus, host })
  if (error !== undefined) return new AuthError.TokenRefused(said)
  return new AuthError.UnexpectedTokenResponse({ httpStatus, contentType, problem: "no-access-token" })
}

/** Old servers send `expires_in` in milliseconds and say so by an `expires_in_sec` beside it. */
const lifetimeMillis = ({ expires_in, expires_in_sec }: Answer): Option.Option<number> => {
  const millis =
    expires_in_sec === undefined ? (expires_in === undefined ? undefined : expires_in * 1000) : expires_in_sec * 1000
  return Option.filter(Option.fromUndefinedOr(millis), (it) => it > 0)
}

/** The tokens in an answer, or why there are none. */
export const toGrant = (
  received: Received,
  grant: GrantType,
  hosts: DataCenter.Hosts
): Result.Result<Grant, Reason> => {
  const { answer, contentType, httpStatus } = received
  if (answer.access_token === undefined) return Result.fail(refusal(received, grant, hosts.accountsUrl))
  const lifetime = lifetimeMillis(answer)
  if (Option.isNone(lifetime)) {
    return Result.fail(new AuthError.UnexpectedTokenResponse({ httpStatus, contentType, problem: "no-lifetime" }))
  }
  if (answer.api_domain !== undefined && !DataCenter.acceptsApiDomain(hosts, answer.api_domain)) {
    const apiDomain = Option.getOrElse(DataCenter.origin(answer.api_domain), () => "an unreadable host")
    return Result.fail(new AuthError.UntrustedApiDomain({ apiDomain, expected: hosts.apiUrl }))
  }
  return Result.succeed({
    accessToken: Redacted.make(answer.access_token),
    apiDomain: hosts.apiUrl,
    lifetimeMillis: lifetime.value,
    refreshToken: Option.map(Option.fromUndefinedOr(answer.refresh_token), (it) => Redacted.make(it)),
    scopes: Option.map(Option.fromUndefinedOr(answer.scope), (it) => it.split(/[\s,]+/u).filter((one) => one !== ""))
  })
}

/**
 * No transport span (ours says enough, and must not hold a header), no trace header to Zoho, and no redirect: it would
 * carry the secrets in the body to a host nobody named. Of the transports only fetch follows redirects unasked.
 */
const withoutTrail = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.contextWith((context: Context.Context<R>) =>
    effect.pipe(
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.provideService(FetchHttpClient.RequestInit, {
        ...Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit)),
        redirect: "manual"
      })
    )
  )

/** Whether a text begins like the object that was to come and does not end like one. */
const isCutOff = (text: string): boolean => /^\s*\{/u.test(text) && !/\}\s*$/u.test(text)

/** Sends a form and decodes the answer. The form holds secrets: no error of the transport passes as it is. */
export const post = Effect.fnUntraced(function* (
  options: Options,
  hosts: DataCenter.Hosts,
  path: string,
  form: Readonly<Record<string, string | Redacted.Redacted>>
) {
  const http = yield* HttpClient.HttpClient
  const timeout = options.timeout ?? "30 seconds"
  const host = hosts.accountsUrl
  const request = HttpClientRequest.post(host + path).pipe(
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyUrlParams(form)
  )
  const { response, text } = yield* http.execute(request).pipe(
    Effect.flatMap((response) => Effect.map(response.text, (text) => ({ response, text }))),
    Effect.mapError((error) =>
      fail(new AuthError.AccountsUnreachable({ problem: "connection", host, ...transportCode(error) }))
    ),
    Effect.timeoutOrElse({
      duration: timeout,
      orElse: () => Effect.fail(fail(new AuthError.AccountsUnreachable({ problem: "timeout", host })))
    })
  )
  const httpStatus = response.status
  const contentType = mediaType(response.headers["content-type"])
  yield* Effect.annotateCurrentSpan({ "http.response.status_code": httpStatus })
  const unexpected = (problem: AuthError.UnexpectedTokenResponse["problem"]) =>
    fail(
      httpStatus >= 500
        ? new AuthError.AccountsUnreachable({ problem: "server-error", httpStatus, host })
        : httpStatus === 429
          ? new AuthError.TooManyTokenRequests({
              code: "none",
              httpStatus,
              waitMillis: throttleMillis(response.headers["retry-after"])
            })
          : new AuthError.UnexpectedTokenResponse({ httpStatus, contentType, problem })
    )
  if (httpStatus >= 300 && httpStatus < 400) return yield* unexpected("redirect")
  const answer = decodeAnswer(text)
  if (Result.isFailure(answer)) {
    return yield* unexpected(
      /^\s*</u.test(text) || contentType === "text/html" ? "html" : isCutOff(text) ? "cut-off" : "not-json"
    )
  }
  const received: Received = {
    httpStatus,
    contentType,
    retryAfter: response.headers["retry-after"],
    answer: answer.success
  }
  return received
}, withoutTrail)

/** Whether the accounts server can be reached at all: any answer will do. */
export const reach = (options: Options, hosts: DataCenter.Hosts) =>
  HttpClient.head(hosts.accountsUrl).pipe(
    Effect.mapError((error) =>
      fail(
        new AuthError.AccountsUnreachable({ problem: "connection", host: hosts.accountsUrl, ...transportCode(error) })
      )
    ),
    Effect.timeoutOrElse({
      duration: options.timeout ?? "30 seconds",
      orElse: () =>
        Effect.fail(fail(new AuthError.AccountsUnreachable({ problem: "timeout", host: hosts.accountsUrl })))
    }),
    Effect.asVoid,
    withoutTrail
  )
