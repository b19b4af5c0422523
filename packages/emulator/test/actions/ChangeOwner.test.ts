import { assert, describe, it } from "@effect/vitest"
import { acting, said } from "./Support.ts"

const at = acting()
const { admin, disabled, other } = at.users
const owner = (module: string, id: string) => at.get(module, id).Owner.id
const path = "/crm/v8/Leads/actions/change_owner"

describe("changing the owner", () => {
  it("of one record changes it and nothing else but the stamps", () => {
    const id = at.add("Leads", { Last_Name: "One", Owner: { id: admin } })
    const before = at.get("Leads", id)
    at.core.clock.advance(60_000)
    const answer = at.api("POST", `/crm/v8/Leads/${id}/actions/change_owner`, { owner: { id: other }, notify: true })
    assert.deepStrictEqual(
      [answer.status, answer.json],
      [
        200,
        {
          data: [{ code: "SUCCESS", details: { id }, message: "owner is successfully updated", status: "success" }]
        }
      ]
    )
    const after = at.get("Leads", id)
    assert.strictEqual(after.Owner.id, other)
    assert.notStrictEqual(after.Modified_Time, before.Modified_Time)
    const stamps = ["Modified_By", "Modified_Time", "Owner"]
    const rest = (record: object) => Object.entries(record).filter(([name]) => !stamps.includes(name))
    assert.deepStrictEqual(rest(after), rest(before))
  })

  it("of many answers each in its place, also when only some could", () => {
    const [a, b] = [at.add("Leads", { Last_Name: "A" }), at.add("Leads", { Last_Name: "B" })]
    const mixed = at.api("POST", path, { ids: [a, "99", b], owner: { id: other } })
    assert.strictEqual(mixed.status, 207)
    assert.deepStrictEqual(mixed.json.data.map(said), [
      ["SUCCESS", ["id"]],
      ["INVALID_DATA", ["api_name", "json_path"]],
      ["SUCCESS", ["id"]]
    ])
    assert.deepStrictEqual([owner("Leads", a), owner("Leads", b)], [other, other])
    assert.strictEqual(at.api("POST", path, { ids: ["99"], owner: { id: other } }).status, 400)
  })

  it("takes the related records of the modules that it names, and only those", () => {
    const account = at.add("Accounts", { Account_Name: "Harbour", Owner: { id: admin } })
    const contact = at.add("Contacts", { Last_Name: "C", Account_Name: { id: account }, Owner: { id: admin } })
    const deal = at.add("Deals", { Deal_Name: "D", Stage: "Qualification", Account_Name: { id: account } })
    const module = (name: string) => ({ api_name: name, id: at.core.metadata.module(name)?.id })
    const answer = at.api("POST", `/crm/v8/Accounts/${account}/actions/change_owner`, {
      owner: { id: other },
      related_modules: [module("Contacts")]
    })
    assert.strictEqual(answer.status, 200)
    assert.deepStrictEqual(
      [owner("Accounts", account), owner("Contacts", contact), owner("Deals", deal)],
      [other, other, admin]
    )
    const foreign = at.api("POST", `/crm/v8/Accounts/${account}/actions/change_owner`, {
      owner: { id: other },
      related_modules: [module("Leads")]
    })
    assert.deepStrictEqual([foreign.status, foreign.json.code], [400, "NOT_SUPPORTED"])
  })

  it("refuses owners and bodies that are none", () => {
    const ids = [at.core.credentials().leadId]
    const gone = at.core.db.nextId()
    at.core.db.run(
      "INSERT INTO user SELECT ?, 'gone@example.com', name, 'deleted', confirmed, profile, role, modified, json FROM user WHERE id=?",
      gone,
      admin
    )
    const cases: ReadonlyArray<readonly [object, number, string, ReadonlyArray<string>]> = [
      [{ ids }, 400, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids, owner: {} }, 400, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids, owner: "x" }, 400, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ ids, owner: { id: "1" } }, 400, "INVALID_DATA", ["api_name", "json_path"]],
      [{ ids, owner: { id: disabled } }, 400, "INVALID_DATA", ["api_name", "json_path", "owner_status"]],
      [{ ids, owner: { id: gone } }, 403, "INVALID_DATA", ["api_name", "json_path", "owner_status"]],
      [{ owner: { id: other } }, 400, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids: [], owner: { id: other } }, 400, "INVALID_DATA", ["api_name", "json_path", "minimum_length"]],
      [
        { ids: Array.from({ length: 501 }, (_, i) => String(i)), owner: { id: other } },
        400,
        "INVALID_DATA",
        ["api_name", "json_path", "maximum_length"]
      ],
      [{ ids, owner: { id: other }, notify: 1 }, 400, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ ids, owner: { id: other }, related_modules: [{}] }, 400, "EXPECTED_FIELD_MISSING", ["expected_fields"]]
    ]
    for (const [body, status, code, details] of cases) {
      const answer = at.api("POST", path, body)
      assert.deepStrictEqual([answer.status, ...said(answer.json)], [status, code, details], JSON.stringify(body))
    }
    assert.strictEqual(at.api("POST", "/crm/v8/Nothing/actions/change_owner", {}).json.code, "INVALID_MODULE")
    assert.strictEqual(at.send("POST", path, { body: "{" }).json.code, "JSON_PARSE_ERROR")
  })

  it("says what would have fired, and does nothing to a record that moved on", () => {
    const id = at.add("Leads", { Last_Name: "T", Owner: { id: admin } })
    at.api("POST", `/crm/v8/Leads/${id}/actions/change_owner`, { owner: { id: other }, trigger: ["workflow"] })
    const logged = at.send("GET", "/__emulator/requests").bytes
    const last = new TextDecoder().decode(logged).trim().split("\n").at(-1) ?? "{}"
    assert.deepStrictEqual(JSON.parse(last).trigger, ["workflow"])
    const late = at.send("POST", `/crm/v8/Leads/${id}/actions/change_owner`, {
      headers: { "if-unmodified-since": "2020-01-01T00:00:00+00:00" },
      body: JSON.stringify({ owner: { id: admin } })
    })
    assert.deepStrictEqual([late.status, late.json.data[0].code], [412, "ALREADY_MODIFIED"])
    assert.strictEqual(owner("Leads", id), other)
  })

  it("leaves no defect behind", () => assert.strictEqual(at.core.counters.defects, 0))
})
