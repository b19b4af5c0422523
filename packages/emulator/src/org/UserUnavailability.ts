/** When users are away: from when to when, and why. */
import type * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Params from "../Params.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as GroupMembers from "./GroupMembers.ts"
import * as Rows from "./Rows.ts"
import * as TerritoryStore from "./TerritoryStore.ts"

const root = "users_unavailability"
const kind = root
/** Items of one call. */
const most = 100
const longest = 250
const saved = "Unavailability Hours saved successfully"

const find = (core: Core, id: unknown): Documents.Document | undefined =>
  Documents.find(core, kind, Json.idOf(id ?? undefined) ?? "")

/** What a body makes of an absence, or what is wrong with it. */
const read = (
  core: Core,
  input: Body.Input,
  before: Documents.Document | undefined,
  at: string
): Documents.Document | ZohoError.ZohoError => {
  const all = { ...before, ...input }
  const { comments, from, to, user } = all
  const missing = ["user", "from", "to"].find((key) => Json.isAbsent(all[key]))
  if (missing !== undefined) return Rows.about(at, missing, "MANDATORY_NOT_FOUND")
  const wrong = (key: string, details?: ZohoError.Details) => Rows.about(at, key, "INVALID_DATA", undefined, details)
  const given = Json.asObject(user)
  if (given === undefined) return wrong("user", { expected_data_type: "jsonobject" })
  if (Json.isAbsent(given["id"])) return Rows.about(at, "user.id", "MANDATORY_NOT_FOUND")
  const id = Json.idOf(given["id"])
  const row = core.db.get("SELECT id, name, json FROM user WHERE id=? AND status='active'", id ?? "")
  if (row === undefined) return wrong("user.id")
  const times: Array<number> = []
  for (const [key, value] of [
    ["from", from],
    ["to", to]
  ] as const) {
    const second = typeof value === "string" ? Clock.parse(value) : undefined
    if (second === undefined) return wrong(key, { expected_data_type: "datetime" })
    times.push(second)
  }
  const [begin = 0, end = 0] = times
  if (end <= begin) return wrong("to")
  if (!Json.isAbsent(comments) && typeof comments !== "string") return wrong("comments", { expected_data_type: "text" })
  if (typeof comments === "string" && comments.length > longest) return wrong("comments", { maximum_length: longest })
  const { all_day: allDay } = all
  if (!Json.isAbsent(allDay) && typeof allDay !== "boolean") return wrong("all_day", { expected_data_type: "boolean" })
  const zuid = Json.asObject(Json.parse(Json.asText(row["json"])))?.["zuid"]
  return {
    ...before,
    comments: comments ?? null,
    from: Clock.format(begin),
    to: Clock.format(end),
    all_day: allDay === true,
    user: { name: row["name"], id: row["id"], zuid }
  }
}

const shown = (absence: Documents.Document) => ({
  // Nothing comes from another calendar.
  service: "crm",
  tp_calendar_id: "",
  tp_event_id: "",
  ...absence
})

const userOf = (absence: Documents.Document): string => Json.asText(Json.asObject(absence["user"])?.["id"])

/** Ids of a parameter; undefined where it is not given. */
const idsOf = (call: Call, name: string): ReadonlyArray<string> | Http.Reply | undefined => {
  const given = call.target.query.get(name)
  if (given === null) return undefined
  const ids = Params.names(given)
  const index = ids.findIndex((id) => !Json.isId(id))
  return index < 0 && ids.length > 0
    ? ids
    : ZohoError.reply(400, "INVALID_DATA", "Ids should be Long value with comma separated", {
        index: Math.max(index, 0),
        param_name: name
      })
}

const usersBy: { readonly [param: string]: (core: Core, id: string) => Iterable<string> } = {
  group_ids: (core, id) => GroupMembers.usersOf(core, id),
  role_ids: (core, id) => core.db.all("SELECT id FROM user WHERE role=?", id).map((row) => Json.asText(row["id"])),
  territory_ids: (core, id) => {
    const territory = TerritoryStore.find(core, id)
    return territory === undefined ? [] : TerritoryStore.usersOf(territory)
  }
}

const list = (call: Call): Http.Reply => {
  const { core } = call
  let all = Rows.filtered(call, Documents.list(core, kind))
  if (!all.ok) return all.reply
  for (const [param, of] of Object.entries(usersBy)) {
    const ids = idsOf(call, param)
    if (ids === undefined) continue
    if ("status" in ids) return ids
    const users = new Set(ids.flatMap((id) => [...of(core, id)]))
    all = { ok: true, value: all.value.filter((absence) => users.has(userOf(absence))) }
  }
  return Rows.paged(call, root, all.value.map(shown))
}

const one = (call: Call): Http.Reply => {
  const absence = find(call.core, call.params["id"])
  return absence === undefined ? Http.empty(204) : Rows.paged(call, root, [shown(absence)])
}

const write = (call: Call, input: Body.Input, before: Documents.Document | undefined, at: string): Items.Item => {
  const { id: _, ...rest } = input
  const absence = read(call.core, rest, before, at)
  return Rows.isRefused(absence) ? Items.failed(absence) : Items.done(Documents.save(call.core, kind, absence), saved)
}

const create = Rows.writing(root, most, 201, (call, input, at) => write(call, input, undefined, at))

const changeMany = Rows.writing(root, most, 200, Rows.named(find, write))

const ofPath =
  (handler: (call: Call, absence: Documents.Document) => Http.Reply) =>
  (call: Call): Http.Reply => {
    const absence = find(call.core, call.params["id"])
    return absence === undefined
      ? ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", {
          resource_path_index: 2
        })
      : handler(call, absence)
  }

const change = ofPath((call, absence) =>
  Rows.writing(root, 1, 200, (it, input, at) => write(it, input, absence, at))(call)
)

const remove = ofPath((call, absence) => {
  const id = Json.asText(absence["id"])
  Documents.remove(call.core, kind, id)
  // The words of a deletion are those of a change.
  return Items.answer(root, [Items.done(id, saved)])
})

const path = "/crm/v8/settings/users_unavailability"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "users_unavailability", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "DELETE", path: `${path}/{id}`, scope: scope("DELETE"), handler: remove }
]
