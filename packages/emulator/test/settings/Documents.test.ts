/** Variables, currencies and related lists: kept, changed, refused where something is wrong. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, said } from "../actions/Support.ts"

const variables = "/crm/v8/settings/variables"
const currencies = "/crm/v8/org/currencies"

describe("variables", () => {
  it("are added, read by id and name, changed and deleted", () => {
    const at = acting({ leads: 1 })
    assert.strictEqual(at.api("GET", variables).status, 204)
    const [group] = at.api("GET", "/crm/v8/settings/variable_groups").json.variable_groups
    const one = { name: "Rate", api_name: "Rate", type: "integer", value: 33, variable_group: { id: group.id } }
    const added = at.api("POST", variables, {
      variables: [one, one, { ...one, api_name: "1x" }, { ...one, api_name: "Two", value: "x" }, { name: "N" }]
    })
    assert.deepStrictEqual(
      [added.status, ...added.json.variables.map((it: any) => [it.code, it.details.api_name])],
      [
        207,
        ["SUCCESS", undefined],
        ["DUPLICATE_DATA", "api_name"],
        ["INVALID_DATA", "api_name"],
        ["INVALID_DATA", "value"],
        ["MANDATORY_NOT_FOUND", "api_name"]
      ]
    )
    const { id } = added.json.variables[0].details
    const read = (name: string) => at.api("GET", `${variables}/${name}?group=General`).json.variables[0]
    assert.deepInclude(read(id), { name: "Rate", value: "33", type: "integer" })
    assert.strictEqual(read("Rate").variable_group.api_name, "General")
    assert.strictEqual(at.api("PUT", variables, { variables: [{ id, value: 34 }, { id: "1" }] }).status, 207)
    assert.strictEqual(read(id).value, "34")
    assert.strictEqual(at.api("PUT", `${variables}/Rate`, { variables: [{ name: "New" }] }).status, 200)
    assert.deepInclude(read(id), { name: "New", value: "34" })
    assert.deepStrictEqual(
      at.api("DELETE", `${variables}?ids=${id},1`).json.variables.map((it: any) => it.code),
      ["SUCCESS", "INVALID_DATA"]
    )
    assert.strictEqual(at.api("GET", `${variables}/${id}`).status, 204)
  })
})

describe("currencies", () => {
  const euro = { iso_code: "EUR", symbol: "€", name: "Euro - EUR", exchange_rate: "0.920000000" }

  it("are there once multi-currency is switched on, with one base that stays at 1", () => {
    const at = acting({ leads: 1 })
    assert.deepStrictEqual(said(at.api("GET", currencies).json), ["CURRENCIES_NOT_ENABLED", []])
    assert.strictEqual(
      at.api("POST", currencies, { currencies: [euro] }).json.currencies[0].code,
      "FEATURE_NOT_ENABLED"
    )
    const dollar = { iso_code: "USD", symbol: "$", name: "US Dollar - USD" }
    const enable = () => at.api("POST", `${currencies}/actions/enable`, { base_currency: dollar })
    assert.strictEqual(enable().json.base_currency.code, "SUCCESS")
    assert.strictEqual(enable().json.base_currency.code, "ALREADY_ENABLED")
    const made = at.api("POST", currencies, {
      currencies: [euro, euro, { ...euro, iso_code: "XYZ" }, { ...euro, iso_code: "GBP", exchange_rate: 1 }]
    })
    assert.deepStrictEqual(
      [made.status, ...made.json.currencies.map((it: any) => [it.code, it.details.api_name])],
      [
        207,
        ["SUCCESS", undefined],
        ["DUPLICATE_DATA", "iso_code"],
        ["INVALID_DATA", "iso_code"],
        ["INVALID_DATA", "exchange_rate"]
      ]
    )
    const { id } = made.json.currencies[0].details
    assert.strictEqual(
      at.api("PUT", `${currencies}/${id}`, { currencies: [{ exchange_rate: "0.95", is_active: false }] }).status,
      200
    )
    assert.deepInclude(at.api("GET", `${currencies}/${id}`).json.currencies[0], {
      exchange_rate: "0.950000000",
      is_active: false,
      is_base: false
    })
    const [base] = at.api("GET", currencies).json.currencies
    assert.isTrue(base.is_base)
    const wrong = at.api("PUT", currencies, { currencies: [{ id: base.id, exchange_rate: "2" }] })
    assert.strictEqual(wrong.json.currencies[0].details.api_name, "exchange_rate")
    const same = { decimal_separator: "Comma", thousand_separator: "Comma" }
    const format = at.api("PUT", `${currencies}/${id}`, { currencies: [{ format: same }] })
    assert.strictEqual(format.json.currencies[0].code, "NOT_ALLOWED")
  })
})

describe("related lists", () => {
  it("are those of the module, one or all", () => {
    const at = acting({ leads: 1 })
    const lists = at.api("GET", "/crm/v8/settings/related_lists?module=Contacts").json.related_lists
    assert.includeMembers(
      lists.map((it: any) => it.api_name),
      ["Notes", "Attachments", "Deals"]
    )
    const { id } = lists[1]
    const one = at.api("GET", `/crm/v8/settings/related_lists/${id}?module=Contacts`).json.related_lists
    assert.deepStrictEqual(one, [lists[1]])
    assert.strictEqual(at.api("GET", `/crm/v8/settings/related_lists/1?module=Contacts`).status, 204)
  })
})

const at = acting({ leads: 1 })
at.api("POST", `${currencies}/actions/enable`, { base_currency: { iso_code: "USD", symbol: "$", name: "US Dollar" } })
it.prop("all of them answer whatever they are given", [Schema.Json], ([body]) => {
  for (const [method, path, key] of [
    ["POST", variables, "variables"],
    ["PUT", variables, "variables"],
    ["POST", currencies, "currencies"],
    ["PUT", currencies, "currencies"],
    ["PUT", `${currencies}/actions/enable`, "base_currency"]
  ] as const) {
    for (const sent of [body, { [key]: body }, { [key]: [body] }]) at.api(method, path, sent)
  }
  assert.strictEqual(at.core.counters.defects, 0)
})

describe("API names of variables", () => {
  const path = "/crm/v8/settings/variables"

  it("are made of the name, and are not taken", () => {
    const at = acting({ leads: 1 })
    const variable_group = { api_name: "General" }
    const generate = (name: unknown, group: unknown = variable_group) =>
      at.api("POST", `${path}/actions/generate_api_name`, { variables: [{ name, variable_group: group }] }).json
        .variables[0]
    assert.strictEqual(generate("My rate").details.api_name, "My_rate")
    at.api("POST", path, { variables: [{ name: "My rate", api_name: "My_rate", type: "integer", variable_group }] })
    assert.strictEqual(generate("My rate").details.api_name, "My_rate1")
    assert.strictEqual(generate("1 + 1").details.api_name, "variable")
    const group = at.api("POST", "/crm/v8/settings/variable_groups/actions/generate_api_name", {
      variable_groups: [{ name: "General" }]
    })
    assert.strictEqual(group.json.variable_groups[0].details.api_name, "General1")
    const wrong: ReadonlyArray<readonly [any, string]> = [
      [generate(undefined), "MANDATORY_NOT_FOUND"],
      [generate(5), "INVALID_DATA"],
      [generate("x".repeat(51)), "INVALID_DATA"],
      [generate("x", null), "MANDATORY_NOT_FOUND"],
      [generate("x", "General"), "INVALID_DATA"],
      [generate("x", { id: "1" }), "INVALID_DATA"]
    ]
    for (const [item, code] of wrong) assert.strictEqual(item.code, code)
    assert.strictEqual(at.api("GET", `${path}/My_rate/actions/associations`).status, 204)
    assert.strictEqual(at.api("GET", `${path}/1/actions/associations`).status, 400)
  })
})
