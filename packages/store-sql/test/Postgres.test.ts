import * as EntryCodec from "@effect-zoho/auth/EntryCodec"
import { TokenKey } from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as Postgres from "@effect-zoho/store-sql/Postgres"
import { suite as credits } from "@effect-zoho/testing/CreditStoreTest"
import { entry, suite } from "@effect-zoho/testing/TokenStoreTest"
import * as PgClient from "@effect/sql-pg/PgClient"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as SqlClient from "effect/sql/SqlClient"
import * as Path from "node:path"
import * as Server from "@effect-zoho/testing/PostgresServer"
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
  const address = (query = "", user = Server.user, password = Server.password, database = "postgres") =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}${query}`
  const store = (query = "") => Postgres.layer(Redacted.make(address(query)))
  const client = PgClient.layer({ url: Redacted.make(address()), maxConnections: 2 })
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
    url: (name) => address(`?schema=${name}`),
    layer: (url) => Postgres.layer(Redacted.make(url)),
    server
  }

  credits("postgres", Postgres.layerCredits(Redacted.make(address())), { shared: true })
  credits("postgres, in a schema", Postgres.layerCredits(Redacted.make(address("?schema=budgets&prefix=c_"))), {
    shared: true
  })

  suite("postgres", Layer.merge(store(), client), {
    ...caps("effect_zoho_tokens"),
    processes
  })
  suite(
    "postgres, sealed with TOKEN_KEY, in a schema",
    Layer.merge(
      Layer.provide(store("?schema=sealed&prefix=t_"), EntryCodec.layer(Redacted.make(new Uint8Array(32).fill(1)))),
      client
    ),
    caps("sealed.t_tokens")
  )

  describe("PostgreSQL store", () => {
    it.live("keeps its tables in the schema and under the prefix that were named, and nowhere else", () =>
      Effect.gen(function* () {
        yield* Effect.provide(put("one"), store("?schema=named&prefix=one_"))
        yield* Effect.provide(put("two"), store("?schema=named&prefix=two_"))
        assert.deepStrictEqual(
          tokenOf(yield* Effect.provide(get, store("?schema=named&prefix=one_"))),
          Option.some("one")
        )
        const tables = yield* admin(
          (sql) => sql`SELECT schemaname || '.' || tablename AS name FROM pg_tables
            WHERE tablename LIKE 'one!_%' ESCAPE '!' OR tablename LIKE 'two!_%' ESCAPE '!' ORDER BY 1`
        )
        assert.deepStrictEqual(
          tables.map((it) => it["name"]),
          [
            "named.one_credits",
            "named.one_migrations",
            "named.one_tokens",
            "named.two_credits",
            "named.two_migrations",
            "named.two_tokens"
          ]
        )
      })
    )

    it.live("works for a user who may use the schema but make none", () =>
      Effect.gen(function* () {
        yield* admin((sql) =>
          Effect.gen(function* () {
            yield* sql`CREATE SCHEMA given`
            yield* sql.unsafe(`CREATE ROLE limited LOGIN PASSWORD '${Server.password}'`)
            yield* sql`GRANT ALL ON SCHEMA given TO limited`
          })
        )
        const limited = (query: string) => Postgres.layer(Redacted.make(address(query, "limited")))
        yield* Effect.provide(put("a"), limited("?schema=given"))
        assert.deepStrictEqual(tokenOf(yield* Effect.provide(get, limited("?schema=given"))), Option.some("a"))
        const refused = yield* Effect.flip(Effect.provide(get, limited("?schema=not_given")))
        assert.include(refused.message, "may not do that")
      })
    )

    it.live("names what is wrong with an address, and never shows its password", () =>
      Effect.gen(function* () {
        const problem = (url: string) =>
          Effect.map(
            Effect.flip(
              Effect.provide(get, Postgres.layer({ url: Redacted.make(url), connectTimeout: Duration.seconds(2) }))
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
        assert.include(yield* problem(address("", Server.user, Server.password, "nowhere")), "no such database")
        assert.include(yield* problem(address().replace(String(server.port), "1")), "no connection")
        assert.include(yield* problem(address("?schema=Bad-Name")), "?schema=")
        assert.include(yield* problem(address("?prefix=a.b")), "?prefix=")
        assert.include(yield* problem(`postgres://u:${Server.password.replace("/", "%")}@:1/x`), "postgres://user:")
        assert.include(yield* problem("mysql://u:wrong-word@h/x"), "postgres://user:")
      })
    )

    it.live("shows no token in any span, log line or error", () =>
      assertSilent(
        store("?schema=silent"),
        admin((sql) => sql`DROP TABLE ${sql("silent.effect_zoho_tokens")}`)
      )
    )

    it.live("makes a lease its own whose answer was lost", () =>
      assertLostAnswer(server.port, (port) =>
        Postgres.layer(Redacted.make(address("?schema=lost_answer").replace(`:${server.port}/`, `:${port}/`)))
      )
    )

    it.live("keeps a good entry that replaced a damaged one meanwhile", () =>
      assertKeepsReplacement(store("?schema=replaced"))
    )

    it.live("goes on when the server ends its sessions", () =>
      Effect.gen(function* () {
        yield* put("a")
        yield* admin(
          (sql) => sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'effect-zoho'`
        )
        // Not one call may fail: the lost connection is replaced within it.
        assert.deepStrictEqual(tokenOf(yield* get), Option.some("a"))
      }).pipe(Effect.provide(store("?schema=sessions")))
    )
  })
}

const server = await Server.start()
if (server === undefined) missing("PostgreSQL", "the registry package has it for Linux on x64")
else {
  afterAll(server.stop)
  tests(server)
}
