/** Entries of an assignment rule, copied and put into another order. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, said } from "./Support.ts"

const rules = "/crm/v8/settings/automation/assignment_rules"
const entry = (at: Acting, city: string) => ({
  criteria: { field: { api_name: "City" }, comparator: "equal", value: city },
  assign_to: { type: "users", resources: [{ id: at.users.other }] }
})
const make = (at: Acting, ...cities: ReadonlyArray<string>): string =>
  at.api("POST", `${rules}?module=Leads`, {
    assignment_rules: [{ name: "R", rule_entries: cities.map((city) => entry(at, city)) }]
  }).json.assignment_rules[0].details.id
const entries = (at: Acting, rule: string): ReadonlyArray<any> =>
  at.api("GET", `${rules}/${rule}?module=Leads`).json.assignment_rules[0].rule_entries
const cities = (at: Acting, rule: string) => entries(at, rule).map((it) => it.criteria.value)
const put = (at: Acting, rule: string, action: string, rows: unknown) =>
  at.api("PUT", `${rules}/${rule}/actions/${action}?module=Leads`, {
    assignment_rules: [{ rule_entries: rows }]
  })

describe("entries of an assignment rule", () => {
  it("are copied with what is said otherwise, behind the others", () => {
    const at = acting({ leads: 1 })
    const rule = make(at, "a", "b")
    const [a, b] = entries(at, rule)
    const copied = put(at, rule, "clone_entries", [{ id: b.id }, { id: a.id, criteria: entry(at, "c").criteria }])
    assert.strictEqual(copied.status, 200, JSON.stringify(copied.json))
    const { details, message } = copied.json.assignment_rules[0]
    assert.deepStrictEqual([details.id, message], [rule, ""])
    assert.deepStrictEqual(cities(at, rule), ["a", "b", "b", "c"])
    assert.deepStrictEqual(
      details.rule_entries.map((it: any) => it.id),
      entries(at, rule)
        .slice(2)
        .map((it) => it.id)
    )
    assert.deepStrictEqual(entries(at, rule)[3].assign_to, a.assign_to)
  })

  it("go to the places that are said, the others keeping their order; the first that takes a record decides", () => {
    const at = acting({ leads: 1 })
    const rule = make(at, "a", "b", "c", "d")
    const [a, b] = entries(at, rule)
    const moved = put(at, rule, "reorder_entries", [
      { id: a.id, sequence_number: 3 },
      { id: b.id, sequence_number: 1 }
    ])
    assert.deepStrictEqual(moved.json.assignment_rules[0].details, { id: rule })
    assert.deepStrictEqual(cities(at, rule), ["c", "b", "d", "a"])
    assert.deepStrictEqual(
      entries(at, rule).map((it) => it.sequence_number),
      [0, 1, 2, 3]
    )
  })

  it("are refused where they are not the rule's, or their places are none", () => {
    const at = acting({ leads: 1 })
    const rule = make(at, "a", "b")
    const [a, b] = entries(at, rule)
    const shape = (rows: unknown, action = "reorder_entries") => {
      const { json, status } = put(at, rule, action, rows)
      return [status, ...said(json.assignment_rules?.[0] ?? json)]
    }
    const place = ["api_name", "json_path"]
    const typed = ["api_name", "expected_data_type", "json_path"]
    assert.deepStrictEqual(shape(undefined), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape({}), [400, "INVALID_DATA", typed])
    assert.deepStrictEqual(shape([]), [400, "INVALID_DATA", ["api_name", "json_path", "minimum_length"]])
    assert.deepStrictEqual(shape([{ sequence_number: 0 }]), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape([{ id: "x", sequence_number: 0 }]), [400, "INVALID_DATA", typed])
    assert.deepStrictEqual(shape([{ id: rule, sequence_number: 0 }]), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(shape([{ id: a.id }]), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape([{ id: a.id, sequence_number: "1" }]), [400, "INVALID_DATA", typed])
    for (const rows of [
      [{ id: a.id, sequence_number: 2 }],
      [
        { id: a.id, sequence_number: 1 },
        { id: b.id, sequence_number: 1 }
      ],
      [
        { id: a.id, sequence_number: 0 },
        { id: a.id, sequence_number: 1 }
      ]
    ])
      assert.deepStrictEqual(shape(rows), [400, "INVALID_DATA", place])
    assert.strictEqual(shape([{ id: a.id, assign_to: { type: "crowd" } }], "clone_entries")[0], 400)
    assert.deepStrictEqual(cities(at, rule), ["a", "b"])
    const unknown = at.api("PUT", `${rules}/1/actions/reorder_entries?module=Leads`, {})
    assert.deepStrictEqual(unknown.json.details, { resource_path_index: 3 })
  })
})
