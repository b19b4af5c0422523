/** Accounts: companies. Scope: ZohoCRM.modules.accounts.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Accounts", {
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
    Territories: nullable(Field.territories),
    Account_Name: Field.text,
    Account_Number: nullable(Field.text),
    Account_Site: nullable(Field.text),
    Parent_Account: nullable(Field.lookup),
    Account_Type: nullable(Field.picklist),
    Industry: nullable(Field.picklist),
    Ownership: nullable(Field.picklist),
    Rating: nullable(Field.picklist),
    Phone: nullable(Field.phone),
    Fax: nullable(Field.text),
    Website: nullable(Field.website),
    Employees: nullable(Field.integer),
    Annual_Revenue: nullable(Field.currency),
    SIC_Code: nullable(Field.integer),
    Ticker_Symbol: nullable(Field.text),
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
    Description: nullable(Field.text)
  },
  mandatory: ["Account_Name"]
})

export class Accounts extends Context.Service<Accounts, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Accounts"
) {}

export const layer: Layer.Layer<Accounts, never, ZohoClient> = Layer.effect(Accounts, Records.make(module))
