/** Conditions as bulk reads and counts say them: JSON, groups within groups; and whether they find just what a query finds. */
import { InvalidInput } from "@effect-zoho/client/ApiError"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as Filter from "../Filter.ts"
import * as Cells from "./Cells.ts"
import * as CoqlText from "./CoqlText.ts"

/** By Zoho's documentation, and where it is silent by the emulator's reading of it. */
const limits = { conditions: 25, values: 100 } as const

type Built = Result.Result<Schema.JsonObject, InvalidInput>

const refuse = (problem: string): Result.Result<never, InvalidInput> =>
  Result.fail(new InvalidInput({ problem, remedy: "Read by COQL, or ask otherwise." }))

const comparators: { readonly [O in Filter.Operator]: string } = {
  "=": "equal",
  "!=": "not_equal",
  ">": "greater_than",
  ">=": "greater_equal",
  "<": "less_than",
  "<=": "less_equal",
  in: "in",
  "not in": "not_in",
  between: "between",
  "not between": "not_between",
  "starts with": "starts_with",
  "ends with": "ends_with",
  contains: "contains",
  "is null": "equal",
  "is not null": "not_equal"
}

/** A value as its field's type has it; undefined where that is not what a query would compare. */
const valueOf = (value: Filter.Scalar, type: Cells.Plain | undefined): Filter.Scalar | undefined => {
  // Empty text and `${TODAY}` have meanings of their own there, and fractions of a second none.
  if (typeof value === "string" && (value === "" || value.startsWith("${") || /^\d{4}-\d\d-\d\dT.*\.\d/u.test(value)))
    return undefined
  if (type === "number" && typeof value === "string") {
    const number = Number(value)
    return value.trim() !== "" && String(number) === value ? number : undefined
  }
  if (type === "boolean")
    return value === true || value === "true" ? true : value === false || value === "false" ? false : undefined
  return type === "text" || type === "reference" ? (typeof value === "boolean" ? undefined : String(value)) : value
}

type Fields = Readonly<Record<string, Schema.Constraint>>

const isAmong = <A>(all: ReadonlyArray<A>, it: A): boolean => all.includes(it)

const negations: ReadonlyArray<Filter.Operator> = ["!=", "not in", "not between"]

/** Why a condition may find other records than a query with it does, besides its values. */
const difference = (
  { field, operator }: Filter.Comparison,
  isKnown: boolean,
  type: Cells.Plain | undefined,
  ofText: boolean
): string | undefined => {
  if (isAmong(negations, operator))
    return `A bulk read may find records without a value by "${field} ${operator}", and a query does not.`
  if (field.includes(".")) return `A bulk read has no conditions on other records such as ${field}.`
  if (isKnown && type === undefined) return `A bulk read may compare ${field} otherwise than a query does.`
  // Of a field that nobody knows the type of, who writes COQL means what COQL makes of it.
  if (type === undefined && ofText) return `What kind of field ${field} is, is not known.`
  return type === "reference" && !isAmong(["=", "in", "is null", "is not null"], operator)
    ? `A bulk read does not order by ${field}.`
    : undefined
}

interface Mode {
  readonly fields: Fields
  /** Refuse what may find other records than a query does. */
  readonly exact: boolean
  readonly ofText: boolean
}

const comparison = (filter: Filter.Comparison, { exact, fields, ofText }: Mode): Built => {
  const { field, operator, values } = filter
  const schema = fields[field]
  const type = field === "id" ? "reference" : schema === undefined ? undefined : Cells.plainOf(schema)
  const why = exact ? difference(filter, schema !== undefined || field === "id", type, ofText) : undefined
  if (why !== undefined) return refuse(why)
  const named = { field: { api_name: field }, comparator: comparators[operator] }
  if (operator === "is null" || operator === "is not null") return Result.succeed({ ...named, value: "${EMPTY}" })
  if (values.length > limits.values) {
    return Result.fail(
      new InvalidInput({
        problem: `${values.length} values were given for ${field}.`,
        remedy: `Give at most ${limits.values}, or ask in parts.`
      })
    )
  }
  const some: Array<Filter.Scalar> = []
  for (const value of values) {
    const one = valueOf(value, type)
    if (one === undefined && exact)
      return refuse(`A bulk read may take the value of ${field} otherwise than a query does.`)
    some.push(one ?? value)
  }
  const [first = ""] = some
  return Result.succeed({ ...named, value: isAmong(several, operator) ? some : first })
}

const several: ReadonlyArray<Filter.Operator> = ["in", "not in", "between", "not between"]

const json = (filter: Filter.Filter, mode: Mode): Built => {
  switch (filter._tag) {
    case "Comparison":
      return comparison(filter, mode)
    case "Text":
      return Result.match(CoqlText.read(filter.text), {
        onFailure: (why) => refuse(`The condition is in COQL's own words, and ${why}.`),
        // Who says it in COQL's words means what COQL makes of them.
        onSuccess: (read) => json(read, { ...mode, exact: true, ofText: true })
      })
    case "Group":
      return Result.map(Result.all([filter.first, ...filter.rest].map((it) => json(it, mode))), (group) => ({
        group_operator: filter.operator,
        group
      }))
  }
}

const sizeOf = (filter: Filter.Filter): number =>
  filter._tag === "Text"
    ? Result.match(CoqlText.read(filter.text), { onFailure: () => 1, onSuccess: Filter.size })
    : filter._tag === "Group"
      ? [filter.first, ...filter.rest].reduce((sum, it) => sum + sizeOf(it), 0)
      : 1

/**
 * The value of `criteria`, by the types of the module's fields as far as they are known. At most 25 conditions. `exact`
 * refuses what may find other records than a query with the same conditions.
 */
export const render = (filter: Filter.Filter, fields: Fields = {}, exact = false): Built => {
  const count = sizeOf(filter)
  return count > limits.conditions
    ? Result.fail(
        new InvalidInput({
          problem: `The condition has ${count} parts.`,
          remedy: `A bulk read takes ${limits.conditions}: ask in parts.`
        })
      )
    : json(filter, { fields, exact, ofText: false })
}
