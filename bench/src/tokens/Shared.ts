/** The token layer of a process that starts cold: settings, store, policy; no network is needed while a token is stored. */
import * as AccessToken from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as Settings from "@effect-zoho/config/Settings"
import * as Stores from "@effect-zoho/toolkit/Stores"
import * as Transport from "@effect-zoho/toolkit/Transport"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Of nobody: the token endpoint is never asked. */
const settings = {
  CLIENT_ID: "1000.BENCH",
  CLIENT_SECRET: "bench",
  REFRESH_TOKEN: "1000.bench.bench",
  ACCOUNTS_URL: "http://127.0.0.1:9",
  API_URL: "http://127.0.0.1:9",
  UPLOAD_URL: "http://127.0.0.1:9"
}

export const layer = (store: string) =>
  Layer.unwrap(
    Effect.map(Settings.load, (values) =>
      AccessToken.layer.pipe(
        Layer.provide(OAuth.layer),
        Layer.provideMerge(Stores.layer(values)),
        Layer.provideMerge(Settings.layer(values)),
        Layer.provide(Transport.layerConfig)
      )
    )
  ).pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ ...settings, TOKEN_STORE: store }))))
