/** Values that are arrays of objects: reminders, participants, taxes, price ranges, comments, times. */
import * as Clock from "../../Clock.ts"
import type { Core } from "../../Core.ts"
import * as Json from "../../Json.ts"
import type { Field } from "../../Metadata.ts"
import {
  type Checked,
  missingKey,
  notListed,
  ok,
  type Refused,
  refused,
  tooLong,
  tooMany,
  unknownId,
  wrongType
} from "./Checked.ts"

type Row = { readonly [key: string]: unknown }
type Read = (row: Row, at: string) => { readonly row: Row } | Refused

const most = 200

/** An array of objects, each made by `read`; null stays null elsewhere. */
const rows = (value: unknown, read: Read): Checked => {
  if (!Array.isArray(value)) return wrongType("jsonarray")
  if (value.length > most) return tooMany(most)
  const made: Array<Row> = []
  for (const [index, item] of value.entries()) {
    const row = Json.asObject(item)
    if (row === undefined) return wrongType("jsonobject", `[${index}]`)
    const one = read(row, `[${index}]`)
    if ("ok" in one) return one
    made.push(one.row)
  }
  return ok(JSON.stringify(made))
}

const periods = ["minutes", "hours", "days", "weeks"]

/** `[{"unit":15,"period":"minutes","time":null}]` */
export const reminders = (value: unknown): Checked =>
  rows(value, ({ period, time, unit }, at) => {
    if (Json.isAbsent(unit)) return missingKey(`${at}.unit`)
    if (typeof unit !== "number" || !Number.isInteger(unit)) return wrongType("integer", `${at}.unit`)
    if (unit < 0 || unit > 100)
      return refused({ range: { from: 0, to: 100 } }, `${at}.unit`, "Please check whether the input values are correct")
    if (Json.isAbsent(period)) return missingKey(`${at}.period`)
    if (typeof period !== "string" || !periods.includes(period)) return notListed(periods.slice(0, 3), `${at}.period`)
    if (!Json.isAbsent(time) && (typeof time !== "string" || !isTime(time))) return wrongType("time", `${at}.time`)
    return { row: { unit, period, time: time ?? null } }
  })

const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text) || text === "24:00"

/** `[{"From":"09:00","To":"18:00"}]` */
export const timeRanges = (value: unknown): Checked =>
  rows(value, ({ From: from, To: to }, at) => {
    if (Json.isAbsent(from)) return missingKey(`${at}.From`)
    if (Json.isAbsent(to)) return missingKey(`${at}.To`)
    if (typeof from !== "string" || !isTime(from)) return refused({}, `${at}.From`, "the time given is invalid")
    if (typeof to !== "string" || !isTime(to)) return refused({}, `${at}.To`, "the time given is invalid")
    if (to <= from) return refused({}, `${at}.To`, "the end must be after the start")
    return { row: { From: from, To: to } }
  })

const participantTypes = ["contact", "lead", "user", "email"]

/** `[{"participant":"id or email","type":"contact"}]`, kept with name and address. */
export const participants = (core: Core, value: unknown): Checked =>
  rows(value, ({ Email: address, invited, name, participant, type }, at) => {
    if (Json.isAbsent(participant)) return missingKey(`${at}.participant`)
    if (Json.isAbsent(type)) return missingKey(`${at}.type`)
    if (typeof type !== "string" || !participantTypes.includes(type)) return notListed(participantTypes, `${at}.type`)
    const given = Json.idOf(participant)
    if (given === undefined) return wrongType("text", `${at}.participant`)
    if (given.length > 255) return tooLong(255, `${at}.participant`)
    const found =
      type === "email"
        ? { name: typeof name === "string" ? name.slice(0, 255) : given, email: given }
        : personOf(core, type, given)
    if (found === undefined) return unknownId(`${at}.participant`)
    return {
      row: {
        Email: found.email ?? (typeof address === "string" ? address.slice(0, 255) : null),
        name: found.name,
        invited: invited === true,
        id: core.db.nextId(),
        type,
        participant: given,
        status: "not_known"
      }
    }
  })

const personOf = (
  core: Core,
  type: string,
  id: string
): { readonly name: string; readonly email: string | null } | undefined => {
  if (!Json.isId(id)) return undefined
  const module = core.metadata.module(type === "contact" ? "Contacts" : "Leads")
  const row =
    type === "user"
      ? core.db.get("SELECT name, email FROM user WHERE id=?", id)
      : core.db.get(`SELECT "Full_Name" AS name, "Email" AS email FROM ${module?.table ?? ""} WHERE id=?`, id)
  const [name, email] = [row?.["name"], row?.["email"]]
  return row === undefined
    ? undefined
    : { name: typeof name === "string" ? name : "", email: typeof email === "string" ? email : null }
}

const amount = (value: unknown): value is number => typeof value === "number" && Math.abs(value) < 1e16

/** Line_Tax: `[{"name":"Vat","percentage":20}]`; the amount is worked out with its line. */
export const lineTaxes = (core: Core, value: unknown): Checked =>
  rows(value, ({ id, name, percentage }, at) => {
    if (Json.isAbsent(percentage)) return missingKey(`${at}.percentage`)
    if (!amount(percentage)) return wrongType("double", `${at}.percentage`)
    if (percentage < 0 || percentage > 100) return refused({ range: { from: 0, to: 100 } }, `${at}.percentage`)
    if (!Json.isAbsent(name) && typeof name !== "string") return wrongType("text", `${at}.name`)
    const own = typeof id === "string" && Json.isId(id) ? id : core.db.nextId()
    return { row: { percentage, name: name?.slice(0, 120) ?? "Tax", id: own, value: 0 } }
  })

/** Tax of a product: `[{"id":null,"value":"Vat - 20.0 %"}]` or the values alone. */
export const taxes = (core: Core, field: Field, value: unknown): Checked => {
  const given: unknown = Array.isArray(value)
    ? value.map((item: unknown) => (typeof item === "string" ? { value: item } : item))
    : value
  return rows(given, ({ value: tax }, at) => {
    if (Json.isAbsent(tax)) return missingKey(`${at}.value`)
    if (typeof tax !== "string") return wrongType("text", `${at}.value`)
    const known = field.pickList.find((option) => option.value === tax)
    if (known === undefined && core.switches().unknownPickListValues === "error")
      return notListed(
        field.pickList.map((option) => option.value),
        `${at}.value`
      )
    return { row: { id: known?.id ?? null, value: tax.slice(0, 120) } }
  })
}

/** Price ranges of a price book. */
export const pricing = (core: Core, value: unknown): Checked => {
  const checked = rows(value, (row, at) => {
    const numbers: { [key: string]: number } = {}
    for (const key of ["from_range", "to_range", "discount", "unit_price"]) {
      const given = row[key]
      if (Json.isAbsent(given)) {
        if (key === "unit_price") continue
        return missingKey(`${at}.${key}`)
      }
      if (!amount(given)) return wrongType("double", `${at}.${key}`)
      numbers[key] = given
    }
    if ((numbers["to_range"] ?? 0) < (numbers["from_range"] ?? 0))
      return refused({}, `${at}.to_range`, "the end of the range is before its start")
    return { row: { ...numbers, id: core.db.nextId() } }
  })
  return checked.ok && checked.value === "[]" ? ok(null) : checked
}

/** `["2026-01-13"]` */
export const dates = (value: unknown): Checked => {
  if (!Array.isArray(value)) return wrongType("jsonarray")
  if (value.length > most) return tooMany(most)
  return value.every((item) => typeof item === "string" && Clock.isDate(item))
    ? ok(JSON.stringify(value))
    : wrongType("date")
}

/** A comment on a case or solution, as the list of one that is added to those there are. */
export const comment = (core: Core, field: Field, value: unknown): Checked => {
  const texts: ReadonlyArray<unknown> = Array.isArray(value)
    ? value.map((item: unknown) => Json.asObject(item)?.["comment_content"])
    : [value]
  const made: Array<Row> = []
  for (const [index, content] of texts.entries()) {
    const at = Array.isArray(value) ? `[${index}].comment_content` : ""
    if (typeof content !== "string") return wrongType("text", at)
    if (content.length > field.length) return tooLong(field.length, at)
    made.push({ comment_content: content, id: core.db.nextId() })
  }
  return made.length > most ? tooMany(most) : ok(JSON.stringify(made))
}
