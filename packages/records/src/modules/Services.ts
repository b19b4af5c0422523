/** Services: what can be booked. Scope: ZohoCRM.modules.services.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Services__s", {
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
    Service_Name: Field.text,
    Duration: nullable(Field.integer),
    Location: Field.picklist,
    Members: nullable(Field.multiLookup),
    Price: nullable(Field.currency),
    Tax: nullable(Field.taxes),
    Status: nullable(Field.picklist),
    Job_Sheet_Required: nullable(Field.picklist),
    Job_Sheet_Section__s: nullable(Field.text),
    Availability_Type: nullable(Field.picklist),
    Available_Days: nullable(Field.multiPicklist),
    Available_Dates: Field.json,
    Available_From: nullable(Field.date),
    Available_Till: nullable(Field.date),
    Available_Timings: Field.json,
    Unavailable_From: nullable(Field.date),
    Unavailable_Till: nullable(Field.date),
    Description: nullable(Field.text)
  },
  mandatory: ["Service_Name", "Duration", "Location", "Members"]
})

export class Services extends Context.Service<Services, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Services"
) {}

export const layer: Layer.Layer<Services, never, ZohoClient> = Layer.effect(Services, Records.make(module))
