/** Cases: what customers need help with. Scope: ZohoCRM.modules.cases.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Cases", {
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
    Case_Number: nullable(Field.text),
    Product_Name: nullable(Field.lookup),
    Type: nullable(Field.picklist),
    Status: Field.picklist,
    Case_Origin: Field.picklist,
    Related_To: nullable(Field.lookup),
    Account_Name: nullable(Field.lookup),
    Deal_Name: nullable(Field.lookup),
    Priority: nullable(Field.picklist),
    Case_Reason: nullable(Field.picklist),
    Subject: Field.text,
    Reported_By: nullable(Field.text),
    Email: nullable(Field.email),
    Phone: nullable(Field.phone),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Description: nullable(Field.text),
    Internal_Comments: nullable(Field.text),
    Solution: nullable(Field.text),
    /** On a single record only. */
    Comments: Field.json,
    No_of_comments: nullable(Field.integer)
  },
  mandatory: ["Status", "Case_Origin", "Subject"]
})

export class Cases extends Context.Service<Cases, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Cases"
) {}

export const layer: Layer.Layer<Cases, never, ZohoClient> = Layer.effect(Cases, Records.make(module))
