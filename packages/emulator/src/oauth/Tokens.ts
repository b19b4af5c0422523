/** Access and refresh tokens: made, limited, looked up, revoked. */
import { createHash, randomBytes } from "node:crypto"
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Memo from "../Memo.ts"
import * as Scopes from "../Scopes.ts"

/** Who an access token speaks for. */
export interface Identity {
  readonly userId: string
  readonly orgId: string
  readonly scopes: ReadonlySet<string>
  readonly tokenId: string
}

/** What a user granted to a client, on the way to tokens. */
export interface Granted {
  readonly client: string
  readonly user: string
  readonly org: string
  /** Separated by blanks. */
  readonly scopes: string
}

const accessWindow = 600_000
const accessCount = 10
const refreshWindow = 60_000
const refreshCount = 5
const refreshKept = 20

/** A secret in the form of Zoho's tokens and codes. */
export const newToken = (): string => `1000.${randomBytes(16).toString("hex")}.${randomBytes(16).toString("hex")}`

/** A short stable name for a token that gives nothing away. */
export const fingerprint = (token: string): string => createHash("sha256").update(token).digest("hex").slice(0, 12)

/** Whether this refresh token has made its 10 access tokens of 10 minutes. */
export const isThrottled = (core: Core, refresh: string): boolean => {
  if (!core.limits.enforced) return false
  const since = core.clock.now() - accessWindow
  core.db.run("DELETE FROM issue WHERE at<=?", since)
  return Number(core.db.get("SELECT COUNT(*) AS n FROM issue WHERE refresh=?", refresh)?.["n"]) >= accessCount
}

/** Whether this user has got 5 refresh tokens for the client within the last minute. */
export const isRefreshThrottled = (core: Core, { client, user }: Granted): boolean =>
  core.limits.enforced &&
  Number(
    core.db.get(
      "SELECT COUNT(*) AS n FROM refresh_token WHERE client=? AND user=? AND created>?",
      client,
      user,
      core.clock.now() - refreshWindow
    )?.["n"]
  ) >= refreshCount

/** A new access token. With a refresh token behind it, the oldest of its live ones goes when there are too many. */
export const issueAccess = (core: Core, refresh: string | null, { org, scopes, user }: Omit<Granted, "client">) => {
  const token = newToken()
  const now = core.clock.now()
  core.db.run(
    "INSERT INTO access_token(token, refresh, user, org, scopes, created, expires, fingerprint) VALUES(?,?,?,?,?,?,?,?)",
    token,
    refresh,
    user,
    org,
    scopes,
    now,
    now + core.options.expiresIn * 1000,
    fingerprint(token)
  )
  if (refresh !== null) {
    // The oldest tokens vanish without notice, as Zoho does it.
    core.db.run(
      "DELETE FROM access_token WHERE refresh=? AND token NOT IN (SELECT token FROM access_token WHERE refresh=? ORDER BY rowid DESC LIMIT ?)",
      refresh,
      refresh,
      core.switches().liveAccessTokens
    )
    core.db.run("INSERT INTO issue(refresh, at) VALUES(?,?)", refresh, now)
  }
  core.counters.accessTokensIssued++
  return token
}

/** A new refresh token. The 21st of a user and client silently ends the oldest and its access tokens. */
export const issueRefresh = (core: Core, { client, org, scopes, user }: Granted): string => {
  const token = newToken()
  core.db.run(
    "INSERT INTO refresh_token(token, client, user, org, scopes, created) VALUES(?,?,?,?,?,?)",
    token,
    client,
    user,
    org,
    scopes,
    core.clock.now()
  )
  const old = core.db.all(
    "SELECT token FROM refresh_token WHERE client=? AND user=? ORDER BY rowid DESC LIMIT -1 OFFSET ?",
    client,
    user,
    refreshKept
  )
  for (const row of old) revokeRefreshToken(core, String(row["token"]))
  return token
}

/** The body that every successful token request gets. */
export const reply = (core: Core, access: string, refresh: string | undefined, scopes: string): Http.Reply =>
  Http.json(200, {
    access_token: access,
    ...(refresh === undefined ? {} : { refresh_token: refresh }),
    scope: scopes,
    api_domain: core.urls().apiUrl,
    token_type: "Bearer",
    expires_in: core.options.expiresIn
  })

/** A token as it may be shown: by its fingerprint. */
export interface Listed {
  readonly tokenId: string
  readonly kind: "access" | "refresh"
  readonly user: string
  readonly scopes: ReadonlyArray<string>
  /** Epoch milliseconds, as are the others. */
  readonly created: number
  /** Of access tokens; a refresh token lives until it is revoked. */
  readonly expires?: number
  /** Of a refresh token: its client. */
  readonly client?: string
  /** Of an access token: the refresh token it came from, as long as that lives. */
  readonly from?: string
}

/** The newest tokens of each kind, refresh tokens first. */
export const list = (core: Core, most: number): ReadonlyArray<Listed> => {
  const common = (row: Row) => ({
    tokenId: fingerprint(String(row["token"])),
    user: String(row["user"]),
    scopes: String(row["scopes"]).split(" "),
    created: Number(row["created"])
  })
  return [
    ...core.db
      .all("SELECT token, client, user, scopes, created FROM refresh_token ORDER BY rowid DESC LIMIT ?", most)
      .map((row): Listed => ({ ...common(row), kind: "refresh", client: String(row["client"]) })),
    ...core.db
      .all("SELECT token, refresh, user, scopes, created, expires FROM access_token ORDER BY rowid DESC LIMIT ?", most)
      .map((row): Listed => ({
        ...common(row),
        kind: "access",
        expires: Number(row["expires"]),
        ...(typeof row["refresh"] === "string" ? { from: fingerprint(row["refresh"]) } : {})
      }))
  ]
}

/** The refresh token with this fingerprint. */
const named = (core: Core, tokenId: string): string | undefined =>
  core.db
    .all("SELECT token FROM refresh_token")
    .map((row) => String(row["token"]))
    .find((token) => fingerprint(token) === tokenId)

/**
 * Removes a refresh token with its access tokens, or one access token; false when there is none. A refresh token may be
 * named by its fingerprint.
 */
export const revokeRefreshToken = (core: Core, given: string): boolean =>
  core.db.transaction(() => {
    const token = /^[0-9a-f]{12}$/.test(given) ? (named(core, given) ?? given) : given
    const refresh = core.db.run("DELETE FROM refresh_token WHERE token=?", token)
    const access = core.db.run("DELETE FROM access_token WHERE token=? OR refresh=?", token, token)
    return refresh + access > 0
  })

/** Makes access tokens invalid at once: all of them, or the one with this fingerprint. */
export const revokeAccessTokens = (core: Core, which: string): number =>
  which === "all"
    ? core.db.run("DELETE FROM access_token")
    : core.db.run("DELETE FROM access_token WHERE fingerprint=?", which)

const tokens = Memo.of(
  "access_token",
  (db, token): { readonly expires: number; readonly identity: Identity } | undefined => {
    const row = db.get("SELECT user, org, scopes, expires, fingerprint FROM access_token WHERE token=?", token)
    return row === undefined
      ? undefined
      : {
          expires: Number(row["expires"]),
          identity: {
            userId: String(row["user"]),
            orgId: String(row["org"]),
            scopes: Scopes.parse(String(row["scopes"])),
            tokenId: String(row["fingerprint"])
          }
        }
  }
)

/** Who a request's Authorization header speaks for. */
export const identify = (core: Core, header: string | undefined): Identity | "missing" | "invalid" => {
  const match = /^\s*(?:Zoho-oauthtoken|Bearer)\s+(\S+)\s*$/i.exec(header ?? "")
  if (match === null) return "missing"
  const token = tokens(core.db, match[1] ?? "")
  return token === undefined || token.expires <= core.clock.now() ? "invalid" : token.identity
}
