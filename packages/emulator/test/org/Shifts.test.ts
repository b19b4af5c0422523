/** Shifts: within the hours of the business, with breaks, holidays and users. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, said } from "../actions/Support.ts"
import { without } from "./Support.ts"

const root = "shift_hours"
const hours = "/crm/v8/settings/business_hours"
const path = `${hours}/${root}`
const week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]

const org = (): Acting => {
  const at = acting({ leads: 1 })
  const business_hours = {
    type: "custom",
    week_starts_on: "Monday",
    business_days: week,
    same_as_everyday: true,
    daily_timing: ["08:00", "20:00"]
  }
  assert.strictEqual(at.api("POST", hours, { business_hours }).status, 201)
  return at
}
const shift = (more: object = {}) => ({
  name: "Early",
  timezone: "Asia/Kolkata",
  same_as_everyday: true,
  daily_timing: ["09:00", "18:00"],
  shift_days: ["Monday", "Tuesday"],
  ...more
})
const post = (at: Acting, ...shifts: ReadonlyArray<object>) => at.api("POST", path, { [root]: shifts })
const shape = ({ json, status }: any) => [status, ...said(json[root]?.[0] ?? json)]
const made = (at: Acting, more: object = {}): string => {
  const answer = post(at, shift(more))
  assert.strictEqual(answer.status, 201, JSON.stringify(answer.json))
  return answer.json[root][0].details.id
}
const one = (at: Acting, id: string): any => at.api("GET", `${path}/${id}`).json[root][0]
const userOf = (at: Acting, id: string): any => at.api("GET", `/crm/v8/users/${id}`).json.users[0]

describe("shifts", () => {
  it("are made, read, changed and deleted", () => {
    const at = org()
    const id = made(at, {
      break_hours: [{ break_days: ["Monday"], same_as_everyday: true, daily_timing: ["12:00", "13:00"] }]
    })
    assert.deepInclude(one(at, id), {
      id,
      name: "Early",
      shift_days: ["Monday", "Tuesday"],
      daily_timing: ["09:00", "18:00"],
      custom_timing: [],
      users_count: 0
    })
    assert.deepInclude(one(at, id).break_hours[0], {
      break_days: ["Monday"],
      daily_timing: ["12:00", "13:00"]
    })
    const own = {
      same_as_everyday: false,
      custom_timing: [{ days: "Monday", shift_timing: ["08:00", "14:00"] }],
      break_hours: []
    }
    assert.strictEqual(at.api("PUT", `${path}/${id}`, { [root]: [own] }).status, 200)
    assert.deepInclude(one(at, id), { name: "Early", daily_timing: [], ...own })
    const many = at.api("PUT", path, { [root]: [{ id, name: "Late" }, { id: "1" }, {}] })
    assert.deepStrictEqual(
      [many.status, ...many.json[root].map((it: any) => it.code)],
      [207, "SUCCESS", "INVALID_DATA", "MANDATORY_NOT_FOUND"]
    )
    const all = at.api("GET", path).json
    assert.deepStrictEqual(all.shift_count, { total_shift_with_user: 0, total_shift: 1 })
    assert.strictEqual(all[root][0].name, "Late")
    assert.deepStrictEqual(shape(at.api("DELETE", `${path}/${id}`)), [200, "SUCCESS", ["id"]])
    assert.strictEqual(at.api("GET", `${path}/${id}`).status, 204)
    assert.deepStrictEqual(shape(at.api("DELETE", `${path}/${id}`)), [400, "INVALID_DATA", ["resource_path_index"]])
  })

  it("have users, who show it, from now on or from a day to come", () => {
    const at = org()
    const { admin, other } = at.users
    const from = new Date(at.core.clock.now() + 40 * 86_400_000).toISOString().slice(0, 10)
    const id = made(at, { users: [{ id: admin }, { id: other, effective_from: from }] })
    const ref = { name: "Early", id }
    assert.deepStrictEqual(userOf(at, admin).$current_shift, ref)
    assert.deepInclude(userOf(at, other), { $next_shift: ref, $shift_effective_from: from })
    assert.deepStrictEqual(
      one(at, id).users.map((it: any) => [it.id, it.effective_from]),
      [
        [admin, null],
        [other, from]
      ]
    )
    at.api("PUT", `${path}/${id}`, { [root]: [{ name: "Late" }] })
    assert.deepStrictEqual(userOf(at, admin).$current_shift, { name: "Late", id })
    at.api("PUT", `${path}/${id}`, { [root]: [{ users: [{ id: other }] }] })
    assert.deepStrictEqual([userOf(at, admin).$current_shift, one(at, id).users_count], [null, 1])
    const direct = at.api("PUT", `/crm/v8/users/${admin}`, { users: [{ $current_shift: { id } }] })
    assert.deepStrictEqual([direct.status, one(at, id).users_count], [200, 2])
    at.api("DELETE", `${path}/${id}`)
    assert.deepStrictEqual([userOf(at, admin).$current_shift, userOf(at, other).$current_shift], [null, null])
  })

  it("have holidays of their own", () => {
    const at = org()
    const day = new Date(at.core.clock.now() + 30 * 86_400_000).toISOString().slice(0, 10)
    const id = made(at, { holidays: [{ name: "Feast", date: day }] })
    assert.deepInclude(one(at, id).holidays[0], { name: "Feast", date: day })
    const holidays = "/crm/v8/settings/holidays"
    const listed = at.api("GET", `${holidays}?shift_id=${id}`).json.holidays
    assert.deepInclude(listed[0], { type: "shift_holiday", shift_hour: { name: "Early", id } })
    const added = at.api("POST", holidays, {
      holidays: [
        { name: "Feast", date: day, type: "business_holiday" },
        { name: "Feast", date: day, type: "shift_holiday", shift_hour: { id } }
      ]
    })
    assert.deepStrictEqual([added.status, added.json.holidays[1].code], [207, "DUPLICATE_DATA"])
    at.api("PUT", `${path}/${id}`, { [root]: [{ holidays: [] }] })
    assert.deepStrictEqual(one(at, id).holidays, [])
    assert.strictEqual(at.api("GET", holidays).json.holidays.length, 1)
  })

  it("are refused with what is wrong with them", () => {
    const none = post(acting({ leads: 1 }), shift())
    assert.deepStrictEqual(
      [...shape(none), none.json[root][0].message],
      [400, "NOT_ALLOWED", [], "Business hours is not enabled"]
    )
    const at = org()
    made(at)
    const bad = (more: object) => shape(post(at, shift({ name: "Other", ...more })))
    const place = ["api_name", "json_path"]
    const dependent = ["api_name", "dependee", "json_path"]
    assert.deepStrictEqual(bad({ name: "Early" }), [400, "DUPLICATE_DATA", place])
    assert.deepStrictEqual(bad({ name: "a#b" }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ timezone: undefined }), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(bad({ timezone: "Mars/Olympus" }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ same_as_everyday: undefined }), [400, "MANDATORY_NOT_FOUND", place])
    assert.deepStrictEqual(bad({ daily_timing: undefined }), [400, "DEPENDENT_FIELD_MISSING", dependent])
    assert.deepStrictEqual(bad({ same_as_everyday: false }), [400, "DEPENDENT_FIELD_MISSING", dependent])
    assert.deepStrictEqual(bad({ daily_timing: ["09:00"] }), [400, "INVALID_DATA", [...place, "minimum_length"]])
    assert.deepStrictEqual(bad({ daily_timing: ["07:00", "18:00"] }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ shift_days: ["Sunday"] }), [400, "INVALID_DATA", [...place, "supported_values"]])
    assert.deepStrictEqual(bad({ shift_days: ["Monday", "Monday"] }), [
      400,
      "ALREADY_USED",
      ["api_name", "exists_in", "json_path"]
    ])
    const pause = (...timings: ReadonlyArray<ReadonlyArray<string>>) =>
      bad({
        break_hours: timings.map((daily_timing) => ({
          break_days: ["Monday"],
          same_as_everyday: true,
          daily_timing
        }))
      })
    assert.deepStrictEqual(pause(["12:00", "12:15"]), [400, "DEPENDENT_MISMATCH", dependent])
    assert.deepStrictEqual(pause(["12:00", "14:00"]), [400, "DEPENDENT_MISMATCH", dependent])
    assert.deepStrictEqual(pause(["08:30", "09:30"]), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(pause(["12:00", "13:00"], ["12:30", "13:30"]), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ break_hours: [{}, {}, {}] }), [400, "INVALID_DATA", [...place, "maximum_length"]])
    assert.deepStrictEqual(bad({ users: [{ id: "1" }] }), [400, "INVALID_DATA", place])
    const { admin } = at.users
    for (const effective_from of ["2020-01-01", "2099-01-01", "soon"])
      assert.deepStrictEqual(bad({ users: [{ id: admin, effective_from }] }), [400, "INVALID_DATA", place])
    assert.deepStrictEqual(bad({ holidays: [{ name: "H", date: "2020-01-01" }] }), [400, "INVALID_DATA", place])
    assert.strictEqual(at.api("GET", path).json[root].length, 1)
    const other = without(at, "Crm_Implied_Manage_Users")
    assert.strictEqual(other("POST", path, { [root]: [shift({ name: "N" })] }).status, 403)
  })
})
