/** What a run needs, looked at one thing after another; what depends on a broken thing is said to be unchecked. */
import * as Org from "@effect-zoho/api/Org"
import * as Users from "@effect-zoho/api/Users"
import { AccessToken } from "@effect-zoho/auth/AccessToken"
import * as AccessTokens from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Settings from "@effect-zoho/config/Settings"
import * as StoreSetting from "@effect-zoho/config/StoreSetting"
import type { RecordId } from "@effect-zoho/records/Module"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Report from "@effect-zoho/toolkit/Report"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Stores from "@effect-zoho/toolkit/Stores"
import * as Zoho from "@effect-zoho/toolkit/Zoho"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scopes from "./Scopes.ts"

const checks = ["Node", "settings", "data center", "token store", "token", "scopes", "organisation", "user", "lead"]
const oldestNode = [22, 19] as const

/** A check that found something wrong, in a person's words. */
const wrong = (title: string, happened: string, remedy: string) => new Script.ScriptError({ title, happened, remedy })

/** Runs every check that can run, prints a line each, and ends with 0 only when all is well. */
export const examine = Effect.fn("doctor")(function* (folder: string, lead: Option.Option<RecordId>) {
  const done = new Set<string>()
  let failures = 0

  /** What is personal is for the terminal alone: it stands in no event, and so in no log. */
  const tell = (
    check: string,
    ok: boolean,
    text: string,
    more: { readonly remedy?: string; readonly personal?: string } = {}
  ) => {
    const { personal = "", remedy } = more
    return Output.event(
      { event: "check", check, ok, text, ...(remedy === undefined ? {} : { remedy }) },
      `${ok ? "ok   " : "FAIL "} ${check}: ${text}${personal}${
        remedy === undefined
          ? ""
          : `
      ${remedy}`
      }`
    )
  }

  /** One line for a check; a failure is its line, and none to go on with. */
  const check = <A, R>(
    name: string,
    effect: Effect.Effect<{ readonly text: string; readonly personal?: string; readonly value: A }, Report.Failure, R>
  ) =>
    effect.pipe(
      Effect.tap(({ personal = "", text }) => tell(name, true, text, { personal })),
      Effect.map(({ value }) => Option.some(value)),
      Effect.catch((failure) => {
        failures += 1
        const report = Report.render(failure)
        const code = report.code === undefined ? "" : ` (${report.code})`
        return Effect.as(
          tell(name, false, `${report.title}${code}. ${report.happened.join(" ")}`, { remedy: report.remedy }),
          Option.none<A>()
        )
      }),
      Effect.tap(() => Effect.sync(() => done.add(name)))
    )

  yield* check("Node", Effect.suspend(node))
  const found = yield* check("settings", settings)
  if (Option.isSome(found)) {
    const { extra, settings } = found.value
    const values = Stores.inFolder(settings, folder)
    yield* check("data center", Effect.succeed(center(settings)))
    const timeout = extra.requestTimeout
    // A look must not take ten minutes: what would be waited for is said instead.
    const tokens = AccessTokens.layerWith({ maxWait: Duration.zero }).pipe(
      Layer.provideMerge(OAuth.layerWith({ timeout })),
      Layer.provideMerge(Stores.layer(values)),
      Layer.provideMerge(Settings.layer(values))
    )
    yield* Effect.gen(function* () {
      const store = yield* check("token store", storeWorks(values))
      if (Option.isNone(store)) return
      const token = yield* check("token", signIn)
      if (Option.isNone(token)) return
      yield* Effect.gen(function* () {
        yield* check("scopes", scopes(token.value))
        yield* check("organisation", organisation(values))
        yield* check("user", user(values))
        if (Option.isSome(lead)) yield* check("lead", leadExists(lead.value))
        else {
          yield* tell("lead", true, "LEAD_ID_TO_UPDATE is not set, so none was looked for.")
          done.add("lead")
        }
      }).pipe(
        Effect.provide(Leads.layer.pipe(Layer.provideMerge(ZohoClient.layerWith({ timeout, retry: { attempts: 1 } }))))
      )
    }).pipe(
      Effect.provide(tokens),
      // The store could not even be opened: its check has not had its line yet.
      Effect.catch((failure) => Effect.asVoid(check("token store", Effect.fail(failure))))
    )
  }

  for (const name of checks.filter((it) => !done.has(it))) {
    yield* Output.event({ event: "check", check: name, ok: null }, `-     ${name}: not checked`)
  }
  yield* Output.line(failures === 0 ? "All is well." : `${failures} of ${checks.length} checks failed.`)
  return failures === 0 ? (0 as const) : (1 as const)
})

const node = () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  const [oldMajor, oldMinor] = oldestNode
  return major > oldMajor || (major === oldMajor && minor >= oldMinor)
    ? Effect.succeed({ text: process.versions.node, value: undefined })
    : Effect.fail(
        wrong("Node is too old", `This is ${process.versions.node}.`, `Install Node ${oldestNode.join(".")} or newer.`)
      )
}

const settings = Effect.map(Settings.loadWith(Zoho.settings), (value) => ({
  text: `all there; tokens are kept in ${storeName(value.settings)}`,
  value
}))

const storeName = ({ tokenKey, tokenStore }: Settings.Values): string =>
  `${StoreSetting.show(tokenStore)}${Option.isSome(tokenKey) ? ", sealed with TOKEN_KEY" : ""}`

const center = ({ hosts }: Settings.Values) => ({
  text: `${hosts.center}, ${hosts.environment}: ${hosts.accountsUrl}, ${hosts.apiUrl}`,
  value: undefined
})

/** Takes and gives back the lease that a refresh would take: a store that can do this can be written to. */
const storeWorks = (values: Settings.Values) =>
  Effect.gen(function* () {
    const store = yield* TokenStore
    const key = Token.makeKey(values)
    const entries = yield* store.list
    const lease = yield* store.acquire(key, Duration.seconds(5))
    if (lease._tag === "Acquired") yield* store.release(key, lease.fence)
    const text = `${storeName(values)}, ${entries.length} ${entries.length === 1 ? "identity" : "identities"}`
    return { text: lease._tag === "Held" ? `${text}; another process is refreshing right now` : text, value: undefined }
  }).pipe(Effect.mapError((cause) => wrong("The token store failed", cause.problem, cause.remedy)))

const signIn = Effect.gen(function* () {
  const entry = yield* Effect.flatMap(AccessToken, (it) => it.get)
  const minutes = Math.max(0, Math.round((entry.expiresAt - (yield* Clock.currentTimeMillis)) / 60_000))
  return { text: `an access token for ${entry.apiDomain}, good for ${minutes} more minutes`, value: entry }
})

/** Zoho names the scopes with a code exchange; a refresh may leave them out, and then only calls can tell. */
const scopes = (entry: Token.Entry) => {
  const granted = entry.scopes
  if (granted === undefined) {
    return Effect.as(
      Effect.all([
        Users.list({ type: "CurrentUser" }),
        Org.get({}),
        Leads.Leads.use((it) => it.list(["Last_Name"], { perPage: 1 }))
      ]),
      { text: "not named by Zoho; reading users, organisation and leads works", value: undefined }
    )
  }
  const missing = Scopes.missing(granted)
  return missing.length === 0
    ? Effect.succeed({ text: `all that the scripts need, of ${granted.length}`, value: undefined })
    : Effect.fail(
        wrong(
          "The token lacks scopes",
          `Missing: ${missing.join(", ")}.`,
          `Run login, or generate a new code with ${Scopes.needed.join(",")} and run exchange-grant.`
        )
      )
}

const organisation = (values: Settings.Values) =>
  Effect.flatMap(Org.get({}), ({ org }) => {
    const actual = org[0]
    if (actual === undefined) return Effect.fail(wrong("Zoho named no organisation", "", "Check the token's user."))
    if (Option.isSome(values.orgId) && values.orgId.value !== actual.zgid) {
      return Effect.fail(
        wrong(
          "The token belongs to another organisation",
          `It is ${actual.zgid}; ORG_ID is ${values.orgId.value}.`,
          `Set ORG_ID to ${actual.zgid}, or sign in to the other organisation.`
        )
      )
    }
    const plan = actual.license_details?.paid_type ?? "edition unknown"
    return Effect.succeed({
      text: `${actual.company_name ?? "without a name"} (${actual.zgid}), ${actual.type ?? "type unknown"}, ${plan}`,
      value: undefined
    })
  })

const user = (values: Settings.Values) =>
  Effect.flatMap(Users.list({ type: "CurrentUser" }), ({ users }) => {
    const actual = users[0]
    if (actual === undefined) return Effect.fail(wrong("Zoho named no user", "", "Sign in again as an active user."))
    if (Option.isSome(values.userEmail) && values.userEmail.value.toLowerCase() !== actual.email.toLowerCase()) {
      return Effect.fail(
        wrong(
          "The token acts as somebody else",
          `It acts as ${actual.email}; USER_EMAIL is ${values.userEmail.value}.`,
          `Set USER_EMAIL to ${actual.email}, or generate the code while signed in as ${values.userEmail.value}.`
        )
      )
    }
    if (actual.status !== "active" || actual.confirm === false) {
      return Effect.fail(
        wrong(
          "The user is not active and confirmed",
          `${actual.email} is ${actual.status}${actual.confirm === false ? ", not confirmed" : ""}.`,
          "Let an administrator activate the user, and accept the invitation, or sign in as another one."
        )
      )
    }
    return Effect.succeed({ text: `${actual.email}, active and confirmed`, value: undefined })
  })

const leadExists = (id: RecordId) =>
  Effect.map(
    Leads.Leads.use((it) => it.get(id, ["Last_Name", "Company"])),
    (lead) => ({
      text: `${id} exists`,
      personal: `: ${lead.Last_Name}${lead.Company === null ? "" : `, ${lead.Company}`}`,
      value: undefined
    })
  )
