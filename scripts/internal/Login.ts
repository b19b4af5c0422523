/** A person signs in, here in a browser or elsewhere with a code; the tokens are tried, then kept. */
import { AuthError, NoOfflineAccess } from "@effect-zoho/auth/AuthError"
import type { Callback } from "@effect-zoho/auth/Authorization"
import * as BrowserSignIn from "@effect-zoho/auth/BrowserSignIn"
import * as DeviceSignIn from "@effect-zoho/auth/DeviceSignIn"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as SignIn from "@effect-zoho/auth/SignIn"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as Setting from "@effect-zoho/config/Setting"
import * as Settings from "@effect-zoho/config/Settings"
import * as Browser from "@effect-zoho/toolkit/Browser"
import * as LoopbackServer from "@effect-zoho/toolkit/LoopbackServer"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Report from "@effect-zoho/toolkit/Report"
import * as Stores from "@effect-zoho/toolkit/Stores"
import * as Zoho from "@effect-zoho/toolkit/Zoho"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as FirstCall from "./FirstCall.ts"
import * as Keep from "./Keep.ts"
import * as Scopes from "./Scopes.ts"

const whole = (pattern: RegExp, most: number) =>
  Schema.String.check(Schema.isPattern(pattern)).pipe(
    Schema.decodeTo(Schema.Int.check(Schema.isLessThanOrEqualTo(most)), {
      decode: SchemaGetter.transform(Number),
      encode: SchemaGetter.transform(String)
    })
  )

/** What login takes besides the settings of every script. */
export const settings = {
  port: Setting.withDefault("LOGIN_PORT", 0, {
    schema: whole(/^\d{1,5}$/u, 65_535),
    expected: "a port from 1 to 65535, or 0 for a free one",
    remedy: "Set it to the port of a redirect URI that is registered for the client, or leave it out for a free one."
  }),
  timeout: Setting.withDefault("LOGIN_TIMEOUT", 300, {
    schema: whole(/^[1-9]\d{0,3}$/u, 3600),
    expected: "a number of seconds from 1 to 3600",
    remedy: "Set it to the seconds that a person may take to sign in, or leave it out for 300."
  }),
  scopes: Setting.withDefault<ReadonlyArray<string>>("LOGIN_SCOPES", Scopes.needed, {
    schema: Schema.String.check(Schema.isPattern(/^[\w.-]+(?:\s*[,\s]\s*[\w.-]+)*$/u)).pipe(
      Schema.decodeTo(Schema.Array(Schema.String), {
        decode: SchemaGetter.transform((text: string) => text.split(/[\s,]+/u)),
        encode: SchemaGetter.transform((it: ReadonlyArray<string>) => it.join(","))
      })
    ),
    expected: "scopes with commas between them, such as ZohoCRM.modules.ALL,ZohoCRM.users.READ",
    remedy: `Leave it out for those that the scripts need: ${Scopes.needed.join(",")}.`
  }),
  browser: Setting.optional("BROWSER", {
    schema: Schema.String,
    expected: "a program",
    remedy: "Set it to the program that opens addresses, or leave it out for the system's own."
  })
} as const

export interface Options {
  readonly folder: string
  /** The file that settings are written to: `.env`, or that of the profile in use. */
  readonly file: string
  readonly inputs: Setting.Values<typeof settings>
  readonly switches: { readonly device: boolean; readonly noBrowser: boolean }
}

interface SignedIn {
  readonly identity: FirstCall.Identity
  /** Which center answered. */
  readonly center: string
}

const pages = (center: string) => ({
  success: ({ center, identity }: SignedIn): BrowserSignIn.Page => ({
    kind: "success",
    title: "You are signed in",
    text: [`The token acts as ${identity.user} in ${identity.name} (${identity.zgid}).`, `Data center: ${center}.`]
  }),
  failure: (failure: Report.Failure): BrowserSignIn.Page => {
    const { happened, reason, remedy, title } = Report.render(failure)
    return { kind: "problem", title: `${title}.`, text: [...happened, `Data center: ${center}.`], reason, remedy }
  },
  stopped: {
    kind: "problem",
    title: "The sign-in was stopped.",
    text: ["See the terminal for what happened."],
    reason: "Stopped",
    remedy: "Start it again in the terminal."
  } as const
})

/** Signs in and leaves a refresh token that has been tried. Prints no secret. */
export const login = Effect.fn("login")(function* ({ file, folder, inputs, switches }: Options) {
  const { extra, settings } = yield* Settings.loadWith(Zoho.settings)
  const values = Stores.inFolder(settings, folder)
  const { credentials, hosts } = values
  const configured = `${hosts.center} (${hosts.accountsUrl})`

  /** Tries the tokens in a store of their own; only those of the right user and organisation are kept. */
  const complete = Effect.fn("login.complete")(function* (place: Keep.Place, grant: OAuth.Grant, callback?: Callback) {
    if (Option.isNone(grant.refreshToken)) return yield* new AuthError({ reason: new NoOfflineAccess() })
    const refreshToken = grant.refreshToken.value
    const own = { ...values, credentials: { ...credentials, refreshToken: Option.some(refreshToken) } }
    const oauth = yield* OAuth.OAuth
    return yield* Effect.gen(function* () {
      const identity = yield* SignIn.keep(own, grant, refreshToken).pipe(
        Effect.andThen(FirstCall.identify.pipe(Effect.provide(Zoho.layerStore(own, extra)))),
        Effect.provide(TokenStore.layerMemory)
      )
      yield* place.keep(grant, refreshToken)
      const location = callback === undefined ? Option.none() : callback.location
      const center = Option.match(location, {
        onNone: () => configured,
        onSome: (it) => `${it} (${hosts.accountsUrl})`
      })
      // Said here, where no Ctrl-C comes between: what is kept must be known.
      yield* Output.event(
        { event: "refresh-token", kept: place.name, center: hosts.center, environment: hosts.environment },
        `Signed in. Data center: ${center}, ${hosts.environment}. The refresh token is kept in ${place.name}.`
      )
      const signedIn: SignedIn = { identity, center }
      return signedIn
    }).pipe(
      // A token that nobody keeps must not live on; if it cannot be ended, it ages out with the user's 20.
      Effect.tapError(() => Effect.ignore(oauth.revoke({ hosts, refreshToken })))
    )
  })

  const browser = (place: Keep.Place) =>
    BrowserSignIn.run({
      settings: values,
      scopes: inputs.scopes,
      port: inputs.port,
      timeout: Duration.seconds(inputs.timeout),
      announce: Effect.fnUntraced(function* (address: string, redirectUri: string) {
        yield* Output.event(
          { event: "sign-in", way: "browser", address, redirectUri, center: hosts.center, seconds: inputs.timeout },
          `Sign in at ${configured} within ${Math.ceil(inputs.timeout / 60)} minutes. The page is at:\n\n  ${address}\n`
        )
        if (switches.noBrowser) return
        const opened = yield* Browser.open(address, Option.getOrUndefined(inputs.browser))
        yield* Output.line(
          opened
            ? "A browser should have opened it; otherwise open it yourself, on this machine."
            : "No browser could be opened: open it yourself on this machine, or use --device to sign in on another one."
        )
      }),
      complete: (grant: OAuth.Grant, callback: Callback) => complete(place, grant, callback),
      pages: pages(configured)
    })

  const device = (place: Keep.Place) =>
    DeviceSignIn.run({
      settings: values,
      scopes: inputs.scopes,
      announce: ({ expiresAt, intervalMillis, userCode, verificationUrl }) =>
        Output.event(
          {
            event: "sign-in",
            way: "device",
            verificationUrl,
            userCode,
            center: hosts.center,
            expiresAt,
            intervalMillis
          },
          `Sign in at ${configured} on any device. Open ${verificationUrl} there and enter:\n\n  ${userCode}\n\nWaiting; Zoho is asked every ${Math.round(intervalMillis / 1000)} seconds.`
        ),
      complete: (grant: OAuth.Grant) => complete(place, grant)
    })

  const place = yield* Keep.place(values, { folder, file, origin: switches.device ? "device" : "browser" })
  yield* Effect.gen(function* () {
    // A store that cannot be read would lose the token after the person's work.
    yield* SignIn.ready(values)
    const { reach } = yield* OAuth.OAuth
    if (!switches.device) yield* reach({ hosts })
    const { identity } = yield* switches.device ? device(place) : browser(place)
    yield* FirstCall.tell(identity)
  }).pipe(
    Effect.provide(
      Layer.mergeAll(OAuth.layerWith({ timeout: extra.requestTimeout }), LoopbackServer.layer, Stores.layer(values))
    )
  )
}, Effect.scoped)
