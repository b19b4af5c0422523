/** Leads and Contacts. */
import * as PickLists from "../PickLists.ts"
import {
  activities,
  address,
  children,
  description,
  f,
  files,
  links,
  lookup,
  locking,
  type ModuleSpec,
  money,
  multiCurrency,
  own,
  pick,
  readOnly,
  system,
  territories,
  text,
  when
} from "../Spec.ts"

const opting = [
  f("Email_Opt_Out", "boolean"),
  pick("Unsubscribed_Mode", ["Consent form", "Manual", "Unsubscribe link", "Zoho campaigns"], readOnly),
  when("Unsubscribed_Time", readOnly)
]

const processing = [
  pick("Data_Source", PickLists.dataSources, readOnly),
  pick("Data_Processing_Basis", PickLists.processingBases),
  f("Data_Processing_Basis_Details", "consent_lookup"),
  pick("Enrich_Status__s", ["Available", "Enriched", "Data not found"], readOnly),
  when("Last_Enriched_Time__s", readOnly),
  when("Change_Log_Time__s", readOnly)
]

/** What a web site's visitor tracking knows. */
const visits = {
  name: "Visit Summary",
  fields: [
    f("Visitor_Score", "bigint", 9, readOnly),
    when("First_Visited_Time", readOnly),
    when("Last_Visited_Time", readOnly),
    text("First_Visited_URL", 450, readOnly),
    text("Referrer", 450, readOnly),
    f("Days_Visited", "integer", 9, readOnly),
    f("Number_Of_Chats", "integer", 9, readOnly),
    f("Average_Time_Spent_Minutes", "double", 9, { decimals: 2, ...readOnly })
  ]
}

export const leads: ModuleSpec = {
  apiName: "Leads",
  singular: "Lead",
  plural: "Leads",
  display: "Full_Name",
  systemUnique: "Email",
  sections: [
    {
      name: "Lead Information",
      fields: [
        f("Record_Image", "profileimage", 255, readOnly),
        ...system,
        territories,
        text("Company", 200, { required: true }),
        pick("Salutation", PickLists.salutations),
        text("First_Name", 40),
        text("Last_Name", 80, { mandatory: true, required: true }),
        text("Full_Name", 120, readOnly),
        text("Designation", 100),
        f("Email", "email"),
        f("Secondary_Email", "email"),
        f("Phone", "phone"),
        f("Fax", "text", 30),
        f("Mobile", "phone"),
        f("Website", "website"),
        pick("Lead_Source", PickLists.leadSources),
        pick("Lead_Status", [
          "-None-",
          "Attempted to Contact",
          "Contact in Future",
          "Contacted",
          "Junk Lead",
          "Lost Lead",
          "Not Contacted",
          "Pre-Qualified",
          "Not Qualified"
        ]),
        pick("Industry", PickLists.industries),
        f("No_of_Employees", "integer", 9),
        money("Annual_Revenue"),
        pick("Rating", PickLists.ratings),
        text("Skype_ID", 50),
        text("Twitter", 50),
        ...opting,
        f("Lead_Conversion_Time", "integer", 9, readOnly),
        f("Converted__s", "boolean", 5, readOnly),
        when("Converted_Date_Time", readOnly),
        lookup("Converted_Account", "Accounts", readOnly),
        lookup("Converted_Contact", "Contacts", readOnly),
        lookup("Converted_Deal", "Deals", readOnly),
        text("External_Key", 50, { custom: true, unique: true }),
        f("Interests", "multiselectpicklist", 2000, {
          custom: true,
          values: ["Product", "Support", "Training", "Partnership"]
        }),
        f("Region_Score", "double", 16, { custom: true, decimals: 3 }),
        f("Next_Call_Date", "date", 20, { custom: true }),
        when("Consent_Until", { custom: true }),
        ...processing,
        ...multiCurrency
      ]
    },
    address([""], "Zip_Code"),
    visits,
    description
  ],
  related: [
    ...files,
    ...activities("What_Id"),
    own("Emails"),
    links("Products", "Leads_X_Products"),
    links("Campaigns", "Campaigns_X_Leads"),
    own("Invited_Events", "Events"),
    locking
  ]
}

export const contacts: ModuleSpec = {
  apiName: "Contacts",
  singular: "Contact",
  plural: "Contacts",
  display: "Full_Name",
  systemUnique: "Email",
  sections: [
    {
      name: "Contact Information",
      fields: [
        f("Record_Image", "profileimage", 255, readOnly),
        ...system,
        territories,
        pick("Salutation", PickLists.salutations),
        text("First_Name", 40),
        text("Last_Name", 80, { mandatory: true, required: true }),
        text("Full_Name", 120, readOnly),
        lookup("Account_Name", "Accounts"),
        lookup("Vendor_Name", "Vendors"),
        f("Email", "email"),
        f("Secondary_Email", "email"),
        text("Title", 100),
        text("Department", 50),
        f("Phone", "phone"),
        f("Mobile", "phone"),
        f("Home_Phone", "phone"),
        f("Other_Phone", "phone"),
        f("Asst_Phone", "phone"),
        text("Assistant", 50),
        f("Fax", "text", 30),
        pick("Lead_Source", PickLists.leadSources),
        lookup("Reporting_To", "Contacts"),
        f("Date_of_Birth", "date"),
        text("Skype_ID", 50),
        text("Twitter", 50),
        ...opting,
        f("Loyalty_Number", "bigint", 18, { custom: true, unique: true }),
        ...processing,
        ...multiCurrency
      ]
    },
    address(["Mailing_", "Other_"], "Zip"),
    visits,
    description
  ],
  related: [
    ...files,
    children("Deals", "Contact_Name"),
    ...activities("Who_Id"),
    own("Emails"),
    children("Contacts", "Reporting_To", "Reporting_To", "Contacts"),
    links("Products", "Contacts_X_Products"),
    children("Quotes", "Contact_Name"),
    children("Sales_Orders", "Contact_Name"),
    children("Purchase_Orders", "Contact_Name"),
    children("Invoices", "Contact_Name"),
    children("Cases", "Related_To"),
    links("Campaigns", "Campaigns_X_Contacts"),
    links("Vendors", "Contacts_X_Vendors"),
    children("Appointments__s", "Appointment_For", "Appointments__s", "Appointments"),
    own("Invited_Events", "Events"),
    locking
  ]
}
