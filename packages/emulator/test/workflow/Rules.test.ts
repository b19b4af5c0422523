/** Workflow rules: kept and ordered, and told by the request log when a write would have set them off. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { type Acting, acting, calls, said } from "../actions/Support.ts"
import * as OrgSupport from "../org/Support.ts"
import { base, isGone, module, tag } from "./Support.ts"

const root = "workflow_rules"
const path = `${base}/${root}`

const city = (value: string) => ({
  criteria_details: { criteria: { field: { api_name: "City" }, comparator: "equal", value } }
})
const condition = (value: string, more: object = {}) => ({
  ...city(value),
  instant_actions: { actions: [tag] },
  ...more
})
const rule = (more: object = {}) => ({
  name: "R",
  module,
  execute_when: { type: "create", details: {} },
  conditions: [condition("Pune")],
  ...more
})
const on = (type: string, details: object = {}) => ({ execute_when: { type, details } })
const post = (at: Acting, more: object = {}) => at.api("POST", path, { [root]: [rule(more)] })
const made = (at: Acting, more: object = {}): string => {
  const { json, status } = post(at, more)
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json[root][0].details.id
}
const one = (at: Acting, id: string): any => at.api("GET", `${path}/${id}`).json[root]?.[0]
const names = (at: Acting, more = ""): ReadonlyArray<string> =>
  (at.api("GET", `${path}${more}`).json?.[root] ?? []).map((it: any) => it.name)
/** What the log says of the latest request: names of rules and the records they would have run for. */
const fired = (at: Acting): ReadonlyArray<readonly [string, string]> =>
  (at.core.log.entries().at(-1)?.workflows ?? []).map((it) => [it.name, it.record] as const)
const lead = (at: Acting, more: object = {}): string => at.add("Leads", { Last_Name: "L", City: "Pune", ...more })
const update = (at: Acting, id: string, fields: object, more: object = {}): void => {
  assert.strictEqual(at.api("PUT", `/crm/v8/Leads/${id}`, { data: [fields], ...more }).status, 200)
}

describe("workflow rules", () => {
  it("are made, read, changed and deleted", () => {
    const at = acting()
    assert.strictEqual(at.api("GET", path).status, 204)
    const id = made(at, {
      conditions: [
        condition("Pune", { scheduled_actions: [{ execute_after: { unit: 1, period: "days" }, actions: [tag] }] })
      ]
    })
    const read = one(at, id)
    assert.deepInclude(read, { id, name: "R", status: { active: true }, last_executed_time: null })
    assert.strictEqual(read.execute_when.type, "create")
    assert.strictEqual(read.execute_when.details.trigger_module.api_name, "Leads")
    const [first] = read.conditions
    assert.deepInclude(first.criteria_details.criteria, { comparator: "equal", value: "Pune" })
    assert.deepInclude(first.instant_actions.actions[0], { type: "add_tags", name: "Tag" })
    assert.deepInclude(first.scheduled_actions[0].execute_after, { unit: 1, period: "days" })
    const changed = at.api("PUT", `${path}/${id}`, { [root]: [{ name: "S", status: { active: false } }] })
    assert.deepStrictEqual([changed.status, ...said(changed.json[root][0])], [200, "SUCCESS", ["id"]])
    assert.deepInclude(one(at, id), { name: "S", status: { active: false } })
    assert.deepStrictEqual(one(at, id).conditions, read.conditions)
    const many = at.api("PUT", path, {
      [root]: [{ id, conditions: [{ id: first.id, ...city("Agra") }] }, {}, { id: "1" }]
    })
    assert.deepStrictEqual(
      [many.status, ...many.json[root].map((it: any) => it.code)],
      [207, "SUCCESS", "MANDATORY_NOT_FOUND", "INVALID_DATA"]
    )
    assert.strictEqual(one(at, id).conditions[0].id, first.id)
    const second = made(at)
    isGone(at, path, second, id)
  })

  it("keep the ids of their parts, and take no others", () => {
    const at = acting()
    const later = { execute_after: { unit: 1, period: "days" }, actions: [tag] }
    const id = made(at, { conditions: [condition("Pune", { scheduled_actions: [later] }), condition("Agra")] })
    const put = (...conditions: ReadonlyArray<unknown>) =>
      at.api("PUT", `${path}/${id}`, { [root]: [{ conditions }] }).json[root][0].code
    const { conditions } = one(at, id)
    assert.strictEqual(put(...conditions), "SUCCESS")
    assert.deepStrictEqual(one(at, id).conditions, conditions)
    const [first] = conditions
    for (const wrong of [
      [first, { ...condition("Bonn"), id: first.id }],
      [condition("Bonn", { instant_actions: { actions: [{ ...tag, id: "12" }] } })],
      [condition("Bonn", { scheduled_actions: [{ ...later, id: "x" }] })],
      [condition("Bonn", { scheduled_actions: [first.scheduled_actions[0], first.scheduled_actions[0]] })]
    ])
      assert.strictEqual(put(...wrong), "INVALID_DATA", JSON.stringify(wrong))
    assert.deepStrictEqual(one(at, id).conditions, conditions)
  })

  it("are listed by module, trigger, activity and name", () => {
    const at = acting()
    const id = made(at, { name: "A" })
    made(at, { name: "B", ...on("edit", { repeat: true }) })
    made(at, { name: "C", module: { api_name: "Deals" }, conditions: [{ instant_actions: { actions: [tag] } }] })
    at.api("PUT", `${path}/${id}`, { [root]: [{ status: { active: false } }] })
    assert.deepStrictEqual(names(at), ["C", "B", "A"])
    assert.deepStrictEqual(names(at, "?module=Leads"), ["B", "A"])
    assert.deepStrictEqual(names(at, "?execute_on=edit"), ["B"])
    assert.deepStrictEqual(names(at, "?status_active=false"), ["A"])
    assert.isUndefined(at.api("GET", path).json[root][0].conditions)
    assert.isDefined(at.api("GET", `${path}?include_inner_details=true`).json[root][0].conditions)
    for (const [query, code] of [
      ["module=Nope", "INVALID_MODULE"],
      ["status_active=yes", "INVALID_DATA"],
      ["execute_on=never", "INVALID_DATA"]
    ])
      assert.strictEqual(at.api("GET", `${path}?${query}`).json.code, code)
  })

  it("are counted, with their actions", () => {
    const at = acting()
    const id = made(at, {
      conditions: [
        condition("Pune", { scheduled_actions: [{ execute_after: { unit: 1, period: "days" }, actions: [tag, tag] }] })
      ]
    })
    const other = made(at)
    at.api("PUT", `${path}/${other}`, { [root]: [{ status: { active: false } }] })
    assert.deepInclude(at.api("GET", `${path}/actions/rules_count`).json.rules_count, {
      active_rules_configured: 1,
      total_rules_configured: 2
    })
    const [counted] = at.api("GET", `${path}/actions/module_specific_count?module=Leads`).json.module_specific_count
    assert.deepInclude(counted, { active_rules_configured: 1, total_rules_configured: 2 })
    assert.strictEqual(counted.module.api_name, "Leads")
    assert.strictEqual(at.api("GET", `${path}/actions/module_specific_count?module=Deals`).status, 204)
    const [actions] = at.api("GET", `${path}/actions/actions_count?ids=${id}`).json[root]
    assert.deepStrictEqual(
      [actions.conditions[0].instant_actions.actions_count, actions.conditions[0].scheduled_actions[0].actions_count],
      [[{ type: "add_tags", value: 1 }], [{ type: "add_tags", value: 2 }]]
    )
    assert.strictEqual(at.api("GET", `${path}/actions/actions_count`).json.code, "REQUIRED_PARAM_MISSING")
  })

  it("run in the order that they are put into", () => {
    const at = acting()
    const [a, b, c] = ["A", "B", "C"].map((name) => made(at, { name }))
    lead(at)
    assert.deepStrictEqual(
      fired(at).map(([name]) => name),
      ["A", "B", "C"]
    )
    const order = (items: unknown, query = "?module=Leads") =>
      at.api("PUT", `${path}/actions/reorder${query}`, { reorder: { [root]: items } })
    const place = (id: string | undefined, module_specific_sequence: unknown) => ({ id, module_specific_sequence })
    const moved = order([place(c, 1), place(a, 2)])
    assert.deepStrictEqual([moved.status, ...said(moved.json.reorder[0])], [200, "SUCCESS", ["id"]])
    lead(at)
    assert.deepStrictEqual(
      fired(at).map(([name]) => name),
      ["C", "A", "B"]
    )
    const wrong: ReadonlyArray<readonly [unknown, string?]> = [
      [[place(a, 1)], ""],
      [[place(a, 1)], "?module=Nope"],
      [undefined],
      [{}],
      [[place("1", 1)]],
      [[place(a, 0)]],
      [[place(a, 4)]],
      [[place(a, "1")]],
      [[place(a, 1), place(a, 2)]],
      [[place(a, 1), place(b, 1)]]
    ]
    for (const [items, query] of wrong) assert.strictEqual(order(items, query).status, 400, JSON.stringify(items))
    lead(at)
    assert.deepStrictEqual(
      fired(at).map(([name]) => name),
      ["C", "A", "B"]
    )
  })

  it("refuse what they cannot be", () => {
    const at = acting()
    const cases: ReadonlyArray<readonly [object, string]> = [
      [{ name: null }, "MANDATORY_NOT_FOUND"],
      [{ name: "a|b" }, "INVALID_DATA"],
      [{ module: { api_name: "Nope" } }, "INVALID_DATA"],
      [{ execute_when: null }, "MANDATORY_NOT_FOUND"],
      [on("sometimes"), "INVALID_DATA"],
      [on("edit"), "DEPENDENT_FIELD_MISSING"],
      [{ conditions: null }, "MANDATORY_NOT_FOUND"],
      [{ conditions: [] }, "INVALID_DATA"],
      [{ conditions: [condition("Pune"), condition("Pune")] }, "ALREADY_USED"],
      [
        {
          conditions: [
            { criteria_details: { criteria: { field: { api_name: "Nope" }, comparator: "equal", value: "x" } } }
          ]
        },
        "INVALID_DATA"
      ],
      [{ conditions: [condition("Pune", { id: "12" })] }, "INVALID_DATA"],
      [
        { conditions: [condition("Pune", { instant_actions: { actions: [{ type: "webhooks", id: "12" }] } })] },
        "INVALID_DATA"
      ],
      [
        { conditions: [condition("Pune", { instant_actions: { actions: [{ type: "webhooks" }] } })] },
        "DEPENDENT_FIELD_MISSING"
      ],
      [{ conditions: [condition("Pune", { instant_actions: { actions: [{ type: "dance" }] } })] }, "NOT_ALLOWED"],
      [{ conditions: [condition("Pune", { scheduled_actions: [{}] })] }, "MANDATORY_NOT_FOUND"],
      [{ conditions: Array.from({ length: 11 }, (_, n) => condition(`${n}`)) }, "LIMIT_EXCEEDED"],
      [{ status: { active: false } }, "INVALID_DATA"]
    ]
    for (const [more, code] of cases) {
      const { json, status } = post(at, more)
      assert.deepStrictEqual([status, (json[root]?.[0] ?? json).code], [400, code], JSON.stringify([more, json]))
    }
    assert.strictEqual(at.api("GET", path).status, 204)
  })

  it("are for those who manage workflows", () => {
    const at = acting()
    const user = OrgSupport.add(at, {
      profile: OrgSupport.profile(at, "Crm_Implied_Manage_Workflow"),
      email: "w@example.com"
    })
    const { json, status } = calls(at, user)("GET", path)
    assert.deepStrictEqual([status, json.code], [403, "NO_PERMISSION"])
  })

  it.prop("answer whatever they are given", [Schema.Json], ([body]) => {
    for (const given of [body, { [root]: body }, { [root]: [body] }, { [root]: [rule(Object(body))] }])
      assert.isBelow(shared.api("POST", path, given).status, 500)
    assert.isBelow(shared.api("PUT", `${path}/actions/reorder?module=Leads`, { reorder: { [root]: body } }).status, 500)
    assert.isBelow(shared.api("POST", path, { [root]: [rule({ conditions: [body] })] }).status, 500)
    assert.strictEqual(shared.core.counters.defects, 0)
  })
})

const shared = acting({ leads: 0 })

describe("a write", () => {
  it("sets off the rules of its kind whose conditions take the record, each by the first that does", () => {
    const at = acting()
    made(at, {
      name: "new",
      conditions: [condition("Agra"), condition("Pune"), { instant_actions: { actions: [tag] } }]
    })
    made(at, { name: "changed", ...on("edit", { repeat: true }) })
    made(at, { name: "both", ...on("create_or_edit", { repeat: true }) })
    made(at, { name: "gone", ...on("delete") })
    made(at, {
      name: "elsewhere",
      module: { api_name: "Contacts" },
      conditions: [{ instant_actions: { actions: [tag] } }]
    })
    const id = lead(at)
    assert.deepStrictEqual(fired(at), [
      ["new", id],
      ["both", id]
    ])
    const said = at.core.log.entries().at(-1)?.workflows?.[0]
    assert.strictEqual(said?.condition, one(at, said?.rule ?? "").conditions[1].id)
    update(at, id, { Last_Name: "M" })
    assert.deepStrictEqual(fired(at), [
      ["changed", id],
      ["both", id]
    ])
    assert.strictEqual(at.api("DELETE", `/crm/v8/Leads/${id}`).status, 200)
    assert.deepStrictEqual(fired(at), [["gone", id]])
    made(at, { name: "any", ...on("delete"), conditions: [{ instant_actions: { actions: [tag] } }] })
    at.api("DELETE", `/crm/v8/Leads/${id}`)
    assert.deepStrictEqual(fired(at), [])
    const other = lead(at, { City: "Oslo" })
    assert.deepStrictEqual(fired(at), [["new", other]])
    update(at, other, { Last_Name: "M" })
    assert.deepStrictEqual(fired(at), [])
    const upserted = at.api("POST", "/crm/v8/Leads/upsert", { data: [{ id: other, City: "Pune" }, { Last_Name: "N" }] })
    const added = upserted.json.data[1].details.id
    assert.deepStrictEqual(fired(at), [
      ["changed", other],
      ["both", other],
      ["new", added]
    ])
  })

  it("sets off nothing where it says so, or where the rule is off", () => {
    const at = acting()
    const id = made(at)
    at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "L", City: "Pune" }], trigger: [] })
    assert.deepStrictEqual(fired(at), [])
    at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "L", City: "Pune" }], trigger: ["workflow"] })
    assert.strictEqual(fired(at).length, 1)
    at.api("PUT", `${path}/${id}`, { [root]: [{ status: { active: false } }] })
    lead(at)
    assert.deepStrictEqual(fired(at), [])
  })

  it("sets off a rule that does not repeat once for each record", () => {
    const at = acting()
    made(at, on("edit", { repeat: false }))
    const [id, other] = [lead(at), lead(at)]
    update(at, id, { Last_Name: "A" })
    assert.deepStrictEqual(fired(at), [["R", id]])
    update(at, id, { Last_Name: "B" })
    assert.deepStrictEqual(fired(at), [])
    update(at, other, { Last_Name: "B" })
    assert.deepStrictEqual(fired(at), [["R", other]])
  })

  it("is counted in the use of the rule, which does nothing", () => {
    const at = acting()
    const id = made(at)
    const record = lead(at)
    lead(at)
    assert.isUndefined(at.get("Leads", record).Tag?.[0])
    assert.match(one(at, id).last_executed_time, /^\d{4}-/)
    const now = at.core.clock.now()
    const day = (days: number): string =>
      encodeURIComponent(new Date(now + days * 86_400_000).toISOString().replace(/\.\d+Z/, "+00:00"))
    const usage = (from: number, till: number): any =>
      at.api("GET", `${path}/${id}/actions/usage?executed_from=${day(from)}&executed_till=${day(till)}`)
    const [used] = usage(-1, 1).json[root]
    assert.strictEqual(used.trigger_count, 2)
    assert.strictEqual(used.conditions[0].usage_count, 2)
    assert.strictEqual(used.conditions[0].instant_actions.actions[0].success_count, 0)
    assert.strictEqual(usage(-3, -1).json[root][0].trigger_count, 0)
    assert.strictEqual(usage(-400, 1).json.code, "INVALID_REQUEST")
    assert.strictEqual(at.api("GET", `${path}/${id}/actions/usage`).json.code, "REQUIRED_PARAM_MISSING")
    assert.strictEqual(
      at.api("GET", `${path}/${id}/actions/usage?executed_from=x&executed_till=y`).json.code,
      "INVALID_DATA"
    )
  })
})
