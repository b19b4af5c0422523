/** Custom fields and modules made through the API: there at once, for every kind of call. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, said } from "../actions/Support.ts"

const at = acting({ leads: 2 })
const path = "/crm/v8/settings/fields"
const of = `${path}?module=Leads`

const make = (field: object, url = of): string => {
  const { json, status } = at.api("POST", url, { fields: [field] })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json.fields[0].details.id
}
const read = (id: string): any => at.api("GET", `${path}/${id}?module=Leads`).json.fields[0]
const coql = (query: string): any => at.api("POST", "/crm/v8/coql", { select_query: query }).json?.data

describe("custom fields", () => {
  it("of every type keep what records put into them, in every kind of call", () => {
    const values: ReadonlyArray<readonly [object, unknown, unknown?]> = [
      [{ data_type: "text", length: 20 }, "some text"],
      [{ data_type: "textarea", textarea: { type: "rich_text" } }, "<b>rich</b>"],
      [{ data_type: "email" }, "a@example.com"],
      [{ data_type: "phone" }, "+1 555 0100"],
      [{ data_type: "website" }, "https://www.example.com"],
      [{ data_type: "picklist", pick_list_values: [{ display_value: "Red" }, { display_value: "Blue" }] }, "Blue"],
      [
        { data_type: "multiselectpicklist", pick_list_values: [{ display_value: "x" }, { display_value: "y" }] },
        ["x", "y"]
      ],
      [{ data_type: "date" }, "2026-02-03"],
      [{ data_type: "datetime" }, "2026-02-03T10:00:00+05:30"],
      [{ data_type: "integer" }, 42],
      [{ data_type: "bigint" }, "1234567890123"],
      [{ data_type: "double" }, 2.5],
      [{ data_type: "currency" }, 99.5],
      [{ data_type: "percent" }, 12],
      [{ data_type: "boolean" }, true]
    ]
    const before = at.add("Leads", { Last_Name: "Before" })
    const names = values.map(([field], index) => {
      const id = make({ ...field, field_label: `Made ${index} for all?` })
      const made = read(id)
      assert.deepInclude(made, { field_label: `Made ${index} for all?`, custom_field: true, created_source: "user" })
      assert.strictEqual(made.api_name, `Made_${index}_for_all`)
      return String(made.api_name)
    })
    const row = Object.fromEntries(values.map(([, value], index) => [names[index], value]))
    const lead = at.add("Leads", { Last_Name: "Full", ...row })
    const got = at.get("Leads", lead)
    for (const [name, value] of Object.entries(row)) assert.deepStrictEqual(got[name], value, name)
    assert.strictEqual(at.get("Leads", before)[names[14] ?? ""], false)
    assert.strictEqual(at.get("Leads", before)[names[0] ?? ""], null)
    const listed = at.api("GET", `/crm/v8/Leads?fields=${names.join(",")}&ids=${lead}`).json.data[0]
    assert.deepStrictEqual(listed[names[6] ?? ""], ["x", "y"])
    assert.deepStrictEqual(
      coql(`select ${names[9]} from Leads where ${names[0]} = 'some text'`).map((it: any) => it[names[9] ?? ""]),
      [42]
    )
    const found = at.api("GET", `/crm/v8/Leads/search?criteria=(${names[5]}:equals:Blue)&fields=Last_Name`)
    assert.deepStrictEqual(
      found.json.data.map((it: any) => it.id),
      [lead]
    )
    const layout = at.api("GET", "/crm/v8/settings/layouts?module=Leads").json.layouts[0]
    const shown = layout.sections.flatMap((it: any) => it.fields.map((field: any) => field.api_name))
    assert.includeMembers(shown, names)
    const wrong = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", [names[5] ?? ""]: "Green" }] })
    assert.strictEqual(wrong.json.data[0].code, "INVALID_DATA")
    const long = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", [names[0] ?? ""]: "x".repeat(21) }] })
    assert.strictEqual(long.json.data[0].details.maximum_length, 20)
  })

  it("look up other records, count themselves, and are unique", () => {
    make({ field_label: "Main deal", data_type: "lookup", lookup: { module: { api_name: "Deals" } } })
    make({
      field_label: "Number",
      data_type: "autonumber",
      auto_number: { prefix: "L-", start_number: "7", suffix: "" }
    })
    make({ field_label: "Badge", data_type: "text", unique: { case_sensitive: false } })
    const deal = at.add("Deals", { Deal_Name: "D", Stage: "Qualification", Closing_Date: "2026-12-01" })
    const [one, two] = ["a", "b"].map((Badge) => at.add("Leads", { Last_Name: "L", Main_deal: deal, Badge }))
    assert.deepStrictEqual(
      [one, two].map((id) => at.get("Leads", id ?? "").Number),
      ["L-7", "L-8"]
    )
    assert.strictEqual(at.get("Leads", one ?? "").Main_deal.name, "D")
    const related = at.api("GET", `/crm/v8/Deals/${deal}/Leads?fields=Last_Name`)
    assert.deepStrictEqual(related.json.data.map((it: any) => it.id).toSorted(), [one, two])
    const twice = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", Badge: "A" }] })
    assert.strictEqual(twice.json.data[0].code, "DUPLICATE_DATA")
    const upsert = at.api("POST", "/crm/v8/Leads/upsert", {
      data: [{ Last_Name: "New name", Badge: "b" }],
      duplicate_check_fields: ["Badge"]
    })
    assert.deepStrictEqual([upsert.json.data[0].action, upsert.json.data[0].details.id], ["update", two])
  })

  it("change: labels, lengths, choices; and go, with what they held", () => {
    const id = make({ field_label: "Shade", data_type: "picklist", pick_list_values: [{ display_value: "Light" }] })
    const light = read(id).pick_list_values.find((it: any) => it.display_value === "Light").id
    const many = at.api("PATCH", of, {
      fields: [
        {
          id,
          field_label: "Tone",
          pick_list_values: [{ id: light, display_value: "Bright" }, { display_value: "Dark" }]
        },
        { id, data_type: "text" },
        { id: "1" }
      ]
    })
    assert.deepStrictEqual(
      [many.status, ...many.json.fields.map(said)],
      [
        207,
        ["SUCCESS", ["id"]],
        ["INVALID_DATA", ["api_name", "json_path"]],
        ["INVALID_DATA", ["api_name", "json_path"]]
      ]
    )
    assert.deepStrictEqual(
      [read(id).field_label, read(id).api_name, read(id).pick_list_values.map((it: any) => it.display_value)],
      ["Tone", "Shade", ["-None-", "Bright", "Dark"]]
    )
    const lead = at.add("Leads", { Last_Name: "L", Shade: "Dark" })
    at.api("PATCH", `${path}/${id}?module=Leads`, { fields: [{ pick_list_values: [{ id: light, _delete: true }] }] })
    assert.lengthOf(read(id).pick_list_values, 2)
    const view = { name: "By shade", fields: [{ api_name: "Shade" }] }
    const made = at.api("POST", "/crm/v8/settings/custom_views?module=Leads", { custom_views: [view] })
    const used = at.api("DELETE", `${path}/${id}?module=Leads`)
    assert.deepStrictEqual(said(used.json), ["NOT_ALLOWED", ["resource_path_index"]])
    const cvid = made.json.custom_views[0].details.id
    at.api("DELETE", `/crm/v8/settings/custom_views?module=Leads&ids=${cvid}`)
    assert.strictEqual(at.api("DELETE", `${path}/${id}?module=Leads`).status, 200)
    assert.notProperty(at.get("Leads", lead), "Shade")
    // The name is free again, and holds nothing of before.
    make({ field_label: "Shade", data_type: "text" })
    assert.strictEqual(at.get("Leads", lead).Shade, null)
    const system = at.core.metadata.module("Leads")?.byName.get("City")?.id
    assert.deepStrictEqual(said(at.api("DELETE", `${path}/${system}?module=Leads`).json), [
      "NOT_ALLOWED",
      ["resource_path_index"]
    ])
  })

  it("are refused where something is wrong, each with its place", () => {
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ data_type: "text" }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ field_label: "X" }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ field_label: "X", data_type: "nothing" }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ field_label: "City", data_type: "text" }, "DUPLICATE_DATA", ["api_name", "json_path"]],
      [
        { field_label: "X", data_type: "text", length: 256 },
        "INVALID_DATA",
        ["api_name", "json_path", "maximum_length"]
      ],
      [{ field_label: "X", data_type: "picklist" }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ field_label: "X", data_type: "text", api_name: "1x" }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ field_label: "X", data_type: "text", api_name: "city" }, "DUPLICATE_DATA", ["api_name", "json_path"]],
      [{ field_label: "X", data_type: "lookup" }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [
        { field_label: "X", data_type: "lookup", lookup: { module: { api_name: "No" } } },
        "INVALID_DATA",
        ["api_name", "json_path"]
      ],
      [{ field_label: "X", data_type: "autonumber" }, "DEPENDENT_FIELD_MISSING", ["api_name", "json_path"]],
      [
        { field_label: "X", data_type: "date", unique: { case_sensitive: true } },
        "NOT_ALLOWED",
        ["api_name", "json_path"]
      ]
    ]
    for (const [field, code, details] of cases) {
      const { json, status } = at.api("POST", of, { fields: [field] })
      assert.deepStrictEqual([status, ...said(json.fields[0])], [400, code, details], JSON.stringify(field))
    }
    assert.strictEqual(
      read(make({ field_label: "Named", data_type: "text", api_name: "Named_by_me" })).api_name,
      "Named_by_me"
    )
    assert.strictEqual(at.api("POST", `${path}?module=No`, { fields: [{}] }).json.code, "INVALID_MODULE")
  })
})

describe("layouts", () => {
  it("make fields required, and let them be", () => {
    const at = acting({ leads: 1 })
    const path = "/crm/v8/settings/layouts"
    const [layout] = at.api("GET", `${path}?module=Leads`).json.layouts
    const idOf = (name: string) => at.core.metadata.module("Leads")?.byName.get(name)?.id
    const patch = (name: string, required: unknown) =>
      at.api("PATCH", `${path}/${layout.id}?module=Leads`, {
        layouts: [{ sections: [{ id: layout.sections[0].id, fields: [{ id: idOf(name), required }] }] }]
      })
    const insert = () =>
      at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", Layout: { id: layout.id } }] }).json.data[0]
    const before = insert().details.api_name
    assert.strictEqual(patch("City", true).status, 200)
    const asked = at.api("GET", `${path}/${layout.id}?module=Leads`).json.layouts[0].sections
    const city = asked.flatMap((it: any) => it.fields).find((it: any) => it.api_name === "City")
    assert.isTrue(city.required)
    const refused = new Set([before, insert().details.api_name])
    for (const name of refused) if (name !== undefined && name !== "City") patch(name, false)
    assert.deepStrictEqual([insert().code, insert().details.api_name], ["MANDATORY_NOT_FOUND", "City"])
    patch("City", false)
    assert.strictEqual(insert().code, "SUCCESS")
    assert.strictEqual(patch("Last_Name", false).json.layouts[0].code, "NOT_ALLOWED")
    assert.strictEqual(patch("City", "yes").json.layouts[0].code, "INVALID_DATA")
    assert.strictEqual(at.api("PATCH", `${path}?module=Leads`, { layouts: [{ id: "1", sections: [] }] }).status, 400)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})

describe("custom modules", () => {
  const modules = "/crm/v8/settings/modules"
  const profiles = () => at.api("GET", "/crm/v8/settings/profiles").json.profiles.map((it: any) => ({ id: it.id }))

  it("hold records as Zoho's own do", () => {
    const module = { singular_label: "Car", plural_label: "Cars", api_name: "Cars", profiles: profiles() }
    const before = at.core.counters.creditsUsed
    const made = at.api("POST", modules, {
      modules: [{ ...module, display_field: { field_label: "Car Name", data_type: "text" } }]
    })
    assert.deepStrictEqual([made.status, ...said(made.json.modules[0])], [201, "SUCCESS", ["id"]])
    assert.strictEqual(at.core.counters.creditsUsed - before, 500)
    make({ field_label: "Seats", data_type: "integer" }, `${path}?module=Cars`)
    make(
      { field_label: "Buyer", data_type: "lookup", lookup: { module: { api_name: "Contacts" } } },
      `${path}?module=Cars`
    )
    const contact = at.add("Contacts", { Last_Name: "Driver" })
    const car = at.add("Cars", { Name: "Beetle", Seats: 4, Buyer: contact })
    assert.deepInclude(at.get("Cars", car), { Name: "Beetle", Seats: 4 })
    assert.deepStrictEqual(
      coql("select Name, Buyer.Last_Name from Cars where Seats > 3").map((it: any) => it["Buyer.Last_Name"]),
      ["Driver"]
    )
    assert.strictEqual(at.api("GET", `/crm/v8/Contacts/${contact}/Cars?fields=Name`).json.data[0].id, car)
    const { id } = made.json.modules[0].details
    const renamed = at.api("PUT", `${modules}/Cars`, { modules: [{ plural_label: "Vehicles" }] })
    assert.strictEqual(renamed.status, 200)
    assert.strictEqual(at.api("GET", `${modules}/${id}`).json.modules[0].plural_label, "Vehicles")
    assert.strictEqual(at.get("Cars", car).Name, "Beetle")
    const deleted = at.api("DELETE", `/crm/v8/Cars/${car}`)
    assert.strictEqual(deleted.status, 200)
  })

  it("are refused where something is wrong, each with its place", () => {
    const good = { singular_label: "Boat", plural_label: "Boats", api_name: "Boats", profiles: profiles() }
    const cases: ReadonlyArray<readonly [object, string, string]> = [
      [{ singular_label: undefined }, "MANDATORY_NOT_FOUND", "singular_label"],
      [{ plural_label: 5 }, "INVALID_DATA", "plural_label"],
      [{ api_name: "Leads" }, "DUPLICATE_DATA", "api_name"],
      [{ api_name: "1x" }, "INVALID_DATA", "api_name"],
      [{ profiles: undefined }, "MANDATORY_NOT_FOUND", "profiles"],
      [{ profiles: [{ id: "1" }] }, "INVALID_DATA", "id"],
      [{ profiles: [{}] }, "MANDATORY_NOT_FOUND", "id"],
      [{ display_field: { data_type: "autonumber" } }, "DEPENDENT_FIELD_MISSING", "auto_number"],
      [{ display_field: { data_type: "autonumber", auto_number: {} } }, "MANDATORY_NOT_FOUND", "start_number"],
      [{ display_field: { field_label: "x".repeat(51) } }, "INVALID_DATA", "field_label"]
    ]
    for (const [more, code, name] of cases) {
      const { json, status } = at.api("POST", modules, { modules: [{ ...good, ...more }] })
      const [item] = json.modules
      assert.deepStrictEqual([status, item.code, item.details.api_name], [400, code, name], JSON.stringify(more))
    }
    assert.isUndefined(at.core.metadata.module("Boats"))
  })

  it("and fields are as many as the edition allows", () => {
    const at = acting({ leads: 1, edition: "standard" })
    const field = (n: number, module = "Accounts") =>
      at.api("POST", `${path}?module=${module}`, { fields: [{ field_label: `Nr ${n}`, data_type: "text" }] })
    for (let n = 0; n < 10; n++) assert.strictEqual(field(n).status, 201)
    const refused = field(10)
    assert.deepStrictEqual(said(refused.json.fields[0]), ["LIMIT_EXCEEDED", ["limit", "limit_due_to"]])
    assert.strictEqual(refused.json.fields[0].details.limit, 10)
    const ids = at.api("GET", "/crm/v8/settings/profiles").json.profiles.map((it: any) => ({ id: it.id }))
    const module = (n: number) => {
      const name = `Kind${n}`
      return at.api("POST", modules, {
        modules: [{ singular_label: name, plural_label: `${name}s`, api_name: name, profiles: ids }]
      })
    }
    for (let n = 0; n < 10; n++) assert.strictEqual(module(n).status, 201)
    assert.deepStrictEqual(said(module(10).json), ["LIMIT_EXCEEDED", ["limit"]])
    at.core.setSwitches({ ...at.core.switches(), customizingLimits: "none" })
    assert.deepStrictEqual([field(10).status, module(10).status], [201, 201])
  })

  it.prop("and fields answer whatever they are given", [Schema.Json], ([body]) => {
    for (const [method, url, key] of [
      ["POST", of, "fields"],
      ["PATCH", of, "fields"],
      ["PATCH", "/crm/v8/settings/layouts?module=Leads", "layouts"],
      ["POST", modules, "modules"],
      ["PUT", `${modules}/Leads`, "modules"]
    ] as const) {
      for (const sent of [body, { [key]: body }, { [key]: [body] }]) at.api(method, url, sent)
    }
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
