/** The standard modules and their fields in short form; ids are given when an org is seeded. */
import type { DataType } from "../Metadata.ts"

export interface FieldSpec {
  readonly name: string
  readonly label: string
  readonly type: DataType
  readonly length: number
  readonly decimals?: number
  readonly mandatory?: boolean
  readonly required?: boolean
  readonly unique?: boolean
  readonly readOnly?: boolean
  readonly custom?: boolean
  readonly computed?: boolean
  readonly values?: ReadonlyArray<string>
  readonly lookup?: string
  readonly shown?: string
}

export interface ModuleSpec {
  readonly apiName: string
  readonly singular: string
  readonly plural: string
  readonly display: string
  readonly systemUnique: string
  readonly sections: ReadonlyArray<{ readonly name: string; readonly fields: ReadonlyArray<FieldSpec> }>
}

type Extra = Omit<Partial<FieldSpec>, "name" | "label" | "type" | "length">

const lengths: { readonly [type in DataType]: number } = {
  text: 255,
  textarea: 32000,
  email: 100,
  phone: 30,
  website: 450,
  picklist: 120,
  multiselectpicklist: 2000,
  date: 20,
  datetime: 40,
  integer: 9,
  bigint: 18,
  double: 16,
  currency: 16,
  percent: 5,
  boolean: 5,
  lookup: 120,
  ownerlookup: 120,
  profileimage: 255,
  json: 2000
}

const f = (name: string, type: DataType, length = lengths[type], extra: Extra = {}): FieldSpec => ({
  name,
  label: name.replace(/__s$/, "").replaceAll("_", " "),
  type,
  length,
  ...extra
})
const text = (name: string, length: number, extra: Extra = {}) => f(name, "text", length, extra)
const pick = (name: string, values: ReadonlyArray<string>, extra: Extra = {}) =>
  f(name, "picklist", 120, { values, ...extra })
const lookup = (name: string, module: string, extra: Extra = {}) => f(name, "lookup", 120, { lookup: module, ...extra })
const money = (name: string) => f(name, "currency", 16, { decimals: 2 })

const leadSources = [
  "-None-",
  "Advertisement",
  "Cold Call",
  "Employee Referral",
  "External Referral",
  "Online Store",
  "Partner",
  "Public Relations",
  "Sales Email Alias",
  "Seminar Partner",
  "Internal Seminar",
  "Trade Show",
  "Web Download",
  "Web Research",
  "Chat"
]
const industries = [
  "-None-",
  "ASP (Application Service Provider)",
  "Data/Telecom OEM",
  "ERP (Enterprise Resource Planning)",
  "Government/Military",
  "Large Enterprise",
  "ManagementISV",
  "MSP (Management Service Provider)",
  "Network Equipment Enterprise",
  "Non-management ISV",
  "Optical Networking",
  "Service Provider",
  "Small/Medium Enterprise",
  "Storage Equipment",
  "Storage Service Provider",
  "Systems Integrator",
  "Wireless Industry",
  "Technology"
]
const salutations = ["-None-", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof."]
const ratings = ["-None-", "Acquired", "Active", "Market Failed", "Project Cancelled", "Shut Down", "Hot"]

/** What every record carries, set by the server. */
const system: ReadonlyArray<FieldSpec> = [
  f("Owner", "ownerlookup", 120),
  f("Created_By", "ownerlookup", 120, { readOnly: true }),
  f("Modified_By", "ownerlookup", 120, { readOnly: true }),
  f("Created_Time", "datetime", 40, { readOnly: true }),
  f("Modified_Time", "datetime", 40, { readOnly: true }),
  f("Last_Activity_Time", "datetime", 40, { readOnly: true }),
  f("Tag", "json", 2000, { shown: "text" }),
  f("Record_Status__s", "picklist", 120, { readOnly: true, values: ["Available", "Trash", "Draft"] }),
  f("Locked__s", "boolean", 5, { readOnly: true })
]
const opting = [
  f("Email_Opt_Out", "boolean"),
  pick("Unsubscribed_Mode", ["Consent form", "Manual", "Unsubscribe link", "Zoho campaigns"], { readOnly: true }),
  f("Unsubscribed_Time", "datetime", 40, { readOnly: true })
]
const description = { name: "Description Information", fields: [f("Description", "textarea")] }

export const modules: ReadonlyArray<ModuleSpec> = [
  {
    apiName: "Leads",
    singular: "Lead",
    plural: "Leads",
    display: "Full_Name",
    systemUnique: "Email",
    sections: [
      {
        name: "Lead Information",
        fields: [
          f("Record_Image", "profileimage", 255, { readOnly: true }),
          ...system,
          text("Company", 200, { required: true }),
          pick("Salutation", salutations),
          text("First_Name", 40),
          text("Last_Name", 80, { mandatory: true, required: true }),
          text("Full_Name", 120, { readOnly: true }),
          text("Designation", 100),
          f("Email", "email"),
          f("Secondary_Email", "email"),
          f("Phone", "phone"),
          f("Fax", "text", 30),
          f("Mobile", "phone"),
          f("Website", "website"),
          pick("Lead_Source", leadSources),
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
          pick("Industry", industries),
          f("No_of_Employees", "integer", 9),
          money("Annual_Revenue"),
          pick("Rating", ratings),
          text("Skype_ID", 50),
          text("Twitter", 50),
          ...opting,
          f("Lead_Conversion_Time", "integer", 9, { readOnly: true }),
          f("Converted__s", "boolean", 5, { readOnly: true }),
          f("Converted_Date_Time", "datetime", 40, { readOnly: true }),
          lookup("Converted_Account", "Accounts", { readOnly: true }),
          lookup("Converted_Contact", "Contacts", { readOnly: true }),
          lookup("Converted_Deal", "Deals", { readOnly: true }),
          text("External_Key", 50, { custom: true, unique: true }),
          f("Interests", "multiselectpicklist", 2000, {
            custom: true,
            values: ["Product", "Support", "Training", "Partnership"]
          }),
          f("Region_Score", "double", 16, { custom: true, decimals: 3 }),
          f("Next_Call_Date", "date", 20, { custom: true }),
          f("Consent_Until", "datetime", 40, { custom: true })
        ]
      },
      {
        name: "Address Information",
        fields: [text("Street", 250), text("City", 100), text("State", 100), text("Zip_Code", 30), text("Country", 100)]
      },
      description
    ]
  },
  {
    apiName: "Accounts",
    singular: "Account",
    plural: "Accounts",
    display: "Account_Name",
    systemUnique: "Account_Name",
    sections: [
      {
        name: "Account Information",
        fields: [
          f("Record_Image", "profileimage", 255, { readOnly: true }),
          ...system,
          text("Account_Name", 200, { mandatory: true, required: true }),
          text("Account_Number", 40),
          text("Account_Site", 80),
          lookup("Parent_Account", "Accounts"),
          pick("Account_Type", [
            "-None-",
            "Analyst",
            "Competitor",
            "Customer",
            "Distributor",
            "Integrator",
            "Investor",
            "Other",
            "Partner",
            "Press",
            "Prospect",
            "Reseller",
            "Supplier",
            "Vendor"
          ]),
          pick("Industry", industries),
          pick("Ownership", [
            "-None-",
            "Other",
            "Private",
            "Public",
            "Subsidiary",
            "Partnership",
            "Government",
            "Privately Held",
            "Public Company"
          ]),
          pick("Rating", ratings),
          f("Phone", "phone"),
          f("Fax", "text", 30),
          f("Website", "website"),
          f("Employees", "integer", 9),
          money("Annual_Revenue"),
          f("SIC_Code", "integer", 9),
          text("Ticker_Symbol", 30)
        ]
      },
      {
        name: "Address Information",
        fields: ["Billing", "Shipping"].flatMap((kind) => [
          text(`${kind}_Street`, 250),
          text(`${kind}_City`, 100),
          text(`${kind}_State`, 100),
          text(`${kind}_Code`, 30),
          text(`${kind}_Country`, 100)
        ])
      },
      description
    ]
  },
  {
    apiName: "Contacts",
    singular: "Contact",
    plural: "Contacts",
    display: "Full_Name",
    systemUnique: "Email",
    sections: [
      {
        name: "Contact Information",
        fields: [
          f("Record_Image", "profileimage", 255, { readOnly: true }),
          ...system,
          pick("Salutation", salutations),
          text("First_Name", 40),
          text("Last_Name", 80, { mandatory: true, required: true }),
          text("Full_Name", 120, { readOnly: true }),
          lookup("Account_Name", "Accounts"),
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
          pick("Lead_Source", leadSources),
          lookup("Reporting_To", "Contacts"),
          f("Date_of_Birth", "date"),
          text("Skype_ID", 50),
          text("Twitter", 50),
          ...opting
        ]
      },
      {
        name: "Address Information",
        fields: ["Mailing", "Other"].flatMap((kind) => [
          text(`${kind}_Street`, 250),
          text(`${kind}_City`, 100),
          text(`${kind}_State`, 100),
          text(`${kind}_Zip`, 30),
          text(`${kind}_Country`, 100)
        ])
      },
      description
    ]
  },
  {
    apiName: "Deals",
    singular: "Deal",
    plural: "Deals",
    display: "Deal_Name",
    systemUnique: "Deal_Name",
    sections: [
      {
        name: "Deal Information",
        fields: [
          ...system,
          text("Deal_Name", 120, { mandatory: true, required: true }),
          lookup("Account_Name", "Accounts"),
          lookup("Contact_Name", "Contacts"),
          money("Amount"),
          f("Closing_Date", "date", 20, { required: true }),
          pick(
            "Stage",
            [
              "Qualification",
              "Needs Analysis",
              "Value Proposition",
              "Identify Decision Makers",
              "Proposal/Price Quote",
              "Negotiation/Review",
              "Closed Won",
              "Closed Lost",
              "Closed Lost to Competition"
            ],
            { mandatory: true, required: true }
          ),
          pick("Pipeline", ["Standard (Standard)"], { required: true }),
          pick("Type", ["-None-", "Existing Business", "New Business"]),
          f("Probability", "integer", 3),
          money("Expected_Revenue"),
          text("Next_Step", 100),
          pick("Lead_Source", leadSources),
          text("Reason_For_Loss__s", 120)
        ]
      },
      description
    ]
  }
]
