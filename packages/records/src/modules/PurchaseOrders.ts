/** Purchase orders: what is ordered from vendors, with line items. Scope: ZohoCRM.modules.purchaseorders.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as LineItem from "../LineItem.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Purchase_Orders", {
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
    PO_Number: nullable(Field.text),
    Vendor_Name: nullable(Field.lookup),
    Requisition_No: nullable(Field.text),
    Tracking_Number: nullable(Field.text),
    Contact_Name: nullable(Field.lookup),
    PO_Date: nullable(Field.date),
    Due_Date: nullable(Field.date),
    Excise_Duty: nullable(Field.currency),
    Sales_Commission: nullable(Field.currency),
    Status: nullable(Field.picklist),
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
    Purchase_Items: nullable(LineItem.lines),
    Sub_Total: nullable(Field.total),
    Discount: nullable(Field.currency),
    Tax: nullable(Field.currency),
    Adjustment: nullable(Field.currency),
    Grand_Total: nullable(Field.total),
    Terms_and_Conditions: nullable(Field.text),
    Description: nullable(Field.text)
  },
  mandatory: ["Subject", "Vendor_Name", "Purchase_Items"]
})

export class PurchaseOrders extends Context.Service<PurchaseOrders, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/PurchaseOrders"
) {}

export const layer: Layer.Layer<PurchaseOrders, never, ZohoClient> = Layer.effect(PurchaseOrders, Records.make(module))
