/** Deals: sales that may come about, the stages they go through, and the people who have a say in them. Scope: ZohoCRM.modules.deals.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ContactRoles from "../ContactRoles.ts"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Pipelines from "../Pipelines.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Deals", {
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
    Territory: nullable(Field.lookup),
    Deal_Name: Field.text,
    Account_Name: nullable(Field.lookup),
    Contact_Name: nullable(Field.lookup),
    Amount: nullable(Field.currency),
    Closing_Date: nullable(Field.date),
    Stage: Field.picklist,
    Pipeline: nullable(Field.picklist),
    Type: nullable(Field.picklist),
    Probability: nullable(Field.integer),
    Expected_Revenue: nullable(Field.currency),
    Next_Step: nullable(Field.text),
    Lead_Source: nullable(Field.picklist),
    Campaign_Source: nullable(Field.lookup),
    Reason_For_Loss__s: nullable(Field.picklist),
    Lead_Conversion_Time: nullable(Field.integer),
    Sales_Cycle_Duration: nullable(Field.integer),
    Overall_Sales_Duration: nullable(Field.integer),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Description: nullable(Field.text)
  },
  mandatory: ["Deal_Name", "Stage"]
})

export class Deals extends Context.Service<
  Deals,
  Records.Records<typeof module.fields> & ContactRoles.ContactRoles & Pipelines.Pipelines
>()("@effect-zoho/records/Deals") {}

export const layer: Layer.Layer<Deals, never, ZohoClient> = Layer.effect(
  Deals,
  Effect.map(Effect.all([Records.make(module), ContactRoles.make, Pipelines.make]), ([records, roles, pipelines]) => ({
    ...records,
    ...roles,
    ...pipelines
  }))
)
