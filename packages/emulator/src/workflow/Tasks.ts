/** Tasks that a rule would create, field by field. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Document } from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Listed from "./Listed.ts"
import * as Resource from "./Resource.ts"

const root = "tasks"
const longest = 255
/** Fields of one task. */
const most = 50

const types = ["static", "merge_field", "execution_time"]

const words: Body.FieldWords = {
  missing: "Specify atleast one field",
  ambiguous: "the id given seems to be invalid",
  unknown: "the id given seems to be invalid"
}

const displayed = (value: unknown): string =>
  Array.isArray(value) ? value.map(Json.asText).join() : Json.asText(value)

const mappingsOf = (core: Core, value: unknown, at: string): ReadonlyArray<Document> | ZohoError.ZohoError => {
  if (Json.isAbsent(value)) return Listed.missing(root, "field_mappings")
  if (!Array.isArray(value)) return Listed.mistyped(root, "field_mappings", "jsonarray")
  if (value.length > most) return Listed.invalid(root, "field_mappings", { maximum_length: most })
  const module = core.metadata.module("Tasks")
  const found: Array<Document> = []
  for (const [index, item] of value.entries()) {
    const { field: named, type, value: wanted } = Json.asObject(item) ?? {}
    const path = "field_mappings[*]"
    if (Json.isAbsent(named)) return Listed.missing(root, `${path}.field`)
    if (Json.isAbsent(type)) return Listed.missing(root, `${path}.type`)
    if (typeof type !== "string" || !types.includes(type))
      return Listed.invalid(root, `${path}.type`, { supported_values: types })
    if (Json.isAbsent(wanted)) return Listed.missing(root, `${path}.value`)
    if (module === undefined) continue
    const field = Body.field(module, named, `${at}.field_mappings[${index}].field`, words, Body.under(root))
    if (!field.ok) return Listed.errorOf(field.reply, root)
    const time = Json.asObject(wanted)
    if (type === "execution_time" && time === undefined)
      return ZohoError.make("DEPENDENT_MISMATCH", "Type and value is mismatched", {
        dependee: { api_name: "type", json_path: `${at}.field_mappings[${index}].type` },
        api_name: "value",
        json_path: `${at}.field_mappings[${index}].value`
      })
    found.push({
      display_value:
        type === "execution_time"
          ? `Trigger Date ${Json.asText(time?.["sign"])} ${Json.asText(time?.["unit"])} ${Json.asText(time?.["period"])}`
          : displayed(time?.["name"] ?? wanted),
      field: Resource.refOf(field.value),
      type,
      value: wanted
    })
  }
  return found
}

const subjectOf = (mappings: ReadonlyArray<Document>): unknown =>
  mappings.find((it) => Json.asObject(it["field"])?.["api_name"] === "Subject")?.["value"]

const read = (
  core: Core,
  input: Body.Input,
  before: Document | undefined,
  at: string
): Document | ZohoError.ZohoError => {
  const all = { ...before, ...input }
  const module = Resource.moduleOf(core, all["module"], at, root)
  if ("code" in module) return module
  if (!Json.isAbsent(all["notify"]) && typeof all["notify"] !== "boolean")
    return Listed.mistyped(root, "notify", "boolean")
  const mappings = mappingsOf(core, all["field_mappings"], at)
  if ("code" in mappings) return mappings
  const name = Listed.text(root, "name", all["name"] ?? subjectOf(mappings), longest)
  if (typeof name !== "string") return name
  return { name, module: Resource.refOf(module), notify: all["notify"] === true, field_mappings: mappings }
}

export const routes = Resource.routes({
  root,
  words: {
    created: "task created successfully",
    updated: "task updated successfully",
    deleted: "task deleted successfully",
    used: "the specified task is associated with at least one of Approval Process/Workflow Rules/Blueprint"
  },
  tooMany: ZohoError.reply(400, "INVALID_DATA", "Ids maximum length exceeded", {
    maximum_length: 10,
    param_name: "ids"
  }),
  inner: [],
  read
})
