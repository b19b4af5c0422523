import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import { exchangeGrantScript } from "../exchange-grant.ts"
import { logoutScript } from "../logout.ts"
import { tokens } from "../tokens.ts"
import { folderWith, isClean, isFailure, runPlain, start, update, type Variables, variables } from "./support.ts"

const setUp = Effect.fnUntraced(function* (change: Variables = {}) {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  yield* emulator.clearFaults
  const folder = yield* folderWith({ ...variables(emulator), TOKEN_STORE: "file:tokens", ...change })
  return { emulator, env: NodePath.join(folder, ".env"), folder }
})

const revocations = Effect.map(
  Effect.flatMap(Emulator.Emulator, (it) => it.stats),
  (it) => it.byOperation["POST /oauth/v2/token/revoke"] ?? 0
)

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("tokens and logout", (it) => {
  it.effect("an empty store is said to be empty, and needs no other setting", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith({ TOKEN_STORE: "sqlite:here.db" })
      const run = yield* runPlain(tokens, folder)
      assert.strictEqual(run.code, 0, run.out + run.err)
      assert.match(run.out, /^sqlite:.*here\.db holds 0 identities\.$/mu)
    })
  )

  it.effect("lists whose token it is, its age, scopes and origin, and never the token", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp({ TOKEN_KEY: Buffer.alloc(32, 3).toString("base64") })
      yield* update(folder, ["--dry-run"])
      const other = `${folder}/profiles`
      Fs.mkdirSync(other)
      const code = yield* emulator.issueGrantCode()
      Fs.copyFileSync(NodePath.join(folder, ".env"), NodePath.join(other, "second.env"))
      const second = Fs.readFileSync(NodePath.join(other, "second.env"), "utf8")
      Fs.writeFileSync(NodePath.join(other, "second.env"), second.replace(/^(?:ORG_ID|REFRESH_TOKEN)=.*\n/gmu, ""))
      const exchanged = yield* runPlain(exchangeGrantScript, folder, ["--profile", "second", "--code", code])
      assert.strictEqual(exchanged.code, 0, exchanged.out + exchanged.err)

      const run = yield* runPlain(tokens, folder)
      isClean(run, emulator)
      assert.strictEqual(run.code, 0)
      const { orgId, userEmail } = emulator.credentials
      assert.include(run.out, `${userEmail}, organisation ${orgId}, custom `)
      assert.match(run.out, /made less than a minute ago, good for (?:60|59) minutes/u)
      assert.match(run.out, /kept in the settings, from REFRESH_TOKEN$/mu)
      assert.match(run.out, /from a code of the API console$/mu)
      assert.match(run.out, /scopes {9}.*ZohoCRM\.modules\.ALL/u)
      assert.include(run.out, "holds 2 identities.")

      const json = yield* runPlain(tokens, folder, ["--json"])
      isClean(json, emulator)
      const [first, , store] = json.events()
      assert.deepInclude(first, {
        event: "token-entry",
        user: userEmail,
        environment: "production",
        apiDomain: emulator.apiUrl,
        expired: false,
        keepsRefreshToken: false
      })
      assert.deepInclude(store, { event: "token-store", entries: 2 })
      assert.notInclude(json.out, emulator.credentials.clientId)
    })
  )

  it.effect("tokens: a wrong key ends with 1 and a remedy", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp({ TOKEN_KEY: Buffer.alloc(32, 3).toString("base64") })
      yield* update(folder, ["--dry-run"])
      const run = yield* runPlain(tokens, folder, ["--token-key", Buffer.alloc(32, 4).toString("base64")])
      isFailure(run, emulator, "TOKEN_KEY does not fit the stored tokens")
    })
  )

  it.effect("logout revokes at Zoho, forgets in store and .env; a second run does no harm", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      yield* update(folder, ["--dry-run"])
      const before = Fs.readFileSync(env, "utf8")
      const run = yield* runPlain(logoutScript, folder)
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.out + run.err)
      assert.include(run.out, "Zoho has ended the refresh token")
      assert.include(run.out, "has forgotten it")
      assert.strictEqual(yield* revocations, 1)
      const after = Fs.readFileSync(env, "utf8")
      assert.strictEqual(after, before.replace(/^REFRESH_TOKEN=.*$/mu, "REFRESH_TOKEN="))
      // Nothing works any more, and nothing is left to work with.
      isFailure(yield* update(folder, ["--dry-run"]), emulator, "There is no refresh token")
      assert.include((yield* runPlain(tokens, folder)).out, "holds 0 identities")

      const again = yield* runPlain(logoutScript, folder, ["--json"])
      assert.strictEqual(again.code, 0)
      assert.deepInclude(again.events()[0], { event: "signed-out", refreshToken: "none", removed: 0 })
      assert.strictEqual(yield* revocations, 1)
    })
  )

  it.effect("logout of a token that the environment names says so, and that Zoho knew it no more the second time", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      const refreshToken = emulator.credentials.refreshToken
      Fs.writeFileSync(env, Fs.readFileSync(env, "utf8").replace(/^REFRESH_TOKEN=.*\n/mu, ""))
      const run = yield* start("logout.ts", folder, [], { REFRESH_TOKEN: refreshToken }).run
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.out + run.err)
      assert.include(run.out, "still set in the environment")
      const again = yield* runPlain(logoutScript, folder, ["--refresh-token", refreshToken])
      isClean(again, emulator)
      assert.strictEqual(again.code, 0)
      assert.include(again.out, "ended before")
    })
  )

  it.effect("logout forgets nothing when Zoho could not be told", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      yield* update(folder, ["--dry-run"])
      const before = Fs.readFileSync(env, "utf8")
      yield* emulator.addFaults({
        match: { path: "/oauth/v2/token/revoke" },
        times: 1,
        action: { kind: "html", status: 502 }
      })
      const run = yield* runPlain(logoutScript, folder)
      isFailure(run, emulator, "The accounts server cannot be reached")
      assert.strictEqual(Fs.readFileSync(env, "utf8"), before)
      assert.include((yield* runPlain(tokens, folder)).out, "holds 1 identity")
      assert.strictEqual((yield* runPlain(logoutScript, folder)).code, 0)
      assert.strictEqual(yield* revocations, 1)
    })
  )

  it.effect("logout of a profile leaves the others alone", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      Fs.mkdirSync(`${folder}/profiles`)
      const profile = `${folder}/profiles/ada.env`
      const second = Fs.readFileSync(env, "utf8").replace(/^(?:ORG_ID|REFRESH_TOKEN)=.*\n/gmu, "")
      Fs.writeFileSync(profile, second)
      const code = yield* emulator.issueGrantCode()
      yield* runPlain(exchangeGrantScript, folder, ["--profile", "ada", "--code", code])
      yield* update(folder, ["--dry-run"])
      assert.include((yield* runPlain(tokens, folder)).out, "holds 2 identities")
      const run = yield* runPlain(logoutScript, folder, ["--profile", "ada"])
      assert.strictEqual(run.code, 0, run.out + run.err)
      assert.match(Fs.readFileSync(profile, "utf8"), /^REFRESH_TOKEN=$/mu)
      assert.include((yield* runPlain(tokens, folder)).out, "holds 1 identity")
      assert.strictEqual((yield* update(folder, ["--dry-run"])).code, 0)
    })
  )
})
