/**
 * The `CreditStore` on any `SqlClient`: a row for each organisation and minute, which every process adds to.
 *
 * Adding is one statement under the rows' locks, always in the order of minutes, so that nothing is lost and processes
 * do not stop each other. Rows that count no more are deleted about once an hour by whoever is there.
 */
import { CreditStore, type Spent } from "@effect-zoho/auth/CreditStore"
import type { TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import * as Bounded from "./internal/Bounded.ts"
import * as Migrations from "./internal/Migrations.ts"
import * as Place from "./internal/Place.ts"
import { dialectOf } from "./internal/Problem.ts"

export interface Options extends Place.Place {
  /** How messages name the store: kind and place, never a password. */
  readonly store: string
  /** How long one operation may take in all, connecting included: 15 seconds. */
  readonly timeout?: Duration.Input | undefined
}

/** PostgreSQL gives a sum as text, as it may be longer than any number. */
const Sums = Schema.Array(Schema.Struct({ spent: Schema.Union([Bounded.Int, Schema.FiniteFromString]) }))
const decodeSums = Schema.decodeUnknownEffect(Sums)

/** Minutes between two clean-ups by one process. */
const cleanUpEvery = 60

/** Rows of one statement: a process that tells of a whole day at once needs several. */
const atOnce = 500

const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<CreditStore["Service"], TokenStoreError, SqlClient.SqlClient> {
  const { store } = options
  const sql = yield* SqlClient.SqlClient
  const dialect = dialectOf(sql)
  const names: Migrations.Names = { schema: options.schema, prefix: options.prefix ?? "effect_zoho_" }
  const timeout = Duration.fromInputUnsafe(options.timeout ?? Duration.seconds(15))
  const { bounded } = Bounded.make({ store, dialect, timeout })
  yield* Place.check(store, options)
  yield* Bounded.migrate(names, { store, dialect, timeout })

  const table = sql(Migrations.table(names, "credits"))
  let cleanedUp = Number.NEGATIVE_INFINITY

  const addRows = (org: string, spent: ReadonlyArray<Spent>) => {
    const rows = sql.csv(spent.map(({ credits, minute }) => sql`(${org}, ${String(minute)}, ${String(credits)})`))
    return dialect === "mysql"
      ? sql`INSERT INTO ${table} (org, minute, spent) VALUES ${rows}
            ON DUPLICATE KEY UPDATE spent = spent + VALUES(spent)`
      : dialect === "pg"
        ? sql`INSERT INTO ${table} AS kept (org, minute, spent)
              SELECT org, CAST(minute AS bigint), CAST(spent AS bigint) FROM (VALUES ${rows}) AS told (org, minute, spent)
              ON CONFLICT (org, minute) DO UPDATE SET spent = kept.spent + excluded.spent`
        : sql`INSERT INTO ${table} AS kept (org, minute, spent) VALUES ${rows}
              ON CONFLICT (org, minute) DO UPDATE SET spent = kept.spent + excluded.spent`
  }

  const add = Effect.fnUntraced(function* (org: string, spent: ReadonlyArray<Spent>, since: number) {
    const inOrder = spent.toSorted((a, b) => a.minute - b.minute)
    for (let at = 0; at < inOrder.length; at += atOnce) yield* addRows(org, inOrder.slice(at, at + atOnce))
    if (since - cleanedUp >= cleanUpEvery) {
      yield* sql`DELETE FROM ${table} WHERE org = ${org} AND minute <= ${since}`
      cleanedUp = since
    }
    const [row] = yield* Effect.flatMap(
      sql`SELECT COALESCE(SUM(spent), 0) AS spent FROM ${table} WHERE org = ${org} AND minute > ${since}`,
      decodeSums
    )
    return Number(row?.spent ?? 0)
  })

  return CreditStore.of({ add: (org, spent, since) => bounded("credits")(add(org, spent, since)) })
})

/** The store on the `SqlClient` at hand; makes its table. */
export const layer = (options: Options): Layer.Layer<CreditStore, TokenStoreError, SqlClient.SqlClient> =>
  Layer.effect(CreditStore, make(options))
