import { assert, describe, it } from "@effect/vitest"
import { Credits } from "@effect-zoho/client/Credits"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Module from "@effect-zoho/records/Module"
import { Leads } from "@effect-zoho/records/modules/Leads"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import * as Zoho from "../src/Zoho.ts"
import { temporaryFolder } from "./support.ts"

/** Runs an effect on the composed layer over the emulator in this process. */
const on = <A, E>(effect: Effect.Effect<A, E, Zoho.Zoho>, change: Record<string, string> = {}) =>
  Effect.flatMap(Emulator.Emulator, (emulator) =>
    effect.pipe(
      Effect.provide(Zoho.layerHttp),
      Effect.provideService(
        ConfigProvider.ConfigProvider,
        ConfigProvider.fromUnknown({ TOKEN_STORE: "memory", ...EmulatorLayers.variables(emulator), ...change })
      )
    )
  )

const readLead = Effect.gen(function* () {
  const emulator = yield* Emulator.Emulator
  const leads = yield* Leads
  return yield* leads.get(Module.RecordId.make(emulator.credentials.leadId), ["Last_Name"])
})

const lead = Effect.flatMap(Emulator.Emulator, (emulator) =>
  on(Effect.provideService(readLead, Emulator.Emulator, emulator))
)

const operations = Effect.map(
  Effect.flatMap(Emulator.Emulator, (it) => it.stats),
  (it) => it.byOperation
)

describe("Zoho.layer", () => {
  it.live("signs in, checks user and organisation once, and hands out Leads", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* lead).Last_Name, "Marlow")
      assert.deepStrictEqual(yield* operations, {
        "POST /oauth/v2/token": 1,
        "GET /crm/v8/users": 1,
        "GET /crm/v8/org": 1,
        "GET /crm/v8/{module}/{id}": 1
      })
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live("asks for nobody where neither is set", () =>
    Effect.gen(function* () {
      yield* on(Leads, { USER_EMAIL: "", ORG_ID: "" })
      assert.deepStrictEqual(yield* operations, {})
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live("fails before anything can be written when the token acts as somebody else", () =>
    Effect.gen(function* () {
      const user = yield* Effect.flip(on(Leads, { USER_EMAIL: "mallory@example.com" }))
      assert(user._tag === "InitializationError" && user.reason._tag === "UserMismatch")
      assert.strictEqual(user.reason.expected, "mallory@example.com")
      const org = yield* Effect.flip(on(Leads, { ORG_ID: "42" }))
      assert(org._tag === "InitializationError" && org.reason._tag === "OrgMismatch")
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live("keeps tokens in the file store that TOKEN_STORE names, for the next process", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const store = { TOKEN_STORE: `file:${folder}/tokens` }
      yield* on(Leads, store)
      yield* on(Leads, store)
      assert.isNotEmpty(Fs.readdirSync(`${folder}/tokens`))
      const emulator = yield* Emulator.Emulator
      assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live("reports all settings at once, its own included", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(on(Leads, { CLIENT_ID: "", REQUEST_TIMEOUT: "soon", REQUEST_ATTEMPTS: "0" }))
      assert(error._tag === "InitializationError" && error.reason._tag === "InvalidSettings")
      assert.deepStrictEqual(
        error.reason.issues.map((it) => it.setting),
        ["CLIENT_ID", "REQUEST_TIMEOUT", "REQUEST_ATTEMPTS"]
      )
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live("gives a call up after REQUEST_TIMEOUT, at sign-in too", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* emulator.addFaults({ match: { host: "api" }, action: { kind: "hang" }, times: 1 })
      const call = yield* Effect.flip(on(Leads, { REQUEST_TIMEOUT: "0.05", REQUEST_ATTEMPTS: "1" }))
      assert(call._tag === "ApiError" && call.reason._tag === "ConnectionFailed")
      assert.strictEqual(call.reason.problem, "timeout")
      yield* emulator.addFaults({ match: { host: "api" }, action: { kind: "hang" }, times: 1 })
      yield* on(Leads, { REQUEST_TIMEOUT: "0.5", REQUEST_ATTEMPTS: "2" })
      yield* emulator.addFaults({ match: { host: "accounts" }, action: { kind: "hang" } })
      const signIn = yield* Effect.flip(on(Leads, { REQUEST_TIMEOUT: "0.05" }))
      assert(signIn._tag === "AuthError" && signIn.reason._tag === "AccountsUnreachable")
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live("stops at CREDITS_LIMIT: a number, or a share of what the organisation's licence gives a day", () =>
    Effect.gen(function* () {
      const refused = (change: Record<string, string>) =>
        Effect.map(
          on(
            Effect.flatMap(Credits, (it) => Effect.flip(it.spend(60_000))),
            change
          ),
          (it) => it.allowed
        )
      assert.strictEqual(yield* refused({ CREDITS_LIMIT: "5000" }), 5000)
      // Enterprise: 50,000 and 1,000 for each of three users.
      assert.strictEqual(yield* refused({ CREDITS_LIMIT: "80%" }), 42_400)
      const error = yield* Effect.flip(on(Leads, { CREDITS_LIMIT: "120%" }))
      assert(error._tag === "InitializationError" && error.reason._tag === "InvalidSettings")
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live.each(["file:", "sqlite:"])("counts what other processes with the same %s store spent, to their end", (kind) =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const change = { TOKEN_STORE: `${kind}${folder}/tokens`, CREDITS_LIMIT: "5000" }
      const spend = (credits: number) => Effect.flatMap(Credits, (it) => it.spend(credits))
      yield* on(spend(300), change)
      const { used } = yield* on(Effect.flip(Effect.andThen(spend(0), spend(5000))), change)
      assert.isAtLeast(used, 300)
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live("says what is wrong with a store for credits that cannot be opened", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      Fs.writeFileSync(`${folder}/tokens`, "no database at all, but a text that is long enough to be looked at as one")
      const error = yield* Effect.flip(on(Leads, { TOKEN_STORE: `sqlite:${folder}/tokens`, CREDITS_LIMIT: "5000" }))
      assert(error._tag === "AuthError" && error.reason._tag === "StoreFailed")
      assert.include(error.reason.cause.message, "no SQLite database")
    }).pipe(Effect.provide(Emulator.layer()))
  )
})
