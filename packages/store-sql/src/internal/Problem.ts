/** What a person can do about a database error. Only codes are shown: a server's own words may quote what was sent. */
import * as Predicate from "effect/Predicate"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

export type Dialect = "sqlite" | "pg" | "mysql"

export const dialectOf = (sql: SqlClient): Dialect =>
  sql.onDialectOrElse<Dialect, never, Dialect, Dialect>({
    pg: () => "pg",
    mysql: () => "mysql",
    orElse: () => "sqlite"
  })

export interface Problem {
  readonly problem: string
  readonly remedy: string
}

/** SQLSTATE, the driver's name for a system error, or SQLite's number. */
const codeOf = ({ reason: { cause } }: SqlError): string | undefined => {
  if (!Predicate.hasProperty(cause, "code")) return undefined
  const { code } = cause
  return (Predicate.isString(code) || Predicate.isNumber(code)) && /^[A-Za-z0-9_]{1,40}$/u.test(String(code))
    ? String(code)
    : undefined
}

/** SQLSTATE class 57P: the server goes down, comes up, or an operator ended the session. */
const isShutdown = (error: SqlError): boolean => codeOf(error)?.startsWith("57P") === true

/** The connection was lost, or the server asked to try again: the next attempt may well succeed. */
export const isLost = (error: SqlError): boolean => {
  const { _tag } = error.reason
  return _tag === "ConnectionError" || _tag === "DeadlockError" || _tag === "SerializationError" || isShutdown(error)
}

const bySqliteCode: Readonly<Record<string, Problem>> = {
  "8": { problem: "the file is read-only.", remedy: "Give this user the right to write to it." },
  "10": { problem: "the disk answered with an error.", remedy: "Check the disk, then try again." },
  "11": { problem: "the file is damaged.", remedy: "Move it away; a new one is made, and you sign in again." },
  "13": { problem: "the disk is full.", remedy: "Free some space on the disk, then try again." },
  // A write that failed: a file at its largest allowed size, a disk that broke.
  "778": {
    problem: "the file cannot be written (778).",
    remedy: "Free some space on the disk, or check it, then try again."
  },
  "26": { problem: "the file is no SQLite database.", remedy: "Set TOKEN_STORE to another path." }
}

const byCode: Readonly<Record<string, Problem>> = {
  "3D000": { problem: "there is no such database.", remedy: "Create it, or correct the name in TOKEN_STORE." },
  ER_BAD_DB_ERROR: { problem: "there is no such database.", remedy: "Create it, or correct the name in TOKEN_STORE." },
  "53100": { problem: "the server's disk is full.", remedy: "Free some space there, then try again." },
  "53300": { problem: "the server has no connection left.", remedy: "Raise its limit, or start fewer processes." },
  ER_CON_COUNT_ERROR: {
    problem: "the server has no connection left.",
    remedy: "Raise its limit, or start fewer processes."
  }
}

/** An error of the database in words. */
export const explain = (error: SqlError, dialect: Dialect): Problem => {
  const code = codeOf(error)
  const known = code === undefined ? undefined : dialect === "sqlite" ? bySqliteCode[code] : byCode[code]
  if (known !== undefined) return known
  const said = code === undefined ? "" : ` (${code})`
  if (isShutdown(error)) {
    return { problem: `the server is going down or coming up${said}.`, remedy: "Try again in a moment." }
  }
  switch (error.reason._tag) {
    case "ConnectionError":
      return dialect === "sqlite"
        ? { problem: `the file cannot be opened${said}.`, remedy: "Check the path and its permissions." }
        : {
            problem: `there is no connection to the server${said}.`,
            remedy: "Check that it runs and that host, port and TLS in TOKEN_STORE are right, then try again."
          }
    case "AuthenticationError":
      return { problem: `the server refused the user${said}.`, remedy: "Check user and password in TOKEN_STORE." }
    case "AuthorizationError":
      return {
        problem: `this user may not do that${said}.`,
        remedy: "Grant it the right to create and use its tables, or create the schema for it."
      }
    case "LockTimeoutError":
    case "StatementTimeoutError":
      return {
        problem: `the database was locked for too long${said}.`,
        remedy: "Look for a program that keeps a transaction open, then try again."
      }
    default:
      return {
        problem: `the database answered ${code ?? error.reason._tag}.`,
        remedy: "Look the code up in the database's log, or set TOKEN_STORE to another place."
      }
  }
}
