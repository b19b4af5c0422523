/** Runs a plan on the emulator's SQLite and prints its rows. */
import * as Result from "effect/Result"
import type { Database, Value } from "../Database.ts"
import { quote } from "../Database.ts"
import type * as Ast from "./Ast.ts"
import type * as Column from "./Column.ts"
import * as CoqlError from "./CoqlError.ts"
import type { CoqlSwitches } from "./CoqlSwitches.ts"
import * as Criterion from "./Criterion.ts"
import type { Order, Plan, Test, Where } from "./Plan.ts"

export interface Answer {
  /** Each row as the text of a JSON object. */
  readonly rows: ReadonlyArray<string>
  readonly more: boolean
}

type Checked<A> = Result.Result<A, CoqlError.CoqlError>

const scalar: ReadonlyArray<Ast.Operator> = ["=", "!=", ">", ">=", "<", "<="]

/** Matches at which reading a range by its index and sorting it costs more than walking the ids. */
const denseRange = 20_000

const conjuncts = (where: Where): ReadonlyArray<Test> => {
  if (where._tag === "Test") return [where]
  return where.operator === "and" ? [...conjuncts(where.left), ...conjuncts(where.right)] : []
}

/** True when a condition looks at columns of the base table only. */
const isOwn = (where: Where): boolean =>
  where._tag === "Test" ? where.column.joins.length === 0 : isOwn(where.left) && isOwn(where.right)

const from = (joins: ReadonlyArray<Column.Join>): string =>
  joins
    .map((join) =>
      join.on === undefined
        ? `${join.table} AS ${join.alias}`
        : `LEFT JOIN ${join.table} AS ${join.alias} ON ${join.on}`
    )
    .join(" ")

const orderBy = (order: ReadonlyArray<Order>): string =>
  order.length === 0
    ? ""
    : ` ORDER BY ${order.map(({ descending, sql }) => `${sql}${descending ? " DESC" : ""}`).join(", ")}`

/** True when an index of the table starts with this column, ordered as its conditions compare. */
const isIndexed = (db: Database, plan: Plan, test: Test): boolean => {
  const column = test.column.field?.field.apiName
  if (column === undefined) return false
  return db
    .all(
      "SELECT x.coll AS coll FROM pragma_index_list(?) AS l, pragma_index_xinfo(l.name) AS x WHERE x.seqno = 0 AND x.name = ?",
      // The pragma takes the name itself, not the identifier.
      plan.module.table.slice(1, -1).replaceAll('""', '"'),
      column
    )
    .some((row) => test.column.family !== "text" || row["coll"] === "NOCASE")
}

export const run = (db: Database, plan: Plan, switches: CoqlSwitches): Checked<Answer> => {
  /** Values of queries that must give at most one, by their sequence. */
  const single = new Map<number, Value>()

  const sourceOf = (test: Test, binder: Criterion.Binder): Criterion.Source =>
    test.query === undefined
      ? { _tag: "Values" }
      : { _tag: "Query", sql: selectOne(test.query.plan, binder, undefined) }

  /** Whether an index finds the few rows of a condition that touches no other table. */
  const isFound = (of: Plan, where: Where): boolean => {
    if (where._tag === "Test") {
      if (where.column.joins.length > 0 || where.query !== undefined) return false
      if (where.operator !== "=" && where.operator !== "in") return false
      return where.column.family === "id" || isIndexed(db, of, where)
    }
    if (where.operator === "or") return isFound(of, where.left) && isFound(of, where.right)
    return (isFound(of, where.left) && isOwn(where.right)) || (isFound(of, where.right) && isOwn(where.left))
  }

  const test = (one: Test, binder: Criterion.Binder, unindexed: ReadonlyArray<Test>): string => {
    if (one.query !== undefined && scalar.includes(one.operator)) {
      const value = single.get(one.query.sequence) ?? null
      // Nothing compares with nothing.
      return value === null
        ? "0"
        : Criterion.sql({ ...one, values: [value] }, { _tag: "Values" }, binder, switches, false)
    }
    return Criterion.sql(one, sourceOf(one, binder), binder, switches, unindexed.includes(one))
  }

  const condition = (where: Where, of: Plan, binder: Criterion.Binder, unindexed: ReadonlyArray<Test>): string => {
    if (where._tag === "Test") return test(where, binder, unindexed)
    const left = condition(where.left, of, binder, unindexed)
    const right = condition(where.right, of, binder, unindexed)
    // SQLite looks up no `or` by its indexes in tables without rowid, but it does look up each side on its own.
    // The inner table has the outer one's alias, so that the sides read the same.
    if (where.operator === "or" && isFound(of, where.left) && isFound(of, where.right)) {
      const { alias, table } = of.base
      const side = (text: string) => `SELECT ${alias}.id FROM ${table} AS ${alias} WHERE ${text}`
      return `${alias}.id IN (${side(left)} UNION ${side(right)})`
    }
    return `(${left} ${where.operator.toUpperCase()} ${right})`
  }

  const filter = (of: Plan, binder: Criterion.Binder, unindexed: ReadonlyArray<Test> = []): string => {
    const text = condition(of.where, of, binder, unindexed)
    const hidden = switches.coqlConvertedLeads === "exclude" && of.module.apiName === "Leads"
    return hidden ? `(${text}) AND ${of.base.alias}.${quote("$converted")} = 0` : text
  }

  /** A query inside another: its one column, without the nulls that would undo a `not in`. */
  const selectOne = (of: Plan, binder: Criterion.Binder, limit: number | undefined): string => {
    const { read, sql } = of.outputs[0] ?? { read: "NULL", sql: "NULL" }
    // Read on its own, a large integer must come as text; inside a comparison it must not.
    const value = limit === undefined ? sql : `CASE typeof(${sql}) WHEN 'integer' THEN ${read} ELSE ${sql} END`
    const all = from([of.base, ...of.baseJoins, ...of.selectJoins])
    const group = of.groups === undefined || of.groups.length === 0 ? "" : ` GROUP BY ${of.groups.join(", ")}`
    const order: ReadonlyArray<Order> = [
      ...of.order,
      ...(of.groups === undefined ? [{ sql: `${of.base.alias}.id`, descending: false }] : [])
    ]
    const rows = limit ?? (of.limited ? of.limit : -1)
    const page = rows < 0 && of.offset === 0 ? "" : `${orderBy(order)} LIMIT ${rows} OFFSET ${of.offset}`
    return `SELECT v FROM (SELECT ${value} AS v FROM ${all} WHERE ${filter(of, binder)}${group}${page}) WHERE v IS NOT NULL`
  }

  /** Runs the queries that stand for one value. */
  const singles = (where: Where): Checked<void> => {
    if (where._tag === "Logical") return Result.flatMap(singles(where.left), () => singles(where.right))
    if (where.query === undefined || !scalar.includes(where.operator)) return Result.succeed(undefined)
    const { plan: inner, sequence } = where.query
    const binder = Criterion.binder()
    const rows = db.arrays(selectOne(inner, binder, inner.limited ? Math.min(2, inner.limit) : 2), ...binder.values)
    if (rows.length > 1) return Result.fail(CoqlError.subqueryRows(sequence, where.operator))
    const value = rows[0]?.[0]
    if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") single.set(sequence, value)
    return Result.succeed(undefined)
  }

  const print = (rows: ReadonlyArray<ReadonlyArray<unknown>>): Answer => {
    const more = rows.length > plan.limit
    const keys = plan.outputs.map(({ key }, index) => `${index === 0 ? "{" : ","}${JSON.stringify(key)}:`)
    return {
      more,
      rows: (more ? rows.slice(0, plan.limit) : rows).map((row) => {
        let text = ""
        for (let i = 0; i < plan.outputs.length; i++)
          text += (keys[i] ?? "") + (plan.outputs[i]?.encode(row[i]) ?? "null")
        return `${text}}`
      })
    }
  }

  const columns = plan.outputs.map((output) => output.read).join(", ")
  const id = `${plan.base.alias}.id`

  const groups = (names: ReadonlyArray<string>): Answer => {
    const binder = Criterion.binder()
    const where = filter(plan, binder)
    const order = [...plan.order, ...names.map((sql) => ({ sql, descending: false }))]
    const group = names.length === 0 ? "" : ` GROUP BY ${names.join(", ")}`
    const all = from([plan.base, ...plan.baseJoins, ...plan.selectJoins])
    const page = `LIMIT ${binder.bind(plan.limit + 1)} OFFSET ${binder.bind(plan.offset)}`
    return print(
      db.arrays(`SELECT ${columns} FROM ${all} WHERE ${where}${group}${orderBy(order)} ${page}`, ...binder.values)
    )
  }

  /** How to reach the rows: whether a range is better found by its index or met while walking the ids. */
  const strategy = (byId: boolean): { readonly unindexed: ReadonlyArray<Test>; readonly sort: boolean } => {
    const keep = { unindexed: [], sort: !byId }
    if (!byId) return keep
    const all = conjuncts(plan.where)
    const ranges = all.filter((one) => Criterion.isRange(one) && isIndexed(db, plan, one))
    if (ranges.length === 0) return keep
    const narrow = ranges.filter((one) => {
      const binder = Criterion.binder()
      const where = test(one, binder, [])
      const count = db.arrays(
        `SELECT COUNT(*) FROM (SELECT 1 FROM ${from([plan.base])} WHERE ${where} LIMIT ${denseRange})`,
        ...binder.values
      )
      return Number(count[0]?.[0]) < denseRange
    })
    return { unindexed: ranges.filter((one) => !narrow.includes(one)), sort: narrow.length > 0 }
  }

  const rows = (): Answer => {
    const binder = Criterion.binder()
    const first = plan.order[0]
    const byId = first === undefined || first.sql === id
    const { sort, unindexed } = strategy(byId)
    const order = plan.order.some(({ sql }) => sql === id)
      ? plan.order
      : [...plan.order, { sql: id, descending: false }]
    const where = filter(plan, binder, unindexed)
    const page = `LIMIT ${binder.bind(plan.limit + 1)} OFFSET ${binder.bind(plan.offset)}`
    const base = from([plan.base, ...plan.baseJoins])
    if (!sort) {
      const all = from([plan.base, ...plan.baseJoins, ...plan.selectJoins])
      return print(db.arrays(`SELECT ${columns} FROM ${all} WHERE ${where}${orderBy(order)} ${page}`, ...binder.values))
    }
    // Sorts ids and keys first and reads whole rows only for the page. A `+` keeps the order from choosing the index.
    const keys = byId ? order.map(({ descending, sql }) => ({ sql: `+${sql}`, descending })) : order
    const ids = `SELECT ${id} AS id FROM ${base} WHERE ${where}${orderBy(keys)} ${page}`
    const all = `page CROSS JOIN ${plan.base.table} AS ${plan.base.alias} ON ${id} = page.id ${from([...plan.baseJoins, ...plan.selectJoins])}`
    return print(
      db.arrays(`WITH page AS MATERIALIZED (${ids}) SELECT ${columns} FROM ${all}${orderBy(order)}`, ...binder.values)
    )
  }

  return Result.map(singles(plan.where), () => (plan.groups === undefined ? rows() : groups(plan.groups)))
}
