/** Field updates: a value that a rule would give a field. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import type { Document } from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Listed from "./Listed.ts"
import * as Resource from "./Resource.ts"

const root = "field_updates"
const longest = 255

const words: Body.FieldWords = {
  missing: "Specify atleast one field",
  ambiguous: "The field api name seems to be invalid",
  unknown: "The field api name seems to be invalid"
}

const fieldOf = (module: Module, value: unknown, path: string) => {
  const field = Body.field(module, value, path, words, Body.under(root))
  return field.ok ? field.value : Listed.errorOf(field.reply, root)
}

const ownerOnly = ["related_records", "apply_assignment_threshold"] as const

const dependentOf = (module: Module, value: unknown, at: string): ReadonlyArray<Document> | ZohoError.ZohoError => {
  if (!Array.isArray(value)) return Listed.mistyped(root, "dependent_fields", "jsonarray")
  const found: Array<Document> = []
  for (const [index, item] of value.entries()) {
    const given = Json.asObject(item) ?? {}
    if (Json.isAbsent(given["field"])) return Listed.missing(root, "dependent_fields[*].field")
    if (given["value"] === undefined) return Listed.missing(root, "dependent_fields[*].value")
    const field = fieldOf(module, given["field"], `${at}.dependent_fields[${index}].field`)
    if ("code" in field) return field
    found.push({ field: Resource.refOf(field), value: given["value"] })
  }
  return found
}

const read = (
  core: Core,
  input: Body.Input,
  before: Document | undefined,
  at: string
): Document | ZohoError.ZohoError => {
  const all = { ...before, ...input }
  const name = Listed.text(root, "name", all["name"], longest)
  if (typeof name !== "string") return name
  const module = Resource.moduleOf(core, all["module"], at, root)
  if ("code" in module) return module
  if (Json.isAbsent(all["field"])) return Listed.missing(root, "field")
  const field = fieldOf(module, all["field"], `${at}.field`)
  if ("code" in field) return field
  // What went with the field before does not go with one that takes its place.
  const beside = Json.asObject(before?.["field"])?.["id"] === field.id ? all : input
  if (field.readOnly) return Rows.about(at, "field", "NOT_ALLOWED", "The given field cannot be updated")
  if (all["value"] === undefined) return Listed.missing(root, "value")
  const { type = "static", update_type: how = null } = all
  if (type !== "static") return Listed.invalid(root, "type", { supported_values: ["static"] })
  if (how !== null && how !== "append" && how !== "overwrite")
    return Listed.invalid(root, "update_type", { supported_values: ["overwrite", "append"] })
  for (const key of ["notify", "apply_assignment_threshold"])
    if (!Json.isAbsent(all[key]) && typeof all[key] !== "boolean") return Listed.mistyped(root, key, "boolean")
  if (field.apiName !== "Owner")
    for (const key of ownerOnly)
      if (input[key] !== undefined && input[key] !== null && input[key] !== false)
        return Rows.about(at, key, "NOT_ALLOWED", "This key is not supported for this particular action")
  const given = beside["dependent_fields"] ?? null
  if (given === null && field.apiName === "Pipeline")
    return Rows.about(at, "dependent_fields", "DEPENDENT_FIELD_MISSING", "Dependent Field missing", {
      dependee: { api_name: "field", json_path: `${at}.field` }
    })
  const dependent = given === null ? null : dependentOf(module, given, at)
  if (dependent !== null && "code" in dependent) return dependent
  return {
    name,
    module: Resource.refOf(module),
    field: Resource.refOf(field),
    value: all["value"],
    type,
    update_type: how,
    dependent_fields: dependent,
    related_records: beside["related_records"] ?? null,
    notify: all["notify"] === true,
    apply_assignment_threshold: beside["apply_assignment_threshold"] === true
  }
}

const used = "This field update is associated with at least one of Approval Process/Workflow Rules/Blueprint"

export const routes = Resource.routes(
  {
    root,
    words: {
      created: "fieldupdate created successfully",
      updated: "fieldupdate updated successfully",
      deleted: "field update deleted successfully",
      used
    },
    tooMany: ZohoError.reply(400, "INVALID_DATA", "Ids maximum length exceeded", {
      maximum_length: 10,
      param_name: "ids"
    }),
    inner: ["dependent_fields"],
    read
  },
  false
)
