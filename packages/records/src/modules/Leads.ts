/** Leads: the module and its record service. Scope: ZohoCRM.modules.leads.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Filter from "../Filter.ts"
import * as LeadConversion from "../LeadConversion.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Leads", {
  fields: {
    Last_Name: Field.text,
    First_Name: nullable(Field.text),
    /** Read only. */
    Full_Name: nullable(Field.text),
    Salutation: nullable(Field.picklist),
    Company: nullable(Field.text),
    Designation: nullable(Field.text),
    Email: nullable(Field.email),
    Secondary_Email: nullable(Field.email),
    Phone: nullable(Field.phone),
    Mobile: nullable(Field.phone),
    Fax: nullable(Field.phone),
    Website: nullable(Field.website),
    Skype_ID: nullable(Field.text),
    Twitter: nullable(Field.text),
    Lead_Source: nullable(Field.picklist),
    Lead_Status: nullable(Field.picklist),
    Industry: nullable(Field.picklist),
    Rating: nullable(Field.picklist),
    Annual_Revenue: nullable(Field.currency),
    No_of_Employees: nullable(Field.integer),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Street: nullable(Field.text),
    City: nullable(Field.text),
    State: nullable(Field.text),
    Zip_Code: nullable(Field.text),
    Country: nullable(Field.text),
    Description: nullable(Field.text),
    Email_Opt_Out: nullable(Field.boolean),
    Record_Image: nullable(Field.text),
    Territories: nullable(Field.territories),
    Layout: nullable(Field.layout),
    Tag: nullable(Field.tags),
    Owner: nullable(Field.user),
    Created_By: nullable(Field.user),
    Modified_By: nullable(Field.user),
    Created_Time: nullable(Field.datetime),
    Modified_Time: nullable(Field.datetime),
    Last_Activity_Time: nullable(Field.datetime),
    Change_Log_Time__s: nullable(Field.datetime),
    Record_Status__s: nullable(Field.picklist),
    Locked__s: nullable(Field.boolean),
    Converted__s: nullable(Field.boolean),
    Converted_Date_Time: nullable(Field.datetime),
    Converted_Account: nullable(Field.lookup),
    Converted_Contact: nullable(Field.lookup),
    Converted_Deal: nullable(Field.lookup),
    /** Days. */
    Lead_Conversion_Time: nullable(Field.decimal),
    Unsubscribed_Mode: nullable(Field.picklist),
    Unsubscribed_Time: nullable(Field.datetime),
    Data_Source: nullable(Field.picklist),
    Data_Processing_Basis: nullable(Field.picklist),
    Data_Processing_Basis_Details: Field.json,
    Enrich_Status__s: nullable(Field.picklist),
    Last_Enriched_Time__s: nullable(Field.datetime),
    Visitor_Score: Field.json,
    First_Visited_Time: nullable(Field.datetime),
    Last_Visited_Time: nullable(Field.datetime),
    First_Visited_URL: nullable(Field.text),
    Referrer: nullable(Field.text),
    Days_Visited: nullable(Field.integer),
    Number_Of_Chats: nullable(Field.integer),
    Average_Time_Spent_Minutes: nullable(Field.decimal)
  },
  unique: ["Email"],
  mandatory: ["Last_Name"],
  // A list leaves out leads that were converted, COQL and bulk read do not.
  listed: Filter.equals("Converted__s", false)
})

export class Leads extends Context.Service<
  Leads,
  Records.Records<typeof module.fields> & LeadConversion.LeadConversion
>()("@effect-zoho/records/Leads") {}

export const layer: Layer.Layer<Leads, never, ZohoClient> = Layer.effect(
  Leads,
  Effect.map(Effect.all([Records.make(module), LeadConversion.make]), ([records, conversion]) => ({
    ...records,
    ...conversion
  }))
)
