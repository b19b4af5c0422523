/** The tables of the store, made by migrations that any number of processes may run at once. */
import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { isLost } from "./Problem.ts"

export interface Names {
  readonly schema: string | undefined
  readonly prefix: string
}

/** A table's name as `sql(name)` takes it. */
export const table = ({ prefix, schema }: Names, name: string): string =>
  schema === undefined ? `${prefix}${name}` : `${schema}.${prefix}${name}`

/** Columns that every dialect has; times are epoch milliseconds of the database's clock. */
const createTokens = (names: Names): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const tokens = sql(table(names, "tokens"))
    yield* sql.onDialectOrElse({
      // Keys compare byte by byte: a collation that folds case or trailing spaces would mix up identities.
      mysql: () => sql`CREATE TABLE IF NOT EXISTS ${tokens} (
        token_key VARBINARY(1024) NOT NULL PRIMARY KEY,
        entry LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
        fence BIGINT NOT NULL,
        held_until BIGINT NOT NULL,
        holder CHAR(36) CHARACTER SET ascii,
        damaged LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
      ) ENGINE = InnoDB`,
      orElse: () => sql`CREATE TABLE IF NOT EXISTS ${tokens} (
        token_key text NOT NULL PRIMARY KEY,
        entry text,
        fence bigint NOT NULL,
        held_until bigint NOT NULL,
        holder text,
        damaged text
      )`
    })
  })

/** Credits by organisation and minute: what all processes together spent. */
const createCredits = (names: Names): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const credits = sql(table(names, "credits"))
    yield* sql.onDialectOrElse({
      mysql: () => sql`CREATE TABLE IF NOT EXISTS ${credits} (
        org VARBINARY(64) NOT NULL,
        minute BIGINT NOT NULL,
        spent BIGINT NOT NULL,
        PRIMARY KEY (org, minute)
      ) ENGINE = InnoDB`,
      orElse: () => sql`CREATE TABLE IF NOT EXISTS ${credits} (
        org text NOT NULL,
        minute bigint NOT NULL,
        spent bigint NOT NULL,
        PRIMARY KEY (org, minute)
      )`
    })
  })

const createSchema = Effect.fnUntraced(function* (schema: string) {
  const sql = yield* SqlClient.SqlClient
  const exists = Effect.map(
    sql`SELECT 1 AS found FROM pg_namespace WHERE nspname = ${schema}`,
    (rows) => rows.length > 0
  )
  // Asked first: a user without the right to create schemas may still use one that is there.
  if (yield* exists) return
  yield* sql`CREATE SCHEMA IF NOT EXISTS ${sql(schema)}`.pipe(
    // Two processes at once: the loser is told of a duplicate in spite of IF NOT EXISTS.
    Effect.catchTag("SqlError", (error) =>
      Effect.flatMap(exists, (there) => (there ? Effect.void : Effect.fail(error)))
    )
  )
})

/** Brings the tables to the newest version; returns at once when they are. */
export const run = Effect.fnUntraced(function* (names: Names) {
  const sql = yield* SqlClient.SqlClient
  const { schema } = names
  if (schema !== undefined) {
    yield* sql.onDialectOrElse({ pg: () => createSchema(schema), orElse: () => Effect.void })
  }
  const migrate = Migrator.make({})({
    table: table(names, "migrations"),
    loader: Effect.succeed(
      Object.entries({ tokens: createTokens(names), credits: createCredits(names) }).map(([name, change], index) => [
        index + 1,
        name,
        sql.onDialectOrElse({
          // MySQL commits at every CREATE TABLE, so a rollback cannot undo the note that a migration ran. Here the change,
          // which may safely run twice, comes before its note.
          mysql: () => Effect.as(change, Effect.void),
          orElse: () => Effect.succeed(change)
        })
      ])
    )
  })
  return yield* Effect.retry(migrate, {
    times: 5,
    while: (error) => error._tag === "SqlError" && isLost(error)
  })
})
