/** Shifts of the business and who works in them. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as BusinessHours from "./BusinessHours.ts"
import * as Holidays from "./Holidays.ts"
import * as Input from "./ShiftInput.ts"
import * as Rows from "./Rows.ts"
import * as ShiftUsers from "./ShiftUsers.ts"

const root = "shift_hours"
const kind = ShiftUsers.kind

const find = (core: Core, id: unknown): Documents.Document | undefined =>
  Documents.find(core, kind, Json.idOf(id) ?? "")

const shown = (core: Core, shift: Documents.Document) => {
  const id = Json.asText(shift["id"])
  const users = ShiftUsers.of(core, id)
  return {
    ...shift,
    users_count: users.length,
    holidays: Holidays.ofShift(core, id).map(({ date, id: own, name, year }) => ({
      date,
      year,
      name,
      id: own
    })),
    users
  }
}

const answer = (core: Core, shifts: ReadonlyArray<Documents.Document>): Http.Reply => {
  const all = Documents.list(core, kind)
  return Http.json(200, {
    [root]: shifts.map((shift) => shown(core, shift)),
    shift_count: {
      total_shift_with_user: all.filter((shift) => ShiftUsers.of(core, Json.asText(shift["id"])).length > 0).length,
      total_shift: all.length
    }
  })
}

const list = (call: Call): Http.Reply => answer(call.core, Documents.list(call.core, kind))

const one = (call: Call): Http.Reply => {
  const shift = find(call.core, call.params["shift"])
  return shift === undefined ? Http.empty(204) : answer(call.core, [shift])
}

const write = (call: Call, input: Body.Input, before: Documents.Document | undefined, at: string): Items.Item => {
  const { core } = call
  if (BusinessHours.planOf(core).size === 0) return Items.refused("NOT_ALLOWED", "Business hours is not enabled")
  const others = Documents.list(core, kind).filter((it) => it["id"] !== before?.["id"])
  if (before === undefined && others.length >= Input.limits.shifts)
    return Items.refused("LIMIT_EXCEEDED", "Shift hours Limit exceeds", {
      limit: Input.limits.shifts,
      limit_due_to: [{ api_name: root, json_path: `$.${root}` }]
    })
  const { id: _, ...rest } = input
  const asked = Input.read(core, rest, before, others, at)
  if (Rows.isRefused(asked)) return Items.failed(asked)
  const id = Documents.save(core, kind, asked.shift)
  const ref = { name: asked.shift["name"], id }
  Holidays.setShift(core, ref, asked.holidays)
  ShiftUsers.set(core, ref, asked.users)
  return Items.done(id, "Success")
}

const create = Rows.writing(root, Input.limits.shifts, 201, (call, input, at) => write(call, input, undefined, at))

const changeMany = Rows.writing(root, Input.limits.shifts, 200, Rows.named(find, write, "Invalid ID"))

const ofPath =
  (handler: (call: Call, shift: Documents.Document) => Http.Reply) =>
  (call: Call): Http.Reply => {
    const shift = find(call.core, call.params["shift"])
    return shift === undefined
      ? ZohoError.reply(400, "INVALID_DATA", "Invalid ID", { resource_path_index: 3 })
      : handler(call, shift)
  }

const change = ofPath((call, shift) => Rows.writing(root, 1, 200, (it, input, at) => write(it, input, shift, at))(call))

const remove = ofPath((call, shift) => {
  const { core } = call
  const ref = { name: shift["name"], id: Json.asText(shift["id"]) }
  core.db.transaction(() => {
    Holidays.setShift(core, ref, [])
    ShiftUsers.set(core, ref, [])
    Documents.remove(core, kind, ref.id)
  })
  return Items.answer(root, [Items.done(ref.id, "Success")])
})

const path = "/crm/v8/settings/business_hours/shift_hours"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "business_hours", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany },
  { host: "api", method: "GET", path: `${path}/{shift}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{shift}`, scope: scope("UPDATE"), handler: change },
  {
    host: "api",
    method: "DELETE",
    path: `${path}/{shift}`,
    scope: scope("DELETE"),
    handler: remove
  }
]
