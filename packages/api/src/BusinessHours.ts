/** When the business is open. Scopes: ZohoCRM.settings.business_hours.READ, CREATE, UPDATE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, maybe } from "./internal/Lenient.ts"

export const BusinessHours = Schema.Struct({
  id: maybe(Schema.String),
  week_starts_on: maybe(Schema.String),
  /** `24_by_7`, `24_by_5` or `custom`. */
  type: maybe(Schema.String),
  timezone: maybe(Schema.String),
  /** The days of the week on which it is open. */
  business_days: maybe(Schema.Array(Schema.String)),
  same_as_everyday: maybe(Schema.Boolean),
  /** From when to when on every day: `["09:00", "18:00"]`. */
  daily_timing: maybe(Schema.Array(Schema.String)),
  /** From when to when on single days. */
  custom_timing: maybe(
    Schema.Array(Schema.Struct({ days: Schema.String, business_timing: maybe(Schema.Array(Schema.String)) }))
  )
})
export type BusinessHours = typeof BusinessHours.Type

const Day = Schema.Literals(["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"])

const Hour = Schema.String.check(
  Schema.isPattern(/^([01]\d|2[0-3]):[0-5]\d$/u, { expected: "an hour of the day as 09:30" })
)

/** From when to when, on one day. */
const Timing = Schema.Tuple([Hour, Hour]).check(
  Schema.makeFilter(([from, to]) => from < to, { expected: "an hour, then a later one" })
)

const hours = {
  week_starts_on: Day,
  type: Schema.Literals(["24_by_7", "24_by_5", "custom"]),
  business_days: Schema.optionalKey(Bounds.some(Day, 7)),
  same_as_everyday: Schema.optionalKey(Schema.Boolean),
  daily_timing: Schema.optionalKey(Timing),
  custom_timing: Schema.optionalKey(Bounds.some(Schema.Struct({ days: Day, business_timing: Timing }), 7))
}

/** Hours to set: of their own (`custom`) they need days, and one timing for all or one for each. */
export const NewBusinessHours = Schema.Struct(hours)
export type NewBusinessHours = typeof NewBusinessHours.Type

/** The hours of the org; `NotFound` where it has none. */
export const get = /* @__PURE__ */ Operation.make({
  name: "BusinessHours.get",
  method: "GET",
  path: "/crm/v8/settings/business_hours",
  success: Schema.Struct({ business_hours: BusinessHours }),
  credits: 1,
  retry: "safe"
})

/** Sets the hours of an org that has none. */
export const create = /* @__PURE__ */ WriteOperation.make({
  name: "BusinessHours.create",
  method: "POST",
  path: "/crm/v8/settings/business_hours",
  body: Schema.Struct({ business_hours: NewBusinessHours }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes the hours of an org. */
export const update = /* @__PURE__ */ WriteOperation.make({
  name: "BusinessHours.update",
  method: "PUT",
  path: "/crm/v8/settings/business_hours",
  body: Schema.Struct({ business_hours: Schema.Struct({ id: Bounds.Id, ...hours }) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})
