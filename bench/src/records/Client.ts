/** Our client over the static server, as a script has it: undici, lanes, credits, retries; with a token that never ends. */
import { AccessToken } from "@effect-zoho/auth/AccessToken"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Settings from "@effect-zoho/config/Settings"
import * as Undici from "@effect-zoho/transport/Undici"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

export const layer = (
  url: string,
  transport: Layer.Layer<HttpClient.HttpClient> = Undici.layer
): Layer.Layer<ZohoClient.ZohoClient> =>
  ZohoClient.layer.pipe(
    Layer.provide([
      transport,
      Settings.layer({
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
      }),
      Layer.succeed(
        AccessToken,
        AccessToken.of({
          get: Effect.succeed({
            accessToken: Redacted.make("a-token-of-the-bench"),
            apiDomain: url,
            issuedAt: 0,
            expiresAt: Number.MAX_SAFE_INTEGER,
            refreshFingerprint: ""
          }),
          invalidate: () => Effect.void
        })
      )
    ])
  )
