/** Users, roles and profiles: added, changed, deleted, and what a profile refuses. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, calls, said } from "../actions/Support.ts"
import { add, person, profile, profiles, roles, rolesOf, standardOf, users } from "./Support.ts"

describe("users", () => {
  it("are added with a place in the org, changed, and gone when deleted", () => {
    const at = acting({ leads: 1 })
    const id = add(at)
    const read = () => at.api("GET", `${users}/${id}`).json.users[0]
    assert.deepInclude(read(), { full_name: "Kim Aalto", status: "active", confirm: false })
    assert.strictEqual(read().profile.name, "Standard")
    const changed = at.api("PUT", `${users}/${id}`, {
      users: [{ last_name: "Berg", Reporting_To: { id: at.users.admin } }]
    })
    assert.strictEqual(changed.status, 200)
    assert.deepStrictEqual([read().full_name, read().Reporting_To.id], ["Kim Berg", at.users.admin])
    const lead = at.add("Leads", { Last_Name: "L", Owner: id })
    assert.strictEqual(at.get("Leads", lead).Owner.name, "Kim Berg")
    const theirs = calls(at, id)
    assert.strictEqual(theirs("GET", `${users}?type=CurrentUser`).json.users[0].id, id)
    const many = at.api("PUT", users, { users: [{ id, first_name: "K" }, { id: "1" }, {}] })
    assert.deepStrictEqual(
      [many.status, many.json.users.map((it: any) => it.code)],
      [207, ["SUCCESS", "INVALID_DATA", "MANDATORY_NOT_FOUND"]]
    )
    assert.strictEqual(at.api("DELETE", `${users}/${id}`).status, 200)
    assert.strictEqual(theirs("GET", users).status, 401)
    assert.include(
      at.api("GET", `${users}?type=DeletedUsers`).json.users.map((it: any) => it.id),
      id
    )
    assert.strictEqual(at.api("DELETE", `${users}/${id}`).status, 400)
  })

  it("are refused where something about them is wrong", () => {
    const at = acting({ leads: 1 })
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ email: undefined }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ email: "nobody" }, "INVALID_DATA", ["api_name"]],
      [{ email: "a@zoho.com" }, "INVALID_DATA", ["api_name"]],
      [{ email: at.core.credentials().userEmail }, "DUPLICATE_DATA", []],
      [{ profile: "1" }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ first_name: "<b>" }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ time_zone: "Mars" }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ number_separator: "Dash" }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ decimal_separator: "Space" }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ Reporting_To: { id: "1" } }, "INVALID_DATA", ["expected_data_type"]],
      [{ created_by: { id: "1" } }, "NOT_SUPPORTED", ["api_name", "json_path"]]
    ]
    for (const [more, code, details] of cases) {
      const { json, status } = at.api("POST", users, { users: [person(at, more)] })
      assert.deepStrictEqual([status, ...said(json.users[0])], [400, code, details], JSON.stringify(more))
    }
    const two = at.api("POST", users, { users: [person(at), person(at)] })
    assert.deepStrictEqual(said(two.json.users[0]), ["INVALID_DATA", ["api_name", "json_path", "maximum_length"]])
    at.core.setSwitches({ ...at.core.switches(), userLicenses: 1 })
    const full = at.api("POST", users, { users: [person(at)] })
    assert.strictEqual(full.json.users[0].code, "LICENSE_LIMIT_EXCEEDED")
    assert.strictEqual(at.api("DELETE", `${users}/${at.users.admin}`).status, 400)
  })
})

describe("roles", () => {
  it("make a tree that no role can leave or turn round", () => {
    const at = acting({ leads: 1 })
    const [ceo, manager] = rolesOf(at)
    const made = at.api("POST", roles, { roles: [{ name: "North", reporting_to: { id: manager.id } }] })
    assert.strictEqual(made.status, 201)
    const id = made.json.roles[0].details.id
    const user = add(at, { role: id })
    const round = at.api("PUT", `${roles}/${manager.id}`, { roles: [{ reporting_to: { id } }] })
    assert.deepStrictEqual(said(round.json.roles[0]), ["INVALID_DATA", ["api_name", "json_path"]])
    assert.strictEqual(at.api("PUT", roles, { roles: [{ id, name: "South" }] }).status, 200)
    const roleOf = () => at.api("GET", `${users}/${user}`).json.users[0].role
    assert.deepStrictEqual(roleOf(), { name: "South", id })
    const twice = at.api("POST", roles, { roles: [{ name: "South", reporting_to: ceo.id }] })
    assert.strictEqual(twice.json.roles[0].code, "DUPLICATE_DATA")
    assert.deepStrictEqual(said(at.api("DELETE", `${roles}/${id}`).json), ["REQUIRED_PARAM_MISSING", ["param_name"]])
    assert.strictEqual(at.api("DELETE", `${roles}/${id}?transfer_to_id=${manager.id}`).status, 200)
    assert.strictEqual(roleOf().id, manager.id)
    assert.strictEqual(at.api("DELETE", `${roles}/${ceo.id}?transfer_to_id=${manager.id}`).status, 400)
    assert.strictEqual(at.api("GET", `${roles}/${id}`).status, 204)
  })
})

describe("profiles", () => {
  it("refuse what they do not allow, and nothing else", () => {
    const at = acting({ leads: 1 })
    const lead = at.add("Leads", { Last_Name: "L" })
    const off = (...names: ReadonlyArray<string>) =>
      calls(at, add(at, { email: `u${names.join("").length}@example.com`, profile: profile(at, ...names) }))
    const refused = (answer: any, permission: string) =>
      assert.deepStrictEqual(
        [answer.status, answer.json],
        [
          403,
          {
            code: "NO_PERMISSION",
            details: { permissions: [permission] },
            message: answer.json?.message,
            status: "error"
          }
        ]
      )
    const noDelete = off("Crm_Implied_Delete_Leads")
    refused(noDelete("DELETE", `/crm/v8/Leads/${lead}`), "Crm_Implied_Delete_Leads")
    refused(noDelete("DELETE", `/crm/v8/leads?ids=${lead}`), "Crm_Implied_Delete_Leads")
    assert.strictEqual(noDelete("GET", `/crm/v8/Leads/${lead}`).status, 200)
    assert.strictEqual(noDelete("PUT", `/crm/v8/Leads/${lead}`, { data: [{ City: "Pune" }] }).status, 200)
    // What hangs on a permission goes with it.
    const noView = off("Crm_Implied_View_Leads")
    refused(noView("GET", "/crm/v8/Leads?fields=City"), "Crm_Implied_View_Leads")
    refused(noView("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x" }] }), "Crm_Implied_View_Leads")
    refused(
      noView("POST", "/crm/v8/coql", { select_query: "select City from Leads where id > 1" }),
      "Crm_Implied_View_Leads"
    )
    refused(
      noView("POST", "/crm/bulk/v8/read", { query: { module: { api_name: "Leads" }, fields: ["City"] } }),
      "Crm_Implied_View_Leads"
    )
    assert.notStrictEqual(noView("GET", "/crm/v8/Contacts?fields=Last_Name").status, 403)
    refused(off("Crm_Implied_Zapi_Access")("GET", users), "Crm_Implied_Zapi_Access")
    const noSetup = off("Crm_Implied_Manage_Profiles", "Crm_Implied_Manage_Users")
    refused(noSetup("PATCH", `${profiles}/1`, {}), "Crm_Implied_Manage_Profiles")
    refused(noSetup("POST", users, {}), "Crm_Implied_Manage_Users")
    assert.strictEqual(noSetup("GET", profiles).status, 200)
    // Allowed again, it is there at once.
    const [id] = at.core.db.all("SELECT profile FROM user WHERE email LIKE 'u24%'").map((row) => String(row["profile"]))
    const permissions = at.api("GET", `${profiles}/${id}`).json.profiles[0].permissions_details
    const view = permissions.find((it: any) => it.name === "Crm_Implied_Delete_Leads").id
    at.api("PATCH", `${profiles}/${id}`, { profiles: [{ permissions_details: [{ id: view, enabled: true }] }] })
    assert.strictEqual(noDelete("DELETE", `/crm/v8/Leads/${lead}`).status, 200)
  })

  it("are cloned, renamed with their users, and deleted when those are handed over", () => {
    const at = acting({ leads: 1 })
    const id = profile(at)
    const user = add(at, { profile: id })
    assert.strictEqual(at.api("PATCH", `${profiles}/${id}`, { profiles: [{ name: "Sellers" }] }).status, 200)
    assert.strictEqual(at.api("GET", `${users}/${user}`).json.users[0].profile.name, "Sellers")
    assert.deepStrictEqual(said(at.api("DELETE", `${profiles}/${id}`).json), ["REQUIRED_PARAM_MISSING", ["param_name"]])
    assert.strictEqual(at.api("DELETE", `${profiles}/${id}?transfer_to=${standardOf(at)}`).status, 200)
    assert.strictEqual(at.api("GET", `${users}/${user}`).json.users[0].profile.name, "Standard")
    const system = at.api("DELETE", `${profiles}/${standardOf(at)}?transfer_to=${id}`)
    assert.deepStrictEqual(said(system.json), ["NOT_ALLOWED", ["resource_path_index"]])
  })

  const at = acting({ leads: 1 })
  it.prop("and users and roles answer whatever they are given", [Schema.Json], ([body]) => {
    const id = at.users.other
    for (const [method, path, key] of [
      ["POST", users, "users"],
      ["PUT", users, "users"],
      ["PUT", `${users}/${id}`, "users"],
      ["POST", roles, "roles"],
      ["PUT", roles, "roles"],
      ["PATCH", `${profiles}/${standardOf(at)}`, "profiles"]
    ] as const) {
      for (const sent of [body, { [key]: body }, { [key]: [body] }]) at.api(method, path, sent)
    }
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
