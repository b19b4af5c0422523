/** Sales orders: what customers order, with line items. Scope: ZohoCRM.modules.salesorders.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as InventoryConversion from "../InventoryConversion.ts"
import * as LineItem from "../LineItem.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Sales_Orders", {
  fields: {
    Owner: nullable(Field.user),
    Created_By: nullable(Field.user),
    Modified_By: nullable(Field.user),
    Created_Time: nullable(Field.datetime),
    Modified_Time: nullable(Field.datetime),
    Last_Activity_Time: nullable(Field.datetime),
    Tag: nullable(Field.tags),
    Record_Status__s: nullable(Field.picklist),
    Locked__s: nullable(Field.boolean),
    Subject: Field.text,
    SO_Number: nullable(Field.text),
    Deal_Name: nullable(Field.lookup),
    Customer_No: nullable(Field.text),
    Purchase_Order: nullable(Field.text),
    Quote_Name: nullable(Field.lookup),
    Due_Date: nullable(Field.date),
    Contact_Name: nullable(Field.lookup),
    Pending: nullable(Field.text),
    Excise_Duty: nullable(Field.currency),
    Sales_Commission: nullable(Field.currency),
    Status: nullable(Field.picklist),
    Account_Name: nullable(Field.lookup),
    Carrier: nullable(Field.picklist),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Billing_Street: nullable(Field.text),
    Billing_City: nullable(Field.text),
    Billing_State: nullable(Field.text),
    Billing_Code: nullable(Field.text),
    Billing_Country: nullable(Field.text),
    Shipping_Street: nullable(Field.text),
    Shipping_City: nullable(Field.text),
    Shipping_State: nullable(Field.text),
    Shipping_Code: nullable(Field.text),
    Shipping_Country: nullable(Field.text),
    /** On a single record only. */
    Ordered_Items: nullable(LineItem.lines),
    Sub_Total: nullable(Field.total),
    Discount: nullable(Field.currency),
    Tax: nullable(Field.currency),
    Adjustment: nullable(Field.currency),
    Grand_Total: nullable(Field.total),
    Terms_and_Conditions: nullable(Field.text),
    Description: nullable(Field.text)
  },
  mandatory: ["Subject", "Ordered_Items"]
})

export class SalesOrders extends Context.Service<
  SalesOrders,
  Records.Records<typeof module.fields> & InventoryConversion.InventoryConversion
>()("@effect-zoho/records/SalesOrders") {}

export const layer: Layer.Layer<SalesOrders, never, ZohoClient> = Layer.effect(
  SalesOrders,
  Effect.map(Effect.all([Records.make(module), InventoryConversion.make(module.apiName)]), ([records, conversion]) => ({
    ...records,
    ...conversion
  }))
)
