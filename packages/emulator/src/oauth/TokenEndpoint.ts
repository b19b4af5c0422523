/** `POST /oauth/v2/token` and its revocation: every grant that Zoho documents, and its errors with HTTP 200. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import type { Call } from "../Router.ts"
import * as Clients from "./Clients.ts"
import * as GrantCodes from "./GrantCodes.ts"
import * as Tokens from "./Tokens.ts"

/** Zoho's errors of the accounts host: a word, mostly with HTTP 200. */
export const error = (name: string): Http.Reply => Http.json(200, { error: name })

/** Too many tokens: the one error that comes with HTTP 400. */
export const throttled = Http.json(400, {
  error_description: "You have made too many requests continuously. Please try again after some time.",
  error: "Access Denied",
  status: "failure"
})

/** Counts a token request by its outcome. */
export const count = (
  core: Core,
  grant: "refresh_token" | "authorization_code" | "device_token",
  reply: Http.Reply
): Http.Reply => {
  const counter = core.counters.tokenRequests[grant]
  if (reply.status === 200 && Http.textOf(reply.body).includes('"access_token"')) counter.ok++
  else counter.failed++
  return reply
}

const refreshGrant = (core: Core, form: ReadonlyMap<string, string>, clientId: string): Http.Reply => {
  const token = form.get("refresh_token") ?? ""
  const row = core.db.get("SELECT client, user, org, scopes FROM refresh_token WHERE token=?", token)
  if (row === undefined || row["client"] !== clientId) return error("invalid_code")
  if (Tokens.isThrottled(core, token)) return throttled
  const granted = { user: String(row["user"]), org: String(row["org"]), scopes: String(row["scopes"]) }
  return Tokens.reply(core, Tokens.issueAccess(core, token, granted), undefined, granted.scopes)
}

const codeGrant = (core: Core, form: ReadonlyMap<string, string>, clientId: string): Http.Reply => {
  const code = GrantCodes.redeem(core, form.get("code") ?? "", clientId, form.get("redirect_uri"))
  if (code === "throttled") return throttled
  return typeof code === "string" ? error(code) : tokens(core, code, code.offline)
}

/** The tokens that a consent leads to. */
export const tokens = (core: Core, granted: Tokens.Granted, offline: boolean): Http.Reply => {
  const refresh = offline ? Tokens.issueRefresh(core, granted) : undefined
  return Tokens.reply(core, Tokens.issueAccess(core, refresh ?? null, granted), refresh, granted.scopes)
}

const token = (call: Call): Http.Reply => {
  const { core } = call
  const form = Http.formOf(call.request)
  const grant = form.get("grant_type")
  if (grant !== "refresh_token" && grant !== "authorization_code") return error("invalid_grant")
  const client = Clients.authenticate(core, form)
  if (typeof client === "string") return count(core, grant, error(client))
  const reply = core.db.transaction(() =>
    grant === "refresh_token" ? refreshGrant(core, form, client.id) : codeGrant(core, form, client.id)
  )
  return count(core, grant, reply)
}

const revoke = (call: Call): Http.Reply => {
  const { core } = call
  const given = Http.formOf(call.request).get("token") ?? ""
  if (Tokens.revokeRefreshToken(core, given)) return Http.json(200, { status: "success" })
  return core.switches().revokeUnknown === "failure" ? Http.json(200, { status: "failure" }) : error("invalid_code")
}

export const routes = [
  { host: "accounts", method: "POST", path: "/oauth/v2/token", scope: "none", credits: 0, handler: token },
  { host: "accounts", method: "POST", path: "/oauth/v2/token/revoke", scope: "none", credits: 0, handler: revoke }
] as const
