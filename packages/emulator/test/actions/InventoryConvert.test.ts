import { assert, describe, it } from "@effect/vitest"
import { acting, said, settle } from "./Support.ts"

const at = acting()
const product = at.add("Products", { Product_Name: "Pump", Unit_Price: 10 })
const quote = (fields: object = {}) =>
  at.add("Quotes", {
    Subject: "Pumps",
    Billing_City: "Pune",
    Quoted_Items: [{ Product_Name: { id: product }, Quantity: 3, List_Price: 10, Description: "three pumps" }],
    ...fields
  })
const module = (name: string) => ({ module: { api_name: name, id: at.core.metadata.module(name)?.id } })
const convert = (from: string, id: string, ...to: ReadonlyArray<object>) =>
  at.api("POST", `/crm/v8/${from}/${id}/actions/convert`, { data: [{ convert_to: to }] })

describe("converting quotes and sales orders", () => {
  it("takes over fields and line items, names where they came from, and marks the source", () => {
    const id = quote()
    const answer = convert("Quotes", id, module("Sales_Orders"))
    assert.strictEqual(answer.status, 200, JSON.stringify(answer.json))
    const { Sales_Orders } = answer.json.data[0].details
    assert.deepStrictEqual(answer.json.data[0], {
      code: "SUCCESS",
      details: { Sales_Orders: { name: "Pumps", id: Sales_Orders.id } },
      message: "The record has been converted successfully",
      status: "success"
    })
    const [before, order] = [at.get("Quotes", id), at.get("Sales_Orders", Sales_Orders.id)]
    assert.deepInclude(order, { Subject: "Pumps", Billing_City: "Pune", Grand_Total: before.Grand_Total })
    assert.strictEqual(order.Quote_Name.id, id)
    assert.deepInclude(order.Ordered_Items[0], { Quantity: 3, List_Price: 10, Description: "three pumps" })
    assert.strictEqual(order.Ordered_Items[0].Product_Name.id, product)
    assert.notStrictEqual(order.Ordered_Items[0].id, before.Quoted_Items[0].id)
    const again = convert("Quotes", id, module("Invoices"))
    assert.deepStrictEqual([again.status, ...said(again.json)], [400, "ID_ALREADY_CONVERTED", ["resource_path_index"]])

    const invoice = convert("Sales_Orders", Sales_Orders.id, module("Invoices")).json.data[0].details.Invoices
    const made = at.get("Invoices", invoice.id)
    assert.strictEqual(made.Sales_Order.id, Sales_Orders.id)
    assert.strictEqual(made.Invoiced_Items[0].Product_Name.id, product)
  })

  it("makes both at once, or neither", () => {
    const { details } = convert("Quotes", quote(), module("Sales_Orders"), module("Invoices")).json.data[0]
    assert.deepStrictEqual(Object.keys(details).toSorted(), ["Invoices", "Sales_Orders"])
    const id = quote()
    at.core.setSwitches({ ...at.core.switches(), uniqueFields: ["Invoices.Subject"] })
    const count = () => at.api("GET", "/crm/v8/Sales_Orders/actions/count").json.count
    const before = count()
    const refused = convert("Quotes", id, module("Sales_Orders"), module("Invoices"))
    at.core.setSwitches({ ...at.core.switches(), uniqueFields: [] })
    assert.deepStrictEqual([refused.status, refused.json.data[0].code], [400, "DUPLICATE_DATA"])
    assert.strictEqual(count(), before)
    assert.strictEqual(convert("Quotes", id, module("Invoices")).status, 200)
  })

  it("refuses what cannot be converted", () => {
    const id = quote()
    const path = `/crm/v8/Quotes/${id}/actions/convert`
    const other = at.core.metadata.module("Invoices")?.id
    const inData: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ module: {} }, "EXPECTED_FIELD_MISSING", ["expected_fields"]],
      [{ module: { api_name: "Sales_Orders", id: other } }, "AMBIGUITY_DURING_PROCESSING", ["ambiguity_due_to"]],
      [module("Quotes"), "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ ...module("Invoices"), carry_over_tags: false }, "NOT_ALLOWED", ["api_name", "json_path", "reason"]]
    ]
    for (const [to, code, details] of inData) {
      const answer = convert("Quotes", id, to)
      assert.deepStrictEqual([answer.status, ...said(answer.json.data[0])], [400, code, details], JSON.stringify(to))
    }
    const root: ReadonlyArray<readonly [string, unknown, string, ReadonlyArray<string>]> = [
      [path, { data: [{}] }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      ["/crm/v8/Quotes/99/actions/convert", {}, "INVALID_DATA", ["resource_path_index"]],
      ["/crm/v8/Invoices/99/actions/convert", {}, "INVALID_MODULE", ["resource_path_index"]]
    ]
    for (const [to, body, code, details] of root) {
      const answer = at.api("POST", to, body)
      assert.deepStrictEqual([answer.status, ...said(answer.json)], [400, code, details], to)
    }
  })

  it("converts many as a job", () => {
    const ids = [quote(), quote()]
    const path = "/crm/v8/Quotes/actions/mass_convert"
    const begun = at.api("POST", path, { ids, convert_to: [{ ...module("Sales_Orders"), carry_over_tags: true }] })
    assert.deepStrictEqual([begun.status, begun.json.code], [202, "SCHEDULED"])
    const status = () => at.api("GET", `${path}?job_id=${String(begun.json.details.job_id)}`).json
    assert.deepStrictEqual(status(), {
      total_count: 2,
      converted_count: 0,
      not_converted_count: 2,
      failed_count: 0,
      status: "scheduled"
    })
    convert("Quotes", ids[0] ?? "", module("Invoices"))
    settle(at)
    assert.deepInclude(status(), { converted_count: 1, failed_count: 1, status: "completed" })
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{}, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids: [quote()] }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids: [quote()], convert_to: [module("Invoices")] }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids: ["99"] }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ ids: Array.from({ length: 51 }, () => "1") }, "LIMIT_EXCEEDED", ["limit", "limit_due_to"]]
    ]
    for (const [body, code, details] of cases)
      assert.deepStrictEqual(said(at.api("POST", path, body).json), [code, details], JSON.stringify(body))
    assert.deepStrictEqual(said(at.api("GET", path).json), ["REQUIRED_PARAM_MISSING", ["param_name"]])
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
