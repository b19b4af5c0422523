/** The client over a fault server on loopback, with tokens that a test can follow: `token-1`, `token-2`, … */
import { AccessToken } from "@effect-zoho/auth/AccessToken"
import { AuthError, InvalidClient } from "@effect-zoho/auth/AuthError"
import type { Entry } from "@effect-zoho/auth/Token"
import * as Settings from "@effect-zoho/config/Settings"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import * as Undici from "@effect-zoho/transport/Undici"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"

/** Settings whose API host is `apiUrl`; uploads go to `uploadUrl`. */
const settings = (apiUrl: string, uploadUrl = apiUrl): Settings.Values => ({
  hosts: {
    center: "custom",
    environment: "production",
    accountsUrl: "https://accounts.example.com",
    apiUrl,
    uploadUrl
  },
  credentials: {
    clientId: Redacted.make("client"),
    clientSecret: Redacted.make("secret"),
    refreshToken: Option.none()
  },
  userEmail: Option.none(),
  orgId: Option.none(),
  tokenStore: { _tag: "Memory" },
  tokenKey: Option.none()
})

const entry = (token: string): Entry => ({
  accessToken: Redacted.make(token),
  apiDomain: "https://www.example.com",
  issuedAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
  refreshFingerprint: "fingerprint"
})

/** A new token after each `invalidate` of the current one. */
export const tokens = (prefix = "1000.0123456789abcdef0123456789abcdef.token-"): Layer.Layer<AccessToken> =>
  Layer.sync(AccessToken, () => {
    let made = 1
    return AccessToken.of({
      get: Effect.sync(() => entry(`${prefix}${made}`)),
      invalidate: (used) =>
        Effect.sync(() => {
          if (Redacted.value(used.accessToken) === `${prefix}${made}`) made++
        })
    })
  })

/** Nobody can sign in. */
export const noTokens: Layer.Layer<AccessToken> = Layer.succeed(
  AccessToken,
  AccessToken.of({
    get: Effect.fail(new AuthError({ reason: new InvalidClient({ code: "invalid_client", httpStatus: 200 }) })),
    invalidate: () => Effect.void
  })
)

interface Parts {
  readonly http?: Layer.Layer<HttpClient.HttpClient>
  readonly tokens?: Layer.Layer<AccessToken>
  readonly options?: ZohoClient.Options
  readonly uploadUrl?: string
}

/** What a client for one API host stands on. */
export const parts = (apiUrl: string, given: Parts = {}) =>
  Layer.mergeAll(
    Settings.layer(settings(apiUrl, given.uploadUrl)),
    given.tokens ?? tokens(),
    given.http ?? Undici.layer
  )

/** A client for one API host. */
export const clientFor = (apiUrl: string, given: Parts = {}) =>
  // Most tests look at one attempt; those of repeated ones say how many.
  ZohoClient.layerWith({ retry: { attempts: 1 }, ...given.options }).pipe(Layer.provide(parts(apiUrl, given)))

/** A fault server and a client for it. */
export const layer = (given: Parts = {}) =>
  Layer.unwrap(Effect.map(FaultServer.FaultServer, (server) => clientFor(server.url, given))).pipe(
    Layer.provideMerge(FaultServer.layer)
  )

/** A read, as a list sends it. */
export const read: ZohoClient.Request = {
  operation: "Leads.list",
  method: "GET",
  path: "/crm/v8/Leads",
  credits: 1,
  retry: "safe"
}

/** A write of one row. */
export const write: ZohoClient.Request = {
  operation: "Leads.update",
  method: "PUT",
  path: "/crm/v8/Leads",
  body: { data: [{ id: "111", Mobile: "555 0100" }] },
  rows: 1,
  credits: 1,
  retry: "after-lookup"
}

/** Sends one request; fails with the reason alone. */
export const send = (request: ZohoClient.Request) =>
  Effect.flatMap(ZohoClient.ZohoClient, (client) => client.send(request))
