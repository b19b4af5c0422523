/** Leads over a fault server on loopback, signed in with a token that never ends. */
import { AccessToken } from "@effect-zoho/auth/AccessToken"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Settings from "@effect-zoho/config/Settings"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import * as Undici from "@effect-zoho/transport/Undici"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

const settings = (url: string): Settings.Values => ({
  hosts: { center: "custom", environment: "production", accountsUrl: url, apiUrl: url, uploadUrl: url },
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

const token = (url: string) =>
  AccessToken.of({
    get: Effect.succeed({
      accessToken: Redacted.make("an-access-token-of-this-test"),
      apiDomain: url,
      issuedAt: 0,
      expiresAt: Number.MAX_SAFE_INTEGER,
      refreshFingerprint: ""
    }),
    invalidate: () => Effect.void
  })

/** A fault server, and leads that are asked of it. */
export const layer = Layer.unwrap(
  Effect.map(FaultServer.FaultServer, ({ url }) =>
    Leads.layer.pipe(
      Layer.provideMerge(ZohoClient.layerWith({ retry: { attempts: 1 } })),
      Layer.provide([Undici.layer, Settings.layer(settings(url)), Layer.succeed(AccessToken, token(url))])
    )
  )
).pipe(Layer.provideMerge(FaultServer.layer))
