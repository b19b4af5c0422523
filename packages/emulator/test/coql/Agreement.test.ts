import { assert, it } from "@effect/vitest"
import * as Clock from "@effect-zoho/emulator/Clock"
import type * as Ast from "@effect-zoho/emulator/coql/Ast"
import * as Grammar from "@effect-zoho/emulator/coql/Grammar"
import { runs } from "../support/Runs.ts"
import * as Evaluate from "./evaluate.ts"
import * as Org from "./org.ts"
import * as Print from "./print.ts"
import * as Sensible from "./sensible.ts"
import * as Support from "./support.ts"
import * as Tape from "./tape.ts"

const asker = Support.make({ leads: 1 })
const { core } = asker
const tables = Org.fill(asker)

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

/** Turns the switches that no source settles, this way or that. */
const rulesOf = (tape: Tape.Tape): Evaluate.Rules & { readonly anyOperator: boolean } => {
  const rules = {
    ignoreCase: !tape.chance(2),
    negationMatchesEmpty: tape.chance(2),
    withoutConverted: tape.chance(4),
    anyOperator: tape.chance(4)
  }
  core.setSwitches({
    ...core.switches(),
    coqlTextCase: rules.ignoreCase ? "ignore" : "exact",
    coqlNegationMatchesEmpty: rules.negationMatchesEmpty,
    coqlConvertedLeads: rules.withoutConverted ? "exclude" : "include",
    coqlOperators: rules.anyOperator ? "any" : "by-type"
  })
  return rules
}

let answered = 0
let empty = 0

/** Asks both, and holds one answer against the other. */
const agree = (query: Ast.Query, text: string, rules: Evaluate.Rules): void => {
  const naive = Evaluate.make(tables, rules)
  const all = naive.rowsOf(query)
  const offset = Number(query.page.comma ?? query.page.offset ?? 0)
  const limit = Number(query.page.limit ?? 200)
  const kinds = new Map(query.columns.map((item) => [naive.keyOf(item), naive.kindOfResult(query, item)]))
  const expected = all
    .slice(offset, offset + limit)
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, written(kinds.get(key) ?? "id", cell)]))
    )
  const answer = asker.ask(text)
  answered++
  if (Sensible.baseJoins(query) > 5) {
    assert.deepStrictEqual([answer.status, answer.json?.code], [400, "LIMIT_EXCEEDED"], text)
    return
  }
  if (expected.length === 0) {
    empty++
    assert.strictEqual(answer.status, 204, `${text}\n${answer.text}`)
    return
  }
  assert.strictEqual(answer.status, 200, `${text}\n${answer.text}`)
  assert.deepStrictEqual(answer.json.data, expected, text)
  assert.deepStrictEqual(answer.json.info, { count: expected.length, more_records: all.length > offset + limit }, text)
}

it.prop(
  "a query is answered as the naive evaluator answers it",
  [Tape.arbitrary],
  ([numbers]) => {
    const tape = Tape.make(numbers)
    const rules = rulesOf(tape)
    const query = Sensible.make(tables, rules.anyOperator).query(tape)
    agree(query, Print.query(query), rules)
  },
  runs(400)
)

it.prop(
  "conditions in a row, where they are taken, are read as SQL reads them; else two at most",
  [Tape.arbitrary],
  ([numbers]) => {
    const tape = Tape.make(numbers)
    const rules = rulesOf(tape)
    const sensible = Sensible.make(tables, rules.anyOperator)
    const parts = tape.list(2, 5, () => sensible.condition(tape, "Contacts", tape.int(2), true))
    const connectives = parts.slice(1).map(() => tape.pick(["and", "or"]))
    const flat = parts.map((part, index) => `${connectives[index - 1] ?? ""} ${Print.condition(part)}`).join(" ")
    const logical = (operator: "and" | "or", left: Ast.Condition, right: Ast.Condition): Ast.Condition => ({
      _tag: "Logical",
      operator,
      left,
      right
    })
    // What `or` keeps apart, each side's `and` first.
    const sides: Array<Array<Ast.Condition>> = [[]]
    parts.forEach((part, index) => {
      if (connectives[index - 1] === "or") sides.push([])
      sides.at(-1)?.push(part)
    })
    const where = sides
      .map((side) => side.reduce((left, right) => logical("and", left, right)))
      .reduce((left, right) => logical("or", left, right))
    const query: Ast.Query = {
      columns: [{ expression: Grammar.columnOf("id", undefined), alias: undefined }],
      module: "Contacts",
      alias: undefined,
      where,
      groupBy: [],
      orderBy: [],
      page: { limit: undefined, comma: undefined, offset: undefined }
    }
    const text = `select id from Contacts where ${flat}`
    core.setSwitches({ ...core.switches(), coqlFlatConditions: "refuse" })
    if (parts.length === 2) agree(query, text, rules)
    else {
      const { json, status } = asker.ask(text)
      assert.deepStrictEqual([status, json.code], [400, "SYNTAX_ERROR"], text)
      core.setSwitches({ ...core.switches(), coqlFlatConditions: "accept" })
      agree(query, text, rules)
    }
  },
  runs(50)
)

it("a list is compared with what a query gives as lists are, and one that was never filled is empty over a relation too", () => {
  core.setSwitches({ ...core.switches(), coqlTextCase: "ignore", coqlConvertedLeads: "include" })
  const data = (text: string): ReadonlyArray<any> => asker.ask(text).json.data
  const leads = tables["Leads"]?.rows ?? []
  const listOf = (row: Evaluate.Row | undefined): string => String(row?.["Interests"])
  const one = leads.find((row) => listOf(row).split(",").length === 2)
  assert.deepStrictEqual(
    data(`select id from Leads where Interests = (select Interests from Leads where id = ${String(one?.["id"])})`),
    leads.filter((row) => listOf(row) === listOf(one)).map(({ id }) => ({ id }))
  )
  const lists = data("select What_Id, 'What_Id->Leads.Interests' from Tasks where 'What_Id->Leads.id' is not null")
  assert.deepStrictEqual(
    lists.map((row) => row["What_Id->Leads.Interests"]),
    lists.map((row) => leads.find(({ id }) => id === row.What_Id.id)?.["Interests"])
  )
})

it("those queries had rows often enough to tell", () => {
  assert.isAbove(answered, 449)
  assert.isBelow(empty, answered * 0.6)
  assert.strictEqual(core.counters.defects, 0)
})
