/** What the suite needs from the database itself, in plain SQL. */
import type { TokenKey } from "@effect-zoho/auth/Token"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"

/** Lets time pass for leases: their ends move towards the past. */
export const elapse =
  (table: string) =>
  (duration: Duration.Duration): Effect.Effect<void, never, SqlClient.SqlClient> =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE ${sql(table)} SET held_until = held_until - ${sql.literal(String(Duration.toMillis(duration)))}`
    }).pipe(Effect.orDie)

/** Cuts the stored text of a key off. */
export const damage =
  (table: string) =>
  (key: TokenKey): Effect.Effect<void, never, SqlClient.SqlClient> =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE ${sql(table)} SET entry = substr(entry, 1, 20) WHERE token_key = ${key}`
    }).pipe(Effect.orDie)
