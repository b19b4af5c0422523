import * as EntryCodec from "@effect-zoho/auth/EntryCodec"
import { TokenKey } from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as MySql from "@effect-zoho/store-sql/MySql"
import * as MySqlClient from "@effect-zoho/store-sql/MySqlClient"
import { suite as credits } from "@effect-zoho/testing/CreditStoreTest"
import { entry, suite } from "@effect-zoho/testing/TokenStoreTest"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Redacted from "effect/Redacted"
import * as SqlClient from "effect/sql/SqlClient"
import * as Path from "node:path"
import * as Server from "@effect-zoho/testing/MariaDbServer"
import type { Place } from "@effect-zoho/testing/ProcessSuite"
import { missing, type Server as Running } from "@effect-zoho/testing/Servers"
import { assertSilent } from "@effect-zoho/testing/Secrets"
import * as Sql from "./support/Sql.ts"
import { assertKeepsReplacement, assertLostAnswer } from "@effect-zoho/testing/Trouble"

const key = TokenKey.make("us/production/1000.X/ada@example.com")
const put = (token: string) => Effect.flatMap(TokenStore, (tokens) => tokens.set(key, entry(token), 1))
const get = Effect.flatMap(TokenStore, (tokens) => tokens.get(key))
const tokenOf = Option.map(({ accessToken }: { accessToken: Redacted.Redacted }) => Redacted.value(accessToken))

const tests = (server: Running) => {
  const address = (query = "", user = Server.user, password = Server.password, database = Server.database) =>
    `mysql://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}${query}`
  const store = (query = "") => MySql.layer(Redacted.make(address(query)))
  const client = Layer.effect(
    SqlClient.SqlClient,
    MySqlClient.make({
      host: "127.0.0.1",
      port: server.port,
      user: Server.user,
      password: Redacted.make(Server.password),
      database: Server.database
    })
  ).pipe(Layer.provide(Reactivity.layer))
  const admin = <A, E>(use: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
    Effect.provide(Effect.flatMap(SqlClient.SqlClient, use), client)
  const caps = (table: string) => ({
    shared: true,
    durable: true,
    elapse: Sql.elapse(table),
    damage: Sql.damage(table)
  })

  const processes: Place = {
    program: Path.join(import.meta.dirname, "fixtures", "store-process.ts"),
    url: (name) => address(`?prefix=${name}_`),
    layer: (url) => MySql.layer(Redacted.make(url)),
    server
  }

  credits("mariadb", MySql.layerCredits(Redacted.make(address())), { shared: true })

  suite("mariadb", Layer.merge(store(), client), {
    ...caps("effect_zoho_tokens"),
    processes
  })
  suite(
    "mariadb, sealed with TOKEN_KEY, under a prefix",
    Layer.merge(
      Layer.provide(store("?prefix=sealed_"), EntryCodec.layer(Redacted.make(new Uint8Array(32).fill(1)))),
      client
    ),
    caps("sealed_tokens")
  )

  describe("MySQL and MariaDB store", () => {
    it.live("keeps its tables under the prefix that was named, and answers to mariadb: too", () =>
      Effect.gen(function* () {
        yield* Effect.provide(put("one"), store("?prefix=one_"))
        yield* Effect.provide(put("two"), store("?prefix=two_"))
        const same = MySql.layer(Redacted.make(address("?prefix=one_").replace("mysql:", "mariadb:")))
        assert.deepStrictEqual(tokenOf(yield* Effect.provide(get, same)), Option.some("one"))
        const tables = yield* admin(
          (sql) => sql`SELECT table_name AS name FROM information_schema.tables
            WHERE table_name LIKE 'one!_%' ESCAPE '!' OR table_name LIKE 'two!_%' ESCAPE '!' ORDER BY 1`
        )
        assert.deepStrictEqual(
          tables.map((it) => it["name"]),
          ["one_credits", "one_migrations", "one_tokens", "two_credits", "two_migrations", "two_tokens"]
        )
      })
    )

    it.live("runs its migrations again without harm where the notes of them were lost", () =>
      Effect.gen(function* () {
        yield* Effect.provide(put("a"), store("?prefix=half_"))
        yield* admin((sql) => sql`DELETE FROM half_migrations`)
        assert.deepStrictEqual(tokenOf(yield* Effect.provide(get, store("?prefix=half_"))), Option.some("a"))
      })
    )

    it.live("reads the server's clock as UTC, whatever time zone the server is set to", () =>
      Effect.gen(function* () {
        const before = yield* Clock.currentTimeMillis
        const lease = yield* Effect.flatMap(TokenStore, (tokens) => tokens.acquire(key, Duration.hours(1)))
        const after = yield* Clock.currentTimeMillis
        assert.strictEqual(lease._tag, "Acquired")
        if (lease._tag !== "Acquired") return
        // The same machine, so the same clock.
        assert.isAtLeast(lease.expiresAt, before + 3_600_000 - 1)
        assert.isAtMost(lease.expiresAt, after + 3_600_000)
      }).pipe(Effect.provide(store("?prefix=clock_")))
    )

    it.live("refuses a key that is too long, where a lax server would cut it off and mix up identities", () =>
      Effect.gen(function* () {
        const tokens = yield* TokenStore
        const long = TokenKey.make("k".repeat(2_000))
        const error = yield* Effect.flip(tokens.set(long, entry("a"), 1))
        assert.strictEqual(error._tag, "TokenStoreError")
        assert.isTrue(Option.isNone(yield* tokens.get(TokenKey.make("k".repeat(1_024)))))
      }).pipe(Effect.provide(store("?prefix=long_")))
    )

    it.live("names what is wrong with an address, and never shows its password", () =>
      Effect.gen(function* () {
        const problem = (url: string) =>
          Effect.map(
            Effect.flip(
              Effect.provide(get, MySql.layer({ url: Redacted.make(url), connectTimeout: Duration.seconds(2) }))
            ),
            (error) => {
              const shown = `${String(error)} ${JSON.stringify(error)} ${error.message}`
              for (const secret of [Server.password, encodeURIComponent(Server.password), "wrong-word"]) {
                assert.notInclude(shown, secret)
              }
              assert.strictEqual(error._tag === "TokenStoreError" && error.operation, "open")
              return error.message
            }
          )
        assert.include(yield* problem(address("", Server.user, "wrong-word")), "Check user and password")
        assert.match(
          yield* problem(address("", Server.user, Server.password, "nowhere")),
          /may not do that|no such database/u
        )
        assert.include(yield* problem(address().replace(String(server.port), "1")), "no connection")
        assert.include(yield* problem(address("?schema=a")), "no schemas")
        assert.include(yield* problem(address("?prefix=a.b")), "?prefix=")
        assert.include(yield* problem(`mysql://u:${Server.password.replace("/", "%")}@h/x`), "mysql://user:")
        assert.include(yield* problem("postgres://u:wrong-word@h/x"), "mysql://user:")
      })
    )

    it.live("shows no token in any span, log line or error", () =>
      assertSilent(
        store("?prefix=silent_"),
        admin((sql) => sql`DROP TABLE ${sql("silent_tokens")}`)
      )
    )

    it.live("makes a lease its own whose answer was lost", () =>
      assertLostAnswer(server.port, (port) =>
        MySql.layer(Redacted.make(address("?prefix=lost_answer_").replace(`:${server.port}/`, `:${port}/`)))
      )
    )

    it.live("keeps a good entry that replaced a damaged one meanwhile", () =>
      assertKeepsReplacement(store("?prefix=replaced_"))
    )

    it.live("goes on when the server ends its sessions", () =>
      Effect.gen(function* () {
        yield* put("a")
        yield* admin((sql) =>
          Effect.gen(function* () {
            const sessions = yield* sql`SELECT id FROM information_schema.processlist
              WHERE user = ${Server.user} AND id <> CONNECTION_ID()`
            assert.isAbove(sessions.length, 0)
            for (const { id } of sessions) yield* sql.unsafe(`KILL ${Number(id)}`)
          })
        )
        // Not one call may fail: the lost connection is replaced within it.
        assert.deepStrictEqual(tokenOf(yield* get), Option.some("a"))
      }).pipe(Effect.provide(store("?prefix=sessions_")))
    )
  })
}

const server = await Server.start()
if (server === undefined) missing("MariaDB", "install mariadb-server")
else {
  afterAll(server.stop)
  tests(server)
}
