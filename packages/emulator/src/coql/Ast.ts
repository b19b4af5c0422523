/** What a COQL query says, with names as they were written and nothing looked up yet. */

/** One step of a dotted path; `module` is the target that `Field->Module` names. */
export interface Step {
  readonly field: string
  readonly module: string | undefined
}

/** A column; `text` is how it was written and the key of its value in the answer. */
export interface Column {
  readonly _tag: "Column"
  readonly text: string
  readonly steps: ReadonlyArray<Step>
  /** The module of a `!Module.` prefix. */
  readonly qualifier: string | undefined
}

/** A function over a column, spelled as written; whether it exists is not checked yet. */
export interface Aggregate {
  readonly _tag: "Aggregate"
  readonly name: string
  readonly column: Column
}

export type Expression = Column | Aggregate

export interface SelectItem {
  readonly expression: Expression
  readonly alias: string | undefined
}

/** A value in a condition; a number keeps its digits. */
export interface Literal {
  readonly kind: "string" | "number" | "boolean"
  readonly text: string
}

export type Operator =
  | "="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "like"
  | "not like"
  | "in"
  | "not in"
  | "between"
  | "not between"
  | "is null"
  | "is not null"

/** One condition on one column; `query` stands in place of values. */
export interface Criterion {
  readonly _tag: "Criterion"
  readonly column: Column
  readonly operator: Operator
  readonly values: ReadonlyArray<Literal>
  readonly query: Query | undefined
}

export interface Logical {
  readonly _tag: "Logical"
  readonly operator: "and" | "or"
  readonly left: Condition
  readonly right: Condition
}

export type Condition = Criterion | Logical

export interface OrderItem {
  readonly expression: Expression
  readonly descending: boolean
}

/** LIMIT and OFFSET as written: they are judged later, because Zoho names the wrong word. */
export interface Page {
  readonly limit: string | undefined
  /** The first number of `limit 100, 200`. */
  readonly comma: string | undefined
  readonly offset: string | undefined
}

export interface Query {
  readonly columns: ReadonlyArray<SelectItem>
  readonly module: string | undefined
  readonly alias: string | undefined
  readonly where: Condition | undefined
  readonly groupBy: ReadonlyArray<Column>
  readonly orderBy: ReadonlyArray<OrderItem>
  readonly page: Page
}
