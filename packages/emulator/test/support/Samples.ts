/** Good rows for every module that the records API writes, from an emulator's seeded records. */
import type * as Core from "@effect-zoho/emulator/Core"
import { type Field, valueType } from "@effect-zoho/emulator/Metadata"

export type Row = { readonly [field: string]: unknown }

/** The id of some record of a module; tests need one of each. */
export const anyId = (core: Core.Core, module: string): string =>
  String(core.db.get(`SELECT id FROM ${core.metadata.module(module)?.table ?? ""} ORDER BY id LIMIT 1`)?.["id"])

/** A value that the field takes; undefined for what nobody writes. */
const valueOf = (core: Core.Core, field: Field): unknown => {
  const user = () => String(core.db.get("SELECT id FROM user WHERE status='active' ORDER BY id LIMIT 1")?.["id"])
  if (field.readOnly) return undefined
  const option = field.pickList.find((one) => one.value !== "-None-")?.value
  if (field.child !== undefined) {
    if (field.child.link === null)
      return [{ Product_Name: { id: anyId(core, "Products") }, Quantity: 2, Line_Tax: [{ percentage: 5 }] }]
    return [
      { [field.child.link]: { id: field.dataType === "multiuserlookup" ? user() : anyId(core, field.lookup ?? "") } }
    ]
  }
  switch (valueType(field)) {
    case "picklist":
      return option
    case "multiselectpicklist":
      return [option]
    case "email":
      return "someone@example.com"
    case "integer":
      return 30
    case "bigint":
      return "12345"
    case "double":
    case "currency":
    case "percent":
      return 12.5
    case "boolean":
      return true
    case "date":
      return "2026-05-01"
    case "datetime":
      return "2099-05-01T10:00:00+05:30"
    case "lookup":
      return { id: anyId(core, field.lookup ?? "") }
    case "multi_module_lookup": {
      const module = field.modules?.find((name) => name !== "Vendors") ?? ""
      return { id: anyId(core, module), module: { api_name: module } }
    }
    case "ownerlookup":
      return { id: user() }
    case "multireminder":
      return [{ unit: 15, period: "minutes" }]
    case "participants":
      return [{ participant: user(), type: "user" }]
    case "ALARM":
      return { ALARM: "FREQ=NONE;ACTION=POPUP;TRIGGER=DATE-TIME:2026-01-18T12:45:00+05:30" }
    case "RRULE":
      return { RRULE: "FREQ=DAILY;INTERVAL=10" }
    case "consent_lookup":
      return { Consent_Remarks: "by phone", Contact_Through_Phone: true }
    case "pricing":
      return [{ from_range: 1, to_range: 5, discount: 2 }]
    case "tax":
      return [{ value: option }]
    case "time_range":
      return [{ From: "09:00", To: "12:00" }]
    case "dates":
      return ["2026-05-01"]
    case "comments":
      return "a comment"
    case "tags":
      return [{ name: "sample" }]
    case "fileupload":
    case "imageupload":
      return undefined
    default:
      return field.apiName === "Call_Duration" ? "05:00" : `text ${field.apiName}`.slice(0, field.length)
  }
}

/** Fields that only go with others. */
const together = /^(Cancellation|Reschedule|Job_Sheet|Rescheduled|Unavailable|Location|Address)/

/** The modules that the records API writes. */
export const writable = (core: Core.Core): ReadonlyArray<string> =>
  core.metadata
    .modules()
    .filter((module) => module.apiSupported && module.writable !== false && module.parent === undefined)
    .map((module) => module.apiName)

/** A row with a good value in every field that can be written. */
export const row = (core: Core.Core, module: string): Row => {
  const fields = core.metadata.module(module)?.fields ?? []
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = module === "Appointments__s" && together.test(field.apiName) ? undefined : valueOf(core, field)
      return value === undefined || (module === "Services__s" && field.apiName === "Job_Sheet_Section__s")
        ? []
        : [[field.apiName, value]]
    })
  )
}
