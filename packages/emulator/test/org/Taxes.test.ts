/** Taxes of the org: what a product may be taxed with from then on. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, said } from "../actions/Support.ts"
import { without } from "./Support.ts"

const path = "/crm/v8/org/taxes"
const taxes = (at: Acting): any => at.api("GET", path).json.org_taxes.taxes
const put = (at: Acting, ...rows: ReadonlyArray<unknown>) => at.api("PUT", path, { org_taxes: { taxes: rows } })

describe("taxes of the org", () => {
  it("are the options of products and services", () => {
    const at = acting({ leads: 1 })
    assert.deepStrictEqual(
      taxes(at).map((it: any) => [it.sequence_number, it.name, it.value]),
      [
        [1, "Sales Tax", 10],
        [2, "Vat", 20]
      ]
    )
    const [sales, vat] = taxes(at)
    const product = (tax: string) =>
      at.api("POST", "/crm/v8/Products", { data: [{ Product_Name: "P", Taxable: true, Tax: [{ value: tax }] }] })
    assert.strictEqual(product("GST - 12.5 %").status, 400)
    const changed = put(at, { name: "GST", value: 12.5 }, { id: vat.id, value: 25 }, { id: sales.id, _delete: true })
    assert.deepStrictEqual([changed.status, changed.json.org_taxes.length], [200, 3])
    assert.deepStrictEqual(
      taxes(at).map((it: any) => [it.name, it.value]),
      [
        ["Vat", 25],
        ["GST", 12.5]
      ]
    )
    assert.strictEqual(taxes(at)[0].id, vat.id)
    assert.strictEqual(product("GST - 12.5 %").status, 201)
    assert.strictEqual(product("Sales Tax - 10.0 %").status, 400)
    const fields = at.api("GET", "/crm/v8/settings/fields?module=Services__s").json?.fields ?? []
    const tax = fields.find((it: any) => it.api_name === "Tax")
    if (tax !== undefined)
      assert.include(
        tax.pick_list_values.map((it: any) => it.display_value),
        "Vat - 25.0 %"
      )
    assert.deepStrictEqual(at.api("GET", `${path}/${vat.id}`).json.org_taxes.taxes[0].name, "Vat")
    assert.strictEqual(at.api("GET", `${path}/1`).status, 204)
  })

  it("come with preferences", () => {
    const at = acting({ leads: 1 })
    const wanted = { auto_populate_tax: true }
    assert.strictEqual(at.api("PUT", path, { org_taxes: { preference: wanted } }).status, 200)
    assert.deepStrictEqual(at.api("GET", path).json.org_taxes.preference, { ...wanted, modify_tax_rates: false })
    for (const org_taxes of [
      undefined,
      1,
      {},
      { taxes: [] },
      { preference: 1 },
      { preference: { modify_tax_rates: 1 } }
    ])
      assert.strictEqual(at.api("PUT", path, { org_taxes }).status, 400)
  })

  it("are refused row by row", () => {
    const at = acting({ leads: 1 })
    const answer = put(
      at,
      { name: "New", value: 1 },
      { name: "Vat", value: 1 },
      { name: "X", value: 101 },
      { name: "X", value: "1" },
      { name: "X" },
      { value: 1 },
      { id: "1", value: 1 },
      { _delete: true },
      { name: 5, value: 1 },
      7
    )
    const place = ["api_name", "json_path"]
    assert.strictEqual(answer.status, 207)
    assert.deepStrictEqual(answer.json.org_taxes.map(said), [
      ["SUCCESS", ["id"]],
      ["DUPLICATE_DATA", place],
      ["INVALID_DATA", [...place, "range"]],
      ["INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      ["MANDATORY_NOT_FOUND", place],
      ["MANDATORY_NOT_FOUND", place],
      ["INVALID_DATA", place],
      ["MANDATORY_NOT_FOUND", place],
      ["INVALID_DATA", [...place, "maximum_length"]],
      ["INVALID_DATA", ["expected_data_type", "json_path"]]
    ])
    assert.strictEqual(taxes(at).length, 3)
    assert.strictEqual(without(at, "Crm_Implied_Customize_Zoho_CRM")("PUT", path, {}).status, 403)
  })
})
