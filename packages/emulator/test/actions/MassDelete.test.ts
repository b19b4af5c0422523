import { assert, describe, it } from "@effect/vitest"
import { acting, said } from "./Support.ts"

const at = acting()
const path = "/crm/v8/Leads/actions/mass_delete"

describe("mass delete by ids", () => {
  it("moves records to the recycle bin and answers each in its place", () => {
    const ids = [at.add("Leads", { Last_Name: "A" }), at.add("Leads", { Last_Name: "B" })]
    const answer = at.api("POST", path, { ids: [ids[0], "99", ids[1]] })
    assert.strictEqual(answer.status, 207)
    assert.deepStrictEqual(
      answer.json.data.map((item: any) => [item.code, item.message]),
      [
        ["SUCCESS", "record is deleted"],
        ["INVALID_DATA", "Record locked or invalid permissions"],
        ["SUCCESS", "record is deleted"]
      ]
    )
    assert.isUndefined(at.get("Leads", String(ids[0])))
    const deleted = at.api("GET", "/crm/v8/Leads/deleted?type=recycle").json.data.map((row: any) => row.id)
    assert.includeMembers(deleted, ids)
  })

  it("costs a credit for each hundred", () => {
    const ids = Array.from({ length: 101 }, (_, i) => String(i + 1))
    const before = at.core.counters.creditsUsed
    at.api("POST", path, { ids: [...ids, at.add("Leads", { Last_Name: "C" })] })
    // One for the insert, two for 102 ids.
    assert.strictEqual(at.core.counters.creditsUsed - before, 3)
  })

  it("refuses what cannot be one", () => {
    const cases: ReadonlyArray<readonly [string, object, string, ReadonlyArray<string>]> = [
      [path, {}, "MANDATORY_NOT_FOUND", ["api_name", "expected_data_type"]],
      [path, { ids: ["99"] }, "INVALID_DATA", ["api_name", "id", "json_path"]],
      [path, { ids: ["x"] }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [path, { cvid: "7" }, "INVALID_DATA", ["api_name", "id", "json_path"]],
      [path, { cvid: "7", ids: ["1"] }, "AMBIGUITY_DURING_PROCESSING", ["ambiguity_due_to"]],
      ["/crm/v8/Nothing/actions/mass_delete", {}, "INVALID_MODULE", ["resource_path_index"]],
      ["/crm/v8/Quoted_Items/actions/mass_delete", {}, "NOT_SUPPORTED", ["resource_path_index"]]
    ]
    for (const [to, body, code, details] of cases) {
      const answer = at.api("POST", to, body)
      assert.deepStrictEqual([answer.status, ...said(answer.json)], [400, code, details], JSON.stringify(body))
    }
    const jobs: ReadonlyArray<readonly [string, string, ReadonlyArray<string>]> = [
      ["", "MANDATORY_NOT_FOUND", ["param_name"]],
      ["?job_id=1", "INVALID_DATA", ["param_name"]],
      ["?job_id=x", "UNABLE_TO_PARSE_DATA_TYPE", []]
    ]
    for (const [query, code, details] of jobs)
      assert.deepStrictEqual(said(at.api("GET", path + query).json), [code, details])
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
