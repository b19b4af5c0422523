/** How many records a search, a JSON filter, or a whole module has. */
import * as View from "../actions/View.ts"
import * as JsonCriteria from "../bulk/Criteria.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Search from "./Search.ts"

const invalid = ZohoError.reply(
  400,
  "INVALID_REQUEST",
  "unable to process your request. please verify whether you have entered proper method name, parameter and parameter values."
)

/** `filters` of a POST body: JSON criteria. A body that says nothing filters nothing. */
const filterOf = (call: Call, module: Module): Search.Sql | Http.Reply => {
  const everything = { where: "1", values: [] }
  const text = Http.textOf(call.request.body)
  if (call.request.method !== "POST" || text.trim() === "") return everything
  const root = Json.asObject(Json.parse(text))
  if (root === undefined) return invalid
  const filters = root["filters"] ?? undefined
  if (filters === undefined) return everything
  const sql = JsonCriteria.compile(call.core, module, filters, { userId: call.identity.userId })
  return JsonCriteria.isError(sql)
    ? ZohoError.reply(400, "INVALID_DATA", sql.message, { ...sql.details, json_path: "$.filters" })
    : { where: sql.sql, values: sql.values }
}

export const count = (call: Call): Http.Reply => {
  const module = Search.moduleOf(call)
  if ("status" in module) return module
  const { query: params } = call.target
  if (!["true", "false", "both"].includes(params.get("converted") ?? "false")) return invalid
  const given = Search.names.find((name) => params.has(name))
  const cvid = params.get("cvid")
  if (cvid !== null && given !== undefined) {
    return ZohoError.reply(
      400,
      "AMBIGUITY_DURING_PROCESSING",
      "Please use either Cvid or Search Params. Combination of both the params is not allowed",
      {
        ambiguity_due_to: [{ param_name: "cvid" }, { param_name: given }]
      }
    )
  }
  const view = cvid === null ? undefined : View.find(call.core, module, cvid, call.identity.userId)
  if (cvid !== null && view === undefined) return ZohoError.invalidParam("cvid", "the id given seems to be invalid")
  const found = given === undefined ? (view ?? { where: "1", values: [] }) : Search.conditionOf(call, module)
  if (Search.isReply(found)) return found
  const filter = filterOf(call, module)
  if (Search.isReply(filter)) return filter
  const sql = Search.withCommon(call, found)
  const row = call.core.db.get(
    `SELECT COUNT(*) AS n FROM ${module.rows} AS ${module.table} WHERE ${sql.where} AND ${filter.where}`,
    ...sql.values,
    ...filter.values
  )
  return Http.json(200, { count: Number(row?.["n"]) })
}
