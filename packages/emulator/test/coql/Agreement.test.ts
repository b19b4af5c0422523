import { assert, it } from "@effect/vitest"
import type * as Ast from "@effect-zoho/emulator/coql/Ast"
import * as Grammar from "@effect-zoho/emulator/coql/Grammar"
import * as Clock from "@effect-zoho/emulator/Clock"
import type * as Database from "@effect-zoho/emulator/Database"
import { quote } from "@effect-zoho/emulator/Database"
import * as Evaluate from "./evaluate.ts"
import * as Print from "./print.ts"
import * as Support from "./support.ts"
import * as Tape from "./tape.ts"

const asker = Support.make({ leads: 1 })
const { core } = asker

// A large integer, which the standard modules have nowhere.
core.metadata.addField(
  "Leads",
  {
    id: core.db.nextId(),
    apiName: "Big",
    label: "Big",
    dataType: "bigint",
    length: 18,
    decimalPlace: null,
    systemMandatory: false,
    required: false,
    unique: false,
    readOnly: false,
    custom: true,
    computed: false,
    pickList: [],
    lookup: null,
    shownType: "bigint"
  },
  Math.floor(core.clock.now() / 1000)
)
for (const module of ["Leads", "Contacts", "Deals", "Accounts"]) core.db.run(`DELETE FROM record_${module}`)

const names = [
  "ada",
  "Ada",
  "ADA",
  "bob",
  "Bo",
  "a_b",
  "é",
  "É",
  "O'Neill",
  "a%",
  "zz",
  "\u{1F600}x",
  "",
  "[",
  "A@",
  "azz"
] as const
const instants = [
  "2024-03-01T00:00:00+05:30",
  "2024-02-29T18:30:00Z",
  "2024-06-01T12:00:00-11:00",
  "2025-01-01T00:00:00+00:00"
] as const
const dates = ["2024-02-29", "2024-03-01", "1999-12-31"] as const
const options = ["Product", "Support", "Training"] as const
const bigs = ["1", "9007199254740993", "9007199254740992", "-5", "999999999999999999"] as const

const kinds = {
  Accounts: {
    id: "id",
    Account_Name: "text",
    Parent_Account: "reference",
    Industry: "text",
    Employees: "number",
    Annual_Revenue: "number",
    Created_Time: "datetime"
  },
  Contacts: {
    id: "id",
    Last_Name: "text",
    First_Name: "text",
    Account_Name: "reference",
    Reporting_To: "reference",
    Date_of_Birth: "date",
    Email_Opt_Out: "boolean",
    Created_Time: "datetime"
  },
  Leads: {
    id: "id",
    Last_Name: "text",
    First_Name: "text",
    Email: "text",
    External_Key: "text",
    Lead_Source: "text",
    Description: "text",
    No_of_Employees: "number",
    Annual_Revenue: "number",
    Region_Score: "number",
    Email_Opt_Out: "boolean",
    Next_Call_Date: "date",
    Consent_Until: "datetime",
    Interests: "multiselect",
    Created_Time: "datetime",
    Big: "bigint"
  }
} as const satisfies { readonly [module: string]: Evaluate.Table["kinds"] }

/** Fills a module from fixed choices and gives the same rows back as plain values. */
const fill = (
  module: keyof typeof kinds,
  count: number,
  references: { readonly [column: string]: ReadonlyArray<string> }
): ReadonlyArray<Evaluate.Row> => {
  let state = module.length * 7919
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % below
  }
  const columns = Object.entries(kinds[module])
  return Array.from({ length: count }, () => {
    const row: { [column: string]: Evaluate.Cell } = {}
    const stored: Array<Database.Value> = []
    for (const [column, kind] of columns) {
      const set = (cell: Evaluate.Cell, value: Database.Value): void => {
        row[column] = cell
        stored.push(value)
      }
      if (kind === "id") {
        const id = core.db.nextId()
        set(id, id)
        continue
      }
      if (next(4) === 0 && column !== "Created_Time") {
        // A truth value reads as false even where nothing was stored.
        set(kind === "boolean" ? false : kind === "multiselect" ? [] : null, null)
        continue
      }
      switch (kind) {
        case "text": {
          const text = names[next(names.length)] || "x"
          set(text, text)
          break
        }
        case "reference": {
          const ids = references[column] ?? []
          const id = ids[next(ids.length)] ?? null
          set(id, id)
          break
        }
        case "number": {
          const value = column === "Employees" || column === "No_of_Employees" ? next(5) : next(20) / 4 - 1
          set(value, value)
          break
        }
        case "bigint": {
          const text = bigs[next(bigs.length)] ?? "1"
          set(BigInt(text), text)
          break
        }
        case "date": {
          const date = dates[next(dates.length)] ?? "1999-12-31"
          set(date, date)
          break
        }
        case "datetime": {
          const at = Date.parse(instants[next(instants.length)] ?? "") / 1000 + next(2)
          set(at, at)
          break
        }
        case "boolean": {
          const value = next(2) === 1
          set(value, value ? 1 : 0)
          break
        }
        default: {
          const list = options.filter(() => next(2) === 1)
          set(list, JSON.stringify(list))
        }
      }
    }
    const places = columns.map(() => "?").join(",")
    core.db.run(
      `INSERT INTO record_${module}(${columns.map(([column]) => quote(column)).join(",")}) VALUES(${places})`,
      ...stored
    )
    return row
  })
}

const grandparents = fill("Accounts", 5, {})
const ids = (rows: ReadonlyArray<Evaluate.Row>) => rows.map((row) => String(row["id"]))
const accounts = [...grandparents, ...fill("Accounts", 10, { Parent_Account: ids(grandparents) })]
// One id points to a record that is not there any more.
const account = [...ids(accounts), "1"]
const managers = fill("Contacts", 20, { Account_Name: account })
const contacts = [
  ...managers,
  ...fill("Contacts", 40, { Account_Name: account, Reporting_To: [...ids(managers), "1"] })
]
const leads = fill("Leads", 120, {})
const tables: Evaluate.Tables = {
  Accounts: { rows: accounts, kinds: kinds.Accounts, lookups: { Parent_Account: "Accounts" } },
  Contacts: { rows: contacts, kinds: kinds.Contacts, lookups: { Account_Name: "Accounts", Reporting_To: "Contacts" } },
  Leads: { rows: leads, kinds: kinds.Leads, lookups: {} }
}

const paths: { readonly [module in keyof typeof kinds]: readonly [string, ...ReadonlyArray<string>] } = {
  Accounts: [
    "id",
    "Account_Name",
    "Parent_Account",
    "Parent_Account.Account_Name",
    "Industry",
    "Employees",
    "Annual_Revenue",
    "Created_Time"
  ],
  Contacts: [
    "id",
    "Last_Name",
    "First_Name",
    "Account_Name",
    "Account_Name.id",
    "Account_Name.Account_Name",
    "Account_Name.Employees",
    "Account_Name.Parent_Account",
    "Account_Name.Parent_Account.Industry",
    "Reporting_To",
    "Reporting_To.Email_Opt_Out",
    "Reporting_To.Account_Name.Account_Name",
    "Date_of_Birth",
    "Email_Opt_Out",
    "Created_Time"
  ],
  Leads: [
    "id",
    "Last_Name",
    "First_Name",
    "Email",
    "Email",
    "External_Key",
    "External_Key",
    "Lead_Source",
    "Description",
    "No_of_Employees",
    "Annual_Revenue",
    "Region_Score",
    "Email_Opt_Out",
    "Next_Call_Date",
    "Consent_Until",
    "Interests",
    "Created_Time",
    "Big"
  ]
}

const equality = ["=", "!=", "in", "not in", "is null", "is not null"] as const
const ordered = [...equality, ">", ">=", "<", "<=", "between", "not between"] as const
const textual = [...equality, "like", "not like"] as const

/** A query that must be answered, over the modules above. */
const sensible = (tape: Tape.Tape): Ast.Query => {
  const module = tape.pick<keyof typeof paths>(["Leads", "Contacts", "Accounts"])
  const kinds = Evaluate.make(tables, { ignoreCase: true, negationMatchesEmpty: false }).kindOf
  const kindOf = (of: string, column: Ast.Column) =>
    kinds(
      of,
      column.steps.map((step) => step.field)
    )
  const column = (text: string): Ast.Column => Grammar.columnOf(text, undefined)
  const literal = (kind: Evaluate.Kind): Ast.Literal => {
    switch (kind) {
      case "number":
        return { kind: tape.pick(["number", "string"]), text: tape.pick(["0", "1", "2", "-1", "0.25", "3.5"]) }
      case "bigint":
        return { kind: "number", text: tape.pick(bigs) }
      case "date":
        return { kind: "string", text: tape.pick(dates) }
      case "datetime":
        return { kind: "string", text: tape.pick([...instants, "2024-02-29T18:30:00.500Z"]) }
      case "boolean":
        return { kind: tape.pick(["boolean", "string"]), text: tape.pick(["true", "false"]) }
      case "id":
      case "reference":
        return {
          kind: tape.pick(["string", "number"]),
          text: tape.pick(["7", "9999999999999999999", ...ids(accounts), ...ids(contacts), ...ids(leads)])
        }
      case "multiselect":
        return { kind: "string", text: tape.pick(["Product", "Product;Support", "product;training", "x"]) }
      default:
        return { kind: "string", text: tape.pick([names[0], ...names]) }
    }
  }
  const pattern = (kind: Evaluate.Kind): Ast.Literal => {
    const text = literal(kind).text.replaceAll("%", "")
    return { kind: "string", text: tape.pick(["", "%"]) + text + tape.pick(["", "%"]) }
  }
  const criterion = (of: keyof typeof paths, nested: boolean): Ast.Criterion => {
    // Often what an index finds, so that an `or` of such is met.
    const indexed = of === "Leads" && tape.chance(2)
    const path = column(indexed ? tape.pick(["Email", "External_Key", "id"]) : tape.pick(paths[of]))
    const kind = kindOf(of, path)
    const operator =
      kind === "boolean" || (indexed && tape.chance(2))
        ? "="
        : tape.pick<Ast.Operator>(
            kind === "text" || kind === "multiselect" ? textual : kind === "reference" ? equality : ordered
          )
    const make = (values: ReadonlyArray<Ast.Literal>, query?: Ast.Query): Ast.Criterion => ({
      _tag: "Criterion",
      column: path,
      operator,
      values,
      query
    })
    switch (operator) {
      case "is null":
      case "is not null":
        return make([])
      case "between":
      case "not between":
        return make([literal(kind), literal(kind)])
      case "like":
      case "not like":
        return make([pattern(kind)])
      case "in":
      case "not in": {
        if (!nested && kind === "reference" && tape.chance(2)) {
          return make([], {
            columns: [{ expression: column(tape.pick(["id", "Parent_Account"])), alias: undefined }],
            module: "Accounts",
            alias: undefined,
            where: condition("Accounts", 1, true),
            groupBy: [],
            orderBy: [],
            page: { limit: undefined, comma: undefined, offset: undefined }
          })
        }
        return make(tape.list(1, 3, () => literal(kind)))
      }
      default:
        return make([literal(kind)])
    }
  }
  const condition = (of: keyof typeof paths, depth: number, nested: boolean): Ast.Condition =>
    depth > 0 && tape.chance(2)
      ? {
          _tag: "Logical",
          operator: tape.pick(["and", "or"]),
          left: condition(of, depth - 1, nested),
          right: condition(of, depth - 1, nested)
        }
      : criterion(of, nested)

  const where = condition(module, 3, false)
  const limit = tape.chance(2) ? String(1 + tape.int(20)) : undefined
  const offset = tape.chance(3) ? String(tape.int(30)) : undefined
  const page = { limit, comma: undefined, offset }
  const distinct = (list: ReadonlyArray<string>) => [...new Set(list)].map(column)
  if (tape.chance(3)) {
    const groupable = distinct(tape.list(0, 2, () => tape.pick(paths[module]))).filter(
      (one) => kindOf(module, one) !== "multiselect" && one.text !== "Description"
    )
    const numbers = paths[module].filter((path) => kindOf(module, column(path)) === "number")
    const functions = new Map<string, Ast.Aggregate>()
    for (const name of tape.list(1, 3, () => tape.pick(["COUNT", "SUM", "AVG", "MIN", "MAX"]))) {
      const path = name === "COUNT" ? tape.pick(paths[module]) : tape.pick([numbers[0] ?? "id", ...numbers])
      if (name === "COUNT" || numbers.length > 0)
        functions.set(`${name}(${path})`, { _tag: "Aggregate", name, column: column(path) })
    }
    const items = [...groupable, ...functions.values()]
    if (items.length > 0) {
      return {
        columns: items.map((expression) => ({ expression, alias: undefined })),
        module,
        alias: undefined,
        where,
        groupBy: groupable,
        orderBy: [...functions.values()]
          .slice(0, tape.int(2))
          .map((expression) => ({ expression, descending: tape.chance(2) })),
        page
      }
    }
  }
  return {
    columns: distinct(tape.list(1, 5, () => tape.pick(paths[module]))).map((expression, index) => ({
      expression,
      alias: tape.chance(4) ? `alias${index}` : undefined
    })),
    module,
    alias: undefined,
    where,
    groupBy: [],
    orderBy: distinct(tape.list(0, 2, () => tape.pick(paths[module])))
      .filter((one) => kindOf(module, one) !== "multiselect" && one.text !== "Description")
      .map((expression) => ({ expression, descending: tape.chance(2) })),
    page
  }
}

/** A cell as the API writes it. */
const written = (kind: Evaluate.Kind, cell: Evaluate.Cell): unknown => {
  if (cell === null) return null
  switch (kind) {
    case "reference":
      return { id: cell }
    case "datetime":
      return typeof cell === "number" ? Clock.format(cell) : cell
    case "bigint":
      return String(cell)
    default:
      return cell
  }
}

let answered = 0
let empty = 0

it.prop(
  "a query is answered as the naive evaluator answers it",
  [Tape.arbitrary],
  ([numbers]) => {
    const tape = Tape.make(numbers)
    const rules = { ignoreCase: !tape.chance(2), negationMatchesEmpty: tape.chance(2) }
    core.setSwitches({
      ...core.switches(),
      coqlTextCase: rules.ignoreCase ? "ignore" : "exact",
      coqlNegationMatchesEmpty: rules.negationMatchesEmpty
    })
    const query = sensible(tape)
    const module = query.module ?? ""
    const naive = Evaluate.make(tables, rules)
    const all = naive.rowsOf(query)
    const offset = Number(query.page.offset ?? 0)
    const limit = Number(query.page.limit ?? 200)
    const shown = all.slice(offset, offset + limit)
    const kinds = new Map(
      query.columns.map((item) => [
        naive.keyOf(item),
        item.expression._tag === "Column"
          ? naive.kindOf(
              module,
              item.expression.steps.map((step) => step.field)
            )
          : "number"
      ])
    )
    const expected = shown.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, written(kinds.get(key) ?? "id", cell)]))
    )
    const text = Print.query(query)
    const answer = asker.ask(text)
    answered++
    if (expected.length === 0) {
      empty++
      assert.strictEqual(answer.status, 204, `${text}\n${answer.text}`)
      return
    }
    assert.strictEqual(answer.status, 200, `${text}\n${answer.text}`)
    assert.deepStrictEqual(answer.json.data, expected, text)
    assert.deepStrictEqual(
      answer.json.info,
      { count: expected.length, more_records: all.length > offset + limit },
      text
    )
  },
  { arbitrary: { runs: 1500 }, timeout: 60_000 }
)

it("those queries had rows often enough to tell", () => {
  assert.isAbove(answered, 1499)
  assert.isBelow(empty, answered * 0.6)
  assert.strictEqual(core.counters.defects, 0)
})
