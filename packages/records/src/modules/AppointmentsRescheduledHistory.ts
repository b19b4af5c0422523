/** Rescheduled appointments: when they were to be, and when they are. Scope: ZohoCRM.modules.appointments.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Appointments_Rescheduled_History__s", {
  fields: {
    Name: nullable(Field.text),
    Owner: nullable(Field.user),
    Created_By: nullable(Field.user),
    Modified_By: nullable(Field.user),
    Created_Time: nullable(Field.datetime),
    Modified_Time: nullable(Field.datetime),
    Last_Activity_Time: nullable(Field.datetime),
    Tag: nullable(Field.tags),
    Record_Status__s: nullable(Field.picklist),
    Locked__s: nullable(Field.boolean),
    Appointment_Name: nullable(Field.lookup),
    Rescheduled_From: nullable(Field.datetime),
    Rescheduled_To: nullable(Field.datetime),
    Rescheduled_Time: nullable(Field.datetime),
    Rescheduled_By: nullable(Field.user),
    Reschedule_Reason: nullable(Field.picklist),
    Reschedule_Note: nullable(Field.text)
  },
  mandatory: ["Appointment_Name", "Rescheduled_From", "Rescheduled_To"]
})

export class AppointmentsRescheduledHistory extends Context.Service<
  AppointmentsRescheduledHistory,
  Records.Records<typeof module.fields>
>()("@effect-zoho/records/AppointmentsRescheduledHistory") {}

export const layer: Layer.Layer<AppointmentsRescheduledHistory, never, ZohoClient> = Layer.effect(
  AppointmentsRescheduledHistory,
  Records.make(module)
)
