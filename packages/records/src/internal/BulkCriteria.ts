/** Conditions as a bulk read says them: JSON, groups within groups. */
import { InvalidInput } from "@effect-zoho/client/ApiError"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as Filter from "../Filter.ts"

/** By Zoho's documentation, and where it is silent by the emulator's reading of it. */
const limits = { conditions: 25, values: 100 } as const

type Built = Result.Result<Schema.JsonObject, InvalidInput>

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
  contains: "contains",
  "is null": "equal",
  "is not null": "not_equal"
}

const valueOf = ({ operator, values }: Filter.Comparison): Schema.Json => {
  if (operator === "is null" || operator === "is not null") return "${EMPTY}"
  const several = operator === "in" || operator === "not in" || operator === "between" || operator === "not between"
  return several ? values : (values[0] ?? "")
}

const json = (filter: Filter.Filter): Built => {
  if (filter._tag === "Group") {
    return Result.map(Result.all([filter.first, ...filter.rest].map(json)), (group) => ({
      group_operator: filter.operator,
      group
    }))
  }
  if (filter._tag === "Text") {
    return Result.fail(
      new InvalidInput({
        problem: "A condition in COQL's own words is none of a bulk read's.",
        remedy: "Read by COQL, or build the condition."
      })
    )
  }
  if (filter.values.length > limits.values) {
    return Result.fail(
      new InvalidInput({
        problem: `${filter.values.length} values were given for ${filter.field}.`,
        remedy: `Give at most ${limits.values}, or ask in parts.`
      })
    )
  }
  return Result.succeed({
    field: { api_name: filter.field },
    comparator: comparators[filter.operator],
    value: valueOf(filter)
  })
}

/** The value of `criteria`. At most 25 conditions. */
export const render = (filter: Filter.Filter): Built => {
  const count = Filter.size(filter)
  return count > limits.conditions
    ? Result.fail(
        new InvalidInput({
          problem: `The condition has ${count} parts.`,
          remedy: `A bulk read takes ${limits.conditions}: ask in parts.`
        })
      )
    : json(filter)
}
