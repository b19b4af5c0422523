/** Groups of variables, renamed. */
import { assert, describe, it } from "@effect/vitest"
import { acting, said } from "../actions/Support.ts"
import { without } from "../org/Support.ts"

const path = "/crm/v8/settings/variable_groups"
const root = "variable_groups"

describe("groups of variables", () => {
  it("are renamed, and their variables show it", () => {
    const at = acting({ leads: 1 })
    const { id } = at.api("GET", path).json[root][0]
    at.api("POST", "/crm/v8/settings/variables", {
      variables: [{ name: "V", api_name: "V", type: "text", variable_group: { id } }]
    })
    const changed = at.api("PUT", path, {
      [root]: [{ id, name: "Rates", api_name: "Rates" }, { id: "1" }, {}]
    })
    assert.deepStrictEqual(
      [changed.status, ...changed.json[root].map((it: any) => it.code)],
      [207, "SUCCESS", "INVALID_DATA", "MANDATORY_NOT_FOUND"]
    )
    assert.strictEqual(at.api("PUT", `${path}/${id}`, { [root]: [{ description: "of the day" }] }).status, 200)
    assert.deepInclude(at.api("GET", path).json[root][0], {
      id,
      name: "Rates",
      display_label: "Rates",
      api_name: "Rates",
      description: "of the day"
    })
    const { variables } = at.api("GET", "/crm/v8/settings/variables").json
    assert.deepStrictEqual(variables[0].variable_group, { api_name: "Rates", name: "Rates", id })
  })

  it("are refused with what is wrong with them", () => {
    const at = acting({ leads: 1 })
    const { id } = at.api("GET", path).json[root][0]
    const shape = (item: object, api = at.api) => {
      const { json, status } = api("PUT", `${path}/${id}`, { [root]: [item] })
      return [status, ...said(json[root]?.[0] ?? json)]
    }
    const place = ["api_name", "json_path"]
    assert.deepStrictEqual(shape({ name: 1 }), [400, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]])
    assert.deepStrictEqual(shape({ name: "x".repeat(51) }), [400, "INVALID_DATA", [...place, "maximum_length"]])
    assert.deepStrictEqual(shape({ api_name: "9 lives" }), [400, "PATTERN_NOT_MATCHED", place])
    const [twin] = [at.core.db.nextId()]
    at.core.db.run(
      "INSERT INTO document(kind, id, json) VALUES('variable_group', ?, ?)",
      twin,
      JSON.stringify({ id: twin, name: "Twin", api_name: "Twin" })
    )
    assert.deepStrictEqual(shape({ name: "Twin" }), [400, "DUPLICATE_DATA", place])
    assert.deepStrictEqual(at.api("PUT", `${path}/1`, { [root]: [{}] }).json.details, {
      resource_path_index: 2
    })
    assert.strictEqual(shape({ name: "N" }, without(at, "Crm_Implied_Variables_Access"))[0], 403)
  })
})
