/** Services, their appointments, and how those were moved. */
import * as PickLists from "../PickLists.ts"
import {
  children,
  description,
  f,
  files,
  locking,
  lookup,
  type ModuleSpec,
  money,
  pick,
  readOnly,
  system,
  text,
  when
} from "../Spec.ts"

const locations = ["Business Address", "Client Address", "Business Address and Client Address"]
const jobSheet = [
  text("Job_Sheet_Name__s", 120),
  text("Job_Sheet_Section__s", 120),
  f("Job_Sheet_Description__s", "textarea", 2000)
]

export const services: ModuleSpec = {
  apiName: "Services__s",
  singular: "Service",
  plural: "Services",
  display: "Service_Name",
  systemUnique: "",
  sections: [
    {
      name: "Service Information",
      fields: [
        ...system,
        text("Service_Name", 120, { mandatory: true, required: true }),
        f("Duration", "integer", 9, { mandatory: true, required: true }),
        pick("Location", locations, { mandatory: true, required: true }),
        f("Members", "multiuserlookup", 120, {
          mandatory: true,
          required: true,
          child: { module: "Members_X_Services__s", parent: "Service", link: "Members" }
        }),
        money("Price"),
        f("Tax", "tax", 2000, { shown: "multiselectpicklist", values: ["Sales Tax - 10.0 %", "Vat - 20.0 %"] }),
        pick("Status", ["Active", "Inactive"], { defaultValue: "Active" }),
        pick("Job_Sheet_Required", ["Yes", "No"], { defaultValue: "No" }),
        text("Job_Sheet_Section__s", 120)
      ]
    },
    {
      name: "Availability Information",
      fields: [
        pick(
          "Availability_Type",
          ["Every Business Days", "Specific Day(s)", "Specific Date(s)", "Specific Date Range"],
          { defaultValue: "Every Business Days" }
        ),
        f("Available_Days", "multiselectpicklist", 2000, { values: PickLists.weekdays }),
        f("Available_Dates", "dates", 2000, { shown: "text" }),
        f("Available_From", "date"),
        f("Available_Till", "date"),
        f("Available_Timings", "time_range"),
        f("Unavailable_From", "date"),
        f("Unavailable_Till", "date")
      ]
    },
    description
  ],
  related: [...files, children("Appointments__s", "Service_Name", "Appointments__s", "Appointments"), locking]
}

export const serviceMembers: ModuleSpec = {
  apiName: "Members_X_Services__s",
  singular: "Members_X_Services__s",
  plural: "Members_X_Services__s",
  display: "Name",
  systemUnique: "",
  generatedType: "linking",
  parent: "Services__s",
  sections: [
    {
      name: "Linking Information",
      fields: [
        text("Name", 120, readOnly),
        ...system,
        lookup("Service", "Services__s", { mandatory: true }),
        f("Members", "userlookup", 120, { mandatory: true })
      ]
    }
  ]
}

const reasons = ["By Customer", "By Member", "Others"]

export const appointments: ModuleSpec = {
  apiName: "Appointments__s",
  singular: "Appointment",
  plural: "Appointments",
  display: "Appointment_Name",
  systemUnique: "",
  sections: [
    {
      name: "Appointment Information",
      fields: [
        ...system,
        text("Appointment_Name", 225),
        f("Appointment_For", "multi_module_lookup", 120, {
          mandatory: true,
          required: true,
          modules: ["Contacts", "Leads", "Accounts", "Deals"]
        }),
        lookup("Service_Name", "Services__s", { mandatory: true, required: true }),
        when("Appointment_Start_Time", { mandatory: true, required: true }),
        when("Appointment_End_Time"),
        f("Duration", "integer", 9),
        pick("Location", locations.slice(0, 2)),
        text("Address", 255),
        pick("Status", ["Scheduled", "Completed", "Cancelled", "Overdue"], { defaultValue: "Scheduled" }),
        f("Remind_At", "multireminder", 1000, { label: "Reminder" }),
        f("Additional_Information", "textarea", 32000),
        f("Job_Sheet_Created__s", "boolean", 5, readOnly),
        ...jobSheet
      ]
    },
    {
      name: "Reschedule Information",
      fields: [
        when("Rescheduled_From"),
        when("Rescheduled_To"),
        pick("Reschedule_Reason", reasons),
        f("Reschedule_Note", "textarea", 2000),
        when("Rescheduled_Time", readOnly),
        f("Rescheduled_By", "ownerlookup", 120, readOnly),
        f("Reschedule_Count", "integer", 9, { readOnly: true, defaultValue: 0 })
      ]
    },
    {
      name: "Cancellation Information",
      fields: [
        pick("Cancellation_Reason", reasons),
        f("Cancellation_Note", "textarea", 2000),
        when("Cancelled_Time", readOnly),
        f("Cancelled_By", "ownerlookup", 120, readOnly)
      ]
    }
  ],
  related: [
    ...files,
    children(
      "Appointments_Rescheduled_History__s",
      "Appointment_Name",
      "Appointments_Rescheduled_History__s",
      "Reschedule History"
    ),
    locking
  ]
}

export const rescheduledHistory: ModuleSpec = {
  apiName: "Appointments_Rescheduled_History__s",
  singular: "Appointment Rescheduled History",
  plural: "Appointments Rescheduled History",
  display: "Name",
  systemUnique: "",
  sections: [
    {
      name: "Reschedule Information",
      fields: [
        text("Name", 120),
        ...system,
        lookup("Appointment_Name", "Appointments__s", { mandatory: true, required: true }),
        when("Rescheduled_From", { mandatory: true, required: true }),
        when("Rescheduled_To", { mandatory: true, required: true }),
        when("Rescheduled_Time"),
        f("Rescheduled_By", "ownerlookup", 120),
        pick("Reschedule_Reason", reasons),
        f("Reschedule_Note", "textarea", 2000)
      ]
    }
  ]
}
