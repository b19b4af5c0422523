import { assert, describe, it } from "@effect/vitest"
import { acting, said } from "./Support.ts"

const at = acting()
const { admin, disabled, other } = at.users
const path = "/crm/v8/settings/automation/assignment_rules"
const list = (): ReadonlyArray<any> => at.api("GET", `${path}?module=Leads`).json.assignment_rules
const seeded = (): string => list()[0].id
const ownerOf = (fields: object, rule = seeded()): string => {
  const answer = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "R", ...fields }], lar_id: rule })
  return at.get("Leads", answer.json.data[0].details.id).Owner.id
}
const make = (item: object) => at.api("POST", `${path}?module=Leads`, { assignment_rules: [item] })

describe("assignment rules", () => {
  it("give new records to people in turn, and what no entry takes to the default", () => {
    const partner = { Lead_Source: "Partner" }
    assert.deepStrictEqual([ownerOf(partner), ownerOf(partner), ownerOf(partner)], [admin, other, admin])
    assert.strictEqual(ownerOf({ Owner: { id: other } }), admin)
    const upsert = at.api("POST", "/crm/v8/Leads/upsert", {
      data: [{ Last_Name: "U", ...partner, Email: "u@example.com" }],
      lar_id: seeded()
    })
    assert.strictEqual(at.get("Leads", upsert.json.data[0].details.id).Owner.id, other)
    const wrong = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "R" }], lar_id: "1" })
    assert.deepStrictEqual(said(wrong.json.data[0]), ["INVALID_DATA", ["api_name", "json_path"]])
    const foreign = at.api("POST", "/crm/v8/Contacts", { data: [{ Last_Name: "R" }], lar_id: seeded() })
    assert.strictEqual(foreign.status, 400)
  })

  it("are read in short and in whole", () => {
    assert.deepStrictEqual(Object.keys(list()[0]).toSorted(), [
      "api_name",
      "created_by",
      "created_time",
      "default_assignee",
      "description",
      "id",
      "modified_by",
      "modified_time",
      "module",
      "name"
    ])
    const whole = at.api("GET", `${path}/${seeded()}?module=Leads`).json.assignment_rules[0]
    assert.deepStrictEqual(
      whole.rule_entries[0].assign_to.resources.map((one: any) => one.id),
      [admin, other]
    )
    assert.strictEqual(whole.rule_entries[0].criteria.field.api_name, "Lead_Source")
    assert.strictEqual(at.api("GET", `${path}?module=Deals`).status, 204)
    assert.deepStrictEqual(at.api("GET", `${path}/actions/count`).json, { count: 1 })
    assert.deepStrictEqual(at.api("GET", `${path}/${seeded()}/actions/associations?module=Leads`).json, {
      associations: []
    })
  })

  it("are made, changed, copied and deleted", () => {
    const made = make({
      name: "Big ones",
      rule_entries: [
        {
          criteria: { field: { api_name: "Annual_Revenue" }, comparator: "greater_than", value: 1000 },
          assign_to: { type: "users", resources: [{ id: disabled }, { id: other }] }
        }
      ]
    })
    assert.strictEqual(made.status, 201)
    const { id } = made.json.assignment_rules[0].details
    // Nobody gets records who cannot sign in, and without a default the creator keeps what no entry takes.
    assert.deepStrictEqual([ownerOf({ Annual_Revenue: 2000 }, id), ownerOf({ Annual_Revenue: 5 }, id)], [other, admin])
    const put = at.api("PUT", `${path}/${id}?module=Leads`, {
      assignment_rules: [{ default_assignee: { type: "user", resource: { id: other } } }]
    })
    assert.deepStrictEqual([put.status, ownerOf({ Annual_Revenue: 5 }, id)], [200, other])
    const clone = at.api("POST", `${path}/${id}/actions/clone?module=Leads`, { assignment_rules: [{ name: "Copy" }] })
    assert.strictEqual(clone.status, 201)
    const copy = clone.json.assignment_rules[0].details.id
    assert.strictEqual(ownerOf({ Annual_Revenue: 5 }, copy), other)
    for (const one of [id, copy]) assert.strictEqual(at.api("DELETE", `${path}/${one}?module=Leads`).status, 200)
    assert.deepStrictEqual(at.api("GET", `${path}/actions/count`).json, { count: 1 })
  })

  it("go by profile and role", () => {
    const profile = String(at.core.db.get("SELECT profile FROM user WHERE id=?", other)?.["profile"])
    const { id } = make({
      name: "By profile",
      rule_entries: [{ assign_to: { type: "profile", resource: { id: profile } } }]
    }).json.assignment_rules[0].details
    assert.strictEqual(ownerOf({}, id), other)
  })

  it("refuse what is none", () => {
    const entry = (fields: object) => ({ name: "E", rule_entries: [fields] })
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{}, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ name: "x".repeat(101) }, "INVALID_DATA", ["api_name", "json_path", "maximum_length"]],
      [{ name: 1 }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ name: "Partner leads" }, "DUPLICATE_DATA", ["api_name", "json_path"]],
      [entry({}), "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [entry({ assign_to: {} }), "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [entry({ assign_to: { type: "x" } }), "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [entry({ assign_to: { type: "users", resources: [{ id: "1" }] } }), "INVALID_DATA", ["api_name", "json_path"]],
      [{ name: "D", default_assignee: { resource: { id: "1" } } }, "INVALID_DATA", ["api_name", "json_path"]]
    ]
    for (const [item, code, details] of cases) {
      const answer = make(item)
      assert.deepStrictEqual(
        [answer.status, ...said(answer.json.assignment_rules[0])],
        [400, code, details],
        JSON.stringify(item)
      )
    }
    const root: ReadonlyArray<readonly [string, string, ReadonlyArray<string>]> = [
      ["/1?module=Leads", "INVALID_DATA", ["resource_path_index"]],
      ["/1", "REQUIRED_PARAM_MISSING", ["param_name"]],
      ["/1?module=Nope", "INVALID_MODULE", ["param_name"]],
      ["/1?module=Quoted_Items", "NOT_SUPPORTED", ["param_name"]]
    ]
    for (const [query, code, details] of root)
      assert.deepStrictEqual(said(at.api("GET", path + query).json), [code, details], query)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
