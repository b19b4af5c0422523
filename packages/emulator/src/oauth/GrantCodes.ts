/** Codes that become tokens: given out by the API console's self client or at the end of a consent, good for one use. */
import type { Core } from "../Core.ts"
import * as Tokens from "./Tokens.ts"

const limitWindow = 60_000
const block = 600_000

export interface GrantOptions {
  readonly scopes?: string | undefined
  readonly userEmail?: string | undefined
  readonly clientId?: string | undefined
  /** Minutes it can be used; the API console offers 3, 5, 7 and 10. */
  readonly minutes?: number | undefined
  readonly redirectUri?: string | undefined
  readonly offline?: boolean | undefined
}

/** What a code stands for. */
export interface Code extends Tokens.Granted {
  /** Where it was sent to; null for a self client's. */
  readonly redirect: string | null
  /** Whether a refresh token comes with it. */
  readonly offline: boolean
  /** Epoch milliseconds. */
  readonly expires: number
}

const insert = (core: Core, code: Code): string => {
  const token = Tokens.newToken()
  core.db.run(
    "INSERT INTO grant_code(code, client, user, org, scopes, expires, redirect, offline) VALUES(?,?,?,?,?,?,?,?)",
    token,
    code.client,
    code.user,
    code.org,
    code.scopes,
    code.expires,
    code.redirect,
    code.offline ? 1 : 0
  )
  return token
}

/** A code as the API console's self client gives it out; undefined when the user is unknown. */
export const issueGrantCode = (core: Core, options: GrantOptions): string | undefined => {
  const email = options.userEmail ?? core.credentials().userEmail
  const user = core.db.get("SELECT id FROM user WHERE email=?", email)?.["id"]
  const org = core.db.get("SELECT id FROM org")?.["id"]
  if (typeof user !== "string" || typeof org !== "string") return undefined
  return insert(core, {
    client: options.clientId ?? core.credentials().clientId,
    user,
    org,
    scopes: (options.scopes ?? core.options.scopes.join(" ")).replaceAll(",", " "),
    expires: core.clock.now() + (options.minutes ?? 10) * 60_000,
    redirect: options.redirectUri ?? null,
    offline: options.offline !== false
  })
}

/** Whether the client may have one more code: 4 a minute, and nothing for 10 minutes after one too many. */
const mayIssue = (core: Core, client: string): boolean => {
  if (!core.limits.enforced) return true
  const now = core.clock.now()
  core.db.run("DELETE FROM code_block WHERE until<=?", now)
  core.db.run("DELETE FROM code_issue WHERE at<=?", now - limitWindow)
  if (core.db.get("SELECT until FROM code_block WHERE client=?", client) !== undefined) return false
  const made = Number(core.db.get("SELECT COUNT(*) AS n FROM code_issue WHERE client=?", client)?.["n"])
  if (made < core.switches().consentCodesPerMinute) {
    core.db.run("INSERT INTO code_issue(client, at) VALUES(?,?)", client, now)
    return true
  }
  core.db.run("INSERT INTO code_block(client, until) VALUES(?,?)", client, now + block)
  return false
}

/** A code for a consent given in a browser; undefined when the client asked for too many. */
export const issueForConsent = (core: Core, granted: Omit<Code, "expires">): string | undefined =>
  mayIssue(core, granted.client)
    ? insert(core, { ...granted, expires: core.clock.now() + core.switches().consentCodeSeconds * 1000 })
    : undefined

export type Redeemed = Code | "invalid_code" | "invalid_redirect_uri" | "throttled"

/** Takes a code in exchange; its one use is over then, whether it was still in time or not. */
export const redeem = (core: Core, code: string, client: string, redirect: string | undefined): Redeemed => {
  const row = core.db.get(
    "SELECT client, user, org, scopes, expires, redirect, offline FROM grant_code WHERE code=?",
    code
  )
  if (row === undefined || row["client"] !== client) return "invalid_code"
  if (row["redirect"] !== null && row["redirect"] !== redirect) return "invalid_redirect_uri"
  const found: Code = {
    client,
    user: String(row["user"]),
    org: String(row["org"]),
    scopes: String(row["scopes"]),
    redirect: typeof row["redirect"] === "string" ? row["redirect"] : null,
    offline: row["offline"] === 1,
    expires: Number(row["expires"])
  }
  const inTime = found.expires > core.clock.now()
  // A throttled exchange gives out nothing: the code can be tried again while it lives.
  if (inTime && found.offline && Tokens.isRefreshThrottled(core, found)) return "throttled"
  core.db.run("DELETE FROM grant_code WHERE code=?", code)
  return inTime ? found : "invalid_code"
}

/** A code that another center gave out: it looks like ours and opens nothing here. */
export const foreign = (): string => Tokens.newToken()
