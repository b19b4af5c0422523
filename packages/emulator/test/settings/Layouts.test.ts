/** Layouts of one module: deactivated, activated, deleted; and the dependencies between the pick-lists on them. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, said } from "../actions/Support.ts"

const path = "/crm/v8/settings/layouts"
const at = acting({ leads: 2, data: { layouts: { Leads: ["Partners", "Press"] } } })
const leads = "module=Leads"

const layouts = (): any => at.api("GET", `${path}?${leads}`).json.layouts
const named = (name: string): any => layouts().find((it: any) => it.name === name)
const call = (method: string, rest: string, body?: object) => at.api(method, `${path}/${rest}`, body)

describe("custom layouts", () => {
  const [standard, partners, press] = ["Standard", "Partners", "Press"].map(named)

  it("stand beside Zoho's own", () => {
    assert.deepStrictEqual(
      layouts().map((it: any) => [it.name, it.api_name, it.generated_type, it.status, it.actions_allowed.delete]),
      [
        ["Standard", "Standard__s", "system", "active", false],
        ["Partners", "Partners", "custom", "active", true],
        ["Press", "Press", "custom", "active", true]
      ]
    )
    assert.lengthOf(partners.sections, standard.sections.length)
    const lead = at.add("Leads", { Last_Name: "L", Company: "C", Layout: { id: partners.id } })
    assert.strictEqual(at.get("Leads", lead).Layout.id, partners.id)
  })

  it("are deactivated and activated, each once, and take records only while they are active", () => {
    const off = (id: string, target = standard.id) =>
      call("DELETE", `${id}/actions/activate?${leads}&transfer_to=${target}`)
    const on = (id: string, profiles: unknown) =>
      call("POST", `${id}/actions/activate?${leads}`, { layouts: [{ profiles }] })
    const profiles = at.api("GET", "/crm/v8/settings/profiles").json.profiles.map((it: any) => ({ id: it.id }))
    assert.strictEqual(call("DELETE", `${press.id}/actions/activate?${leads}`).json.code, "REQUIRED_PARAM_MISSING")
    assert.deepStrictEqual(said(off(press.id, "1").json), ["INVALID_DATA", ["param_name"]])
    assert.deepStrictEqual(said(off(standard.id, press.id).json), ["NOT_ALLOWED", ["resource_path_index"]])
    assert.strictEqual(on(press.id, profiles).json.code, "ALREADY_ACTIVATED")
    assert.deepStrictEqual([off(press.id).status, named("Press").status], [200, "inactive"])
    assert.strictEqual(off(press.id).json.code, "ALREADY_DEACTIVATED")
    assert.deepStrictEqual(said(off(partners.id, press.id).json), ["NOT_ALLOWED", ["param_name"]])
    const refused = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", Layout: { id: press.id } }] })
    assert.strictEqual(refused.json.data[0].code, "INVALID_DATA")
    assert.deepStrictEqual(said(on(press.id, undefined).json.layouts[0]), [
      "MANDATORY_NOT_FOUND",
      ["api_name", "json_path"]
    ])
    assert.strictEqual(on(press.id, [{ id: "1" }]).json.layouts[0].code, "INVALID_DATA")
    assert.deepStrictEqual([on(press.id, [profiles[0]]).status, named("Press").status], [200, "active"])
    assert.deepStrictEqual(
      named("Press").profiles.map((it: any) => it.id),
      [profiles[0].id]
    )
  })

  it("are deleted, and their records go where they are sent", () => {
    const lead = at.add("Leads", { Last_Name: "L", Company: "C", Layout: { id: press.id } })
    assert.strictEqual(call("DELETE", `${press.id}?${leads}`).json.code, "REQUIRED_PARAM_MISSING")
    assert.deepStrictEqual(said(call("DELETE", `1?${leads}`).json), ["INVALID_DATA", ["resource_path_index"]])
    assert.strictEqual(call("DELETE", `${standard.id}?${leads}&transfer_to=${press.id}`).json.code, "NOT_ALLOWED")
    const gone = call("DELETE", `${press.id}?${leads}&transfer_to=${partners.id}`)
    assert.deepStrictEqual([gone.status, ...said(gone.json.layouts[0])], [200, "SUCCESS", ["id"]])
    assert.isUndefined(named("Press"))
    assert.strictEqual(at.get("Leads", lead).Layout.id, partners.id)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})

describe("dependencies of a layout", () => {
  const module = at.core.metadata.module("Leads")
  const [source, status, industry] = ["Lead_Source", "Lead_Status", "Industry"].map((name) => module?.byName.get(name))
  const side = (field: any) => ({ api_name: field.apiName, id: field.id })
  const option = (field: any, n: number) => ({ id: field.pickList[n].id })
  const standard = named("Standard")
  const url = `${standard.id}/map_dependency`
  const good = {
    parent: side(source),
    child: side(status),
    pick_list_values: [
      { ...option(source, 1), maps: [option(status, 1), option(status, 2)] },
      { ...option(source, 2), maps: [option(status, 3)] }
    ]
  }
  const create = (input: object, rest = url) => call("POST", `${rest}?${leads}`, { map_dependency: [input] })

  it("are made, read, changed and deleted", () => {
    const made = create(good)
    assert.deepStrictEqual([made.status, made.json.map_dependency[0].message], [201, "map dependency created"])
    const { id } = made.json.map_dependency[0].details
    const read = (): any => call("GET", `${url}/${id}?${leads}`).json.map_dependency[0]
    assert.deepInclude(read(), { internal: false, active: true, source: 1, category: 0, sub_module: null, id })
    const maps = () => read().pick_list_values.map((it: any) => [it.id, it.maps.map((map: any) => map.id)])
    assert.deepStrictEqual(maps(), [
      [option(source, 1).id, [option(status, 1).id, option(status, 2).id]],
      [option(source, 2).id, [option(status, 3).id]]
    ])
    const listed = call("GET", `${url}?${leads}`).json
    assert.notProperty(listed.map_dependency[0], "pick_list_values")
    assert.deepInclude(listed.info, { count: 1, more_records: false })
    const filter = (value: unknown) =>
      call("GET", `${url}?${leads}&filters=${encodeURIComponent(JSON.stringify(value))}`)
    const field = { api_name: "child.api_name" }
    assert.lengthOf(filter({ field, comparator: "equal", value: "Lead_Status" }).json.map_dependency, 1)
    assert.strictEqual(filter({ field, comparator: "equal", value: "Industry" }).status, 204)
    assert.deepStrictEqual(said(filter({ field, comparator: "like", value: "x" }).json), [
      "INVALID_DATA",
      ["api_name", "json_path", "param_name", "supported_values"]
    ])
    const changed = call("PUT", `${url}/${id}?${leads}`, {
      map_dependency: [
        {
          ...good,
          pick_list_values: [
            { ...option(source, 1), maps: [{ ...option(status, 1), _delete: null }, option(status, 4)] },
            { ...option(source, 2), maps: [{ ...option(status, 3), _delete: null }] }
          ]
        }
      ]
    })
    assert.deepStrictEqual([changed.status, changed.json.map_dependency[0].message], [200, "map dependency updated"])
    assert.deepStrictEqual(maps(), [[option(source, 1).id, [option(status, 2).id, option(status, 4).id]]])
    assert.strictEqual(
      create({ ...good, parent: side(industry) }).json.map_dependency[0].code,
      "MAPPING_ALREADY_EXISTS"
    )
    const loop = create({ ...good, parent: side(status), child: side(source) }).json.map_dependency[0]
    assert.deepStrictEqual([loop.code, loop.details.json_path], ["NOT_ALLOWED", "$.map_dependency[0].child.id"])
    const custom = at.api("POST", "/crm/v8/settings/fields?module=Leads", {
      fields: [{ field_label: "Below", data_type: "picklist", pick_list_values: [{ display_value: "x" }] }]
    }).json.fields[0].details
    const below = at.core.metadata.module("Leads")?.byName.get("Below")
    const second = create({
      parent: side(source),
      child: side(below),
      pick_list_values: [{ ...option(source, 1), maps: [option(below, 1)] }]
    }).json.map_dependency[0].details
    const used = at.api("DELETE", `/crm/v8/settings/fields/${custom.id}?module=Leads`)
    assert.strictEqual(used.json.code, "NOT_ALLOWED")
    call("DELETE", `${url}/${second.id}?${leads}`)
    assert.strictEqual(at.api("DELETE", `/crm/v8/settings/fields/${custom.id}?module=Leads`).status, 200)
    const gone = call("DELETE", `${url}/${id}?${leads}`)
    assert.deepStrictEqual([gone.status, gone.json.map_dependency[0].message], [200, "map dependency deleted"])
    assert.deepStrictEqual(said(call("GET", `${url}/${id}?${leads}`).json), ["INVALID_DATA", ["resource_path_index"]])
    assert.strictEqual(call("GET", `${url}?${leads}`).status, 204)
  })

  it("hold records to them where that is wanted", () => {
    const at = acting({ leads: 1, switches: { mapDependencies: "error" } })
    const [layout] = at.api("GET", `${path}?${leads}`).json.layouts
    const fields = at.core.metadata.module("Leads")
    const [parent, child] = ["Lead_Source", "Lead_Status"].map((name): any => fields?.byName.get(name))
    const made = at.api("POST", `${path}/${layout.id}/map_dependency?${leads}`, {
      map_dependency: [
        {
          parent: side(parent),
          child: side(child),
          pick_list_values: [{ ...option(parent, 1), maps: [option(child, 1)] }]
        }
      ]
    })
    assert.strictEqual(made.status, 201)
    const insert = (n: number, m: number) =>
      at.api("POST", "/crm/v8/Leads", {
        data: [{ Last_Name: "x", Lead_Source: parent.pickList[n].value, Lead_Status: child.pickList[m].value }]
      }).json.data[0]
    assert.strictEqual(insert(1, 1).code, "SUCCESS")
    assert.strictEqual(insert(2, 2).code, "SUCCESS")
    const refused = insert(1, 2)
    assert.deepStrictEqual(
      [refused.code, refused.details],
      ["MAPPING_MISMATCH", { mapped_field: "Lead_Source", api_name: "Lead_Status", json_path: "$.data[0].Lead_Status" }]
    )
    const { id } = insert(1, 1).details
    const update = (row: object) => at.api("PUT", "/crm/v8/Leads", { data: [{ id, ...row }] }).json.data[0].code
    assert.strictEqual(update({ Lead_Status: child.pickList[2].value }), "MAPPING_MISMATCH")
    assert.strictEqual(update({ Lead_Status: null, Lead_Source: parent.pickList[2].value }), "SUCCESS")
  })

  it("are refused by what is wrong with them", () => {
    const [first] = good.pick_list_values
    const cases: ReadonlyArray<readonly [object, string]> = [
      [{ parent: undefined }, "MANDATORY_NOT_FOUND"],
      [{ parent: { id: "1" } }, "INVALID_DATA"],
      [{ parent: { api_name: "Nothing" } }, "INVALID_DATA"],
      [{ parent: { ...side(source), api_name: "Industry" } }, "AMBIGUITY_DURING_PROCESSING"],
      [{ child: side(source) }, "INVALID_DATA"],
      [{ child: side(module?.byName.get("City")) }, "INVALID_DATA"],
      [{ pick_list_values: undefined }, "MANDATORY_NOT_FOUND"],
      [{ pick_list_values: [{ maps: [] }] }, "MANDATORY_NOT_FOUND"],
      [{ pick_list_values: [{ id: "1", maps: [] }] }, "INVALID_DATA"],
      [{ pick_list_values: [{ id: first?.id }] }, "MANDATORY_NOT_FOUND"],
      [{ pick_list_values: [{ id: first?.id, maps: [{}] }] }, "MANDATORY_NOT_FOUND"],
      [{ pick_list_values: [{ id: first?.id, maps: [{ id: "1" }] }] }, "INVALID_DATA"]
    ]
    for (const [more, code] of cases) {
      const { json, status } = create({ ...good, ...more })
      assert.deepStrictEqual([status, json.map_dependency[0].code], [400, code], JSON.stringify(more))
    }
    assert.deepStrictEqual(said(create(good, "1/map_dependency").json), ["INVALID_DATA", ["resource_path_index"]])
    assert.strictEqual(at.api("POST", `${path}/${url}`, {}).json.code, "REQUIRED_PARAM_MISSING")
  })

  it.prop("answer whatever they are given", [Schema.Json], ([body]) => {
    for (const sent of [body, { map_dependency: body }, { map_dependency: [body] }]) {
      call("POST", `${url}?${leads}`, sent as object)
      call("PUT", `${url}/1?${leads}`, sent as object)
    }
    call("GET", `${url}?${leads}&filters=${encodeURIComponent(JSON.stringify(body))}`)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
