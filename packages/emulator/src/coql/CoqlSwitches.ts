/** What no public source settles about COQL, each with a name and a default; a tester can turn them. */

export interface CoqlSwitches {
  /** `a and b and c` without brackets in pairs: SYNTAX_ERROR near the third connective, or taken as SQL takes it. */
  readonly coqlFlatConditions: "refuse" | "accept"
  /** Operators are checked against the column's data type, or any that the value can be compared with is taken. */
  readonly coqlOperators: "by-type" | "any"
  /** Text compares letter by letter, or without regard to ASCII case. */
  readonly coqlTextCase: "exact" | "ignore"
  /** `!=`, `not in`, `not like` and `not between` also match rows where the column is empty. */
  readonly coqlNegationMatchesEmpty: boolean
  /** Multi-line columns in WHERE. */
  readonly coqlTextAreaCriteria: "accept" | "refuse"
  /** A number in quotes as the value of a number column. */
  readonly coqlQuotedNumbers: "accept" | "refuse"
  /** `limit 200 offset 100` besides `limit 100, 200`. */
  readonly coqlOffsetKeyword: "accept" | "refuse"
  /** What rows beyond 100,000 are answered with. */
  readonly coqlOffsetError: "INVALID_QUERY" | "LIMIT_REACHED"
  /** Key of an aggregate without an alias: `count(id)` as written, or `COUNT(id)`. */
  readonly coqlAggregateKey: "as-written" | "upper-case"
  /** A lookup in the answer: `{"id"}`, or with its name. */
  readonly coqlLookupNames: boolean
  /** Leads that were converted are found, or not. */
  readonly coqlConvertedLeads: "include" | "exclude"
  /** Most values of one `in`. */
  readonly coqlInValues: number
  /** Most columns of a SELECT. */
  readonly coqlSelectColumns: number
  /** Most relations in one dotted path. */
  readonly coqlJoinDepth: number
}

export const defaults: CoqlSwitches = {
  coqlFlatConditions: "refuse",
  coqlOperators: "by-type",
  coqlTextCase: "ignore",
  coqlNegationMatchesEmpty: false,
  coqlTextAreaCriteria: "accept",
  coqlQuotedNumbers: "accept",
  coqlOffsetKeyword: "accept",
  coqlOffsetError: "INVALID_QUERY",
  coqlAggregateKey: "as-written",
  coqlLookupNames: false,
  coqlConvertedLeads: "include",
  coqlInValues: 100,
  coqlSelectColumns: 500,
  coqlJoinDepth: 5
}

type Values = { readonly [name in keyof CoqlSwitches]: ReadonlyArray<CoqlSwitches[name]> | "count" }

const values: Values = {
  coqlFlatConditions: ["refuse", "accept"],
  coqlOperators: ["by-type", "any"],
  coqlTextCase: ["exact", "ignore"],
  coqlNegationMatchesEmpty: [true, false],
  coqlTextAreaCriteria: ["accept", "refuse"],
  coqlQuotedNumbers: ["accept", "refuse"],
  coqlOffsetKeyword: ["accept", "refuse"],
  coqlOffsetError: ["INVALID_QUERY", "LIMIT_REACHED"],
  coqlAggregateKey: ["as-written", "upper-case"],
  coqlLookupNames: [true, false],
  coqlConvertedLeads: ["include", "exclude"],
  coqlInValues: "count",
  coqlSelectColumns: "count",
  coqlJoinDepth: "count"
}

/** True for the name of a switch of this area. */
export const isName = (name: string): name is keyof CoqlSwitches => Object.hasOwn(values, name)

// SQLite takes 2,000 columns, 64 joined tables and some 32,000 values; 25 criteria share the values.
const most: { readonly [name: string]: number } = { coqlInValues: 1000, coqlSelectColumns: 1000, coqlJoinDepth: 5 }

/** Whether `value` is one that the switch `name` can have. */
export const accepts = (name: keyof CoqlSwitches, value: unknown): boolean => {
  const allowed = values[name]
  if (allowed === "count") {
    return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= (most[name] ?? 1)
  }
  return allowed.some((one) => one === value)
}
