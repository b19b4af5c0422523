/** Accounts, Deals and Campaigns. */
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
  territory,
  text
} from "../Spec.ts"

export const accounts: ModuleSpec = {
  apiName: "Accounts",
  singular: "Account",
  plural: "Accounts",
  display: "Account_Name",
  systemUnique: "Account_Name",
  sections: [
    {
      name: "Account Information",
      fields: [
        f("Record_Image", "profileimage", 255, readOnly),
        ...system,
        territories,
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
        pick("Industry", PickLists.industries),
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
        pick("Rating", PickLists.ratings),
        f("Phone", "phone"),
        f("Fax", "text", 30),
        f("Website", "website"),
        f("Employees", "integer", 9),
        money("Annual_Revenue"),
        f("SIC_Code", "integer", 9),
        text("Ticker_Symbol", 30),
        ...multiCurrency
      ]
    },
    address(["Billing_", "Shipping_"], "Code"),
    description
  ],
  related: [
    ...files,
    children("Deals", "Account_Name"),
    children("Contacts", "Account_Name"),
    ...activities("What_Id"),
    children("Accounts", "Parent_Account", "Child_Accounts", "Member Accounts"),
    links("Products", "Accounts_X_Products"),
    children("Quotes", "Account_Name"),
    children("Sales_Orders", "Account_Name"),
    children("Invoices", "Account_Name"),
    children("Cases", "Account_Name"),
    own("Emails"),
    children("Appointments__s", "Appointment_For", "Appointments__s", "Appointments"),
    own("Invited_Events", "Events"),
    locking
  ]
}

const open = { category: "Pipeline", type: "Open" } as const

/** Stages with what each says about a deal's chance. */
export const stages = [
  { value: "Qualification", probability: 10, forecast: open },
  { value: "Needs Analysis", probability: 20, forecast: open },
  { value: "Value Proposition", probability: 40, forecast: open },
  { value: "Identify Decision Makers", actual: "Id. Decision Makers", probability: 60, forecast: open },
  { value: "Proposal/Price Quote", probability: 75, forecast: open },
  { value: "Negotiation/Review", probability: 90, forecast: open },
  { value: "Closed Won", probability: 100, forecast: { category: "Closed", type: "Closed Won" } },
  { value: "Closed Lost", probability: 0, forecast: { category: "Omitted", type: "Closed Lost" } },
  {
    value: "Closed Lost to Competition",
    actual: "Closed-Lost to Competition",
    probability: 0,
    forecast: { category: "Omitted", type: "Closed Lost" }
  }
] as const

export const deals: ModuleSpec = {
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
        territory,
        text("Deal_Name", 120, { mandatory: true, required: true }),
        lookup("Account_Name", "Accounts"),
        lookup("Contact_Name", "Contacts"),
        money("Amount"),
        f("Closing_Date", "date", 20, { required: true }),
        pick("Stage", stages, { mandatory: true, required: true }),
        pick("Pipeline", ["Standard (Standard)"], { required: true, defaultValue: "Standard (Standard)" }),
        pick("Type", ["-None-", "Existing Business", "New Business"]),
        f("Probability", "integer", 3),
        money("Expected_Revenue", readOnly),
        text("Next_Step", 100),
        pick("Lead_Source", PickLists.leadSources),
        lookup("Campaign_Source", "Campaigns"),
        pick("Reason_For_Loss__s", [
          "-None-",
          "Expectation Mismatch",
          "Price",
          "Unqualified Customer",
          "Lack of response",
          "Missed Follow Ups",
          "Wrong Target",
          "Competition",
          "Future Interest",
          "Other"
        ]),
        f("Lead_Conversion_Time", "integer", 9, readOnly),
        f("Sales_Cycle_Duration", "integer", 9, readOnly),
        f("Overall_Sales_Duration", "integer", 9, readOnly),
        f("Contract_Files", "fileupload", 2000, { custom: true }),
        f("Proposal_Text", "textarea", 100_000, { custom: true, richText: true }),
        f("Decision_Makers", "multiselectlookup", 120, {
          custom: true,
          lookup: "Contacts",
          child: { module: "Decision_Makers_X_Deals", parent: "Deal", link: "Decision_Makers" }
        }),
        f("Sales_Team", "multiuserlookup", 120, {
          custom: true,
          child: { module: "Sales_Team_X_Users", parent: "Deal", link: "Sales_Team" }
        }),
        ...multiCurrency
      ]
    },
    description
  ],
  related: [
    ...files,
    own("Stage_History"),
    links("Contacts", "Deals_X_Contacts", "Contact_Roles"),
    ...activities("What_Id"),
    links("Products", "Deals_X_Products"),
    children("Quotes", "Deal_Name"),
    children("Sales_Orders", "Deal_Name"),
    children("Cases", "Deal_Name"),
    own("Emails"),
    children("Appointments__s", "Appointment_For", "Appointments__s", "Appointments"),
    own("Invited_Events", "Events"),
    locking
  ]
}

const link = (apiName: string, fields: ModuleSpec["sections"][number]["fields"]): ModuleSpec => ({
  apiName,
  singular: apiName,
  plural: apiName,
  display: "Name",
  systemUnique: "",
  generatedType: "linking",
  parent: "Deals",
  sections: [{ name: "Linking Information", fields: [text("Name", 120, readOnly), ...system, ...fields] }]
})

/** The rows behind the two custom many-to-many fields of Deals. */
export const dealLinks: ReadonlyArray<ModuleSpec> = [
  link("Decision_Makers_X_Deals", [
    lookup("Deal", "Deals", { mandatory: true }),
    lookup("Decision_Makers", "Contacts", { mandatory: true })
  ]),
  link("Sales_Team_X_Users", [
    lookup("Deal", "Deals", { mandatory: true }),
    f("Sales_Team", "userlookup", 120, { mandatory: true })
  ])
]

export const campaigns: ModuleSpec = {
  apiName: "Campaigns",
  singular: "Campaign",
  plural: "Campaigns",
  display: "Campaign_Name",
  systemUnique: "Campaign_Name",
  sections: [
    {
      name: "Campaign Information",
      fields: [
        ...system,
        text("Campaign_Name", 80, { mandatory: true, required: true }),
        pick("Type", [
          "-None-",
          "Conference",
          "Webinar",
          "Trade Show",
          "Public Relations",
          "Partners",
          "Referral Program",
          "Advertisement",
          "Banner Ads",
          "Direct mail",
          "Email",
          "Telemarketing",
          "Others"
        ]),
        pick("Status", ["-None-", "Planning", "Active", "Inactive", "Complete", "In Progress"]),
        f("Start_Date", "date"),
        f("End_Date", "date"),
        money("Expected_Revenue"),
        money("Budgeted_Cost"),
        money("Actual_Cost"),
        f("Expected_Response", "bigint", 18),
        f("Num_sent", "bigint", 18),
        lookup("Parent_Campaign", "Campaigns"),
        ...multiCurrency
      ]
    },
    description
  ],
  related: [
    ...files,
    ...activities("What_Id"),
    links("Leads", "Campaigns_X_Leads"),
    links("Contacts", "Campaigns_X_Contacts"),
    children("Deals", "Campaign_Source"),
    children("Campaigns", "Parent_Campaign", "Child_Campaigns", "Child Campaigns"),
    own("Invited_Events", "Events"),
    locking
  ]
}
