import { assert, describe, it } from "@effect/vitest"
import { acting, said } from "./Support.ts"

const at = acting()
const path = (id: string, module = "Deals") => `/crm/v8/${module}/${id}/actions/blueprint`
const deal = (fields: object = {}) =>
  at.add("Deals", { Deal_Name: "Renewal", Stage: "Qualification", Type: "Existing Business", ...fields })
const open = (id: string): ReadonlyArray<any> => at.api("GET", path(id)).json.blueprint.transitions
const transition = (id: string, name: string): any => open(id).find((one) => one.name === name)
const take = (id: string, name: string, data: object = {}) =>
  at.api("PUT", path(id), { blueprint: [{ transition_id: transition(id, name).id, data }] })

describe("a blueprint", () => {
  it("is defined by the seed, with one deal in it", () => {
    const seeded = String(at.core.db.get("SELECT record FROM blueprint_record")?.["record"])
    const answer = at.api("GET", path(seeded))
    assert.strictEqual(answer.status, 200)
    const { process_info, transitions } = answer.json.blueprint
    assert.deepInclude(process_info, { name: "Renewal", api_name: "Stage", field_value: "Qualification" })
    assert.match(process_info.id, /^\d{19}$/)
    assert.deepStrictEqual(
      transitions.map((one: any) => [one.name, one.next_field_value]),
      [
        ["Send Proposal", "Proposal/Price Quote"],
        ["Lose", "Closed Lost"]
      ]
    )
    assert.deepStrictEqual(
      transitions[0].next_transitions.map((one: any) => one.name),
      ["Negotiate", "Lose"]
    )
    assert.deepStrictEqual(
      transitions[0].fields.map((field: any) => [field.api_name, field.mandatory]),
      [
        ["Amount", true],
        ["Next_Step", true]
      ]
    )
    assert.isTrue(at.get("Deals", seeded).$process_flow)
  })

  it("leads a record from its entry to its end, and lets go of it there", () => {
    const id = deal({ Amount: 5 })
    // What the record has already is not saved partially.
    assert.strictEqual(transition(id, "Send Proposal").percent_partial_save, 0)
    assert.strictEqual(take(id, "Send Proposal", { Next_Step: "Call" }).json.message, "transition updated successfully")
    assert.deepInclude(at.get("Deals", id), { Stage: "Proposal/Price Quote", Next_Step: "Call" })
    const ticks = [{ "Budget confirmed": true }, { "Decision maker met": true }]
    take(id, "Negotiate", { Closing_Date: "2026-05-05", CheckLists: ticks })
    assert.strictEqual(at.get("Deals", id).Stage, "Negotiation/Review")
    take(id, "Win")
    assert.deepInclude(at.get("Deals", id), { Stage: "Closed Won", $process_flow: false })
    assert.deepStrictEqual(
      [at.api("GET", path(id)).status, at.api("GET", path(id)).json.code],
      [400, "RECORD_NOT_IN_PROCESS"]
    )
  })

  it("keeps what is not complete, and says how much is there", () => {
    const id = deal()
    assert.strictEqual(take(id, "Send Proposal", { Amount: 7 }).json.message, "transition saved partially")
    assert.strictEqual(at.get("Deals", id).Stage, "Qualification")
    assert.deepInclude(transition(id, "Send Proposal"), {
      percent_partial_save: 50,
      data: { Amount: 7, Next_Step: null }
    })
    assert.strictEqual(transition(id, "Lose").percent_partial_save, 0)
    assert.strictEqual(take(id, "Send Proposal", { Next_Step: "Mail" }).json.message, "transition updated successfully")
    assert.deepInclude(at.get("Deals", id), { Amount: 7, Next_Step: "Mail", Stage: "Proposal/Price Quote" })
  })

  it("guards its field against other writes, and only its field", () => {
    const id = deal()
    const update = (fields: object) => at.api("PUT", "/crm/v8/Deals", { data: [{ id, ...fields }] })
    const refused = update({ Stage: "Closed Won" })
    assert.deepStrictEqual(
      [refused.status, ...said(refused.json.data[0])],
      [400, "RECORD_IN_BLUEPRINT", ["api_name", "json_path"]]
    )
    assert.strictEqual(update({ Stage: "Qualification", Next_Step: "x" }).status, 200)
    const mass = at.api("POST", "/crm/v8/Deals/actions/mass_update", { ids: [id], data: [{ Stage: "Closed Won" }] })
    assert.strictEqual(mass.json.data[0].code, "RECORD_IN_BLUEPRINT")
  })

  it("takes records by its entry criterion, not without the trigger, and later by an update", () => {
    const other = deal({ Type: "New Business" })
    assert.strictEqual(at.api("GET", path(other)).json.code, "RECORD_NOT_IN_PROCESS")
    const quiet = at.api("POST", "/crm/v8/Deals", {
      data: [{ Deal_Name: "Q", Stage: "Qualification", Type: "Existing Business" }],
      trigger: ["workflow"]
    }).json.data[0].details.id
    assert.strictEqual(at.api("GET", path(quiet)).status, 400)
    at.api("PUT", "/crm/v8/Deals", { data: [{ id: quiet, Next_Step: "x" }] })
    assert.strictEqual(at.api("GET", path(quiet)).status, 200)
  })

  it("refuses transitions and values that are none", () => {
    const id = deal()
    const send = transition(id, "Send Proposal").id
    const put = (body: unknown) => at.api("PUT", path(id), body)
    const cases: ReadonlyArray<readonly [unknown, string, ReadonlyArray<string>]> = [
      [{}, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ blueprint: [] }, "INVALID_DATA", ["api_name", "json_path", "minimum_length"]],
      [{ blueprint: [{}] }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ blueprint: [{ transition_id: "1" }] }, "INVALID_DATA", ["api_name", "json_path"]],
      [
        { blueprint: [{ transition_id: send, data: { Amount: "x" } }] },
        "INVALID_DATA",
        ["api_name", "expected_data_type"]
      ],
      [
        { blueprint: [{ transition_id: send, data: { Amount: 0 } }] },
        "INVALID_DATA",
        ["api_name", "info_message", "message"]
      ],
      [
        { blueprint: [{ transition_id: send, data: { CheckLists: [{ Nope: true }] } }] },
        "INVALID_DATA",
        ["api_name", "message", "parent_api_name"]
      ],
      [
        { blueprint: [{ transition_id: send, data: [] }] },
        "INVALID_DATA",
        ["api_name", "expected_data_type", "json_path"]
      ]
    ]
    for (const [body, code, details] of cases) {
      const answer = put(body)
      assert.deepStrictEqual([answer.status, ...said(answer.json)], [400, code, details], JSON.stringify(body))
    }
    assert.strictEqual(put({ blueprint: [{ transition_id: "1" }] }).json.message, "invalid transition")
    assert.strictEqual(at.get("Deals", id).Stage, "Qualification")
    assert.deepStrictEqual(at.api("GET", path("99")).json.details, { resource_path_index: 1 })
    const late = at.send("PUT", path(id), {
      headers: { "if-unmodified-since": "2020-01-01T00:00:00+00:00" },
      body: JSON.stringify({ blueprint: [{ transition_id: send, data: {} }] })
    })
    assert.strictEqual(late.status, 412)
  })

  it("leaves no defect behind", () => assert.strictEqual(at.core.counters.defects, 0))
})
