/** Fields that compute, link, hold rows or files: made through the API, and then records behave. */
import { assert, describe, it } from "@effect/vitest"
import { acting, said } from "../actions/Support.ts"

const path = "/crm/v8/settings/fields"
const at = acting({ leads: 2 })

const make = (module: string, field: object): any => {
  const { json, status } = at.api("POST", `${path}?module=${module}`, { fields: [field] })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return at.api("GET", `${path}/${json.fields[0].details.id}?module=${module}`).json.fields[0]
}
const refused = (module: string, field: object): any => {
  const { json, status } = at.api("POST", `${path}?module=${module}`, { fields: [field] })
  assert.strictEqual(status, 400, JSON.stringify(json))
  return json.fields[0]
}
const update = (module: string, id: string, row: object) => {
  const { json } = at.api("PUT", `/crm/v8/${module}`, { data: [{ id, ...row }] })
  assert.strictEqual(json.data[0].code, "SUCCESS", JSON.stringify(json))
}
const deal = (row: object = {}) =>
  at.add("Deals", { Deal_Name: "D", Stage: "Qualification", Closing_Date: "2026-12-01", ...row })

describe("formula fields", () => {
  it("hold numbers too large to have decimals", () => {
    const large = acting()
    const { status } = large.api("POST", `${path}?module=Leads`, {
      fields: [
        {
          field_label: "Large",
          data_type: "formula",
          formula: { return_type: "double", expression: "${Annual_Revenue} * 10 ^ 300" },
          decimal_place: 9
        }
      ]
    })
    assert.strictEqual(status, 201)
    assert.strictEqual(large.get("Leads", large.add("Leads", { Last_Name: "L", Annual_Revenue: 1 })).Large, 1e300)
  })

  it("are worked out when a record is written, for those that are there too, and by nobody else", () => {
    const before = at.add("Leads", { Last_Name: "Berg", Annual_Revenue: 100 })
    const half = make("Leads", {
      field_label: "Half",
      data_type: "formula",
      formula: { return_type: "currency", expression: "${Leads.Annual Revenue} / 3" },
      decimal_place: 1
    })
    assert.deepInclude(half.formula, { return_type: "currency", expression: "${Leads.Annual Revenue} / 3" })
    assert.isTrue(half.read_only)
    make("Leads", {
      field_label: "Greeting",
      data_type: "formula",
      formula: { return_type: "text", expression: "Concat('Dear ', ${Last_Name})" }
    })
    make("Leads", {
      field_label: "Rich",
      data_type: "formula",
      formula: { return_type: "boolean", expression: "${Half} > 50" }
    })
    assert.deepInclude(at.get("Leads", before), { Half: 33.3, Greeting: "Dear Berg", Rich: false })
    const lead = at.add("Leads", { Last_Name: "Aho", Annual_Revenue: 300, Half: 5 })
    assert.deepInclude(at.get("Leads", lead), { Half: 100, Greeting: "Dear Aho", Rich: true })
    update("Leads", lead, { Annual_Revenue: null })
    assert.deepInclude(at.get("Leads", lead), { Half: null, Rich: false })
    const found = at.api("POST", "/crm/v8/coql", { select_query: "select id from Leads where Half = 33.3" })
    assert.deepStrictEqual(
      found.json.data.map((it: any) => it.id),
      [before]
    )
    const changed = at.api("PATCH", `${path}/${half.id}?module=Leads`, {
      fields: [{ formula: { return_type: "currency", expression: "${Annual_Revenue} / 2" } }]
    })
    assert.strictEqual(changed.status, 200, JSON.stringify(changed.json))
    assert.strictEqual(at.get("Leads", before).Half, 50)
    // A query takes five columns of formulas that refresh themselves, and any number of others.
    const fresh = Array.from({ length: 6 }, (_, n) =>
      make("Leads", {
        field_label: `Fresh ${n}`,
        data_type: "formula",
        formula: { return_type: "double", expression: `\${Annual_Revenue} * ${n}`, dynamic: true }
      })
    ).map((it) => it.api_name)
    const columns = (names: ReadonlyArray<string>) =>
      at.api("POST", "/crm/v8/coql", { select_query: `select ${names.join(", ")} from Leads where id is not null` })
    assert.strictEqual(columns(["Half", "Greeting", ...fresh.slice(1)]).status, 200)
    assert.deepInclude(columns(fresh).json, { code: "LIMIT_EXCEEDED", status: "error" })
    // A field that a formula has in it stays.
    const used = make("Leads", { field_label: "Used", data_type: "integer" })
    make("Leads", {
      field_label: "Twice",
      data_type: "formula",
      formula: { return_type: "double", expression: "${Used} * 2" }
    })
    assert.strictEqual(at.api("DELETE", `${path}/${used.id}?module=Leads`).json.code, "NOT_ALLOWED")
    assert.strictEqual(at.api("DELETE", `${path}/${half.id}?module=Leads`).json.code, "NOT_ALLOWED")
  })

  it("are refused by what is wrong with them", () => {
    const formula = (more: object) => ({ field_label: "X", data_type: "formula", formula: more })
    const cases: ReadonlyArray<readonly [object, string]> = [
      [{ field_label: "X", data_type: "formula" }, "DEPENDENT_FIELD_MISSING"],
      [formula({ return_type: "double" }), "MANDATORY_NOT_FOUND"],
      [formula({ expression: "1" }), "MANDATORY_NOT_FOUND"],
      [formula({ expression: "1", return_type: "email" }), "INVALID_DATA"],
      [formula({ expression: "1 +", return_type: "double" }), "SYNTAX_ERROR"],
      [formula({ expression: "Len(", return_type: "double" }), "MISSING_BRACES"],
      [formula({ expression: "Len()", return_type: "double" }), "INCORRECT_NUMBER_OF_PARAM"],
      [formula({ expression: "${Nothing}", return_type: "double" }), "PARTICIPATING_FIELD_NOT_FOUND"]
    ]
    for (const [field, code] of cases) assert.strictEqual(refused("Leads", field).code, code, JSON.stringify(field))
    assert.deepStrictEqual(said(refused("Leads", { field_label: "X", data_type: "formula" })), [
      "DEPENDENT_FIELD_MISSING",
      ["api_name", "dependee", "json_path"]
    ])
  })
})

describe("rollup fields", () => {
  const rollup = (label: string, name: string, more: object = {}, type = "double") => ({
    field_label: label,
    data_type: "rollup_summary",
    rollup_summary: {
      return_type: type,
      based_on_module: { api_name: "Deals" },
      related_list: { api_name: "Deals" },
      expression: { function: name, function_parameters: [{ api_name: "Amount" }], ...more }
    }
  })

  it("follow the records of their related list, whatever becomes of these", () => {
    const account = at.add("Accounts", { Account_Name: "Harbour" })
    const other = at.add("Accounts", { Account_Name: "Elsewhere" })
    const first = deal({ Account_Name: account, Amount: 10 })
    const made = make("Accounts", rollup("Total", "SUM"))
    assert.deepInclude(made.rollup_summary, { return_type: "double", rollup_based_on: "related_list" })
    assert.strictEqual(made.rollup_summary.expression.function, "SUM")
    make("Accounts", rollup("How many", "COUNT", {}, "integer"))
    make("Accounts", rollup("Most", "MAX"))
    const won = {
      criteria: {
        group_operator: "AND",
        group: [{ field: { api_name: "Stage" }, comparator: "equal", value: "Closed Won" }]
      }
    }
    make("Accounts", rollup("Won", "SUM", won))
    const shown = (id: string) => {
      const { How_many: count, Most: most, Total: total, Won: won } = at.get("Accounts", id)
      return [total, count, most, won]
    }
    assert.deepStrictEqual(
      [shown(account), shown(other)],
      [
        [10, 1, 10, 0],
        [0, 0, null, 0]
      ]
    )
    const second = deal({ Account_Name: account, Amount: 32 })
    assert.deepStrictEqual(shown(account), [42, 2, 32, 0])
    update("Deals", first, { Stage: "Closed Won", Amount: 11 })
    assert.deepStrictEqual(shown(account), [43, 2, 32, 11])
    update("Deals", second, { Account_Name: other })
    assert.deepStrictEqual(
      [shown(account), shown(other)],
      [
        [11, 1, 11, 11],
        [32, 1, 32, 0]
      ]
    )
    at.api("DELETE", `/crm/v8/Deals/${second}`)
    assert.deepStrictEqual(shown(other), [0, 0, null, 0])
    at.api("POST", "/crm/v8/settings/recycle_bin/actions/restore", {})
    assert.deepStrictEqual(shown(at.add("Accounts", { Account_Name: "New" })), [0, 0, null, 0])
    const query = `select id from Accounts where Total = 11 and id = ${account}`
    assert.lengthOf(at.api("POST", "/crm/v8/coql", { select_query: query }).json.data, 1)
    // Other fields of either module come and go.
    for (const module of ["Deals", "Accounts"]) {
      const { id } = make(module, { field_label: "Passing", data_type: "text" })
      assert.strictEqual(at.api("DELETE", `${path}/${id}?module=${module}`).status, 200)
    }
    assert.strictEqual(at.api("DELETE", `${path}/${made.id}?module=Accounts`).status, 200)
    deal({ Account_Name: account, Amount: 5 })
    assert.notProperty(at.get("Accounts", account), "Total")
    assert.strictEqual(at.get("Accounts", account).How_many, 2)
  })

  it("are refused by what is wrong with them", () => {
    const good = rollup("X", "SUM").rollup_summary
    const cases: ReadonlyArray<readonly [object | undefined, string]> = [
      [undefined, "DEPENDENT_FIELD_MISSING"],
      [{ ...good, return_type: "text" }, "INVALID_DATA"],
      [{ ...good, based_on_module: { api_name: "Nothing" } }, "INVALID_DATA"],
      [{ ...good, related_list: undefined }, "MANDATORY_NOT_FOUND"],
      [{ ...good, related_list: { api_name: "Contacts" } }, "INVALID_DATA"],
      [{ ...good, expression: { function: "MEDIAN" } }, "INVALID_DATA"],
      [{ ...good, expression: { function: "SUM" } }, "MANDATORY_NOT_FOUND"],
      [{ ...good, expression: { function: "SUM", function_parameters: [{ api_name: "Stage" }] } }, "INVALID_DATA"],
      [{ ...good, expression: { ...good.expression, criteria: { group: 1 } } }, "INVALID_DATA"]
    ]
    for (const [rollup_summary, code] of cases)
      assert.strictEqual(
        refused("Accounts", { field_label: "X", data_type: "rollup_summary", rollup_summary }).code,
        code,
        JSON.stringify(rollup_summary)
      )
  })
})

describe("fields of links, rows and files", () => {
  it("link records to many others, and to many users", () => {
    const field = make("Leads", {
      field_label: "Advisers",
      data_type: "multiselectlookup",
      multiselectlookup: {
        connected_details: { module: { api_name: "Contacts" }, field: { field_label: "Advised" } },
        linking_details: { module: { plural_label: "Advice" } }
      }
    })
    assert.strictEqual(field.multiselectlookup.linking_details.module.api_name, "Advice")
    const contacts = ["A", "B"].map((Last_Name) => at.add("Contacts", { Last_Name }))
    const lead = at.add("Leads", { Last_Name: "L", Advisers: contacts.map((id) => ({ Advisers: { id } })) })
    assert.deepStrictEqual(
      at.get("Leads", lead).Advisers.map((it: any) => it.Advisers.id),
      contacts
    )
    const twice = at.api("PUT", "/crm/v8/Leads", {
      data: [{ id: lead, Advisers: [{ Advisers: { id: contacts[0] } }] }]
    })
    assert.strictEqual(twice.json.data[0].code, "DUPLICATE_LINKING_DATA")
    const related = at.api("GET", `/crm/v8/Contacts/${contacts[0]}/Leads?fields=Last_Name`)
    assert.deepStrictEqual(
      related.json.data.map((it: any) => it.id),
      [lead]
    )
    make("Leads", { field_label: "Helpers", data_type: "multiuserlookup" })
    const helped = at.add("Leads", { Last_Name: "H", Helpers: [{ Helpers: { id: at.users.other } }] })
    assert.strictEqual(at.get("Leads", helped).Helpers[0].Helpers.id, at.users.other)
    make("Leads", { field_label: "Mentor", data_type: "userlookup" })
    const mentored = at.add("Leads", { Last_Name: "M", Mentor: { id: at.users.other } })
    assert.strictEqual(at.get("Leads", mentored).Mentor.id, at.users.other)
    assert.strictEqual(at.api("DELETE", `${path}/${field.id}?module=Leads`).status, 200)
    assert.notProperty(at.get("Leads", lead), "Advisers")
    assert.isUndefined(at.core.metadata.module("Advice"))
    assert.strictEqual(
      refused("Leads", { field_label: "X", data_type: "multiselectlookup" }).code,
      "DEPENDENT_FIELD_MISSING"
    )
  })

  it("hold rows with fields of their own, which rollups add up", () => {
    const field = make("Deals", { field_label: "Hours spent", data_type: "subform" })
    const rows = field.subform.module
    assert.strictEqual(at.core.metadata.module(rows)?.generatedType, "subform")
    make(rows, { field_label: "Day", data_type: "date" })
    make(rows, { field_label: "Hours", data_type: "double" })
    make(rows, {
      field_label: "Cost",
      data_type: "formula",
      formula: { return_type: "double", expression: "${Hours} * 100" }
    })
    make("Deals", {
      field_label: "All hours",
      data_type: "rollup_summary",
      rollup_summary: {
        return_type: "double",
        based_on_module: { api_name: rows },
        related_list: { api_name: "Hours_spent" },
        expression: { function: "SUM", function_parameters: [{ api_name: "Hours" }] }
      }
    })
    const id = deal({ Hours_spent: [{ Day: "2026-02-03", Hours: 2 }, { Hours: 3 }] })
    const [first, second] = at.get("Deals", id).Hours_spent
    assert.deepStrictEqual([first.Day, first.Hours, second.Hours], ["2026-02-03", 2, 3])
    assert.strictEqual(at.get("Deals", id).All_hours, 5)
    update("Deals", id, {
      Hours_spent: [
        { id: first.id, Hours: 4 },
        { id: second.id, _delete: null }
      ]
    })
    assert.strictEqual(at.get("Deals", id).All_hours, 4)
    const wrong = at.api("PUT", "/crm/v8/Deals", { data: [{ id, Hours_spent: [{ Hours: "many" }] }] })
    assert.strictEqual(wrong.json.data[0].code, "INVALID_DATA")
    assert.strictEqual(at.api("DELETE", `${path}/${field.id}?module=Deals`).json.code, "NOT_ALLOWED")
    assert.strictEqual(refused(rows, { field_label: "X", data_type: "subform" }).code, "NOT_SUPPORTED")
  })

  it("hold files and images", () => {
    make("Leads", { field_label: "Papers", data_type: "fileupload" })
    make("Leads", { field_label: "Pictures", data_type: "imageupload" })
    const boundary = "files"
    const part = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nsome text\r\n--${boundary}--\r\n`
    const sent = at.send("POST", "/crm/v8/files", {
      headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
      body: part
    })
    const lead = at.add("Leads", { Last_Name: "L", Papers: [{ File_Id__s: sent.json.data[0].details.id }] })
    const shown = at.get("Leads", lead)
    assert.deepStrictEqual([shown.Papers[0].File_Name__s, shown.Pictures], ["a.txt", null])
    const wrong = at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "L", Pictures: "a.png" }] })
    assert.strictEqual(wrong.json.data[0].code, "INVALID_DATA")
  })

  it("go well or fail one by one, and only those that are made are paid for", () => {
    const before = at.core.counters.creditsUsed
    const { json, status } = at.api("POST", `${path}?module=Leads`, {
      fields: [
        { field_label: "One", data_type: "text" },
        { field_label: "Two", data_type: "formula" },
        { field_label: "Three", data_type: "hologram" },
        { field_label: "Four", data_type: "userlookup" }
      ]
    })
    assert.deepStrictEqual(
      [status, ...json.fields.map((it: any) => it.code)],
      [207, "SUCCESS", "DEPENDENT_FIELD_MISSING", "INVALID_DATA", "SUCCESS"]
    )
    assert.strictEqual(at.core.counters.creditsUsed - before, 20)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
