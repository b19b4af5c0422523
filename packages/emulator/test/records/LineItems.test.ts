import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call } from "../support/Client.ts"
import { add, get, post, put, refusal } from "../support/Records.ts"

const orders = [
  ["Quotes", "Quoted_Items"],
  ["Sales_Orders", "Ordered_Items"],
  ["Purchase_Orders", "Purchase_Items"],
  ["Invoices", "Invoiced_Items"]
] as const

const product = add("Products", { Product_Name: "Pump", Unit_Price: 10 })

describe("line items", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("of every order are written with it, worked out, and shown with it alone", () =>
      Effect.gen(function* () {
        const id = yield* product
        const vendor = yield* add("Vendors", { Vendor_Name: "Northgate" })
        for (const [module, rows] of orders) {
          const order = yield* add(module, {
            Subject: `${module} one`,
            Vendor_Name: { id: vendor },
            Discount: 5,
            Adjustment: 1,
            Sub_Total: 1,
            Grand_Total: 1,
            [rows]: [
              { Product_Name: { id }, Quantity: 3, Discount: "10%", Line_Tax: [{ name: "Vat", percentage: 20 }] },
              { Product_Name: id, List_Price: 2.5, Quantity: 2, Discount: 1 },
              { Product_Name: { id } }
            ]
          })
          const record = yield* get(module, order)
          assert.deepStrictEqual(
            record[rows].map((row: any) => [
              row.Sequence_Number,
              row.Quantity,
              row.List_Price,
              row.Total,
              row.Discount,
              row.Total_After_Discount,
              row.Tax,
              row.Net_Total
            ]),
            [
              [1, 3, 10, 30, "10%", 27, 5.4, 32.4],
              [2, 2, 2.5, 5, 1, 4, 0, 4],
              [3, 1, 10, 10, null, 10, 0, 10]
            ]
          )
          assert.deepStrictEqual(record[rows][0].Product_Name, { name: "Pump", id })
          assert.deepStrictEqual(record[rows][0].Parent_Id, { name: `${module} one`, id: order })
          assert.deepInclude(record[rows][0].Line_Tax[0], { name: "Vat", percentage: 20, value: 5.4 })
          // Totals are worked out whatever was sent: 46.4 - 5 + 1.
          assert.deepStrictEqual([record.Sub_Total, record.Grand_Total], [46.4, 42.4])
          assert.deepStrictEqual(record.$has_more, { [rows]: false })
          const listed = (yield* call("GET", `/crm/v8/${module}?fields=Subject,${rows},Grand_Total&ids=${order}`)).json
          assert.deepStrictEqual(listed.data[0], { id: order, Subject: `${module} one`, Grand_Total: 42.4 })
        }
      })
    )

    it.effect("are added, changed and taken away one by one; rows that are not named stay", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const id = yield* product
        const row = (quantity: number) => ({ Product_Name: { id }, Quantity: quantity })
        const order = yield* add("Quotes", { Subject: "rows", Quoted_Items: [row(1), row(2)] })
        const quantities = Effect.map(get("Quotes", order), (record) => [
          record.Quoted_Items.map((one: any) => one.Quantity),
          record.Grand_Total
        ])
        const [first, second] = (yield* get("Quotes", order)).Quoted_Items
        yield* put("Quotes", [{ id: order, Quoted_Items: [row(4)] }])
        assert.deepStrictEqual(yield* quantities, [[1, 2, 4], 70])
        yield* put("Quotes", [
          {
            id: order,
            Quoted_Items: [
              { id: first.id, Quantity: 5 },
              { id: second.id, _delete: null }
            ]
          }
        ])
        assert.deepStrictEqual(yield* quantities, [[5, 4], 90])
        // The id of a row outlives its change, and a removed row's id means nothing any more.
        assert.strictEqual((yield* get("Quotes", order)).Quoted_Items[0].id, first.id)
        const gone = yield* put("Quotes", [{ id: order, Quoted_Items: [{ id: second.id, Quantity: 1 }] }])
        assert.deepStrictEqual(gone.json.data[0].details, { api_name: "id", json_path: "$.data[0].Quoted_Items[0].id" })
        yield* emulator.setSwitches({ absentRows: "remove" })
        yield* put("Quotes", [{ id: order, Quoted_Items: [row(7)], $append_values: { Quoted_Items: true } }])
        assert.deepStrictEqual(yield* quantities, [[5, 4, 7], 160])
        yield* put("Quotes", [{ id: order, Quoted_Items: [{ id: first.id }, row(8)] }])
        assert.deepStrictEqual(yield* quantities, [[5, 8], 130])
        yield* emulator.setSwitches({ absentRows: "keep" })
        yield* put("Quotes", [{ id: order, Discount: 30 }])
        assert.deepStrictEqual(yield* quantities, [[5, 8], 100])
      })
    )

    it.effect("are judged where they stand", () =>
      Effect.gen(function* () {
        const id = yield* product
        const good = { Product_Name: { id } }
        const at = (path: string) => `$.data[0].Quoted_Items${path}`
        const cases: ReadonlyArray<readonly [unknown, ReadonlyArray<unknown>]> = [
          [undefined, [400, "MANDATORY_NOT_FOUND", { api_name: "Quoted_Items", json_path: at("") }]],
          [[], [400, "MANDATORY_NOT_FOUND", { api_name: "Quoted_Items", json_path: at("") }]],
          [
            "rows",
            [400, "INVALID_DATA", { expected_data_type: "jsonarray", api_name: "Quoted_Items", json_path: at("") }]
          ],
          [
            [good, 7],
            [400, "INVALID_DATA", { expected_data_type: "jsonobject", api_name: "Quoted_Items", json_path: at("[1]") }]
          ],
          [
            [good, { Quantity: 1 }],
            [400, "MANDATORY_NOT_FOUND", { api_name: "Product_Name", json_path: at("[1].Product_Name") }]
          ],
          [
            [{ Product_Name: { id: "12" } }],
            [400, "INVALID_DATA", { api_name: "Product_Name", json_path: at("[0].Product_Name") }]
          ],
          [
            [{ ...good, Quantity: "3" }],
            [400, "INVALID_DATA", { expected_data_type: "double", api_name: "Quantity", json_path: at("[0].Quantity") }]
          ],
          [
            [{ ...good, Discount: "110%" }],
            [400, "INVALID_DATA", { range: { from: 0, to: 100 }, api_name: "Discount", json_path: at("[0].Discount") }]
          ],
          [
            [{ ...good, Line_Tax: [{ name: "Vat" }] }],
            [400, "MANDATORY_NOT_FOUND", { api_name: "percentage", json_path: at("[0].Line_Tax[0].percentage") }]
          ],
          [[{ ...good, id: "5" }], [400, "INVALID_DATA", { api_name: "id", json_path: at("[0].id") }]],
          [
            Array.from({ length: 201 }, () => good),
            [400, "LIMIT_EXCEEDED", { api_name: "Quoted_Items", limit: 200, json_path: at("") }]
          ]
        ]
        for (const [rows, expected] of cases)
          assert.deepStrictEqual(yield* refusal("Quotes", { Subject: "bad", Quoted_Items: rows }), expected)
        assert.strictEqual((yield* call("GET", "/crm/v8/Quotes/search?criteria=(Subject:equals:bad)")).status, 204)
      })
    )

    it.effect("are a module of their own to read, not to write", () =>
      Effect.gen(function* () {
        const id = yield* product
        const order = yield* add("Invoices", {
          Subject: "Read my rows",
          Invoiced_Items: [
            { Product_Name: { id }, Quantity: 41 },
            { Product_Name: { id }, Quantity: 2 }
          ]
        })
        const asked = yield* call("POST", "/crm/v8/coql", {
          body: {
            select_query:
              "select Quantity, Net_Total, Product_Name.Product_Name, Parent_Id.Subject from Invoiced_Items where Quantity > 40"
          }
        })
        const { id: _, ...row } = asked.json.data[0]
        assert.deepStrictEqual(row, {
          Quantity: 41,
          Net_Total: 410,
          "Product_Name.Product_Name": "Pump",
          "Parent_Id.Subject": "Read my rows"
        })
        const found = yield* call(
          "GET",
          `/crm/v8/Invoiced_Items/search?criteria=(Parent_Id:equals:${order})&fields=Total`
        )
        assert.sameMembers(
          found.json.data.map((one: any) => one.Total),
          [410, 20]
        )
        const refused = yield* post("Invoiced_Items", [{ Parent_Id: order, Product_Name: id }])
        assert.deepStrictEqual([refused.status, refused.json.data[0].code], [400, "INVALID_MODULE"])
        // Rows outlive a deleted order for the record calls, as they do at Zoho.
        yield* call("DELETE", `/crm/v8/Invoices/${order}`)
        const left = yield* call(
          "GET",
          `/crm/v8/Invoiced_Items/search?criteria=(Parent_Id:equals:${order})&fields=Total`
        )
        assert.lengthOf(left.json.data, 2)
      })
    )
  })
})
