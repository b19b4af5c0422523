/** JSON criteria as SQL: nested groups of conditions, each refused with the code that bulk read documents. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { literal, quote } from "../Database.ts"
import * as Json from "../Json.ts"
import { type Field, type Module, valueType } from "../Metadata.ts"
import * as ZohoError from "../ZohoError.ts"
import * as RelativeDate from "./RelativeDate.ts"

/** Conditions of one criteria, values of one `in`, and groups within groups. */
export const limits = { conditions: 25, values: 100, depth: 10 } as const

const text = ["equal", "not_equal", "in", "not_in", "contains", "not_contains", "starts_with", "ends_with"]
const ordered = [
  "equal",
  "not_equal",
  "in",
  "not_in",
  "less_than",
  "less_equal",
  "greater_than",
  "greater_equal",
  "between",
  "not_between"
]
const exact = ["equal", "not_equal", "in", "not_in"]
const comparators = [...new Set([...text, ...ordered])]

type Kind = "text" | "pick" | "multi" | "number" | "bigint" | "boolean" | "date" | "datetime" | "reference"

const kindOf = (field: Field): Kind | undefined => {
  if (field.computed) return undefined
  switch (valueType(field)) {
    case "text":
    case "textarea":
    case "email":
    case "phone":
    case "website":
      return "text"
    case "picklist":
      return "pick"
    case "multiselectpicklist":
      return "multi"
    case "integer":
    case "double":
    case "currency":
    case "percent":
      return "number"
    case "bigint":
      return "bigint"
    case "boolean":
      return "boolean"
    case "date":
      return "date"
    case "datetime":
      return "datetime"
    case "lookup":
    case "ownerlookup":
    case "multi_module_lookup":
      return "reference"
    default:
      return undefined
  }
}

const supported: { readonly [kind in Kind]: ReadonlyArray<string> } = {
  text,
  pick: text,
  multi: text,
  number: ordered,
  bigint: ordered,
  boolean: ["equal", "not_equal"],
  date: ordered,
  datetime: ordered,
  reference: exact
}

/** A condition for WHERE. */
export interface Sql {
  readonly sql: string
  readonly values: ReadonlyArray<Value>
}

export interface Options {
  /** The module's table in the query; default: columns stand alone. */
  readonly alias?: string
  /** Whom `${CURRENTUSER}` means. */
  readonly userId: string
}

type Result = Sql | ZohoError.ZohoError

/** True for what a refused criteria or condition gives. */
export const isError = (result: Result): result is ZohoError.ZohoError => "code" in result

/** A condition with its values in place, where it is kept as text or stands where no parameters can. */
export const inlined = ({ sql, values }: Sql): string => {
  let index = 0
  // Names in it are words: every question mark is a value's place.
  return sql.replaceAll("?", () => literal(values[index++] ?? null))
}

interface State {
  readonly core: Core
  readonly module: Module
  readonly options: Options
  conditions: number
}

interface Condition {
  readonly state: State
  readonly name: string
  readonly column: string
  readonly kind: Kind
  readonly comparator: string
}

const fail = (code: string, message: string, details: ZohoError.Details = {}): ZohoError.ZohoError =>
  ZohoError.make(code, message, details)

const badValue = (at: Condition, expected: string): ZohoError.ZohoError =>
  fail(
    "FIELD_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE",
    "the value given in the criteria is not compatible with its field",
    {
      api_name: at.name,
      expected_data_type: expected
    }
  )
const badPair = (at: Condition, message: string): ZohoError.ZohoError =>
  fail("COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE", message, { api_name: at.name, comparator: at.comparator })

/** One value as its column stores it. */
const single = (at: Condition, value: unknown): { readonly value: Value } | ZohoError.ZohoError => {
  if (Json.isAbsent(value)) {
    return fail("VALUE_IN_CRITERIA_NOT_SUPPORTED", "the value given in the criteria is not supported", {
      api_name: at.name
    })
  }
  if (typeof value === "object" && at.kind !== "reference") {
    return fail("VALUE_TYPE_NOT_SUPPORTED", "the type of the value given in the criteria is not supported", {
      api_name: at.name
    })
  }
  switch (at.kind) {
    case "text":
    case "pick":
    case "multi":
      return typeof value === "string" || typeof value === "number" ? { value: String(value) } : badValue(at, "string")
    case "number": {
      const number = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
      return typeof number === "number" ? { value: number } : badValue(at, "double")
    }
    case "bigint": {
      const id = Json.idOf(value)
      return id !== undefined && /^-?\d{1,18}$/.test(id) ? { value: BigInt(id) } : badValue(at, "bigint")
    }
    case "boolean":
      return value === true || value === "true"
        ? { value: 1 }
        : value === false || value === "false"
          ? { value: 0 }
          : badValue(at, "boolean")
    case "date":
      return typeof value === "string" && Clock.isDate(value) ? { value } : badValue(at, "date")
    case "datetime": {
      const seconds = typeof value === "string" ? Clock.parse(value) : undefined
      return seconds === undefined ? badValue(at, "datetime") : { value: seconds }
    }
    case "reference": {
      const id = value === "${CURRENTUSER}" ? at.state.options.userId : Json.idOf(Json.asObject(value)?.["id"] ?? value)
      return id !== undefined && Json.isId(id) ? { value: id } : badValue(at, "bigint")
    }
  }
}

const list = (at: Condition, value: unknown): ReadonlyArray<Value> | ZohoError.ZohoError => {
  const given: ReadonlyArray<unknown> = Array.isArray(value)
    ? value
    : typeof value === "string"
      ? value.split(",").map((item) => item.trim())
      : [value]
  if (given.length > limits.values) {
    return fail("VALUE_LIMIT_EXCEEDED_IN_CRITERIA", "the number of values given in the criteria exceeds the limit", {
      api_name: at.name,
      limit: limits.values
    })
  }
  if (given.length === 0) return badPair(at, "the comparator needs at least one value")
  const values: Array<Value> = []
  for (const item of given) {
    const one = single(at, item)
    if ("code" in one) return one
    values.push(one.value)
  }
  return values
}

const signs: { readonly [comparator: string]: string } = {
  less_than: "<",
  less_equal: "<=",
  greater_than: ">",
  greater_equal: ">="
}

/** A test of stored text; text compares without regard to case, and an empty cell is not equal to anything. */
const textTest = (comparator: string, operand: string): string => {
  switch (comparator) {
    case "contains":
    case "not_contains":
      return `instr(lower(${operand}),lower(?))>0`
    case "starts_with":
      return `substr(lower(${operand}),1,length(?1))=lower(?1)`
    case "ends_with":
      return `substr(lower(${operand}),-length(?1))=lower(?1)`
    default:
      return `${operand}=? COLLATE NOCASE`
  }
}

const negated = (at: Condition, test: Sql): Sql => ({
  sql: `(${at.column} IS NULL OR NOT ${test.sql})`,
  values: test.values
})

const wrap = (at: Condition, test: Sql): Sql => (at.comparator.startsWith("not_") ? negated(at, test) : test)

const textCondition = (at: Condition, value: unknown): Result => {
  const many = at.comparator === "in" || at.comparator === "not_in" || Array.isArray(value)
  const values = many ? list(at, value) : single(at, value)
  if ("code" in values) return values
  const wanted = "value" in values ? [values.value] : values
  if (wanted.some((item) => item === "")) {
    return fail("VALUE_IN_CRITERIA_NOT_SUPPORTED", "the value given in the criteria is not supported", {
      api_name: at.name
    })
  }
  // Positional parameters would be shared between conditions, so a value used twice is given twice.
  const one = (operand: string): Sql => {
    const test = textTest(at.comparator, operand)
    const twice = test.includes("?1")
    return {
      sql: `(${wanted.map(() => test.replaceAll("?1", "?")).join(" OR ")})`,
      values: wanted.flatMap((item) => (twice ? [item, item] : [item]))
    }
  }
  if (at.kind !== "multi") return wrap(at, one(at.column))
  const inner = one("json_each.value")
  return wrap(at, { sql: `EXISTS(SELECT 1 FROM json_each(${at.column}) WHERE ${inner.sql})`, values: inner.values })
}

const relative = (at: Condition, value: unknown): Result | undefined => {
  if (at.kind !== "date" && at.kind !== "datetime") return undefined
  const days = typeof value === "string" ? RelativeDate.parse(value, at.state.core.clock.now()) : undefined
  if (days === undefined) return undefined
  const bound = at.kind === "date" ? RelativeDate.date : RelativeDate.second
  const [from, to] = [bound(days.from), bound(days.to)]
  switch (at.comparator) {
    case "equal":
    case "not_equal":
      return wrap(at, { sql: `(${at.column}>=? AND ${at.column}<?)`, values: [from, to] })
    case "less_than":
    case "greater_equal":
      return { sql: `${at.column}${signs[at.comparator] ?? ""}?`, values: [from] }
    case "less_equal":
      return { sql: `${at.column}<?`, values: [to] }
    case "greater_than":
      return { sql: `${at.column}>=?`, values: [to] }
    default:
      return badPair(at, "the comparator does not take a relative date")
  }
}

const orderedCondition = (at: Condition, value: unknown): Result => {
  // Large integers are stored as text.
  const column = at.kind === "bigint" ? `CAST(${at.column} AS INTEGER)` : at.column
  switch (at.comparator) {
    case "between":
    case "not_between": {
      if (!Array.isArray(value) || value.length !== 2) return badPair(at, "the comparator needs an array of two values")
      const bounds = list(at, value)
      return "code" in bounds ? bounds : wrap(at, { sql: `(${column} BETWEEN ? AND ?)`, values: bounds })
    }
    case "in":
    case "not_in": {
      const values = list(at, value)
      return "code" in values
        ? values
        : wrap(at, { sql: `(${column} IN (${values.map(() => "?").join(",")}))`, values })
    }
    default: {
      if (Array.isArray(value)) return badPair(at, "the comparator needs one value")
      const days = relative(at, value)
      if (days !== undefined) return days
      const one = single(at, value)
      if ("code" in one) return one
      const sign = signs[at.comparator]
      return sign === undefined
        ? wrap(at, { sql: `(${column}=?)`, values: [one.value] })
        : { sql: `${column}${sign}?`, values: [one.value] }
    }
  }
}

const condition = (state: State, given: Jsonish): Result => {
  const name = Json.asObject(given["field"])?.["api_name"] ?? given["api_name"]
  const { comparator, value } = given
  if (typeof name !== "string") return fail("INVALID_CRITERIA", "the criteria given is invalid", { api_name: "field" })
  state.conditions++
  if (state.conditions > limits.conditions) {
    return fail("CRITERIA_LIMIT_EXCEEDED", "the number of criteria given exceeds the limit", {
      limit: limits.conditions
    })
  }
  const { module, options } = state
  const field = name === "id" || name === "Id" ? undefined : module.byName.get(name)
  if (field === undefined && name !== "id" && name !== "Id") {
    return fail("FIELD_IN_CRITERIA_NOT_AVAILABLE", "the field given in the criteria is not available", {
      api_name: name,
      module: module.apiName
    })
  }
  const kind = field === undefined ? "reference" : kindOf(field)
  if (kind === undefined) {
    return fail("FIELD_IN_CRITERIA_NOT_SUPPORTED", "the field given in the criteria is not supported", {
      api_name: name,
      module: module.apiName
    })
  }
  if (typeof comparator !== "string" || !comparators.includes(comparator)) {
    return fail("FIELD_COMPARATOR_IN_CRITERIA_NOT_SUPPORTED", "the comparator given in the criteria is not supported", {
      comparator: typeof comparator === "string" ? comparator : "",
      api_name: name,
      supported: supported[kind]
    })
  }
  if (!supported[kind].includes(comparator)) {
    return fail(
      "FIELD_AND_COMPARATOR_IN_CRITERIA_NOT_COMPATIBLE",
      "the comparator given in the criteria is not compatible with its field",
      {
        comparator,
        api_name: name,
        supported: supported[kind]
      }
    )
  }
  const stored = `${options.alias === undefined ? "" : `${options.alias}.`}${quote(field?.apiName ?? "id")}`
  // A truth value that was never set is false, as reads and queries show it.
  const column = kind === "boolean" ? `COALESCE(${stored},0)` : stored
  const at: Condition = { state, name, column, kind, comparator }
  if (value === "${EMPTY}" || value === "${NOTEMPTY}") {
    if (comparator !== "equal" && comparator !== "not_equal")
      return badPair(at, "the comparator does not take this value")
    const empty = (value === "${EMPTY}") === (comparator === "equal")
    return {
      sql: empty
        ? `(${column} IS NULL OR ${column} IN ('','[]'))`
        : `(${column} IS NOT NULL AND ${column} NOT IN ('','[]'))`,
      values: []
    }
  }
  return kind === "text" || kind === "pick" || kind === "multi" ? textCondition(at, value) : orderedCondition(at, value)
}

type Jsonish = { readonly [key: string]: unknown }

const node = (state: State, value: unknown, depth: number): Result => {
  const given = Json.asObject(value)
  if (given === undefined) return fail("INVALID_CRITERIA", "the criteria given is invalid")
  if (depth > limits.depth)
    return fail("CRITERIA_LIMIT_EXCEEDED", "the criteria given is nested too deeply", { limit: limits.depth })
  const { group, group_operator: operator } = given
  const grouped = (group !== undefined && group !== null) || (operator !== undefined && operator !== null)
  const alone = (given["field"] ?? given["comparator"] ?? null) !== null
  if (grouped && alone) return fail("AMBIGUOUS_CRITERIA", "the criteria given holds a condition and a group at once")
  if (!grouped) return condition(state, given)
  if (!Array.isArray(group) || Json.isAbsent(operator)) {
    return fail("AMBIGUOUS_GROUP_IN_CRITERIA", "a group needs both its conditions and its operator")
  }
  const joined = typeof operator === "string" ? operator.toUpperCase() : ""
  if (joined !== "AND" && joined !== "OR") {
    return fail("GROUP_OPERATOR_NOT_SUPPORTED", "the group operator given is not supported", {
      supported: ["and", "or"]
    })
  }
  if (group.length === 0) return fail("INVALID_CRITERIA", "a group needs at least one condition", { api_name: "group" })
  const parts: Array<Sql> = []
  for (const item of group) {
    const part = node(state, item, depth + 1)
    if (isError(part)) return part
    parts.push(part)
  }
  return { sql: `(${parts.map((part) => part.sql).join(` ${joined} `)})`, values: parts.flatMap((part) => part.values) }
}

/** Compiles criteria for one module's table, or says what is wrong with them. */
export const compile = (core: Core, module: Module, criteria: unknown, options: Options): Result =>
  node({ core, module, options, conditions: 0 }, criteria, 0)

/** Criteria that compiled, as Zoho shows them again: each field with its id. */
export const shown = (module: Module, criteria: unknown): unknown => {
  const given = Json.asObject(criteria)
  if (given === undefined) return criteria
  const { comparator, field, group, group_operator: operator, value } = given
  if (Array.isArray(group)) return { group_operator: operator, group: group.map((item) => shown(module, item)) }
  const name = Json.asObject(field)?.["api_name"] ?? given["api_name"]
  const id = typeof name === "string" ? module.byName.get(name)?.id : undefined
  return { field: { api_name: name, ...(id === undefined ? {} : { id }) }, comparator, value }
}
