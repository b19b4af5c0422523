/** Both languages of a filter, read back by the emulator's own parsers. */
import type * as Ast from "@effect-zoho/emulator/coql/Ast"
import * as CoqlParser from "@effect-zoho/emulator/coql/Parser"
import * as EmulatedCriteria from "@effect-zoho/emulator/records/Criteria"
import * as Coql from "@effect-zoho/records/Coql"
import * as Criteria from "@effect-zoho/records/Criteria"
import * as Filter from "@effect-zoho/records/Filter"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const parser = CoqlParser.make()

/** A filter as nested lists, groups of one kind flattened: both sides of a comparison take this form. */
type Form = readonly [string, ...ReadonlyArray<unknown>]

const flat = (operator: string, parts: ReadonlyArray<Form>): Form => [
  operator,
  ...parts.flatMap((part) => (part[0] === operator ? part.slice(1) : [part]))
]

const values = (filter: Filter.Comparison): ReadonlyArray<string> => {
  const texts = filter.values.map((value) => (typeof value === "number" && Object.is(value, -0) ? "0" : String(value)))
  if (filter.operator === "starts with") return texts.map((text) => `${text}%`)
  return filter.operator === "contains" ? texts.map((text) => `%${text}%`) : texts
}

const coqlForm = (filter: Filter.Filter): Form =>
  filter._tag === "Text"
    ? [filter.text]
    : filter._tag === "Group"
      ? flat(filter.operator, [filter.first, ...filter.rest].map(coqlForm))
      : [
          filter.operator === "starts with" || filter.operator === "contains" ? "like" : filter.operator,
          filter.field,
          ...values(filter)
        ]

const readForm = (condition: Ast.Condition): Form =>
  condition._tag === "Logical"
    ? flat(condition.operator, [readForm(condition.left), readForm(condition.right)])
    : [
        condition.operator,
        condition.column.text,
        ...condition.values.map((value) => (value.kind === "number" ? String(Number(value.text)) : value.text))
      ]

const parse = (text: string): Ast.Query =>
  Result.getOrThrowWith(
    parser.parse(text, { coqlFlatConditions: "refuse" }),
    (error) => new Error(JSON.stringify(error))
  )

const built = <A>(result: Coql.Built<A>): A => Result.getOrThrowWith(result, (error) => new Error(error.problem))

const problem = <A>(result: Coql.Built<A>): string =>
  Result.match(result, { onFailure: (error) => error.problem, onSuccess: () => "nothing is wrong" })

const Text = Schema.String.check(Schema.isPattern(/^[a-c'"\\(),:*_é]{1,8}$/u))
const Eighths = Schema.Int.check(Schema.isBetween({ minimum: -1e9, maximum: 1e9 }))
const Scalar = Schema.Union([Text, Eighths, Schema.Boolean])
const Field = Schema.Literals(["Last_Name", "Annual_Revenue", "Account_Name.Industry"])

const Leaf = Schema.Struct({
  field: Field,
  operator: Schema.Literals([
    ...(["=", "!=", ">", ">=", "<", "<=", "in", "not in", "between", "not between"] as const),
    ...(["starts with", "contains", "is null", "is not null"] as const)
  ]),
  a: Scalar,
  b: Scalar,
  text: Text
})
const Shape = Schema.Array(Schema.Array(Leaf).check(Schema.isMinLength(1), Schema.isMaxLength(5))).check(
  Schema.isMinLength(1),
  Schema.isMaxLength(5)
)

const scalar = (value: typeof Scalar.Type): Filter.Scalar => (typeof value === "number" ? value / 8 : value)

const leaf = ({ a, b, field, operator, text }: typeof Leaf.Type): Filter.Comparison => {
  const of = (...given: ReadonlyArray<Filter.Scalar>): Filter.Comparison => ({
    _tag: "Comparison",
    field,
    operator,
    values: given.map(scalar)
  })
  if (operator === "is null" || operator === "is not null") return of()
  if (operator === "between" || operator === "not between" || operator === "in" || operator === "not in")
    return of(a, b)
  return operator === "starts with" || operator === "contains" ? of(text) : of(a)
}

/** Groups of groups, the kinds in turn. */
const filterOf = (shape: typeof Shape.Type): Filter.Filter => {
  const groups = shape.map((leaves, index) => {
    const [first = Filter.isNull("id"), ...rest] = leaves.map(leaf)
    return index % 2 === 0 ? Filter.and(first, ...rest) : Filter.or(first, ...rest)
  })
  const [first = Filter.isNull("id"), ...rest] = groups
  return shape.length % 2 === 0 ? Filter.or(first, ...rest) : Filter.and(first, ...rest)
}

describe("COQL", () => {
  it.prop("says to Zoho's parser what the filter says", [Shape], ([shape]) => {
    const filter = filterOf(shape)
    const { text } = built(Coql.select({ from: "Contacts", columns: ["Last_Name"], where: filter }))
    const { where } = parse(text)
    assert.deepStrictEqual(where === undefined ? undefined : readForm(where), coqlForm(filter))
  })

  it.prop("keeps any text in its quotes, in a template too", [Text, Eighths], ([text, eighths]) => {
    const number = eighths / 8
    const query = built(Coql.coql`select Last_Name from Leads where (Email = ${text} and No = ${number})`)
    const { where } = parse(query.text)
    assert.deepStrictEqual(where === undefined ? undefined : readForm(where), [
      "and",
      ["=", "Email", text],
      ["=", "No", String(Object.is(number, -0) ? 0 : number)]
    ])
  })

  it("writes columns, order and page, and asks for all rows when no condition is given", () => {
    assert.strictEqual(
      built(
        Coql.select({
          from: "Leads",
          columns: ["Last_Name", "Owner.last_name"],
          orderBy: [["Last_Name", "desc"]],
          limit: 200,
          offset: 400
        })
      ).text,
      "select Last_Name, Owner.last_name from Leads where id is not null order by Last_Name desc limit 400, 200"
    )
  })

  it("writes small and long numbers without an exponent, and lists for in", () => {
    assert.strictEqual(
      built(Coql.coql`select id from Leads where (a in ${["x", 2, true]} and b > ${1e-7})`).text,
      "select id from Leads where (a in ('x',2,true) and b > 0.0000001)"
    )
  })

  const wrong: ReadonlyArray<readonly [string, Coql.Built<unknown>]> = [
    ["The module is no API name.", Coql.select({ from: "Leads where id", columns: ["id"] })],
    ["A column of the query is no API name.", Coql.select({ from: "Leads", columns: ["id, Email from Leads --"] })],
    ["A field of the query is no API name.", Coql.condition(Filter.equals("a = 1 or b", "x"))],
    ["0 columns were given, or one of them twice.", Coql.select({ from: "Leads", columns: [] })],
    ["The query's limit or offset is out of range.", Coql.select({ from: "Leads", columns: ["id"], limit: 2001 })],
    [
      "The query reaches beyond the first 100000 rows.",
      Coql.select({ from: "Leads", columns: ["id"], limit: 2000, offset: 99_000 })
    ],
    [
      "The condition has 26 parts.",
      Coql.condition(Filter.or(Filter.isNull("a"), ...Array.from({ length: 25 }, () => Filter.isNull("b"))))
    ],
    [
      "51 values were given for a.",
      Coql.condition(
        Filter.isIn(
          "a",
          Array.from({ length: 51 }, (_, i) => i)
        )
      )
    ],
    ["0 values were given for a.", Coql.condition(Filter.isIn("a", []))],
    ["The text that a is searched for is empty or holds %.", Coql.condition(Filter.contains("a", "50%"))],
    [
      "A value of the query is no number, an infinite one, or a whole number beyond 2^53.",
      Coql.coql`select id from Leads where a = ${2 ** 53}`
    ]
  ]
  for (const [said, result] of wrong) it(`refuses: ${said}`, () => assert.strictEqual(problem(result), said))
})

const SearchLeaf = Schema.Struct({
  field: Schema.Literals(["Last_Name", "Annual_Revenue"]),
  operator: Schema.Literals(["=", "!=", ">", ">=", "<", "<=", "in", "between", "starts with"]),
  a: Scalar,
  b: Scalar
})
const SearchShape = Schema.Array(Schema.Array(SearchLeaf).check(Schema.isMinLength(1), Schema.isMaxLength(3))).check(
  Schema.isMinLength(1),
  Schema.isMaxLength(3)
)

const names: { readonly [operator: string]: string } = {
  "=": "equals",
  "!=": "not_equal",
  ">": "greater_than",
  ">=": "greater_equal",
  "<": "less_than",
  "<=": "less_equal",
  in: "in",
  between: "between",
  "starts with": "starts_with"
}

const searchForm = (filter: Filter.Filter): Form =>
  filter._tag === "Text"
    ? [filter.text]
    : filter._tag === "Group"
      ? flat(filter.operator, [filter.first, ...filter.rest].map(searchForm))
      : [names[filter.operator] ?? "", filter.field, ...filter.values.map((value) => String(value).trim())]

const readSearch = (criteria: EmulatedCriteria.Criteria): Form =>
  criteria._tag === "Group"
    ? flat(criteria.operator, criteria.parts.map(readSearch))
    : [criteria.operator, criteria.field, ...EmulatedCriteria.values(criteria.value)]

describe("search criteria", () => {
  it.prop("say to Zoho's parser what the filter says", [SearchShape], ([shape]) => {
    const groups = shape.map((leaves, index) => {
      const [first = Filter.equals("a", 1), ...rest] = leaves.map(({ a, b, field, operator }): Filter.Comparison => ({
        _tag: "Comparison",
        field,
        operator,
        values: (operator === "between" || operator === "in" ? [a, b] : [a]).map(scalar)
      }))
      return index % 2 === 0 ? Filter.and(first, ...rest) : Filter.or(first, ...rest)
    })
    const [first = Filter.equals("a", 1), ...rest] = groups
    const filter = Filter.or(first, ...rest)
    const parsed = EmulatedCriteria.parse(built(Criteria.render(filter)))
    assert.deepStrictEqual(parsed === undefined ? undefined : readSearch(parsed), searchForm(filter))
  })

  const wrong: ReadonlyArray<readonly [string, Coql.Built<unknown>]> = [
    ['Search has no "is null".', Criteria.render(Filter.isNull("a"))],
    ["A field of the search is no API name.", Criteria.render(Filter.equals("a:equals:b)or(c", 1))],
    ["A value of a is empty or no number.", Criteria.render(Filter.equals("a", " "))],
    [
      "101 values were given for a.",
      Criteria.render(
        Filter.isIn(
          "a",
          Array.from({ length: 101 }, (_, i) => i)
        )
      )
    ],
    [
      "The search has 11 conditions.",
      Criteria.render(Filter.or(Filter.equals("a", 1), ...Array.from({ length: 10 }, () => Filter.equals("b", 1))))
    ],
    ["The search is 3010 characters long.", Criteria.render(Filter.equals("a", "x".repeat(3000 - 1)))]
  ]
  for (const [said, result] of wrong) it(`refuse: ${said}`, () => assert.strictEqual(problem(result), said))
})
