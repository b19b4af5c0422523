/** Field updates, tasks and webhooks of workflows: kept, shown, and there as long as a rule names them. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { type Acting, acting, calls, said } from "../actions/Support.ts"
import * as OrgSupport from "../org/Support.ts"
import { base, good, isGone, module } from "./Support.ts"

type Root = "field_updates" | "tasks" | "webhooks"

const roots = ["field_updates", "tasks", "webhooks"] as const

const post = (at: Acting, root: Root, ...items: ReadonlyArray<unknown>) =>
  at.api("POST", `${base}/${root}`, { [root]: items })
const made = (at: Acting, root: Root, more: object = {}): string => {
  const { json, status } = post(at, root, { ...good[root], ...more })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json[root][0].details.id
}
const one = (at: Acting, root: Root, id: string): any => at.api("GET", `${base}/${root}/${id}`).json[root]?.[0]
const rule = (type: Root, id: string) => ({
  workflow_rules: [
    {
      name: "R",
      module,
      execute_when: { type: "create", details: {} },
      conditions: [{ instant_actions: { actions: [{ type, id }] } }]
    }
  ]
})

describe.each(roots)("%s of workflows", (root) => {
  const path = `${base}/${root}`

  it("are made, listed, read, changed and deleted", () => {
    const at = acting()
    assert.strictEqual(at.api("GET", path).status, 204)
    const id = made(at, root)
    const item = one(at, root, id)
    assert.deepInclude(item, { id, feature_type: "workflow", associated: false, source: "crm" })
    assert.strictEqual(item.module.api_name, "Leads")
    assert.strictEqual(item.created_by.id, at.users.admin)
    const changed = at.api("PUT", `${path}/${id}`, { [root]: [{ name: "Other" }] })
    assert.deepStrictEqual([changed.status, ...said(changed.json[root][0])], [200, "SUCCESS", ["id"]])
    assert.deepStrictEqual(
      { ...one(at, root, id), modified_time: null, modified_by: null },
      { ...item, name: "Other", modified_time: null, modified_by: null }
    )
    const second = made(at, root, {
      name: "Second",
      module: { api_name: root === "field_updates" ? "Accounts" : "Deals" },
      ...(root === "field_updates" ? { field: { api_name: "Billing_City" } } : {})
    })
    const listed = (more = ""): ReadonlyArray<string> =>
      (at.api("GET", `${path}${more}`).json?.[root] ?? []).map((it: any) => it.id)
    assert.deepStrictEqual(listed(), [second, id])
    assert.deepStrictEqual(listed("?module=Leads"), [id])
    assert.deepStrictEqual(listed("?sort_by=modified_time&sort_order=asc"), [id, second])
    assert.deepStrictEqual(listed("?per_page=1&page=2"), [id])
    const filter = { comparator: "contains", field: { api_name: "name" }, value: "sec" }
    assert.deepStrictEqual(listed(`?filter=${encodeURIComponent(JSON.stringify(filter))}`), [second])
    isGone(at, path, id, second)
  })

  it("stay while a rule names them", () => {
    const at = acting()
    const id = made(at, root)
    const workflow = at.api("POST", `${base}/workflow_rules`, rule(root, id))
    assert.strictEqual(workflow.status, 201, JSON.stringify(workflow.json))
    assert.isTrue(one(at, root, id).associated)
    for (const url of [`${path}/${id}`, `${path}?ids=${id}`]) {
      const { json, status } = at.api("DELETE", url)
      assert.deepStrictEqual([status, (json[root]?.[0] ?? json).code], [400, "NOT_ALLOWED"])
    }
    const freed = at.api("DELETE", `${base}/workflow_rules/${workflow.json.workflow_rules[0].details.id}`)
    assert.strictEqual(freed.status, 200)
    assert.strictEqual(at.api("DELETE", `${path}/${id}`).status, 200)
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
    const at = shared
    for (const given of [body, { [root]: body }, { [root]: [body] }, { [root]: [{ ...good[root], ...Object(body) }] }])
      assert.isBelow(at.api("POST", path, given).status, 500)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})

const shared = acting({ leads: 0 })

describe("what is wrong with an action", () => {
  it("is told of each", () => {
    const at = acting()
    const cases: ReadonlyArray<readonly [Root, object, string, ReadonlyArray<string>]> = [
      ["field_updates", { name: null }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      ["field_updates", { name: "x".repeat(256) }, "INVALID_DATA", ["api_name", "json_path", "maximum_length"]],
      ["field_updates", { module: null }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      ["field_updates", { module: { api_name: "Nope" } }, "INVALID_DATA", ["api_name", "json_path"]],
      ["field_updates", { field: { api_name: "Nope" } }, "INVALID_DATA", ["api_name", "json_path"]],
      ["field_updates", { field: { api_name: "Created_Time" } }, "NOT_ALLOWED", ["api_name", "json_path"]],
      ["field_updates", { type: "dynamic" }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      ["field_updates", { apply_assignment_threshold: true }, "NOT_ALLOWED", ["api_name", "json_path"]],
      [
        "field_updates",
        { module: { api_name: "Deals" }, field: { api_name: "Pipeline" } },
        "DEPENDENT_FIELD_MISSING",
        ["api_name", "dependee", "json_path"]
      ],
      ["tasks", { field_mappings: null }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      ["tasks", { field_mappings: {} }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      ["tasks", { field_mappings: [{ type: "static", value: "a" }] }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [
        "tasks",
        { field_mappings: [{ field: { api_name: "Subject" }, type: "odd", value: "a" }] },
        "INVALID_DATA",
        ["api_name", "json_path", "supported_values"]
      ],
      [
        "tasks",
        { field_mappings: [{ field: { api_name: "Due_Date" }, type: "execution_time", value: "a" }] },
        "DEPENDENT_MISMATCH",
        ["api_name", "dependee", "json_path"]
      ],
      ["webhooks", { name: null }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      ["webhooks", { name: "a<b" }, "INVALID_DATA", ["api_name", "json_path"]],
      ["webhooks", { http_method: "HEAD" }, "INVALID_DATA", ["api_name", "json_path"]],
      ["webhooks", { url: "nowhere" }, "INVALID_DATA", ["api_name", "json_path"]],
      ["webhooks", { url: "ftp://example.com" }, "INVALID_DATA", ["api_name", "json_path"]],
      ["webhooks", { date_time_format: { time_zone: "Mars/One" } }, "INVALID_DATA", ["api_name", "json_path"]],
      [
        "webhooks",
        { headers: { custom_parameters: [{ name: "a" }] } },
        "MANDATORY_NOT_FOUND",
        ["api_name", "json_path"]
      ],
      [
        "webhooks",
        {
          headers: {
            custom_parameters: [
              { name: "a", value: "b" },
              { name: "a", value: "c" }
            ]
          }
        },
        "DUPLICATE_DATA",
        ["api_name", "json_path"]
      ]
    ]
    for (const [root, more, code, details] of cases) {
      const { json, status } = post(at, root, { ...good[root], ...more })
      assert.deepStrictEqual(
        [status, ...said(json[root]?.[0] ?? json)],
        [400, code, details],
        `${root} ${JSON.stringify(more)} ${JSON.stringify(json)}`
      )
    }
    for (const root of roots)
      for (const [query, code] of [
        ["module=Nope", "INVALID_MODULE"],
        ["sort_by=name", "INVALID_DATA"],
        ["sort_order=up", "INVALID_DATA"],
        ["feature_type=blueprint", "INVALID_DATA"],
        ["filter=x", "INVALID_DATA"]
      ])
        assert.strictEqual(at.api("GET", `${base}/${root}?${query}`).json.code, code, `${root} ${query}`)
    assert.strictEqual(
      at.api("PUT", `${base}/field_updates`, { field_updates: [{}] }).json.code,
      "INVALID_REQUEST_METHOD"
    )
    const many = at.api("PUT", `${base}/webhooks`, { webhooks: [{}, { id: "12" }] })
    assert.deepStrictEqual(
      many.json.webhooks.map((it: any) => it.code),
      ["MANDATORY_NOT_FOUND", "INVALID_DATA"]
    )
  })
})

describe("webhooks", () => {
  it("name the modules that have some, and were used by nobody", () => {
    const at = acting()
    const path = `${base}/webhooks/actions`
    assert.strictEqual(at.api("GET", `${path}/associated_modules`).status, 204)
    made(at, "webhooks")
    made(at, "webhooks")
    assert.deepStrictEqual(
      at.api("GET", `${path}/associated_modules`).json.associated_modules.map((it: any) => it.api_name),
      ["Leads"]
    )
    assert.strictEqual(at.api("GET", `${path}/usage_reports?group_by=date`).status, 204)
    assert.strictEqual(at.api("GET", `${path}/usage_reports`).json.code, "REQUIRED_PARAM_MISSING")
    assert.strictEqual(at.api("GET", `${path}/usage_reports?group_by=year`).json.code, "INVALID_DATA")
    assert.strictEqual(at.api("GET", `${base}/webhook_failures?module=Leads`).status, 204)
    assert.strictEqual(at.api("GET", `${base}/webhook_failures?module=Nope`).json.code, "INVALID_MODULE")
    assert.strictEqual(at.api("GET", `${base}/webhook_failures?from=soon`).json.code, "INVALID_DATA")
  })
})

it("a field update of another field leaves behind what went with the one before", () => {
  const at = acting()
  const id = made(at, "field_updates", {
    field: { api_name: "Owner" },
    value: at.users.other,
    related_records: ["Tasks"],
    apply_assignment_threshold: true
  })
  const put = (item: object) => at.api("PUT", `${base}/field_updates/${id}`, { field_updates: [item] })
  const beside = () => {
    const { apply_assignment_threshold, related_records } = one(at, "field_updates", id)
    return [related_records, apply_assignment_threshold]
  }
  assert.strictEqual(put({ name: "Hand over", field: { api_name: "Owner" } }).status, 200)
  assert.deepStrictEqual(beside(), [["Tasks"], true])
  assert.strictEqual(put({ field: { api_name: "City" }, value: "Pune" }).status, 200)
  assert.deepStrictEqual(beside(), [null, false])
})
