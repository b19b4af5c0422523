/** COQL queries as text that Zoho takes: values escaped, brackets in pairs, limits known before anything is sent. */
import { InvalidInput } from "@effect-zoho/client/ApiError"
import * as Result from "effect/Result"
import * as Filter from "./Filter.ts"

/** A query that can be sent. */
export interface Query {
  readonly text: string
}

export type Built<A> = Result.Result<A, InvalidInput>

const refuse = (problem: string, remedy: string) => Result.fail(new InvalidInput({ problem, remedy }))

/** By Zoho's documentation; where its pages differ, the smaller figure. Rows by one call: `rows`, by OFFSET: `reach`. */
export const limits = { columns: 500, criteria: 25, values: 50, rows: 2000, reach: 100_000, orderBy: 10 } as const

/** A name, or a dotted path through lookups. */
const isPath = (name: string): boolean => /^[A-Za-z$][A-Za-z0-9_$]*(?:\.[A-Za-z$][A-Za-z0-9_$]*)*$/u.test(name)

/** A text in quotes. */
const quoted = (text: string): string => `'${text.replace(/['\\]/gu, "\\$&")}'`

/** A value as COQL writes it. */
const literal = (value: Filter.Scalar): Built<string> => {
  if (typeof value === "string") {
    // A NUL ends the text somewhere on its way to Zoho's database.
    return value.includes("\0")
      ? refuse("A value of the query holds a NUL character.", "Remove it.")
      : Result.succeed(quoted(value))
  }
  if (typeof value === "boolean") return Result.succeed(String(value))
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? // Never in exponential form, which COQL does not know.
      Result.succeed(/e/u.test(String(value)) ? value.toFixed(20).replace(/\.?0+$/u, "") : String(value))
    : refuse(
        "A value of the query is no number, an infinite one, or a whole number beyond 2^53.",
        "Write long numbers and ids as text."
      )
}

const symbols: { readonly [O in Filter.Operator]?: string } = {
  "starts with": "like",
  "ends with": "like",
  contains: "like"
}

/** The text of `like` has its own sign for anything, which cannot be escaped. */
const pattern = (comparison: Filter.Comparison): Built<Filter.Scalar> => {
  const [text] = comparison.values
  if (typeof text !== "string" || text === "" || /[%]/u.test(text)) {
    return refuse(
      `The text that ${comparison.field} is searched for is empty or holds %.`,
      "Give some text without %, which stands for any text."
    )
  }
  const { operator } = comparison
  return Result.succeed(`${operator === "starts with" ? "" : "%"}${text}${operator === "ends with" ? "" : "%"}`)
}

const comparisonText = (comparison: Filter.Comparison): Built<string> => {
  const { field, operator } = comparison
  if (!isPath(field))
    return refuse("A field of the query is no API name.", "Use API names, as the fields list shows them.")
  const symbol = symbols[operator] ?? operator
  if (operator === "is null" || operator === "is not null") return Result.succeed(`${field} ${symbol}`)
  if (symbol === "like") {
    return Result.flatMap(pattern(comparison), (text) =>
      Result.map(literal(text), (value) => `${field} ${symbol} ${value}`)
    )
  }
  return Result.flatMap(Result.all(comparison.values.map(literal)), (values) => {
    if (operator === "between" || operator === "not between")
      return Result.succeed(`${field} ${symbol} ${values[0]} and ${values[1]}`)
    if (operator !== "in" && operator !== "not in") return Result.succeed(`${field} ${symbol} ${values[0]}`)
    return values.length === 0 || values.length > limits.values
      ? refuse(
          `${values.length} values were given for ${field}.`,
          `Give 1 to ${limits.values} values, or ask in parts.`
        )
      : Result.succeed(`${field} ${symbol} (${values.join(",")})`)
  })
}

/** Brackets in pairs: Zoho refuses `a and b and c`. */
const paired = (operator: "and" | "or", parts: ReadonlyArray<string>): string => {
  // A balanced tree: a chain of 25 would nest 25 deep.
  const join = (from: number, to: number): string => {
    if (to - from === 1) return parts[from] ?? ""
    const middle = from + Math.ceil((to - from) / 2)
    return `(${join(from, middle)} ${operator} ${join(middle, to)})`
  }
  return join(0, parts.length)
}

const filterText = (filter: Filter.Filter): Built<string> => {
  switch (filter._tag) {
    case "Comparison":
      return comparisonText(filter)
    case "Text":
      return Result.succeed(`(${filter.text})`)
    case "Group":
      return Result.map(Result.all([filter.first, ...filter.rest].map(filterText)), (parts) =>
        paired(filter.operator, parts)
      )
  }
}

/** A condition as it stands after `where`. At most 25 comparisons. */
export const condition = (filter: Filter.Filter): Built<string> => {
  const count = Filter.size(filter)
  return count > limits.criteria
    ? refuse(`The condition has ${count} parts.`, `COQL takes ${limits.criteria}: ask in parts.`)
    : filterText(filter)
}

export interface Select {
  readonly from: string
  /** API names or paths through lookups; at most 500. `id` comes with them. */
  readonly columns: ReadonlyArray<string>
  /** All records when left out. */
  readonly where?: Filter.Filter | undefined
  readonly orderBy?: ReadonlyArray<readonly [field: string, direction: "asc" | "desc"]>
  /** At most 2,000: 200. */
  readonly limit?: number
  readonly offset?: number
}

/** Builds a query. */
export const select = (query: Select): Built<Query> => {
  const { columns, from, limit = 200, offset = 0, orderBy = [] } = query
  if (!isPath(from) || from.includes("."))
    return refuse("The module is no API name.", "Use its API name, such as Leads.")
  if (columns.length === 0 || columns.length > limits.columns || new Set(columns).size !== columns.length)
    return refuse(
      `${columns.length} columns were given, or one of them twice.`,
      `Give 1 to ${limits.columns} different columns.`
    )
  if (![...columns, ...orderBy.map(([field]) => field)].every(isPath))
    return refuse("A column of the query is no API name.", "Use API names, as the fields list shows them.")
  if (orderBy.length > limits.orderBy) return refuse(`The query is sorted by ${orderBy.length} fields.`, "Sort by 10.")
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.rows || !Number.isInteger(offset) || offset < 0)
    return refuse("The query's limit or offset is out of range.", `Ask for 1 to ${limits.rows} rows, from 0 on.`)
  if (offset + limit > limits.reach)
    return refuse(
      `The query reaches beyond the first ${limits.reach} rows.`,
      "Go on by id instead: sort by id and ask for ids greater than the last one."
    )
  return Result.map(condition(query.where ?? Filter.isNotNull("id")), (where) => {
    const order = orderBy.length === 0 ? "" : ` order by ${orderBy.map(([field, way]) => `${field} ${way}`).join(", ")}`
    const page = offset === 0 ? `${limit}` : `${offset}, ${limit}`
    return { text: `select ${columns.join(", ")} from ${from} where ${where}${order} limit ${page}` }
  })
}

/** What may stand in a template: one value, or several for `in`. */
export type Value = Filter.Scalar | ReadonlyArray<Filter.Scalar>

/**
 * A query from its text, each value escaped: `coql` + "`select Last_Name from Leads where Email = ${email}`".
 * A list becomes `('a','b')`, for `in`.
 */
export const coql = (texts: TemplateStringsArray, ...values: ReadonlyArray<Value>): Built<Query> => {
  const literals: Array<Built<string>> = values.map((value) => {
    if (typeof value !== "object") return literal(value)
    return value.length === 0 || value.length > limits.values
      ? refuse(`A list of the query has ${value.length} values.`, `Give 1 to ${limits.values} values.`)
      : Result.map(Result.all(value.map(literal)), (all) => `(${all.join(",")})`)
  })
  return Result.map(Result.all(literals), (all) => ({
    text: texts.reduce((text, piece, index) => `${text}${all[index - 1] ?? ""}${piece}`)
  }))
}
