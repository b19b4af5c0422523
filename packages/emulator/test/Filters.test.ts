import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Body from "@effect-zoho/emulator/actions/Body"
import * as Filters from "@effect-zoho/emulator/Filters"
import { acting } from "./actions/Support.ts"

type Item = { readonly [key: string]: unknown }

const words = { code: "INVALID_DATA", message: "invalid data" }
const list: Filters.List<Item> = {
  ...Filters.keyed<Item>({
    name: { of: (item) => item["name"], comparators: ["equal", "like", "in"] },
    open: { of: (item) => item["open"], comparators: ["equal"], type: "boolean" }
  }),
  deepest: 2,
  refuse: (problem, facts) =>
    Filters.wording({
      empty: words,
      missing: words,
      type: words,
      name: words,
      dependent: words,
      comparator: words,
      unfit: words,
      value: words,
      operator: words,
      length: words
    })(problem, facts)
}
const items: ReadonlyArray<Item> = [
  { name: "Oslo", open: true },
  { name: "Pune", open: false },
  { name: "Posen", open: true }
]
const names = (filter: unknown): ReadonlyArray<unknown> => {
  const test = Filters.read(list, filter, "$.filters")
  assert.isTrue(test.ok, JSON.stringify(test))
  return test.ok ? items.filter(test.value).map((it) => it["name"]) : []
}
const on = (api_name: string, comparator: string, value: unknown) => ({ field: { api_name }, comparator, value })

const leaf = Schema.Struct({ open: Schema.Boolean })
const pair = <S extends Schema.Constraint>(of: S) => Schema.Struct({ some: Schema.Boolean, of: Schema.Tuple([of, of]) })
const tree = Schema.Union([leaf, pair(Schema.Union([leaf, pair(leaf)]))])
const filterOf = (node: any): object =>
  "open" in node
    ? on("open", "equal", node.open)
    : { group_operator: node.some ? "OR" : "and", group: node.of.map(filterOf) }
const holds = (node: any, item: Item): boolean =>
  "open" in node
    ? node.open === item["open"]
    : node.some
      ? node.of.some((one: any) => holds(one, item))
      : node.of.every((one: any) => holds(one, item))

describe("filters of lists", () => {
  it("compare texts whatever their case, one or several", () => {
    assert.deepStrictEqual(names(on("name", "equal", "OSLO")), ["Oslo"])
    assert.deepStrictEqual(names(on("name", "like", "%os%")), ["Oslo", "Posen"])
    assert.deepStrictEqual(names(on("name", "in", ["oslo", "Pune"])), ["Oslo", "Pune"])
    assert.deepStrictEqual(names(on("name", "in", "Oslo, Pune")), ["Oslo", "Pune"])
    assert.deepStrictEqual(names({ group: [on("open", "equal", false)] }), ["Pune"])
  })

  it.prop("choose what their groups say", [tree], ([node]) => {
    assert.deepStrictEqual(
      names(filterOf(node)),
      items.filter((item) => holds(node, item)).map((it) => it["name"])
    )
  })

  it.prop("answer whatever they are given", [Schema.Json], ([value]) => {
    for (const filter of [value, { group: value }, { group_operator: "and", group: [value] }, { field: value }]) {
      const test = Filters.read(list, filter, "$.filters")
      assert.isTrue(test.ok || test.reply.status === 400)
    }
  })

  it("tell where they are wrong, and what would be right", () => {
    const deep = { group: [{ group: [{ group: [{ group: [on("name", "equal", "x")] }] }] }] }
    for (const [filter, path, ...details] of [
      [[], "$.filters", "expected_data_type"],
      [{}, "$.filters.field"],
      [{ field: "name" }, "$.filters.field", "expected_data_type"],
      [on("age", "equal", 1), "$.filters.field.api_name", "supported_values"],
      [on("name", "under", "x"), "$.filters.comparator", "supported_values"],
      [on("open", "like", true), "$.filters.comparator", "supported_values"],
      [on("open", "equal", "true"), "$.filters.value", "expected_data_type"],
      [on("name", "equal", ["x"]), "$.filters.value", "expected_data_type"],
      [{ group: [{}] }, "$.filters.group[0].field"],
      [{ group: [] }, "$.filters.group", "minimum_length"],
      [{ group_operator: "and" }, "$.filters.group"],
      [{ group: [{}, {}] }, "$.filters.group_operator"],
      [deep, "$.filters.group[0].group[0].group[0].field"]
    ] as const) {
      const read = Filters.read(list, filter, "$.filters")
      assert.isFalse(read.ok, JSON.stringify(filter))
      if (read.ok) continue
      const said = JSON.parse(String(read.reply.body)).details
      assert.deepInclude(said, { json_path: path, api_name: Body.nameOf(path) })
      assert.includeMembers(Object.keys(said), [...details])
    }
  })

  it("are refused by each list in its own words", () => {
    const at = acting()
    const code = (path: string, filter: unknown) =>
      at.api("GET", `/crm/v8/settings/${path}?filters=${encodeURIComponent(JSON.stringify(filter))}`).json.code
    const codes = (filter: unknown) => [
      code("global_picklists", filter),
      code("user_groups", filter),
      at.api("POST", "/crm/v8/settings/data_sharing/rules/search", { filters: [filter] }).json.code
    ]
    assert.deepStrictEqual(codes({ group_operator: "and" }), [
      "MANDATORY_NOT_FOUND",
      "INVALID_DATA",
      "MANDATORY_NOT_FOUND"
    ])
    assert.strictEqual(code("global_picklists", on("nope", "equal", "x")), "NOT_SUPPORTED")
    assert.deepStrictEqual(codes({ field: {} }), ["MANDATORY_NOT_FOUND", "INVALID_DATA", "MANDATORY_NOT_FOUND"])
    assert.deepStrictEqual(codes({ ...on("name", "like", "x"), field: "name" }), [
      "INVALID_DATA",
      "INVALID_DATA",
      "INVALID_DATA"
    ])
  })
})
