/** What a process of the token proof and the one that steers it have in common: the layer, and what they say. */
import * as AccessToken from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Settings from "@effect-zoho/config/Settings"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Stores from "@effect-zoho/toolkit/Stores"
import * as Transport from "@effect-zoho/toolkit/Transport"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Shorter than the usual 45 seconds, so that the proof of a killed holder does not take that long. */
export const leaseTtl = Duration.seconds(8)

/** What a worker is told on its standard input, one line of JSON. */
export interface Work {
  readonly settings: Readonly<Record<string, string>>
  /** One update each, all asked for at once. */
  readonly updates: ReadonlyArray<{ readonly id: string; readonly mobile: string }>
}

/** What a worker says when it is done. */
export interface Report {
  readonly done: number
  readonly failures: ReadonlyArray<string>
}

/** Leads of this identity, tokens in the store that the settings name. */
export const layer = (settings: Work["settings"]) =>
  Layer.unwrap(
    Effect.map(Settings.load, (values) =>
      Leads.layer.pipe(
        Layer.provide(ZohoClient.layer),
        Layer.provide(AccessToken.layerWith({ leaseTtl })),
        Layer.provide(OAuth.layerWith({ timeout: Duration.seconds(5) })),
        Layer.provideMerge(Stores.layer(values)),
        Layer.provideMerge(Settings.layer(values)),
        Layer.provide(Transport.layerConfig)
      )
    )
  ).pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(settings))))
