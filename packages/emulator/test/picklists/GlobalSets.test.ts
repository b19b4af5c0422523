/** Global pick-lists: kept once, followed by the fields of any module, and by the records that hold their values. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { type Acting, acting, calls, said, settle } from "../actions/Support.ts"

const path = "/crm/v8/settings/global_picklists"
const fields = "/crm/v8/settings/fields"
const at = acting({ leads: 2 })

const made = (label: string, values: ReadonlyArray<object | string>, on: Acting = at): string => {
  const pick_list_values = values.map((it) => (typeof it === "string" ? { display_value: it, type: "used" } : it))
  const { json, status } = on.api("POST", path, { global_picklists: [{ display_label: label, pick_list_values }] })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json.global_picklists[0].details.id
}
const read = (id: string, query = ""): any => at.api("GET", `${path}/${id}${query}`).json?.global_picklists[0]
const valuesOf = (id: string): any => read(id).pick_list_values.map((it: any) => it.display_value)
const change = (id: string, input: object) => at.api("PATCH", `${path}/${id}`, { global_picklists: [input] })
const valueId = (id: string, value: string): string =>
  read(id).pick_list_values.find((it: any) => it.display_value === value).id

const field = (module: string, label: string, set: object, data_type = "picklist"): string => {
  const { json, status } = at.api("POST", `${fields}?module=${module}`, {
    fields: [{ field_label: label, data_type, global_picklist: set }]
  })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json.fields[0].details.id
}
const options = (module: string, id: string): any =>
  at.api("GET", `${fields}/${id}?module=${module}`).json.fields[0].pick_list_values

const update = (module: string, id: string, row: object) => {
  const { json } = at.api("PUT", `/crm/v8/${module}`, { data: [{ id, ...row }] })
  assert.strictEqual(json.data[0].code, "SUCCESS", JSON.stringify(json))
}

describe("global pick-lists", () => {
  it("are made, shown with what is asked for, and filtered", () => {
    const id = made("Priority Level", ["High", "Medium", { display_value: "Low", type: "unused" }])
    const shown = read(id)
    assert.deepInclude(shown, {
      display_label: "Priority Level",
      actual_label: "Priority Level",
      api_name: "Priority_Level",
      description: null,
      source: "crm",
      customizable: true,
      presence: true,
      pick_list_values_sorted_lexically: false
    })
    assert.deepStrictEqual(
      shown.pick_list_values.map((it: any) => [it.display_value, it.reference_value, it.type, it.sequence_number]),
      [
        ["High", "High", "used", 1],
        ["Medium", "Medium", "used", 2],
        ["Low", "Low", "unused", 3]
      ]
    )
    const listed = (query: string) => at.api("GET", `${path}?${query}`)
    assert.notProperty(listed("").json.global_picklists[0], "pick_list_values")
    const all = listed("include=pick_list_values,used_in_modules,associated_fields_count").json.global_picklists[0]
    assert.deepStrictEqual([all.pick_list_values.length, all.used_in_modules, all.associated_fields_count], [3, [], 0])
    assert.deepStrictEqual(Object.keys(listed("fields=display_label").json.global_picklists[0]).toSorted(), [
      "display_label",
      "id"
    ])
    const filter = (field: string, value: unknown, comparator = "equal") =>
      listed(`filters=${encodeURIComponent(JSON.stringify({ field: { api_name: field }, comparator, value }))}`)
    assert.strictEqual(filter("api_name", "Priority_Level").json.global_picklists.length, 1)
    assert.strictEqual(filter("source", "crm", "not_equal").status, 204)
    assert.deepStrictEqual(said(filter("display_label", "x").json), [
      "NOT_SUPPORTED",
      ["api_name", "json_path", "param_name"]
    ])
    assert.deepStrictEqual(said(filter("customizable", "x").json), [
      "DEPENDENT_MISMATCH",
      ["api_name", "dependee", "expected_data_type", "json_path", "param_name"]
    ])
    const unused = [
      { api_name: "pick_list_values", filters: { field: { api_name: "type" }, comparator: "equal", value: "unused" } }
    ]
    const inner = `?inner_details_filters=${encodeURIComponent(JSON.stringify(unused))}`
    assert.deepStrictEqual(
      read(id, inner).pick_list_values.map((it: any) => it.display_value),
      ["Low"]
    )
    assert.strictEqual(at.api("GET", `${path}/1`).status, 204)
  })

  it("swap two values, and so do the records that hold them", () => {
    const id = made("Side", ["Left", "Right"])
    field("Leads", "Side", { id })
    const leads = ["Left", "Right"].map((Side) => at.add("Leads", { Last_Name: Side, Side }))
    const [left, right] = read(id).pick_list_values.map((it: any) => it.id)
    const swapped = [
      { id: left, display_value: "Right", reference_value: "R" },
      { id: right, display_value: "Left", reference_value: "L" }
    ]
    assert.strictEqual(
      at.api("PATCH", `${path}/${id}`, { global_picklists: [{ pick_list_values: swapped }] }).status,
      200
    )
    assert.deepStrictEqual(
      leads.map((lead) => at.api("GET", `/crm/v8/Leads/${lead}`).json.data[0].Side),
      ["Right", "Left"]
    )
  })

  it("are the options of fields, which records are held to", () => {
    const id = made("Season", ["Spring", "Summer", { display_value: "Winter", type: "unused" }])
    const one = field("Leads", "Best season", { id })
    field("Contacts", "Seasons", { api_name: "Season" }, "multiselectpicklist")
    assert.deepStrictEqual(
      options("Leads", one).map((it: any) => [it.display_value, it.type]),
      [
        ["-None-", "used"],
        ["Spring", "used"],
        ["Summer", "used"],
        ["Winter", "unused"]
      ]
    )
    const shown = at.api("GET", `${fields}/${one}?module=Leads`).json.fields[0]
    assert.deepStrictEqual(shown.global_picklist, { api_name: "Season", id })
    const lead = at.add("Leads", { Last_Name: "L", Best_season: "Summer" })
    const contact = at.add("Contacts", { Last_Name: "C", Seasons: ["Spring", "Summer"] })
    const refused = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", Best_season: "Winter" }] })
    assert.deepStrictEqual(refused.json.data[0].code, "INVALID_DATA")
    const { associated_fields_count: count, used_in_modules: modules } = read(
      id,
      "?include=used_in_modules,associated_fields_count"
    )
    assert.deepStrictEqual([count, modules.map((it: any) => it.api_name).toSorted()], [2, ["Contacts", "Leads"]])
    const associations = at.api("GET", `${path}/${id}/actions/associations?include_inner_details=layouts.status`).json
    assert.deepStrictEqual(
      associations.associations.map((it: any) => [it.module.api_name, it.field.api_name, it.layouts[0].status]),
      [
        ["Leads", "Best_season", "active"],
        ["Contacts", "Seasons", "active"]
      ]
    )

    // A value that is renamed is renamed where it is held; one that is added can be chosen at once.
    const before = options("Leads", one).find((it: any) => it.display_value === "Summer").id
    const answer = change(id, {
      pick_list_values: [
        { id: valueId(id, "Summer"), display_value: "High summer" },
        { id: valueId(id, "Winter"), type: "used", sequence_number: 1 },
        { display_value: "Autumn" }
      ]
    })
    assert.deepStrictEqual(
      [answer.status, answer.json.global_picklists[0].message],
      [200, "global picklist updated successfully"]
    )
    assert.deepStrictEqual(valuesOf(id), ["Winter", "Spring", "High summer", "Autumn"])
    assert.strictEqual(at.get("Leads", lead).Best_season, "High summer")
    assert.deepStrictEqual(at.get("Contacts", contact).Seasons, ["Spring", "High summer"])
    assert.strictEqual(options("Leads", one).find((it: any) => it.display_value === "High summer").id, before)
    at.add("Leads", { Last_Name: "L", Best_season: "Autumn" })

    // A value that is taken out of use stays with its records.
    change(id, { pick_list_values: [{ id: valueId(id, "Spring"), type: "unused" }] })
    assert.deepStrictEqual(at.get("Contacts", contact).Seasons, ["Spring", "High summer"])
    const again = at.api("PUT", "/crm/v8/Contacts", { data: [{ id: contact, Seasons: ["Spring"] }] })
    assert.strictEqual(again.json.data[0].code, "INVALID_DATA")
    // The options of such a field are changed in the global pick-list only.
    const own = at.api("PATCH", `${fields}/${one}?module=Leads`, {
      fields: [{ pick_list_values: [{ display_value: "Mine" }] }]
    })
    assert.strictEqual(own.json.fields[0].code, "NOT_ALLOWED")
  })

  it("have values replaced in the records of all their fields, while the clock runs", () => {
    const id = made("Rating scale", ["Cold", "Warm", "Hot"])
    const scale = field("Leads", "Scale", { id })
    field("Deals", "Scales", { id }, "multiselectpicklist")
    const lead = at.add("Leads", { Last_Name: "L", Scale: "Cold" })
    const deal = at.add("Deals", {
      Deal_Name: "D",
      Stage: "Qualification",
      Closing_Date: "2026-12-01",
      Scales: ["Cold", "Warm"]
    })
    const replace = (old_value: unknown, new_value: unknown) =>
      at.api("POST", `${path}/${id}/actions/replace_picklist_values`, {
        replace_picklist_values: [{ old_value, new_value }]
      })
    const cold = valueId(id, "Cold")
    const cases: ReadonlyArray<readonly [unknown, unknown, string]> = [
      [undefined, { display_value: "Warm" }, "MANDATORY_NOT_FOUND"],
      [{ id: cold }, {}, "EXPECTED_FIELD_MISSING"],
      [{ id: cold, display_value: "Hot" }, { display_value: "Warm" }, "AMBIGUITY_DURING_PROCESSING"],
      [{ id: "1" }, { display_value: "Warm" }, "INVALID_DATA"],
      [{ id: cold }, { display_value: "Unknown" }, "INVALID_DATA"],
      [{ id: cold }, { id: cold }, "DEPENDENT_MISMATCH"],
      ["Cold", { id: cold }, "INVALID_DATA"]
    ]
    for (const [from, to, code] of cases) {
      const { json, status } = replace(from, to)
      assert.deepStrictEqual([status, json.replace_picklist_values[0].code], [400, code], JSON.stringify([from, to]))
    }
    const started = replace({ id: cold, display_value: "Cold" }, { display_value: "Warm" })
    assert.deepStrictEqual(
      [started.status, ...said(started.json.replace_picklist_values[0])],
      [202, "SCHEDULED", ["job_id"]]
    )
    const replaced = () => at.api("GET", `${path}/${id}/actions/replaced_values`)
    assert.deepStrictEqual(replaced().json, {
      replaced_values: [{ display_value: "Cold", reference_value: "Cold" }]
    })
    assert.strictEqual(
      change(id, { pick_list_values: [{ display_value: "x" }] }).json.global_picklists[0].code,
      "NOT_ALLOWED"
    )
    settle(at)
    assert.strictEqual(replaced().status, 204)
    assert.strictEqual(at.get("Leads", lead).Scale, "Warm")
    assert.deepStrictEqual(at.get("Deals", deal).Scales, ["Warm"])
    assert.deepStrictEqual(valuesOf(id), ["Warm", "Hot"])
    // Whoever asks need not see the fields.
    const profile = at.core.db.get("SELECT profile FROM user WHERE id=?", at.users.other)?.["profile"]
    at.api("PATCH", `${fields}/${scale}?module=Leads`, {
      fields: [{ profiles: [{ id: profile, permission_type: "hidden" }] }]
    })
    update("Leads", lead, { Scale: "Hot" })
    const asked = calls(at, at.users.other)("POST", `${path}/${id}/actions/replace_picklist_values`, {
      replace_picklist_values: [{ old_value: { display_value: "Hot" }, new_value: { display_value: "Warm" } }]
    })
    assert.strictEqual(asked.status, 202, JSON.stringify(asked.json))
    settle(at)
    assert.strictEqual(at.get("Leads", lead).Scale, "Warm")
    change(id, { pick_list_values: [{ display_value: "Hot" }] })
    // Nobody holds it: done at once.
    const quick = replace({ display_value: "Hot" }, { display_value: "Warm" })
    assert.deepStrictEqual([quick.status, quick.json.replace_picklist_values[0].code], [200, "SUCCESS"])
  })

  it("go as a job, and leave their fields the options", () => {
    const id = made("Sizes", ["S", "M"])
    const one = field("Leads", "Size", { id })
    const gone = at.api("DELETE", `${path}/${id}`)
    assert.deepStrictEqual([gone.status, ...said(gone.json.global_picklists[0])], [202, "SCHEDULED", ["job_id"]])
    assert.isFalse(read(id).presence)
    assert.deepStrictEqual(said(at.api("DELETE", `${path}/${id}`).json), ["NOT_ALLOWED", ["resource_path_index"]])
    assert.deepStrictEqual(said(at.api("DELETE", `${path}?ids=${id}`).json.global_picklists[0]), [
      "NOT_ALLOWED",
      ["id"]
    ])
    settle(at)
    assert.isUndefined(read(id))
    const shown = at.api("GET", `${fields}/${one}?module=Leads`).json.fields[0]
    assert.strictEqual(shown.global_picklist, null)
    assert.deepStrictEqual(
      shown.pick_list_values.map((it: any) => it.display_value),
      ["-None-", "S", "M"]
    )
    at.api("PATCH", `${fields}/${one}?module=Leads`, { fields: [{ pick_list_values: [{ display_value: "L" }] }] })
    at.add("Leads", { Last_Name: "x", Size: "L" })
    assert.deepStrictEqual(said(at.api("DELETE", `${path}/1`).json), ["INVALID_DATA", ["resource_path_index"]])
    assert.strictEqual(at.api("DELETE", path).json.code, "REQUIRED_PARAM_MISSING")
  })

  it("take over the options of a field, whose records get their values", () => {
    const { json } = at.api("POST", `${fields}?module=Leads`, {
      fields: [
        {
          field_label: "Area",
          data_type: "picklist",
          pick_list_values: [{ display_value: "N" }, { display_value: "South" }, { display_value: "Else" }]
        }
      ]
    })
    const own = json.fields[0].details.id
    const [n, south, other] = ["N", "South", "Else"].map((Area) => at.add("Leads", { Last_Name: "L", Area }))
    const id = made("Areas", ["North", "South", "West"])
    const optionId = options("Leads", own).find((it: any) => it.display_value === "N").id
    const tied = at.api("PATCH", `${fields}?module=Leads`, {
      fields: [
        {
          id: own,
          global_picklist: { api_name: "Areas", id },
          pick_list_values: [{ id: optionId, _global_picklist_value: { id: valueId(id, "North") } }]
        }
      ]
    })
    assert.strictEqual(tied.status, 200, JSON.stringify(tied.json))
    assert.deepStrictEqual(
      [n, south, other].map((lead) => at.get("Leads", lead ?? "").Area),
      ["North", "South", "Else"]
    )
    assert.deepStrictEqual(
      options("Leads", own).map((it: any) => it.display_value),
      ["-None-", "North", "South", "West"]
    )
    const freed = at.api("PATCH", `${fields}/${own}?module=Leads`, { fields: [{ global_picklist: null }] })
    assert.strictEqual(freed.status, 200)
    change(id, { pick_list_values: [{ display_value: "East" }] })
    assert.lengthOf(options("Leads", own), 4)
  })

  it("say where something is wrong, and stay as they are", () => {
    const at = acting({ leads: 1 })
    const id = made("Taken", ["A", "B"], at)
    const good = { display_label: "New", pick_list_values: [{ display_value: "A", type: "used" }] }
    const cases: ReadonlyArray<readonly [object, string, string]> = [
      [{ display_label: undefined }, "MANDATORY_NOT_FOUND", "display_label"],
      [{ display_label: "taken" }, "DUPLICATE_DATA", "display_label"],
      [{ display_label: "x".repeat(51) }, "INVALID_DATA", "display_label"],
      [{ display_label: "Party 🎉" }, "INVALID_DATA", "display_label"],
      [{ display_label: "a<b" }, "INVALID_DATA", "display_label"],
      [{ api_name: "ends_" }, "INVALID_DATA", "api_name"],
      [{ api_name: "Taken" }, "DUPLICATE_DATA", "api_name"],
      [{ description: "x".repeat(1001) }, "INVALID_DATA", "description"],
      [{ pick_list_values: undefined }, "MANDATORY_NOT_FOUND", "pick_list_values"],
      [{ pick_list_values: [{}] }, "MANDATORY_NOT_FOUND", "display_value"],
      [{ pick_list_values: [{ display_value: "" }] }, "MANDATORY_NOT_FOUND", "display_value"],
      [{ pick_list_values: [{ display_value: "-None-" }] }, "INVALID_DATA", "display_value"],
      [{ pick_list_values: [{ display_value: "x".repeat(121) }] }, "INVALID_DATA", "display_value"],
      [{ pick_list_values: [{ display_value: "A", type: "lost" }] }, "INVALID_DATA", "type"],
      [{ pick_list_values: [{ display_value: "A", type: "unused" }] }, "INVALID_DATA", "pick_list_values"],
      [{ pick_list_values: [{ display_value: "A" }, { display_value: "a" }] }, "DUPLICATE_DATA", "pick_list_values"]
    ]
    for (const [more, code, name] of cases) {
      const { json, status } = at.api("POST", path, { global_picklists: [{ ...good, ...more }] })
      const [item] = json.global_picklists
      assert.deepStrictEqual([status, item.code, item.details.api_name], [400, code, name], JSON.stringify(more))
    }
    const shown = () => at.api("GET", `${path}/${id}`).json.global_picklists[0]
    const [a, b] = shown().pick_list_values.map((it: any) => it.id)
    const both = (change: object) =>
      at.api("PATCH", `${path}/${id}`, {
        global_picklists: [{ pick_list_values: [{ id: a, ...change }, { id: b, ...change }, { display_value: "C" }] }]
      }).json.global_picklists[0]
    assert.deepStrictEqual(said(both({ type: "unused" })), ["LIMIT_EXCEEDED", ["limit", "limit_due_to"]])
    assert.deepStrictEqual(said(both({ _delete: true })), ["LIMIT_EXCEEDED", ["limit", "limit_due_to"]])
    assert.lengthOf(shown().pick_list_values, 2)
    const unknown = at.api("PATCH", path, { global_picklists: [{ id: "1", display_label: "x" }] })
    assert.deepStrictEqual(said(unknown.json.global_picklists[0]), ["INVALID_DATA", ["api_name", "id", "json_path"]])
    for (let n = 0; n < 9; n++) made(`Set ${n}`, ["A"], at)
    const full = at.api("POST", path, { global_picklists: [good] })
    assert.deepStrictEqual(said(full.json.global_picklists[0]), ["LIMIT_EXCEEDED", ["limit", "limit_due_to"]])
    assert.strictEqual(at.core.counters.defects, 0)
  })

  it.prop("answer whatever they are given", [Schema.Json], ([body]) => {
    const id = at.api("GET", path).json.global_picklists[0].id
    for (const [method, url, key] of [
      ["POST", path, "global_picklists"],
      ["PATCH", path, "global_picklists"],
      ["PATCH", `${path}/${id}`, "global_picklists"],
      ["POST", `${path}/${id}/actions/replace_picklist_values`, "replace_picklist_values"]
    ] as const)
      for (const sent of [body, { [key]: body }, { [key]: [body] }]) at.api(method, url, sent)
    at.api("GET", `${path}?filters=${encodeURIComponent(JSON.stringify(body))}`)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
