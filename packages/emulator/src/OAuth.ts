/** The accounts host: access tokens from refresh tokens and grant codes, revocation, and who a token speaks for. */
import { createHash, randomBytes } from "node:crypto"
import type { Core } from "./Core.ts"
import * as Http from "./Http.ts"
import type { Call, Route } from "./Router.ts"
import * as Scopes from "./Scopes.ts"

/** Who an access token speaks for. */
export interface Identity {
  readonly userId: string
  readonly orgId: string
  readonly scopes: ReadonlySet<string>
  readonly tokenId: string
}

const error = (name: string): Http.Reply => Http.json(200, { error: name })

const throttled = Http.json(400, {
  error_description: "You have made too many requests continuously. Please try again after some time.",
  error: "Access Denied",
  status: "failure"
})

const throttleWindow = 600_000
const throttleCount = 10

const newToken = (): string => `1000.${randomBytes(16).toString("hex")}.${randomBytes(16).toString("hex")}`

/** A short stable name for a token that gives nothing away. */
export const fingerprint = (token: string): string => createHash("sha256").update(token).digest("hex").slice(0, 12)

const issueAccess = (core: Core, refresh: string | null, user: string, org: string, scopes: string): string => {
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

const tokenReply = (core: Core, access: string, refresh: string | undefined, scopes: string): Http.Reply =>
  Http.json(200, {
    access_token: access,
    ...(refresh === undefined ? {} : { refresh_token: refresh }),
    scope: scopes,
    api_domain: core.urls().apiUrl,
    token_type: "Bearer",
    expires_in: core.options.expiresIn
  })

const refreshGrant = (core: Core, form: ReadonlyMap<string, string>, clientId: string): Http.Reply => {
  const token = form.get("refresh_token") ?? ""
  const row = core.db.get("SELECT client, user, org, scopes FROM refresh_token WHERE token=?", token)
  if (row === undefined || row["client"] !== clientId) return error("invalid_code")
  if (core.limits.enforced) {
    const since = core.clock.now() - throttleWindow
    core.db.run("DELETE FROM issue WHERE at<=?", since)
    if (Number(core.db.get("SELECT COUNT(*) AS n FROM issue WHERE refresh=?", token)?.["n"]) >= throttleCount)
      return throttled
  }
  const scopes = String(row["scopes"])
  return tokenReply(core, issueAccess(core, token, String(row["user"]), String(row["org"]), scopes), undefined, scopes)
}

const codeGrant = (core: Core, form: ReadonlyMap<string, string>, clientId: string): Http.Reply => {
  const code = form.get("code") ?? ""
  const row = core.db.get(
    "SELECT client, user, org, scopes, expires, redirect, offline FROM grant_code WHERE code=?",
    code
  )
  if (row === undefined || row["client"] !== clientId) return error("invalid_code")
  if (row["redirect"] !== null && row["redirect"] !== form.get("redirect_uri")) return error("invalid_redirect_uri")
  // One use, whether it is still in time or not.
  core.db.run("DELETE FROM grant_code WHERE code=?", code)
  if (Number(row["expires"]) <= core.clock.now()) return error("invalid_code")
  const [user, org, scopes] = [String(row["user"]), String(row["org"]), String(row["scopes"])]
  const refresh = row["offline"] === 1 ? newToken() : undefined
  if (refresh !== undefined) {
    core.db.run(
      "INSERT INTO refresh_token(token, client, user, org, scopes, created) VALUES(?,?,?,?,?,?)",
      refresh,
      clientId,
      user,
      org,
      scopes,
      core.clock.now()
    )
    // The 21st refresh token of a user silently removes the oldest.
    core.db.run(
      "DELETE FROM refresh_token WHERE client=? AND user=? AND token NOT IN (SELECT token FROM refresh_token WHERE client=? AND user=? ORDER BY rowid DESC LIMIT 20)",
      clientId,
      user,
      clientId,
      user
    )
  }
  return tokenReply(core, issueAccess(core, refresh ?? null, user, org, scopes), refresh, scopes)
}

const count = (core: Core, grant: "refresh_token" | "authorization_code", reply: Http.Reply): Http.Reply => {
  const counter = core.counters.tokenRequests[grant]
  if (reply.status === 200 && Http.textOf(reply.body).includes('"access_token"')) counter.ok++
  else counter.failed++
  return reply
}

const token = (call: Call): Http.Reply => {
  const { core } = call
  const form = Http.formOf(call.request)
  const grant = form.get("grant_type")
  if (grant !== "refresh_token" && grant !== "authorization_code") return error("invalid_grant")
  const clientId = form.get("client_id") ?? ""
  const client = core.db.get("SELECT secret FROM oauth_client WHERE id=?", clientId)
  if (client === undefined) return count(core, grant, error("invalid_client"))
  if (client["secret"] !== form.get("client_secret")) return count(core, grant, error("invalid_client_secret"))
  return count(
    core,
    grant,
    grant === "refresh_token" ? refreshGrant(core, form, clientId) : codeGrant(core, form, clientId)
  )
}

const revoke = (call: Call): Http.Reply => {
  const { core } = call
  const given = Http.formOf(call.request).get("token") ?? ""
  return revokeRefreshToken(core, given) ? Http.json(200, { status: "success" }) : error("invalid_code")
}

/** Removes a refresh token with its access tokens, or one access token; false when there is none. */
export const revokeRefreshToken = (core: Core, given: string): boolean =>
  core.db.transaction(() => {
    const refresh = core.db.run("DELETE FROM refresh_token WHERE token=?", given)
    const access = core.db.run("DELETE FROM access_token WHERE token=? OR refresh=?", given, given)
    return refresh + access > 0
  })

/** Makes access tokens invalid at once: all of them, or the one with this fingerprint. */
export const revokeAccessTokens = (core: Core, which: string): number =>
  which === "all"
    ? core.db.run("DELETE FROM access_token")
    : core.db.run("DELETE FROM access_token WHERE fingerprint=?", which)

export interface GrantOptions {
  readonly scopes?: string | undefined
  readonly userEmail?: string | undefined
  readonly clientId?: string | undefined
  /** Minutes it can be used; the API console offers 3, 5, 7 and 10. */
  readonly minutes?: number | undefined
  readonly redirectUri?: string | undefined
  readonly offline?: boolean | undefined
}

/** A code as the API console's self client gives it out; undefined when the user is unknown. */
export const issueGrantCode = (core: Core, options: GrantOptions): string | undefined => {
  const user = core.db.get("SELECT id FROM user WHERE email=?", options.userEmail ?? core.credentials().userEmail)?.[
    "id"
  ]
  const org = core.db.get("SELECT id FROM org")?.["id"]
  if (typeof user !== "string" || typeof org !== "string") return undefined
  const code = newToken()
  core.db.run(
    "INSERT INTO grant_code(code, client, user, org, scopes, expires, redirect, offline) VALUES(?,?,?,?,?,?,?,?)",
    code,
    options.clientId ?? core.credentials().clientId,
    user,
    org,
    (options.scopes ?? core.options.scopes.join(" ")).replaceAll(",", " "),
    core.clock.now() + (options.minutes ?? 10) * 60_000,
    options.redirectUri ?? null,
    options.offline === false ? 0 : 1
  )
  return code
}

/** Who a request's Authorization header speaks for. */
export const identify = (core: Core, header: string | undefined): Identity | "missing" | "invalid" => {
  const match = /^\s*(?:Zoho-oauthtoken|Bearer)\s+(\S+)\s*$/i.exec(header ?? "")
  if (match === null) return "missing"
  const row = core.db.get(
    "SELECT user, org, scopes, expires, fingerprint FROM access_token WHERE token=?",
    match[1] ?? ""
  )
  if (row === undefined || Number(row["expires"]) <= core.clock.now()) return "invalid"
  return {
    userId: String(row["user"]),
    orgId: String(row["org"]),
    scopes: Scopes.parse(String(row["scopes"])),
    tokenId: String(row["fingerprint"])
  }
}

export const routes: ReadonlyArray<Route> = [
  { host: "accounts", method: "POST", path: "/oauth/v2/token", scope: "none", credits: 0, handler: token },
  { host: "accounts", method: "POST", path: "/oauth/v2/token/revoke", scope: "none", credits: 0, handler: revoke }
]
