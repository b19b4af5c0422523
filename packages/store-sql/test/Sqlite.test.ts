import * as EntryCodec from "@effect-zoho/auth/EntryCodec"
import { TokenKey } from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as Sqlite from "@effect-zoho/store-sql/Sqlite"
import * as SqliteClient from "@effect-zoho/store-sql/SqliteClient"
import { suite as credits } from "@effect-zoho/testing/CreditStoreTest"
import { entry, suite } from "@effect-zoho/testing/TokenStoreTest"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Redacted from "effect/Redacted"
import * as SqlClient from "effect/sql/SqlClient"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { Place } from "@effect-zoho/testing/ProcessSuite"
import { assertKeepsReplacement } from "@effect-zoho/testing/Trouble"
import { assertSilent } from "@effect-zoho/testing/Secrets"
import * as Sql from "./support/Sql.ts"

const directory = Fs.mkdtempSync(Path.join(Os.tmpdir(), "store-sqlite-"))
afterAll(() => Fs.rmSync(directory, { recursive: true, force: true }))

const at = (name: string) => Path.join(directory, name)
const client = (name: string) =>
  Layer.effect(SqlClient.SqlClient, SqliteClient.make({ filename: at(name) })).pipe(Layer.provide(Reactivity.layer))
const keyOf = (byte: number) => EntryCodec.layer(Redacted.make(new Uint8Array(32).fill(byte)))
const caps = {
  shared: true,
  durable: true,
  elapse: Sql.elapse("effect_zoho_tokens"),
  damage: Sql.damage("effect_zoho_tokens")
}

const processes: Place = {
  program: Path.join(import.meta.dirname, "fixtures", "store-process.ts"),
  url: (name) => `sqlite:${at(`${name}.db`)}`,
  layer: Sqlite.layer,
  disk: { url: (directory) => `sqlite:${directory}.db`, kilobytes: 200 }
}

credits("sqlite", Sqlite.layerCredits({ path: at("credits.db") }), { shared: true })

suite("sqlite", Layer.merge(Sqlite.layer({ path: at("plain.db") }), client("plain.db")), { ...caps, processes })
suite(
  "sqlite, sealed with TOKEN_KEY",
  Layer.merge(Layer.provide(Sqlite.layer({ path: at("sealed.db") }), keyOf(1)), client("sealed.db")),
  caps
)

const key = TokenKey.make("us/production/1000.X/ada@example.com")
const put = (token: string) => Effect.flatMap(TokenStore, (tokens) => tokens.set(key, entry(token), 1))
const get = Effect.flatMap(TokenStore, (tokens) => tokens.get(key))

describe("SQLite store", () => {
  it.live("keeps entries for the next layer over the same file, and its files for this user alone", () =>
    Effect.gen(function* () {
      const path = at("new/deep/tokens.db")
      yield* Effect.provide(put("secret-token"), Sqlite.layer(`sqlite:${path}`))
      const found = yield* Effect.provide(get, Sqlite.layer({ path }))
      assert.deepStrictEqual(Redacted.value(Option.getOrThrow(found).accessToken), "secret-token")
      const modes = Effect.gen(function* () {
        yield* get
        return Fs.readdirSync(Path.dirname(path)).map((it) => [
          it,
          (Fs.statSync(at(`new/deep/${it}`)).mode & 0o777).toString(8)
        ])
      })
      assert.deepStrictEqual(yield* Effect.provide(modes, Sqlite.layer({ path })), [
        ["tokens.db", "600"],
        ["tokens.db-shm", "600"],
        ["tokens.db-wal", "600"]
      ])
    })
  )

  it.live("keeps two prefixes in one file apart", () =>
    Effect.gen(function* () {
      const url = `sqlite:${at("prefixes.db")}`
      yield* Effect.provide(put("one"), Sqlite.layer(`${url}?prefix=one_`))
      yield* Effect.provide(put("two"), Sqlite.layer(`${url}?prefix=two_`))
      const found = yield* Effect.provide(get, Sqlite.layer(`${url}?prefix=one_`))
      assert.strictEqual(Redacted.value(Option.getOrThrow(found).accessToken), "one")
      const db = new DatabaseSync(at("prefixes.db"))
      const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
      db.close()
      assert.deepStrictEqual(
        tables.map((it) => it["name"]),
        ["one_credits", "one_migrations", "one_tokens", "two_credits", "two_migrations", "two_tokens"]
      )
    })
  )

  for (const bad of [
    "sqlite:",
    "sqlite:?prefix=a",
    "sqlite://host/tokens.db",
    "file:tokens.db",
    "sqlite:x.db?prefix=a b",
    "sqlite:x.db?prefix=A;--"
  ]) {
    it.live(`refuses ${bad} with a remedy`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Effect.provide(get, Sqlite.layer(bad)))
        assert.strictEqual(error._tag, "TokenStoreError")
        assert.match(error.remedy, /sqlite:PATH|\?prefix=/u)
        assert.isFalse(Fs.existsSync("x.db"))
      }).pipe(
        Effect.ensuring(
          Effect.sync(() => ["", "-wal", "-shm"].forEach((it) => Fs.rmSync(`x.db${it}`, { force: true })))
        )
      )
    )
  }

  it.live("tells a file that is no database, a directory, and a path that cannot be made", () =>
    Effect.gen(function* () {
      Fs.writeFileSync(at("text.db"), "this is not a database, and long enough to be read as one ".repeat(20))
      Fs.mkdirSync(at("directory.db"))
      const problem = (path: string) =>
        Effect.map(
          Effect.flip(Effect.provide(get, Sqlite.layer({ path: at(path) }))),
          (it) => `${it.problem} ${it.remedy}`
        )
      assert.strictEqual(yield* problem("text.db"), "the file is no SQLite database. Set TOKEN_STORE to another path.")
      assert.match(yield* problem("directory.db"), /EISDIR/u)
      assert.match(yield* problem("text.db/tokens.db"), /ENOTDIR|EEXIST/u)
    })
  )

  it.live("names the wrong key when it opens, and touches nothing", () =>
    Effect.gen(function* () {
      const store = Sqlite.layer({ path: at("keys.db") })
      yield* Effect.provide(put("sealed"), Layer.provide(store, keyOf(1)))
      for (const [layer, found] of [
        [Layer.provide(store, keyOf(2)), "another-key"],
        [store, "sealed"]
      ] as const) {
        const error = yield* Effect.flip(Effect.provide(get, layer))
        assert.strictEqual(error._tag === "WrongTokenKey" && error.found, found)
      }
      const found = yield* Effect.provide(get, Layer.provide(store, keyOf(1)))
      assert.strictEqual(Redacted.value(Option.getOrThrow(found).accessToken), "sealed")
      assert.notInclude(Fs.readFileSync(at("keys.db"), "latin1"), "accessToken")
    })
  )

  it.live("names a key that goes wrong later as that too", () =>
    Effect.gen(function* () {
      const store = Sqlite.layer({ path: at("later.db") })
      const error = yield* Effect.gen(function* () {
        yield* get
        yield* Effect.provide(put("sealed"), Layer.fresh(Layer.provide(store, keyOf(1))))
        return yield* Effect.flip(get)
      }).pipe(Effect.provide(store))
      assert.strictEqual(error._tag, "WrongTokenKey")
      assert.include(error.message, `sqlite:${at("later.db")}`)
    })
  )

  it.live("warns of a damaged entry by key, says nothing of its text, and keeps it until it is removed", () =>
    Effect.gen(function* () {
      const logged: Array<string> = []
      const logger = Logger.make(({ message }) => void logged.push(String(message)))
      const damaged = Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const [row] = yield* sql`SELECT entry, damaged FROM effect_zoho_tokens WHERE token_key = ${key}`
        return { ...row }
      }).pipe(Effect.provide(client("damaged.db")))
      yield* Effect.gen(function* () {
        yield* put("secret-token")
        yield* Effect.provide(Sql.damage("effect_zoho_tokens")(key), client("damaged.db"))
        assert.isTrue(Option.isNone(yield* get))
        assert.isTrue(Option.isNone(yield* get))
        assert.strictEqual(logged.length, 1)
        assert.include(logged[0], key)
        assert.notInclude(logged[0], "secret")
        assert.deepStrictEqual(yield* damaged, { entry: null, damaged: '{"accessToken":"secr' })
        yield* (yield* TokenStore).remove(key)
        assert.deepStrictEqual(yield* damaged, { entry: null, damaged: null })
      }).pipe(Effect.provide([Sqlite.layer({ path: at("damaged.db") }), Logger.layer([logger])]))
    })
  )

  it.live("shows no token in any span, log line or error", () =>
    assertSilent(
      Sqlite.layer({ path: at("silent.db") }),
      Effect.provide(
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql`DROP TABLE effect_zoho_tokens`),
        client("silent.db")
      )
    )
  )

  it.live("keeps a good entry that replaced a damaged one meanwhile", () =>
    assertKeepsReplacement(Sqlite.layer({ path: at("replaced.db") }))
  )

  it.live("says so when another process keeps the file locked, and goes on afterwards", () =>
    Effect.gen(function* () {
      const store = Sqlite.layer({ path: at("locked.db"), busyTimeout: Duration.millis(50) })
      const error = yield* Effect.gen(function* () {
        yield* get
        const other = new DatabaseSync(at("locked.db"))
        other.exec("BEGIN IMMEDIATE")
        const refused = yield* Effect.flip(put("a"))
        other.exec("ROLLBACK")
        other.close()
        yield* put("a")
        return refused
      }).pipe(Effect.provide(store))
      assert.strictEqual(error._tag === "TokenStoreError" && error.operation, "set")
      assert.include(String(error), "locked for too long")
    })
  )
})
