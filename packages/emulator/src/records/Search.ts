/** Search: criteria, email, phone or word, turned into SQL. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import { type Field, type Module, valueType } from "../Metadata.ts"
import * as Params from "../Params.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Criteria from "./Criteria.ts"
import * as Read from "./Read.ts"

export interface Sql {
  readonly where: string
  readonly values: ReadonlyArray<Value>
}

export const isReply = (value: Sql | Http.Reply): value is Http.Reply => "status" in value

const comparing = ["equals", "not_equal", "greater_than", "greater_equal", "less_than", "less_equal", "between", "in"]
const operatorsOf = (field: Field): ReadonlyArray<string> => {
  if (field.dataType === "autonumber") return ["equals", "not_equal", "in"]
  switch (valueType(field)) {
    case "text":
    case "email":
    case "phone":
    case "website":
      return ["equals", "not_equal", "starts_with", "in"]
    case "textarea":
      return ["equals", "not_equal", "starts_with"]
    case "multiselectpicklist":
      return ["equals", "not_equal", "in", "starts_with"]
    case "boolean":
      return ["equals", "not_equal"]
    case "picklist":
    case "lookup":
    case "ownerlookup":
    case "multi_module_lookup":
      return ["equals", "not_equal", "in"]
    case "integer":
    case "bigint":
    case "double":
    case "currency":
    case "percent":
    case "date":
    case "datetime":
      return comparing
    default:
      return []
  }
}

const symbols: { readonly [operator: string]: string } = {
  equals: "=",
  not_equal: "<>",
  greater_than: ">",
  greater_equal: ">=",
  less_than: "<",
  less_equal: "<="
}

const query = (message: string, details: ZohoError.Details): Http.Reply =>
  ZohoError.reply(400, "INVALID_QUERY", message, details)

/** A LIKE pattern; characters that the search index drops match any one character. */
const loose = (value: string): string => value.replaceAll(/[\\%]/g, "\\$&").replaceAll(/[{}[\]^:\-/!?*_@ ]/g, "_")

/** A criteria value as the column stores it; undefined when it does not fit the type. */
const stored = (field: Field, text: string): Value | undefined => {
  switch (valueType(field)) {
    case "integer":
    case "double":
    case "currency":
    case "percent":
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
    case "boolean":
      return text === "true" ? 1 : text === "false" ? 0 : undefined
    case "date":
      return Clock.isDate(text) ? text : undefined
    case "datetime":
      return Clock.parse(text)
    case "phone":
      return /^[+]?[0-9\s\-().*]+$/.test(text) ? text : undefined
    default:
      return text
  }
}

/** The error for an operator that a type does not have: Zoho spells it in three ways. */
const wrongOperator = (field: Field, operator: string): Http.Reply => {
  const reason = "The operator is not valid for the field type"
  const details = { operator, api_name: field.apiName }
  switch (valueType(field)) {
    case "picklist":
      return ZohoError.reply(400, "INVALID_DATA", "invalid operator found", { ...details, reason })
    case "integer":
    case "bigint":
    case "double":
    case "currency":
    case "percent":
      return query("invalid operator found", details)
    default:
      return query("invalid operator found", { ...details, reason })
  }
}

/** The error for a value that its type does not have; likewise in three ways. */
const wrongValue = (field: Field, value: string): Http.Reply => {
  const reason = "Please check the value of the field"
  const details = { api_name: field.apiName, value }
  switch (valueType(field)) {
    case "phone":
      return query("invalid value for search", { ...details, reason })
    case "datetime":
      return ZohoError.reply(400, "INVALID_DATA", "invalid value for search", { ...details, reason })
    default:
      return query("Invalid query formed", {
        ...details,
        expected_data_type: valueType(field),
        reason: "invalid value for search"
      })
  }
}

// What the search index drops leaves nothing to look for; one asterisk may stand in a word.
const onlySymbols = /^[{}[\]^:\-/!?*_@ ]+$/
const hasNoWord = (text: string): boolean => onlySymbols.test(text) || text.split("*").length > 2

/** Lookups by the name of what they point to, where the value is no id. */
const byName = (core: Core, field: Field, text: string): Sql | undefined => {
  const type = valueType(field)
  if (Json.isId(text) || (type !== "lookup" && type !== "ownerlookup")) return undefined
  const column = quote(field.apiName)
  if (type === "ownerlookup")
    return { where: `${column} IN (SELECT id FROM user WHERE name=? COLLATE NOCASE)`, values: [text] }
  const target = core.metadata.module(field.lookup ?? "")
  return target === undefined
    ? undefined
    : {
        where: `${column} IN (SELECT id FROM ${target.rows} AS t WHERE ${quote(target.displayField)}=? COLLATE NOCASE)`,
        values: [text]
      }
}

const condition = (
  core: Core,
  module: Module,
  one: Extract<Criteria.Criteria, { readonly _tag: "Condition" }>
): Sql | Http.Reply => {
  if (one.field === "id") return ids(one)
  const field = module.byName.get(one.field)
  if (field === undefined || field.computed)
    return query("Invalid query formed", { reason: "the field is not available", api_name: one.field })
  if (!operatorsOf(field).includes(one.operator)) return wrongOperator(field, one.operator)
  // A truth value that was never set is false, as reads show it.
  const column = valueType(field) === "boolean" ? `COALESCE(${quote(field.apiName)},0)` : quote(field.apiName)
  const many = one.operator === "in" || one.operator === "between"
  const texts = many ? Criteria.values(one.value) : [Criteria.unescape(one.value)]
  if (one.operator === "in" && texts.length > 100)
    return query('Only 100 values are allowed in "IN" criteria', { api_name: one.field })
  const values: Array<Value> = []
  for (const text of texts) {
    const value = text === "" ? undefined : stored(field, text)
    if (value === undefined) return wrongValue(field, text)
    values.push(value)
  }
  if (one.operator === "between") {
    if (values.length !== 2)
      return query("Invalid query formed", {
        reason: "invalid value for search",
        api_name: one.field,
        operator: "between"
      })
    return { where: `${column} BETWEEN ? AND ?`, values }
  }
  const first = texts[0] ?? ""
  const words = ["text", "email", "phone", "website", "textarea"].includes(valueType(field))
  if (words && hasNoWord(first)) {
    const reason = "special characters are not allowed"
    return query(reason, { reason, api_name: one.field })
  }
  const named = one.operator === "equals" ? byName(core, field, first) : undefined
  if (named !== undefined) return named
  switch (one.operator) {
    case "in":
      return { where: `${column} COLLATE NOCASE IN (${values.map(() => "?").join(",")})`, values }
    case "starts_with":
      return {
        where: `${column} LIKE ? ESCAPE '\\'`,
        values: [`${field.dataType === "multiselectpicklist" ? '%"' : ""}${loose(first)}%`]
      }
    case "equals":
      // On words "equals" means "contains": Zoho searches an index, not the column.
      if (words) return { where: `${column} LIKE ? ESCAPE '\\'`, values: [`%${loose(first)}%`] }
      if (field.dataType === "multiselectpicklist")
        return { where: `instr(${column}, ?) > 0`, values: [JSON.stringify(first)] }
      if (field.dataType === "picklist") return { where: `${column}=? COLLATE NOCASE`, values }
      return { where: `${column}=?`, values }
    case "not_equal":
      if (words) return { where: `(${column} IS NULL OR ${column} NOT LIKE ? ESCAPE '\\')`, values: [loose(first)] }
      if (field.dataType === "multiselectpicklist")
        return { where: `(${column} IS NULL OR instr(${column}, ?) = 0)`, values: [JSON.stringify(first)] }
      return { where: `(${column} IS NULL OR ${column}<>?)`, values }
    default:
      return { where: `${column}${symbols[one.operator] ?? "="}?`, values }
  }
}

const ids = (one: { readonly operator: string; readonly value: string }): Sql | Http.Reply => {
  const values = Criteria.values(one.value)
  if (one.operator !== "equals" && one.operator !== "in" && one.operator !== "not_equal")
    return query("invalid operator found", { operator: one.operator, api_name: "id" })
  return {
    where: `id ${one.operator === "not_equal" ? "NOT " : ""}IN (${values.map(() => "?").join(",")})`,
    values: [...values]
  }
}

const compile = (core: Core, module: Module, criteria: Criteria.Criteria): Sql | Http.Reply => {
  if (criteria._tag === "Condition") return condition(core, module, criteria)
  const parts: Array<Sql> = []
  for (const part of criteria.parts) {
    const sql = compile(core, module, part)
    if (isReply(sql)) return sql
    parts.push(sql)
  }
  return {
    where: `(${parts.map((part) => part.where).join(criteria.operator === "and" ? " AND " : " OR ")})`,
    values: parts.flatMap((part) => part.values)
  }
}

const either = (fields: ReadonlyArray<Field>, test: string, value: string): Sql => ({
  // A module without such a field holds nothing that matches.
  where: `(${fields.map((field) => `${quote(field.apiName)} ${test}`).join(" OR ") || "0"})`,
  values: fields.map(() => value)
})

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&")

/** Parameters that a search goes by, in order of priority. */
export const names = ["criteria", "email", "phone", "word"]

/** The condition of a search, by the priority criteria, email, phone, word. */
export const conditionOf = (call: Call, module: Module): Sql | Http.Reply => {
  const { query: params } = call.target
  const { core } = call
  const ofType = (type: string): ReadonlyArray<Field> =>
    module.fields.filter((field) => field.dataType === type && !field.computed)
  const criteria = params.get("criteria")
  if (criteria !== null && criteria !== "") {
    if (criteria.length > 3000)
      return query("Invalid query formed", { reason: "criteria is too long", param_name: "criteria" })
    const parsed = Criteria.parse(criteria)
    if (parsed === undefined)
      return query("Invalid query formed", { reason: "the criteria could not be read", param_name: "criteria" })
    if (Criteria.count(parsed) > 15)
      return ZohoError.reply(400, "CRITERIA_LIMIT_EXCEEDED", "the criteria limit of 15 is exceeded", { limit: 15 })
    return compile(core, module, parsed)
  }
  const tooLong = ["email", "phone", "word"].find((name) => (params.get(name) ?? "").length > 255)
  if (tooLong !== undefined) return ZohoError.invalidParam(tooLong, "invalid data", { maximum_length: 255 })
  const email = params.get("email")
  if (email !== null && email !== "") {
    const fields = ofType("email")
    if (fields.length === 0) return ZohoError.reply(400, "FIELD_TYPE_UNAVAILABLE", "the module has no email field")
    return core.switches().searchEmail === "exact"
      ? either(fields, "=? COLLATE NOCASE", email)
      : either(fields, "LIKE ? ESCAPE '\\'", `%${escaped(email)}%`)
  }
  const phone = params.get("phone")
  if (phone !== null && phone !== "") {
    if (!/^[+]?[0-9\s\-().]+$/.test(phone) || phone.length < 3) return ZohoError.invalidParam("phone", "invalid data")
    const fields = ofType("phone")
    if (fields.length === 0) return ZohoError.reply(400, "FIELD_TYPE_UNAVAILABLE", "the module has no phone field")
    return either(fields, "LIKE ? ESCAPE '\\'", `%${escaped(phone)}%`)
  }
  const word = params.get("word")
  if (word !== null && word !== "") {
    if (word.trim().length < 2) return ZohoError.invalidParam("word", "provide atleast 2 letters for search")
    const fields = module.fields.filter(
      (field) => ["text", "email", "phone", "website", "picklist"].includes(valueType(field)) && !field.computed
    )
    return either(fields, "LIKE ? ESCAPE '\\'", `%${escaped(word.trim())}%`)
  }
  return ZohoError.reply(400, "EXPECTED_PARAM_MISSING", "one of the expected parameter is missing", {
    param_names: names
  })
}

/** Conditions that every search has: conversion state and the index's delay. */
export const withCommon = (call: Call, sql: Sql): Sql => {
  const converted = call.target.query.get("converted") ?? "false"
  const lag = call.core.switches().searchLagSeconds
  const parts = [sql.where]
  const values = [...sql.values]
  if (converted !== "both") parts.push(`"$converted"=${converted === "true" ? 1 : 0}`)
  if (lag > 0) {
    parts.push('"Modified_Time"<=?')
    values.push(Math.floor(call.core.clock.now() / 1000) - lag)
  }
  return { where: parts.join(" AND "), values }
}

/** The module of the path when it can be searched. */
export const moduleOf = (call: Call): Module | Http.Reply => {
  const module = call.core.metadata.module(call.params["module"] ?? "")
  return module !== undefined && !module.apiSupported
    ? ZohoError.reply(400, "NOT_SUPPORTED", "module not supported for search", { module: module.apiName })
    : Read.moduleOf(call)
}

export const search = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const { query: params } = call.target
  const page = Params.page(params)
  if (!page.ok) return page.reply
  const fields = Read.fieldsParam(call, false)
  if ("status" in fields) return fields
  const found = conditionOf(call, module)
  if (isReply(found)) return found
  if (page.page * page.perPage > 2000 && page.page > 1) {
    return ZohoError.reply(400, "LIMIT_REACHED", "maximum response iteration limit reached", { limit: "2000" })
  }
  const sortBy = params.get("sort_by") ?? "id"
  const sortField = sortBy === "id" ? undefined : module.byName.get(sortBy)
  if (sortBy !== "id" && (sortField === undefined || sortField.computed)) return ZohoError.invalidParam("sort_by")
  const order = params.get("sort_order") ?? "desc"
  if (order !== "asc" && order !== "desc")
    return ZohoError.invalidParam("sort_order", "invalid data", { supported_values: ["asc", "desc"] })
  const sql = withCommon(call, found)
  const view = Read.shape(call.core, module, fields.length === 0 ? module.fields.map((field) => field.apiName) : fields)
  const rows = call.core.db.arrays(
    `SELECT ${view.columns} FROM ${module.rows} AS ${module.table} WHERE ${sql.where} ORDER BY ${quote(sortBy)} ${order}, id ${order} LIMIT ? OFFSET ?`,
    ...sql.values,
    page.perPage + 1,
    (page.page - 1) * page.perPage
  )
  if (rows.length === 0) return Http.empty(204)
  const shown = rows.slice(0, page.perPage)
  const info = {
    per_page: page.perPage,
    count: shown.length,
    sort_by: sortBy,
    page: page.page,
    sort_order: order,
    more_records: rows.length > page.perPage
  }
  return Http.jsonText(200, `{"data":[${shown.map(view.write).join(",")}],"info":${JSON.stringify(info)}}`)
}
