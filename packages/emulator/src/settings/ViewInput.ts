/** What the body of a call says of a custom view, checked against the module's fields. */
import type * as Body from "../actions/Body.ts"
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import * as ZohoError from "../ZohoError.ts"
import type * as ViewStore from "./ViewStore.ts"

/** Views cannot be sorted by lists, objects and files. */
const sortable = new Set<Field["dataType"]>([
  "text",
  "email",
  "phone",
  "website",
  "picklist",
  "date",
  "datetime",
  "integer",
  "bigint",
  "double",
  "currency",
  "percent",
  "boolean",
  "autonumber"
])

export const isSortable = (field: Field): boolean => sortable.has(field.dataType) && !field.computed

type Result = ViewStore.Change | ZohoError.ZohoError

/** Zoho takes any case of `and` and `or`, and shows them in capitals. */
export const lowered = (criteria: unknown): unknown => {
  const given = Json.asObject(criteria)
  if (given === undefined) return criteria
  const { group, group_operator: operator } = given
  if (!Array.isArray(group)) return given
  return {
    ...given,
    group: group.map(lowered),
    ...(typeof operator === "string" ? { group_operator: operator.toLowerCase() } : {})
  }
}

/** Criteria as a view shows them. */
export const shown = (module: Module, criteria: unknown): unknown => {
  const given = Json.asObject(criteria)
  if (given === undefined) return null
  const { comparator, field, group, group_operator: operator, value } = given
  if (Array.isArray(group))
    return { group_operator: String(operator).toUpperCase(), group: group.map((it) => shown(module, it)) }
  const name = Json.asText(Json.asObject(field)?.["api_name"])
  const known = module.byName.get(name)
  return {
    comparator,
    field: { api_name: name, id: known?.id ?? null },
    $disrupted: known === undefined,
    type: "value",
    value
  }
}

/** The field that an object names by `api_name`, or by `id`. */
const fieldOf = (module: Module, value: unknown): Field | undefined => {
  const given = Json.asObject(value)
  const name = given?.["api_name"]
  if (typeof name === "string") return module.byName.get(name)
  const id = Json.idOf(given?.["id"])
  return id === undefined ? undefined : module.fields.find((it) => it.id === id)
}

const accesses: ReadonlyArray<ViewStore.Access> = ["public", "only_to_me", "shared"]

/** Reads one view of a body, `at` its place; gives the first thing that is wrong. */
export const read = (core: Core, module: Module, user: string, input: Body.Input, at: string): Result => {
  const wrong = (key: string, details: ZohoError.Details = {}, path = key): ZohoError.ZohoError =>
    ZohoError.make("INVALID_DATA", "invalid data", { ...details, api_name: key, json_path: `${at}.${path}` })
  const {
    access_type: access,
    criteria,
    fields,
    locked,
    name,
    shared_to: shared,
    sort_by: by,
    sort_order: order
  } = input

  if (name !== undefined && (typeof name !== "string" || name.trim() === "" || name.length > 50))
    return wrong("name", typeof name === "string" ? { maximum_length: 50 } : { expected_data_type: "string" })
  const accessType = accesses.find((it) => it === access)
  if (!Json.isAbsent(access) && accessType === undefined) return wrong("access_type", { supported_values: accesses })
  if (!Json.isAbsent(shared) && !Array.isArray(shared)) return wrong("shared_to", { expected_data_type: "jsonarray" })
  if (accessType === "shared" && (!Array.isArray(shared) || shared.length === 0))
    return ZohoError.make("MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "shared_to",
      json_path: `${at}.shared_to`
    })
  if (!Json.isAbsent(locked) && typeof locked !== "boolean") return wrong("locked", { expected_data_type: "boolean" })
  if (!Json.isAbsent(order) && order !== "asc" && order !== "desc")
    return wrong("sort_order", { supported_values: ["asc", "desc"] })
  const sortBy = Json.isAbsent(by) ? undefined : fieldOf(module, by)
  if (!Json.isAbsent(by) && (sortBy === undefined || !isSortable(sortBy)))
    return wrong("api_name", {}, "sort_by.api_name")

  const columns: Array<ViewStore.Column> = []
  if (!Json.isAbsent(fields)) {
    if (!Array.isArray(fields)) return wrong("fields", { expected_data_type: "jsonarray" })
    if (fields.length === 0 || fields.length > 50) return wrong("fields", { minimum_length: 1, maximum_length: 50 })
    for (const [index, it] of fields.entries()) {
      const field = fieldOf(module, it)
      if (field === undefined) return wrong("api_name", {}, `fields[${index}].api_name`)
      columns.push({ name: field.apiName, pin: Json.asObject(it)?.["_pin"] === true })
    }
  }

  const wanted = Json.isAbsent(criteria) ? criteria : lowered(criteria)
  if (!Json.isAbsent(wanted)) {
    const sql = Criteria.compile(core, module, wanted, { userId: user })
    if (Criteria.isError(sql)) return wrong("criteria", sql.details)
  }
  return {
    ...(typeof name === "string" ? { name } : {}),
    ...(accessType === undefined ? {} : { accessType }),
    ...(Array.isArray(shared) ? { sharedTo: Json.objects(shared) } : {}),
    ...(wanted === undefined ? {} : { criteria: wanted }),
    ...(columns.length === 0 ? {} : { fields: columns }),
    ...(sortBy === undefined ? {} : { sortBy: sortBy.apiName }),
    ...(order === "asc" || order === "desc" ? { sortOrder: order } : {}),
    ...(typeof locked === "boolean" ? { locked } : {})
  }
}
