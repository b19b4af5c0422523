/** Days on which the business is closed, of this fiscal year and the next. */
import type * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FiscalYear from "./FiscalYear.ts"
import * as Rows from "./Rows.ts"
import * as ShiftUsers from "./ShiftUsers.ts"

const root = "holidays"
const kind = "holiday"
/** Holidays of one type in a year. */
const most = 52
const longest = 80

const types = ["business_holiday", "shift_holiday"]

const find = (core: Core, id: unknown): Documents.Document | undefined =>
  Documents.find(core, kind, Json.idOf(id ?? undefined) ?? "")

/** Is it a day of this fiscal year or the next? */
const isNear = (core: Core, date: string): boolean => {
  const { month, year } = FiscalYear.current(core)
  const first = (of: number) => `${String(of).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`
  return date >= first(year) && date < first(year + 2)
}

const shiftOf = (holiday: Documents.Document): unknown => Json.asObject(holiday["shift_hour"])?.["id"] ?? null

/** The holidays of a shift. */
export const ofShift = (core: Core, shift: string): ReadonlyArray<Documents.Document> =>
  Documents.list(core, kind).filter((it) => shiftOf(it) === shift)

/** Name and day of a holiday, which none of the `others` has; or what is wrong with them. */
export const read = (
  core: Core,
  input: Body.Input,
  others: ReadonlyArray<Documents.Document>,
  at: string
): Documents.Document | ZohoError.ZohoError => {
  const missing = ["name", "date"].find((key) => Json.isAbsent(input[key]))
  if (missing !== undefined) return Rows.about(at, missing, "MANDATORY_NOT_FOUND")
  const { date, name } = input
  const wrong = (key: string, message?: string, details?: ZohoError.Details) =>
    Rows.about(at, key, "INVALID_DATA", message, details)
  if (typeof name !== "string" || name.trim() === "") return wrong("name", undefined, { expected_data_type: "text" })
  if (name.length > longest) return wrong("name", undefined, { maximum_length: longest })
  if (/[#%^&*]/.test(name)) return wrong("name", "Holiday Name should not contain special characters:#, %, ^, &, *")
  if (typeof date !== "string" || !Clock.isDate(date)) return wrong("date", undefined, { expected_data_type: "date" })
  if (!isNear(core, date)) return wrong("date", "Date Should be between current and next financial year")
  const year = Number(date.slice(0, 4))
  const same = others.filter((it) => it["year"] === year)
  if (same.some((it) => it["name"] === name || it["date"] === date))
    return Rows.about(at, "name", "DUPLICATE_DATA", "duplicate data")
  if (same.length >= most)
    return ZohoError.make("LIMIT_EXCEEDED", "Holidays limit exceeds", {
      limit: most,
      limit_due_to: [{ api_name: "type", json_path: `${at}.type` }]
    })
  return { name, date, year }
}

/** What a body makes of a holiday of the business or of a shift, or what is wrong with it. */
const readTyped = (
  core: Core,
  input: Body.Input,
  before: Documents.Document | undefined,
  at: string
): Documents.Document | ZohoError.ZohoError => {
  const all = { ...before, ...input }
  const missing = ["name", "date", "type"].find((key) => Json.isAbsent(all[key]))
  if (missing !== undefined) return Rows.about(at, missing, "MANDATORY_NOT_FOUND")
  const { type } = all
  if (typeof type !== "string" || !types.includes(type))
    return Rows.about(at, "type", "INVALID_DATA", "Invalid type", { supported_values: types })
  const isOfShift = type === "shift_holiday"
  if (isOfShift && Json.isAbsent(all["shift_hour"]))
    return Rows.about(at, "shift_hour", "DEPENDENT_FIELD_MISSING", "Shift id is required for shift holidays", {
      dependee: { api_name: "type", json_path: `${at}.type` }
    })
  const shift = isOfShift ? ShiftUsers.refOf(core, all["shift_hour"]) : undefined
  if (isOfShift && shift === undefined) return Rows.about(at, "shift_hour.id", "INVALID_DATA", "Invalid shift id")
  const others = Documents.list(core, kind).filter(
    (it) => it["id"] !== before?.["id"] && shiftOf(it) === (shift?.id ?? null)
  )
  const holiday = read(core, all, others, at)
  return Rows.isRefused(holiday) ? holiday : { ...before, ...holiday, type, shift_hour: shift ?? null }
}

/** Sets the holidays of a shift; undefined leaves them, under the name that it has now. */
export const setShift = (
  core: Core,
  shift: ShiftUsers.Ref,
  holidays: ReadonlyArray<Documents.Document> | undefined
): void => {
  const before = ofShift(core, shift.id)
  if (holidays !== undefined) for (const it of before) Documents.remove(core, kind, Json.asText(it["id"]))
  for (const it of holidays ?? before) Documents.save(core, kind, { ...it, type: "shift_holiday", shift_hour: shift })
}

const list = (call: Call): Http.Reply => {
  const { query } = call.target
  const [year, type, shift] = [query.get("year"), query.get("type"), query.get("shift_id")]
  const mismatch = (param: string) =>
    ZohoError.reply(400, "PATTERN_NOT_MATCHED", "Please check whether the input values are correct", {
      param_name: param
    })
  if (year !== null && !/^\d{4}$/.test(year)) return mismatch("year")
  if (type !== null && !types.includes(type)) return mismatch("type")
  const shown = Documents.list(call.core, kind)
    .filter((it) => year === null || it["year"] === Number(year))
    .filter((it) => (type === null || it["type"] === type) && (shift === null || shiftOf(it) === shift))
  return Rows.paged(
    call,
    root,
    shown.toSorted((a, b) => Json.asText(a["date"]).localeCompare(Json.asText(b["date"])))
  )
}

const one = (call: Call): Http.Reply => {
  const holiday = find(call.core, call.params["holiday"])
  return holiday === undefined ? Http.empty(204) : Rows.paged(call, root, [holiday])
}

const write = (call: Call, input: Body.Input, before: Documents.Document | undefined, at: string): Items.Item => {
  const holiday = readTyped(call.core, input, before, at)
  return Rows.isRefused(holiday)
    ? Items.failed(holiday)
    : Items.done(
        Documents.save(call.core, kind, holiday),
        `Holidays ${before === undefined ? "created" : "updated"} successfully`
      )
}

const create = Rows.writing(root, most, 201, (call, input, at) => write(call, input, undefined, at))

const changeMany = Rows.writing(root, most, 200, Rows.named(find, write, "Invalid ID"))

const ofPath =
  (handler: (call: Call, holiday: Documents.Document) => Http.Reply) =>
  (call: Call): Http.Reply => {
    const holiday = find(call.core, call.params["holiday"])
    return holiday === undefined
      ? ZohoError.reply(400, "INVALID_DATA", "Invalid ID", { resource_path_index: 2 })
      : handler(call, holiday)
  }

const change = ofPath((call, holiday) =>
  Rows.writing(root, 1, 200, (it, input, at) => write(it, input, holiday, at))(call)
)

const remove = ofPath((call, holiday) => {
  const id = Json.asText(holiday["id"])
  Documents.remove(call.core, kind, id)
  return Items.answer(root, [Items.done(id, "Holidays deleted successfully")])
})

const path = "/crm/v8/settings/holidays"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "business_hours", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany },
  { host: "api", method: "GET", path: `${path}/{holiday}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{holiday}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "DELETE", path: `${path}/{holiday}`, scope: scope("DELETE"), handler: remove }
]
