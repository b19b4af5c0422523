/** The org's calendar: fiscal year, holidays of it, and business hours. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, calls, said } from "../actions/Support.ts"
import { without } from "./Support.ts"

const settings = "/crm/v8/settings"
/** This year, as the emulator's clock has it. */
const yearOf = (at: Acting): number => new Date(at.core.clock.now() + 330 * 60_000).getUTCFullYear()

describe("the fiscal year", () => {
  const path = `${settings}/fiscal_year`
  const put = (at: Acting, year: unknown) => at.api("PUT", path, { fiscal_year: year })
  const get = (at: Acting) => at.api("GET", path).json.fiscal_year

  it("is by months until it is made of weeks, and back", () => {
    const at = acting({ leads: 1 })
    const { id } = get(at)
    assert.deepInclude(get(at), { calendar_type: "gregorian", start_month: "JANUARY", structure: null })
    assert.strictEqual(put(at, { start_month: "April", display_based_on: "end_month" }).status, 200)
    assert.deepInclude(get(at), { id, start_month: "APRIL", display_based_on: "end_month" })
    const weeks = { start_date: `${yearOf(at)}-04-06`, structure: "4-4-5" }
    assert.strictEqual(put(at, { calendar_type: "custom", ...weeks }).status, 200)
    assert.deepInclude(get(at), { id, ...weeks, calendar_type: "custom", interval_display_option: "year" })
    assert.strictEqual(put(at, { calendar_type: "gregorian" }).status, 200)
    assert.deepInclude(get(at), { calendar_type: "gregorian", start_month: "APRIL", start_date: null })
  })

  it("is refused where something about it is wrong", () => {
    const at = acting({ leads: 1 })
    const place = ["api_name", "json_path"]
    const listed = [...place, "supported_values"]
    const weeks = {
      calendar_type: "custom",
      start_month: "MARCH",
      start_date: `${yearOf(at)}-03-02`,
      structure: "4-4-5"
    }
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{}, "INVALID_DATA", []],
      [{ start_month: "Thermidor" }, "INVALID_DATA", listed],
      [{ display_based_on: "x" }, "INVALID_DATA", listed],
      [{ calendar_type: "x" }, "INVALID_DATA", listed],
      [{ calendar_type: 1 }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ structure: "4-4-5" }, "INVALID_DATA", place],
      [{ calendar_type: "gregorian", structure: "4-4-5" }, "AMBIGUITY_DURING_PROCESSING", ["ambiguity_due_to"]],
      [{ calendar_type: "custom" }, "MANDATORY_NOT_FOUND", place],
      [{ ...weeks, structure: "9-9" }, "INVALID_DATA", listed],
      [{ ...weeks, start_date: "soon" }, "INVALID_DATA", place],
      [{ ...weeks, start_month: "MAY" }, "INVALID_DATA", place],
      [{ ...weeks, start_date: "2001-03-02" }, "INVALID_DATA", place],
      [{ ...weeks, interval_display_option: "x" }, "INVALID_DATA", listed],
      [
        { ...weeks, start_month: "JANUARY", start_date: `${yearOf(at)}-01-05`, display_based_on: "end_month" },
        "INVALID_DATA",
        place
      ],
      [{ ...weeks, surplus_week: {} }, "DEPENDENT_FIELD_MISSING", ["api_name", "dependee", "json_path"]],
      [{ ...weeks, surplus_week: { year: 1999, quarter: 1, period: 1 } }, "NOT_ALLOWED", listed],
      [
        { ...weeks, surplus_week: { year: yearOf(at), quarter: 5, period: 1 } },
        "INVALID_DATA",
        ["json_path", "supported_values"]
      ]
    ]
    for (const [year, code, details] of cases) {
      const { json, status } = put(at, year)
      assert.deepStrictEqual([status, ...said(json.fiscal_year)], [400, code, details], JSON.stringify(year))
    }
    assert.strictEqual(put(at, "2026").status, 400)
    const other = calls(at, at.users.other)("PUT", path, { fiscal_year: { start_month: "MAY" } })
    assert.deepStrictEqual([other.status, other.json.fiscal_year.code], [403, "NO_PERMISSION"])
    assert.strictEqual(get(at).start_month, "JANUARY")
  })
})

describe("holidays", () => {
  const path = `${settings}/holidays`
  const day = (at: Acting, name: string, date = `${yearOf(at)}-12-25`) => ({ name, date, type: "business_holiday" })

  it("are made, listed by their day, changed and deleted", () => {
    const at = acting({ leads: 1 })
    assert.strictEqual(at.api("GET", path).status, 204)
    const next = yearOf(at) + 1
    const made = at.api("POST", path, { holidays: [day(at, "Easter", `${next}-04-01`), day(at, "Christmas")] })
    assert.strictEqual(made.status, 201)
    const [easter, christmas] = made.json.holidays.map((it: any) => it.details.id)
    const names = (query = "") => (at.api("GET", path + query).json?.holidays ?? []).map((it: any) => it.name)
    assert.deepStrictEqual(names(), ["Christmas", "Easter"])
    assert.deepStrictEqual([names(`?year=${next}`), names("?type=shift_holiday")], [["Easter"], []])
    assert.strictEqual(at.api("PUT", `${path}/${easter}`, { holidays: [{ name: "Pascha" }] }).status, 200)
    assert.deepInclude(at.api("GET", `${path}/${easter}`).json.holidays[0], { name: "Pascha", year: next })
    const many = at.api("PUT", path, { holidays: [{ id: christmas, name: "Yule" }, { id: "1" }, {}] })
    assert.deepStrictEqual(
      [many.status, many.json.holidays.map((it: any) => it.code)],
      [207, ["SUCCESS", "INVALID_DATA", "MANDATORY_NOT_FOUND"]]
    )
    assert.strictEqual(at.api("DELETE", `${path}/${christmas}`).status, 200)
    assert.deepStrictEqual(names(), ["Pascha"])
    assert.deepStrictEqual(at.api("DELETE", `${path}/${christmas}`).json.details, { resource_path_index: 2 })
  })

  it("are of this fiscal year and the next, and refused otherwise", () => {
    const at = acting({ leads: 1 })
    at.api("POST", path, { holidays: [day(at, "Christmas")] })
    const place = ["api_name", "json_path"]
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ name: undefined }, "MANDATORY_NOT_FOUND", place],
      [{ date: undefined }, "MANDATORY_NOT_FOUND", place],
      [{ type: undefined }, "MANDATORY_NOT_FOUND", place],
      [{ name: "Christmas" }, "DUPLICATE_DATA", place],
      [{ name: "x".repeat(81) }, "INVALID_DATA", [...place, "maximum_length"]],
      [{ name: "50%" }, "INVALID_DATA", place],
      [{ date: "25.12." }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ date: "2001-01-01" }, "INVALID_DATA", place],
      [{ date: `${yearOf(at) + 2}-01-01` }, "INVALID_DATA", place],
      [{ type: "x" }, "INVALID_DATA", [...place, "supported_values"]],
      [{ type: "shift_holiday" }, "DEPENDENT_FIELD_MISSING", ["api_name", "dependee", "json_path"]],
      [{ type: "shift_holiday", shift_hour: { id: "1" } }, "INVALID_DATA", place]
    ]
    for (const [more, code, details] of cases) {
      const { json, status } = at.api("POST", path, { holidays: [{ ...day(at, "H", `${yearOf(at)}-12-26`), ...more }] })
      assert.deepStrictEqual([status, ...said(json.holidays[0])], [400, code, details], JSON.stringify(more))
    }
    assert.strictEqual(at.api("GET", `${path}?type=x`).json.code, "PATTERN_NOT_MATCHED")
    assert.strictEqual(at.api("GET", `${path}?year=x`).json.code, "PATTERN_NOT_MATCHED")
    const refused = without(at, "Crm_Implied_Manage_Users")
    assert.strictEqual(refused("POST", path, {}).status, 403)
  })
})

describe("business hours", () => {
  const path = `${settings}/business_hours`
  const write = (at: Acting, method: string, hours: unknown) => at.api(method, path, { business_hours: hours })
  const daily = {
    week_starts_on: "Monday",
    type: "custom",
    business_days: ["Monday", "Tuesday"],
    same_as_everyday: true,
    daily_timing: ["09:00", "18:00"]
  }

  it("are set once and changed after", () => {
    const at = acting({ leads: 1 })
    assert.strictEqual(at.api("GET", path).status, 204)
    const made = write(at, "POST", daily)
    assert.strictEqual(made.status, 201)
    const { id } = made.json.business_hours.details
    const get = () => at.api("GET", path).json.business_hours
    assert.deepStrictEqual(get(), { id, ...daily, custom_timing: [] })
    assert.strictEqual(write(at, "POST", daily).json.code, "NOT_ALLOWED")
    const custom_timing = [{ days: "Monday", business_timing: ["08:00", "12:30"] }]
    assert.strictEqual(write(at, "PUT", { id, same_as_everyday: false, custom_timing }).status, 200)
    assert.deepInclude(get(), { id, daily_timing: [], custom_timing })
    assert.strictEqual(write(at, "PUT", { id, type: "24_by_7" }).status, 200)
    assert.deepInclude(get(), { type: "24_by_7", custom_timing: [] })
    assert.strictEqual(get().business_days.length, 7)
  })

  it("are refused where something about them is wrong", () => {
    const at = acting({ leads: 1 })
    const custom = { ...daily, same_as_everyday: false }
    const cases: ReadonlyArray<readonly [object, string]> = [
      [{ ...daily, type: undefined }, "MANDATORY_NOT_FOUND"],
      [{ ...daily, type: "x" }, "INVALID_DATA"],
      [{ ...daily, week_starts_on: "x" }, "INVALID_DATA"],
      [{ ...daily, business_days: undefined }, "MANDATORY_NOT_FOUND"],
      [{ ...daily, business_days: "Monday" }, "INVALID_DATA"],
      [{ ...daily, business_days: ["Monday", "Monday"] }, "INVALID_DATA"],
      [{ ...daily, daily_timing: ["18:00", "09:00"] }, "INVALID_DATA"],
      [{ ...daily, daily_timing: undefined }, "MANDATORY_NOT_FOUND"],
      [{ ...daily, same_as_everyday: "x" }, "INVALID_DATA"],
      [custom, "MANDATORY_NOT_FOUND"],
      [{ ...custom, custom_timing: [{ days: "Sunday", business_timing: ["08:00", "09:00"] }] }, "INVALID_DATA"],
      [{ ...custom, custom_timing: [{ days: "Monday", business_timing: ["25:00", "26:00"] }] }, "INVALID_DATA"]
    ]
    for (const [hours, code] of cases) {
      const { json, status } = write(at, "POST", hours)
      assert.deepStrictEqual([status, json.business_hours?.code], [400, code], JSON.stringify(hours))
    }
    assert.strictEqual(write(at, "PUT", daily).json.business_hours.code, "MANDATORY_NOT_FOUND")
    assert.strictEqual(write(at, "PUT", { ...daily, id: "1" }).json.business_hours.code, "INVALID_DATA")
    assert.deepStrictEqual(without(at, "Crm_Implied_Manage_Users")("POST", path, {}).json.details, {
      permissions: ["Crm_Implied_Manage_Users"]
    })
  })
})
