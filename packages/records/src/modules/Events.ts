/** Events: meetings, about a record (`What_Id`, with its module in `$se_module`) and a person (`Who_Id`). Scope: ZohoCRM.modules.events.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Events", {
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
    Event_Title: Field.text,
    Meeting_Venue__s: nullable(Field.picklist),
    Meeting_Provider__s: nullable(Field.text),
    Venue: nullable(Field.text),
    All_day: nullable(Field.boolean),
    Start_DateTime: nullable(Field.datetime),
    End_DateTime: nullable(Field.datetime),
    What_Id: nullable(Field.lookup),
    Who_Id: nullable(Field.lookup),
    /** On a single record only. */
    Participants: nullable(Field.participants),
    Remind_At: nullable(Field.reminders),
    Remind_Participants: nullable(Field.reminders),
    Recurring_Activity: nullable(Field.recurrence),
    Check_In_Time: nullable(Field.datetime),
    Check_In_By: nullable(Field.user),
    Check_In_Comment: nullable(Field.text),
    Check_In_Sub_Locality: nullable(Field.text),
    Check_In_City: nullable(Field.text),
    Check_In_State: nullable(Field.text),
    Check_In_Country: nullable(Field.text),
    Latitude: nullable(Field.decimal),
    Longitude: nullable(Field.decimal),
    ZIP_Code: nullable(Field.text),
    Check_In_Address: nullable(Field.text),
    Check_In_Status: nullable(Field.picklist),
    Description: nullable(Field.text),
    /** The module of `What_Id`: `Leads` for a lead, `Field.customModule("Projects_X")` for one of the org's own. */
    $se_module: nullable(Field.activityParent)
  },
  mandatory: ["Event_Title", "Start_DateTime", "End_DateTime"]
})

export class Events extends Context.Service<Events, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Events"
) {}

export const layer: Layer.Layer<Events, never, ZohoClient> = Layer.effect(Events, Records.make(module))
