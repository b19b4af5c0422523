/** The tokens that Zoho's official SDKs leave behind: CSV files of three dialects, and the MySQL table `oauthtoken`. */
import * as MySql from "@effect-zoho/store-sql/MySql"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import * as Fs from "node:fs/promises"
import * as NodePath from "node:path"

/** One row of an SDK's store; what is absent there is `none` here. */
export interface Row {
  /** Where it stands: `line 3`, `id 2`. */
  readonly at: string
  readonly user: Option.Option<string>
  /** From a name such as `ada@example.com:60001234567`. */
  readonly org: Option.Option<string>
  readonly clientId: Option.Option<string>
  readonly refreshToken: Option.Option<Redacted.Redacted>
  readonly accessToken: Option.Option<Redacted.Redacted>
  /** When the access token ends, epoch milliseconds; 0 where it is not known. */
  readonly expiresAt: number
  readonly apiDomain: Option.Option<string>
}

/** A row that cannot be read, and why; never with a value of it. */
interface Unreadable {
  readonly at: string
  readonly problem: string
}

export type Found = Row | Unreadable

/** The columns in order. The SDKs call two of them differently, and agree on the order. */
const columns: ReadonlyArray<ReadonlyArray<string>> = [
  ["id"],
  ["user_mail", "user_name"],
  ["client_id"],
  ["client_secret"],
  ["refresh_token"],
  ["access_token"],
  ["grant_token"],
  ["expiry_time"],
  ["redirect_url", "redirect_uri"],
  ["api_domain"]
]

/** What the languages of the SDKs write for nothing. */
const nothing = /^(?:|null|none|undefined|nan)$/iu

const present = (text: string | null | undefined): Option.Option<string> =>
  Option.filter(Option.fromNullishOr(text?.trim()), (it) => !nothing.test(it))

const secret = (text: string | null | undefined) => Option.map(present(text), (it) => Redacted.make(it))

const toRow = (at: string, values: ReadonlyArray<string | null>): Row => {
  const [, name, clientId, , refreshToken, accessToken, , expiry, , apiDomain] = values
  const [, user, org] = /^([^\s:]+@[^\s:]+)(?::([0-9]{1,20}))?$/u.exec(Option.getOrElse(present(name), () => "")) ?? []
  const expiresAt = Number(Option.getOrElse(present(expiry), () => "0"))
  return {
    at,
    user: Option.fromUndefinedOr(user),
    org: Option.fromUndefinedOr(org),
    clientId: present(clientId),
    refreshToken: secret(refreshToken),
    accessToken: secret(accessToken),
    expiresAt: Number.isSafeInteger(expiresAt) && expiresAt > 0 ? expiresAt : 0,
    apiDomain: present(apiDomain)
  }
}

/** Records of a CSV text, quoted or not, with the line that each begins in. */
const records = (text: string): ReadonlyArray<{ readonly line: number; readonly fields: ReadonlyArray<string> }> => {
  const found: Array<{ line: number; fields: Array<string> }> = []
  let line = 1
  let current = { line, fields: Array.of<string>() }
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|\r|$)/gu)) {
    current.fields.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'))
    line += whole.split(/\r?\n|\r/u).length - 1
    if (end === ",") continue
    found.push(current)
    current = { line, fields: [] }
    if (end === "") break
  }
  return found.filter(({ fields }) => fields.length > 1 || fields[0] !== "")
}

const wrongFile = (name: string, happened: string) =>
  new Script.ScriptError({
    title: "This is no token file of an SDK",
    happened: `${name}: ${happened}`,
    remedy: "Name the file that the SDK's FileStore wrote (sdk_tokens.txt unless told otherwise), or its database."
  })

/** Reads the CSV of the TypeScript and Node SDKs (unquoted) or of the Python SDK (quoted, CRLF). */
export const parseCsv = (name: string, text: string): Effect.Effect<ReadonlyArray<Found>, Script.ScriptError> =>
  Effect.suspend(() => {
    const [head, ...rest] = records(text.replace(/^\uFEFF/u, ""))
    if (head === undefined) return Effect.fail(wrongFile(name, "it is empty."))
    const fits = columns.every((names, i) => names.includes((head.fields[i] ?? "").trim().toLowerCase()))
    if (!fits || head.fields.length !== columns.length) {
      return Effect.fail(wrongFile(name, "its first line is not the ten columns that the SDKs write."))
    }
    return Effect.succeed(
      rest.map(({ fields, line }): Found => {
        const at = `line ${line}`
        // The TypeScript SDK does not quote: a comma in a value moves all that follows, so no column can be trusted.
        return fields.length === columns.length
          ? toRow(at, fields)
          : { at, problem: `it has ${fields.length} columns instead of ${columns.length}` }
      })
    )
  })

const Text = Schema.NullOr(Schema.String)
const TableRows = Schema.Array(
  Schema.Struct({
    id: Schema.String,
    user_name: Text,
    client_id: Text,
    client_secret: Text,
    refresh_token: Text,
    access_token: Text,
    grant_token: Text,
    expiry_time: Text,
    redirect_url: Text,
    api_domain: Text
  })
)

/** Reads the table of the SDKs' DBStore; `?table=` names another one than `oauthtoken`. */
const readTable = Effect.fnUntraced(function* (url: Redacted.Redacted) {
  const table = new URL(Redacted.value(url)).searchParams.get("table") ?? "oauthtoken"
  const unreadable = (happened: string, remedy: string) =>
    new Script.ScriptError({ title: "The SDK's table cannot be read", happened, remedy })
  const read = Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql`SELECT id, user_name, client_id, client_secret, refresh_token, access_token, grant_token,
      expiry_time, redirect_url, api_domain FROM ${sql(table)} ORDER BY id`
    return yield* Schema.decodeUnknownEffect(TableRows)(rows)
  })
  const rows = yield* read.pipe(
    Effect.provide(MySql.client(url)),
    Effect.catchTags({
      TokenStoreError: ({ problem, remedy, store }) => Effect.fail(unreadable(`${store}: ${problem}`, remedy)),
      // The database's own words may quote a row.
      SqlError: ({ reason }) =>
        Effect.fail(
          unreadable(
            reason._tag === "ConnectionError"
              ? "There is no connection to the database."
              : `The database answered with ${reason._tag}.`,
            "Check that the address names the SDK's database (zohooauth unless told otherwise) and, with ?table=, its table."
          )
        ),
      SchemaError: () =>
        Effect.fail(unreadable("Its columns are not those of the SDKs.", "Name the SDK's own table with ?table=."))
    })
  )
  return rows.map((row): Found =>
    toRow(`id ${row.id}`, [
      row.id,
      row.user_name,
      row.client_id,
      null,
      row.refresh_token,
      row.access_token,
      null,
      row.expiry_time,
      null,
      row.api_domain
    ])
  )
})

const readFile = Effect.fnUntraced(function* (folder: string, name: string) {
  const text = yield* Effect.tryPromise({
    try: () => Fs.readFile(NodePath.resolve(folder, name), "utf8"),
    catch: (cause) =>
      wrongFile(
        name,
        `it cannot be read (${cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason"}).`
      )
  })
  return yield* parseCsv(name, text)
})

/** Reads a file's path, or a `mysql://` or `mariadb://` address. */
export const read = (
  folder: string,
  from: Redacted.Redacted
): Effect.Effect<ReadonlyArray<Found>, Script.ScriptError> => {
  const text = Redacted.value(from)
  return /^(?:mysql|mariadb):/iu.test(text) && URL.canParse(text) ? readTable(from) : readFile(folder, text)
}
