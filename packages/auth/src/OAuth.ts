/** Zoho's accounts server over HTTP: refresh, code exchange, device flow, revoke; every answer ends as data or a typed reason. */
import type { Credentials } from "@effect-zoho/config/Credentials"
import type * as DataCenter from "@effect-zoho/config/DataCenter"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as AuthError from "./AuthError.ts"
import { fingerprint } from "./Token.ts"
import {
  fail,
  type Grant,
  type GrantType,
  type Options,
  post,
  reach,
  type Received,
  refusal,
  shown,
  toGrant
} from "./TokenEndpoint.ts"

export type { Grant, Options } from "./TokenEndpoint.ts"

/** What a device without a browser waits with, and what its user must do meanwhile. */
export interface DeviceCode {
  readonly deviceCode: Redacted.Redacted
  /** What the user types on the page at `verificationUrl`. */
  readonly userCode: string
  readonly verificationUrl: string
  /** How long to wait between two polls, in milliseconds. */
  readonly intervalMillis: number
  /** When the code ends, epoch milliseconds. */
  readonly expiresAt: number
}

/** What one poll found. */
export type Poll =
  | { readonly _tag: "Granted"; readonly grant: Grant }
  | { readonly _tag: "Pending" }
  | { readonly _tag: "SlowDown" }

type Client = Pick<Credentials, "clientId" | "clientSecret">

export class OAuth extends Context.Service<
  OAuth,
  {
    /** A new access token for a refresh token. Counts against 10 per refresh token in 10 minutes. */
    readonly refresh: (options: {
      readonly hosts: DataCenter.Hosts
      readonly credentials: Client
      readonly refreshToken: Redacted.Redacted
    }) => Effect.Effect<Grant, AuthError.AuthError>
    /** The tokens for a code of the API console or of a sign-in; `redirectUri` is left out for a self client. */
    readonly exchangeCode: (options: {
      readonly hosts: DataCenter.Hosts
      readonly credentials: Client
      readonly code: Redacted.Redacted
      readonly redirectUri?: string
    }) => Effect.Effect<Grant, AuthError.AuthError>
    /** A code for a user to enter elsewhere; the tokens it leads to live on without the user. */
    readonly requestDeviceCode: (options: {
      readonly hosts: DataCenter.Hosts
      readonly credentials: Pick<Credentials, "clientId">
      readonly scopes: ReadonlyArray<string>
    }) => Effect.Effect<DeviceCode, AuthError.AuthError>
    /** Asks once whether the user has consented. Zoho wants at least 30 seconds between two polls. */
    readonly pollDevice: (options: {
      readonly hosts: DataCenter.Hosts
      readonly credentials: Client
      readonly deviceCode: Redacted.Redacted
    }) => Effect.Effect<Poll, AuthError.AuthError>
    /** Fails when the accounts server cannot be reached at all: better known before a browser opens. */
    readonly reach: (options: { readonly hosts: DataCenter.Hosts }) => Effect.Effect<void, AuthError.AuthError>
    /** Ends a refresh token and every access token made from it. */
    readonly revoke: (options: {
      readonly hosts: DataCenter.Hosts
      readonly refreshToken: Redacted.Redacted
    }) => Effect.Effect<void, AuthError.AuthError>
  }
>()("@effect-zoho/auth/OAuth") {}

const documentedInterval = 30_000
const documentedLife = 300_000

/** Zoho does not state the unit: seconds stay below `most`, milliseconds lie above it. */
const millis = (value: number | undefined, most: number, otherwise: number): number =>
  value === undefined || value <= 0 ? otherwise : value > most ? value : value * 1000

/** What a person is sent to must be a page, and what a person types must be typeable. */
const isPage = (url: string): boolean => URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol)
const isUserCode = (code: string): boolean => /^[A-Za-z0-9-]{4,24}$/u.test(code)

const toDeviceCode = (
  received: Received,
  hosts: DataCenter.Hosts,
  now: number
): Result.Result<DeviceCode, AuthError.AuthError["reason"]> => {
  const { answer, contentType, httpStatus } = received
  const { device_code, user_code, verification_url } = answer
  const unusable = new AuthError.UnexpectedTokenResponse({ httpStatus, contentType, problem: "no-device-code" })
  if (device_code === undefined || user_code === undefined || verification_url === undefined) {
    const reason = refusal(received, "device_token", hosts.accountsUrl)
    return Result.fail(reason._tag === "UnexpectedTokenResponse" ? unusable : reason)
  }
  if (!isPage(verification_url) || !isUserCode(user_code)) return Result.fail(unusable)
  return Result.succeed({
    deviceCode: Redacted.make(device_code),
    userCode: user_code,
    verificationUrl: verification_url,
    intervalMillis: millis(answer.interval, 600, documentedInterval),
    expiresAt: now + millis(answer.expires_in, 3600, documentedLife)
  })
}

/** Waiting is no failure; everything else that is not a grant is. */
const toPoll = (received: Received, hosts: DataCenter.Hosts): Result.Result<Poll, AuthError.AuthError["reason"]> => {
  const { answer } = received
  if (answer.access_token === undefined) {
    switch (answer.error) {
      case "authorization_pending":
        return Result.succeed({ _tag: "Pending" })
      case "slow_down":
        return Result.succeed({ _tag: "SlowDown" })
      case "expired":
      case "expired_token":
        return Result.fail(new AuthError.DeviceCodeExpired())
      case "other_dc":
        return Result.fail(
          new AuthError.WrongDataCenter({ location: shown(answer.user_location ?? ""), expected: hosts.accountsUrl })
        )
    }
  }
  return Result.map(toGrant(received, "device_token", hosts), (grant) => ({ _tag: "Granted", grant }))
}

/** The token endpoint through the `HttpClient` at hand, with its own timeout. */
export const layerWith = (options: Options): Layer.Layer<OAuth, never, HttpClient.HttpClient> =>
  Layer.effect(
    OAuth,
    Effect.gen(function* () {
      const http = yield* HttpClient.HttpClient
      const send = (
        hosts: DataCenter.Hosts,
        path: string,
        form: Readonly<Record<string, string | Redacted.Redacted>>
      ) => Effect.provideService(post(options, hosts, path, form), HttpClient.HttpClient, http)

      const token = Effect.fnUntraced(function* (
        hosts: DataCenter.Hosts,
        client: Client,
        grant: GrantType,
        form: Readonly<Record<string, string | Redacted.Redacted>>
      ) {
        yield* Effect.annotateCurrentSpan({ "zoho.center": hosts.center, "server.address": hosts.accountsUrl })
        const received = yield* send(hosts, "/oauth/v2/token", {
          grant_type: grant,
          client_id: client.clientId,
          client_secret: client.clientSecret,
          ...form
        })
        return yield* Effect.fromResult(Result.mapError(toGrant(received, grant, hosts), fail))
      })

      /** Codes that this layer has exchanged, by fingerprint: Zoho does not tell a used code from an expired one. */
      const exchanged = new Set<string>()

      return OAuth.of({
        refresh: Effect.fn("OAuth.refresh")(({ credentials, hosts, refreshToken }) =>
          token(hosts, credentials, "refresh_token", { refresh_token: refreshToken })
        ),
        exchangeCode: Effect.fn("OAuth.exchangeCode")(function* ({ code, credentials, hosts, redirectUri }) {
          const name = fingerprint(code)
          return yield* token(hosts, credentials, "authorization_code", {
            code,
            ...(redirectUri === undefined ? {} : { redirect_uri: redirectUri })
          }).pipe(
            Effect.tap(() => Effect.sync(() => void exchanged.add(name))),
            Effect.mapError((error) => (exchanged.has(name) ? AuthError.asReused(error) : error))
          )
        }),
        requestDeviceCode: Effect.fn("OAuth.requestDeviceCode")(function* ({ credentials, hosts, scopes }) {
          const received = yield* send(hosts, "/oauth/v3/device/code", {
            client_id: credentials.clientId,
            grant_type: "device_request",
            scope: scopes.join(","),
            // Without these two there is no refresh token, or none the second time.
            access_type: "offline",
            prompt: "consent"
          })
          const now = yield* Clock.currentTimeMillis
          return yield* Effect.fromResult(Result.mapError(toDeviceCode(received, hosts, now), fail))
        }),
        pollDevice: Effect.fn("OAuth.pollDevice")(function* ({ credentials, deviceCode, hosts }) {
          const received = yield* send(hosts, "/oauth/v3/device/token", {
            grant_type: "device_token",
            client_id: credentials.clientId,
            client_secret: credentials.clientSecret,
            code: deviceCode
          })
          return yield* Effect.fromResult(Result.mapError(toPoll(received, hosts), fail))
        }),
        reach: Effect.fn("OAuth.reach")(({ hosts }) =>
          Effect.provideService(reach(options, hosts), HttpClient.HttpClient, http)
        ),
        revoke: Effect.fn("OAuth.revoke")(function* ({ hosts, refreshToken }) {
          const received = yield* send(hosts, "/oauth/v2/token/revoke", { token: refreshToken })
          if (received.answer.status === "success" && received.answer.error === undefined) return
          const code = received.answer.error ?? received.answer.status
          return yield* fail(
            code === undefined || received.httpStatus >= 500
              ? refusal(received, "refresh_token", hosts.accountsUrl)
              : refusal({ ...received, answer: { error: code } }, "refresh_token", hosts.accountsUrl)
          )
        })
      })
    })
  )

/** The token endpoint through the `HttpClient` at hand. */
export const layer: Layer.Layer<OAuth, never, HttpClient.HttpClient> = layerWith({})
