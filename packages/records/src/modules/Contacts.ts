/** Contacts: people at companies. Scope: ZohoCRM.modules.contacts.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Contacts", {
  fields: {
    Record_Image: nullable(Field.text),
    Owner: nullable(Field.user),
    Created_By: nullable(Field.user),
    Modified_By: nullable(Field.user),
    Created_Time: nullable(Field.datetime),
    Modified_Time: nullable(Field.datetime),
    Last_Activity_Time: nullable(Field.datetime),
    Tag: nullable(Field.tags),
    Record_Status__s: nullable(Field.picklist),
    Locked__s: nullable(Field.boolean),
    Territories: nullable(Field.territories),
    Salutation: nullable(Field.picklist),
    First_Name: nullable(Field.text),
    Last_Name: Field.text,
    Full_Name: nullable(Field.text),
    Account_Name: nullable(Field.lookup),
    Vendor_Name: nullable(Field.lookup),
    Email: nullable(Field.email),
    Secondary_Email: nullable(Field.email),
    Title: nullable(Field.text),
    Department: nullable(Field.text),
    Phone: nullable(Field.phone),
    Mobile: nullable(Field.phone),
    Home_Phone: nullable(Field.phone),
    Other_Phone: nullable(Field.phone),
    Asst_Phone: nullable(Field.phone),
    Assistant: nullable(Field.text),
    Fax: nullable(Field.text),
    Lead_Source: nullable(Field.picklist),
    Reporting_To: nullable(Field.lookup),
    Date_of_Birth: nullable(Field.date),
    Skype_ID: nullable(Field.text),
    Twitter: nullable(Field.text),
    Email_Opt_Out: nullable(Field.boolean),
    Unsubscribed_Mode: nullable(Field.picklist),
    Unsubscribed_Time: nullable(Field.datetime),
    Data_Source: nullable(Field.picklist),
    Data_Processing_Basis: nullable(Field.picklist),
    Data_Processing_Basis_Details: nullable(Field.lookup),
    Enrich_Status__s: nullable(Field.picklist),
    Last_Enriched_Time__s: nullable(Field.datetime),
    Change_Log_Time__s: nullable(Field.datetime),
    Currency: nullable(Field.picklist),
    Exchange_Rate: nullable(Field.decimal),
    Mailing_Street: nullable(Field.text),
    Mailing_City: nullable(Field.text),
    Mailing_State: nullable(Field.text),
    Mailing_Zip: nullable(Field.text),
    Mailing_Country: nullable(Field.text),
    Other_Street: nullable(Field.text),
    Other_City: nullable(Field.text),
    Other_State: nullable(Field.text),
    Other_Zip: nullable(Field.text),
    Other_Country: nullable(Field.text),
    Visitor_Score: nullable(Field.bigint),
    First_Visited_Time: nullable(Field.datetime),
    Last_Visited_Time: nullable(Field.datetime),
    First_Visited_URL: nullable(Field.text),
    Referrer: nullable(Field.text),
    Days_Visited: nullable(Field.integer),
    Number_Of_Chats: nullable(Field.integer),
    Average_Time_Spent_Minutes: nullable(Field.decimal),
    Description: nullable(Field.text)
  },
  mandatory: ["Last_Name"]
})

export class Contacts extends Context.Service<Contacts, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Contacts"
) {}

export const layer: Layer.Layer<Contacts, never, ZohoClient> = Layer.effect(Contacts, Records.make(module))
