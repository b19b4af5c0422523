import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Samples from "../support/Samples.ts"
import { caller, rowsOf, settle, unzip, zip } from "./Support.ts"

const at = caller({ limits: "off" })

const write = (files: { readonly [name: string]: string }, resource: (file_id: string) => ReadonlyArray<object>) =>
  Effect.gen(function* () {
    const file_id = String(at.upload(yield* Effect.promise(() => zip(files))).json.details.file_id)
    const made = at.api("POST", "/crm/bulk/v8/write", { operation: "insert", resource: resource(file_id) })
    assert.strictEqual(made.status, 201, JSON.stringify(made.json))
    settle(at)
    return at
      .api("GET", `/crm/bulk/v8/write/${made.json.details.id}`)
      .json.resource.map((one: any) => [one.file.added_count, one.file.skipped_count])
  })

const read = (module: string, fields: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const id = String(
      at.api("POST", "/crm/bulk/v8/read", { query: { module: { api_name: module }, fields } }).json.data[0].details.id
    )
    settle(at)
    const archive = at.api("GET", `/crm/bulk/v8/read/${id}/result`).bytes
    const [, ...rows] = yield* Effect.promise(async () => rowsOf((await unzip(archive))[`${id}.csv`] ?? ""))
    return rows.map(([, ...cells]) => cells)
  })

describe("rows of records in bulk", () => {
  it.effect("orders and their line items come from two files of one job; totals follow", () =>
    Effect.gen(function* () {
      const product = Samples.anyId(at.core, "Products")
      const counts = yield* write(
        {
          "quotes.csv": "Name\nBulk quote one\nBulk quote two\n",
          "items.csv": `Quote,Product,Quantity,Price\nBulk quote one,${product},2,10\nBulk quote one,${product},1,5\nBulk quote two,${product},3,1\nBulk quote three,${product},3,1\n`
        },
        (file_id) => [
          {
            type: "data",
            module: { api_name: "Quotes" },
            file_id,
            file_names: ["quotes.csv"],
            field_mappings: [{ api_name: "Subject", index: 0 }]
          },
          {
            type: "data",
            module: { api_name: "Quoted_Items" },
            file_id,
            file_names: ["items.csv"],
            field_mappings: [
              { api_name: "Parent_Id", module: "Quotes", index: 0, parent_column_index: 0 },
              { api_name: "Product_Name", index: 1 },
              { api_name: "Quantity", index: 2 },
              { api_name: "List_Price", index: 3 }
            ]
          }
        ]
      )
      assert.deepStrictEqual(counts, [
        [2, 0],
        [3, 1]
      ])
      const asked = at.api("POST", "/crm/v8/coql", {
        select_query: "select Subject, Grand_Total from Quotes where Subject like 'Bulk quote%' order by Subject"
      })
      assert.deepStrictEqual(
        asked.json.data.map((row: any) => [row.Subject, row.Grand_Total]),
        [
          ["Bulk quote one", 25],
          ["Bulk quote two", 3]
        ]
      )
    })
  )

  it.effect("rows of a deleted record are listed by the record calls and left out in bulk", () =>
    Effect.gen(function* () {
      const product = Samples.anyId(at.core, "Products")
      const made = at.api("POST", "/crm/v8/Invoices", {
        data: [{ Subject: "To be deleted", Invoiced_Items: [{ Product_Name: product, Quantity: 77 }] }]
      })
      const quantities = Effect.map(read("Invoiced_Items", ["Quantity"]), (rows) => rows.flat())
      assert.include(yield* quantities, "77")
      at.api("DELETE", `/crm/v8/Invoices?ids=${made.json.data[0].details.id}`)
      assert.notInclude(yield* quantities, "77")
      const listed = at.api("GET", "/crm/v8/Invoiced_Items?fields=Quantity")
      assert.include(
        listed.json.data.map((row: any) => row.Quantity),
        77
      )
    })
  )

  it.effect("activities find what they are about by its id alone", () =>
    Effect.gen(function* () {
      const deal = Samples.anyId(at.core, "Deals")
      const counts = yield* write({ "tasks.csv": `Subject,What\nBulk task,${deal}\nLost task,12\n` }, (file_id) => [
        {
          type: "data",
          module: { api_name: "Tasks" },
          file_id,
          field_mappings: [
            { api_name: "Subject", index: 0 },
            { api_name: "What_Id", index: 1 }
          ]
        }
      ])
      assert.deepStrictEqual(counts, [[1, 1]])
      assert.deepInclude(yield* read("Tasks", ["Subject", "What_Id"]), ["Bulk task", deal])
    })
  )
})
