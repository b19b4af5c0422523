/** The least that a script with leads is, over a transport: one sign-in, one call. */
import * as AccessToken from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Settings from "@effect-zoho/config/Settings"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

const url = process.argv[2] ?? ""

const settings = Settings.layer({
  hosts: { center: "custom", environment: "production", accountsUrl: url, apiUrl: url, uploadUrl: url },
  credentials: {
    clientId: Redacted.make("client"),
    clientSecret: Redacted.make("secret"),
    refreshToken: Option.some(Redacted.make("refresh"))
  },
  userEmail: Option.some("ada@example.com"),
  orgId: Option.none(),
  tokenStore: { _tag: "Memory" },
  tokenKey: Option.none()
})

const program = Effect.flatMap(Leads.Leads, (leads) => leads.list(["Last_Name", "Email"]))

/** The static server gives no token: the sign-in's failure is the answer of a first request too. */
export const run = (transport: Layer.Layer<HttpClient.HttpClient>): Promise<unknown> => {
  const live = Leads.layer.pipe(
    Layer.provide(ZohoClient.layer),
    Layer.provide(AccessToken.layer),
    Layer.provide([OAuth.layer, TokenStore.layerMemory]),
    Layer.provide([settings, transport])
  )
  return Effect.runPromise(Effect.exit(Effect.provide(program, live)))
}
