/** Days on which the business, or a shift, is closed. Scopes: ZohoCRM.settings.business_hours.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, Info, maybe, Named } from "./internal/Lenient.ts"

export const Holiday = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  /** `2026-12-25`. */
  date: Schema.String,
  year: maybe(Schema.Number),
  /** `business_holiday` or `shift_holiday`. */
  type: maybe(Schema.String),
  /** Of a shift's holiday: the shift. */
  shift_hour: maybe(Named)
})
export type Holiday = typeof Holiday.Type

const Name = Bounds.text(80).check(Schema.isPattern(/^[^#%^&*]*$/u, { expected: "a name without #, %, ^, & and *" }))

const Day = Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}$/u, { expected: "a day as 2026-12-25" }))

/** A holiday to make: of this fiscal year or the next. */
export const NewHoliday = Schema.Struct({
  name: Name,
  date: Day,
  type: Schema.Literals(["business_holiday", "shift_holiday"]),
  shift_hour: Schema.optionalKey(Bounds.Ref)
}).check(
  Schema.makeFilter((it) => it.type !== "shift_holiday" || it.shift_hour !== undefined, {
    expected: "the shift_hour of a shift_holiday"
  })
)
export type NewHoliday = typeof NewHoliday.Type

const change = { name: Schema.optionalKey(Name), date: Schema.optionalKey(Day) }

/** What a holiday may become; what is left out stays. */
export const HolidayChange = Schema.Struct(change)
export type HolidayChange = typeof HolidayChange.Type

/** The holidays, of one year or one kind where that is asked for. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Holidays.list",
  method: "GET",
  path: "/crm/v8/settings/holidays",
  query: Schema.Struct({
    year: Schema.optionalKey(Bounds.whole(1000, 9999)),
    type: Schema.optionalKey(Schema.Literals(["business_holiday", "shift_holiday"])),
    shift_id: Schema.optionalKey(Bounds.Id)
  }),
  success: Schema.Struct({ holidays: Schema.Array(Holiday), info: maybe(Info) }),
  empty: { holidays: [] },
  credits: 1,
  retry: "safe"
})

/** One holiday, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Holidays.get",
  method: "GET",
  path: "/crm/v8/settings/holidays/{id}",
  success: Schema.Struct({ holidays: Schema.Array(Holiday), info: maybe(Info) }),
  credits: 1,
  retry: "safe"
})

/** Makes up to 52 holidays: as many as a year may have. */
export const create = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Holidays.create",
  method: "POST",
  path: "/crm/v8/settings/holidays",
  body: Schema.Struct({ holidays: Bounds.some(NewHoliday, 52) }),
  items: "holidays",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes up to 52 holidays, each by its id. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Holidays.update",
  method: "PUT",
  path: "/crm/v8/settings/holidays",
  body: Schema.Struct({ holidays: Bounds.some(Schema.Struct({ id: Bounds.Id, ...change }), 52) }),
  items: "holidays",
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Changes one holiday. */
export const updateOne = /* @__PURE__ */ WriteOperation.make({
  name: "Holidays.updateOne",
  method: "PUT",
  path: "/crm/v8/settings/holidays/{id}",
  body: Schema.Struct({ holidays: Bounds.one(HolidayChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes a holiday. */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "Holidays.remove",
  method: "DELETE",
  path: "/crm/v8/settings/holidays/{id}",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})
