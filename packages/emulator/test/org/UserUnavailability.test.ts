/** When users are away. */
import { assert, describe, it } from "@effect/vitest"
import { acting, said } from "../actions/Support.ts"

const root = "users_unavailability"
const path = `/crm/v8/settings/${root}`
const shape = ({ json, status }: any) => [status, ...said(json[root]?.[0] ?? json)]
const from = "2026-12-01T09:00:00+05:30"
const to = "2026-12-01T18:00:00+05:30"

describe("the unavailability of users", () => {
  it("is kept, read, changed and taken away", () => {
    const at = acting({ leads: 1 })
    const { admin, other } = at.users
    assert.strictEqual(at.api("GET", path).status, 204)
    const made = at.api("POST", path, {
      [root]: [
        { user: { id: admin }, from, to, comments: "away" },
        { user: { id: other }, from, to }
      ]
    })
    assert.deepStrictEqual(shape(made), [201, "SUCCESS", ["id"]])
    assert.strictEqual(made.json[root][0].message, "Unavailability Hours saved successfully")
    const [first, second] = made.json[root].map((it: any) => it.details.id)
    const one = at.api("GET", `${path}/${first}`).json[root][0]
    assert.deepInclude(one, { id: first, from, to, comments: "away", all_day: false })
    assert.deepStrictEqual(Object.keys(one.user), ["name", "id", "zuid"])
    assert.deepInclude(at.api("GET", path).json.info, { count: 2, more_records: false })
    const later = "2026-12-02T18:00:00+05:30"
    assert.strictEqual(at.api("PUT", `${path}/${first}`, { [root]: [{ to: later }] }).status, 200)
    assert.deepInclude(at.api("GET", `${path}/${first}`).json[root][0], {
      to: later,
      comments: "away"
    })
    const many = at.api("PUT", path, { [root]: [{ id: second, comments: "ill" }, { id: "1" }] })
    assert.deepStrictEqual([many.status, many.json[root][1].code], [207, "INVALID_DATA"])
    const role = at.api("GET", `/crm/v8/users/${other}`).json.users[0].role.id
    const ids = (query: string) => (at.api("GET", `${path}?${query}`).json?.[root] ?? []).map((it: any) => it.id)
    assert.deepStrictEqual(ids(`role_ids=${role}`), [second])
    assert.deepStrictEqual(ids("group_ids=1"), [])
    assert.deepStrictEqual(shape(at.api("GET", `${path}?role_ids=x`)), [400, "INVALID_DATA", ["index", "param_name"]])
    assert.deepStrictEqual(shape(at.api("DELETE", `${path}/${first}`)), [200, "SUCCESS", ["id"]])
    assert.strictEqual(at.api("GET", `${path}/${first}`).status, 204)
  })

  it("is refused with what is wrong with it", () => {
    const at = acting({ leads: 1 })
    const user = { id: at.users.admin }
    const bad = (item: object) => shape(at.api("POST", path, { [root]: [item] }))
    const place = ["api_name", "json_path"]
    assert.deepStrictEqual(bad({ from, to }), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(bad({ user, from }), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(bad({ user: {}, from, to }), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(bad({ user: { id: "1" }, from, to }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ user, from: to, to: from }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ user, from: "x", to }), [
      400,
      "INVALID_DATA",
      ["api_name", "expected_data_type", "json_path"]
    ])
    assert.deepStrictEqual(bad({ user, from, to, comments: "x".repeat(251) }), [
      400,
      "INVALID_DATA",
      ["api_name", "json_path", "maximum_length"]
    ])
    assert.deepStrictEqual(shape(at.api("DELETE", `${path}/1`)), [400, "INVALID_DATA", ["resource_path_index"]])
    assert.strictEqual(at.api("GET", path).status, 204)
  })
})
