import * as Users from "@effect-zoho/api/Users"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import * as Profiles from "../src/Profiles.ts"
import * as Script from "../src/Script.ts"
import * as Zoho from "../src/Zoho.ts"
import { capture, temporaryFolder } from "./support.ts"

type Running = Emulator.Emulator["Service"]
type Variables = Readonly<Record<string, string | undefined>>

const text = (variables: Variables) =>
  Object.entries(variables)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}\n`]))
    .join("")

/** A folder with these profiles, and a `.env` beside them. */
const folderWith = (profiles: Readonly<Record<string, Variables>>, env: Variables = {}) =>
  Effect.map(temporaryFolder, (folder) => {
    Fs.mkdirSync(NodePath.join(folder, "profiles"))
    Fs.writeFileSync(NodePath.join(folder, ".env"), text(env))
    for (const [name, variables] of Object.entries(profiles)) {
      Fs.writeFileSync(NodePath.join(folder, `profiles/${name}.env`), text(variables))
    }
    return folder
  })

/** A second user of an organisation, signed in with a refresh token of their own. */
const secondUser = Effect.fnUntraced(function* (emulator: Running, email: string) {
  const { clientId, clientSecret } = emulator.credentials
  const code = yield* emulator.issueGrantCode({ userEmail: email })
  const form = { grant_type: "authorization_code", client_id: clientId, client_secret: clientSecret, code }
  const answer = yield* Effect.promise(() =>
    fetch(`${emulator.accountsUrl}/oauth/v2/token`, { method: "POST", body: new URLSearchParams(form) })
  )
  const body = yield* Effect.promise((): Promise<any> => answer.json())
  const variables: Variables = {
    ...EmulatorLayers.variables(emulator),
    USER_EMAIL: email,
    REFRESH_TOKEN: body.refresh_token
  }
  return variables
})

/** Two organisations, two users in each, and all four as profiles of one process. */
class World extends Context.Service<
  World,
  {
    readonly folder: string
    readonly profiles: Readonly<Record<string, Variables>>
    readonly emulators: readonly [Running, Running]
    /** The emulator, and who a profile is there. */
    readonly who: (name: string) => { readonly emulator: Running; readonly user: string; readonly org: string }
  }
>()("World") {}

const names = ["ada", "bob", "cai", "dee"] as const

const world = Layer.effect(
  World,
  Effect.gen(function* () {
    const start = (seed: number) =>
      Effect.map(Layer.build(Layer.fresh(Emulator.layerServer({ seed, limits: "off" }))), (it) =>
        Context.get(it, Emulator.Emulator)
      )
    const emulators = [yield* start(1), yield* start(2)] as const
    const found = yield* Effect.forEach(emulators, (emulator) =>
      Effect.gen(function* () {
        const folder = yield* folderWith({ admin: { ...EmulatorLayers.variables(emulator), TOKEN_STORE: "memory" } })
        const profiles = yield* Layer.build(
          Profiles.layer({ folder, environment: {} }).pipe(Layer.provide(NodeHttpClient.layerUndici))
        )
        const { users } = yield* Effect.provide(Users.list({ type: "ActiveUsers" }), profiles.pipe(toAdmin))
        const others = users.filter((it) => it.email !== emulator.credentials.userEmail)
        const other = others[0]?.email ?? ""
        return {
          emails: [emulator.credentials.userEmail, other],
          ids: [emulator.credentials.userEmail, other].map((it) => users.find((user) => user.email === it)?.id ?? ""),
          other: yield* secondUser(emulator, other)
        }
      })
    )
    const admins = emulators.map((it): Variables => EmulatorLayers.variables(it))
    const profiles = {
      ada: { ...admins[0] },
      bob: { ...found[0]?.other },
      cai: { ...admins[1] },
      dee: { ...found[1]?.other }
    }
    // What a profile leaves out may not come from here: this is another user's.
    const folder = yield* folderWith(profiles, { TOKEN_STORE: "file:tokens", REFRESH_TOKEN: "1000.not.yours" })
    const orgs = yield* Effect.forEach(emulators, (emulator) =>
      Effect.map(emulator.requests, (log) => log.find((it) => it.org !== null)?.org ?? "")
    )
    return World.of({
      folder,
      profiles,
      emulators,
      who: (name) => {
        const at = names.findIndex((it) => it === name)
        const org = at < 2 ? 0 : 1
        return { emulator: emulators[org], user: found[org]?.ids[at % 2] ?? "", org: orgs[org] ?? "" }
      }
    })
  })
)

const toAdmin = (context: Context.Context<Profiles.Profiles>) => Context.get(context, Profiles.Profiles).get("admin")

const profiles = Layer.unwrap(
  Effect.map(World, ({ folder }) => Profiles.layer({ folder, environment: { USER_EMAIL: "eve@example.com" } }))
).pipe(Layer.provide(NodeHttpClient.layerUndici))

/** A call that can be told apart in the emulator's log. */
const call = (mark: string) =>
  Effect.flatMap(ZohoClient, (client) =>
    client.send({
      operation: "Users.list",
      method: "GET",
      path: "/crm/v8/users",
      query: { type: "CurrentUser", mark },
      credits: 1,
      retry: "safe"
    })
  )

/** As whom the marked calls arrived: user, organisation and token, by mark. */
const arrived = (prefix: string) =>
  Effect.gen(function* () {
    const { emulators } = yield* World
    const logs = yield* Effect.forEach(emulators, (it) => it.requests)
    return new Map(
      logs.flatMap((log, emulator) =>
        log.flatMap(({ org, status, tokenId, url, user }) => {
          const mark = /[?&]mark=([^&]+)/u.exec(url)?.[1]
          return mark?.startsWith(prefix) === true ? [[mark, { emulator, org, status, tokenId, user }] as const] : []
        })
      )
    )
  })

let rounds = 0

/** Sends a call for each name, so many at once, and checks each in the log of its own organisation. */
const sendAndCheck = Effect.fnUntraced(function* (order: ReadonlyArray<string>, concurrency: number) {
  const { emulators, who } = yield* World
  const prefix = `r${++rounds}-`
  yield* Effect.forEach(order, (name, i) => Effect.provide(call(`${prefix}${i}`), Profiles.get(name)), {
    concurrency,
    discard: true
  })
  const log = yield* arrived(prefix)
  assert.strictEqual(log.size, order.length)
  const tokens = new Map<string, Set<string>>()
  for (const [i, name] of order.entries()) {
    const { emulator, org, user } = who(name)
    const seen = log.get(`${prefix}${i}`)
    assert.deepInclude(seen, { emulator: emulators.indexOf(emulator), org, user, status: 200 })
    tokens.set(name, (tokens.get(name) ?? new Set()).add(seen?.tokenId ?? ""))
  }
  const all = [...tokens.values()].map((it): ReadonlyArray<string> => [...it])
  // One token each, and no two profiles the same.
  assert.isTrue(all.every((it) => it.length === 1))
  assert.strictEqual(new Set(all.flat()).size, tokens.size)
})

layer(Layer.provideMerge(profiles, world), { excludeTestServices: true })("two users and two organisations", (it) => {
  it.effect("40 interleaved calls each arrive under their own user, organisation and token", () =>
    Effect.gen(function* () {
      const { emulators, who } = yield* World
      // Two emulators count their ids alike, so an organisation is its emulator.
      const identities = names.map((it) => `${who(it).emulator.credentials.orgId} ${who(it).user}`)
      assert.strictEqual(new Set(identities).size, 4)
      const before = yield* Effect.forEach(emulators, (it) => it.stats)
      yield* sendAndCheck(
        Array.from({ length: 40 }, (_, i) => names[(i * 7) % 4] ?? "ada"),
        40
      )
      const after = yield* Effect.forEach(emulators, (it) => it.stats)
      // Cold, ten at once each: one token for each profile, one check of each user and organisation.
      const made = (i: number) => (after[i]?.accessTokensIssued ?? 0) - (before[i]?.accessTokensIssued ?? 0)
      assert.deepStrictEqual([made(0), made(1)], [2, 2])
    })
  )

  it.effect.prop(
    "the same for any interleaving",
    [
      Schema.Array(Schema.Literals(names)).check(Schema.isMinLength(1), Schema.isMaxLength(16)),
      Schema.Literals([1, 2, 3, 5, 16])
    ],
    ([order, concurrency]) => sendAndCheck(order, concurrency),
    { arbitrary: { runs: 40 } }
  )

  it.effect("inside a program that acts as one user, a layer for another acts as the other", () =>
    Effect.gen(function* () {
      const { folder, who } = yield* World
      const loaded = yield* Profiles.load({ folder, environment: {} })
      const layerOf = (name: string) => {
        const { options, settings } = loaded.get(name) ?? assert.fail(name)
        return Zoho.layerWith(settings, options).pipe(Layer.provide(NodeHttpClient.layerUndici))
      }
      const as = <A, E, R>(name: string, effect: Effect.Effect<A, E, R>) => Effect.provide(effect, layerOf(name))
      yield* as(
        "ada",
        Effect.gen(function* () {
          yield* call("nest-1")
          yield* as("bob", Effect.andThen(call("nest-2"), as("dee", call("nest-3"))))
          yield* Effect.provide(call("nest-4"), Profiles.get("cai"))
          yield* call("nest-5")
        })
      )
      const log = yield* arrived("nest-")
      assert.deepStrictEqual(
        [1, 2, 3, 4, 5].map((i) => log.get(`nest-${i}`)?.user),
        ["ada", "bob", "dee", "cai", "ada"].map((it) => who(it).user)
      )
    })
  )

  it.effect("a name that was not loaded is told, with those that were", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.provide(call("x"), Profiles.get("eve")))
      assert(error._tag === "InitializationError" && error.reason._tag === "InvalidSettings")
      assert.include(error.message, "ada, bob, cai, dee")
    })
  )

  it.effect("--profile chooses one for a script; user and hosts come from it alone", () =>
    Effect.gen(function* () {
      const { folder, profiles } = yield* World
      const script = Script.define({
        name: "who",
        summary: "Says who.",
        inputs: {},
        switches: {},
        main: ({ file }) =>
          Effect.gen(function* () {
            const { users } = yield* Users.list({ type: "CurrentUser" })
            seen.push(`${users[0]?.email} ${file}`)
          })
      })
      const seen: Array<string> = []
      const run = (args: ReadonlyArray<string>, environment: Variables = {}) => {
        const { out, streams } = capture()
        return Effect.map(Script.execute(script, { args, environment, folder, ...streams }), (code) => ({
          code,
          out: out()
        }))
      }
      assert.strictEqual((yield* run(["--profile", "bob"], { ACCOUNTS_URL: "https://accounts.zoho.eu" })).code, 0)
      assert.strictEqual((yield* run([], { PROFILE: "dee", REFRESH_TOKEN: "1000.not.yours" })).code, 0)
      assert.deepStrictEqual(
        seen,
        ["bob", "dee"].map((it) => `${profiles[it]?.["USER_EMAIL"]} profiles/${it}.env`)
      )
      const unknown = yield* run(["--profile", "eve"])
      assert.strictEqual(unknown.code, 1)
      assert.match(unknown.out, /PROFILE names eve, but there is no profiles\/eve\.env\.\n.*ada, bob, cai, dee/u)
      const outside = yield* run(["--profile", "../.env"])
      assert.match(outside.out, /PROFILE is not a profile's name/u)
    })
  )
})

describe("profiles", () => {
  it.effect("report every issue of every one at once, with its name", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith(
        {
          ada: { ACCOUNTS_URL: "https://accounts.example.com", ORG_ID: "x" },
          bob: { CLIENT_ID: "1000.BOB" },
          cai: { CLIENT_ID: "1000.CAI", CLIENT_SECRET: "c", TOKEN_KEY: "secret words" }
        },
        { CLIENT_ID: "1000.ENV", CLIENT_SECRET: "e", USER_EMAIL: "not checked" }
      )
      const error = yield* Effect.flip(Profiles.load({ folder, environment: {} }))
      assert(error.reason._tag === "InvalidSettings")
      assert.deepStrictEqual(
        error.reason.issues.map((it) => `${it.profile} ${it.setting} ${it.problem}`),
        // The secret in .env is that of another client.
        ["ada ORG_ID malformed", "ada ACCOUNTS_URL malformed", "bob CLIENT_SECRET missing", "cai TOKEN_KEY malformed"]
      )
      assert.notInclude(error.message, "secret words")
      const named = yield* Effect.flip(Profiles.load({ folder, environment: {}, names: ["eve", "bob"] }))
      assert(named.reason._tag === "InvalidSettings")
      assert.deepStrictEqual(
        named.reason.issues.map((it) => [it.profile, it.setting]),
        [
          ["eve", "PROFILE"],
          ["bob", "CLIENT_SECRET"]
        ]
      )
    })
  )

  it.effect("a sandbox profile that is answered with a production host is refused, and the token goes to nobody", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith({
        sandbox: {
          CLIENT_ID: "1000.X",
          CLIENT_SECRET: "s",
          REFRESH_TOKEN: "1000.r",
          ENVIRONMENT: "sandbox",
          ACCOUNTS_URL: "https://accounts.zoho.eu",
          USER_EMAIL: "ada@example.com",
          TOKEN_STORE: "memory"
        }
      })
      const sent: Array<string> = []
      /** Zoho's accounts server with the answer in question, and a CRM that nobody should reach. */
      const http = (apiDomain: string) =>
        Layer.succeed(
          HttpClient.HttpClient,
          HttpClient.make((request, url) =>
            Effect.sync(() => {
              sent.push(`${url.origin}${url.pathname}`)
              const grant = { access_token: "1000.a", expires_in: 3600, api_domain: apiDomain }
              const users = { users: [{ id: "1", email: "ada@example.com" }], info: {} }
              return HttpClientResponse.fromWeb(
                request,
                Response.json(url.pathname === "/oauth/v2/token" ? grant : users)
              )
            })
          )
        )
      const use = (apiDomain: string) =>
        Effect.provide(
          call("x"),
          Layer.provide(
            Profiles.get("sandbox"),
            Layer.provide(Profiles.layer({ folder, environment: {} }), http(apiDomain))
          )
        )
      for (const elsewhere of [
        "https://www.zohoapis.eu",
        "https://sandbox.zohoapis.com",
        "https://developer.zohoapis.eu",
        "https://sandbox.zohoapis.eu.example.com"
      ]) {
        const error = yield* Effect.flip(use(elsewhere))
        assert(error._tag === "AuthError" && error.reason._tag === "UntrustedApiDomain", elsewhere)
        assert.deepStrictEqual(sent.splice(0), ["https://accounts.zoho.eu/oauth/v2/token"])
      }
      yield* Effect.exit(use("https://sandbox.zohoapis.eu"))
      assert.include(sent, "https://sandbox.zohoapis.eu/crm/v8/users")
      assert.isTrue(
        sent.every((it) => it.startsWith("https://accounts.zoho.eu/") || it.includes("//sandbox.zohoapis.eu/"))
      )
    })
  )
})
