/** A copy of a record: the values that a user can write, and its rows. */
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Inside from "./Inside.ts"
import * as Read from "./Read.ts"

type Row = { readonly [name: string]: unknown }

/** Keys of a row that are its own and no copy's. */
const own = ["id", "Parent_Id", "Created_Time", "Modified_Time", "Created_By", "Modified_By"]

/** Rows of a subform as new ones. */
const rowsOf = (value: unknown): ReadonlyArray<Row> =>
  Array.isArray(value)
    ? value.map((item: unknown) =>
        Object.fromEntries(Object.entries(Json.asObject(item) ?? {}).filter(([name]) => !own.includes(name)))
      )
    : []

export const clone = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const { core, identity } = call
  const id = call.params["id"] ?? ""
  const record = Json.isId(id) ? Inside.read(core, identity.userId, module, id) : undefined
  if (record === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
  const copy: { [name: string]: unknown } = {}
  for (const field of module.fields) {
    const value = record[field.apiName]
    if (field.readOnly || Json.isAbsent(value)) continue
    // Files belong to one record; auto-numbers and totals are made anew.
    if (field.dataType === "fileupload" || field.dataType === "imageupload" || field.autoNumber !== undefined) continue
    if (field.child !== undefined) copy[field.apiName] = rowsOf(value)
    else if (!field.computed) copy[field.apiName] = value
  }
  const about = record["$se_module"]
  if (typeof about === "string") copy["$se_module"] = about
  const layout = Json.asObject(record["Layout"])?.["id"]
  if (layout !== undefined) copy["Layout"] = { id: layout }
  const made = Inside.write(core, identity.userId, "insert", module, [copy])[0]
  return Http.json(made?.ok === true ? 201 : 400, { data: made === undefined ? [] : [made.item] })
}
