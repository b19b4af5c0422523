/** How records are locked, as each module's configuration says: by hand or by rules, against what, and for whom. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, calls, said, settle } from "../actions/Support.ts"
import * as OrgSupport from "../org/Support.ts"

const root = "record_locking_configurations"
const settings = `/crm/v8/settings/${root}`
const leads = `${settings}?module=Leads`
const refused = "RECORD_LOCKED"

const current = (at: Acting): any => at.api("GET", leads).json?.[root][0]
const put = (at: Acting, configuration: object) =>
  at.api("PUT", `${settings}/${current(at).id}?module=Leads`, { [root]: [configuration] })
const set = (at: Acting, configuration: object): void => {
  const { json, status } = put(at, configuration)
  assert.strictEqual(status, 200, JSON.stringify(json))
}
const lead = (at: Acting, more: object = {}): string => at.add("Leads", { Last_Name: "L", Company: "C", ...more })
const information = (id: string): string => `/crm/v8/Leads/${id}/Locking_Information__s`
const locked = (at: Acting): string => {
  const id = lead(at)
  assert.strictEqual(at.api("POST", information(id), { data: [{ Locked_Reason__s: "r" }] }).status, 201)
  return id
}
const update = (api: Acting["api"], id: string, fields: object): string => {
  const { json } = api("PUT", `/crm/v8/Leads/${id}`, { data: [fields] })
  return (json.data?.[0] ?? json).code
}
const criteria = (value: string) => ({ field: { api_name: "City" }, comparator: "equal", value })
const rule = (name: string, value: string, more: object = {}) => ({ name, criteria: criteria(value), ...more })

describe("the configuration of record locking", () => {
  it("is there for locks by hand, can be deleted with all locks, and made anew", () => {
    const at = acting()
    const id = locked(at)
    const first = current(at)
    assert.deepInclude(first, { lock_type: "manual", locked_for: "all_profiles", locking_rules: [] })
    assert.strictEqual(at.api("GET", information(id)).json.data[0].Record_Locking_Configuration_Id__s, first.id)
    const body = { [root]: [{ lock_type: "manual" }] }
    assert.deepStrictEqual(at.api("POST", leads, body).json, {
      code: "LIMIT_EXCEEDED",
      details: { param_name: "module", limit: 1 },
      message: "Configuration already created for this module",
      status: "error"
    })
    assert.strictEqual(
      at.api("DELETE", `${leads}&ids=${first.id}`).json[root][0].message,
      "record locking configuration deleted"
    )
    assert.strictEqual(at.api("GET", leads).status, 204)
    assert.deepStrictEqual([at.get("Leads", id).Locked__s, at.api("GET", information(id)).status], [false, 400])

    const made = at.api("POST", leads, body)
    assert.deepStrictEqual([made.status, ...said(made.json[root][0])], [201, "SUCCESS", ["id"]])
    assert.deepInclude(current(at), { restricted_actions: ["update"], restricted_communications: [] })
    assert.notStrictEqual(current(at).id, first.id)
    // Nothing but updates is restricted unless the configuration says so.
    const other = locked(at)
    assert.strictEqual(update(at.api, other, { City: "x" }), refused)
    assert.strictEqual(at.api("DELETE", `/crm/v8/Leads/${other}`).status, 200)
  })

  it("says which actions a lock is against", () => {
    const at = acting()
    const id = locked(at)
    const tags = { tags: [{ name: "t" }] }
    const mail = {
      data: [
        {
          from: { email: at.core.credentials().userEmail },
          to: [{ email: "ada@example.com" }],
          subject: "s",
          content: "c"
        }
      ]
    }
    const attempts = (): ReadonlyArray<boolean> =>
      [
        at.api("PUT", "/crm/v8/Leads", { data: [{ id, City: "x" }] }),
        at.api("POST", `/crm/v8/Leads/${id}/actions/change_owner`, { owner: { id: at.users.other } }),
        at.api("POST", `/crm/v8/Leads/${id}/actions/add_tags`, tags),
        at.api("POST", `/crm/v8/Leads/${id}/actions/send_mail`, mail),
        at.api("POST", `/crm/v8/Leads/${id}/actions/convert`, { data: [{}] })
      ].map(({ json, status }) => {
        if (status === 200) return true
        assert.strictEqual((json.data?.[0] ?? json).code, refused, JSON.stringify(json))
        return false
      })
    set(at, { restricted_communications: ["send_mail"] })
    assert.deepStrictEqual(attempts(), [false, false, false, false, false])
    set(at, { restricted_actions: ["change_owner", "convert"], restricted_communications: null })
    assert.deepStrictEqual(attempts(), [true, false, true, true, false])
    set(at, { restricted_actions: ["update", "tags"] })
    assert.deepStrictEqual(attempts(), [false, true, false, true, true])
  })

  it("keeps locked leads out of mass conversions", () => {
    const at = acting()
    const started = at.api("POST", "/crm/v8/Leads/actions/mass_convert", { ids: [locked(at), lead(at)] })
    assert.strictEqual(started.status, 202, JSON.stringify(started.json))
    settle(at)
    const { data } = at.api("GET", `/crm/v8/Leads/actions/mass_convert?job_id=${started.json.details.job_id}`).json
    assert.deepInclude(data[0], { Status: "completed", Converted_Count: 1, Failed_Count: 1 })
  })

  it("leaves fields and profiles out", () => {
    const at = acting()
    const id = locked(at)
    set(at, { excluded_fields: [{ api_name: "City" }] })
    assert.deepStrictEqual(
      current(at).excluded_fields.map((it: any) => it.api_name),
      ["City"]
    )
    assert.strictEqual(update(at.api, id, { City: "x" }), "SUCCESS")
    assert.strictEqual(update(at.api, id, { City: "x", State: "y" }), refused)
    const profile = OrgSupport.profile(at)
    const free = calls(at, OrgSupport.add(at, { email: "free@example.com", profile }))
    assert.strictEqual(update(free, id, { State: "y" }), refused)
    set(at, { locked_for: "all_profiles_except_excluded_profiles", lock_excluded_profiles: [{ id: profile }] })
    assert.strictEqual(update(free, id, { State: "y" }), "SUCCESS")
    assert.strictEqual(update(at.api, id, { State: "z" }), refused)
    set(at, { locked_for: "all_profiles" })
    assert.strictEqual(update(free, id, { State: "y" }), refused)
  })

  it("locks what its rules choose, and unlocks it when they choose it no more", () => {
    const at = acting()
    const before = lead(at, { City: "Pune" })
    const closed = { excluded_fields: [{ api_name: "City" }], lock_type: "both" }
    set(at, { ...closed, locking_rules: [rule("in Pune", "Pune"), rule("in Oslo", "oslo")] })
    const [pune, oslo] = current(at).locking_rules
    assert.deepInclude(pune, { name: "in Pune", lock_existing_records: false })
    assert.deepInclude(pune.criteria, { comparator: "equal", value: "Pune", type: "value" })
    assert.isFalse(at.get("Leads", before).Locked__s)
    const id = lead(at, { City: "Oslo" })
    assert.deepInclude(at.api("GET", information(id)).json.data[0], {
      Lock_Source__s: "Automatic",
      Locked_Reason__s: null,
      Record_Locking_Rule_Id__s: oslo.id
    })
    assert.strictEqual(update(at.api, id, { State: "x" }), refused)
    assert.strictEqual(update(at.api, id, { City: "Pune" }), "SUCCESS")
    assert.strictEqual(at.api("GET", information(id)).json.data[0].Record_Locking_Rule_Id__s, pune.id)
    assert.strictEqual(update(at.api, id, { City: "Rome" }), "SUCCESS")
    assert.strictEqual(at.api("GET", information(id)).status, 204)
    assert.isFalse(at.get("Leads", id).Locked__s)

    // Whoever locked a record by hand keeps it locked when the rule lets go.
    const hand = locked(at)
    assert.strictEqual(update(at.api, hand, { City: "Oslo" }), "SUCCESS")
    assert.strictEqual(at.api("GET", information(hand)).json.data[0].Lock_Source__s, "Both")
    assert.strictEqual(update(at.api, hand, { City: "Rome" }), "SUCCESS")
    assert.strictEqual(at.api("GET", information(hand)).json.data[0].Lock_Source__s, "Manual")

    // A rule for existing records locks them at once; a rule that goes takes its locks along.
    const twice = ["in Pune", "in Agra"].map((name) => ({ ...rule(name, name), id: pune.id }))
    assert.strictEqual(at.api("PUT", leads, { [root]: [{ id: current(at).id, locking_rules: twice }] }).status, 400)
    set(at, { locking_rules: [{ ...rule("in Pune", "Pune", { lock_existing_records: true }), id: pune.id }] })
    assert.isTrue(at.get("Leads", before).Locked__s)
    set(at, { lock_type: "manual" })
    assert.isFalse(at.get("Leads", before).Locked__s)
    set(at, { lock_type: "automatic", locking_rules: [rule("in Bonn", "Bonn")] })
    const by = at.api("POST", information(id), { data: [{ Locked_Reason__s: "r" }] })
    assert.deepStrictEqual([by.status, by.json.code], [400, "NOT_ALLOWED"])
  })

  it("is refused with what is wrong with it", () => {
    const at = acting()
    const shape = ({ json, status }: any) => [status, ...said(json[root]?.[0] ?? json)]
    const place = ["api_name", "json_path"]
    const supported = [...place, "supported_values"]
    const bad = (configuration: object) => shape(put(at, configuration))
    assert.deepStrictEqual(shape(at.api("GET", settings)), [400, "REQUIRED_PARAM_MISSING", ["param_name"]])
    assert.deepStrictEqual(shape(at.api("GET", `${settings}?module=No`)), [400, "INVALID_MODULE", []])
    assert.deepStrictEqual(shape(at.api("GET", `${settings}?module=Notes`)), [400, "NOT_SUPPORTED", ["param_name"]])
    assert.deepStrictEqual(shape(at.api("GET", `${settings}/1?module=Leads`)), [
      400,
      "INVALID_DATA",
      ["resource_path_index"]
    ])
    assert.deepStrictEqual(bad({ feature_type: "other" }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ lock_type: "other" }), [400, "INVALID_DATA", supported])
    assert.deepStrictEqual(bad({ locked_for: "other" }), [400, "INVALID_DATA", supported])
    assert.deepStrictEqual(bad({ restricted_actions: ["update", "fly"] }), [400, "INVALID_DATA", supported])
    assert.deepStrictEqual(bad({ restricted_communications: ["fly"] }), [400, "INVALID_DATA", supported])
    assert.deepStrictEqual(bad({ restricted_communications: ["send_survey"] }), [400, "NOT_SUPPORTED", place])
    assert.deepStrictEqual(bad({ restricted_custom_buttons: [{ id: "1" }] }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ lock_excluded_profiles: [{ id: "1" }] }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ locked_for: "all_profiles_except_excluded_profiles" }), [
      400,
      "DEPENDENT_FIELD_MISSING",
      ["api_name", "dependee", "json_path"]
    ])
    assert.deepStrictEqual(bad({ lock_type: "both" }), [
      400,
      "DEPENDENT_FIELD_MISSING",
      ["api_name", "dependee", "json_path"]
    ])
    assert.deepStrictEqual(bad({ excluded_fields: [{}] }), [400, "EXPECTED_FIELD_MISSING", ["expected_fields"]])
    assert.deepStrictEqual(bad({ excluded_fields: [{ api_name: "Owner" }] }), [400, "NOT_SUPPORTED", place])
    assert.deepStrictEqual(bad({ excluded_fields: [{ id: "1" }] }), [400, "INVALID_DATA", place])
    const limit = ["api_name", "available_limit", "json_path", "limit"]
    const six = Array.from({ length: 6 }, (_, index) => rule(`r ${index}`, `c ${index}`))
    assert.deepStrictEqual(bad({ lock_type: "both", locking_rules: six }), [400, "LIMIT_EXCEEDED", limit])
    const rules = (...locking_rules: ReadonlyArray<object>) => bad({ lock_type: "both", locking_rules })
    assert.deepStrictEqual(rules(rule("a", "x"), rule("a", "y")), [400, "DUPLICATE_DATA", place])
    assert.deepStrictEqual(rules(rule("a", "x"), rule("b", "x")), [400, "DUPLICATE_DATA", place])
    const strange = { field: { api_name: "Nowhere" }, comparator: "equal", value: "1" }
    assert.deepStrictEqual(rules({ name: "a", criteria: strange }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(shape(at.api("PUT", leads, { [root]: [{}] })), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape(at.api("DELETE", leads)), [400, "REQUIRED_PARAM_MISSING", ["param_name"]])
    assert.deepInclude(current(at), { lock_type: "manual", locking_rules: [] })
    const none = OrgSupport.without(at, "Crm_Implied_Customize_Zoho_CRM")("GET", leads)
    assert.deepStrictEqual([none.status, none.json.details], [403, { permissions: ["Crm_Implied_Customize_Zoho_CRM"] }])
  })
})
