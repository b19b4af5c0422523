/** The options of one field: changed by its own call, read one by one, replaced and deleted with what holds them. */
import { assert, describe, it } from "@effect/vitest"
import { acting, said, settle } from "../actions/Support.ts"

const at = acting({ leads: 2 })
const path = "/crm/v8/settings/fields"

const made = (label: string, data_type = "picklist", values = ["A", "B", "C"]): string => {
  const { json, status } = at.api("POST", `${path}?module=Leads`, {
    fields: [{ field_label: label, data_type, pick_list_values: values.map((display_value) => ({ display_value })) }]
  })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json.fields[0].details.id
}
const options = (id: string): any => at.api("GET", `${path}/${id}/pick_list_values?module=Leads`).json.pick_list_values
const optionId = (id: string, value: string): string => options(id).find((it: any) => it.display_value === value).id
const texts = (id: string): any => options(id).map((it: any) => it.display_value)
const patch = (id: string, input: object) => at.api("PATCH", `${path}/${id}?module=Leads`, { fields: [input] })

describe("the options of a field", () => {
  it.each(["picklist", "multiselectpicklist"])("take over each other's names, and records follow: %s", (type) => {
    const name = type === "picklist" ? "Tone" : "Tones"
    const id = made(name, type)
    const as = (value: string): unknown => (type === "picklist" ? value : [value])
    const [first, second] = ["A", "B"].map((value) => at.add("Leads", { Last_Name: value, [name]: as(value) }))
    const [a, b] = ["A", "B"].map((value) => optionId(id, value))
    const changed = patch(id, {
      pick_list_values: [
        { id: b, display_value: 'It\'s "B"' },
        { id: a, display_value: "B" }
      ]
    })
    assert.strictEqual(changed.status, 200, JSON.stringify(changed.json))
    const held = (lead: string | undefined) => at.api("GET", `/crm/v8/Leads/${lead}`).json.data[0][name]
    assert.deepStrictEqual([held(first), held(second)], [as("B"), as('It\'s "B"')])
  })

  it("are as many as a new field may have, however they are added", () => {
    const id = made(
      "Full",
      "picklist",
      Array.from({ length: 499 }, (_, n) => `Option ${n}`)
    )
    const add = (display_value: string) => patch(id, { pick_list_values: [{ display_value }] })
    assert.strictEqual(add("One").status, 200)
    const { json, status } = add("Too many")
    assert.deepStrictEqual(
      [status, ...said(json.fields[0])],
      [400, "INVALID_DATA", ["api_name", "json_path", "maximum_length", "minimum_length"]]
    )
    assert.lengthOf(texts(id), 501)
  })

  it("are renamed, ordered, coloured and taken out of use; records follow or keep", () => {
    const id = made("Shade")
    const lead = at.add("Leads", { Last_Name: "L", Shade: "A" })
    const changed = patch(id, {
      pick_list_values: [
        { id: optionId(id, "A"), display_value: "Alpha", colour_code: "#ff0000" },
        { id: optionId(id, "C"), sequence_number: 2 },
        { id: optionId(id, "B"), type: "unused" },
        { display_value: "D", reference_value: "d-4" }
      ]
    })
    assert.strictEqual(changed.status, 200, JSON.stringify(changed.json))
    assert.deepStrictEqual(
      options(id).map((it: any) => [it.display_value, it.actual_value, it.type, it.colour_code]),
      [
        ["-None-", "-None-", "used", null],
        ["C", "C", "used", null],
        ["Alpha", "A", "used", "#ff0000"],
        ["B", "B", "unused", null],
        ["D", "d-4", "used", null]
      ]
    )
    assert.deepStrictEqual(
      options(id).map((it: any) => it.layout_associations?.[0].api_name ?? null),
      ["Standard__s", "Standard__s", "Standard__s", null, "Standard__s"]
    )
    assert.strictEqual(at.get("Leads", lead).Shade, "Alpha")
    assert.strictEqual(at.get("Leads", at.add("Leads", { Last_Name: "L", Shade: "d-4" })).Shade, "D")
    const unused = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", Shade: "B" }] })
    assert.strictEqual(unused.json.data[0].code, "INVALID_DATA")
    patch(id, { pick_list_values_sorted_lexically: true })
    assert.deepStrictEqual(texts(id), ["-None-", "Alpha", "B", "C", "D"])
    const refusals: ReadonlyArray<readonly [object, string]> = [
      [{ display_value: "C" }, "DUPLICATE_DATA"],
      [{ id: optionId(id, "-None-"), display_value: "Some" }, "INVALID_DATA"],
      [{ id: optionId(id, "-None-"), _delete: true }, "NOT_ALLOWED"],
      [{ id: optionId(id, "C"), type: "hidden" }, "INVALID_DATA"],
      [{ id: optionId(id, "C"), colour_code: "red" }, "INVALID_DATA"],
      [{ id: optionId(id, "C"), sequence_number: 0 }, "INVALID_DATA"]
    ]
    for (const [option, code] of refusals)
      assert.strictEqual(patch(id, { pick_list_values: [option] }).json.fields[0].code, code, JSON.stringify(option))
  })

  it("of every record are replaced by another as a job, and deleted with it where that is asked for", () => {
    const id = made("Letters", "multiselectpicklist")
    const lead = at.add("Leads", { Last_Name: "L", Letters: ["A", "B"] })
    const replace = (input: object) =>
      at.api("POST", `${path}/${id}/actions/replace_pick_list_values?module=Leads`, {
        replace_pick_list_values: [input]
      })
    const started = replace({ old_value: { display_value: "A" }, new_value: { id: optionId(id, "C") } })
    assert.deepStrictEqual(
      [started.status, ...said(started.json.replace_pick_list_values[0])],
      [202, "SCHEDULED", ["job_id"]]
    )
    const jobs = () => at.api("GET", `${path}/${id}/actions/scheduled_jobs?module=Leads`).json
    assert.deepInclude(jobs().scheduled_jobs[0], { action: "REPLACE_PICKLIST_OPTION", status: "SCHEDULED" })
    assert.deepStrictEqual(jobs().scheduled_jobs[0].details.records, { total: 1, processed: 0, failed: 0 })
    settle(at)
    assert.deepStrictEqual(at.get("Leads", lead).Letters, ["C", "B"])
    assert.deepStrictEqual(texts(id), ["-None-", "A", "B", "C"])
    assert.deepStrictEqual(jobs().scheduled_jobs[0].details.records, { total: 1, processed: 1, failed: 0 })
    replace({ old_value: { display_value: "B" }, new_value: { display_value: "C" }, delete_old_value: true })
    settle(at)
    assert.deepStrictEqual(at.get("Leads", lead).Letters, ["C"])
    assert.deepStrictEqual(texts(id), ["-None-", "A", "C"])
    const refused = (input: object) => replace(input).json.replace_pick_list_values[0]
    const both = { old_value: { display_value: "A" }, new_value: { display_value: "C" } }
    assert.deepStrictEqual(said(refused({ ...both, delete_old_value: "yes" })), [
      "INVALID_DATA",
      ["api_name", "expected_data_type", "json_path"]
    ])
    assert.strictEqual(refused({ ...both, new_value: { display_value: "Z" } }).code, "INVALID_DATA")
  })

  it("go one by one: at once where no record holds them, else as a job; records keep the text", () => {
    const id = made("Marks")
    const lead = at.add("Leads", { Last_Name: "L", Marks: "A" })
    const remove = (value: string) =>
      at.api("DELETE", `${path}/${id}/pick_list_values/${optionId(id, value)}?module=Leads`)
    const one = at.api("GET", `${path}/${id}/pick_list_values/${optionId(id, "B")}?module=Leads`)
    assert.deepInclude(one.json.pick_list_values[0], { display_value: "B", sequence_number: 3 })
    assert.deepStrictEqual([remove("B").status, texts(id)], [200, ["-None-", "A", "C"]])
    assert.strictEqual(remove("A").status, 202)
    settle(at)
    assert.deepStrictEqual([texts(id), at.get("Leads", lead).Marks], [["-None-", "C"], "A"])
    assert.deepStrictEqual(said(remove("C").json), ["NOT_ALLOWED", ["resource_path_index"]])
    const none = at.api("DELETE", `${path}/${id}/pick_list_values/1?module=Leads`)
    assert.deepStrictEqual(said(none.json), ["INVALID_DATA", ["resource_path_index"]])
    const city = at.core.metadata.module("Leads")?.byName.get("City")?.id
    assert.strictEqual(at.api("GET", `${path}/${city}/pick_list_values?module=Leads`).status, 204)
  })

  it("that a blueprint goes by are renamed with it, and cannot be replaced", () => {
    const at = acting({ leads: 1 })
    const deals = at.core.metadata.module("Deals")
    const type = deals?.byName.get("Type")
    const entry = type?.pickList.find(({ value }) => value === "Existing Business")
    const deal = {
      Deal_Name: "D",
      Stage: "Qualification",
      Closing_Date: "2026-12-01",
      Type: "Existing Business"
    }
    const url = `${path}/${type?.id}`
    const used = at.api("POST", `${url}/actions/replace_pick_list_values?module=Deals`, {
      replace_pick_list_values: [{ old_value: { id: entry?.id }, new_value: { display_value: "New Business" } }]
    })
    const [item] = used.json.replace_pick_list_values
    assert.deepStrictEqual([item.code, item.details._associations[0].type], ["NOT_ALLOWED", "blueprint"])
    assert.strictEqual(
      at.api("PATCH", `${url}?module=Deals`, {
        fields: [{ pick_list_values: [{ id: entry?.id, display_value: "Known customers" }] }]
      }).status,
      200
    )
    const id = at.add("Deals", { ...deal, Type: "Known customers" })
    assert.strictEqual(at.api("GET", `/crm/v8/Deals/${id}/actions/blueprint`).status, 200)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
