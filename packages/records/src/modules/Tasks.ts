/** Tasks: things to do, about a record (`What_Id`, with its module in `$se_module`) and a person (`Who_Id`). Scope: ZohoCRM.modules.tasks.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Tasks", {
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
    Due_Date: nullable(Field.date),
    Priority: nullable(Field.picklist),
    Status: nullable(Field.picklist),
    What_Id: nullable(Field.lookup),
    Who_Id: nullable(Field.lookup),
    Remind_At: nullable(Field.alarm),
    Recurring_Activity: nullable(Field.recurrence),
    Send_Notification_Email: nullable(Field.boolean),
    Closed_Time: nullable(Field.datetime),
    Description: nullable(Field.text),
    /** The module of `What_Id`: `Leads` for a lead, `Field.customModule("Projects_X")` for one of the org's own. */
    $se_module: nullable(Field.activityParent)
  },
  mandatory: ["Subject"]
})

export class Tasks extends Context.Service<Tasks, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Tasks"
) {}

export const layer: Layer.Layer<Tasks, never, ZohoClient> = Layer.effect(Tasks, Records.make(module))
