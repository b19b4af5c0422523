/** Services and appointments: when a service is there, and what an appointment may become. */
import { quote } from "../../Database.ts"
import * as Draft from "../Draft.ts"
import { mismatch, refuse, type Refusal } from "../Outcome.ts"
import * as MultiModule from "../values/MultiModule.ts"
import type { Rule } from "./Rule.ts"

const minutes = { least: 5, most: 1440 } as const

/** What each kind of availability needs besides. */
const needs: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["Specific Day(s)", ["Available_Days"]],
  ["Specific Date(s)", ["Available_Dates"]],
  ["Specific Date Range", ["Available_From", "Available_Till"]]
])

const isSet = (draft: Draft.Draft, name: string): boolean => {
  const value = Draft.will(draft, name)
  return value !== undefined && value !== null && value !== "" && value !== "[]"
}

export const services: Rule = {
  before: (draft) => {
    const { path, values } = draft
    const duration = values.get("Duration")
    if (typeof duration === "number" && (duration < minutes.least || duration > minutes.most))
      return refuse("INVALID_DATA", "a service takes from 5 minutes to 24 hours", {
        api_name: "Duration",
        json_path: `${path}.Duration`
      })
    const lacking = (needs.get(Draft.willText(draft, "Availability_Type") ?? "") ?? []).find(
      (name) => !isSet(draft, name)
    )
    if (lacking !== undefined)
      return mismatch(
        "DEPENDENT_FIELD_MISSING",
        "the availability chosen needs this field",
        path,
        lacking,
        "Availability_Type"
      )
    const [from, till] = [Draft.willText(draft, "Available_From"), Draft.willText(draft, "Available_Till")]
    if (from !== undefined && till !== undefined && till < from)
      return mismatch("DEPENDENT_MISMATCH", "the end is before the start", path, "Available_Till", "Available_From")
    if (isSet(draft, "Job_Sheet_Section__s") && Draft.willText(draft, "Job_Sheet_Required") !== "Yes")
      return mismatch(
        "DEPENDENT_MISMATCH",
        "a section can be named only where a job sheet is required",
        path,
        "Job_Sheet_Section__s",
        "Job_Sheet_Required"
      )
    return undefined
  }
}

interface Times {
  readonly start: number
  readonly end: number
}

/** Start and end; the end follows from the duration, its own or the service's. */
const timesOf = (draft: Draft.Draft): Times => {
  const { core, values } = draft
  const start = Draft.willNumber(draft, "Appointment_Start_Time") ?? 0
  const given = values.get("Appointment_End_Time")
  if (typeof given === "number") return { start, end: given }
  const service = core.metadata.module("Services__s")
  const own = Draft.willNumber(draft, "Duration")
  const usual =
    service === undefined
      ? undefined
      : core.db.get(
          `SELECT "Duration" AS minutes FROM ${service.table} WHERE id=?`,
          Draft.willText(draft, "Service_Name") ?? ""
        )?.["minutes"]
  return { start, end: start + 60 * (own ?? (typeof usual === "number" ? usual : 30)) }
}

const isMember = (draft: Draft.Draft, user: string): boolean => {
  const links = draft.core.metadata.module("Members_X_Services__s")
  return (
    links === undefined ||
    draft.core.db.get(
      `SELECT id FROM ${links.table} WHERE ${quote("Service")}=? AND ${quote("Members")}=?`,
      Draft.willText(draft, "Service_Name") ?? "",
      user
    ) !== undefined
  )
}

const statusWrong = (draft: Draft.Draft, times: Times): Refusal | undefined => {
  const { core, path, values } = draft
  const status = Draft.willText(draft, "Status")
  const wrong = (message: string): Refusal =>
    mismatch("DEPENDENT_MISMATCH", message, path, "Status", "Appointment_Start_Time")
  const moved = values.has("Status") || values.has("Appointment_Start_Time")
  if (!moved) return undefined
  if (status === "Scheduled" && times.start < Draft.now(core))
    return wrong("an appointment cannot be scheduled in the past")
  if ((status === "Completed" || status === "Overdue") && times.end > Draft.now(core))
    return wrong("an appointment cannot be over before its end")
  return undefined
}

export const appointments: Rule = {
  before: (draft) => {
    const { core, id, module, path, values } = draft
    const status = Draft.willText(draft, "Status")
    const cancelling = ["Cancellation_Reason", "Cancellation_Note"].find(
      (name) => values.get(name) !== undefined && values.get(name) !== null
    )
    if (cancelling !== undefined && status !== "Cancelled")
      return mismatch(
        "DEPENDENT_FIELD_MISSING",
        "only a cancelled appointment says why it was cancelled",
        path,
        "Status",
        cancelling
      )
    if (Draft.willText(draft, "Location") === "Client Address" && !isSet(draft, "Address"))
      return mismatch("DEPENDENT_FIELD_MISSING", "this location needs an address", path, "Address", "Location")
    const times = timesOf(draft)
    const wrong = statusWrong(draft, times)
    if (wrong !== undefined) return wrong
    const owner = values.get("Owner")
    if (typeof owner === "string" && !isMember(draft, owner))
      return refuse("DEPENDENT_MISMATCH", "the owner is no member of the service", {
        dependee: { api_name: "Services.Members", json_path: `${path}.Services.Members` },
        api_name: "id",
        json_path: `${path}.Owner.id`
      })
    const started = values.get("Appointment_Start_Time")
    const before = draft.stored()["Appointment_Start_Time"]
    const now = Draft.now(core)
    if (started !== undefined || values.has("Duration") || id === undefined) {
      values.set("Appointment_End_Time", times.end)
      values.set("Duration", Math.round((times.end - times.start) / 60))
    }
    if (id !== undefined && typeof started === "number" && typeof before === "number" && started !== before) {
      values.set("Rescheduled_From", before)
      values.set("Rescheduled_To", started)
      values.set("Rescheduled_Time", now)
      values.set("Rescheduled_By", draft.user)
      values.set("Reschedule_Count", (Draft.willNumber(draft, "Reschedule_Count") ?? 0) + 1)
    }
    if (values.get("Status") === "Cancelled") {
      values.set("Cancelled_Time", now)
      values.set("Cancelled_By", draft.user)
    }
    if (id === undefined && !isSet(draft, "Appointment_Name")) values.set("Appointment_Name", nameOf(draft))
    values.set(
      "Job_Sheet_Created__s",
      module.byName.has("Job_Sheet_Name__s") && isSet(draft, "Job_Sheet_Name__s") ? 1 : 0
    )
    return undefined
  }
}

const nameOf = (draft: Draft.Draft): string => {
  const { core, module } = draft
  const service = core.metadata.module("Services__s")
  const title =
    service === undefined
      ? undefined
      : core.db.get(
          `SELECT "Service_Name" AS name FROM ${service.table} WHERE id=?`,
          Draft.willText(draft, "Service_Name") ?? ""
        )?.["name"]
  const field = module.byName.get("Appointment_For")
  const person =
    field === undefined ? undefined : MultiModule.find(core, field, Draft.willText(draft, "Appointment_For") ?? "")
  return [title, person?.name]
    .filter((part) => typeof part === "string")
    .join(" - ")
    .slice(0, 225)
}
