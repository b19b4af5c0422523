/**
 * The `TokenStore` on any `SqlClient`: SQLite, PostgreSQL, MySQL, MariaDB.
 *
 * - One row a key holds entry, fence and lease. Rows are never deleted, so fences keep growing after `remove`.
 * - `acquire` and `set` check and write in one statement, under the row's lock. No transaction spans two round trips, so
 *   a process that is paused or killed leaves no lock behind, at worst a lease that ends by itself.
 * - Time is the database's clock; the clocks of the processes do not matter.
 * - A damaged entry moves to the row's `damaged` column, where `remove` clears it and the next damage replaces it.
 * - A lost connection is tried again once at once; every statement here may run twice.
 */
import { type Codec, EntryCodec, namedBy, toStoreError, type WrongTokenKey } from "@effect-zoho/auth/EntryCodec"
import { type Entry, TokenKey } from "@effect-zoho/auth/Token"
import { type Acquired, type Held, StaleLease, TokenStore, TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import type { Fragment } from "effect/sql/Statement"
import { randomUUID } from "node:crypto"
import * as Bounded from "./internal/Bounded.ts"
import * as Migrations from "./internal/Migrations.ts"
import * as Place from "./internal/Place.ts"
import { type Dialect, dialectOf } from "./internal/Problem.ts"

export interface Options extends Place.Place {
  /** How messages name the store: kind and place, never a password. */
  readonly store: string
  /** How long one operation may take in all, connecting included: 15 seconds. */
  readonly timeout?: Duration.Input | undefined
}

const LeaseRows = Schema.Array(
  Schema.Struct({
    fence: Bounded.Int,
    held_until: Bounded.Int,
    holder: Schema.optionalKey(Schema.NullOr(Schema.String))
  })
)
const EntryRows = Schema.Array(Schema.Struct({ token_key: TokenKey, entry: Schema.String }))

const clocks: Readonly<Record<Dialect, string>> = {
  pg: "(extract(epoch from clock_timestamp()) * 1000)::bigint",
  mysql: "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000)",
  sqlite: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
}

const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<TokenStore["Service"], TokenStoreError | WrongTokenKey, SqlClient.SqlClient> {
  const { store } = options
  const sql = yield* SqlClient.SqlClient
  const dialect = dialectOf(sql)
  const names: Migrations.Names = { schema: options.schema, prefix: options.prefix ?? "effect_zoho_" }
  const timeout = Duration.fromInputUnsafe(options.timeout ?? Duration.seconds(15))

  const { bounded } = Bounded.make({ store, dialect, timeout })

  yield* Place.check(store, options)

  const tokens = sql(Migrations.table(names, "tokens"))
  /** Epoch milliseconds by the database's clock, read after any wait for the row's lock where the dialect can. */
  const now = sql.literal(clocks[dialect])
  const keyColumn = sql.literal(dialect === "mysql" ? "CONVERT(token_key USING utf8mb4) AS token_key" : "token_key")
  const integer = (value: number) => (dialect === "pg" ? sql`CAST(${String(value)} AS bigint)` : sql`${value}`)

  const readLease = (key: TokenKey) =>
    Effect.flatMap(
      sql`SELECT fence, held_until, holder FROM ${tokens} WHERE token_key = ${key}`,
      Schema.decodeUnknownEffect(LeaseRows)
    )

  /** Takes the lease if it is over. */
  const takeLease = (key: TokenKey, millis: number, holder: string) => {
    const until = sql`${now} + ${integer(millis)}`
    return dialect === "mysql"
      ? // MySQL has no RETURNING; assignments run from left to right, so `held_until` comes last.
        sql`INSERT INTO ${tokens} (token_key, fence, held_until, holder) VALUES (${key}, 1, ${until}, ${holder})
            ON DUPLICATE KEY UPDATE
              fence = IF(held_until <= ${now}, fence + 1, fence),
              holder = IF(held_until <= ${now}, VALUES(holder), holder),
              held_until = IF(held_until <= ${now}, VALUES(held_until), held_until)`
      : sql`INSERT INTO ${tokens} AS held (token_key, fence, held_until, holder) VALUES (${key}, 1, ${until}, ${holder})
            ON CONFLICT (token_key) DO UPDATE
              SET fence = held.fence + 1, held_until = excluded.held_until, holder = excluded.holder
              WHERE held.held_until <= ${now}`
  }

  const acquire = Effect.fnUntraced(function* (key: TokenKey, ttl: Duration.Duration, holder: string) {
    // A year, so that no duration leaves the range of whole numbers.
    const millis = Math.min(Math.max(Math.ceil(Duration.toMillis(ttl)), 0), 31_536_000_000)
    yield* takeLease(key, millis, holder)
    // Whose it is now is read apart: so an attempt whose answer was lost is known as ours when it is tried again, and one
    // that has passed on already is not.
    const [row] = yield* readLease(key)
    const until = Number(row?.held_until ?? 0)
    return row?.holder === holder
      ? ({ _tag: "Acquired", fence: Number(row.fence), expiresAt: until } satisfies Acquired)
      : ({ _tag: "Held", until } satisfies Held)
  })

  const write = (key: TokenKey, text: string, fence: number) =>
    dialect === "mysql"
      ? sql`INSERT INTO ${tokens} (token_key, entry, fence, held_until) VALUES (${key}, ${text}, ${fence}, 0)
            ON DUPLICATE KEY UPDATE
              entry = IF(fence <= VALUES(fence), VALUES(entry), entry),
              fence = GREATEST(fence, VALUES(fence))`
      : sql`INSERT INTO ${tokens} AS held (token_key, entry, fence, held_until)
            VALUES (${key}, ${text}, ${integer(fence)}, 0)
            ON CONFLICT (token_key) DO UPDATE SET entry = excluded.entry, fence = excluded.fence
              WHERE held.fence <= excluded.fence`

  const codec: Codec = yield* Effect.flatMap(EntryCodec, (it) =>
    it.forStore(`${dialect}:${Migrations.table(names, "tokens")}`)
  ).pipe(Effect.mapError(toStoreError(store, "open")))

  const set = Effect.fnUntraced(function* (key: TokenKey, text: string, fence: number) {
    yield* write(key, text, fence)
    const [row] = yield* readLease(key)
    // A newer fence: nothing was written, or it is superseded already, and the newer holder's entry is the one to use.
    if (Number(row?.fence ?? 0) > fence) return yield* new StaleLease({ fence })
  })

  /** An entry that is none: it is kept in its row for a look, unless somebody has replaced it meanwhile. */
  const decode = Effect.fnUntraced(function* (key: TokenKey, text: string) {
    return yield* codec.decode(key, text).pipe(
      Effect.asSome,
      Effect.catchTag("DamagedEntry", ({ problem }) =>
        sql`UPDATE ${tokens} SET damaged = entry, entry = NULL WHERE token_key = ${key} AND entry = ${text}`.pipe(
          Effect.andThen(
            Effect.logWarning(
              `Token store ${store}: the entry of ${key} is damaged (${problem}) and counts as none; it was set aside in the column "damaged" of its row.`
            )
          ),
          Effect.as(Option.none<Entry>())
        )
      ),
      Effect.catchTag("WrongTokenKey", (error) => Effect.fail(namedBy(store)(error)))
    )
  })

  const rows = (where: Fragment) =>
    Effect.flatMap(
      sql`SELECT ${keyColumn}, entry FROM ${tokens} WHERE entry IS NOT NULL AND ${where}`,
      Schema.decodeUnknownEffect(EntryRows)
    )

  const get = Effect.fnUntraced(function* (key: TokenKey) {
    const [row] = yield* rows(sql`token_key = ${key}`)
    return row === undefined ? Option.none<Entry>() : yield* decode(key, row.entry)
  })

  const list = Effect.gen(function* () {
    const found = yield* Effect.forEach(yield* rows(sql`1 = 1`), ({ entry, token_key: key }) =>
      Effect.map(
        decode(key, entry),
        Option.map((entry) => ({ key, entry }))
      )
    )
    return found.flatMap(Option.toArray)
  })

  yield* Bounded.migrate(names, { store, dialect, timeout })
  // Told now and as what it is: later, in an operation, it could only be a store that fails. A few rows are enough.
  for (const row of yield* bounded("open")(rows(sql`1 = 1 LIMIT 10`))) {
    yield* Effect.catchTags(codec.decode(row.token_key, row.entry), {
      DamagedEntry: () => Effect.void,
      WrongTokenKey: (error) => Effect.fail(namedBy(store)(error))
    })
  }

  return TokenStore.of({
    get: (key) => bounded("get")(get(key)),
    list: bounded("list")(list),
    remove: (key) =>
      bounded("remove")(sql`UPDATE ${tokens} SET entry = NULL, damaged = NULL WHERE token_key = ${key}`).pipe(
        Effect.asVoid
      ),
    acquire: (key, ttl) => Effect.suspend(() => bounded("acquire")(acquire(key, ttl, randomUUID()))),
    set: (key, entry, fence) =>
      codec.encode(key, entry).pipe(
        Effect.mapError(toStoreError(store, "set")),
        Effect.flatMap((text) => bounded("set")(set(key, text, fence)))
      ),
    release: (key, fence) =>
      bounded("release")(
        sql`UPDATE ${tokens} SET held_until = 0 WHERE token_key = ${key} AND fence = ${integer(fence)}`
      ).pipe(Effect.asVoid)
  })
})

/** The store on the `SqlClient` at hand; makes its tables, and fails when they hold entries sealed with another key. */
export const layer = (
  options: Options
): Layer.Layer<TokenStore, TokenStoreError | WrongTokenKey, SqlClient.SqlClient> =>
  Layer.effect(TokenStore, make(options))
