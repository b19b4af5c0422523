/** Values that are one object: recurrence, alarms, consent. */
import * as Clock from "../../Clock.ts"
import * as Json from "../../Json.ts"
import { type Checked, missingKey, ok, refused, tooLong, wrongType } from "./Checked.ts"

// NAME=value;NAME=value, as in iCalendar.
const rule = /^[A-Z-]+=[^;=]+(;[A-Z-]+=[^;=]+)*;?$/

const ruled = (key: "ALARM" | "RRULE", value: unknown): Checked => {
  const given = Json.asObject(value)
  if (given === undefined) return wrongType("jsonobject")
  const text = given[key]
  if (Json.isAbsent(text)) return missingKey(`.${key}`)
  if (typeof text !== "string") return wrongType("text", `.${key}`)
  if (text.length > 1000) return tooLong(1000, `.${key}`)
  if (!rule.test(text)) return refused({}, `.${key}`)
  if (key === "ALARM") return ok(JSON.stringify({ ALARM: text }))
  const skipped = given["EXDATE"] ?? ""
  if (typeof skipped !== "string" || skipped.length > 1000) return wrongType("text", ".EXDATE")
  return ok(JSON.stringify({ RRULE: text, EXDATE: skipped }))
}

/** `{"ALARM":"FREQ=NONE;ACTION=POPUP;TRIGGER=DATE-TIME:…"}` */
export const alarm = (value: unknown): Checked => ruled("ALARM", value)

/** `{"RRULE":"FREQ=DAILY;INTERVAL=10;…","EXDATE":""}` */
export const recurrence = (value: unknown): Checked => ruled("RRULE", value)

const consentKeys: { readonly [key: string]: "text" | "boolean" | "date" } = {
  Consent_Through: "text",
  Consent_Remarks: "text",
  Consent_Date: "date",
  Contact_Through_Email: "boolean",
  Contact_Through_Phone: "boolean",
  Contact_Through_Survey: "boolean",
  Contact_Through_Social: "boolean"
}

/** How a person agreed to be contacted; other keys are passed over. */
export const consent = (value: unknown): Checked => {
  const given = Json.asObject(value)
  if (given === undefined) return wrongType("jsonobject")
  const kept: { [key: string]: unknown } = {}
  for (const [key, type] of Object.entries(consentKeys)) {
    const item = given[key]
    if (Json.isAbsent(item)) {
      kept[key] = type === "boolean" ? false : null
      continue
    }
    if (type === "boolean" ? typeof item !== "boolean" : typeof item !== "string") return wrongType(type, `.${key}`)
    if (type === "date" && (typeof item !== "string" || !Clock.isDate(item))) return wrongType("date", `.${key}`)
    if (typeof item === "string" && item.length > 255) return tooLong(255, `.${key}`)
    kept[key] = item
  }
  return ok(JSON.stringify(kept))
}
