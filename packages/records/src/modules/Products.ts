/** Products: what is sold. Scope: ZohoCRM.modules.products.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Products", {
  fields: {
    Record_Image: nullable(Field.text),
    Owner: nullable(Field.user),
    Created_By: nullable(Field.user),
    Modified_By: nullable(Field.user),
    Created_Time: nullable(Field.datetime),
    Modified_Time: nullable(Field.datetime),
    Last_Activity_Time: nullable(Field.datetime),
    Tag: nullable(Field.tags),
    Record_Status__s: nullable(Field.picklist),
    Locked__s: nullable(Field.boolean),
    Product_Name: Field.text,
    Product_Code: nullable(Field.text),
    Vendor_Name: nullable(Field.lookup),
    Product_Active: nullable(Field.boolean),
    Manufacturer: nullable(Field.picklist),
    Product_Category: nullable(Field.picklist),
    Sales_Start_Date: nullable(Field.date),
    Sales_End_Date: nullable(Field.date),
    Support_Start_Date: nullable(Field.date),
    Support_Expiry_Date: nullable(Field.date),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Unit_Price: nullable(Field.currency),
    Commission_Rate: nullable(Field.currency),
    Tax: nullable(Field.taxes),
    Taxable: nullable(Field.boolean),
    Usage_Unit: nullable(Field.picklist),
    Qty_Ordered: nullable(Field.decimal),
    Qty_in_Stock: nullable(Field.decimal),
    Reorder_Level: nullable(Field.decimal),
    Handler: nullable(Field.user),
    Qty_in_Demand: nullable(Field.decimal),
    Description: nullable(Field.text)
  },
  mandatory: ["Product_Name"]
})

export class Products extends Context.Service<Products, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Products"
) {}

export const layer: Layer.Layer<Products, never, ZohoClient> = Layer.effect(Products, Records.make(module))
