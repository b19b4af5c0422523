/** What a formula comes to, for the values of one record. An empty field empties what is worked out from it. */
import * as Clock from "../../Clock.ts"
import type { Expression } from "./Expression.ts"

export type Value = string | number | boolean | null

/** Where a formula is worked out: what the record's fields hold, and what time it is, as date-times are written. */
export interface Scope {
  readonly field: (name: string) => Value
  readonly now: string
}

const numeric = (value: Value): number | undefined => (typeof value === "number" ? value : undefined)
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const arithmetic = (operator: string, a: number, b: number): number | null => {
  switch (operator) {
    case "+":
      return finite(a + b)
    case "-":
      return finite(a - b)
    case "*":
      return finite(a * b)
    case "/":
      return b === 0 ? null : finite(a / b)
    case "%":
      return b === 0 ? null : finite(a % b)
    default:
      return finite(a ** b)
  }
}

const compared = (operator: string, a: Value, b: Value): boolean | null => {
  if (operator === "==" || operator === "=") return a === b
  if (operator === "!=" || operator === "<>") return a !== b
  if (a === null || b === null || typeof a !== typeof b) return null
  switch (operator) {
    case "<":
      return a < b
    case "<=":
      return a <= b
    case ">":
      return a > b
    default:
      return a >= b
  }
}

const operation = (operator: string, a: Value, b: Value): Value => {
  if (operator === "&&") return a === true && b === true
  if (operator === "||") return a === true || b === true
  if (/^[=!<>]/u.test(operator)) return compared(operator, a, b)
  if (operator === "+" && (typeof a === "string" || typeof b === "string"))
    return a === null || b === null ? null : `${String(a)}${String(b)}`
  const [left, right] = [numeric(a), numeric(b)]
  return left === undefined || right === undefined ? null : arithmetic(operator, left, right)
}

const numbers: { readonly [name: string]: (...values: ReadonlyArray<number>) => number } = {
  abs: (a = 0) => Math.abs(a),
  ceil: (a = 0) => Math.ceil(a),
  floor: (a = 0) => Math.floor(a),
  naturallog: (a = 0) => Math.log(a),
  base10log: (a = 0) => Math.log10(a),
  sqrt: (a = 0) => Math.sqrt(a),
  max: (...all) => Math.max(...all),
  min: (...all) => Math.min(...all)
}

/** Parts of a date or date-time as it is written. */
const parts: { readonly [name: string]: readonly [number, number] } = {
  year: [0, 4],
  month: [5, 7],
  dayofmonth: [8, 10],
  hour: [11, 13],
  minute: [14, 16]
}

const texts = (name: string, [a = "", b = "", c = ""]: ReadonlyArray<string>): Value => {
  switch (name) {
    case "len":
      return a.length
    case "contains":
      return a.includes(b)
    case "startswith":
      return a.startsWith(b)
    case "endswith":
      return a.endsWith(b)
    case "lower":
      return a.toLowerCase()
    case "upper":
      return a.toUpperCase()
    case "trim":
      return a.trim()
    case "replace":
      return b === "" ? a : a.replaceAll(b, () => c)
    case "datepart":
      return a.slice(0, 10)
    default: {
      const [from, to] = parts[name] ?? [0, 0]
      const part = a.slice(from, to)
      return /^\d+$/u.test(part) ? Number(part) : null
    }
  }
}

/** Minutes from the second time to the first. */
const minutesBetween = (a: string, b: string): number | null => {
  const [first, second] = [a, b].map((text) => Clock.parse(text.length === 10 ? `${text}T00:00:00+00:00` : text))
  return first === undefined || second === undefined ? null : Math.round((first - second) / 60)
}

const shown = (value: Value): string => (value === null ? "" : String(value))

const called = (name: string, values: ReadonlyArray<Value>, scope: Scope): Value => {
  const [a = null, b = null, c = null] = values
  switch (name) {
    case "and":
      return values.every((value) => value === true)
    case "or":
      return values.includes(true)
    case "not":
      return typeof a === "boolean" ? !a : null
    case "concat":
      return values.map(shown).join("")
    case "tostring":
      return a === null ? null : String(a)
    case "now":
      return scope.now
    case "find": {
      // The place of the nth time that the text is in the other one, from 1; 0 where it is not.
      if (typeof a !== "string" || typeof b !== "string" || typeof c !== "number" || b === "") return null
      let place = -1
      for (let n = 0; n < c; n++) {
        place = a.indexOf(b, place + 1)
        if (place < 0) return 0
      }
      return place + 1
    }
    case "substring":
      return typeof a === "string" && typeof b === "number" && typeof c === "number"
        ? a.slice(Math.max(0, b - 1), Math.max(0, b - 1) + Math.max(0, c))
        : null
    case "datecomp":
      return typeof a === "string" && typeof b === "string" ? minutesBetween(a, b) : null
    default:
      break
  }
  const math = Object.hasOwn(numbers, name) ? numbers[name] : undefined
  if (math !== undefined) {
    const given = values.filter((value) => typeof value === "number")
    return given.length === values.length ? finite(math(...given)) : null
  }
  const given = values.filter((value) => typeof value === "string")
  return given.length === values.length ? texts(name, given) : null
}

export const evaluate = (expression: Expression, scope: Scope): Value => {
  switch (expression._tag) {
    case "Literal":
      return expression.value
    case "Field":
      return scope.field(expression.name)
    case "Negative": {
      const value = evaluate(expression.of, scope)
      return typeof value === "number" ? -value : null
    }
    case "Operation":
      return operation(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope))
    case "Call": {
      const [test, yes, no] = expression.parameters
      // Only the side that is chosen is worked out.
      if (expression.name === "if" && test !== undefined && yes !== undefined && no !== undefined)
        return evaluate(evaluate(test, scope) === true ? yes : no, scope)
      return called(
        expression.name,
        expression.parameters.map((one) => evaluate(one, scope)),
        scope
      )
    }
  }
}
