/**
 * Effect's `SqlClient` over `mysql2`, for MySQL 8 and MariaDB 10.5 or later.
 *
 * A small pool whose connections are set to strict mode and autocommit, whatever the server's defaults. Statements run
 * prepared, so values never become part of the SQL text. A connection whose statement failed badly or was given up goes,
 * and the next statement gets a new one. It exists because the published MySQL driver for Effect 4 imports modules that
 * 4.1 no longer has.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import type * as Reactivity from "effect/reactivity/Reactivity"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import * as SqlErrors from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import { createPool, type PoolConnection } from "mysql2/promise"

export interface Options {
  readonly host: string
  /** 3306. */
  readonly port?: number | undefined
  readonly user: string
  readonly password: Redacted.Redacted
  readonly database: string
  /** TLS with a verified certificate. */
  readonly tls?: boolean | undefined
  /** 2. */
  readonly maxConnections?: number | undefined
  /** 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
}

const text = (value: unknown): string | undefined => (Predicate.isString(value) ? value : undefined)

/** The driver's error without its words: they may quote the statement and its values. */
const failed =
  (operation: string) =>
  (error: unknown): SqlErrors.SqlError => {
    const code = Predicate.hasProperty(error, "code") ? text(error.code) : undefined
    const errno = Predicate.hasProperty(error, "errno") && Predicate.isNumber(error.errno) ? error.errno : 0
    const state = Predicate.hasProperty(error, "sqlState") ? text(error.sqlState) : undefined
    const fatal = Predicate.hasProperty(error, "fatal") && error.fatal === true
    const props = { cause: { code, errno, state }, message: `MySQL answered ${code ?? errno}`, operation }
    return new SqlErrors.SqlError({ reason: classify(errno, state, fatal, props) })
  }

const classify = (
  errno: number,
  state: string | undefined,
  fatal: boolean,
  props: { readonly cause: object; readonly message: string; readonly operation: string }
): SqlErrors.SqlErrorReason => {
  switch (errno) {
    case 1045:
    case 1698:
      return new SqlErrors.AuthenticationError(props)
    case 1044:
    case 1142:
    case 1227:
      return new SqlErrors.AuthorizationError(props)
    case 1049:
      // An unknown database ends the connection, but trying again does not help.
      return new SqlErrors.UnknownError(props)
    case 1062:
      return new SqlErrors.UniqueViolation({ ...props, constraint: "unknown" })
    case 1064:
      return new SqlErrors.SqlSyntaxError(props)
    case 1205:
      return new SqlErrors.LockTimeoutError(props)
    case 1213:
      return new SqlErrors.DeadlockError(props)
    case 1969:
    case 3024:
      return new SqlErrors.StatementTimeoutError(props)
    // Shutting down, or the session was killed.
    case 1053:
    case 1927:
    case 4031:
      return new SqlErrors.ConnectionError(props)
    default:
      if (state?.startsWith("23")) return new SqlErrors.ConstraintError(props)
      // The system's errors (ECONNREFUSED) and the driver's own (PROTOCOL_CONNECTION_LOST) have no SQLSTATE.
      return fatal || state === undefined || state.startsWith("08")
        ? new SqlErrors.ConnectionError(props)
        : new SqlErrors.UnknownError(props)
  }
}

const attempt = <A>(
  operation: string,
  evaluate: (signal: AbortSignal) => Promise<A>
): Effect.Effect<A, SqlErrors.SqlError> => Effect.tryPromise({ try: evaluate, catch: failed(operation) })

const connect = (connection: PoolConnection): Connection => {
  const values = (params: ReadonlyArray<unknown>) =>
    params.map((it) =>
      it === undefined
        ? null
        : Predicate.isString(it) || Predicate.isNumber(it) || Predicate.isBoolean(it) || it instanceof Uint8Array
          ? it
          : it === null
            ? it
            : JSON.stringify(it)
    )
  const raw: Connection["executeRaw"] = (sql, params) =>
    Effect.map(
      attempt("execute", () => connection.execute(sql, values(params))),
      ([answer]) => answer
    )
  const rowsOf = (answer: unknown): ReadonlyArray<any> => (Array.isArray(answer) ? answer : [])
  const execute: Connection["execute"] = (sql, params, transform) =>
    Effect.map(raw(sql, params), (answer) => (transform === undefined ? rowsOf(answer) : transform(rowsOf(answer))))
  const executeValues: Connection["executeValues"] = (sql, params) =>
    Effect.map(raw(sql, params), (answer) => rowsOf(answer).map((row) => Object.values(row)))
  return {
    execute,
    executeRaw: raw,
    executeValues,
    executeValuesUnprepared: executeValues,
    executeUnprepared: (sql, params, transform) =>
      // Transaction control cannot be prepared; with values it is safer prepared.
      params.length > 0
        ? execute(sql, params, transform)
        : Effect.map(
            attempt("execute", () => connection.query(sql)),
            ([answer]) => rowsOf(answer)
          ),
    executeStream: (sql, params, transform) =>
      Stream.unwrap(Effect.map(execute(sql, params, transform), Stream.fromIterable))
  }
}

const compiler = Statement.makeCompiler({
  dialect: "mysql",
  placeholder: () => "?",
  onIdentifier: Statement.defaultEscape("`"),
  onRecordUpdate: () => ["", []],
  onCustom: () => ["", []]
})

/** A client on one database; its connections are opened when needed and closed with the scope. */
export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<SqlClient.SqlClient, SqlErrors.SqlError, Scope.Scope | Reactivity.Reactivity> {
  const pool = yield* Effect.acquireRelease(
    Effect.sync(() =>
      createPool({
        host: options.host,
        port: options.port ?? 3306,
        user: options.user,
        password: Redacted.value(options.password),
        database: options.database,
        ...(options.tls === true ? { ssl: {} } : {}),
        connectionLimit: options.maxConnections ?? 2,
        connectTimeout: Duration.toMillis(options.connectTimeout ?? Duration.seconds(5)),
        enableKeepAlive: true,
        keepAliveInitialDelay: 30_000
      })
    ),
    (pool) => Effect.ignore(attempt("close", () => pool.end()))
  )
  pool.pool.on("connection", (connection) => {
    // Queued before any statement of ours; an error shows in that statement.
    connection.query(
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', autocommit = 1, innodb_lock_wait_timeout = 5"
    )
  })

  const acquirer = Effect.map(
    Effect.acquireRelease(
      attempt("connect", async (signal) => {
        const connection = await pool.getConnection()
        // Nobody waits any more: back into the pool, or its place would be lost.
        if (signal.aborted) connection.release()
        return connection
      }),
      (connection, exit) =>
        Effect.sync(() => {
          // After a failure nobody knows what the server is still doing for this connection.
          if (Exit.isSuccess(exit)) connection.release()
          else connection.destroy()
        }),
      // A server that does not answer must not hold up whoever gives up waiting for it.
      { interruptible: true }
    ),
    connect
  )
  return yield* SqlClient.make({
    acquirer,
    borrower: (use) => Effect.scoped(Effect.flatMap(acquirer, use)),
    compiler,
    driver: "mysql2",
    beginTransaction: "START TRANSACTION",
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [
      ["db.system.name", "mysql"],
      ["db.namespace", options.database],
      ["server.address", options.host]
    ]
  })
})
