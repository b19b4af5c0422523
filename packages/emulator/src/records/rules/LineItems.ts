/** Line items: what a row lacks comes from its product, its totals from its numbers, the order's totals from its rows. */
import type { Row } from "../../Database.ts"
import { quote } from "../../Database.ts"
import * as Json from "../../Json.ts"
import * as Draft from "../Draft.ts"
import type { Rule } from "./Rule.ts"

const cents = (value: number): number => Math.round(value * 100) / 100

/** Orders and the modules of their rows. */
const orders = [
  ["Quotes", "Quoted_Items"],
  ["Sales_Orders", "Ordered_Items"],
  ["Purchase_Orders", "Purchase_Items"],
  ["Invoices", "Invoiced_Items"]
] as const

const productOf = (draft: Draft.Draft): Row | undefined => {
  const id = Draft.willText(draft, "Product_Name")
  const products = draft.core.metadata.module("Products")
  return id === undefined || products === undefined
    ? undefined
    : draft.core.db.get(`SELECT "Unit_Price" AS price, "Description" AS text FROM ${products.table} WHERE id=?`, id)
}

/** The taxes with the amount of each, and their sum. */
const taxed = (stored: unknown, base: number): { readonly text: string | null; readonly sum: number } => {
  const taxes = typeof stored === "string" ? Json.parse(stored) : undefined
  if (!Array.isArray(taxes)) return { text: null, sum: 0 }
  let sum = 0
  const rows = taxes.map((tax: unknown) => {
    const row = Json.asObject(tax)
    const value = cents((base * Number(row?.["percentage"] ?? 0)) / 100)
    sum += value
    return { ...row, value }
  })
  return { text: JSON.stringify(rows), sum: cents(sum) }
}

const discountOf = (draft: Draft.Draft, total: number): number => {
  const given = Draft.willText(draft, "Discount")
  if (given === undefined) return 0
  return given.endsWith("%") ? (total * Number(given.slice(0, -1))) / 100 : Number(given)
}

const row: Rule = {
  before: (draft) => {
    const { id, values } = draft
    const product = id === undefined ? productOf(draft) : undefined
    if (id === undefined && !values.has("Quantity")) values.set("Quantity", 1)
    if (id === undefined && !values.has("List_Price")) {
      const price = product?.["price"]
      values.set("List_Price", typeof price === "number" ? price : 0)
    }
    const gross = cents((Draft.willNumber(draft, "Quantity") ?? 0) * (Draft.willNumber(draft, "List_Price") ?? 0))
    const net = cents(gross - discountOf(draft, gross))
    const tax = taxed(Draft.will(draft, "Line_Tax"), net)
    values.set("Total", gross)
    values.set("Total_After_Discount", net)
    if (tax.text !== null) values.set("Line_Tax", tax.text)
    values.set("Tax", tax.sum)
    values.set("Net_Total", cents(net + tax.sum))
    return undefined
  },
  // A row written by itself (bulk write) changes its order's totals.
  after: (draft) => {
    const order = Draft.willText(draft, "Parent_Id")
    const parent = draft.core.metadata.module(draft.module.parent ?? "")
    if (order !== undefined && parent !== undefined) total(draft, parent.table, draft.module.table, order)
  }
}

const total = (draft: Draft.Draft, orderTable: string, rowTable: string, id: string): void => {
  const { db } = draft.core
  const sum = db.get(
    `SELECT COALESCE(SUM("Net_Total"), 0) AS sum FROM ${rowTable} WHERE ${quote("Parent_Id")}=?`,
    id
  )?.["sum"]
  const own = db.get(`SELECT "Discount" AS d, "Tax" AS t, "Adjustment" AS a FROM ${orderTable} WHERE id=?`, id)
  const subTotal = cents(Number(sum ?? 0))
  const grand = cents(subTotal - Number(own?.["d"] ?? 0) + Number(own?.["t"] ?? 0) + Number(own?.["a"] ?? 0))
  db.run(`UPDATE ${orderTable} SET "Sub_Total"=?, "Grand_Total"=? WHERE id=?`, subTotal, grand, id)
}

const order = (rows: string): Rule => ({
  after: (draft, id) => {
    const changed = ["Discount", "Tax", "Adjustment"].some((name) => draft.values.has(name))
    const module = draft.core.metadata.module(rows)
    if (module !== undefined && (changed || draft.children.size > 0 || draft.id === undefined))
      total(draft, draft.module.table, module.table, id)
  }
})

export const rules: ReadonlyArray<readonly [string, Rule]> = orders.flatMap(
  ([module, rows]): ReadonlyArray<readonly [string, Rule]> => [
    [module, order(rows)],
    [rows, row]
  ]
)
