/** Calls: made, received or planned, about a record (`What_Id`, with its module in `$se_module`) and a person (`Who_Id`). Scope: ZohoCRM.modules.calls.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Calls", {
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
    Call_Type: Field.picklist,
    Call_Start_Time: nullable(Field.datetime),
    Call_Duration: nullable(Field.text),
    Call_Duration_in_seconds: nullable(Field.integer),
    Outgoing_Call_Status: nullable(Field.picklist),
    Call_Status: nullable(Field.picklist),
    What_Id: nullable(Field.lookup),
    Who_Id: nullable(Field.lookup),
    Call_Agenda: nullable(Field.text),
    Call_Purpose: nullable(Field.picklist),
    Call_Result: nullable(Field.picklist),
    Scheduled_In_CRM: nullable(Field.picklist),
    Reminder: nullable(Field.picklist),
    Dialled_Number: nullable(Field.text),
    Caller_ID: nullable(Field.text),
    CTI_Entry: nullable(Field.boolean),
    Voice_Recording__s: nullable(Field.text),
    Description: nullable(Field.text),
    /** The module of `What_Id`: `Leads` for a lead, `Field.customModule("Projects_X")` for one of the org's own. */
    $se_module: nullable(Field.activityParent)
  },
  mandatory: ["Subject", "Call_Type", "Call_Start_Time"]
})

export class Calls extends Context.Service<Calls, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Calls"
) {}

export const layer: Layer.Layer<Calls, never, ZohoClient> = Layer.effect(Calls, Records.make(module))
