/** Random queries that must be answered: every operator that a column's type takes, and every clause. */
import type * as Ast from "@effect-zoho/emulator/coql/Ast"
import * as Grammar from "@effect-zoho/emulator/coql/Grammar"
import * as Evaluate from "./evaluate.ts"
import * as Org from "./org.ts"
import type * as Tape from "./tape.ts"

const equality = ["=", "!=", "in", "not in", "is null", "is not null"] as const
const ordered = [...equality, ">", ">=", "<", "<=", "between", "not between"] as const
const textual = [...equality, "like", "not like"] as const

type Operators = readonly [Ast.Operator, ...ReadonlyArray<Ast.Operator>]

/** The operators of a type, or with the switch turned all that its values can be compared with. */
const operatorsOf = (kind: Evaluate.Kind, any: boolean): Operators => {
  switch (kind) {
    case "boolean":
      return any ? equality : ["="]
    case "text":
      return any ? [...ordered, "like", "not like"] : textual
    case "multiselect":
      return textual
    case "reference":
      return equality
    default:
      return ordered
  }
}

const modules = ["Leads", "Leads", "Contacts", "Accounts", "Deals", "Tasks"] as const
const noPage: Ast.Page = { limit: undefined, comma: undefined, offset: undefined }
const column = (text: string): Ast.Column => Grammar.columnOf(text, undefined)
const distinct = (list: ReadonlyArray<string>) => [...new Set(list)].map(column)
/** Columns that neither group nor sort. */
const unsortable = (kind: Evaluate.Kind, one: Ast.Column) => kind === "multiselect" || one.text === "Description"

const conditionColumns = (node: Ast.Condition): ReadonlyArray<Ast.Column> =>
  node._tag === "Criterion" ? [node.column] : [...conditionColumns(node.left), ...conditionColumns(node.right)]

/** How many tables WHERE, GROUP BY and ORDER BY join: five at most are answered. */
export const baseJoins = (query: Ast.Query): number => {
  const named = ({ text }: Ast.Column) => query.columns.find((item) => item.alias === text)?.expression
  const columns = [
    ...(query.where === undefined ? [] : conditionColumns(query.where)),
    ...[...query.groupBy, ...query.orderBy.map((item) => item.expression)].flatMap((one) => {
      const found = one._tag === "Column" ? (named(one) ?? one) : one
      return found._tag === "Column" ? [found] : []
    })
  ]
  const joined = columns.flatMap((one) => {
    const steps = Evaluate.pathOf(one).slice(0, -1)
    return steps.map((_, index) => steps.slice(0, index + 1).join("."))
  })
  return new Set(joined).size
}

export const make = (tables: Evaluate.Tables, anyOperator: boolean) => {
  const kindOf = (of: string, one: Ast.Column) => Evaluate.kindOf(tables, of, Evaluate.pathOf(one))
  const ids = Object.values(tables).flatMap((table) => table.rows.map((row) => String(row["id"])))

  const literal = (tape: Tape.Tape, kind: Evaluate.Kind): Ast.Literal => {
    switch (kind) {
      case "number":
        return {
          kind: tape.pick(["number", "string"]),
          text: tape.pick(["0", "1", "2", "-1", "0.25", "3.5", "-0", "25e-2", "1E0"])
        }
      case "bigint":
        return { kind: tape.pick(["number", "string"]), text: tape.pick(Org.bigs) }
      case "date":
        return { kind: "string", text: tape.pick(Org.dates) }
      case "datetime":
        // With a fraction, without seconds, without a colon in the offset, and in the org's own time.
        return {
          kind: "string",
          text: tape.pick([
            ...Org.instants,
            "2024-02-29T18:30:00.500Z",
            "2024-03-01T00:00+05:30",
            "2024-06-01T12:00:00-1100",
            "2024-03-01T00:00:00"
          ])
        }
      case "boolean":
        return { kind: tape.pick(["boolean", "string"]), text: tape.pick(["true", "false"]) }
      case "id":
      case "reference":
        return {
          kind: tape.pick(["string", "number"]),
          text: tape.pick(["7", "9999999999999999999", ...ids])
        }
      case "multiselect":
        return { kind: "string", text: tape.pick(["Product", "Product;Support", "product;training", "x"]) }
      default:
        return { kind: "string", text: tape.pick([Org.names[0], ...Org.names]) }
    }
  }

  const pattern = (tape: Tape.Tape, kind: Evaluate.Kind): Ast.Literal => {
    const text = literal(tape, kind).text.replaceAll("%", "")
    return { kind: "string", text: tape.pick(["", "%"]) + text + tape.pick(["", "%"]) }
  }

  /** A query of one column in place of values: many for `in`, one for the rest. */
  const inner = (tape: Tape.Tape, kind: Evaluate.Kind, several: boolean): Ast.Query | undefined => {
    const of = tape.pick(modules)
    const fits = Org.paths[of].filter((path) => {
      const found = kindOf(of, column(path))
      return found === kind || (kind === "reference" && found === "id")
    })
    const chosen = fits[tape.int(Math.max(1, fits.length))]
    if (chosen === undefined) return undefined
    const query: Ast.Query = {
      columns: [{ expression: column(chosen), alias: undefined }],
      module: of,
      alias: undefined,
      where: condition(tape, of, 1, true),
      groupBy: [],
      orderBy: [],
      page: noPage
    }
    if (several) {
      const limit = tape.chance(3) ? String(1 + tape.int(4)) : undefined
      return { ...query, page: { ...noPage, limit, offset: limit !== undefined && tape.chance(2) ? "1" : undefined } }
    }
    if (kind === "text" || kind === "multiselect" || kind === "boolean" || kind === "reference") {
      return { ...query, page: { ...noPage, limit: "1" } }
    }
    const name = tape.pick(["MIN", "MAX"])
    return {
      ...query,
      columns: [{ expression: { _tag: "Aggregate", name, column: column(chosen) }, alias: undefined }]
    }
  }

  const criterion = (tape: Tape.Tape, of: Org.Module, nested: boolean): Ast.Criterion => {
    // Often what an index finds, so that an `or` of such is met.
    const indexed = of === "Leads" && tape.chance(2)
    const path = column(indexed ? tape.pick(["Email", "External_Key", "id"]) : tape.pick(Org.paths[of]))
    const kind = kindOf(of, path)
    const operator: Ast.Operator =
      indexed && tape.chance(2) ? "=" : tape.pick<Ast.Operator>(operatorsOf(kind, anyOperator))
    const made = (values: ReadonlyArray<Ast.Literal>, query?: Ast.Query): Ast.Criterion => ({
      _tag: "Criterion",
      column: path,
      operator,
      values,
      query
    })
    switch (operator) {
      case "is null":
      case "is not null":
        return made([])
      case "between":
      case "not between":
        return made([literal(tape, kind), literal(tape, kind)])
      case "like":
      case "not like":
        return made([pattern(tape, kind)])
      case "in":
      case "not in": {
        const query = !nested && tape.chance(3) ? inner(tape, kind, true) : undefined
        return query === undefined
          ? made(tape.list(1, tape.chance(8) ? 100 : 4, () => literal(tape, kind)))
          : made([], query)
      }
      default: {
        const query = !nested && tape.chance(8) ? inner(tape, kind, false) : undefined
        return query === undefined ? made([literal(tape, kind)]) : made([], query)
      }
    }
  }

  const condition = (tape: Tape.Tape, of: Org.Module, depth: number, nested: boolean): Ast.Condition =>
    depth > 0 && tape.chance(2)
      ? {
          _tag: "Logical",
          operator: tape.pick(["and", "or"]),
          left: condition(tape, of, depth - 1, nested),
          right: condition(tape, of, depth - 1, nested)
        }
      : criterion(tape, of, nested)

  const page = (tape: Tape.Tape): Ast.Page => {
    const limit = tape.chance(2) ? String(1 + tape.int(20)) : undefined
    const skip = tape.chance(3) ? String(tape.int(30)) : undefined
    return limit !== undefined && skip !== undefined && tape.chance(2)
      ? { limit, comma: skip, offset: undefined }
      : { limit, comma: undefined, offset: skip }
  }

  const aggregates = (tape: Tape.Tape, module: Org.Module): ReadonlyArray<Ast.Aggregate> => {
    const found = new Map<string, Ast.Aggregate>()
    for (const name of tape.list(1, 5, () => tape.pick(["COUNT", "SUM", "AVG", "MIN", "MAX"]))) {
      const fits = Org.paths[module].filter((path) => {
        const kind = kindOf(module, column(path))
        if (name === "COUNT") return true
        // Sums of large integers are rounded, in an order that nobody promises.
        return name === "SUM" || name === "AVG"
          ? kind === "number"
          : ["number", "bigint", "date", "datetime", "id"].includes(kind)
      })
      const path = fits[tape.int(Math.max(1, fits.length))]
      if (path !== undefined) found.set(`${name}(${path})`, { _tag: "Aggregate", name, column: column(path) })
    }
    return [...found.values()]
  }

  /** Some of the items by their aliases, where they have one, for a clause that may name them so. */
  const called = (tape: Tape.Tape, item: Ast.SelectItem): Ast.Expression =>
    item.alias !== undefined && tape.chance(2) ? column(item.alias) : item.expression

  const aliased = (tape: Tape.Tape, expressions: ReadonlyArray<Ast.Expression>): ReadonlyArray<Ast.SelectItem> =>
    expressions.map((expression, index) => ({ expression, alias: tape.chance(4) ? `alias${index}` : undefined }))

  const shuffled = <A>(tape: Tape.Tape, list: ReadonlyArray<A>): ReadonlyArray<A> =>
    list
      .map((one) => [tape.int(100), one] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, one]) => one)

  const grouped = (tape: Tape.Tape, module: Org.Module, where: Ast.Condition): Ast.Query => {
    const groups = distinct(tape.list(0, 4, () => tape.pick(Org.paths[module])))
      .filter((one) => !unsortable(kindOf(module, one), one))
      .slice(0, 4)
    // What is grouped by need not be shown.
    const shown = groups.filter(() => !tape.chance(5))
    const functions = aggregates(tape, module)
    const chosen = functions.length === 0 && shown.length === 0 ? groups : [...shown, ...functions]
    const columns = aliased(
      tape,
      chosen.length === 0 ? [{ _tag: "Aggregate", name: "COUNT", column: column("id") }] : chosen
    )
    const byColumn = new Map(columns.map((item) => [item.expression, item]))
    const named = (one: Ast.Column): Ast.Column => {
      const item = byColumn.get(one)
      const expression = item === undefined ? one : called(tape, item)
      return expression._tag === "Column" ? expression : one
    }
    const orders = shuffled(tape, [
      ...columns.filter((item) => item.expression._tag === "Aggregate").map((item) => called(tape, item)),
      ...groups.map(named)
    ])
    return {
      columns,
      module,
      alias: undefined,
      where,
      groupBy: groups.map(named),
      orderBy: orders
        .slice(0, tape.int(orders.length + 1))
        .map((expression) => ({ expression, descending: tape.chance(2) })),
      page: page(tape)
    }
  }

  return {
    condition,
    /** A query that must be answered, over the modules above. */
    query: (tape: Tape.Tape): Ast.Query => {
      const module = tape.pick<Org.Module>(modules)
      const where = condition(tape, module, 3, false)
      if (tape.chance(3)) return grouped(tape, module, where)
      const columns = aliased(tape, distinct(tape.list(1, 6, () => tape.pick(Org.paths[module]))))
      const others = distinct(tape.list(0, 4, () => tape.pick(Org.paths[module])))
      const byText = new Map(
        columns.flatMap((item) => (item.expression._tag === "Column" ? [[item.expression.text, item] as const] : []))
      )
      return {
        columns,
        module,
        alias: undefined,
        where,
        groupBy: [],
        orderBy: others
          .filter((one) => !unsortable(kindOf(module, one), one))
          .map((one) => {
            const item = byText.get(one.text)
            return { expression: item === undefined ? one : called(tape, item), descending: tape.chance(2) }
          }),
        page: page(tape)
      }
    }
  }
}
