/** Everything a script needs, as one layer: settings, tokens, HTTP, the client, the record services. */
import * as AccessToken from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import type * as TokenStore from "@effect-zoho/auth/TokenStore"
import type { ZohoError } from "@effect-zoho/client/ApiError"
import * as Concurrency from "@effect-zoho/client/Concurrency"
import * as Credits from "@effect-zoho/client/Credits"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import type { InitializationError } from "@effect-zoho/config/InitializationError"
import * as Setting from "@effect-zoho/config/Setting"
import * as Settings from "@effect-zoho/config/Settings"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Allowance from "./Allowance.ts"
import * as Identity from "./Identity.ts"
import * as Stores from "./Stores.ts"
import * as Transport from "./Transport.ts"

/** What the layer gives. */
export type Zoho =
  | Settings.Settings
  | TokenStore.TokenStore
  | OAuth.OAuth
  | AccessToken.AccessToken
  | ZohoClient.ZohoClient
  | Credits.Credits
  | Leads.Leads

/** What can go wrong while it is built: nothing has been written then. */
export type BuildError = InitializationError | ZohoError

const Seconds = Schema.String.check(Schema.isPattern(/^\d{1,4}(?:\.\d{1,3})?$/u)).pipe(
  Schema.decodeTo(Schema.Duration, {
    decode: SchemaGetter.transform((text: string) => Duration.seconds(Number(text))),
    encode: SchemaGetter.transform((it: Duration.Duration) => String(Duration.toSeconds(it)))
  })
)

/** `5000`, or `80%` of what the organisation has a day. */
const CreditsLimit = Schema.String.check(Schema.isPattern(/^(?:[1-9]\d{0,8}|[1-9]\d?%|100%)$/u)).pipe(
  Schema.decodeTo(
    Schema.Struct({ limit: Schema.optionalKey(Schema.Finite), stopAt: Schema.optionalKey(Schema.Finite) }),
    {
      decode: SchemaGetter.transform((text: string) =>
        text.endsWith("%") ? { stopAt: Number(text.slice(0, -1)) / 100 } : { limit: Number(text) }
      ),
      encode: SchemaGetter.transform(({ limit, stopAt }) =>
        stopAt === undefined ? String(limit) : `${Math.round(stopAt * 100)}%`
      )
    }
  )
)

/**
 * How long one call may take before it is given up, how often it is sent in all where repeating it is safe, and how long
 * a run waits for access tokens that Zoho does not give out for a while.
 */
export const settings = {
  maxWait: Setting.withDefault("MAX_WAIT", Duration.minutes(15), {
    schema: Seconds,
    expected: "a number of seconds",
    remedy:
      "Set it to how many seconds to wait for new access tokens where Zoho gives out no more for a while, 0 for not at all, or leave it out for 900."
  }),
  requestTimeout: Setting.withDefault("REQUEST_TIMEOUT", Duration.seconds(30), {
    schema: Seconds,
    expected: "a number of seconds",
    remedy: "Set it to a number of seconds such as 30, or leave it out for 30."
  }),
  requestAttempts: Setting.withDefault("REQUEST_ATTEMPTS", 5, {
    schema: Schema.String.check(Schema.isPattern(/^(?:[1-9]|1\d|20)$/u)).pipe(
      Schema.decodeTo(Schema.Finite, {
        decode: SchemaGetter.transform(Number),
        encode: SchemaGetter.transform(String)
      })
    ),
    expected: "a number from 1 to 20",
    remedy: "Set it to how often a call may be sent in all where repeating it is safe, or leave it out for 5."
  }),
  creditsLimit: Setting.optional("CREDITS_LIMIT", {
    schema: CreditsLimit,
    expected: "a whole number, or a share such as 80%",
    remedy:
      "Set it to the API credits that may be used in 24 hours, or to a share of the organisation's own such as 80%, or leave it out: then Zoho alone refuses."
  })
} satisfies Setting.Fields

export type Options = Setting.Values<typeof settings>

/**
 * The layer for settings that are known already, over an `HttpClient`. Before anything else it compares the token's user
 * and organisation with `USER_EMAIL` and `ORG_ID`, where they are set.
 */
export const layerWith = (
  values: Settings.Values,
  options: Options
): Layer.Layer<Zoho, BuildError, HttpClient.HttpClient> =>
  Layer.provideMerge(layerStore(values, options), Stores.layer(values))

/** `layerWith` over a token store of your own, whatever `TOKEN_STORE` says. */
export const layerStore = (
  values: Settings.Values,
  options: Options
): Layer.Layer<
  Exclude<Zoho, TokenStore.TokenStore>,
  InitializationError | ZohoError,
  HttpClient.HttpClient | TokenStore.TokenStore
> => {
  const timeout = options.requestTimeout
  const signIn = AccessToken.layerWith({ maxWait: options.maxWait }).pipe(
    Layer.provideMerge(OAuth.layerWith({ timeout })),
    Layer.provideMerge(Settings.layer(values))
  )
  const limits = Option.match(options.creditsLimit, {
    onNone: () => Credits.layer,
    onSome: (guard) => Credits.layerWith(guard)
  })
  const client = ZohoClient.layerLimits({ timeout, retry: { attempts: options.requestAttempts } }).pipe(
    Layer.provideMerge([signIn, limits, Concurrency.layer])
  )
  // The record services come after the check, so that nothing can be written before it.
  const checked = Layer.unwrap(Effect.as(Identity.check(values), Leads.layer))
  return isolated(
    Option.match(options.creditsLimit, {
      onNone: () => Layer.provideMerge(checked, client),
      onSome: ({ stopAt }) =>
        Layer.effectDiscard(Allowance.learn({ isShare: stopAt !== undefined })).pipe(
          Layer.provideMerge(checked),
          Layer.provideMerge(client),
          // Opened before the budget and closed after it: what was spent last is told too.
          Layer.provide(Stores.layerCredits(values))
        )
    })
  )
}

/**
 * Built once like any layer, but shares no part with another one. Layers are told apart by reference, and `Leads.layer`
 * is the same value for everybody: inside a program that acts as one user, a layer for a second one would find the
 * first one's services already built, and send as the wrong user.
 */
const isolated = <A, E, R>(inner: Layer.Layer<A, E, R>): Layer.Layer<A, E, R> =>
  Layer.fromBuildMemo((_, scope) => Layer.buildWithMemoMap(inner, Layer.makeMemoMapUnsafe(), scope))

/**
 * The layer for the current `ConfigProvider`, over an `HttpClient` of the caller's choice: an emulator's, or fetch. Built
 * anew where it is provided again, as the settings may be others there; several identities at once: `Profiles`.
 */
export const layerHttp: Layer.Layer<Zoho, BuildError, HttpClient.HttpClient> = Layer.fresh(
  Layer.unwrap(Effect.map(Settings.loadWith(settings), (it) => layerWith(it.settings, it.extra)))
)

/** The layer for the current `ConfigProvider`, over undici with the usual proxy and certificate variables. */
export const layer: Layer.Layer<Zoho, BuildError> = Layer.fresh(Layer.provide(layerHttp, Transport.layerConfig))
