import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import { exchangeGrantScript } from "../exchange-grant.ts"
import { folderWith, isClean, isFailure, runPlain, type Variables, variables } from "./support.ts"

/** A code as the API console gives it. */
const newCode = Effect.fnUntraced(function* (emulator: Emulator.Emulator["Service"]) {
  const answer = yield* Effect.promise(() => fetch(`${emulator.controlUrl}/grants`, { method: "POST" }))
  const body: { readonly code: string } = yield* Effect.promise(() => answer.json() as Promise<{ code: string }>)
  return body.code
})

const setUp = Effect.fnUntraced(function* (change: Variables = {}) {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  const folder = yield* folderWith({
    ...variables(emulator),
    REFRESH_TOKEN: undefined,
    TOKEN_STORE: undefined,
    ...change
  })
  return { emulator, folder, env: NodePath.join(folder, ".env") }
})

const written = (env: string): string | undefined =>
  /^REFRESH_TOKEN=["']?([^"'\n]+)/mu.exec(Fs.readFileSync(env, "utf8"))?.[1]

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("exchange-grant", (it) => {
  it.effect("writes the refresh token to .env, keeps every other line, and prints no secret", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      const before = `\uFEFF# mine\r\n${Fs.readFileSync(env, "utf8")}export REFRESH_TOKEN= # later\r\nOTHER='kept'`
      Fs.writeFileSync(env, before, { mode: 0o644 })
      const code = yield* newCode(emulator)
      const run = yield* runPlain(exchangeGrantScript, folder, ["--code", code])
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.out + run.err)
      const token = written(env) ?? /REFRESH_TOKEN=\s*["']?([^"'\s]+)/u.exec(Fs.readFileSync(env, "utf8"))?.[1] ?? ""
      assert.match(token, /^1000\./u)
      assert.notInclude(run.out + run.err + run.log, token)
      assert.notInclude(run.out + run.err + run.log, code)
      // Without the value itself the file is what it was.
      assert.strictEqual(Fs.readFileSync(env, "utf8").replace(token, ""), before)
      assert.strictEqual(Fs.statSync(env).mode & 0o777, 0o600)
      assert.deepStrictEqual(
        Fs.readdirSync(folder).filter((name) => name.endsWith(".new")),
        []
      )
      assert.include(run.out, emulator.credentials.userEmail)
    })
  )

  it.effect("uses the token that came with the code: nothing is refreshed for the first call", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const run = yield* runPlain(exchangeGrantScript, folder, ["--code", yield* newCode(emulator)])
      assert.strictEqual(run.code, 0, run.out + run.err)
      const stats = yield* emulator.stats
      assert.strictEqual(stats.accessTokensIssued, 1)
      assert.strictEqual(stats.tokenRequests.refresh_token.ok, 0)
    })
  )

  it.effect("creates .env when there is none", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      const all = Fs.readFileSync(env, "utf8")
      Fs.rmSync(env)
      const flags = all
        .trim()
        .split("\n")
        .flatMap((line) => {
          const [name = "", value = ""] = line.split(/=(.*)/u)
          return [`--${name.toLowerCase().replaceAll("_", "-")}`, value.replace(/^"|"$/gu, "")]
        })
        .filter((_, i, list) => !/lead-id|new-mobile/u.test(list[i - (i % 2)] ?? ""))
      const run = yield* runPlain(exchangeGrantScript, folder, [...flags, "--code", yield* newCode(emulator)])
      assert.strictEqual(run.code, 0, run.out + run.err)
      assert.match(written(env) ?? "", /^1000\./u)
    })
  )

  it.effect.each([
    ["USER_EMAIL", "mallory@example.com", "The token acts as somebody else"],
    ["ORG_ID", "42", "The token belongs to another organisation"]
  ] as const)("tokens of another %s are ended at Zoho and kept nowhere", ([name, value, said]) =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp({ [name]: value })
      const before = Fs.readFileSync(env, "utf8")
      const run = yield* runPlain(exchangeGrantScript, folder, ["--code", yield* newCode(emulator)])
      isFailure(run, emulator, said)
      assert.strictEqual(Fs.readFileSync(env, "utf8"), before)
      assert.isFalse(Fs.existsSync(NodePath.join(folder, "data")))
      assert.strictEqual((yield* emulator.stats).byOperation["POST /oauth/v2/token/revoke"], 1)
    })
  )

  it.effect("with --profile it writes to the profile's file, and leaves .env alone", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      const profile = NodePath.join(folder, "profiles/ada.env")
      Fs.mkdirSync(NodePath.dirname(profile))
      Fs.renameSync(env, profile)
      Fs.writeFileSync(env, "REFRESH_TOKEN=1000.not.yours\n")
      const code = yield* newCode(emulator)
      const run = yield* runPlain(exchangeGrantScript, folder, ["--profile", "ada", "--code", code])
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.out + run.err)
      assert.match(written(profile) ?? "", /^1000\./u)
      assert.strictEqual(Fs.readFileSync(env, "utf8"), "REFRESH_TOKEN=1000.not.yours\n")
    })
  )

  it.effect("says what to do with a code that was used already", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      const code = yield* newCode(emulator)
      yield* runPlain(exchangeGrantScript, folder, ["--code", code])
      const kept = written(env)
      const run = yield* runPlain(exchangeGrantScript, folder, ["--code", code])
      isFailure(run, emulator, "The code was used before (invalid_code", "generate a new one")
      assert.strictEqual(written(env), kept)
    })
  )

  it.effect("reports a missing code together with the other settings", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp({ CLIENT_ID: undefined })
      const run = yield* runPlain(exchangeGrantScript, folder)
      isFailure(run, emulator, "CLIENT_ID is missing", "GRANT_CODE is missing")
      assert.strictEqual((yield* emulator.stats).requests, 0)
    })
  )

  it.effect("spends no code when .env cannot be replaced", () =>
    Effect.gen(function* () {
      const { emulator, env, folder } = yield* setUp()
      const code = yield* newCode(emulator)
      // The place of the new text is taken: the file cannot be prepared.
      const beside = `${Fs.realpathSync(env)}.${process.pid}.new`
      Fs.mkdirSync(beside)
      const run = yield* runPlain(exchangeGrantScript, folder, ["--code", code])
      isFailure(run, emulator, "cannot be written", "the code is still good")
      Fs.rmdirSync(beside)
      const again = yield* runPlain(exchangeGrantScript, folder, ["--code", code])
      assert.strictEqual(again.code, 0, again.out + again.err)
    })
  )
})
