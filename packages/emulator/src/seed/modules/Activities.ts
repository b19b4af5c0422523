/** Tasks, Events (meetings), Calls, and the group that holds them. */
import {
  description,
  f,
  files,
  locking,
  lookup,
  type ModuleSpec,
  own,
  pick,
  readOnly,
  system,
  text,
  when
} from "../Spec.ts"

/** What an activity can be about. */
export const whatModules = [
  "Accounts",
  "Deals",
  "Leads",
  "Campaigns",
  "Products",
  "Vendors",
  "Quotes",
  "Sales_Orders",
  "Purchase_Orders",
  "Invoices",
  "Cases",
  "Solutions",
  "Price_Books"
]

const about = [
  f("What_Id", "multi_module_lookup", 120, { label: "Related To", modules: whatModules, shown: "lookup" }),
  f("Who_Id", "multi_module_lookup", 120, {
    label: "Contact Name",
    modules: ["Contacts", "Leads"],
    shown: "lookup"
  })
]

export const tasks: ModuleSpec = {
  apiName: "Tasks",
  singular: "Task",
  plural: "Tasks",
  display: "Subject",
  systemUnique: "",
  sections: [
    {
      name: "Task Information",
      fields: [
        ...system,
        text("Subject", 300, { mandatory: true, required: true }),
        f("Due_Date", "date"),
        pick("Priority", ["High", "Highest", "Low", "Lowest", "Normal"]),
        pick("Status", ["Not Started", "Deferred", "In Progress", "Completed", "Waiting for input"], {
          defaultValue: "Not Started"
        }),
        ...about,
        f("Remind_At", "ALARM", 1000, { label: "Reminder" }),
        f("Recurring_Activity", "RRULE", 1000, { label: "Repeat" }),
        f("Send_Notification_Email", "boolean"),
        when("Closed_Time", readOnly)
      ]
    },
    description
  ],
  related: [...files, own("Emails"), locking]
}

export const events: ModuleSpec = {
  apiName: "Events",
  singular: "Meeting",
  plural: "Meetings",
  display: "Event_Title",
  systemUnique: "",
  sections: [
    {
      name: "Meeting Information",
      fields: [
        ...system,
        text("Event_Title", 255, { label: "Title", mandatory: true, required: true }),
        pick("Meeting_Venue__s", ["In-office", "Client location", "Online"]),
        text("Meeting_Provider__s", 120, readOnly),
        text("Venue", 255, { label: "Location" }),
        f("All_day", "boolean", 5, { label: "All day" }),
        when("Start_DateTime", { label: "From", mandatory: true, required: true }),
        when("End_DateTime", { label: "To", mandatory: true, required: true }),
        ...about,
        f("Participants", "participants", 2000, { shown: "text" }),
        f("Remind_At", "multireminder", 1000, { label: "Reminder" }),
        f("Remind_Participants", "multireminder", 1000, { label: "Participants Reminder" }),
        f("Recurring_Activity", "RRULE", 1000, { label: "Repeat" })
      ]
    },
    {
      name: "Check-In Information",
      fields: [
        when("Check_In_Time", readOnly),
        f("Check_In_By", "ownerlookup", 120, readOnly),
        text("Check_In_Comment", 2000),
        text("Check_In_Sub_Locality", 100),
        text("Check_In_City", 100),
        text("Check_In_State", 100),
        text("Check_In_Country", 100),
        f("Latitude", "double", 9, { decimals: 9 }),
        f("Longitude", "double", 9, { decimals: 9 }),
        text("ZIP_Code", 100),
        text("Check_In_Address", 255),
        pick("Check_In_Status", ["PLANNED", "CHECKED-IN"], readOnly)
      ]
    },
    description
  ],
  related: [...files, own("Emails"), locking]
}

export const calls: ModuleSpec = {
  apiName: "Calls",
  singular: "Call",
  plural: "Calls",
  display: "Subject",
  systemUnique: "",
  sections: [
    {
      name: "Call Information",
      fields: [
        ...system,
        text("Subject", 255, { mandatory: true, required: true }),
        pick("Call_Type", ["Outbound", "Inbound", "Missed"], { mandatory: true, required: true }),
        when("Call_Start_Time", { mandatory: true, required: true }),
        text("Call_Duration", 10, { required: true }),
        f("Call_Duration_in_seconds", "integer", 9, readOnly),
        pick("Outgoing_Call_Status", ["Scheduled", "Completed", "Overdue", "Cancelled"]),
        pick("Call_Status", ["Scheduled", "Attended Dialled", "Missed", "Overdue", "Cancelled"], readOnly),
        ...about,
        text("Call_Agenda", 2000),
        pick("Call_Purpose", ["-None-", "Prospecting", "Administrative", "Negotiation", "Demo", "Project", "Desk"]),
        pick("Call_Result", [
          "-None-",
          "Interested",
          "Not Interested",
          "No response/Busy",
          "Requested more info",
          "Requested call back",
          "Invalid number"
        ]),
        pick("Scheduled_In_CRM", ["Scheduled", "Completed"], readOnly),
        pick("Reminder", ["-None-", "5 minutes before", "10 minutes before", "15 minutes before", "1 hour before"]),
        text("Dialled_Number", 255, readOnly),
        text("Caller_ID", 255, readOnly),
        f("CTI_Entry", "boolean", 5, readOnly),
        text("Voice_Recording__s", 500, readOnly)
      ]
    },
    description
  ],
  related: [...files, own("Emails"), locking]
}

/** The group of the three; it has no records of its own. */
export const group: ModuleSpec = {
  apiName: "Activities",
  singular: "Activity",
  plural: "Activities",
  display: "Subject",
  systemUnique: "",
  apiSupported: false,
  writable: false,
  sections: [
    {
      name: "Activity Information",
      fields: [
        text("Subject", 300),
        lookup("Who_Id", "Contacts", { label: "Contact Name" }),
        when("Created_Time", readOnly),
        when("Modified_Time", readOnly)
      ]
    }
  ]
}
