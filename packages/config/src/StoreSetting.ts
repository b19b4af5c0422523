/** `TOKEN_STORE` as a value: which store keeps the tokens, where, and what of it may be shown. */
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/** Where tokens are kept. Addresses hold passwords, so they are redacted; `shown` is what people may see of them. */
export type StoreSetting =
  | { readonly _tag: "Memory" }
  | { readonly _tag: "File"; readonly path: string }
  | { readonly _tag: "Sqlite"; readonly path: string; readonly prefix: string | undefined }
  | {
      readonly _tag: "Postgres" | "MySql" | "Redis"
      readonly url: Redacted.Redacted
      /** Scheme, host, port and database: no user, no password, no query. */
      readonly shown: string
    }

/** Every form that `TOKEN_STORE` takes. */
export const forms: ReadonlyArray<string> = [
  "memory",
  "file:PATH",
  "sqlite:PATH",
  "postgres://…",
  "mysql://…",
  "mariadb://…",
  "redis://…",
  "rediss://…"
]

/** What is wrong with a text, and what to do; neither repeats the text, which may hold a password. */
export interface Problem {
  readonly message: string
  readonly remedy: string
}

const known = forms.join(", ")

const problem = (message: string, remedy: string): Result.Result<never, Problem> => Result.fail({ message, remedy })

/** `///var/tokens` is the URL form of `/var/tokens`; a host between the slashes is no path of ours. */
const readPath = (text: string): string | undefined =>
  text === "" || /^\/\/(?!\/)/u.test(text) || text.includes("\0")
    ? undefined
    : text.startsWith("///")
      ? text.slice(2)
      : text

const readFile = (rest: string): Result.Result<StoreSetting, Problem> => {
  if (/\?(?:prefix|schema)=/u.test(rest)) {
    return problem("is a file store with ?prefix= or ?schema=.", "Name the place by its path alone: file:PATH.")
  }
  const path = readPath(rest)
  return path === undefined
    ? problem("names no directory.", "Write it as file:PATH, for instance file:data/tokens.")
    : Result.succeed({ _tag: "File", path })
}

const readSqlite = (rest: string): Result.Result<StoreSetting, Problem> => {
  const [, text = "", query = ""] = /^([^?]*)(?:\?(.*))?$/su.exec(rest) ?? []
  const path = readPath(text)
  const options = new URLSearchParams(query)
  if (path === undefined) {
    return problem("names no file.", "Write it as sqlite:PATH, for instance sqlite:data/tokens.db.")
  }
  if (options.has("schema")) return problem("names a schema, and SQLite has none.", "Name the tables with ?prefix=.")
  return Result.succeed({ _tag: "Sqlite", path, prefix: options.get("prefix") ?? undefined })
}

const servers = {
  postgres: "Postgres",
  postgresql: "Postgres",
  mysql: "MySql",
  mariadb: "MySql",
  redis: "Redis",
  rediss: "Redis"
} as const

const isServer = (scheme: string): scheme is keyof typeof servers => Object.hasOwn(servers, scheme)

const readServer = (scheme: keyof typeof servers, text: string): Result.Result<StoreSetting, Problem> => {
  const tag = servers[scheme]
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (parsed === undefined || parsed.hostname === "") {
    return problem(
      "is not an address that can be read.",
      `Write it as ${scheme}://HOST:PORT/${tag === "Redis" ? "NUMBER" : "DATABASE"}, user and password before the host, their special characters as %XX.`
    )
  }
  if (tag !== "Postgres" && parsed.searchParams.has("schema")) {
    return problem("names a schema, which only PostgreSQL has.", "Name the place with ?prefix=.")
  }
  return Result.succeed({
    _tag: tag,
    url: Redacted.make(text, { label: "TOKEN_STORE" }),
    shown: `${scheme}://${parsed.host}${parsed.pathname}`
  })
}

/** Reads `TOKEN_STORE`. */
export const parse = (text: string): Result.Result<StoreSetting, Problem> => {
  if (text === "memory") return Result.succeed({ _tag: "Memory" })
  const colon = text.indexOf(":")
  const scheme = colon < 0 ? "" : text.slice(0, colon)
  const rest = text.slice(colon + 1)
  if (scheme === "file") return readFile(rest)
  if (scheme === "sqlite") return readSqlite(rest)
  if (isServer(scheme)) return readServer(scheme, text)
  return problem(
    "is not a store that this version knows.",
    `Known are ${known}. Without it, file:data/tokens is used. A store of your own is a layer, not a setting.`
  )
}

/** How a store is named to people: never with a user, a password or a query. */
export const show = (setting: StoreSetting): string => {
  switch (setting._tag) {
    case "Memory":
      return "memory"
    case "File":
      return `file:${setting.path}`
    case "Sqlite":
      return `sqlite:${setting.path}`
    default:
      return setting.shown
  }
}

/** Whether any value is a store with an address. */
const isServerSetting = (value: unknown): value is Extract<StoreSetting, { readonly url: Redacted.Redacted }> =>
  Predicate.hasProperty(value, "shown") && Predicate.hasProperty(value, "url") && Redacted.isRedacted(value.url)

/** What must never be shown of the stores among some values: the address, and its password as written and as meant. */
export const secretsOf = (values: object): ReadonlyArray<Redacted.Redacted> =>
  Object.values(values)
    .filter(isServerSetting)
    .flatMap(({ url }) => {
      const { password } = new URL(Redacted.value(url))
      const meant = Result.getOrElse(
        Result.try(() => decodeURIComponent(password)),
        () => password
      )
      return [url, ...[...new Set([password, meant])].filter((it) => it !== "").map((it) => Redacted.make(it))]
    })
