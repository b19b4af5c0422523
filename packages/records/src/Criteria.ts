/** Search criteria as text that Zoho takes: values escaped, limits known before anything is sent. */
import { InvalidInput } from "@effect-zoho/client/ApiError"
import * as Result from "effect/Result"
import * as Filter from "./Filter.ts"

type Built = Result.Result<string, InvalidInput>

const refuse = (problem: string, remedy: string): Built => Result.fail(new InvalidInput({ problem, remedy }))

/** By Zoho's documentation: the parameter's text says 10 conditions, its error 15; what is safe is 10. */
export const limits = { conditions: 10, characters: 3000, values: 100 } as const

const operators: { readonly [O in Filter.Operator]?: string } = {
  "=": "equals",
  "!=": "not_equal",
  ">": "greater_than",
  ">=": "greater_equal",
  "<": "less_than",
  "<=": "less_equal",
  in: "in",
  between: "between",
  "starts with": "starts_with"
}

/** Brackets, commas and backslashes would end a value. */
const escaped = (value: Filter.Scalar): string => String(value).replace(/[(),\\]/gu, "\\$&")

const comparison = ({ field, operator, values }: Filter.Comparison): Built => {
  const name = operators[operator]
  if (!/^[A-Za-z$][A-Za-z0-9_$]*$/u.test(field))
    return refuse("A field of the search is no API name.", "Use API names, as the fields list shows them.")
  if (name === undefined)
    return refuse(`Search has no "${operator}".`, "Ask by COQL, which has it, or say it with other operators.")
  if (operator === "in" && (values.length === 0 || values.length > limits.values))
    return refuse(`${values.length} values were given for ${field}.`, `Give 1 to ${limits.values} values.`)
  // Zoho trims values, so blanks alone search for nothing.
  if (values.some((value) => (typeof value === "number" ? !Number.isFinite(value) : String(value).trim() === "")))
    return refuse(`A value of ${field} is empty or no number.`, "Give a value; search cannot look for empty fields.")
  return Result.succeed(`(${field}:${name}:${values.map(escaped).join(",")})`)
}

const text = (filter: Filter.Filter): Built => {
  switch (filter._tag) {
    case "Comparison":
      return comparison(filter)
    case "Text":
      return refuse("A condition in COQL's own words is none of search's.", "Ask by COQL, or build the condition.")
    case "Group":
      return Result.map(
        Result.all([filter.first, ...filter.rest].map(text)),
        (parts) => `(${parts.join(filter.operator)})`
      )
  }
}

/** The value of the parameter `criteria`, not yet percent-encoded. At most 10 conditions and 3,000 characters. */
export const render = (filter: Filter.Filter): Built => {
  const count = Filter.size(filter)
  if (count > limits.conditions)
    return refuse(`The search has ${count} conditions.`, `Zoho takes ${limits.conditions}: ask by COQL, or in parts.`)
  return Result.flatMap(text(filter), (criteria) =>
    criteria.length > limits.characters
      ? refuse(
          `The search is ${criteria.length} characters long.`,
          `Zoho takes ${limits.characters}: ask by COQL, or in parts.`
        )
      : Result.succeed(criteria)
  )
}
