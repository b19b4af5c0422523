/** The fiscal year: by months, or of weeks in quarters that begin on a day of one's own. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Permissions from "./Permissions.ts"
import * as Rows from "./Rows.ts"

const kind = "fiscal_year"
const root = "fiscal_year"

const months = [
  "JANUARY",
  "FEBRUARY",
  "MARCH",
  "APRIL",
  "MAY",
  "JUNE",
  "JULY",
  "AUGUST",
  "SEPTEMBER",
  "OCTOBER",
  "NOVEMBER",
  "DECEMBER"
]

/** Weeks of the periods of a quarter, or of the quarters of thirteen periods. */
const structures = ["4-4-5", "4-5-4", "5-4-4", "3-3-3-4", "3-3-4-3", "3-4-3-3", "4-3-3-3"]

const ofWeeks = ["structure", "start_date", "interval_display_option", "surplus_week"]

export const get = (core: Core): Documents.Document => {
  const [known] = Documents.list(core, kind)
  if (known !== undefined) return known
  Documents.save(core, kind, {
    calendar_type: "gregorian",
    start_month: "JANUARY",
    display_based_on: "start_month",
    ...Object.fromEntries(ofWeeks.map((key) => [key, null])),
    past_surplus_weeks: null
  })
  return get(core)
}

/** The year in which the fiscal year of now began, and its first month, from 1. */
export const current = (core: Core): { readonly year: number; readonly month: number } => {
  const [year = 0, month = 0] = Clock.format(Math.floor(core.clock.now() / 1000))
    .split("-")
    .map(Number)
  const first = months.indexOf(Json.asText(get(core)["start_month"])) + 1
  return { year: month < first ? year - 1 : year, month: first }
}

type Failure = ZohoError.ZohoError

const place = (key: string) => ({
  api_name: key.replace(/^.*\./, ""),
  json_path: `$.${root}.${key}`
})

const wrong = (key: string, message: string, details: ZohoError.Details = {}): Failure =>
  ZohoError.make("INVALID_DATA", message, { ...details, ...place(key) })

const surplusOf = (core: Core, value: unknown): object | null | Failure => {
  if (value === null) return null
  const given = Json.asObject(value)
  if (given === undefined) return wrong("surplus_week", "invalid data", { expected_data_type: "jsonobject" })
  for (const key of ["year", "quarter", "period"])
    if (Json.isAbsent(given[key]))
      return ZohoError.make("DEPENDENT_FIELD_MISSING", `Provide valid ${key} for surplus week`, {
        dependee: place("surplus_week"),
        ...place(`surplus_week.${key}`)
      })
  const { period, quarter, year } = given
  const counts: ReadonlyArray<readonly [string, unknown, ReadonlyArray<number>]> = [
    ["quarter", quarter, [1, 2, 3, 4]],
    ["period", period, [1, 2, 3]]
  ]
  for (const [key, number, supported] of counts)
    if (!supported.some((one) => one === number))
      return ZohoError.make("INVALID_DATA", `Provide valid ${key} for surplus week`, {
        json_path: `$.${root}.surplus_week.${key}`,
        supported_values: supported
      })
  const now = current(core).year
  return year === now || year === now + 1
    ? { quarter, period, year }
    : ZohoError.make("NOT_ALLOWED", "Surplus week can be updated only for current year and next year", {
        ...place("surplus_week.year"),
        supported_values: [now, now + 1]
      })
}

/** What a body makes of the year, or what is wrong with it. */
const read = (core: Core, input: Body.Input, before: Documents.Document): Documents.Document | Failure => {
  const known = ["calendar_type", "start_month", "display_based_on", ...ofWeeks]
  if (!known.some((key) => input[key] !== undefined))
    return ZohoError.make("INVALID_DATA", "Please give a valid data", {})
  const type = input["calendar_type"] ?? before["calendar_type"]
  if (typeof type !== "string")
    return wrong("calendar_type", "Please give a valid calendar type", { expected_data_type: "text" })
  if (type !== "gregorian" && type !== "custom")
    return wrong("calendar_type", "Please give a valid calendar type", { supported_values: ["gregorian", "custom"] })
  const month = input["start_month"] ?? before["start_month"]
  const spelled = typeof month === "string" ? month.toUpperCase() : ""
  if (!months.includes(spelled)) return wrong("start_month", "Please give a valid month", { supported_values: months })
  const display = input["display_based_on"] ?? before["display_based_on"]
  if (display !== "start_month" && display !== "end_month")
    return wrong("display_based_on", "Please give a valid display based on", {
      supported_values: ["start_month", "end_month"]
    })
  const common = { ...before, calendar_type: type, start_month: spelled, display_based_on: display }
  if (type === "gregorian") {
    const foreign = ofWeeks.find((key) => !Json.isAbsent(input[key]))
    if (foreign === undefined) return { ...common, ...Object.fromEntries(ofWeeks.map((key) => [key, null])) }
    return input["calendar_type"] === undefined
      ? wrong(foreign, `cannot configure ${foreign} for gregorian calendar`)
      : ZohoError.make("AMBIGUITY_DURING_PROCESSING", "Ambiguity while processing", {
          ambiguity_due_to: [place("calendar_type"), place(foreign)]
        })
  }
  const custom = { ...before, ...input }
  const missing = ["start_date", "structure"].find((key) => Json.isAbsent(custom[key]))
  if (missing !== undefined) return ZohoError.make("MANDATORY_NOT_FOUND", "required field not found", place(missing))
  const { start_date: date, structure } = custom
  if (typeof date !== "string" || !Clock.isDate(date)) return wrong("start_date", "Please give a valid start_date")
  if (!structures.includes(Json.asText(structure)))
    return wrong("structure", "Please give a valid structure", { supported_values: structures })
  if (Number(date.slice(5, 7)) !== months.indexOf(spelled) + 1)
    return wrong("start_date", "start_date does not match with start_month")
  if (input["start_date"] !== undefined && date.slice(0, 4) !== Clock.format(core.clock.now() / 1000).slice(0, 4))
    return wrong("start_date", "custom fiscal year can be configured only with current year")
  if (display === "end_month" && (spelled === "JANUARY" || spelled === "FEBRUARY"))
    return wrong(
      "display_based_on",
      "Cannot configure end month as display based option for January and February for custom calendar type"
    )
  const interval = custom["interval_display_option"] ?? "year"
  if (interval !== "year" && interval !== "quarter")
    return wrong("interval_display_option", "Please give a valid number_by display option", {
      supported_values: ["year", "quarter"]
    })
  const surplus = input["surplus_week"] === undefined ? undefined : surplusOf(core, input["surplus_week"])
  if (surplus !== undefined && surplus !== null && Rows.isRefused(surplus)) return surplus
  return {
    ...common,
    start_date: date,
    structure,
    interval_display_option: interval,
    ...(surplus === undefined ? {} : { surplus_week: surplus })
  }
}

const refuse = (status: number, error: Failure): Http.Reply => Http.json(status, { [root]: error })

const show = (call: Call): Http.Reply => Http.json(200, { [root]: get(call.core) })

const update = (call: Call): Http.Reply => {
  const { core, identity } = call
  if (!Permissions.isAdministrator(core.db, identity.userId))
    return refuse(403, ZohoError.make("NO_PERMISSION", "Only Admin Users can modify the fiscal year settings", {}))
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const input = Body.object(body.value[root], `$.${root}`)
  if (!input.ok) return input.reply
  const year = read(core, input.value, get(core))
  if (Rows.isRefused(year)) return refuse(400, year)
  const id = Documents.save(core, kind, year)
  return Http.json(200, {
    [root]: {
      code: "SUCCESS",
      details: { id },
      message: "The fiscal year configuration has been updated successfully",
      status: "success"
    }
  })
}

const path = "/crm/v8/settings/fiscal_year"
const scope = (operation: "READ" | "UPDATE") => ({ group: "settings", sub: "fiscal_year", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: show },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: update }
]
