/** Territories: a tree with users and records in it, as other calls see it. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, calls, said, settle, view } from "../actions/Support.ts"
import { add, users, without } from "./Support.ts"

const path = "/crm/v8/settings/territories"

const top = (at: Acting): string => at.api("GET", path).json.territories[0].id

const made = (at: Acting, name: string, more: object = {}): string => {
  const { json, status } = at.api("POST", path, {
    territories: [{ name, reporting_to: { id: top(at) }, permission_type: "read_only", ...more }]
  })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json.territories[0].details.id
}

const names = (answer: any): ReadonlyArray<string> =>
  (answer.json?.territories ?? []).map((one: any) => one.name ?? one.Name)

describe("territories", () => {
  it("make a tree that no territory can leave or turn round", () => {
    const at = acting({ leads: 1 })
    const north = made(at, "North", { manager: { id: at.users.admin }, description: "d" })
    const oslo = made(at, "Oslo", { reporting_to: { id: north } })
    const read = (id: string) => at.api("GET", `${path}/${id}`).json.territories[0]
    assert.deepInclude(read(oslo), { name: "Oslo", api_name: "Oslo", reporting_to: { name: "North", id: north } })
    assert.strictEqual(read(north).manager.id, at.users.admin)
    assert.deepStrictEqual(names(at.api("GET", `${path}/${north}/__child_territories`)), ["Oslo"])
    const round = at.api("PUT", `${path}/${north}`, { territories: [{ reporting_to: { id: oslo } }] })
    assert.deepStrictEqual(said(round.json.territories[0]), ["INVALID_DATA", ["api_name", "json_path"]])
    const many = at.api("PUT", path, { territories: [{ id: north, name: "South" }, { id: "1" }, {}] })
    assert.deepStrictEqual(
      [many.status, many.json.territories.map((one: any) => one.code)],
      [207, ["SUCCESS", "INVALID_DATA", "MANDATORY_NOT_FOUND"]]
    )
    assert.strictEqual(read(oslo).reporting_to.name, "South")
    const filters = encodeURIComponent(
      JSON.stringify({ comparator: "starts_with", field: { api_name: "name" }, value: "os" })
    )
    assert.deepStrictEqual(names(at.api("GET", `${path}?filters=${filters}`)), ["Oslo"])
    assert.deepStrictEqual(names(at.api("GET", `${path}?ids=${north}`)), ["South"])
  })

  it("go with their users and records to another one, and are remembered", () => {
    const at = acting({ leads: 1 })
    const [north, south] = [made(at, "North"), made(at, "South")]
    const oslo = made(at, "Oslo", { reporting_to: { id: north } })
    const lead = at.add("Leads", { Last_Name: "L" })
    const put = at.api("POST", `/crm/v8/Leads/${lead}/actions/assign_territories`, {
      data: [{ Territories: [{ id: north }] }]
    })
    assert.strictEqual(put.status, 200)
    at.api("PUT", `${path}/${north}/users`, { users: [{ id: at.users.other }] })
    assert.strictEqual(at.api("DELETE", `${path}/${north}`).json.territories[0].code, "NOT_ALLOWED")
    const transfer = (row: object) => at.api("POST", `${path}/actions/transfer_and_delete`, { territories: [row] })
    assert.deepStrictEqual(said(transfer({ id: north }).json.territories[0]), [
      "DEPENDENT_FIELD_MISSING",
      ["api_name", "dependee", "json_path"]
    ])
    assert.deepStrictEqual(said(transfer({ id: north, transfer_to_id: oslo }).json.territories[0]), [
      "INVALID_DATA",
      ["api_name", "json_path"]
    ])
    assert.strictEqual(transfer({ id: north, transfer_to_id: south }).status, 200)
    assert.deepStrictEqual(at.get("Leads", lead).Territories, [{ name: "South", id: south }])
    assert.deepStrictEqual(names(at.api("GET", `${path}/${south}/__child_territories`)), ["Oslo"])
    assert.deepStrictEqual(
      at
        .api("GET", `${path}/actions/associated_users_count`)
        .json.associated_users_count.map((one: any) => [one.territory.name, one.count]),
      [["South", 1]]
    )
    assert.strictEqual(at.api("GET", `${path}/${north}`).status, 204)
    assert.deepStrictEqual(names(at.api("GET", `${path}/actions/deleted_associated_territories`)), ["North"])
    // Deleted without an heir, they leave the record in none.
    assert.strictEqual(at.api("DELETE", `${path}?ids=${oslo},${south}`).status, 200)
    assert.deepStrictEqual(at.get("Leads", lead).Territories, [])
    const denied = at.api("DELETE", `${path}/${top(at)}`)
    assert.deepStrictEqual([denied.status, denied.json.territories[0].code], [400, "PERMISSION_DENIED"])
  })

  it("are refused where something about them is wrong", () => {
    const at = acting({ leads: 1 })
    made(at, "North")
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ name: undefined }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ reporting_to: undefined }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ permission_type: undefined }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ name: "North" }, "DUPLICATE_DATA", ["api_name", "json_path"]],
      [{ name: 5 }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ permission_type: "all" }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ reporting_to: { id: "1" } }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ manager: { id: at.users.disabled } }, "INVALID_DATA", ["api_name", "json_path"]],
      [
        { lead_rule_criteria: { field: "City", comparator: "equal", value: "x" } },
        "INVALID_DATA",
        ["api_name", "expected_data_type", "json_path"]
      ],
      [
        { lead_rule_criteria: { field: { api_name: "City" }, value: "x" } },
        "DEPENDENT_FIELD_MISSING",
        ["api_name", "dependee", "json_path"]
      ]
    ]
    for (const [more, code, details] of cases) {
      const { json, status } = at.api("POST", path, {
        territories: [{ name: "T", reporting_to: { id: top(at) }, permission_type: "read_only", ...more }]
      })
      assert.deepStrictEqual([status, ...said(json.territories[0])], [400, code, details], JSON.stringify(more))
    }
    assert.strictEqual(at.api("GET", `${path}?filters=x`).json.code, "INVALID_DATA")
    const refused = without(at, "Crm_Implied_Manage_Territories")
    assert.strictEqual(refused("GET", path).status, 200)
    assert.deepStrictEqual(refused("POST", path, {}).json.details, { permissions: ["Crm_Implied_Manage_Territories"] })
    at.core.setSwitches({ ...at.core.switches(), territories: false })
    assert.strictEqual(at.api("GET", path).json.code, "FEATURE_NOT_ENABLED")
    assert.strictEqual(at.api("GET", `${path}/1/users`).json.code, "TERRITORY_NOT_ENABLED")
  })
})

describe("users of territories", () => {
  it("are the same from either side", () => {
    const at = acting({ leads: 1 })
    const north = made(at, "North")
    const user = add(at)
    const theirs = `${users}/${user}/territories`
    assert.strictEqual(at.api("GET", theirs).status, 204)
    assert.strictEqual(at.api("PUT", theirs, { territories: [{ id: north }] }).status, 200)
    assert.strictEqual(at.api("GET", `${path}/${north}/users`).json.users[0].full_name, "Kim Aalto")
    assert.deepStrictEqual(names(at.api("GET", `${theirs}/${north}`)), ["North"])
    assert.strictEqual(
      at.api("PUT", theirs, { territories: [{ id: north }] }).json.territories[0].code,
      "DUPLICATE_DATA"
    )
    assert.deepStrictEqual(said(at.api("PUT", `${path}/${north}/users/${user}`).json.users[0]), [
      "DUPLICATE_DATA",
      ["resource_path_index"]
    ])
    assert.strictEqual(at.api("DELETE", `${path}/${north}/users?ids=${user}`).status, 200)
    assert.strictEqual(at.api("GET", theirs).status, 204)
    assert.deepStrictEqual(at.api("DELETE", `${theirs}/${north}`).json.details, { resource_path_index: 3 })
    assert.strictEqual(at.api("PUT", `${path}/${north}/users/${user}`).status, 200)
    assert.strictEqual(at.api("DELETE", `${theirs}?ids=${north}`).status, 200)
  })

  it("are refused where they are nobody, gone, or the caller", () => {
    const at = acting({ leads: 1 })
    const north = made(at, "North")
    const put = at.api("PUT", `${path}/${north}/users`, { users: [{ id: "1" }, { id: at.users.disabled }, {}] })
    assert.deepStrictEqual(put.json.users.map(said), [
      ["INVALID_DATA", ["api_name", "json_path"]],
      ["INVALID_DATA", ["api_name", "json_path", "owner_status"]],
      ["MANDATORY_NOT_FOUND", ["api_name", "json_path"]]
    ])
    const own = at.api("PUT", `${users}/${at.users.admin}/territories`, { territories: [{ id: north }] })
    assert.deepStrictEqual([own.status, own.json.code], [403, "NOT_ALLOWED"])
    assert.deepStrictEqual(at.api("GET", `${path}/1/users`).json.details, { resource_path_index: 2 })
    assert.deepStrictEqual(at.api("GET", `${path}/${north}/users/1`).json.details, { resource_path_index: 4 })
    assert.deepStrictEqual(at.api("GET", `${users}/1/territories`).json.details, { resource_path_index: 1 })
  })
})

describe("records in territories", () => {
  const act = (at: Acting, module: string, verb: string, data: ReadonlyArray<object>, api = at.api) =>
    api("POST", `/crm/v8/${module}/actions/${verb}_territories`, { data })

  it("show them in reads, and leave them again", () => {
    const at = acting({ leads: 1 })
    const [north, south] = [made(at, "North"), made(at, "South")]
    const lead = at.add("Leads", { Last_Name: "L" })
    const both = { Territories: [{ id: north }, { id: south }] }
    assert.deepStrictEqual(at.get("Leads", lead).Territories, [])
    assert.strictEqual(act(at, "Leads", "assign", [{ id: lead, ...both }]).status, 200)
    const listed = at.api("GET", "/crm/v8/Leads?fields=Last_Name,Territories").json.data
    assert.deepStrictEqual(
      listed.find((one: any) => one.id === lead).Territories.map((one: any) => one.name),
      ["North", "South"]
    )
    assert.strictEqual(act(at, "Leads", "remove", [{ id: lead, Territories: [{ id: north }] }]).status, 200)
    assert.deepStrictEqual(at.get("Leads", lead).Territories, [{ name: "South", id: south }])
    const again = act(at, "Leads", "remove", [{ id: lead, Territories: [{ id: north }] }])
    assert.deepStrictEqual(said(again.json.data[0]), ["INVALID_DATA", ["api_name", "json_path"]])
    const deal = at.add("Deals", { Deal_Name: "D", Stage: "Qualification", Pipeline: "Standard (Standard)" })
    assert.strictEqual(at.get("Deals", deal).Territory, null)
    assert.deepStrictEqual(said(act(at, "Deals", "assign", [{ id: deal, ...both }]).json.data[0]), [
      "LIMIT_EXCEEDED",
      ["api_name", "json_path", "limit"]
    ])
    act(at, "Deals", "assign", [{ id: deal, Territories: [{ id: north }] }])
    assert.deepStrictEqual(at.get("Deals", deal).Territory, { name: "North", id: north })
    // Where its territory is gone, there is room for another.
    at.api("DELETE", `${path}/${north}`)
    assert.strictEqual(act(at, "Deals", "assign", [{ id: deal, Territories: [{ id: south }] }]).status, 200)
    assert.deepStrictEqual(at.get("Deals", deal).Territory, { name: "South", id: south })
  })

  const fieldOf = (at: Acting, module: string) =>
    at
      .api("GET", `/crm/v8/settings/fields?module=${module}`)
      .json.fields.find((one: any) => one.api_name.startsWith("Territor"))

  it("say so in a field that every way of reading knows, and no condition", () => {
    const at = acting({ leads: 1 })
    const north = made(at, "North")
    const lead = at.add("Leads", { Last_Name: "Placed" })
    const deal = at.add("Deals", { Deal_Name: "D", Stage: "Qualification", Pipeline: "Standard (Standard)" })
    const contact = at.add("Contacts", { Last_Name: "C" })
    for (const [module, id] of [
      ["Leads", lead],
      ["Deals", deal]
    ] as const)
      assert.strictEqual(act(at, module, "assign", [{ id, Territories: [{ id: north }] }]).status, 200)
    assert.deepInclude(fieldOf(at, "Leads"), { json_type: "jsonarray", read_only: true })
    assert.deepInclude(fieldOf(at, "Deals"), { api_name: "Territory", json_type: "jsonobject", read_only: true })
    assert.isUndefined(fieldOf(at, "Tasks"))
    const ref = { name: "North", id: north }
    assert.deepStrictEqual(at.api("GET", "/crm/v8/Leads/search?word=Placed").json.data[0].Territories, [ref])
    const coql = (select_query: string) => at.api("POST", "/crm/v8/coql", { select_query })
    const found = (query: string) => coql(query).json.data
    assert.deepStrictEqual(found(`select Territories from Leads where id = '${lead}'`)[0].Territories, [ref])
    assert.deepStrictEqual(found(`select Territory from Deals where id = '${deal}'`)[0].Territory, ref)
    assert.deepStrictEqual(found(`select Territories from Contacts where id = '${contact}'`)[0].Territories, [])
    const account = at.add("Accounts", { Account_Name: "A" })
    assert.strictEqual(act(at, "Accounts", "assign", [{ id: account, Territories: [{ id: north }] }]).status, 200)
    const joined = () => found(`select Account_Name.Territories from Contacts where id = '${contact}'`)[0]
    assert.isNull(joined()["Account_Name.Territories"])
    at.api("PUT", `/crm/v8/Contacts/${contact}`, { data: [{ Account_Name: { id: account } }] })
    assert.deepStrictEqual(joined()["Account_Name.Territories"], [ref])
    for (const rest of [
      "where Territories is not null",
      "where id > '1' order by Territories",
      "where id > '1' group by Territories"
    ])
      assert.strictEqual(coql(`select Last_Name from Leads ${rest}`).json.code, "INVALID_QUERY", rest)
    const searched = at.api("GET", `/crm/v8/Leads/search?criteria=(Territories:equals:${north})`)
    assert.strictEqual(searched.json.code, "INVALID_QUERY")
    // No write of the record itself moves it.
    at.api("PUT", `/crm/v8/Leads/${lead}`, { data: [{ Territories: [] }] })
    assert.deepStrictEqual(at.get("Leads", lead).Territories, [ref])
    at.core.setSwitches({ ...at.core.switches(), territories: false })
    assert.isUndefined(fieldOf(at, "Leads"))
    assert.notProperty(at.get("Leads", lead), "Territories")
    assert.strictEqual(coql(`select Territories from Leads where id = '${lead}'`).json.code, "INVALID_QUERY")
    assert.strictEqual(at.api("GET", `/crm/v8/Leads?fields=City&territory_id=${north}`).status, 403)
    at.core.setSwitches({ ...at.core.switches(), territories: true })
    assert.deepStrictEqual(at.get("Leads", lead).Territories, [ref])
    assert.strictEqual(at.core.counters.defects, 0)
  })

  it("are listed by it, and changed by it in a mass action, with those of the territories below", () => {
    const at = acting({ leads: 1 })
    const north = made(at, "North")
    const oslo = made(at, "Oslo", { reporting_to: { id: north } })
    const [upper, lower, none] = ["U", "L", "N"].map((Last_Name) => at.add("Leads", { Last_Name, City: "Testville" }))
    act(at, "Leads", "assign", [
      { id: upper, Territories: [{ id: north }] },
      { id: lower, Territories: [{ id: oslo }] }
    ])
    const list = (query: string, module = "Leads") => at.api("GET", `/crm/v8/${module}?fields=Owner&${query}`)
    const ids = (query: string) => list(query).json?.data.map((one: any) => one.id) ?? []
    assert.deepStrictEqual(ids(`territory_id=${north}`), [upper])
    assert.deepStrictEqual(ids(`territory_id=${north}&include_child=true`), [lower, upper])
    assert.deepStrictEqual(ids(`territory_id=${oslo}&include_child=true`), [lower])
    for (const [query, module, details] of [
      ["territory_id=1", "Leads", ["param_name"]],
      [`territory_id=${north}&include_child=x`, "Leads", ["param_name", "supported_values"]],
      [`territory_id=${north}`, "Tasks", ["resource_path_index"]]
    ] as const)
      assert.deepStrictEqual(said(list(query, module).json)[1], details)
    const cvid = view(at, "Leads", { field: { api_name: "City" }, comparator: "equal", value: "Testville" })
    const update = (territory: unknown) =>
      at.api("POST", "/crm/v8/Leads/actions/mass_update", { cvid, territory, data: [{ Fax: "1" }] })
    for (const wrong of [{ id: "1" }, {}, { id: north, include_child: "yes" }, "north"])
      assert.strictEqual(update(wrong).status, 400)
    assert.strictEqual(update({ id: north, include_child: true }).status, 200)
    settle(at)
    at.api("GET", "/crm/v8/org")
    assert.deepStrictEqual(
      [upper, lower, none].map((id) => at.get("Leads", id ?? "").Fax),
      ["1", "1", null]
    )
  })

  it("are refused row by row", () => {
    const at = acting({ leads: 1 })
    const north = made(at, "North")
    const lead = at.add("Leads", { Last_Name: "L" })
    const in_ = (...ids: ReadonlyArray<string>) => ({ Territories: ids.map((id) => ({ id })) })
    const mixed = act(at, "Leads", "assign", [
      { id: lead, ...in_(north) },
      { id: lead, ...in_(north) },
      { id: lead, ...in_("1") },
      { id: lead, Territories: [{}] },
      { id: "1", ...in_(north) },
      in_(north),
      { id: lead }
    ])
    assert.deepStrictEqual(
      [mixed.status, mixed.json.data.map((one: any) => one.code)],
      [
        207,
        [
          "SUCCESS",
          "DUPLICATE_DATA",
          "INVALID_DATA",
          "MANDATORY_NOT_FOUND",
          "INVALID_DATA",
          "MANDATORY_NOT_FOUND",
          "MANDATORY_NOT_FOUND"
        ]
      ]
    )
    assert.deepStrictEqual(act(at, "Tasks", "assign", [{}]).json.details, { resource_path_index: 0 })
    at.api("PUT", "/crm/v8/settings/data_sharing", {
      data_sharing: [{ module: { api_name: "Leads" }, share_type: "public_read_only" }]
    })
    const other = calls(at, at.users.other)
    const refused = act(at, "Leads", "assign", [{ id: lead, ...in_(north) }], other)
    assert.deepStrictEqual(said(refused.json.data[0]), ["NO_PERMISSION", ["api_name", "json_path"]])
    const single = other("POST", `/crm/v8/Leads/${lead}/actions/remove_territories`, { data: [in_(north)] })
    assert.deepStrictEqual([single.status, ...said(single.json)], [403, "NO_PERMISSION", ["permissions"]])
  })

  it("come by the rules, when these are run", () => {
    const at = acting({ leads: 1 })
    made(at, "Oslo", { lead_rule_criteria: { field: { api_name: "City" }, comparator: "equal", value: "Oslo" } })
    const lead = at.add("Leads", { Last_Name: "L", City: "Oslo" })
    const elsewhere = at.add("Leads", { Last_Name: "M", City: "Rome" })
    const base = `${path}/actions`
    const run = at.api("POST", `${base}/run_rules`, { run_rules: { module: { api_name: "Leads" } } })
    assert.deepStrictEqual([run.status, run.json.run_rules.code], [202, "SCHEDULED"])
    assert.deepStrictEqual(
      at.get("Leads", lead).Territories.map((one: any) => one.name),
      ["Oslo"]
    )
    assert.deepStrictEqual(at.get("Leads", elsewhere).Territories, [])
    const status = () =>
      at.api("GET", `${base}/scheduled_run_rule_jobs?job_id=${run.json.run_rules.details.job_id}`).json
        .scheduled_run_rule_jobs.status
    assert.strictEqual(status(), "IN_PROGRESS")
    at.core.clock.advance(2000)
    assert.strictEqual(status(), "COMPLETED")
    assert.strictEqual(at.api("GET", `${base}/scheduled_run_rule_jobs`).json.code, "REQUIRED_PARAM_MISSING")
    const wrong = at.api("POST", `${base}/run_rules`, { run_rules: { module: { api_name: "Tasks" } } })
    assert.deepStrictEqual(said(wrong.json.run_rules), ["INVALID_DATA", ["api_name", "json_path"]])
  })
})
