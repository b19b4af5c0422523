/** When the business is open: always, on weekdays, or at hours of its own. An org has this once, or not at all. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Rows from "./Rows.ts"

const root = "business_hours"
const kind = "business_hours"
const at = `$.${root}`

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const types = ["24_by_7", "24_by_5", "custom"]

type Failure = ZohoError.ZohoError

const wrong = (key: string, details: ZohoError.Details = {}): Failure =>
  Rows.about(at, key, "INVALID_DATA", undefined, details)

/** Is it an hour of the day, `09:30`? */
export const isTime = (value: unknown): value is string =>
  typeof value === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)

/** From when to when: two times, the later one last. */
const isTiming = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(isTime) && String(value[0]) < String(value[1])

/** Timings of single days, each of a business day and once; undefined where all is well. */
const wrongTimings = (given: unknown, open: ReadonlyArray<unknown>): Failure | undefined => {
  if (!Array.isArray(given)) return wrong("custom_timing", { expected_data_type: "jsonarray" })
  const seen = new Set<unknown>()
  for (const [index, value] of given.entries()) {
    const { business_timing: timing, days: day } = Json.asObject(value) ?? {}
    if (!open.includes(day) || seen.has(day)) return wrong(`custom_timing[${index}].days`, { supported_values: open })
    if (!isTiming(timing)) return wrong(`custom_timing[${index}].business_timing`, { regex: "HH:mm" })
    seen.add(day)
  }
  return undefined
}

const read = (input: Body.Input, before: Documents.Document | undefined): Documents.Document | Failure => {
  const all = { ...before, ...input }
  const { business_days: open, same_as_everyday: same, type, week_starts_on: first } = all
  const missing = (key: string) => Rows.about(at, key, "MANDATORY_NOT_FOUND")
  for (const key of ["week_starts_on", "type"]) if (Json.isAbsent(all[key])) return missing(key)
  if (!days.includes(Json.asText(first))) return wrong("week_starts_on", { supported_values: days })
  if (!types.includes(Json.asText(type))) return wrong("type", { supported_values: types })
  const kept = { ...(before?.["id"] === undefined ? {} : { id: before["id"] }), week_starts_on: first, type }
  if (type === "24_by_7")
    return { ...kept, business_days: days, same_as_everyday: null, daily_timing: [], custom_timing: [] }
  if (Json.isAbsent(open)) return missing("business_days")
  if (!Array.isArray(open)) return wrong("business_days", { expected_data_type: "jsonarray" })
  if (open.length === 0 || new Set(open).size !== open.length || !open.every((day) => days.includes(Json.asText(day))))
    return wrong("business_days", { supported_values: days })
  if (type === "24_by_5")
    return { ...kept, business_days: open, same_as_everyday: null, daily_timing: [], custom_timing: [] }
  if (Json.isAbsent(same)) return missing("same_as_everyday")
  if (typeof same !== "boolean") return wrong("same_as_everyday", { expected_data_type: "boolean" })
  const key = same ? "daily_timing" : "custom_timing"
  const given = all[key] ?? []
  if (Array.isArray(given) && given.length === 0) return missing(key)
  if (same && !isTiming(all[key])) return wrong(key, { regex: "HH:mm" })
  const failure = same ? undefined : wrongTimings(all[key], open)
  if (failure !== undefined) return failure
  return {
    ...kept,
    business_days: open,
    same_as_everyday: same,
    daily_timing: [],
    custom_timing: [],
    [key]: all[key]
  }
}

/** From when to when the business is open, by day; empty while an org has not said it. */
export const planOf = (core: Core): ReadonlyMap<string, readonly [string, string]> => {
  const [hours] = Documents.list(core, kind)
  const plan = new Map<string, readonly [string, string]>()
  if (hours === undefined) return plan
  const custom = Json.objects(hours["custom_timing"])
  const open = Array.isArray(hours["business_days"]) ? hours["business_days"].map(Json.asText) : []
  for (const day of open) {
    const timing: unknown =
      hours["type"] !== "custom"
        ? ["00:00", "23:59"]
        : hours["same_as_everyday"] === true
          ? hours["daily_timing"]
          : custom.find((it) => it["days"] === day)?.["business_timing"]
    if (Array.isArray(timing)) plan.set(day, [Json.asText(timing[0]), Json.asText(timing[1])])
  }
  return plan
}

const get = (call: Call): Http.Reply => {
  const [hours] = Documents.list(call.core, kind)
  return hours === undefined ? Http.empty(204) : Http.json(200, { [root]: hours })
}

const refuse: Body.Refuse = (status, code, message, details = {}) =>
  Http.json(status, { [root]: ZohoError.make(code, message, details) })

const write = (call: Call): Http.Reply => {
  const { core, request } = call
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const input = Body.object(body.value[root], at, refuse)
  if (!input.ok) return input.reply
  const [before] = Documents.list(core, kind)
  const creates = request.method === "POST"
  if (creates && before !== undefined)
    return ZohoError.reply(400, "NOT_ALLOWED", "Organization can have only one Business Hour")
  const { id, ...rest } = input.value
  if (!creates) {
    if (Json.isAbsent(id)) return Body.missing(`${at}.id`, refuse).reply
    if (before === undefined || before["id"] !== Json.idOf(id)) return Body.invalid(`${at}.id`, {}, refuse).reply
  }
  const hours = read(rest, before)
  if (Rows.isRefused(hours)) return Http.json(400, { [root]: hours })
  return Http.json(creates ? 201 : 200, {
    [root]: {
      status: "success",
      code: "SUCCESS",
      message: "Business Hours saved successfully",
      details: { id: Documents.save(core, kind, hours) }
    }
  })
}

const path = "/crm/v8/settings/business_hours"
const scope = (operation: "READ" | "CREATE" | "UPDATE") =>
  ({ group: "settings", sub: "business_hours", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: get },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: write },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: write }
]
