/** Conditions on records, said once: `Coql` and `Criteria` each write them in their own language. */

export type Scalar = string | number | boolean

/** How a field is compared. Which types take which is Zoho's to say; see the languages for what each lacks. */
export type Operator =
  | "="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "in"
  | "not in"
  | "between"
  | "not between"
  | "starts with"
  | "ends with"
  | "contains"
  | "is null"
  | "is not null"

export interface Comparison {
  readonly _tag: "Comparison"
  /** API name; COQL also takes a dotted path such as `Account_Name.Industry`. */
  readonly field: string
  readonly operator: Operator
  /** None for the null tests, two for `between`, any number for `in`, one for the others. */
  readonly values: ReadonlyArray<Scalar>
}

export interface Group {
  readonly _tag: "Group"
  readonly operator: "and" | "or"
  readonly first: Filter
  readonly rest: ReadonlyArray<Filter>
}

/** A condition as text, for what the builders have no word for. COQL only; brackets around it are added. */
export interface Text {
  readonly _tag: "Text"
  readonly text: string
}

export type Filter = Comparison | Group | Text

/** A condition in COQL's own words: `Email like '%@example.com' and Rating = 'Hot'`. Values in it are not escaped. */
export const coql = (text: string): Text => ({ _tag: "Text", text })

const comparison =
  (operator: Operator) =>
  (field: string, ...values: ReadonlyArray<Scalar>): Comparison => ({ _tag: "Comparison", field, operator, values })

const one =
  (operator: Operator) =>
  (field: string, value: Scalar): Comparison =>
    comparison(operator)(field, value)

/** In COQL the very value; in search, text that contains it (pick-lists and other types excepted). */
export const equals = one("=")
export const notEquals = one("!=")
export const greaterThan = one(">")
export const atLeast = one(">=")
export const lessThan = one("<")
export const atMost = one("<=")
export const startsWith = (field: string, text: string): Comparison => comparison("starts with")(field, text)
/** COQL and bulk read only. */
export const endsWith = (field: string, text: string): Comparison => comparison("ends with")(field, text)
/** Text that has this in it. COQL only: search's `equals` does it. */
export const contains = (field: string, text: string): Comparison => comparison("contains")(field, text)
/** From the first to the second, both included. */
export const between = (field: string, from: Scalar, to: Scalar): Comparison => comparison("between")(field, from, to)
/** COQL only. */
export const notBetween = (field: string, from: Scalar, to: Scalar): Comparison =>
  comparison("not between")(field, from, to)
/** One of these values: at most 50 in COQL, 100 in search. */
export const isIn = (field: string, values: ReadonlyArray<Scalar>): Comparison => comparison("in")(field, ...values)
/** COQL only. */
export const notIn = (field: string, values: ReadonlyArray<Scalar>): Comparison =>
  comparison("not in")(field, ...values)
/** COQL only. */
export const isNull = (field: string): Comparison => comparison("is null")(field)
/** COQL only. */
export const isNotNull = (field: string): Comparison => comparison("is not null")(field)

/** All of them hold. */
export const and = (first: Filter, ...rest: ReadonlyArray<Filter>): Filter =>
  rest.length === 0 ? first : { _tag: "Group", operator: "and", first, rest }

/** One of them holds at least. */
export const or = (first: Filter, ...rest: ReadonlyArray<Filter>): Filter =>
  rest.length === 0 ? first : { _tag: "Group", operator: "or", first, rest }

/** How many comparisons it holds. Linear. */
export const size = (filter: Filter): number => {
  let count = 0
  const open: Array<Filter> = [filter]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next._tag !== "Group") count++
    else open.push(next.first, ...next.rest)
  }
  return count
}
