import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as Settings from "@effect-zoho/config/Settings"
import * as Setting from "@effect-zoho/config/Setting"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { Leads } from "@effect-zoho/records/modules/Leads"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { entry, suite } from "@effect-zoho/testing/TokenStoreTest"
import { assert, describe, it, layer } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import * as Script from "../src/Script.ts"
import * as Stores from "../src/Stores.ts"
import { ownStore } from "./fixtures/own-store.ts"
import { capture, temporaryFolder } from "./support.ts"

const key = Token.TokenKey.make("us/production/1000.X/ada@example.com")
const tokenKey = (byte: number) => Buffer.alloc(32, byte).toString("base64")

const values = (env: Record<string, string>) =>
  Setting.load(Settings.store).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(env))
  )

const open = <A, E>(env: Record<string, string>, effect: Effect.Effect<A, E, TokenStore>) =>
  Effect.flatMap(values(env), (it) => Effect.provide(effect, Stores.layer(it)))

const put = Effect.gen(function* () {
  const tokens = yield* TokenStore
  const lease = yield* tokens.acquire(key, Duration.minutes(1))
  yield* tokens.set(key, entry("1000.s3cret"), lease._tag === "Acquired" ? lease.fence : 0)
})
const get = Effect.flatMap(TokenStore, (it) => it.get(key))
const text = Option.map(({ accessToken }: Token.Entry) => Redacted.value(accessToken))

describe("the store that TOKEN_STORE names", () => {
  it.live.each([
    ["file", "file:FOLDER/tokens"],
    ["sqlite", "sqlite:FOLDER/tokens.db?prefix=z_"]
  ] as const)("%s keeps tokens for the next process, sealed when TOKEN_KEY is set", ([, address]) =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const env = { TOKEN_STORE: address.replace("FOLDER", folder), TOKEN_KEY: tokenKey(1) }
      yield* open(env, put)
      assert.deepStrictEqual(text(yield* open(env, get)), Option.some("1000.s3cret"))
      const files = Fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((it) => it.isFile())
      assert.isNotEmpty(files)
      for (const file of files) {
        const contents = Fs.readFileSync(NodePath.join(file.parentPath, file.name), "latin1")
        assert.notInclude(contents, "s3cret")
        assert.notInclude(contents, "accessToken")
      }
      for (const other of [{ ...env, TOKEN_KEY: tokenKey(2) }, { TOKEN_STORE: env.TOKEN_STORE }]) {
        const error = yield* Effect.flip(open(other, get))
        assert(error._tag === "AuthError" && error.reason._tag === "WrongTokenKey")
        assert.include(error.reason.remedy, "TOKEN_KEY")
      }
    })
  )

  it.live("memory forgets, key or not", () =>
    Effect.gen(function* () {
      const env = { TOKEN_STORE: "memory", TOKEN_KEY: tokenKey(1) }
      yield* open(env, put)
      assert.isTrue(Option.isNone(yield* open(env, get)))
    })
  )

  it.live.each([
    ["postgres://u:pg-s3cret@127.0.0.1:1/x", "postgres://127.0.0.1:1/x"],
    ["mysql://u:my-s3cret@127.0.0.1:1/x", "mysql://127.0.0.1:1/x"],
    ["redis://:rd-s3cret@127.0.0.1:1/0", "redis://127.0.0.1:1/0"]
  ] as const)("%s is asked for, and named without its password when it is not there", ([address, shown]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(open({ TOKEN_STORE: address }, get))
      assert(error._tag === "AuthError" && error.reason._tag === "StoreFailed")
      assert.strictEqual(error.reason.cause.store, shown)
      assert.notInclude(JSON.stringify(error) + String(error), "s3cret")
    })
  )
})

describe("processes", () => {
  const hooks = NodePath.join(import.meta.dirname, "fixtures/hooks.ts")
  const script = NodePath.join(import.meta.dirname, "fixtures/contacted.ts")

  // What Node compiled for one start is there for the next.
  const { NODE_COMPILE_CACHE, PATH = "" } = process.env
  const run = (env: Record<string, string>) =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const child = yield* Effect.callback<{ code: number; said: string; err: string }>((resume) => {
        ChildProcess.execFile(
          process.execPath,
          ["--import", hooks, script],
          { cwd: folder, env: { PATH, NODE_COMPILE_CACHE, ...env } },
          (error, said, err) => resume(Effect.succeed({ code: Number(error?.code ?? 0), said, err }))
        )
      })
      const loaded: ReadonlyArray<string> = JSON.parse(child.err.trim().split("\n").at(-1) ?? "[]")
      return { ...child, loaded }
    })

  const drivers = /^(?:@effect\/sql-pg|pg.*|mysql.*|redis|@redis\/.*|store-.*)$/u

  layer(Emulator.layerServer(), { excludeTestServices: true })((it) => {
    it.effect("with file: not one module of a driver is loaded", () =>
      Effect.gen(function* () {
        const env = EmulatorLayers.variables(yield* Emulator.Emulator)
        const { code, loaded, said } = yield* run({ ...env, TOKEN_STORE: "file:tokens" })
        assert.strictEqual(code, 0, said)
        assert.includeMembers([...loaded], ["effect", "auth", "toolkit"])
        assert.deepStrictEqual(
          loaded.filter((it) => drivers.test(it)),
          []
        )
      })
    )

    it.effect.each([
      ["sqlite:tokens.db", ["store-sql"]],
      ["postgres://u@127.0.0.1:1/x", ["@effect/sql-pg", "store-sql"]],
      ["mysql://u@127.0.0.1:1/x", ["mysql2", "store-sql"]],
      ["redis://127.0.0.1:1/0", ["@redis/client", "redis", "store-redis"]]
    ] as const)("with %s its own driver is loaded and no other", ([store, expected]) =>
      Effect.gen(function* () {
        const env = EmulatorLayers.variables(yield* Emulator.Emulator)
        const { loaded } = yield* run({ ...env, TOKEN_STORE: store })
        assert.sameMembers(
          loaded.filter((it) => drivers.test(it) && !/^@redis\/(?!client)/u.test(it) && !it.startsWith("pg")),
          [...expected]
        )
      })
    )

    it.effect("a package that is not installed is named, with the command that installs it", () =>
      Effect.gen(function* () {
        const env = EmulatorLayers.variables(yield* Emulator.Emulator)
        const { code, err, said } = yield* run({
          ...env,
          TOKEN_STORE: "redis://:s3cret-word@127.0.0.1/0",
          MISSING_PACKAGE: "@effect-zoho/store-redis"
        })
        assert.strictEqual(code, 1)
        assert.include(said, "The token store's package is not installed")
        assert.include(said, "redis://127.0.0.1/0 needs the package @effect-zoho/store-redis")
        assert.include(said, "npm install @effect-zoho/store-redis")
        assert.notMatch(said + err, /s3cret-word|^ {4}at /mu)
      })
    )
  })
})

// The store of the README, which is this file: it passes the suite, and a script runs on it.
suite("one of your own", ownStore, { shared: false, durable: false })

describe("a store of your own", () => {
  it("is the one that the README shows", () => {
    const read = (path: string) => Fs.readFileSync(NodePath.join(import.meta.dirname, path), "utf8")
    assert.include(read("../README.md"), `\`\`\`ts\n${read("fixtures/own-store.ts")}\`\`\``)
  })

  it.live("takes the place of the one that TOKEN_STORE names", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const folder = yield* temporaryFolder
      const script = Script.define({
        name: "own",
        summary: "Uses a store of its own.",
        inputs: {},
        switches: {},
        tokenStore: ownStore,
        main: () => Effect.asVoid(Leads)
      })
      for (let n = 0; n < 2; n++) {
        const { out, streams } = capture()
        const environment = { ...EmulatorLayers.variables(emulator), TOKEN_STORE: `file:${folder}/tokens` }
        const code = yield* Script.execute(script, { args: [], environment, folder, ...streams })
        assert.strictEqual(code, 0, out())
      }
      assert.isFalse(Fs.existsSync(`${folder}/tokens`))
      assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
    }).pipe(Effect.provide(Emulator.layerServer()))
  )
})
