/**
 * Effect's `SqlClient` over `node:sqlite`, safe for several processes on one file.
 *
 * Write-ahead logging lets readers go on while one process writes; a writer that finds the file locked waits up to
 * `busyTimeout`, and transactions take the write lock at their start, so none fails half way. Calls are synchronous:
 * right for short statements, wrong for long reports. It exists because every published SQLite driver for Effect 4
 * imports modules that 4.1 no longer has.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { classifySqliteError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import { closeSync, mkdirSync, openSync } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"

export interface Options {
  /** Created with mode 0600 when it is not there; `:memory:` for one that ends with the scope. */
  readonly filename: string
  /** How long a statement waits for another process's lock: 5 seconds. */
  readonly busyTimeout?: Duration.Input | undefined
}

/** SQLite's own numbers (`errcode`) decide what went wrong; for files it is the system's code (`EACCES`). */
const failed = (operation: string) => (cause: unknown) => {
  const code = Predicate.hasProperty(cause, "errcode")
    ? cause.errcode
    : Predicate.hasProperty(cause, "code")
      ? cause.code
      : undefined
  return new SqlError({
    reason: classifySqliteError({ code }, { message: `SQLite answered ${String(code)}`, operation })
  })
}

const attempt = <A>(operation: string, evaluate: () => A): Effect.Effect<A, SqlError> =>
  Effect.try({ try: evaluate, catch: failed(operation) })

const isBusy = (error: SqlError): boolean => error.reason._tag === "LockTimeoutError"

const toInput = (value: unknown): SQLInputValue => {
  if (value === undefined || value === null) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value
  return value instanceof Uint8Array ? value : JSON.stringify(value)
}

const open = ({ busyTimeout, filename }: Options): DatabaseSync => {
  if (filename !== ":memory:") {
    mkdirSync(dirname(filename), { recursive: true, mode: 0o700 })
    // SQLite gives its -wal and -shm files the mode of the database.
    closeSync(openSync(filename, "a", 0o600))
  }
  const db = new DatabaseSync(filename, { timeout: Duration.toMillis(busyTimeout ?? Duration.seconds(5)) })
  try {
    // FULL: a fence that was given out must not come again after a power cut.
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}

const connect = (db: DatabaseSync): Connection => {
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare(sql)
    if (prepared.size < 100) prepared.set(sql, statement)
    return statement
  }
  const all = (prepare: (sql: string) => StatementSync, sql: string, params: ReadonlyArray<unknown>) =>
    attempt("execute", () => prepare(sql).all(...params.map(toInput)))
  const rows =
    (prepare: (sql: string) => StatementSync): Connection["execute"] =>
    (sql, params, transform) =>
      Effect.map(all(prepare, sql, params), (found) => (transform === undefined ? found : transform(found)))
  const values: Connection["executeValues"] = (sql, params) =>
    Effect.map(all(prepare, sql, params), (found) => found.map((row) => Object.values(row)))
  return {
    execute: rows(prepare),
    executeUnprepared: rows((sql) => db.prepare(sql)),
    executeRaw: (sql, params) => all(prepare, sql, params),
    executeValues: values,
    executeValuesUnprepared: values,
    executeStream: (sql, params, transform) =>
      Stream.unwrap(Effect.map(rows(prepare)(sql, params, transform), Stream.fromIterable))
  }
}

/** A client on one file; closed with the scope. */
export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<SqlClient.SqlClient, SqlError, Scope.Scope | Reactivity.Reactivity> {
  const db = yield* Effect.acquireRelease(
    // Processes that open a new file at once all switch it to WAL; the losers are told busy without any waiting.
    Effect.retry(
      attempt("open", () => open(options)),
      { times: 50, while: isBusy }
    ),
    (db) => Effect.sync(() => db.close())
  )
  return yield* SqlClient.make({
    ...SqlClient.makeSqliteAcquirers({
      connection: Effect.succeed(connect(db)),
      semaphore: yield* Semaphore.make(1),
      isTransaction: () => db.isTransaction
    }),
    driver: "node-sqlite",
    compiler: Statement.makeCompilerSqlite(),
    beginTransaction: "BEGIN IMMEDIATE",
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})
