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

/** What a body makes of a holiday, or what is wrong with it. */
const read = (
  core: Core,
  input: Body.Input,
  before: Documents.Document | undefined,
  at: string
): Documents.Document | ZohoError.ZohoError => {
  const all = { ...before, ...input }
  const missing = ["name", "date", "type"].find((key) => (all[key] ?? null) === null)
  if (missing !== undefined) return Rows.about(at, missing, "MANDATORY_NOT_FOUND")
  const { date, name, type } = all
  const wrong = (key: string, message?: string, details?: ZohoError.Details) =>
    Rows.about(at, key, "INVALID_DATA", message, details)
  if (typeof name !== "string" || name.trim() === "") return wrong("name", undefined, { expected_data_type: "text" })
  if (name.length > longest) return wrong("name", undefined, { maximum_length: longest })
  if (/[#%^&*]/.test(name)) return wrong("name", "Holiday Name should not contain special characters:#, %, ^, &, *")
  if (typeof date !== "string" || !Clock.isDate(date)) return wrong("date", undefined, { expected_data_type: "date" })
  if (!isNear(core, date)) return wrong("date", "Date Should be between current and next financial year")
  if (typeof type !== "string" || !types.includes(type))
    return wrong("type", "Invalid type", { supported_values: types })
  if (type === "shift_holiday")
    return (all["shift_hour"] ?? null) === null
      ? Rows.about(at, "shift_hour", "DEPENDENT_FIELD_MISSING", "Shift id is required for shift holidays", {
          dependee: { api_name: "type", json_path: `${at}.type` }
        })
      : // The org has no shifts.
        wrong("shift_hour.id", "Invalid shift id")
  const year = Number(date.slice(0, 4))
  const others = Documents.list(core, kind).filter((it) => it["id"] !== before?.["id"] && it["year"] === year)
  if (others.some((it) => it["name"] === name || it["date"] === date))
    return Rows.about(at, "name", "DUPLICATE_DATA", "duplicate data")
  if (others.length >= most)
    return ZohoError.make("LIMIT_EXCEEDED", "Holidays limit exceeds", {
      limit: most,
      limit_due_to: [{ api_name: "type", json_path: `${at}.type` }]
    })
  return { ...before, name, date, type, year, shift_hour: null }
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
    .filter((it) => (type === null || it["type"] === type) && shift === null)
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
  const holiday = read(call.core, input, before, at)
  return Rows.isRefused(holiday)
    ? Items.failed(holiday)
    : Items.done(
        Documents.save(call.core, kind, holiday),
        `Holidays ${before === undefined ? "created" : "updated"} successfully`
      )
}

const create = Rows.writing(root, most, 201, (call, input, at) => write(call, input, undefined, at))

const changeMany = Rows.writing(root, most, 200, (call, input, at) => {
  if ((input["id"] ?? null) === null) return Items.failed(Rows.about(at, "id", "MANDATORY_NOT_FOUND"))
  const before = find(call.core, input["id"])
  return before === undefined
    ? Items.failed(Rows.about(at, "id", "INVALID_DATA", "Invalid ID"))
    : write(call, input, before, at)
})

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
