/** Users of the org, by type. */
import * as Clock from "../Clock.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as Params from "../Params.ts"
import * as ZohoError from "../ZohoError.ts"

// Conditions of each `type`; `?1` is the caller.
const conditions: { readonly [type: string]: string } = {
  AllUsers: "1",
  ActiveUsers: "status='active'",
  DeactiveUsers: "status='disabled'",
  ConfirmedUsers: "confirmed=1",
  NotConfirmedUsers: "confirmed=0",
  DeletedUsers: "status='deleted'",
  ActiveConfirmedUsers: "status='active' AND confirmed=1",
  AdminUsers: 'profile IN (SELECT id FROM profile WHERE json LIKE \'%"name":"Administrator"%\')',
  ActiveConfirmedAdmins:
    "status='active' AND confirmed=1 AND profile IN (SELECT id FROM profile WHERE json LIKE '%\"name\":\"Administrator\"%')",
  CurrentUser: "id=?1",
  DeveloperUsers: "0"
}

const list = (call: Call): Http.Reply => {
  const { query } = call.target
  const type = query.get("type") ?? "AllUsers"
  const condition = Object.hasOwn(conditions, type) ? conditions[type] : undefined
  if (condition === undefined)
    return ZohoError.invalidParam("type", "invalid data", { supported_values: Object.keys(conditions) })
  // Queries of users are made in Zoho's settings alone.
  if (query.has("query_id")) return ZohoError.invalidParam("query_id", "Invalid queryId")
  const page = Params.page(query)
  if (!page.ok) return page.reply
  const since = Clock.parseHeader(call.request.headers["if-modified-since"] ?? "")
  const rows = call.core.db.all(
    `SELECT json, modified FROM user WHERE (?1=?1) AND ${condition} ORDER BY id`,
    call.identity.userId
  )
  const ids = query.get("ids")?.split(",")
  const matching = rows.filter(
    (row) => ids === undefined || ids.some((id) => String(row["json"]).includes(`"id":"${id.trim()}"`))
  )
  const changed = since === undefined ? matching : matching.filter((row) => Number(row["modified"]) > since)
  if (matching.length > 0 && changed.length === 0) return Http.empty(304)
  const shown = changed.slice((page.page - 1) * page.perPage, page.page * page.perPage)
  if (shown.length === 0) return Http.empty(204)
  const info = {
    per_page: page.perPage,
    count: shown.length,
    page: page.page,
    more_records: page.page * page.perPage < changed.length
  }
  return Http.jsonText(
    200,
    `{"users":[${shown.map((row) => String(row["json"])).join(",")}],"info":${JSON.stringify(info)}}`
  )
}

const one = (call: Call): Http.Reply => {
  const id = call.params["id"] ?? ""
  const row = Json.isId(id) ? call.core.db.get("SELECT json FROM user WHERE id=?", id) : undefined
  if (row === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
  return Http.jsonText(200, `{"users":[${String(row["json"])}]}`)
}

const count = (call: Call): Http.Reply => {
  const type = call.target.query.get("type") ?? "AllUsers"
  const condition = Object.hasOwn(conditions, type) ? conditions[type] : undefined
  if (condition === undefined)
    return ZohoError.invalidParam("type", "invalid data", { supported_values: Object.keys(conditions) })
  return Http.json(200, {
    count: Number(
      call.core.db.get(`SELECT COUNT(*) AS n FROM user WHERE (?1=?1) AND ${condition}`, call.identity.userId)?.["n"]
    )
  })
}

const scope = { group: "users", operation: "READ" } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: "/crm/v8/users", scope, handler: list },
  { host: "api", method: "GET", path: "/crm/v8/users/actions/count", scope, handler: count },
  { host: "api", method: "GET", path: "/crm/v8/users/{id}", scope, handler: one }
]
