import { assert, describe, it } from "@effect/vitest"
import { acting, type Acting, said, settle, view } from "./Support.ts"

const city = (value: string) => ({ field: { api_name: "City" }, comparator: "equal", value })
const path = (verb: string) => `/crm/v8/Leads/actions/${verb}`
const leads = (at: Acting, ...cities: ReadonlyArray<string>) =>
  cities.map((City) => at.add("Leads", { Last_Name: "V", City }))

/** Begins a job and gives a way to ask for it. */
const begin = (at: Acting, verb: string, body: object) => {
  const begun = at.api("POST", path(verb), body)
  const job = String(begun.json.data?.[0]?.details?.job_id)
  return { begun, status: () => at.api("GET", `${path(verb)}?job_id=${job}`).json.data[0] }
}

describe("mass actions by custom view", () => {
  it("update what the view and the criteria choose, when their time has come", () => {
    const at = acting()
    const [a, b, c] = leads(at, "Testville", "Testville", "Otherton")
    at.api("PUT", "/crm/v8/Leads", { data: [{ id: b, State: "MH" }] })
    const cvid = view(at, "Leads", city("Testville"))
    const criteria = { field: { api_name: "State" }, comparator: "equal", value: "MH" }
    const { begun, status } = begin(at, "mass_update", { cvid, criteria, data: [{ Fax: "1" }] })
    assert.deepStrictEqual(begun.json.data[0], {
      code: "SUCCESS",
      details: { job_id: begun.json.data[0].details.job_id },
      message: "mass update scheduled successfully",
      status: "success"
    })
    assert.deepStrictEqual(status(), {
      Status: "SCHEDULED",
      Failed_Count: 0,
      Updated_Count: 0,
      Not_Updated_Count: 1,
      Total_Count: 1
    })
    assert.isNull(at.get("Leads", b ?? "").Fax)
    at.core.clock.advance(1500)
    assert.strictEqual(status().Status, "RUNNING")
    settle(at)
    assert.deepInclude(status(), { Status: "COMPLETED", Updated_Count: 1, Not_Updated_Count: 0 })
    assert.deepStrictEqual(
      [a, b, c].map((id) => at.get("Leads", id ?? "").Fax),
      [null, "1", null]
    )
  })

  it("take the records that are in the view when they run, and count those that failed", () => {
    const at = acting()
    const [a, b] = leads(at, "Testville", "Otherton")
    const { status } = begin(at, "mass_update", {
      cvid: view(at, "Leads", city("Testville")),
      data: [{ External_Key: "ONE" }]
    })
    at.api("PUT", "/crm/v8/Leads", { data: [{ id: b, City: "Testville" }] })
    settle(at)
    assert.deepInclude(status(), { Total_Count: 2, Updated_Count: 1, Failed_Count: 1 })
    assert.deepStrictEqual(
      [a, b].map((id) => at.get("Leads", id ?? "").External_Key),
      ["ONE", null]
    )
  })

  it("delete", () => {
    const at = acting()
    const ids = leads(at, "Testville", "Testville", "Otherton")
    const { begun, status } = begin(at, "mass_delete", { cvid: view(at, "Leads", city("Testville")) })
    assert.strictEqual(begun.json.data[0].message, "mass delete scheduled successfully")
    assert.deepStrictEqual(status(), { Status: "SCHEDULED", Failed_Count: 0, Deleted_Count: 0, Total_Count: 2 })
    settle(at)
    assert.deepStrictEqual(status(), { Status: "COMPLETED", Failed_Count: 0, Deleted_Count: 2, Total_Count: 2 })
    assert.deepStrictEqual(
      ids.map((id) => at.get("Leads", id) === undefined),
      [true, true, false]
    )
  })

  it("change owners", () => {
    const at = acting()
    const ids = leads(at, "Testville", "Otherton")
    const owner = { id: at.users.other }
    const { begun, status } = begin(at, "mass_change_owner", { cvid: view(at, "Leads", city("Testville")), owner })
    assert.deepStrictEqual([begun.status, begun.json.data[0].code], [202, "SCHEDULED"])
    settle(at)
    assert.deepInclude(status(), { Status: "COMPLETED", Updated_Count: 1, Total_Count: 1 })
    assert.deepStrictEqual(
      ids.map((id) => at.get("Leads", id).Owner.id),
      [at.users.other, at.users.admin]
    )
    const job = String(begun.json.data[0].details.job_id)
    const elsewhere = at.api("GET", `/crm/v8/Contacts/actions/mass_change_owner?job_id=${job}`)
    assert.deepStrictEqual([elsewhere.status, elsewhere.json.code], [404, "NOT_FOUND"])
  })

  it("are taken one at a time for a view, and again when it is done", () => {
    const at = acting()
    leads(at, "Testville")
    const cvid = view(at, "Leads", city("Testville"))
    const body = { cvid, data: [{ Fax: "1" }] }
    assert.strictEqual(at.api("POST", path("mass_update"), body).status, 200)
    const second = at.api("POST", path("mass_update"), body)
    assert.deepStrictEqual([second.status, second.json.data[0].code], [400, "ALREADY_SCHEDULED"])
    settle(at)
    assert.strictEqual(at.api("POST", path("mass_update"), body).status, 200)
  })

  it("refuse views and criteria that are none", () => {
    const at = acting()
    leads(at, "Testville")
    const cvid = view(at, "Leads", city("Testville"))
    const owner = { id: at.users.other }
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ owner }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ cvid: "1", owner }, "INVALID_DATA", ["api_name", "id", "json_path"]],
      [{ cvid, owner: { id: "1" } }, "INVALID_DATA", ["api_name", "json_path", "owner_status"]],
      [{ cvid: view(at, "Leads", city("Nowhere")), owner }, "NO_RECORDS_FOUND", []],
      [{ cvid: view(at, "Contacts"), owner }, "INVALID_DATA", ["api_name", "id", "json_path"]],
      [{ cvid, owner, criteria: {} }, "EXPECTED_FIELD_MISSING", ["expected_fields"]],
      [{ cvid, owner, criteria: { field: "x" } }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [
        { cvid, owner, criteria: { field: { api_name: "City" } } },
        "DEPENDENT_FIELD_MISSING",
        ["api_name", "dependee", "json_path"]
      ],
      [
        { cvid, owner, criteria: { group_operator: "or", group: Array.from({ length: 26 }, () => city("x")) } },
        "COMBINED_CRITERIA_LIMIT_EXCEEDED",
        ["limit"]
      ],
      [{ cvid, owner, territory: { id: "1" } }, "INVALID_DATA", ["api_name", "json_path"]]
    ]
    for (const [body, code, details] of cases) {
      const answer = at.api("POST", path("mass_change_owner"), body)
      assert.deepStrictEqual([answer.status, ...said(answer.json)], [400, code, details], JSON.stringify(body))
    }
    assert.strictEqual(at.api("GET", path("mass_change_owner")).json.code, "REQUIRED_PARAM_MISSING")
    assert.strictEqual(at.api("GET", `${path("mass_change_owner")}?job_id=1`).status, 204)
    assert.strictEqual(at.core.counters.defects, 0)
  })

  it("run once, although a snapshot is taken while they wait", () => {
    const at = acting()
    const [id] = leads(at, "Testville")
    const { status } = begin(at, "mass_update", { cvid: view(at, "Leads", city("Testville")), data: [{ Fax: "1" }] })
    at.core.saveSnapshot("waiting")
    settle(at)
    assert.strictEqual(status().Status, "COMPLETED")
    at.api("PUT", "/crm/v8/Leads", { data: [{ id, Fax: "2" }] })
    settle(at)
    assert.strictEqual(at.get("Leads", id ?? "").Fax, "2")
    at.core.restoreSnapshot("waiting")
    assert.isNull(at.get("Leads", id ?? "").Fax)
    settle(at)
    assert.strictEqual(at.get("Leads", id ?? "").Fax, "1")
  })
})
