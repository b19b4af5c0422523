/** What can go wrong on the way to an access token, as one error with a reason to match on. */
import * as Schema from "effect/Schema"
import { TokenStoreError, WrongTokenKey } from "./TokenStore.ts"

/** May signing in be tried again as it is? */
export type Retry = "safe" | "after-lookup" | "never"

/** What Zoho's accounts server sent. */
const said = {
  /** Zoho's `error` value, where there was one. */
  code: Schema.String,
  httpStatus: Schema.Int
}

/** The client id is unknown at this data center. */
export class InvalidClient extends Schema.TaggedError<InvalidClient>()("InvalidClient", said) {
  readonly retry: Retry = "never"
  readonly remedy =
    "Check CLIENT_ID in the API console, and that ACCOUNTS_URL is the data center where the client was made (or that multi-DC is switched on for it)."
}

/** The client secret is wrong. */
export class InvalidClientSecret extends Schema.TaggedError<InvalidClientSecret>()("InvalidClientSecret", said) {
  readonly retry: Retry = "never"
  readonly remedy = "Copy CLIENT_SECRET again from the API console; each data center may have its own secret."
}

/** The refresh token was revoked or belongs to another center; or a device's code is not known any more. */
export class InvalidGrant extends Schema.TaggedError<InvalidGrant>()("InvalidGrant", {
  ...said,
  grant: Schema.Literals(["refresh_token", "device_token"])
}) {
  readonly retry: Retry = "never"
  get remedy() {
    return this.grant === "refresh_token"
      ? "The refresh token was revoked or belongs to another data center: run login, or generate a new code in the API console and run exchange-grant."
      : "The device's code is not known any more: sign in again with a new one."
  }
}

/** The code has expired, or was never given out by this data center to this client. Zoho has one answer for all of these. */
export class CodeExpired extends Schema.TaggedError<CodeExpired>()("CodeExpired", said) {
  readonly retry: Retry = "never"
  readonly remedy =
    "The code has expired, or belongs to another client or data center: generate a new one in the API console and exchange it within its few minutes of life."
}

/** The code was exchanged before, as this process or its token store remembers: a code works once. */
export class CodeReused extends Schema.TaggedError<CodeReused>()("CodeReused", said) {
  readonly retry: Retry = "never"
  readonly remedy =
    "This code was used already, and its tokens were kept then: just go on, or generate a new one in the API console to sign in again."
}

/** The redirect URI differs from the registered one. */
export class InvalidRedirectUri extends Schema.TaggedError<InvalidRedirectUri>()("InvalidRedirectUri", said) {
  readonly retry: Retry = "never"
  readonly remedy = "Register exactly this redirect URI for the client in the API console."
}

/** The accounts server made too many tokens from this refresh token: 10 in 10 minutes. */
export class TooManyTokenRequests extends Schema.TaggedError<TooManyTokenRequests>()("TooManyTokenRequests", {
  ...said,
  /** How long the window may still last, in milliseconds. */
  waitMillis: Schema.Finite
}) {
  readonly retry: Retry = "safe"
  get remedy() {
    return `Zoho allows 10 access tokens per refresh token in 10 minutes. Wait up to ${Math.ceil(this.waitMillis / 60_000)} minutes, and share one TOKEN_STORE between all processes.`
  }
}

/** The user refused, or the accounts server denied the request. */
export class AccessDenied extends Schema.TaggedError<AccessDenied>()("AccessDenied", said) {
  readonly retry: Retry = "never"
  readonly remedy = "Sign in again and accept the requested scopes, as a user whose profile may use the API."
}

/** The accounts server refused with a code this toolkit does not know. */
export class TokenRefused extends Schema.TaggedError<TokenRefused>()("TokenRefused", said) {
  readonly retry: Retry = "never"
  get remedy() {
    return `The accounts server answered "${this.code}". Check CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN and ACCOUNTS_URL against the API console.`
  }
}

const unexpected = {
  html: "A web page answered in place of Zoho: check that ACCOUNTS_URL is right and that no proxy or firewall answers for it, then try again.",
  "cut-off": "The answer was cut off on its way: check the network and proxies, then try again.",
  "not-json": "Check that ACCOUNTS_URL is right and that no proxy answers for it, then try again.",
  "no-access-token":
    "Check that ACCOUNTS_URL is Zoho's accounts server: what answered gave neither a token nor a reason.",
  "no-lifetime": "Check that ACCOUNTS_URL is Zoho's accounts server: its token came without a lifetime.",
  "no-device-code":
    "Check that ACCOUNTS_URL is Zoho's accounts server and that the client is one for limited-input devices.",
  redirect:
    "Set ACCOUNTS_URL to the accounts host itself: a redirect is not followed, as it would carry the secrets along."
} as const

/** The answer was not Zoho's JSON, or held no access token: a proxy's page, a body cut short, a wrong host. */
export class UnexpectedTokenResponse extends Schema.TaggedError<UnexpectedTokenResponse>()("UnexpectedTokenResponse", {
  httpStatus: Schema.Int,
  contentType: Schema.String,
  problem: Schema.Literals([
    "html",
    "cut-off",
    "not-json",
    "no-access-token",
    "no-lifetime",
    "no-device-code",
    "redirect"
  ])
}) {
  readonly retry: Retry = "safe"
  get remedy(): string {
    return unexpected[this.problem]
  }
}

/** The accounts server could not be reached, answered 5xx, or did not answer in time. */
export class AccountsUnreachable extends Schema.TaggedError<AccountsUnreachable>()("AccountsUnreachable", {
  problem: Schema.Literals(["connection", "timeout", "server-error"]),
  httpStatus: Schema.optionalKey(Schema.Int),
  /** The system's or the transport's code, where it gave one: `ECONNREFUSED`. */
  code: Schema.optionalKey(Schema.String),
  host: Schema.String
}) {
  readonly retry: Retry = "safe"
  get remedy() {
    switch (this.problem) {
      case "connection":
        return `Check the network, HTTPS_PROXY and that ${this.host} is reachable, then try again.`
      case "timeout":
        return `No answer came in time: check the network, HTTPS_PROXY and ${this.host}, or give it longer with REQUEST_TIMEOUT.`
      case "server-error":
        return `${this.host} failed by itself: try again in a few minutes, and look at Zoho's status page if it stays so.`
    }
  }
}

/** The token answer names an API host that nobody configured: the token is neither kept nor sent. */
export class UntrustedApiDomain extends Schema.TaggedError<UntrustedApiDomain>()("UntrustedApiDomain", {
  apiDomain: Schema.String,
  expected: Schema.String
}) {
  readonly retry: Retry = "never"
  get remedy() {
    return `The token is for ${this.apiDomain}, but ${this.expected} is configured: correct ACCOUNTS_URL or ENVIRONMENT, or set API_URL.`
  }
}

/** There is neither a `REFRESH_TOKEN` nor a stored one for this identity. */
export class NoRefreshToken extends Schema.TaggedError<NoRefreshToken>()("NoRefreshToken", {
  key: Schema.String
}) {
  readonly retry: Retry = "never"
  readonly remedy =
    "Run login, which signs in through the browser; or generate a code in the API console and run exchange-grant; or set REFRESH_TOKEN."
}

/** A callback came back without the `state` that was sent: somebody else's, or an older sign-in's. Its code was not used. */
export class StateMismatch extends Schema.TaggedError<StateMismatch>()("StateMismatch", {}) {
  readonly retry: Retry = "never"
  readonly remedy = "Close other sign-in pages and start again; grant access only on a page that this sign-in opened."
}

/** The callback of this sign-in came a second time; the first one counts. */
export class CallbackReused extends Schema.TaggedError<CallbackReused>()("CallbackReused", {}) {
  readonly retry: Retry = "never"
  readonly remedy =
    "Look at the result of the sign-in, and start a new one if it failed. An address is good for one use."
}

/** The callback holds neither one code nor an error: it is not of Zoho's making. */
export class UnexpectedCallback extends Schema.TaggedError<UnexpectedCallback>()("UnexpectedCallback", {}) {
  readonly retry: Retry = "never"
  readonly remedy = "Start the sign-in again, and let the browser come back by itself instead of editing its address."
}

/** The user's account lives at another data center than the configured one: its code was sent nowhere. */
export class WrongDataCenter extends Schema.TaggedError<WrongDataCenter>()("WrongDataCenter", {
  /** The center's short name, as Zoho's `location` gives it. */
  location: Schema.String,
  /** Its accounts server, where it was named. */
  accountsServer: Schema.optionalKey(Schema.String),
  expected: Schema.String
}) {
  readonly retry: Retry = "never"
  get remedy() {
    const server = this.accountsServer === undefined ? `that of ${this.location}` : this.accountsServer
    return `Set ACCOUNTS_URL to ${server} if that is your data center, with its client secret, and sign in again; or sign in as a user of ${this.expected}.`
  }
}

/** Nobody consented in time. */
export class SignInTimeout extends Schema.TaggedError<SignInTimeout>()("SignInTimeout", {
  waitedMillis: Schema.Finite,
  redirectUri: Schema.String
}) {
  readonly retry: Retry = "never"
  get remedy() {
    return `Sign in again. If the page said that the redirect URI is invalid, register ${this.redirectUri} for the client in the API console and name its port with --port; from another machine, use --device.`
  }
}

/** The address that the browser comes back to cannot be opened on this machine. */
export class CallbackUnavailable extends Schema.TaggedError<CallbackUnavailable>()("CallbackUnavailable", {
  port: Schema.Int,
  /** The system's code: `EADDRINUSE`. */
  code: Schema.String
}) {
  readonly retry: Retry = "safe"
  get remedy() {
    return this.code === "EADDRINUSE"
      ? `Another program uses port ${this.port}: end it, or leave --port out for a free one.`
      : `Choose another port than ${this.port}, or use --device, which needs none.`
  }
}

/** The user did not enter the device's code within its life. */
export class DeviceCodeExpired extends Schema.TaggedError<DeviceCodeExpired>()("DeviceCodeExpired", {}) {
  readonly retry: Retry = "never"
  readonly remedy = "Sign in again and enter the new code within five minutes."
}

/** Zoho gave an access token without a refresh token: nothing that would outlast the hour. */
export class NoOfflineAccess extends Schema.TaggedError<NoOfflineAccess>()("NoOfflineAccess", {}) {
  readonly retry: Retry = "never"
  readonly remedy = "Remove the access of this client in the settings of your Zoho account, and sign in again."
}

/** The token store failed. */
export class StoreFailed extends Schema.TaggedError<StoreFailed>()("StoreFailed", { cause: TokenStoreError }) {
  readonly retry: Retry = "safe"
  get remedy() {
    return this.cause.remedy
  }
}

/** Another process held the right to refresh for longer than anybody should. */
export class LeaseTimeout extends Schema.TaggedError<LeaseTimeout>()("LeaseTimeout", {
  key: Schema.String,
  waitedMillis: Schema.Finite
}) {
  readonly retry: Retry = "safe"
  readonly remedy = "Another process is refreshing this token and does not finish: look for a hung one, then try again."
}

/** No call was sent with this token. Match on the reason with `Effect.catchReason`. */
export class AuthError extends Schema.TaggedError<AuthError>()("AuthError", {
  reason: Schema.Union([
    InvalidClient,
    InvalidClientSecret,
    InvalidGrant,
    CodeExpired,
    CodeReused,
    InvalidRedirectUri,
    TooManyTokenRequests,
    AccessDenied,
    TokenRefused,
    UnexpectedTokenResponse,
    AccountsUnreachable,
    UntrustedApiDomain,
    NoRefreshToken,
    StateMismatch,
    CallbackReused,
    UnexpectedCallback,
    WrongDataCenter,
    SignInTimeout,
    CallbackUnavailable,
    DeviceCodeExpired,
    NoOfflineAccess,
    StoreFailed,
    WrongTokenKey,
    LeaseTimeout
  ])
}) {
  override get message() {
    return `Sign-in failed: ${this.reason._tag}. ${this.reason.remedy}`
  }
}

/** What a store says when it cannot give or take a token, as the reason why there is no sign-in. */
export const fromStore = (error: TokenStoreError | WrongTokenKey): AuthError =>
  new AuthError({ reason: error._tag === "WrongTokenKey" ? error : new StoreFailed({ cause: error }) })

/** The same error for a code that is known to have been exchanged before. */
export const asReused = (error: AuthError): AuthError => {
  const { reason } = error
  if (reason._tag !== "CodeExpired") return error
  return new AuthError({ reason: new CodeReused({ code: reason.code, httpStatus: reason.httpStatus }) })
}
