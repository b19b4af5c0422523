/** A query checked against the org: every name resolved, every limit kept, nothing left that can be refused before it runs. */
import * as Result from "effect/Result"
import type { Core } from "../Core.ts"
import type { Module } from "../Metadata.ts"
import type * as FieldType from "../records/FieldType.ts"
import type * as Ast from "./Ast.ts"
import * as Column from "./Column.ts"
import * as CoqlError from "./CoqlError.ts"
import type { CoqlSwitches } from "./CoqlSwitches.ts"
import * as Criterion from "./Criterion.ts"

/** One value of each row of the answer. */
export interface Output {
  readonly key: string
  readonly read: string
  /** What a query around this one compares with. */
  readonly sql: string
  readonly encode: FieldType.Encoder
  readonly field: Column.Resolved["field"]
}

export interface Test extends Criterion.Test {
  readonly query: { readonly plan: Plan; readonly sequence: number } | undefined
}

export type Where =
  | Test
  | { readonly _tag: "Logical"; readonly operator: "and" | "or"; readonly left: Where; readonly right: Where }

export interface Order {
  readonly sql: string
  readonly descending: boolean
}

export interface Plan {
  readonly module: Module
  readonly base: Column.Join
  readonly outputs: ReadonlyArray<Output>
  readonly where: Where
  /** GROUP BY; undefined when rows are not grouped, empty when all are one group. */
  readonly groups: ReadonlyArray<string> | undefined
  readonly order: ReadonlyArray<Order>
  /** Tables that WHERE, GROUP BY and ORDER BY need, then those that only SELECT needs. */
  readonly baseJoins: ReadonlyArray<Column.Join>
  readonly selectJoins: ReadonlyArray<Column.Join>
  readonly limit: number
  /** Whether a LIMIT was written. */
  readonly limited: boolean
  readonly offset: number
}

const most = {
  rows: 2000,
  offset: 100_000,
  criteria: 25,
  order: 10,
  group: 4,
  aggregates: 5,
  baseJoins: 5,
  selectJoins: 15,
  /** Columns that are formulas which refresh themselves. */
  dynamicFormulas: 5
}
const defaultLimit = 200

type Checked<A> = Result.Result<A, CoqlError.CoqlError>

const pageOf = (
  page: Ast.Page,
  switches: CoqlSwitches
): Checked<{ readonly limit: number; readonly offset: number }> => {
  const limit = page.limit ?? String(defaultLimit)
  const offset = page.comma ?? page.offset ?? "0"
  if (page.offset !== undefined && (page.comma !== undefined || switches.coqlOffsetKeyword === "refuse")) {
    return Result.fail(CoqlError.invalidOffset(page.offset))
  }
  if (!/^-?\d+$/.test(limit)) return Result.fail(CoqlError.invalidLimit(limit))
  if (Number(limit) <= 0) return Result.fail(CoqlError.limitNotPositive)
  if (Number(limit) > most.rows) return Result.fail(CoqlError.tooMany("number of rows"))
  if (!/^\d+$/.test(offset)) return Result.fail(CoqlError.invalidOffset(offset))
  if (Number(offset) >= most.offset) {
    return Result.fail(
      switches.coqlOffsetError === "LIMIT_REACHED"
        ? CoqlError.offsetReached(most.offset)
        : CoqlError.invalidOffset(offset)
    )
  }
  // The last page ends with the last row that may be fetched.
  return Result.succeed({ limit: Math.min(Number(limit), most.offset - Number(offset)), offset: Number(offset) })
}

const functions = ["COUNT", "SUM", "MIN", "MAX", "AVG"]
const summable: ReadonlyArray<Column.Family> = ["number", "bigint"]
const comparable: ReadonlyArray<Column.Family> = [...summable, "date", "datetime", "id"]

const number: FieldType.Encoder = (value) => JSON.stringify(value ?? null)

/** An aggregate over a column, as SQL and as it prints. */
const aggregate = (name: string, column: Column.Resolved): Checked<Pick<Output, "read" | "sql" | "encode">> => {
  const { family, sql } = column
  const wrong = Result.fail(CoqlError.unsupportedType(column.text))
  switch (name) {
    case "COUNT":
      return family === "opaque"
        ? wrong
        : Result.succeed({ read: `COUNT(${sql})`, sql: `COUNT(${sql})`, encode: number })
    case "SUM":
    case "AVG": {
      if (!summable.includes(family)) return wrong
      // SUM() of integers fails on overflow, TOTAL() does not; of nothing it is 0, where SUM is null.
      const read = name === "AVG" ? `AVG(${sql})` : `CASE WHEN COUNT(${sql}) > 0 THEN TOTAL(${sql}) END`
      return Result.succeed({ read, sql: read, encode: number })
    }
    default: {
      if (!comparable.includes(family)) return wrong
      const extreme = `${name}(${sql})`
      return Result.succeed({
        // As text, because a large integer does not fit a double.
        read: family === "bigint" ? `CAST(${extreme} AS TEXT)` : extreme,
        sql: extreme,
        encode: column.encode
      })
    }
  }
}

const countCriteria = (where: Where): number =>
  where._tag === "Test" ? 1 : countCriteria(where.left) + countCriteria(where.right)

const unsortable: ReadonlyArray<Column.Family> = ["textarea", "multiselect", "opaque"]

/** The first text that stands twice. */
const repeated = (texts: ReadonlyArray<string>): string | undefined =>
  texts.find((text, index) => texts.indexOf(text) !== index)

export interface Environment {
  readonly core: Core
  readonly switches: CoqlSwitches
  /** False when the caller may not read the module. */
  readonly allowed: (module: Module) => boolean
}

/** The query as it will run, or why it is refused; "scope" when the caller may not read a module of it. */
export const make = (environment: Environment, query: Ast.Query): Checked<Plan | "scope"> => {
  let sequence = 0
  let denied = false
  let criteria = 0

  const plan = (query: Ast.Query, prefix: string, nested: boolean): Checked<Plan> =>
    Result.gen(function* () {
      const { core, switches } = environment
      if (query.module === undefined) return yield* Result.fail(CoqlError.missingClause("from"))
      if (query.where === undefined) return yield* Result.fail(CoqlError.missingClause("where"))
      const module = core.metadata.module(query.module)
      if (module === undefined) return yield* Result.fail(CoqlError.unknownModule(query.module))
      if (!module.apiSupported) return yield* Result.fail(CoqlError.moduleNotSupported)
      if (!environment.allowed(module)) denied = true
      const scope = Column.scope(core, module, {
        prefix,
        alias: query.alias,
        depth: switches.coqlJoinDepth,
        names: switches.coqlLookupNames
      })
      const selectPath = new Map<string, Column.Join>()
      const basePath = new Map<string, Column.Join>()
      const note = (into: Map<string, Column.Join>, column: Column.Resolved): Column.Resolved => {
        for (const join of column.joins) into.set(join.alias, join)
        return column
      }

      // SELECT
      if (query.columns.length > switches.coqlSelectColumns) {
        return yield* Result.fail(CoqlError.tooMany("number of select columns"))
      }
      const plain: Array<Column.Resolved> = []
      const outputs: Array<Output> = []
      /** By alias and, for aggregates, by their text: what ORDER BY can name besides columns. */
      const named = new Map<string, { readonly sql: string; readonly column: Column.Resolved | undefined }>()
      let aggregates = 0
      for (const { alias, expression } of query.columns) {
        if (expression._tag === "Aggregate") {
          const name = expression.name.toUpperCase()
          const text = `${expression.name}(${expression.column.text})`
          if (!functions.includes(name)) return yield* Result.fail(CoqlError.unknownFunction(text))
          const column = note(selectPath, yield* scope.resolve(expression.column))
          const made = yield* aggregate(name, column)
          const same = `${name}(${column.text})`
          if (named.has(same)) return yield* Result.fail(CoqlError.duplicateAggregate(column.text, name))
          named.set(same, { sql: made.sql, column: undefined })
          aggregates++
          const key = switches.coqlAggregateKey === "upper-case" ? same : `${expression.name}(${column.text})`
          outputs.push({ ...made, key: alias ?? key, field: undefined })
        } else {
          const column = note(selectPath, yield* scope.resolve(expression))
          if (plain.some((other) => other.text === column.text)) {
            return yield* Result.fail(CoqlError.duplicateColumn(column.text, "select"))
          }
          plain.push(column)
          outputs.push({ ...column, key: alias ?? column.text })
        }
      }
      if (aggregates > most.aggregates) return yield* Result.fail(CoqlError.tooMany("number of aggregate functions"))
      if (plain.filter(({ field }) => field?.field.formula?.dynamic === true).length > most.dynamicFormulas)
        return yield* Result.fail(CoqlError.tooMany("number of dynamic formula columns"))
      yield* aliases(query.columns)
      query.columns.forEach(({ alias, expression }, index) => {
        const output = outputs[index]
        if (alias === undefined || output === undefined) return
        const column = expression._tag === "Column" ? plain.find((one) => one.read === output.read) : undefined
        named.set(alias, { sql: output.sql, column })
      })

      // WHERE
      const where = yield* condition(query.where, scope, (column) => note(basePath, column), nested)
      criteria += countCriteria(where)
      if (criteria > most.criteria) return yield* Result.fail(CoqlError.tooMany("number of criteria"))

      // GROUP BY
      const grouped = query.groupBy.length > 0 || aggregates > 0
      const groups: Array<Column.Resolved> = []
      for (const column of query.groupBy) {
        const resolved = named.get(column.text)?.column ?? (yield* scope.resolve(column))
        note(basePath, resolved)
        if (unsortable.includes(resolved.family))
          return yield* Result.fail(CoqlError.notInClause(resolved.text, "group by"))
        groups.push(resolved)
      }
      const twice = repeated(groups.map((column) => column.text))
      if (twice !== undefined) return yield* Result.fail(CoqlError.duplicateColumn(twice, "group by"))
      if (groups.length > most.group) return yield* Result.fail(CoqlError.tooMany("number of group by columns"))
      // What is not grouped has no single value in a group.
      if (grouped && plain.some((column) => !groups.some((group) => group.read === column.read))) {
        return yield* Result.fail(CoqlError.malformed)
      }

      // ORDER BY
      const order: Array<Order> = []
      const texts: Array<string> = []
      for (const { descending, expression } of query.orderBy) {
        if (expression._tag === "Aggregate") {
          const text = `${expression.name.toUpperCase()}(${expression.column.text})`
          if (!functions.includes(expression.name.toUpperCase()))
            return yield* Result.fail(CoqlError.unknownFunction(text))
          const chosen = named.get(text)
          if (chosen === undefined) return yield* Result.fail(CoqlError.notInClause(text, "order by"))
          texts.push(text)
          order.push({ sql: chosen.sql, descending })
          continue
        }
        const chosen = named.get(expression.text)
        texts.push(chosen?.column?.text ?? expression.text)
        if (chosen !== undefined && chosen.column === undefined) {
          order.push({ sql: chosen.sql, descending })
          continue
        }
        const column = note(basePath, chosen?.column ?? (yield* scope.resolve(expression)))
        const loose = grouped && !groups.some((group) => group.read === column.read)
        if (loose || unsortable.includes(column.family))
          return yield* Result.fail(CoqlError.notInClause(column.text, "order by"))
        order.push({ sql: column.sql + Criterion.collation(column.family, switches), descending })
      }
      const again = repeated(texts)
      if (again !== undefined) return yield* Result.fail(CoqlError.duplicateColumn(again, "order by"))
      if (order.length > most.order) return yield* Result.fail(CoqlError.tooMany("number of order by columns"))

      if (basePath.size > most.baseJoins) return yield* Result.fail(CoqlError.tooMany("number of base joins"))
      if (selectPath.size > most.selectJoins) return yield* Result.fail(CoqlError.tooMany("number of select joins"))
      const { limit, offset } = yield* pageOf(query.page, switches)

      const id = `${scope.base.alias}.id`
      if (!grouped && !nested && !outputs.some((output) => output.key === "id")) {
        outputs.push({ key: "id", read: id, sql: id, encode: number, field: undefined })
      }
      return {
        module,
        base: scope.base,
        outputs,
        where,
        groups: grouped ? groups.map((group) => group.read) : undefined,
        order,
        baseJoins: [...basePath.values()],
        selectJoins: [...selectPath.values()].filter((join) => !basePath.has(join.alias)),
        limit,
        limited: query.page.limit !== undefined,
        offset
      }
    })

  const condition = (
    node: Ast.Condition,
    scope: Column.Scope,
    note: (column: Column.Resolved) => Column.Resolved,
    nested: boolean
  ): Checked<Where> =>
    Result.gen(function* () {
      if (node._tag === "Logical") {
        const left = yield* condition(node.left, scope, note, nested)
        const right = yield* condition(node.right, scope, note, nested)
        return { _tag: "Logical", operator: node.operator, left, right } satisfies Where
      }
      const column = note(yield* scope.resolve(node.column))
      const test = yield* Criterion.check(node, column, environment.switches)
      if (node.query === undefined) return { ...test, query: undefined }
      // A query within a query within a query is nowhere documented.
      if (nested) return yield* Result.fail(CoqlError.notSupported)
      const own = sequence++
      if (node.query.columns.length !== 1) {
        const texts = node.query.columns.map(({ expression }) =>
          expression._tag === "Column" ? expression.text : `${expression.name}(${expression.column.text})`
        )
        return yield* Result.fail(CoqlError.subqueryColumns(own, texts))
      }
      return { ...test, query: { plan: yield* plan(node.query, `s${own}_`, true), sequence: own } }
    })

  return Result.map(plan(query, "t", false), (made) => (denied ? "scope" : made))
}

/** Aliases: none empty, none twice, none that is the name of another column of the answer. */
const aliases = (columns: ReadonlyArray<Ast.SelectItem>): Checked<void> => {
  const textOf = ({ expression }: Ast.SelectItem): string =>
    expression._tag === "Column" ? expression.text : `${expression.name}(${expression.column.text})`
  const seen = new Map<string, string>()
  for (const item of columns) {
    if (item.alias === undefined) continue
    if (item.alias === "") return Result.fail(CoqlError.emptyAlias(textOf(item)))
    const other = seen.get(item.alias)
    if (other !== undefined) return Result.fail(CoqlError.duplicateAlias([other, textOf(item)], item.alias))
    seen.set(item.alias, textOf(item))
  }
  const clash = columns.find((item) => item.alias === undefined && seen.has(textOf(item)))
  return clash === undefined ? Result.succeed(undefined) : Result.fail(CoqlError.aliasIsColumn(textOf(clash)))
}
