import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, said } from "./Support.ts"

const at = acting()
const path = "/crm/v8/Leads/actions/mass_update"
const admin = at.users.admin

describe("mass update by ids", () => {
  it("gives all records the same values and answers each in its place", () => {
    const ids = [at.add("Leads", { Last_Name: "A" }), at.add("Leads", { Last_Name: "B" })]
    const answer = at.api("POST", path, { ids: [ids[0], "99", ids[1]], data: [{ City: "Pune", Annual_Revenue: 5 }] })
    assert.strictEqual(answer.status, 207)
    assert.deepStrictEqual(answer.json.data.map(said), [
      ["SUCCESS", ["Created_By", "Created_Time", "Modified_By", "Modified_Time", "id"]],
      ["INVALID_DATA", ["id"]],
      ["SUCCESS", ["Created_By", "Created_Time", "Modified_By", "Modified_Time", "id"]]
    ])
    for (const id of ids) assert.deepInclude(at.get("Leads", id), { City: "Pune", Annual_Revenue: 5 })
    assert.strictEqual(at.api("POST", path, { ids, data: [{ City: "Agra" }] }).status, 200)
  })

  it("keeps filled fields when it is told not to overwrite", () => {
    const ids = [at.add("Leads", { Last_Name: "A", City: "Delhi" }), at.add("Leads", { Last_Name: "B" })]
    at.api("POST", path, { ids, data: [{ City: "Pune", State: "MH" }], over_write: false })
    assert.deepStrictEqual(
      ids.map((id) => [at.get("Leads", id).City, at.get("Leads", id).State]),
      [
        ["Delhi", "MH"],
        ["Pune", "MH"]
      ]
    )
  })

  it("refuses what cannot be one", () => {
    const ids = [at.core.credentials().leadId]
    const data = [{ City: "Pune" }]
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ data }, "MANDATORY_NOT_FOUND", []],
      [{ ids }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids, data: [] }, "INVALID_DATA", ["api_name", "json_path", "minimum_length"]],
      [{ ids, data: [{}, {}] }, "INVALID_DATA", ["api_name", "json_path", "maximum_length"]],
      [{ ids, data: ["x"] }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ ids: ["x"], data }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ ids, cvid: "1", data }, "AMBIGUITY_DURING_PROCESSING", ["ambiguity_due_to"]],
      [{ cvid: "1", data }, "INVALID_DATA", ["api_name", "id", "json_path"]],
      [{ ids, data, trigger: ["x"] }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ ids: ["1"], data }, "INVALID_DATA", ["id"]],
      [{ ids, data: [{ Lead_Status: "Nope" }] }, "INVALID_DATA", ["api_name", "id", "supported_values"]]
    ]
    for (const [body, code, details] of cases) {
      const answer = at.api("POST", path, body)
      assert.deepStrictEqual([answer.status, ...said(answer.json.data[0])], [400, code, details], JSON.stringify(body))
    }
    const jobs: ReadonlyArray<readonly [string, string]> = [
      ["", "MANDATORY_NOT_FOUND"],
      ["?job_id=1", "INVALID_DATA"]
    ]
    for (const [query, code] of jobs)
      assert.deepStrictEqual(said(at.api("GET", path + query).json), [code, ["param_name"]])
  })

  const values = Schema.Struct({
    City: Schema.Literals(["Pune", "", "x".repeat(101)]),
    Email: Schema.Literals(["a@example.com", "no address"]),
    External_Key: Schema.Literals(["K1", "K2"]),
    Last_Name: Schema.NullOr(Schema.Literals(["New", "Other"])),
    No_of_Employees: Schema.Literals([1, 2.5, 12345678901]),
    Lead_Status: Schema.Literals(["Contacted", "-None-", "Nope"]),
    Owner: Schema.Literals([admin, "1"]),
    Full_Name: Schema.Literals(["read only"])
  })
  const some = Schema.Array(Schema.Literals(Object.keys(values.fields)))

  it.prop(
    "does what the same updates do one by one",
    [values, some, Schema.Array(Schema.Literals([0, 1, 2, 3]))],
    ([all, names, picks]) => {
      const [one, two] = [acting({ seed: 5 }), acting({ seed: 5 })]
      const row = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
      const made = [one, two].map((core) => [
        core.add("Leads", { Last_Name: "A", External_Key: "K1" }),
        core.add("Leads", { Last_Name: "B", City: "Delhi" }),
        core.add("Leads", { Last_Name: "C" }),
        "123"
      ])
      assert.deepStrictEqual(made[0], made[1])
      const ids = [...new Set(picks.map((index) => made[0]?.[index] ?? ""))]
      if (ids.length === 0) return
      const together = one.api("POST", path, { ids, data: [row] })
      const alone = ids.map((id) => two.api("PUT", "/crm/v8/Leads", { data: [{ ...row, id }] }).json.data[0])
      assert.deepStrictEqual(
        together.json.data.map((item: any) => item.code),
        alone.map((item) => item.code)
      )
      const state = (core: typeof one) =>
        (made[0] ?? []).map((id) =>
          // A second may pass between the two.
          Object.fromEntries(Object.entries(core.get("Leads", id) ?? {}).filter(([name]) => !name.endsWith("_Time")))
        )
      assert.deepStrictEqual(state(one), state(two))
    },
    { arbitrary: { runs: 40 } }
  )

  it("leaves no defect behind", () => assert.strictEqual(at.core.counters.defects, 0))
})
