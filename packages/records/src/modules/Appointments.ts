/** Appointments: services booked by customers. Scope: ZohoCRM.modules.appointments.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Appointments__s", {
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
    Appointment_Name: nullable(Field.text),
    Appointment_For: nullable(Field.lookup),
    Service_Name: nullable(Field.lookup),
    Appointment_Start_Time: nullable(Field.datetime),
    Appointment_End_Time: nullable(Field.datetime),
    Duration: nullable(Field.integer),
    Location: nullable(Field.picklist),
    Address: nullable(Field.text),
    Status: nullable(Field.picklist),
    Remind_At: Field.json,
    Additional_Information: nullable(Field.text),
    Job_Sheet_Created__s: nullable(Field.boolean),
    Job_Sheet_Name__s: nullable(Field.text),
    Job_Sheet_Section__s: nullable(Field.text),
    Job_Sheet_Description__s: nullable(Field.text),
    Rescheduled_From: nullable(Field.datetime),
    Rescheduled_To: nullable(Field.datetime),
    Reschedule_Reason: nullable(Field.picklist),
    Reschedule_Note: nullable(Field.text),
    Rescheduled_Time: nullable(Field.datetime),
    Rescheduled_By: nullable(Field.user),
    Reschedule_Count: nullable(Field.integer),
    Cancellation_Reason: nullable(Field.picklist),
    Cancellation_Note: nullable(Field.text),
    Cancelled_Time: nullable(Field.datetime),
    Cancelled_By: nullable(Field.user)
  },
  mandatory: ["Appointment_For", "Service_Name", "Appointment_Start_Time"]
})

export class Appointments extends Context.Service<Appointments, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Appointments"
) {}

export const layer: Layer.Layer<Appointments, never, ZohoClient> = Layer.effect(Appointments, Records.make(module))
