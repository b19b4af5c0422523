/** Many tags of a module deleted as a job. */
import { assert, describe, it } from "@effect/vitest"
import { acting, said, settle } from "../actions/Support.ts"
import { without } from "../org/Support.ts"

const path = "/crm/v8/settings/tags/actions/mass_delete"

describe("a mass delete of tags", () => {
  it("takes them from the module and from its records when it is due", () => {
    const at = acting({ leads: 1 })
    const { json } = at.api("POST", "/crm/v8/settings/tags?module=Leads", {
      tags: [{ name: "One" }, { name: "Two" }, { name: "Three" }]
    })
    const [one, two, three] = json.tags.map((it: any) => it.details.id)
    const lead = at.add("Leads", {
      Last_Name: "L",
      Tag: [{ id: one }, { id: two }, { id: three }]
    })
    const module = { id: at.core.metadata.module("Leads")?.id, api_name: "Leads" }
    const begun = at.api("POST", path, {
      mass_delete: [{ module, tags: [{ id: one }, { id: three }] }]
    })
    assert.deepStrictEqual([begun.status, begun.json.code], [202, "SCHEDULED"])
    const status = () => at.api("GET", `${path}?job_id=${begun.json.details.job_id}`).json.mass_delete[0]
    assert.deepInclude(status(), { status: "SCHEDULED", total_count: 2, deleted_count: 0 })
    assert.strictEqual(at.get("Leads", lead).Tag.length, 3)
    settle(at)
    assert.deepInclude(status(), {
      status: "COMPLETED",
      total_count: 2,
      deleted_count: 2,
      failed_count: 0
    })
    assert.deepStrictEqual(
      at.get("Leads", lead).Tag.map((it: any) => it.name),
      ["Two"]
    )
    assert.strictEqual(at.api("GET", "/crm/v8/settings/tags?module=Leads").json.tags.length, 1)
  })

  it("is refused with what is wrong with it", () => {
    const at = acting({ leads: 1 })
    const tagOf = (name: string) =>
      at.api("POST", `/crm/v8/settings/tags?module=${name}`, { tags: [{ name: "T" }] }).json.tags[0].details.id
    const [own, foreign] = [tagOf("Leads"), tagOf("Contacts")]
    const module = { id: at.core.metadata.module("Leads")?.id, api_name: "Leads" }
    const shape = (body: unknown, api = at.api) => {
      const { json, status } = api("POST", path, body)
      return [status, ...said(json)]
    }
    const item = (more: object) => ({ mass_delete: [{ module, tags: [{ id: own }], ...more }] })
    const place = ["api_name", "json_path"]
    assert.deepStrictEqual(shape({}), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape({ mass_delete: [{}, {}] }), [400, "INVALID_DATA", [...place, "maximum_length"]])
    assert.deepStrictEqual(shape(item({ module: undefined })), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape(item({ module: "Leads" })), [
      400,
      "INVALID_DATA",
      ["api_name", "expected_data_type", "json_path"]
    ])
    assert.deepStrictEqual(shape(item({ module: { api_name: "Leads" } })), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape(item({ module: { ...module, api_name: "Deals" } })), [
      400,
      "AMBIGUITY_DURING_PROCESSING",
      ["ambiguity_due_to"]
    ])
    assert.deepStrictEqual(shape(item({ tags: undefined })), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape(item({ tags: [{}] })), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(shape(item({ tags: [{ id: "1" }] })), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(shape(item({ tags: [{ id: foreign }] })), [400, "INVALID_DATA", place])
    assert.strictEqual(shape(item({}), without(at, "Crm_Implied_Tags_Leads"))[0], 403)
    const job = (id: string) => {
      const { json, status } = at.api("GET", `${path}${id}`)
      return [status, ...said(json.mass_delete?.[0] ?? json)]
    }
    assert.deepStrictEqual(job(""), [400, "REQUIRED_PARAM_MISSING", ["param_name"]])
    assert.deepStrictEqual(job("?job_id=1"), [400, "INVALID_DATA", ["job_id"]])
  })
})
