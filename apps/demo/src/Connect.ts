/** From settings to a signed-in CRM: the steps of one attempt, each failure as a `Problem`. */
import * as Org from "@effect-zoho/api/Org"
import * as Users from "@effect-zoho/api/Users"
import * as AccessToken from "@effect-zoho/auth/AccessToken"
import type { ZohoError } from "@effect-zoho/client/ApiError"
import type { InitializationError } from "@effect-zoho/config/InitializationError"
import * as Settings from "@effect-zoho/config/Settings"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Transport from "@effect-zoho/toolkit/Transport"
import * as Zoho from "@effect-zoho/toolkit/Zoho"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Target } from "./Api.ts"
import type { Failed } from "./Connection.ts"
import * as Crm from "./Crm.ts"
import * as Problem from "./Problem.ts"

export interface Options {
  readonly source: Target["source"]
  /** Read anew on every attempt, so that a corrected `.env` counts. */
  readonly provider: Effect.Effect<ConfigProvider.ConfigProvider, InitializationError>
}

const failed =
  (target?: Target) =>
  (error: InitializationError | ZohoError): Failed => ({
    problem: Problem.fromError(error),
    ...(target === undefined ? {} : { target })
  })

/**
 * Reads the settings, builds the layer (which checks `USER_EMAIL` and `ORG_ID`), signs in, and asks for the names that
 * the page shows: 2 credits, 4 with both settings.
 */
export const connect = ({ provider, source }: Options): Effect.Effect<Crm.Crm, Failed, Scope.Scope> =>
  Effect.gen(function* () {
    const { extra, settings } = yield* Effect.flatMap(provider, (it) =>
      Settings.loadWith({ ...Zoho.settings, ...Transport.settings }).pipe(
        Effect.provideService(ConfigProvider.ConfigProvider, it)
      )
    ).pipe(Effect.mapError(failed()))
    const { apiUrl, center, environment } = settings.hosts
    const target: Target = { source, environment, center, host: new URL(apiUrl).host }

    // A person waits and can press a button again: every failure is shown as it comes, none is repeated or waited out
    // unseen.
    const options = { ...extra, requestAttempts: 1, maxWait: Duration.zero }
    // Fresh: nothing of an earlier attempt, such as its tokens in memory, may live on in this one.
    const zoho = Layer.fresh(Zoho.layerWith(settings, options).pipe(Layer.provide(Transport.layer(extra))))
    return yield* Effect.gen(function* () {
      const context = yield* Layer.build(zoho)
      return yield* Effect.gen(function* () {
        yield* (yield* AccessToken.AccessToken).get
        const leads = yield* Leads.Leads
        return Crm.make(leads, { ...target, ...(yield* names) })
      }).pipe(Effect.provideContext(context))
    }).pipe(Effect.mapError(failed(target)))
  })

/** The organisation and the user by name. A token without the scopes for them may still read leads. */
const names = Effect.gen(function* () {
  const { org } = yield* Org.get({})
  const { users } = yield* Users.list({ type: "CurrentUser" })
  const [organisation] = org
  const [user] = users
  const name = organisation?.company_name ?? undefined
  return {
    ...(name === undefined ? {} : { organisation: name }),
    ...(organisation === undefined ? {} : { orgId: organisation.zgid }),
    ...(user === undefined ? {} : { user: user.email })
  }
}).pipe(Effect.catchTag("ApiError", () => Effect.succeed({})))
