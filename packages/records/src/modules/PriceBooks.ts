/** Price books: prices of products for some customers. Scope: ZohoCRM.modules.pricebooks.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Price_Books", {
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
    Price_Book_Name: Field.text,
    Active: nullable(Field.boolean),
    Pricing_Model: nullable(Field.picklist),
    /** On a single record only. */
    Pricing_Details: nullable(Field.pricing),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Description: nullable(Field.text)
  },
  mandatory: ["Price_Book_Name", "Pricing_Details"]
})

export class PriceBooks extends Context.Service<PriceBooks, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/PriceBooks"
) {}

export const layer: Layer.Layer<PriceBooks, never, ZohoClient> = Layer.effect(PriceBooks, Records.make(module))
