/** A naive evaluator: a query's tree over plain arrays, with none of the emulator's code. */
import type * as Ast from "@effect-zoho/emulator/coql/Ast"

/** A column's value: an id or text, a number, a truth value, epoch seconds, or the values of a multi-select. */
export type Cell = string | number | bigint | boolean | ReadonlyArray<string> | null

export type Kind = "id" | "text" | "number" | "bigint" | "date" | "datetime" | "boolean" | "multiselect" | "reference"

export interface Row {
  readonly [column: string]: Cell
}

export interface Table {
  readonly rows: ReadonlyArray<Row>
  readonly kinds: { readonly [column: string]: Kind }
  /** Module of each lookup. */
  readonly lookups: { readonly [column: string]: string }
}

export interface Tables {
  readonly [module: string]: Table
}

export interface Rules {
  readonly ignoreCase: boolean
  readonly negationMatchesEmpty: boolean
  /** Leads that were converted are not found. */
  readonly withoutConverted: boolean
}

const fold = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const keyOfGroup = (cells: ReadonlyArray<Cell>): string =>
  JSON.stringify(cells.map((one) => (typeof one === "bigint" ? { big: one.toString() } : one)))

const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const known = new WeakMap<Table, ReadonlyMap<Cell, Row>>()
const none: ReadonlyMap<Cell, Row> = new Map()

const byId = (table: Table | undefined): ReadonlyMap<Cell, Row> => {
  if (table === undefined) return none
  const found = known.get(table) ?? new Map(table.rows.map((row) => [row["id"] ?? null, row]))
  known.set(table, found)
  return found
}

/** The steps of a column, one that names its module as `Field->Module`. */
export const pathOf = (column: Ast.Column): ReadonlyArray<string> =>
  column.steps.map(({ field, module }) => (module === undefined ? field : `${field}->${module}`))

/** The field of a step, and the module that it leads to. */
const follow = (tables: Tables, module: string, step: string): readonly [field: string, target: string] => {
  const [field = "", named] = step.split("->")
  return [field, named ?? tables[module]?.lookups[field] ?? ""]
}

export const kindOf = (tables: Tables, module: string, path: ReadonlyArray<string>): Kind => {
  const [first = "", ...rest] = path
  return rest.length === 0
    ? (tables[module]?.kinds[first] ?? "text")
    : kindOf(tables, follow(tables, module, first)[1], rest)
}

const offsetOfOrg = "+05:30"

/** Epoch seconds of an instant, with or without seconds, a zone or the colon in it. */
const instant = (text: string): number => {
  const [, day = "", time = "", zone = offsetOfOrg] = /^(.{10})T([\d:.]+)(.*)$/.exec(text) ?? []
  return Date.parse(`${day}T${time}${zone === "" ? offsetOfOrg : zone.replace(/^(.\d\d)(\d\d)$/, "$1:$2")}`) / 1000
}

const scalar = ["=", "!=", ">", ">=", "<", "<="]

export const make = (tables: Tables, rules: Rules) => {
  const cell = (module: string, row: Row, path: ReadonlyArray<string>): Cell => {
    const [first = "", ...rest] = path
    const [field, target] = follow(tables, module, first)
    const value = row[field] ?? null
    if (rest.length === 0) return value
    const related = byId(tables[target]).get(value)
    return related === undefined ? null : cell(target, related, rest)
  }

  /** A value in a form that compares: text folded, lists joined, instants as numbers. */
  const comparable = (kind: Kind, value: Cell): string | number | bigint | null => {
    if (value === null) return null
    if (typeof value === "boolean") return value ? 1 : 0
    if (typeof value === "object") return value.length === 0 ? null : comparable("text", value.join(";"))
    if (typeof value !== "string") return value
    if (kind === "id") return BigInt(value)
    return (kind === "text" || kind === "multiselect") && rules.ignoreCase ? fold(value) : value
  }

  const literal = (kind: Kind, { text }: Ast.Literal): string | number | bigint | null => {
    switch (kind) {
      case "number":
        return Number(text)
      case "bigint":
        return BigInt(text)
      case "datetime":
        return instant(text)
      case "boolean":
        return text === "true" ? 1 : 0
      default:
        return comparable(kind, text)
    }
  }

  const compare = (a: string | number | bigint, b: string | number | bigint): number => {
    if (typeof a === "string" && typeof b === "string") return order(a, b)
    return a < b ? -1 : a > b ? 1 : 0
  }

  const compared = new Map<Ast.Criterion, ReadonlyArray<string | number | bigint | null>>()

  /** What a condition compares with, the same for every row. */
  const valuesOf = (kind: Kind, node: Ast.Criterion): ReadonlyArray<string | number | bigint | null> => {
    const found = compared.get(node)
    if (found !== undefined) return found
    const inner = node.query
    const values =
      inner === undefined
        ? node.values.map((one) => literal(kind, one))
        : pageOf(inner).flatMap((one) => {
            const value = comparable(kind, one[keyOf(inner.columns[0])] ?? null)
            return value === null ? [] : [value]
          })
    compared.set(node, values)
    return values
  }

  /** True, false, or null for "unknown". */
  const criterion = (module: string, row: Row, node: Ast.Criterion): boolean | null => {
    const path = pathOf(node.column)
    const kind = kindOf(tables, module, path)
    const value = comparable(kind, cell(module, row, path))
    if (node.operator === "is null") return value === null
    if (node.operator === "is not null") return value !== null
    const negation = ["!=", "not in", "not like", "not between"].includes(node.operator)
    const values = valuesOf(kind, node)
    // Nothing compares with nothing.
    if (node.query !== undefined && scalar.includes(node.operator) && values.length === 0) return false
    if (value === null) return negation && rules.negationMatchesEmpty ? true : null
    const own = value
    const equal = (other: string | number | bigint | null) => other !== null && compare(own, other) === 0
    const at = (index: number) => compare(own, values[index] ?? "")
    switch (node.operator) {
      case "=":
        return equal(values[0] ?? null)
      case "!=":
        return !equal(values[0] ?? null)
      case "in":
        return values.some(equal)
      case "not in":
        return !values.some(equal)
      case ">":
        return at(0) > 0
      case ">=":
        return at(0) >= 0
      case "<":
        return at(0) < 0
      case "<=":
        return at(0) <= 0
      case "between":
        return at(0) >= 0 && at(1) <= 0
      case "not between":
        return at(0) < 0 || at(1) > 0
      default: {
        const pattern = String(values[0])
        const text = String(own)
        const bare = pattern.replaceAll("%", "")
        const starts = pattern.startsWith("%")
        const ends = pattern.endsWith("%")
        const hit =
          starts && ends
            ? text.includes(bare)
            : ends
              ? text.startsWith(bare)
              : starts
                ? text.endsWith(bare)
                : text === bare
        return node.operator === "like" ? hit : !hit
      }
    }
  }

  const condition = (module: string, row: Row, node: Ast.Condition): boolean | null => {
    if (node._tag === "Criterion") return criterion(module, row, node)
    const left = condition(module, row, node.left)
    const right = condition(module, row, node.right)
    if (node.operator === "and")
      return left === false || right === false ? false : left === null || right === null ? null : true
    return left === true || right === true ? true : left === null || right === null ? null : false
  }

  const keyOf = (item: Ast.SelectItem | undefined): string => {
    if (item === undefined) return ""
    if (item.alias !== undefined) return item.alias
    return item.expression._tag === "Column"
      ? item.expression.text
      : `${item.expression.name}(${item.expression.column.text})`
  }

  /** What a clause names by an alias of the SELECT. */
  const named = (query: Ast.Query, expression: Ast.Expression): Ast.Expression =>
    (expression._tag === "Column"
      ? query.columns.find((item) => item.alias === expression.text)?.expression
      : undefined) ?? expression

  /** The kind of what an item of the SELECT gives. */
  const kindOfResult = (query: Ast.Query, { expression }: Pick<Ast.SelectItem, "expression">): Kind => {
    if (expression._tag === "Column") return kindOf(tables, query.module ?? "", pathOf(expression))
    return expression.name === "MIN" || expression.name === "MAX"
      ? kindOf(tables, query.module ?? "", pathOf(expression.column))
      : "number"
  }

  const aggregate = (module: string, rows: ReadonlyArray<Row>, node: Ast.Aggregate): Cell => {
    const path = pathOf(node.column)
    const kind = kindOf(tables, module, path)
    const cells = rows
      .map((row) => cell(module, row, path))
      .flatMap((value) => {
        const compared = comparable(kind, value)
        return compared === null ? [] : [{ compared, value }]
      })
    if (node.name === "COUNT") return cells.length
    if (cells.length === 0) return null
    const numbers = cells.map(({ value }) => Number(value))
    switch (node.name) {
      case "SUM":
        return numbers.reduce((a, b) => a + b, 0)
      case "AVG":
        return numbers.reduce((a, b) => a + b, 0) / numbers.length
      default:
        return cells.reduce((a, b) => (compare(a.compared, b.compared) < 0 === (node.name === "MIN") ? a : b)).value
    }
  }

  const byKeys =
    (
      keys: ReadonlyArray<{ readonly of: (row: Row) => string | number | bigint | null; readonly descending: boolean }>
    ) =>
    (a: Row, b: Row): number => {
      for (const { descending, of } of keys) {
        const [left, right] = [of(a), of(b)]
        // Nothing comes before everything.
        const way =
          left === null || right === null ? Number(right === null) - Number(left === null) : compare(left, right)
        if (way !== 0) return descending ? -way : way
      }
      return 0
    }

  /** All rows of the answer, before LIMIT, in its order. */
  const rowsOf = (query: Ast.Query): ReadonlyArray<Row> => {
    const module = query.module ?? ""
    const where = query.where
    const rows = (tables[module]?.rows ?? []).filter(
      (row) =>
        !(rules.withoutConverted && row["$converted"] === true) &&
        (where === undefined || condition(module, row, where) === true)
    )
    const aggregates = query.columns.some((item) => item.expression._tag === "Aggregate")
    const ordering = (column: Ast.Column, raw: boolean) => (row: Row) => {
      const path = pathOf(column)
      const value = cell(module, row, path)
      return raw && typeof value === "string" ? value : comparable(kindOf(tables, module, path), value)
    }
    const id: Ast.Column = {
      _tag: "Column",
      text: "id",
      steps: [{ field: "id", module: undefined }],
      qualifier: undefined
    }
    if (query.groupBy.length === 0 && !aggregates) {
      const keys = query.orderBy.flatMap((item) => {
        const expression = named(query, item.expression)
        return expression._tag === "Column" ? [{ of: ordering(expression, false), descending: item.descending }] : []
      })
      return rows
        .toSorted(byKeys([...keys, { of: ordering(id, false), descending: false }]))
        .map((row) =>
          Object.fromEntries([
            ...query.columns.map((item) => [
              keyOf(item),
              item.expression._tag === "Column" ? cell(module, row, pathOf(item.expression)) : null
            ]),
            ["id", row["id"]]
          ])
        )
    }
    const by = query.groupBy.map((column) => {
      const expression = named(query, column)
      return expression._tag === "Column" ? expression : column
    })
    const groups = new Map<string, Array<Row>>()
    if (query.groupBy.length === 0) groups.set(keyOfGroup([]), [])
    for (const row of rows) {
      const key = keyOfGroup(by.map((column) => cell(module, row, pathOf(column))))
      const group = groups.get(key) ?? []
      group.push(row)
      groups.set(key, group)
    }
    const out = [...groups.values()].map((group) => {
      const first = group[0]
      const value = (expression: Ast.Expression): Cell =>
        expression._tag === "Aggregate"
          ? aggregate(module, group, expression)
          : first === undefined
            ? null
            : cell(module, first, pathOf(expression))
      return {
        row: Object.fromEntries(query.columns.map((item) => [keyOf(item), value(item.expression)])),
        sort: [
          ...query.orderBy.map((item) => {
            const expression = named(query, item.expression)
            return comparable(kindOfResult(query, { expression }), value(expression))
          }),
          // Then by the groups themselves, letter by letter.
          ...by.map((column) => (first === undefined ? null : ordering(column, true)(first)))
        ]
      }
    })
    const keys = [...query.orderBy.map((item) => item.descending), ...query.groupBy.map(() => false)]
    return out
      .toSorted((a, b) =>
        byKeys(
          keys.map((descending, index) => ({
            of: (row: Row) => (row === aRow ? (a.sort[index] ?? null) : (b.sort[index] ?? null)),
            descending
          }))
        )(aRow, bRow)
      )
      .map(({ row }) => row)
  }

  /** The rows that a query in place of values gives. */
  const pageOf = (query: Ast.Query): ReadonlyArray<Row> => {
    const { limit, offset } = query.page
    const from = Number(offset ?? 0)
    return rowsOf(query).slice(from, limit === undefined ? undefined : from + Number(limit))
  }

  return { rowsOf, keyOf, kindOfResult }
}

// Stand for the two sides of a comparison of groups.
const aRow: Row = {}
const bRow: Row = {}
