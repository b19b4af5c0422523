/** User groups: who is in them, by whatever way, and what they refuse. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, said } from "../actions/Support.ts"
import { add, roles, rolesOf, users, without } from "./Support.ts"

const path = "/crm/v8/settings/user_groups"
const source = (type: string, id: string, more: object = {}) => ({ type, source: { id }, ...more })

const made = (at: Acting, name: string, ...sources: ReadonlyArray<object>): string => {
  const { json, status } = at.api("POST", path, { user_groups: [{ name, sources }] })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json.user_groups[0].details.id
}

const counts = (at: Acting) =>
  Object.fromEntries(
    (at.api("GET", `${path}/actions/associated_users_count`).json?.associated_users_count ?? []).map((one: any) => [
      one.user_group.name,
      one.count
    ])
  )

describe("user groups", () => {
  it("hold users, roles with those below, territories and other groups, each user once", () => {
    const at = acting({ leads: 1 })
    const [ceo, manager] = rolesOf(at)
    const user = add(at, { role: manager.id })
    const territories = "/crm/v8/settings/territories"
    const territory = at.api("GET", territories).json.territories[0].id
    at.api("PUT", `${territories}/${territory}/users`, { users: [{ id: at.users.other }] })
    const alone = made(at, "Alone", source("users", user))
    made(at, "Chief", source("roles", ceo.id))
    made(at, "All", source("roles", ceo.id, { subordinates: true }))
    made(at, "Land", source("territories", territory, { sub_territories: true }))
    made(at, "Both", source("groups", alone), source("users", user))
    const active = at.api("GET", `${users}?type=ActiveUsers`).json.users
    const everybody = active.length
    const chiefs = active.filter((it: any) => it.role.id === ceo.id)
    assert.deepStrictEqual(counts(at), { Alone: 1, Chief: chiefs.length, All: everybody, Land: 1, Both: 1 })
    const groups = () =>
      at.api("GET", `${users}/${user}/actions/associated_groups`).json.user_groups.map((it: any) => it.name)
    assert.deepStrictEqual(groups(), ["Alone", "All", "Both"])
    // A new role below counts at once.
    const role = at.api("POST", roles, { roles: [{ name: "North", reporting_to: { id: manager.id } }] })
    add(at, { email: "n@example.com", role: { id: role.json.roles[0].details.id } })
    assert.strictEqual(counts(at)["All"], everybody + 1)
    at.api("DELETE", `${path}/${alone}`)
    assert.deepStrictEqual(groups(), ["All", "Both"])
    at.api("PUT", `${users}/${user}`, { users: [{ status: "disabled" }] })
    assert.strictEqual(counts(at)["Both"], 0)
  })

  it("are read, changed and deleted", () => {
    const at = acting({ leads: 1 })
    assert.strictEqual(at.api("GET", path).status, 204)
    const id = made(at, "G", source("users", at.users.admin), source("users", at.users.disabled))
    const read = () => at.api("GET", `${path}/${id}`).json.user_groups[0]
    assert.deepStrictEqual([read().description, read().sources_count], [null, { users: 2 }])
    assert.deepStrictEqual(at.api("GET", `${path}/${id}/actions/sources_count`).json.sources_count[0].users, {
      active: 1,
      inactive: 1,
      deleted: 0
    })
    const inactive = at.api("GET", `${path}/${id}/sources?type=users&user_type=inactive`).json.sources
    assert.deepStrictEqual(
      inactive.map((it: any) => [it.type, it.source.id]),
      [["users", at.users.disabled]]
    )
    const changed = at.api("PUT", path, { user_groups: [{ id, name: "H", description: "d" }, { id: "1" }, {}] })
    assert.deepStrictEqual(
      [changed.status, changed.json.user_groups.map((it: any) => it.code)],
      [207, ["SUCCESS", "INVALID_DATA", "MANDATORY_NOT_FOUND"]]
    )
    assert.deepInclude(read(), { name: "H", description: "d", sources_count: { users: 2 } })
    const one = at.api("PUT", `${path}/${id}`, { user_groups: [{ sources: [source("users", at.users.admin)] }] })
    assert.strictEqual(one.status, 200)
    assert.deepStrictEqual(read().sources_count, { users: 1 })
    assert.strictEqual(at.api("GET", `${path}?name=H`).json.user_groups.length, 1)
    assert.strictEqual(at.api("DELETE", `${path}/${id}`).status, 200)
    assert.deepStrictEqual(at.api("GET", `${path}/${id}`).json.details, { resource_path_index: 2 })
  })

  it("are refused where something about them is wrong", () => {
    const at = acting({ leads: 1 })
    const inner = made(at, "Inner", source("users", at.users.admin))
    const outer = made(at, "Outer", source("groups", inner))
    const good = [source("users", at.users.admin)]
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ sources: good }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ name: "N" }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ name: "Inner", sources: good }, "DUPLICATE_DATA", ["api_name", "json_path"]],
      [{ name: 1, sources: good }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ name: "N", sources: {} }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ name: "N", sources: [] }, "INVALID_DATA", ["api_name", "json_path", "minimum_length"]],
      [{ name: "N", sources: [{}] }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ name: "N", sources: [source("x", "1")] }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ name: "N", sources: [source("users", "1")] }, "INVALID_DATA", ["api_name", "json_path"]],
      [
        { name: "N", sources: [source("roles", rolesOf(at)[0].id, { subordinates: 1 })] },
        "INVALID_DATA",
        ["api_name", "expected_data_type", "json_path"]
      ]
    ]
    for (const [group, code, details] of cases) {
      const { json, status } = at.api("POST", path, { user_groups: [group] })
      assert.deepStrictEqual([status, ...said(json.user_groups[0])], [400, code, details], JSON.stringify(group))
    }
    const round = at.api("PUT", `${path}/${inner}`, { user_groups: [{ sources: [source("groups", outer)] }] })
    assert.strictEqual(round.json.user_groups[0].code, "INVALID_DATA")
    assert.strictEqual(at.api("GET", `${path}/${inner}/sources?type=x`).json.code, "PATTERN_NOT_MATCHED")
    assert.strictEqual(at.api("GET", `${path}?filters=x`).json.code, "INVALID_DATA")
    assert.strictEqual(at.api("GET", `${path}/actions/deletion_jobs`).json.code, "REQUIRED_PARAM_MISSING")
    assert.strictEqual(at.api("GET", `${users}/1/actions/associated_groups`).status, 400)
    const refused = without(at, "Crm_Implied_Manage_Groups")
    assert.deepStrictEqual(refused("POST", path, {}).json.details, { permissions: ["Crm_Implied_Manage_Groups"] })
  })
})
