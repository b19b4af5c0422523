/** The `filters` of the recycle bin: conditions on what was deleted, as SQL. */
import * as Clock from "../Clock.ts"
import type { Value } from "../Database.ts"
import * as Json from "../Json.ts"
import * as ZohoError from "../ZohoError.ts"

export interface Sql {
  readonly where: string
  readonly values: ReadonlyArray<Value>
}

export type Result = Sql | ZohoError.ZohoError

export const isError = (result: Result): result is ZohoError.ZohoError => "code" in result

const mostConditions = 25
const mostDepth = 10

type Kind = "text" | "exact" | "time"

const fields: { readonly [name: string]: { readonly column: string; readonly kind: Kind } } = {
  display_name: { column: "display_name", kind: "text" },
  module: { column: "module", kind: "exact" },
  deleted_by: { column: "deleted_by", kind: "exact" },
  owner: { column: "owner", kind: "exact" },
  deleted_time: { column: "deleted", kind: "time" }
}

const comparators: { readonly [kind in Kind]: ReadonlyArray<string> } = {
  text: ["equal", "not_equal", "contains", "not_contains", "starts_with", "ends_with", "in"],
  exact: ["equal", "not_equal", "in"],
  time: ["equal", "not_equal", "less_than", "less_equal", "greater_than", "greater_equal", "between"]
}

/** Errors name the parameter, in a body too: so the official examples of both. */
const invalid = (path: string, name: string, message: string, details: object): ZohoError.ZohoError =>
  ZohoError.make("INVALID_DATA", message, {
    ...details,
    api_name: name,
    json_path: `${path}.${name}`,
    param_name: "filters"
  })

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&")

/** What a value is compared as: `{"id"}` of a user, `{"api_name"}` of a module, or the text itself. */
const textOf = (value: unknown): string | undefined => {
  const object = Json.asObject(value)
  const given = object === undefined ? value : (object["id"] ?? object["api_name"])
  return typeof given === "string" ? given : Json.idOf(given)
}

const textual = (column: string, comparator: string, value: string): Sql => {
  const like = (pattern: string, not = ""): Sql => ({
    where: `COALESCE(${column},'') ${not}LIKE ? ESCAPE '\\'`,
    values: [pattern]
  })
  switch (comparator) {
    case "contains":
      return like(`%${escaped(value)}%`)
    case "not_contains":
      return like(`%${escaped(value)}%`, "NOT ")
    case "starts_with":
      return like(`${escaped(value)}%`)
    case "ends_with":
      return like(`%${escaped(value)}`)
    case "not_equal":
      return { where: `COALESCE(${column},'')<>? COLLATE NOCASE`, values: [value] }
    default:
      return { where: `${column}=? COLLATE NOCASE`, values: [value] }
  }
}

const signs: { readonly [comparator: string]: string } = {
  equal: "=",
  not_equal: "<>",
  less_than: "<",
  less_equal: "<=",
  greater_than: ">",
  greater_equal: ">="
}

export const compile = (filters: unknown): Result => {
  let conditions = 0
  const one = (value: unknown, path: string, depth: number): Result => {
    const item = Json.asObject(value)
    const refuse = (name: string, message: string, details: object = {}) => invalid(path, name, message, details)
    if (item === undefined || depth > mostDepth)
      return ZohoError.make("INVALID_DATA", "invalid data", {
        expected_data_type: "jsonobject",
        param_name: "filters"
      })
    if (item["group"] !== undefined) return grouped(item, path, depth, refuse)
    if (++conditions > mostConditions)
      return ZohoError.make("CRITERIA_LIMIT_EXCEEDED", "the number of criteria exceeds the limit", {
        limit: mostConditions
      })
    const name = Json.asObject(item["field"])?.["api_name"]
    const field = typeof name === "string" && Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) return refuse("field", "Please provide a valid field")
    const { comparator } = item
    if (typeof comparator !== "string" || !comparators[field.kind].includes(comparator))
      return refuse("comparator", "Please provide a valid comparator")
    const given = item["value"]
    if (field.kind === "time") {
      const asked: ReadonlyArray<unknown> = comparator === "between" ? (Array.isArray(given) ? given : []) : [given]
      const times = asked.map((time) => (typeof time === "string" ? Clock.parse(time) : undefined))
      const [from, to] = times
      if (from === undefined) return refuse("value", "invalid data", { expected_data_type: "datetime" })
      if (comparator !== "between") return { where: `deleted${signs[comparator] ?? "="}?`, values: [from] }
      return to === undefined || times.length !== 2
        ? refuse("value", "invalid data", { expected_data_type: "jsonarray" })
        : { where: "deleted BETWEEN ? AND ?", values: [from, to] }
    }
    if (comparator === "in") {
      const values = (Array.isArray(given) ? given : []).map(textOf).filter((text) => text !== undefined)
      return values.length === 0 || values.length > 100
        ? refuse("value", "invalid data", { expected_data_type: "jsonarray" })
        : { where: `${field.column} COLLATE NOCASE IN (${values.map(() => "?").join(",")})`, values }
    }
    const text = textOf(given)
    return text === undefined
      ? refuse("value", "invalid data", { expected_data_type: "string" })
      : textual(field.column, comparator, text)
  }
  const grouped = (
    item: { readonly [key: string]: unknown },
    path: string,
    depth: number,
    refuse: (name: string, message: string, details?: object) => ZohoError.ZohoError
  ): Result => {
    const { group, group_operator: operator } = item
    if (!Array.isArray(group) || group.length === 0)
      return refuse("group", "invalid data", { expected_data_type: "jsonarray" })
    if (typeof operator !== "string" || !/^(and|or)$/i.test(operator))
      return refuse("group_operator", "Please provide a valid group operator")
    const parts: Array<Sql> = []
    for (const [index, part] of group.entries()) {
      const compiled = one(part, `${path}.group[${index}]`, depth + 1)
      if (isError(compiled)) return compiled
      parts.push(compiled)
    }
    return {
      where: `(${parts.map((part) => part.where).join(operator.toLowerCase() === "and" ? " AND " : " OR ")})`,
      values: parts.flatMap((part) => part.values)
    }
  }
  return one(filters, "$", 0)
}
