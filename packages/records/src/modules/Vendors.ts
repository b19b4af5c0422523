/** Vendors: who products are bought from. Scope: ZohoCRM.modules.vendors.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Vendors", {
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
    Vendor_Name: Field.text,
    Phone: nullable(Field.phone),
    Email: nullable(Field.email),
    Website: nullable(Field.website),
    GL_Account: nullable(Field.picklist),
    Category: nullable(Field.text),
    Email_Opt_Out: nullable(Field.boolean),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Street: nullable(Field.text),
    City: nullable(Field.text),
    State: nullable(Field.text),
    Zip_Code: nullable(Field.text),
    Country: nullable(Field.text),
    Description: nullable(Field.text)
  },
  mandatory: ["Vendor_Name"]
})

export class Vendors extends Context.Service<Vendors, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Vendors"
) {}

export const layer: Layer.Layer<Vendors, never, ZohoClient> = Layer.effect(Vendors, Records.make(module))
