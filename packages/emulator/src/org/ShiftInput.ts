/** What the body of a call says of a shift: its days and hours within those of the business, its breaks, holidays and users. */
import type * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as BusinessHours from "./BusinessHours.ts"
import * as Holidays from "./Holidays.ts"
import * as Rows from "./Rows.ts"

type Failure = ZohoError.ZohoError

export const limits = {
  shifts: 50,
  breaks: 2,
  name: 80,
  users: 200,
  holidays: 50,
  minutes: [15, 120]
} as const

/** Hours of a day; the later one is the second. */
type Span = readonly [string, string]

/** Hours by day. */
type Plan = ReadonlyMap<string, Span>

export interface Assignment {
  readonly id: string
  /** The day from which it holds; null: now. */
  readonly from: string | null
}

export interface Asked {
  readonly shift: Documents.Document
  /** Undefined where the body says nothing of them. */
  readonly holidays: ReadonlyArray<Documents.Document> | undefined
  readonly users: ReadonlyArray<Assignment> | undefined
}

const isFailure = (it: object): it is Failure => Rows.isRefused(it)

const itemsOf = (value: unknown, at: string, path: string, most: number): ReadonlyArray<unknown> | Failure => {
  if (!Array.isArray(value)) return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  return value.length > most ? Rows.about(at, path, "INVALID_DATA", undefined, { maximum_length: most }) : value
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const spanOf = (value: unknown, at: string, path: string): Span | Failure => {
  const wrong = (details: ZohoError.Details, message?: string) => Rows.about(at, path, "INVALID_DATA", message, details)
  if (!Array.isArray(value)) return wrong({ expected_data_type: "jsonarray" })
  if (value.length !== 2) return wrong(value.length < 2 ? { minimum_length: 2 } : { maximum_length: 2 })
  const [from, to]: ReadonlyArray<unknown> = value
  if (!BusinessHours.isTime(from) || !BusinessHours.isTime(to)) return wrong({ regex: "HH:mm" })
  return from < to ? [from, to] : wrong({})
}

/** Days, each one of `open` and once. */
const daysOf = (
  value: unknown,
  open: ReadonlyArray<string>,
  at: string,
  path: string
): ReadonlyArray<string> | Failure => {
  if (Json.isAbsent(value)) return Rows.about(at, path, "MANDATORY_NOT_FOUND")
  const items = itemsOf(value, at, path, 7)
  if (isFailure(items)) return items
  if (items.length === 0) return Rows.about(at, path, "INVALID_DATA", undefined, { minimum_length: 1 })
  const found: Array<string> = []
  for (const [index, day] of items.entries()) {
    const here = `${path}[${index}]`
    if (typeof day !== "string" || !open.includes(day))
      return Rows.about(at, here, "INVALID_DATA", "Invalid days", { supported_values: open })
    const twin = found.indexOf(day)
    if (twin >= 0) return twice(at, here, `${path}[${twin}]`)
    found.push(day)
  }
  return found
}

const twice = (at: string, path: string, other: string): Failure => {
  const { details } = Rows.about(at, other, "ALREADY_USED")
  return Rows.about(at, path, "ALREADY_USED", "Please avoid duplicate days", {
    exists_in: details
  })
}

/** Hours of each day: the same every day, or each day's own under `key`. */
const planOf = (
  input: Body.Input,
  days: ReadonlyArray<string>,
  key: "shift_timing" | "break_timing",
  at: string,
  prefix: string
): Plan | Failure => {
  const { custom_timing: custom, daily_timing: daily, same_as_everyday: same } = input
  if (Json.isAbsent(same)) return Rows.about(at, `${prefix}same_as_everyday`, "MANDATORY_NOT_FOUND")
  if (typeof same !== "boolean")
    return Rows.about(at, `${prefix}same_as_everyday`, "INVALID_DATA", undefined, {
      expected_data_type: "boolean"
    })
  const needed = same ? "daily_timing" : "custom_timing"
  const given = same ? daily : custom
  const mode = same
    ? 'Daily timing required for "Same hours everyday" mode'
    : 'Custom timing required for "Different hours everyday" mode'
  if (Json.isAbsent(given) || (Array.isArray(given) && given.length === 0))
    return Rows.about(at, `${prefix}${needed}`, "DEPENDENT_FIELD_MISSING", mode, {
      dependee: Rows.about(at, `${prefix}same_as_everyday`, "").details
    })
  if (same) {
    const span = spanOf(daily, at, `${prefix}daily_timing`)
    return isFailure(span) ? span : new Map(days.map((day) => [day, span]))
  }
  if (!Array.isArray(custom))
    return Rows.about(at, `${prefix}custom_timing`, "INVALID_DATA", undefined, {
      expected_data_type: "jsonarray"
    })
  const plan = new Map<string, Span>()
  for (const [index, value] of custom.entries()) {
    const path = `${prefix}custom_timing[${index}]`
    const { days: day, [key]: timing } = Json.asObject(value) ?? {}
    if (Json.isAbsent(day)) return Rows.about(at, `${path}.days`, "MANDATORY_NOT_FOUND")
    if (typeof day !== "string" || !days.includes(day))
      return Rows.about(at, `${path}.days`, "INVALID_DATA", "Invalid days", {
        supported_values: days
      })
    const twin = [...plan.keys()].indexOf(day)
    if (twin >= 0) return twice(at, `${path}.days`, `${prefix}custom_timing[${twin}].days`)
    if (Json.isAbsent(timing)) return Rows.about(at, `${path}.${key}`, "MANDATORY_NOT_FOUND")
    const span = spanOf(timing, at, `${path}.${key}`)
    if (isFailure(span)) return span
    plan.set(day, span)
  }
  return plan
}

const inside = (inner: Span, outer: Span | undefined): boolean =>
  outer !== undefined && inner[0] >= outer[0] && inner[1] <= outer[1]

const breaksOf = (core: Core, value: unknown, plan: Plan, at: string): ReadonlyArray<object> | Failure => {
  if (Json.isAbsent(value)) return []
  const items = itemsOf(value, at, "break_hours", limits.breaks)
  if (isFailure(items)) return items
  const plans: Array<Plan> = []
  const found: Array<object> = []
  for (const [index, item] of items.entries()) {
    const here = `break_hours[${index}]`
    const input = Json.asObject(item) ?? {}
    const days = daysOf(input["break_days"], [...plan.keys()], at, `${here}.break_days`)
    if (isFailure(days)) return days
    const own = planOf(input, days, "break_timing", at, `${here}.`)
    if (isFailure(own)) return own
    const place = `${here}.${input["same_as_everyday"] === true ? "daily_timing" : "custom_timing"}`
    const [least, most] = limits.minutes
    for (const [day, span] of own) {
      const long = minutes(span[1]) - minutes(span[0])
      if (long <= least || long >= most)
        return Rows.about(
          at,
          place,
          "DEPENDENT_MISMATCH",
          "break timing should be greater than 15 minutes and less than 2 hours",
          { dependee: Rows.about(at, place, "").details }
        )
      if (!inside(span, plan.get(day)))
        return Rows.about(at, place, "INVALID_DATA", "The timing of the break hours fall outside the shift")
      const other = plans.map((one) => one.get(day)).find((one) => one !== undefined)
      if (other !== undefined && span[0] < other[1] && other[0] < span[1])
        return Rows.about(at, here, "INVALID_DATA", "Break Hours timing is over lapped")
    }
    plans.push(own)
    found.push({
      ...timings(input),
      break_days: days,
      id: Json.idOf(input["id"] ?? undefined) ?? core.db.nextId()
    })
  }
  return found
}

const timings = ({ custom_timing: custom, daily_timing: daily, same_as_everyday: same }: Body.Input) => ({
  same_as_everyday: same,
  daily_timing: same === true ? daily : [],
  custom_timing: same === true ? [] : custom
})

/** Half a year from a day, at most. */
const isSoon = (core: Core, date: string): boolean => {
  const limit = new Date(core.clock.now())
  limit.setUTCMonth(limit.getUTCMonth() + 6)
  return date < limit.toISOString().slice(0, 10)
}

const usersOf = (core: Core, value: unknown, at: string): ReadonlyArray<Assignment> | Failure => {
  const items = itemsOf(value, at, "users", limits.users)
  if (isFailure(items)) return items
  const found: Array<Assignment> = []
  for (const [index, item] of items.entries()) {
    const here = `users[${index}]`
    const { effective_from: from, id: given } = Json.asObject(item) ?? {}
    if (Json.isAbsent(given)) return Rows.about(at, `${here}.id`, "MANDATORY_NOT_FOUND")
    const id = Json.idOf(given) ?? ""
    if (core.db.get("SELECT id FROM user WHERE id=? AND status='active'", id) === undefined)
      return Rows.about(at, `${here}.id`, "INVALID_DATA", "Invalid user id")
    if (!Json.isAbsent(from)) {
      const wrong = (message?: string) => Rows.about(at, `${here}.effective_from`, "INVALID_DATA", message)
      if (typeof from !== "string" || !Clock.isDate(from)) return wrong()
      if (from <= Rows.now(core).slice(0, 10)) return wrong("Effective from should be greater than current date")
      if (!isSoon(core, from)) return wrong("Effective from should be less than 6 months")
    }
    if (!found.some((one) => one.id === id)) found.push({ id, from: typeof from === "string" ? from : null })
  }
  return found
}

const holidaysOf = (core: Core, value: unknown, at: string): ReadonlyArray<Documents.Document> | Failure => {
  const items = itemsOf(value, at, "holidays", limits.holidays)
  if (isFailure(items)) return items
  const found: Array<Documents.Document> = []
  for (const [index, item] of items.entries()) {
    const holiday = Holidays.read(core, Json.asObject(item) ?? {}, found, `${at}.holidays[${index}]`)
    if (isFailure(holiday)) return holiday
    found.push(holiday)
  }
  return found
}

/** Reads one shift of a body; what it leaves out stays as it was `before`. */
export const read = (
  core: Core,
  input: Body.Input,
  before: Documents.Document | undefined,
  others: ReadonlyArray<Documents.Document>,
  at: string
): Asked | Failure => {
  const all = { ...before, ...input }
  const { name, timezone } = all
  for (const key of ["name", "timezone"]) if (Json.isAbsent(all[key])) return Rows.about(at, key, "MANDATORY_NOT_FOUND")
  if (typeof name !== "string" || name.trim() === "" || name.length > limits.name)
    return Rows.about(at, "name", "INVALID_DATA", undefined, { maximum_length: limits.name })
  if (/[#%^]/.test(name))
    return Rows.about(at, "name", "INVALID_DATA", "Shift Name should not contain special characters:#, %, ^")
  if (others.some((it) => it["name"] === name))
    return Rows.about(at, "name", "DUPLICATE_DATA", "Shift Name already exists")
  if (!(typeof timezone === "string" && Clock.isTimeZone(timezone)))
    return Rows.about(at, "timezone", "INVALID_DATA", "Invalid Timezone given")
  const business = BusinessHours.planOf(core)
  const days = daysOf(all["shift_days"], [...business.keys()], at, "shift_days")
  if (isFailure(days)) return days
  const plan = planOf(all, days, "shift_timing", at, "")
  if (isFailure(plan)) return plan
  for (const [day, span] of plan)
    if (!inside(span, business.get(day)))
      return Rows.about(
        at,
        all["same_as_everyday"] === true ? "daily_timing" : "custom_timing",
        "INVALID_DATA",
        "The timing of the shift falls outside the business hours"
      )
  const breaks = breaksOf(core, all["break_hours"], plan, at)
  if (isFailure(breaks)) return breaks
  const holidays = Json.isAbsent(input["holidays"]) ? undefined : holidaysOf(core, input["holidays"], at)
  if (holidays !== undefined && isFailure(holidays)) return holidays
  const users = Json.isAbsent(input["users"]) ? undefined : usersOf(core, input["users"], at)
  if (users !== undefined && isFailure(users)) return users
  return {
    shift: {
      ...(before?.["id"] === undefined ? {} : { id: before["id"] }),
      name,
      timezone,
      shift_days: days,
      ...timings(all),
      break_hours: breaks
    },
    holidays,
    users
  }
}
