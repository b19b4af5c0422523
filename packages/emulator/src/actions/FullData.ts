/** Rich text in full, which lists and single reads may cut. */
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Params from "../Params.ts"
import * as Read from "../records/Read.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"

const invalid = ZohoError.reply(
  400,
  "INVALID_REQUEST",
  "unable to process your request. please verify whether you have entered proper method name, parameter and parameter values."
)
const unreadable = ZohoError.reply(
  400,
  "UNABLE_TO_PARSE_DATA_TYPE",
  "either the request body or parameters is in wrong format"
)

/** The text areas of the module among `names`; all that hold rich text when there are no names. */
const fieldsOf = (module: Module, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  module.fields
    .filter((field) =>
      names.length === 0 ? field.richText === true : field.dataType === "textarea" && names.includes(field.apiName)
    )
    .map((field) => field.apiName)

const answer = (call: Call, module: Module, names: ReadonlyArray<string>, ids: ReadonlyArray<string>): Http.Reply => {
  const fields = fieldsOf(module, names)
  if (fields.length < names.length) return invalid
  const view = Read.shape(call.core, module, fields)
  const rows = call.core.db.arrays(
    `SELECT ${view.columns} FROM ${module.rows} AS ${module.table} WHERE id IN (${ids.map(() => "?").join(",")}) ORDER BY id`,
    ...ids
  )
  return rows.length === 0 ? Http.empty(204) : Http.jsonText(200, `{"data":[${rows.map(view.write).join(",")}]}`)
}

export const many = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const names = Params.names(call.target.query.get("fields"))
  if (names.length === 0) return ZohoError.requiredParam("fields")
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  if (!ids.every(Json.isId)) return unreadable
  return ids.length > 100 ? invalid : answer(call, module, names, ids)
}

export const one = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  if (!Json.isId(id)) return unreadable
  return answer(call, module, Params.names(call.target.query.get("fields")), [id])
}
