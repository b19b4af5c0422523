/** Campaigns: what leads and contacts are reached by. Scope: ZohoCRM.modules.campaigns.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Campaigns", {
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
    Campaign_Name: Field.text,
    Type: nullable(Field.picklist),
    Status: nullable(Field.picklist),
    Start_Date: nullable(Field.date),
    End_Date: nullable(Field.date),
    Expected_Revenue: nullable(Field.currency),
    Budgeted_Cost: nullable(Field.currency),
    Actual_Cost: nullable(Field.currency),
    Expected_Response: nullable(Field.bigint),
    Num_sent: nullable(Field.bigint),
    Parent_Campaign: nullable(Field.lookup),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Description: nullable(Field.text)
  },
  mandatory: ["Campaign_Name"]
})

export class Campaigns extends Context.Service<Campaigns, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Campaigns"
) {}

export const layer: Layer.Layer<Campaigns, never, ZohoClient> = Layer.effect(Campaigns, Records.make(module))
