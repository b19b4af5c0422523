import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Ast from "@effect-zoho/emulator/coql/Ast"
import * as Grammar from "@effect-zoho/emulator/coql/Grammar"
import * as Parser from "@effect-zoho/emulator/coql/Parser"
import * as Print from "./print.ts"
import * as Tape from "./tape.ts"

const parser = Parser.make()
const strict = { coqlFlatConditions: "refuse" } as const
const parse = (text: string) => parser.parse(text, strict)

const tree = (text: string): Ast.Query =>
  Result.getOrThrowWith(parse(text), (error) => new Error(JSON.stringify(error)))

const refusal = (text: string) => {
  const parsed = parse(text)
  return Result.isFailure(parsed) ? parsed.failure : undefined
}

it("words and grammar are sound to the parser library", () => {
  assert.isEmpty(Grammar.lexer(true).lexerDefinitionErrors)
  assert.isEmpty(new Grammar.Grammar(true).errors)
})

describe("a query's tree", () => {
  it("keeps every clause", () => {
    const query = tree(
      "SELECT Last_Name, Account_Name.Industry AS i, count(id) FROM Contacts WHERE (a = 'x' AND b NOT IN (1, -2.5)) " +
        "GROUP BY Last_Name ORDER BY i DESC, Last_Name LIMIT 10, 20"
    )
    assert.strictEqual(query.module, "Contacts")
    assert.deepStrictEqual(
      query.columns.map((item) => item.alias),
      [undefined, "i", undefined]
    )
    assert.deepStrictEqual(
      query.orderBy.map((item) => item.descending),
      [true, false]
    )
    assert.deepStrictEqual(query.page, { comma: "10", limit: "20", offset: undefined })
    assert.strictEqual(query.where?._tag, "Logical")
  })

  it("takes a quote by a second one or by a backslash, in either kind of quotes", () => {
    for (const text of [`'O''Neill'`, `'O\\'Neill'`, `"O'Neill"`]) {
      const { where } = tree(`select id from Leads where Last_Name = ${text}`)
      assert.deepStrictEqual(where?._tag === "Criterion" ? where.values : undefined, [
        { kind: "string", text: "O'Neill" }
      ])
    }
  })

  it("takes a quoted name, dotted and with an arrow", () => {
    const { columns } = tree("select 'What_Id->Leads.Last_Name', 'limit' from Tasks where id is not null")
    assert.deepStrictEqual(columns[0]?.expression, {
      _tag: "Column",
      text: "What_Id->Leads.Last_Name",
      steps: [
        { field: "What_Id", module: "Leads" },
        { field: "Last_Name", module: undefined }
      ],
      qualifier: undefined
    })
  })

  it("keeps the digits of a number", () => {
    const { where } = tree("select id from Leads where id > 5843104000000001609")
    assert.deepStrictEqual(where?._tag === "Criterion" ? where.values[0]?.text : "", "5843104000000001609")
  })

  it("reads conditions in a row as SQL does, once they are allowed", () => {
    const parsed = parser.parse("select id from Leads where a = 1 or b = 2 and c = 3", { coqlFlatConditions: "accept" })
    const where = Result.getOrThrow(parsed).where
    assert.strictEqual(where?._tag === "Logical" ? where.operator : "", "or")
  })
})

describe("SYNTAX_ERROR", () => {
  const cases: ReadonlyArray<readonly [string, object]> = [
    ["select Last_Name, from Leads where id is not null", { line: 1, column: 19, near: "from" }],
    ["select Last_Name\nfrom Leads when id is not null", { line: 2, column: 17, near: "id" }],
    ["select * from Leads where id is not null", { line: 1, column: 8, near: "*" }],
    ["select id from Leads where id = 'x", { line: 1, column: 33, near: "'" }],
    ["select id from Leads where id is not null having id = 1", { line: 1, column: 43, near: "having" }],
    ["select id from Leads where id is not null; drop", { line: 1, column: 42, near: ";" }],
    ["select id from Leads where id is not null limit", { near: "limit" }],
    ["select id from Leads where", { near: "where" }],
    ["select id from Leads where a = 1 and b = 2 or c = 3", { near: "or" }],
    ["select id from Leads where (a = 1 and (b = 2 and c = 3 AND d = 4))", { near: "AND" }],
    ["select id from Leads where not a = 1", { operator: "not" }],
    ["select id from Leads where a not = 1", { operator: "not" }],
    ["delete from Leads", {}],
    ["", {}]
  ]
  for (const [text, details] of cases) {
    it(JSON.stringify(text), () => {
      assert.strictEqual(refusal(text)?.code, "SYNTAX_ERROR")
      assert.deepStrictEqual(refusal(text)?.details, details)
    })
  }

  it("answers brackets a hundred thousand deep", { timeout: 30_000 }, () => {
    const deep = `select id from Leads where ${"(".repeat(100_000)}a = 1${")".repeat(100_000)}`
    assert.deepStrictEqual(refusal(deep)?.details, { near: "(" })
    assert.isUndefined(refusal(`select id from Leads where ${"(".repeat(90)}a = 1${")".repeat(90)}`))
  })

  it("answers texts of any length", { timeout: 30_000 }, () => {
    for (const filler of ["'", "\\", "a", "(", ",", "''", " "]) {
      assert.strictEqual(refusal(`select id from Leads where a = '${filler.repeat(200_000)}`)?.code, "SYNTAX_ERROR")
    }
    assert.isUndefined(refusal(`select id from Leads where a = '${"a".repeat(400_000)}'`))
    assert.deepStrictEqual(refusal(`select id from Leads where a = '${"a".repeat(600_000)}'`)?.details, {})
  })
})

describe("any text", () => {
  it.prop("is a tree or a SYNTAX_ERROR", [Schema.String], ([text]) => {
    for (const query of [text, `select ${text}`, `select id from Leads where ${text}`]) {
      const error = refusal(query)
      if (error !== undefined) assert.strictEqual(error.code, "SYNTAX_ERROR")
    }
  })

  const pieces = [
    "select",
    "from",
    "where",
    "and",
    "or",
    "not",
    "in",
    "is",
    "null",
    "like",
    "between",
    "group",
    "by",
    "order",
    "limit",
    "offset",
    "as",
    "asc",
    "desc",
    "(",
    ")",
    ",",
    ".",
    "'",
    "'a'",
    '"',
    "a",
    "Leads",
    "id",
    "count",
    "=",
    "!=",
    "<",
    ">=",
    "!",
    "1",
    "-1.5",
    "true",
    "\\",
    "*",
    "\n",
    "\u{1F600}",
    "\0",
    "%"
  ] as const
  it.prop(
    "made of the grammar's own pieces is a tree or a SYNTAX_ERROR",
    [Schema.Array(Schema.Literals(pieces))],
    ([list]) => {
      for (const query of [list.join(" "), `select id from Leads where ${list.join(" ")}`]) {
        const error = refusal(query)
        if (error !== undefined) assert.strictEqual(error.code, "SYNTAX_ERROR")
      }
    },
    { arbitrary: { runs: 1000 } }
  )
})

/** Any tree that the grammar has, sensible or not. */
const anyQuery = (tape: Tape.Tape, texts: ReadonlyArray<string>): Ast.Query => {
  const words = [
    "a",
    "Last_Name",
    "limit",
    "Select",
    "$x",
    "asc",
    "group",
    ...texts.filter((text) => text !== "")
  ] as const
  const text = (): string => tape.pick(["", "x", "it's", "\\", "%a", '""', "''", ...texts])
  const column = (): Ast.Column => {
    if (tape.chance(6)) return Grammar.columnOf(tape.pick(["Owner.id", "x"]), "Leads")
    return Grammar.columnOf(tape.list(1, 3, () => tape.pick(words)).join(tape.pick([".", "->"])), undefined)
  }
  const expression = (): Ast.Expression =>
    tape.chance(3) ? { _tag: "Aggregate", name: tape.pick(["count", "F"]), column: column() } : column()
  const literal = (): Ast.Literal => {
    switch (tape.int(3)) {
      case 0:
        return { kind: "string", text: text() }
      case 1:
        return { kind: "number", text: tape.pick(["0", "-1", "2.50", "1e9", "00012345678901234567890"]) }
      default:
        return { kind: "boolean", text: tape.pick(["true", "false"]) }
    }
  }
  const condition = (depth: number): Ast.Condition => {
    if (depth > 0 && tape.chance(2)) {
      return {
        _tag: "Logical",
        operator: tape.pick(["and", "or"]),
        left: condition(depth - 1),
        right: condition(depth - 1)
      }
    }
    const operator = tape.pick([
      "=",
      "!=",
      ">",
      ">=",
      "<",
      "<=",
      "like",
      "not like",
      "in",
      "not in",
      "between",
      "not between",
      "is null",
      "is not null"
    ] as const)
    const nests = !operator.includes("like") && !operator.includes("between") && !operator.startsWith("is")
    const inner = nests && depth > 0 && tape.chance(5) ? query(0) : undefined
    const count = operator.startsWith("is")
      ? 0
      : operator.includes("between")
        ? 2
        : operator.includes("in")
          ? 1 + tape.int(3)
          : 1
    const values = inner === undefined ? Array.from({ length: count }, literal) : []
    return { _tag: "Criterion", column: column(), operator, values, query: inner }
  }
  const query = (depth: number): Ast.Query => {
    const limit = tape.chance(2) ? tape.pick(["5", "-3", "abc"]) : undefined
    const module = tape.chance(8) ? undefined : tape.pick(words)
    return {
      columns: tape.list(1, 3, () => ({ expression: expression(), alias: tape.chance(3) ? text() : undefined })),
      module,
      alias: module !== undefined && tape.chance(4) ? "l" : undefined,
      where: tape.chance(8) ? undefined : condition(depth),
      groupBy: tape.list(0, 2, column),
      orderBy: tape.list(0, 2, () => ({ expression: expression(), descending: tape.chance(2) })),
      page: {
        limit,
        comma: limit !== undefined && tape.chance(2) ? "7" : undefined,
        offset: tape.chance(3) ? "9" : undefined
      }
    }
  }
  return query(3)
}

it.prop(
  "a printed tree is read back as it was",
  [Tape.arbitrary, Schema.Array(Schema.String)],
  ([numbers, texts]) => {
    const query = anyQuery(Tape.make(numbers), texts)
    assert.deepStrictEqual(tree(Print.query(query)), query)
  },
  { arbitrary: { runs: 1000 } }
)
