/** One condition: whether its operator and values fit the column, and how it reads in SQL. */
import * as Result from "effect/Result"
import * as Clock from "../Clock.ts"
import type { Value } from "../Database.ts"
import type * as Ast from "./Ast.ts"
import type { Family, Resolved } from "./Column.ts"
import * as CoqlError from "./CoqlError.ts"
import type { CoqlSwitches } from "./CoqlSwitches.ts"

const equality: ReadonlyArray<Ast.Operator> = ["=", "!=", "in", "not in", "is null", "is not null"]
const ordered: ReadonlyArray<Ast.Operator> = [...equality, ">", ">=", "<", "<=", "between", "not between"]
const textual: ReadonlyArray<Ast.Operator> = [...equality, "like", "not like"]

type Operators = { readonly [family in Family]: ReadonlyArray<Ast.Operator> }

const byType: Operators = {
  id: ordered,
  text: textual,
  textarea: textual,
  number: ordered,
  bigint: ordered,
  date: ordered,
  datetime: ordered,
  boolean: ["="],
  multiselect: textual,
  reference: equality,
  opaque: []
}

/** With the switch turned: everything that the value can be compared with. */
const any: Operators = {
  ...byType,
  text: [...ordered, "like", "not like"],
  textarea: [...ordered, "like", "not like"],
  boolean: equality
}

const numeral = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const digits = /^\d+$/
const whole = /^-?\d+$/

const idLength = 19

/** An id that compares as text in the order of numbers. */
const sortableId = (id: string): string => {
  const significant = id.replace(/^0+/, "")
  return significant.length > idLength ? `~${significant}` : significant.padStart(idLength, "0")
}

const largest = 2n ** 63n - 1n

/** The stored form of a literal, or undefined when the column can hold no such value. */
const valueOf = (
  family: Family,
  operator: Ast.Operator,
  literal: Ast.Literal,
  switches: CoqlSwitches
): Value | undefined => {
  const { kind, text } = literal
  switch (family) {
    case "text":
    case "textarea":
    case "multiselect":
      return kind === "boolean" ? undefined : text
    case "id":
    case "reference":
      if (kind === "boolean" || !digits.test(text)) return undefined
      return equality.includes(operator) ? text : sortableId(text)
    case "number":
    case "bigint": {
      if (kind === "boolean" || !numeral.test(text) || (kind === "string" && switches.coqlQuotedNumbers === "refuse"))
        return undefined
      if (family === "number" || !whole.test(text)) return Number(text)
      const exact = BigInt(text)
      return exact > largest || exact < -largest ? Number(text) : exact
    }
    case "date":
      return kind === "string" && Clock.isDate(text) ? text : undefined
    case "datetime": {
      const at = kind === "string" ? Clock.parse(text) : undefined
      // Stored instants are whole seconds; a fraction must still lie between two of them.
      return at === undefined ? undefined : at + Number(/\.\d+/.exec(text)?.[0] ?? "0")
    }
    case "boolean": {
      const lower = text.toLowerCase()
      return lower === "true" ? 1 : lower === "false" ? 0 : undefined
    }
    case "opaque":
      return undefined
  }
}

/** A condition whose column is known and whose values are in stored form. */
export interface Test {
  readonly _tag: "Test"
  readonly column: Resolved
  readonly operator: Ast.Operator
  readonly values: ReadonlyArray<Value>
}

/** A pattern is text by the time it is checked. */
const patternText = (value: Value | undefined): string => (typeof value === "string" ? value : "")

/** Where the text of a `like` may stand in the value. */
interface Pattern {
  readonly text: string
  readonly start: boolean
  readonly end: boolean
}

/** The three documented forms of a pattern; a `%` within is none of them. */
const patternOf = (pattern: string): Pattern | undefined => {
  const start = !pattern.startsWith("%")
  const end = !(pattern.endsWith("%") && pattern.length > (start ? 0 : 1))
  const text = pattern.slice(start ? 0 : 1, end ? undefined : -1)
  if (pattern === "%") return { text: "", start: false, end: false }
  return text.includes("%") ? undefined : { text, start, end }
}

export const check = (
  criterion: Ast.Criterion,
  column: Resolved,
  switches: CoqlSwitches
): Result.Result<Test, CoqlError.CoqlError> => {
  const { operator } = criterion
  if (column.family === "opaque") {
    const empty = operator === "is null" || operator === "is not null"
    return Result.fail(
      CoqlError.unsupportedCriteria(
        column.text,
        empty ? "${EMPTY}" : (criterion.values[0]?.text ?? ""),
        operator === "is null" ? "=" : operator === "is not null" ? "!=" : operator
      )
    )
  }
  if (column.family === "textarea" && switches.coqlTextAreaCriteria === "refuse") {
    return Result.fail(CoqlError.notInClause(column.text, "where"))
  }
  const operators = switches.coqlOperators === "any" ? any : byType
  if (!operators[column.family].includes(operator)) return Result.fail(CoqlError.invalidOperator(column.text, operator))
  if (criterion.values.length > switches.coqlInValues) return Result.fail(CoqlError.tooMany("number of values"))
  const values: Array<Value> = []
  for (const literal of criterion.values) {
    const value = valueOf(column.family, operator, literal, switches)
    if (value === undefined) return Result.fail(CoqlError.invalidValue(column.text))
    values.push(value)
  }
  if ((operator === "like" || operator === "not like") && patternOf(patternText(values[0])) === undefined) {
    return Result.fail(CoqlError.invalidValue(column.text))
  }
  return Result.succeed({ _tag: "Test", column, operator, values })
}

/** Collects the values of one statement and names their places. */
export interface Binder {
  readonly bind: (value: Value) => string
  readonly values: ReadonlyArray<Value>
}

export const binder = (): Binder => {
  const values: Array<Value> = []
  return { values, bind: (value) => `?${values.push(value)}` }
}

/** SQLite's own idea of lower case: ASCII letters only. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** The least text that is greater than all that begin with `text`; none when there is no such code point. */
const successor = (text: string): string | undefined => {
  const points = [...text]
  const last = points.pop()?.codePointAt(0)
  if (last === undefined || last === 0x10ffff) return undefined
  return points.join("") + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1)
}

const isText = (family: Family): boolean => family === "text" || family === "textarea" || family === "multiselect"

/** How text compares and sorts. */
export const collation = (family: Family, switches: CoqlSwitches): string =>
  isText(family) && switches.coqlTextCase === "ignore" ? " COLLATE NOCASE" : ""

/** The places of an `in`: values, or the text of a query. */
export type Source = { readonly _tag: "Values" } | { readonly _tag: "Query"; readonly sql: string }

const like = (
  expression: string,
  pattern: Pattern,
  negated: boolean,
  binder: Binder,
  switches: CoqlSwitches
): string => {
  const { end, start, text } = pattern
  const ignore = switches.coqlTextCase === "ignore"
  const folded = ignore ? " COLLATE NOCASE" : ""
  if (text === "" && !(start && end)) return negated ? "0" : `${expression} IS NOT NULL`
  const place = binder.bind(text)
  const equals = negated ? "<>" : "="
  if (start && end) return `${expression}${folded} ${equals} ${place}`
  const length = [...text].length
  if (start) {
    const exact = `substr(${expression}, 1, ${length})${folded} ${equals} ${place}`
    if (negated) return exact
    // The range lets an index (text indexes ignore case) find what the exact test then confirms.
    const next = successor(lower(text))
    const below = next === undefined ? "" : ` AND ${expression} COLLATE NOCASE < ${binder.bind(next)}`
    return `(${expression} COLLATE NOCASE >= ${place}${below} AND ${exact})`
  }
  if (end) return `substr(${expression}, -${length})${folded} ${equals} ${place}`
  const found = ignore ? `instr(lower(${expression}), ${binder.bind(lower(text))})` : `instr(${expression}, ${place})`
  return `${found} ${negated ? "=" : ">"} 0`
}

const comparison = (test: Test, source: Source, expression: string, binder: Binder, switches: CoqlSwitches): string => {
  const { column, operator, values } = test
  const folded = collation(column.family, switches)
  const first = (): string => binder.bind(values[0] ?? null)
  /** Exact text is looked up by the index that ignores case, then compared. */
  const viaIndex = (rest: string): string =>
    folded === "" && isText(column.family)
      ? `(${expression} COLLATE NOCASE ${rest} AND ${expression} ${rest})`
      : `${expression}${folded} ${rest}`
  switch (operator) {
    case "is null":
    case "is not null":
      return `${expression} ${operator.toUpperCase()}`
    case "=":
      return viaIndex(`= ${first()}`)
    case "!=":
      return `${expression}${folded} <> ${first()}`
    case "in":
      return viaIndex(`IN (${source._tag === "Query" ? source.sql : values.map(binder.bind).join(",")})`)
    case "not in":
      // To SQL even nothing is not among nothing.
      return source._tag === "Query"
        ? `(${expression} IS NOT NULL AND ${expression}${folded} NOT IN (${source.sql}))`
        : `${expression}${folded} NOT IN (${values.map(binder.bind).join(",")})`
    case "between":
    case "not between":
      return `${expression}${folded} ${operator.toUpperCase()} ${first()} AND ${binder.bind(values[1] ?? null)}`
    case "like":
    case "not like":
      return like(
        expression,
        patternOf(patternText(values[0])) ?? { text: "", start: true, end: true },
        operator === "not like",
        binder,
        switches
      )
    default:
      return `${expression}${folded} ${operator} ${first()}`
  }
}

const negations: ReadonlyArray<Ast.Operator> = ["!=", "not in", "not like", "not between"]

/** The condition as SQL; `unindexed` keeps the planner from an index on it. */
export const sql = (test: Test, source: Source, binder: Binder, switches: CoqlSwitches, unindexed: boolean): string => {
  const expression = unindexed ? `+${test.column.sql}` : test.column.sql
  const text = comparison(test, source, expression, binder, switches)
  return switches.coqlNegationMatchesEmpty && negations.includes(test.operator)
    ? `(${text} OR ${expression} IS NULL)`
    : text
}

/** True when an index on the column narrows the rows to a range. */
export const isRange = (test: Test): boolean => {
  if (test.column.joins.length > 0) return false
  switch (test.column.family) {
    case "number":
    case "date":
    case "datetime":
      return [">", ">=", "<", "<=", "between"].includes(test.operator)
    case "text":
      return test.operator === "like" && !patternText(test.values[0]).startsWith("%")
    default:
      return false
  }
}
