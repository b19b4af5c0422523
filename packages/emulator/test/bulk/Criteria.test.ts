import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Criteria from "@effect-zoho/emulator/bulk/Criteria"
import type { Module } from "@effect-zoho/emulator/Metadata"
import * as Core from "@effect-zoho/emulator/Core"

const core = Core.make({ leads: 1 })
const found = core.metadata.module("Leads")
if (found === undefined) throw new Error("the seed has Leads")
const leads: Module = found
const user = String(core.db.get("SELECT id FROM user ORDER BY id LIMIT 1")?.["id"])

const add = (last: string, values: { readonly [column: string]: string | number | null }): void => {
  const names = Object.keys(values)
  core.db.run(
    `INSERT INTO ${leads.table}(id,"Last_Name",${names.map((name) => `"${name}"`).join(",")}) VALUES(?,?${",?".repeat(names.length)})`,
    core.db.nextId(),
    last,
    ...Object.values(values)
  )
}
core.db.run(`DELETE FROM ${leads.table}`)
// 2026-01-05T00:00:00+05:30, a Monday.
const monday = Date.parse("2026-01-04T18:30:00Z") / 1000
add("Able", {
  Company: "ABC Inc.",
  No_of_Employees: 10,
  Lead_Source: "Chat",
  Interests: '["Product","Support"]',
  Next_Call_Date: "2026-01-05",
  Consent_Until: monday,
  Owner: user,
  Email_Opt_Out: 1
})
add("Baker", {
  Company: "100% Ab_c",
  No_of_Employees: 20,
  Lead_Source: "Trade Show",
  Interests: '["Product"]',
  Next_Call_Date: "2026-01-04",
  Consent_Until: monday - 1,
  Owner: "1",
  Email_Opt_Out: 0
})
add("Cole", {
  Company: null,
  No_of_Employees: null,
  Lead_Source: null,
  Interests: "[]",
  Next_Call_Date: null,
  Consent_Until: null,
  Owner: "1",
  // Never set.
  Email_Opt_Out: null
})
core.clock.set((monday + 3600) * 1000)

const compile = (criteria: unknown) => Criteria.compile(core, leads, criteria, { userId: user })
const matching = (criteria: unknown): ReadonlyArray<unknown> | string => {
  const sql = compile(criteria)
  if (Criteria.isError(sql)) return sql.code
  return core.db
    .all(`SELECT "Last_Name" AS n FROM ${leads.table} WHERE ${sql.sql} ORDER BY n`, ...sql.values)
    .map((row) => row["n"])
}
const where = (api_name: string, comparator: string, value: unknown) =>
  matching({ field: { api_name }, comparator, value })

describe("criteria", () => {
  it("compare text whatever its case, and take no character as a pattern", () => {
    assert.deepStrictEqual(where("Company", "equal", "abc inc."), ["Able"])
    assert.deepStrictEqual(where("Company", "not_equal", "abc inc."), ["Baker", "Cole"])
    assert.deepStrictEqual(where("Company", "contains", "ab_C"), ["Baker"])
    assert.deepStrictEqual(where("Company", "contains", "%"), ["Baker"])
    assert.deepStrictEqual(where("Company", "not_contains", "%"), ["Able", "Cole"])
    assert.deepStrictEqual(where("Company", "starts_with", "abc"), ["Able"])
    assert.deepStrictEqual(where("Company", "ends_with", "INC."), ["Able"])
    assert.deepStrictEqual(where("Last_Name", "in", ["able", "Cole"]), ["Able", "Cole"])
    assert.deepStrictEqual(where("Last_Name", "not_in", ["able", "Cole"]), ["Baker"])
    assert.deepStrictEqual(where("Lead_Source", "equal", ["Chat", "Trade Show"]), ["Able", "Baker"])
    assert.deepStrictEqual(where("Interests", "equal", "support"), ["Able"])
    assert.deepStrictEqual(where("Interests", "not_equal", "Support"), ["Baker", "Cole"])
  })

  it("compare numbers, dates, times, references and emptiness", () => {
    assert.deepStrictEqual(where("No_of_Employees", "greater_equal", 20), ["Baker"])
    assert.deepStrictEqual(where("No_of_Employees", "less_than", "20"), ["Able"])
    assert.deepStrictEqual(where("No_of_Employees", "between", [5, 15]), ["Able"])
    assert.deepStrictEqual(where("No_of_Employees", "not_between", [5, 15]), ["Baker", "Cole"])
    assert.deepStrictEqual(where("Next_Call_Date", "less_equal", "2026-01-04"), ["Baker"])
    assert.deepStrictEqual(where("Consent_Until", "greater_equal", "2026-01-05T00:00:00+05:30"), ["Able"])
    assert.deepStrictEqual(where("Consent_Until", "between", ["2026-01-04T18:29:59Z", "2026-01-04T18:29:59Z"]), [
      "Baker"
    ])
    assert.deepStrictEqual(where("Owner", "equal", { id: user, name: "x" }), ["Able"])
    assert.deepStrictEqual(where("Owner", "equal", "${CURRENTUSER}"), ["Able"])
    assert.deepStrictEqual(where("Email_Opt_Out", "equal", true), ["Able"])
    assert.deepStrictEqual(where("Email_Opt_Out", "equal", false), ["Baker", "Cole"])
    assert.deepStrictEqual(where("Company", "equal", "${EMPTY}"), ["Cole"])
    assert.deepStrictEqual(where("Interests", "equal", "${NOTEMPTY}"), ["Able", "Baker"])
  })

  it("know relative dates in the org's own days", () => {
    assert.deepStrictEqual(where("Next_Call_Date", "equal", "${TODAY}"), ["Able"])
    assert.deepStrictEqual(where("Next_Call_Date", "equal", "${YESTERDAY}"), ["Baker"])
    assert.deepStrictEqual(where("Consent_Until", "equal", "${TODAY}"), ["Able"])
    assert.deepStrictEqual(where("Consent_Until", "less_than", "${TODAY}"), ["Baker"])
    assert.deepStrictEqual(where("Next_Call_Date", "equal", "${THISWEEK}"), ["Able", "Baker"])
    assert.deepStrictEqual(where("Next_Call_Date", "equal", "${LAST_MONTH}"), [])
    assert.deepStrictEqual(where("Next_Call_Date", "less_equal", "${THISYEAR}"), ["Able", "Baker"])
  })

  it("nest groups", () => {
    const one = (api_name: string, value: unknown) => ({ field: { api_name }, comparator: "equal", value })
    assert.deepStrictEqual(
      matching({
        group_operator: "AND",
        group: [
          { group_operator: "or", group: [one("Last_Name", "Able"), one("Last_Name", "Baker")] },
          one("Lead_Source", "Chat")
        ]
      }),
      ["Able"]
    )
  })

  it("are refused with the documented codes", () => {
    const ok = { field: { api_name: "Last_Name" }, comparator: "equal", value: "x" }
    const nested = (depth: number): unknown =>
      depth === 0 ? ok : { group_operator: "and", group: [nested(depth - 1)] }
    const cases: ReadonlyArray<readonly [unknown, string]> = [
      ["x", "INVALID_CRITERIA"],
      [{}, "INVALID_CRITERIA"],
      [{ group_operator: "and", group: [] }, "INVALID_CRITERIA"],
      [{ ...ok, group_operator: "and", group: [ok] }, "AMBIGUOUS_CRITERIA"],
      [{ group: [ok, ok] }, "AMBIGUOUS_GROUP_IN_CRITERIA"],
      [{ group_operator: "and" }, "AMBIGUOUS_GROUP_IN_CRITERIA"],
      [{ group_operator: "xor", group: [ok, ok] }, "GROUP_OPERATOR_NOT_SUPPORTED"],
      [{ group_operator: "and", group: Array.from({ length: 26 }, () => ok) }, "CRITERIA_LIMIT_EXCEEDED"],
      [nested(11), "CRITERIA_LIMIT_EXCEEDED"],
      [nested(5000), "CRITERIA_LIMIT_EXCEEDED"],
      [{ ...ok, field: { api_name: "Zork" } }, "FIELD_IN_CRITERIA_NOT_AVAILABLE"],
      [{ ...ok, field: { api_name: "Record_Image" } }, "FIELD_IN_CRITERIA_NOT_SUPPORTED"],
      [{ ...ok, comparator: "like" }, "FIELD_COMPARATOR_IN_CRITERIA_NOT_SUPPORTED"],
      [{ ...ok, comparator: "between", value: ["a", "b"] }, "FIELD_AND_COMPARATOR_IN_CRITERIA_NOT_COMPATIBLE"],
      [{ ...ok, comparator: "equal", value: null }, "VALUE_IN_CRITERIA_NOT_SUPPORTED"],
      [{ ...ok, value: { a: 1 } }, "VALUE_TYPE_NOT_SUPPORTED"],
      [{ ...ok, comparator: "in", value: Array.from({ length: 101 }, () => "x") }, "VALUE_LIMIT_EXCEEDED_IN_CRITERIA"],
      [
        { field: { api_name: "No_of_Employees" }, comparator: "equal", value: "ten" },
        "FIELD_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE"
      ],
      [
        { field: { api_name: "No_of_Employees" }, comparator: "between", value: [1] },
        "COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE"
      ],
      [
        { field: { api_name: "No_of_Employees" }, comparator: "less_than", value: [1, 2] },
        "COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE"
      ]
    ]
    for (const [index, [criteria, code]] of cases.entries())
      assert.strictEqual(matching(criteria), code, `case ${index}`)
  })

  const names = [...leads.fields.map((field) => field.apiName), "id", "Zork"]
  const comparators = [
    "equal",
    "not_equal",
    "in",
    "not_in",
    "less_than",
    "greater_equal",
    "between",
    "not_between",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "x"
  ] as const
  it.prop(
    "of any value compile to SQL that runs, or to an error",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: names.length - 1 })),
      Schema.Literals(comparators),
      Schema.Json
    ],
    ([index, comparator, value]) => {
      const result = where(names[index] ?? "", comparator, value)
      assert.isTrue(Array.isArray(result) || /^[A-Z_]+$/.test(String(result)))
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "`not_` is the other half of every comparison",
    [
      Schema.Literals(["equal", "in", "contains"]),
      Schema.Literals(["Company", "Lead_Source", "Interests"]),
      Schema.Literals(["ab", "Chat", "Product", "ABC Inc."])
    ],
    ([comparator, name, value]) => {
      const [yes, no] = [where(name, comparator, value), where(name, `not_${comparator}`, value)]
      assert.deepStrictEqual(
        [...yes, ...no].map(String).sort((a, b) => (a < b ? -1 : 1)),
        ["Able", "Baker", "Cole"]
      )
    }
  )
})
