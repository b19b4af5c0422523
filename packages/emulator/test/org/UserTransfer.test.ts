/** What one user has, handed to another: when it is due, all of it, and to whom it may go. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, calls, said } from "../actions/Support.ts"
import { add, users, without } from "./Support.ts"

const hand = (at: Acting, from: string, transfer: object, lead: string, api = at.api) =>
  api("POST", `${users}/${from}/actions/transfer`, { transfer: [{ move_subordinate: { id: lead }, transfer }] })

const checked = (at: Acting, id: string) =>
  at.api("GET", `${users}/${id}/actions/validate_before_transfer`).json.validate_before_transfer[0]

describe("a transfer of users", () => {
  it("hands records, rules and subordinates over when it is due", () => {
    const at = acting({ leads: 1 })
    const person = (name: string) => add(at, { email: `${name}@example.com` })
    const [from, to, below] = [person("from"), person("to"), person("below")]
    at.api("PUT", `${users}/${below}`, { users: [{ Reporting_To: { id: from } }] })
    const lead = at.add("Leads", { Last_Name: "L", Owner: from })
    const deal = at.add("Deals", {
      Deal_Name: "D",
      Stage: "Qualification",
      Pipeline: "Standard (Standard)",
      Owner: from
    })
    const rules = "/crm/v8/settings/automation/assignment_rules"
    const made = at.api("POST", `${rules}?module=Leads`, {
      assignment_rules: [
        {
          name: "R",
          module: { api_name: "Leads" },
          default_assignee: { type: "user", resource: { id: from } },
          rule_entries: [
            { criteria: null, assign_to: { type: "users", resources: [{ id: from }] }, sequence_number: 1 }
          ]
        }
      ]
    })
    assert.include([200, 201], made.status, JSON.stringify(made.json))
    assert.deepInclude(checked(at, from), { assignment: true, subordinates: true, alert: false })
    const begun = hand(at, from, { id: to, records: true, assignment: true }, to)
    assert.deepStrictEqual([begun.status, begun.json.transfer[0].code], [200, "SCHEDULED"])
    const path = `${users}/actions/transfer?job_id=${begun.json.transfer[0].details.job_id}`
    const status = () => at.api("GET", path).json.transfer[0].status
    assert.strictEqual(status(), "scheduled")
    assert.strictEqual(at.get("Leads", lead).Owner.id, from)
    at.core.clock.advance(2000)
    assert.strictEqual(status(), "completed")
    assert.deepStrictEqual([at.get("Leads", lead).Owner.id, at.get("Deals", deal).Owner.id], [to, to])
    assert.strictEqual(at.api("GET", `${users}/${below}`).json.users[0].Reporting_To.id, to)
    assert.deepInclude(checked(at, from), { assignment: false, subordinates: false })
    assert.deepInclude(checked(at, to), { assignment: true, subordinates: true })
  })

  it("leaves what it was not asked for", () => {
    const at = acting({ leads: 1 })
    const from = add(at)
    const lead = at.add("Leads", { Last_Name: "L", Owner: from })
    hand(at, from, { id: at.users.admin }, at.users.admin)
    at.core.clock.advance(2000)
    assert.strictEqual(at.get("Leads", lead).Owner.id, from)
  })

  it("is refused to nobody, to themselves, and by who has no say", () => {
    const at = acting({ leads: 1 })
    const from = add(at)
    const refused = (transfer: object, lead = at.users.admin) => said(hand(at, from, transfer, lead).json.transfer[0])
    const place = ["api_name", "json_path"]
    assert.deepStrictEqual(refused({ id: from }), ["INVALID_DATA", place])
    assert.deepStrictEqual(refused({ id: "1" }), ["INVALID_DATA", [...place, "owner_status"]])
    assert.deepStrictEqual(refused({ id: at.users.disabled }), ["INVALID_DATA", [...place, "owner_status"]])
    assert.deepStrictEqual(refused({ id: at.users.admin }, "1"), ["INVALID_DATA", [...place, "owner_status"]])
    assert.deepStrictEqual(refused({ id: at.users.admin, records: "yes" }), [
      "INVALID_DATA",
      ["api_name", "expected_data_type", "json_path"]
    ])
    for (const body of [{}, { transfer: [] }, { transfer: [1] }, { transfer: [{ transfer: 1 }] }])
      assert.strictEqual(at.api("POST", `${users}/${from}/actions/transfer`, body).status, 400)
    assert.strictEqual(at.api("POST", `${users}/1/actions/transfer`, {}).json.details.owner_status, "not_crm_user")
    assert.strictEqual(at.api("GET", `${users}/actions/transfer`).json.code, "REQUIRED_PARAM_MISSING")
    assert.strictEqual(at.api("GET", `${users}/actions/transfer?job_id=1`).status, 204)
    const beside = calls(at, at.users.other)
    const answer = hand(at, from, { id: at.users.admin }, at.users.admin, beside)
    assert.strictEqual(answer.json.code, "NOT_ALLOWED")
    // Their own chief may, but not the records that their profile leaves alone.
    const chief = without(at, "Crm_Implied_Change_Owner_Leads")
    const below = add(at, {
      email: "b@example.com",
      role: at.api("GET", `${users}/${at.users.other}`).json.users[0].role
    })
    const records = hand(at, below, { id: at.users.admin, records: true }, at.users.admin, chief)
    assert.deepStrictEqual(
      [records.status, records.json.details],
      [403, { permissions: ["Crm_Implied_Change_Owner_Leads"] }]
    )
    assert.strictEqual(hand(at, below, { id: at.users.admin }, at.users.admin, chief).status, 200)
  })
})
