/** Insert, update and upsert: up to 100 rows, each judged on its own. */
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import { isUnique } from "../settings/Fields.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FieldType from "./FieldType.ts"
import * as Read from "./Read.ts"
import * as Trigger from "./Trigger.ts"
import * as Unmodified from "./Unmodified.ts"

interface Input {
  readonly [name: string]: unknown
}

interface Body {
  readonly rows: ReadonlyArray<unknown>
  readonly root: Input
}

const features = [
  "layout_rules",
  "range_validation",
  "assignment_rules",
  "function_validation_rule",
  "criteria_validation_rule",
  "global_map_dependency",
  "territory_subordinates"
]

/** The body of a write with its rows, or the reply that refuses it. */
const bodyOf = (call: Call): Body | Http.Reply => {
  const parsed = Json.parse(Http.textOf(call.request.body))
  if (parsed === undefined) return ZohoError.reply(400, "JSON_PARSE_ERROR", "unable to parse the request body as JSON")
  const root = Json.asObject(parsed)
  if (root === undefined) return ZohoError.reply(400, "INVALID_DATA", "body", { expected_data_type: "jsonobject" })
  const rows = root["data"]
  if (rows === undefined)
    return ZohoError.dataReply(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "data",
      json_path: "$.data"
    })
  if (!Array.isArray(rows)) {
    return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
      expected_data_type: "jsonarray",
      api_name: "data",
      json_path: "$.data"
    })
  }
  if (rows.length > 100) {
    return ZohoError.dataReply(400, "LIMIT_EXCEEDED", "count of records in your request exceeds the limit", {
      maximum_length: 100,
      api_name: "data"
    })
  }
  if (rows.length === 0)
    return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
      minimum_length: 1,
      api_name: "data",
      json_path: "$.data"
    })
  const wrongTrigger = Trigger.read(call, root)
  if (wrongTrigger !== undefined) return wrongTrigger
  const execution = root["apply_feature_execution"]
  if (Array.isArray(execution)) {
    const wrong = execution.findIndex((item) => !features.includes(Json.asText(Json.asObject(item)?.["name"])))
    if (wrong >= 0) {
      return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
        api_name: "name",
        json_path: `$.apply_feature_execution[${wrong}].name`,
        supported_values: features
      })
    }
  }
  // One credit for every ten rows begun.
  call.credits = Math.ceil(rows.length / 10)
  return { rows, root }
}

/** One row's end: the item of the answer. */
type Outcome =
  | { readonly ok: true; readonly item: object }
  | { readonly ok: false; readonly error: ZohoError.ZohoError; readonly status?: 412 }

const refuse = (code: string, message: string, details: ZohoError.Details): Outcome => ({
  ok: false,
  error: ZohoError.make(code, message, details)
})

interface Values {
  readonly names: Array<string>
  readonly values: Array<Value>
}

/** Checks every field of a row; the first thing wrong refuses it. */
const checkFields = (core: Core, module: Module, row: Input, index: number, into: Values): Outcome | undefined => {
  const switches = core.switches()
  for (const [name, value] of Object.entries(row)) {
    if (name === "id" || name === "Layout" || name.startsWith("$")) continue
    const path = { api_name: name, json_path: `$.data[${index}].${name}` }
    const field = module.byName.get(name)
    if (field === undefined) {
      if (switches.unknownFields === "error")
        return refuse("INVALID_DATA", "the field api name given seems to be invalid", path)
      continue
    }
    if (field.readOnly || field.computed) {
      if (switches.readOnlyFields === "error") return refuse("NOT_ALLOWED", "the field is read only", path)
      continue
    }
    if (value === null) {
      if (field.systemMandatory) return refuse("MANDATORY_NOT_FOUND", "required field not found", path)
      into.names.push(name)
      into.values.push(field.dataType === "boolean" ? 0 : null)
      continue
    }
    const checked = FieldType.check(core, field, value)
    if (!checked.ok) return refuse("INVALID_DATA", checked.message ?? "invalid data", { ...checked.details, ...path })
    if (checked.value === null && field.systemMandatory)
      return refuse("MANDATORY_NOT_FOUND", "required field not found", path)
    into.names.push(name)
    into.values.push(checked.value)
  }
  return undefined
}

const missing = (fields: ReadonlyArray<Field>, row: Input, index: number): Outcome | undefined => {
  for (const field of fields) {
    const value = row[field.apiName]
    if (value === undefined || value === null || value === "") {
      return refuse("MANDATORY_NOT_FOUND", "required field not found", {
        api_name: field.apiName,
        json_path: `$.data[${index}].${field.apiName}`
      })
    }
  }
  return undefined
}

/** Refuses values that another record of the module holds already. */
const checkUnique = (
  core: Core,
  module: Module,
  found: Values,
  index: number,
  own: string | undefined
): Outcome | undefined => {
  const errors: Array<ZohoError.ZohoError> = []
  found.names.forEach((name, position) => {
    const field = module.byName.get(name)
    const value = found.values[position]
    if (field === undefined || value === null || value === undefined || !isUnique(core, module, field)) return
    const column = quote(name)
    const rows = core.db.all(
      `SELECT id, "Owner" AS owner FROM ${module.table} WHERE ${column}=?${typeof value === "string" ? " COLLATE NOCASE" : ""} AND id<>? LIMIT 2`,
      value,
      own ?? ""
    )
    const first = rows[0]
    if (first === undefined) return
    const owner = core.db.get("SELECT id, name, json FROM user WHERE id=?", String(first["owner"]))
    const zuid: unknown = owner === undefined ? null : Json.asObject(Json.parse(String(owner["json"])))?.["zuid"]
    errors.push(
      ZohoError.make("DUPLICATE_DATA", "duplicate data", {
        api_name: name,
        json_path: `$.data[${index}].${name}`,
        more_records: rows.length > 1,
        id: first["id"],
        duplicate_record: {
          id: first["id"],
          Owner: { id: owner?.["id"] ?? null, name: owner?.["name"] ?? null, zuid },
          module: { api_name: module.apiName, id: module.id }
        }
      })
    )
  })
  const [first, ...rest] = errors
  if (first === undefined) return undefined
  return rest.length === 0
    ? { ok: false, error: first }
    : refuse("MULTIPLE_OR_MULTI_ERRORS", "multiple errors occurred", { errors })
}

/** Keeps Full_Name in step with its parts. */
const deriveName = (core: Core, module: Module, found: Values, id: string | undefined): void => {
  if (!module.byName.has("Full_Name") || !found.names.some((name) => name === "First_Name" || name === "Last_Name"))
    return
  const current =
    id === undefined ? undefined : core.db.get(`SELECT "First_Name", "Last_Name" FROM ${module.table} WHERE id=?`, id)
  const part = (name: string): unknown => {
    const at = found.names.indexOf(name)
    return at >= 0 ? found.values[at] : current?.[name]
  }
  const name = [part("First_Name"), part("Last_Name")]
    .filter((piece) => typeof piece === "string" && piece !== "")
    .join(" ")
  found.names.push("Full_Name")
  found.values.push(name.slice(0, 120))
}

const success = (core: Core, module: Module, id: string, message: string, extra: object, details: object): Outcome => ({
  ok: true,
  item: {
    code: "SUCCESS",
    ...extra,
    details: { ...Read.stamp(core, module, id), ...details },
    message,
    status: "success"
  }
})

const insertRow = (
  call: Call,
  module: Module,
  row: Input,
  index: number,
  nextId: () => string,
  extra: object
): Outcome => {
  const { core } = call
  const found: Values = { names: [], values: [] }
  const wrong =
    missing(
      module.fields.filter((field) => field.systemMandatory),
      row,
      index
    ) ?? checkFields(core, module, row, index, found)
  if (wrong !== undefined) return wrong
  const asked = Json.asObject(row["Layout"])
  const layoutId = asked === undefined ? undefined : Json.idOf(asked["id"])
  const layout =
    layoutId === undefined ? module.layouts[0] : module.layouts.find((candidate) => candidate.id === layoutId)
  if (layout === undefined && layoutId !== undefined) {
    return refuse("INVALID_DATA", "the id given seems to be invalid", {
      api_name: "Layout",
      json_path: `$.data[${index}].Layout.id`
    })
  }
  const rule = core.switches().layoutMandatory
  if (rule === "always" || (rule === "with-layout" && layoutId !== undefined)) {
    const absent = missing(
      module.fields.filter((field) => field.required),
      row,
      index
    )
    if (absent !== undefined) return absent
  }
  const duplicate = checkUnique(core, module, found, index, undefined)
  if (duplicate !== undefined) return duplicate
  deriveName(core, module, found, undefined)
  const now = Math.floor(core.clock.now() / 1000)
  const user = call.identity.userId
  const given = new Set(found.names)
  const system: ReadonlyArray<readonly [string, Value]> = [
    ["Owner", user],
    ["Created_By", user],
    ["Modified_By", user],
    ["Created_Time", now],
    ["Modified_Time", now],
    ["Locked__s", 0],
    ["Record_Status__s", "Available"]
  ]
  for (const [name, value] of system) {
    if (given.has(name) || !module.byName.has(name)) continue
    found.names.push(name)
    found.values.push(value)
  }
  const id = nextId()
  core.db.run(
    `INSERT INTO ${module.table}(id,"$layout",${found.names.map(quote).join(",")}) VALUES(?,?${",?".repeat(found.names.length)})`,
    id,
    layout?.id ?? null,
    ...found.values
  )
  return success(core, module, id, "record added", extra, { $approval_state: "approved" })
}

const updateRow = (call: Call, module: Module, row: Input, id: string, index: number, extra: object): Outcome => {
  const { core } = call
  const stored = Json.isId(id)
    ? core.db.get(`SELECT id, "$converted" AS converted FROM ${module.table} WHERE id=?`, id)
    : undefined
  if (stored === undefined) {
    return refuse("INVALID_DATA", "the id given seems to be invalid", {
      api_name: "id",
      json_path: `$.data[${index}].id`
    })
  }
  if (stored["converted"] === 1)
    return refuse("CONVERTED_RECORD", "cannot update a converted record", {
      api_name: "id",
      json_path: `$.data[${index}].id`
    })
  const modified = Unmodified.refused(call, module, id)
  if (modified !== undefined) return { ok: false, error: modified, status: 412 }
  const found: Values = { names: [], values: [] }
  const wrong = checkFields(core, module, row, index, found)
  if (wrong !== undefined) return wrong
  if (core.switches().updateNeedsMandatory) {
    const absent = missing(
      module.fields.filter((field) => field.systemMandatory || field.required),
      row,
      index
    )
    if (absent !== undefined) return absent
  }
  const duplicate = checkUnique(core, module, found, index, id)
  if (duplicate !== undefined) return duplicate
  deriveName(core, module, found, id)
  found.names.push("Modified_Time", "Modified_By")
  found.values.push(Math.floor(core.clock.now() / 1000), call.identity.userId)
  core.db.run(
    `UPDATE ${module.table} SET ${found.names.map((name) => `${quote(name)}=?`).join(",")} WHERE id=?`,
    ...found.values,
    id
  )
  return success(core, module, id, "record updated", extra, {})
}

const rowOf = (value: unknown, index: number): Input | Outcome =>
  Json.asObject(value) ??
  refuse("INVALID_DATA", "invalid data", { expected_data_type: "jsonobject", json_path: `$.data[${index}]` })

const isOutcome = (value: Input | Outcome): value is Outcome =>
  "ok" in value && typeof value.ok === "boolean" && ("item" in value || "error" in value)

/** Runs every row in one transaction and answers with the status that fits them all. */
const run = (
  call: Call,
  rows: ReadonlyArray<unknown>,
  allDone: 200 | 201,
  each: (row: Input, index: number) => Outcome
): Http.Reply => {
  const outcomes = call.core.db.transaction(() =>
    rows.map((value, index) => {
      const row = rowOf(value, index)
      return isOutcome(row) ? row : each(row, index)
    })
  )
  const failed = outcomes.filter((outcome) => !outcome.ok)
  const only = outcomes.length === 1 ? outcomes[0] : undefined
  const status =
    failed.length === 0
      ? allDone
      : failed.length < outcomes.length
        ? 207
        : only !== undefined && !only.ok && only.status !== undefined
          ? only.status
          : 400
  return Http.json(status, { data: outcomes.map((outcome) => (outcome.ok ? outcome.item : outcome.error)) })
}

export const insert = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const body = bodyOf(call)
  if ("status" in body) return body
  const nextId = call.core.db.nextIds(body.rows.length)
  return run(call, body.rows, 201, (row, index) => insertRow(call, module, row, index, nextId, {}))
}

export const updateMany = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const body = bodyOf(call)
  if ("status" in body) return body
  return run(call, body.rows, 200, (row, index) => {
    const id = Json.idOf(row["id"])
    if (id === undefined)
      return refuse("MANDATORY_NOT_FOUND", "required field not found", {
        api_name: "id",
        json_path: `$.data[${index}].id`
      })
    return updateRow(call, module, row, id, index, {})
  })
}

export const updateOne = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  const known = Json.isId(id) && call.core.db.get(`SELECT id FROM ${module.table} WHERE id=?`, id) !== undefined
  if (!known)
    return ZohoError.dataReply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
  const body = bodyOf(call)
  if ("status" in body) return body
  if (body.rows.length > 1) {
    return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
      maximum_length: 1,
      api_name: "data",
      json_path: "$.data"
    })
  }
  return run(call, body.rows, 200, (row, index) => updateRow(call, module, row, id, index, {}))
}

/** The fields that an upsert matches on, in order of priority. */
const duplicateFields = (core: Core, module: Module, root: Input): ReadonlyArray<Field> | Http.Reply => {
  const given = root["duplicate_check_fields"]
  if (given === undefined || given === null) {
    const fallback = module.byName.get(module.systemUnique)
    return [
      ...(fallback === undefined ? [] : [fallback]),
      ...module.fields.filter((field) => field !== fallback && isUnique(core, module, field))
    ]
  }
  const bad = (index: number | undefined, details: ZohoError.Details): Http.Reply =>
    ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
      ...details,
      api_name: "duplicate_check_fields",
      json_path: index === undefined ? "$.duplicate_check_fields" : `$.duplicate_check_fields[${index}]`
    })
  if (!Array.isArray(given)) return bad(undefined, { expected_data_type: "jsonarray" })
  const fields: Array<Field> = []
  for (const [index, name] of given.entries()) {
    const field = typeof name === "string" ? module.byName.get(name) : undefined
    if (field === undefined || !(field.apiName === module.systemUnique || isUnique(core, module, field)))
      return bad(index, {})
    fields.push(field)
  }
  return fields
}

export const upsert = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const body = bodyOf(call)
  if ("status" in body) return body
  const fields = duplicateFields(call.core, module, body.root)
  if ("status" in fields) return fields
  const nextId = call.core.db.nextIds(body.rows.length)
  return run(call, body.rows, 200, (row, index) => {
    const id = Json.idOf(row["id"])
    // An id in the row wins over every duplicate check.
    if (id !== undefined) return updateRow(call, module, row, id, index, { duplicate_field: null, action: "update" })
    for (const field of fields) {
      const value = row[field.apiName]
      if (value === undefined || value === null) continue
      const checked = FieldType.check(call.core, field, value)
      if (!checked.ok || checked.value === null) continue
      const match = call.core.db.get(
        `SELECT id FROM ${module.table} WHERE ${quote(field.apiName)}=?${typeof checked.value === "string" ? " COLLATE NOCASE" : ""} AND "$converted"=0 ORDER BY id LIMIT 1`,
        checked.value
      )?.["id"]
      if (typeof match === "string")
        return updateRow(call, module, row, match, index, { duplicate_field: field.apiName, action: "update" })
    }
    return insertRow(call, module, row, index, nextId, { duplicate_field: null, action: "insert" })
  })
}
