/** User groups: users, roles, territories and other groups under one name. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Members from "./GroupMembers.ts"
import * as Rows from "./Rows.ts"

const root = "user_groups"
const { kind } = Members
const most = 100

const find = (core: Core, id: unknown): Documents.Document | undefined =>
  Documents.find(core, kind, Json.idOf(id ?? undefined) ?? "")

const count = (core: Core, group: Documents.Document) => {
  const sources = Members.sourcesOf(core, group)
  return Object.fromEntries(
    Members.types.flatMap((type) => {
      const n = sources.filter((one) => one.type === type).length
      return n === 0 ? [] : [[type, n] as const]
    })
  )
}

const plain = (group: Documents.Document): Documents.Document => {
  const { $sources: _, ...shown } = group
  return shown
}

const shownSource = (core: Core, { below, id, type }: Members.Source) => ({
  type,
  source: Members.refOf(core, type, id),
  ...(type === "roles" ? { subordinates: below } : {}),
  ...(type === "territories" ? { sub_territories: below } : {})
})

const item = (core: Core, group: Documents.Document, sources: boolean) => ({
  ...plain(group),
  sources_count: count(core, group),
  ...(sources ? { sources: Members.sourcesOf(core, group).map((one) => shownSource(core, one)) } : {})
})

const list = (call: Call): Http.Reply => {
  const chosen = Rows.filtered(call, Documents.list(call.core, kind))
  if (!chosen.ok) return chosen.reply
  const name = call.target.query.get("name")
  const sources = call.target.query.get("include")?.includes("sources") === true
  return Rows.paged(
    call,
    root,
    chosen.value.filter((it) => name === null || it["name"] === name).map((it) => item(call.core, it, sources))
  )
}

const unknownId = "The provided group ID is invalid."

const invalidId = (message = unknownId): Http.Reply =>
  ZohoError.reply(400, "INVALID_DATA", message, { resource_path_index: 2 })

/** A call about the group of the path. */
const ofPath =
  (handler: (call: Call, group: Documents.Document) => Http.Reply, message?: string) =>
  (call: Call): Http.Reply => {
    const group = find(call.core, call.params["group"])
    return group === undefined ? invalidId(message) : handler(call, group)
  }

const one = ofPath((call, group) => Rows.paged(call, root, [item(call.core, group, true)]))

const labels: { readonly [type in Members.Type]: string } = {
  users: "User",
  roles: "Role",
  groups: "Group",
  territories: "Territory"
}

/** The sources that a body names, or what is wrong with one of them. */
const sourcesIn = (
  core: Core,
  value: unknown,
  own: unknown,
  at: string
): ReadonlyArray<Members.Source> | ZohoError.ZohoError => {
  if (!Array.isArray(value))
    return Rows.about(at, "sources", "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  if (value.length === 0) return Rows.about(at, "sources", "INVALID_DATA", undefined, { minimum_length: 1 })
  const found: Array<Members.Source> = []
  for (const [index, it] of value.entries()) {
    const place = `sources[${index}]`
    const given = Json.asObject(it)
    if (given === undefined)
      return Rows.about(at, place, "INVALID_DATA", undefined, { expected_data_type: "jsonobject" })
    if (Json.isAbsent(given["type"])) return Rows.about(at, `${place}.type`, "MANDATORY_NOT_FOUND")
    const type = Members.types.find((one) => one === given["type"])
    if (type === undefined)
      return Rows.about(at, `${place}.type`, "INVALID_DATA", undefined, { supported_values: Members.types })
    const id = Json.idOf(Json.asObject(given["source"])?.["id"] ?? undefined)
    if (id === undefined) return Rows.about(at, `${place}.source.id`, "MANDATORY_NOT_FOUND")
    // A group that holds itself, through whatever others, would have no end.
    const turns = type === "groups" && typeof own === "string" && (id === own || holds(core, id, own, new Set()))
    if (turns || Members.refOf(core, type, id) === null)
      return Rows.about(at, `${place}.source.id`, "INVALID_DATA", `The ${labels[type]} Id given seems to be Invalid`)
    const key = type === "roles" ? "subordinates" : "sub_territories"
    const below = given[key] ?? false
    if (typeof below !== "boolean")
      return Rows.about(at, `${place}.${key}`, "INVALID_DATA", undefined, { expected_data_type: "boolean" })
    found.push({ type, id, below: below && (type === "roles" || type === "territories") })
  }
  return found
}

const holds = (core: Core, group: string, other: string, seen: ReadonlySet<string>): boolean =>
  !seen.has(group) &&
  Members.sourcesOf(core, find(core, group)).some(
    (one) => one.type === "groups" && (one.id === other || holds(core, one.id, other, new Set([...seen, group])))
  )

const write = (call: Call, input: Body.Input, before: Documents.Document | undefined, at: string): Items.Item => {
  const { core } = call
  const wrong = (error: ZohoError.ZohoError) => Items.failed(error)
  const missing = before === undefined ? ["name", "sources"].find((key) => Json.isAbsent(input[key])) : undefined
  if (missing !== undefined) return wrong(Rows.about(at, missing, "MANDATORY_NOT_FOUND"))
  const { description, name, sources } = input
  if (name !== undefined) {
    if (typeof name !== "string" || name.trim() === "")
      return wrong(Rows.about(at, "name", "INVALID_DATA", undefined, { expected_data_type: "string" }))
    if (name.length > 100) return wrong(Rows.about(at, "name", "INVALID_DATA", undefined, { maximum_length: 100 }))
    if (Documents.list(core, kind).some((it) => it["name"] === name && it["id"] !== before?.["id"]))
      return wrong(Rows.about(at, "name", "DUPLICATE_DATA", "A user group with the same name already exists."))
  }
  if (!Json.isAbsent(description) && typeof description !== "string")
    return wrong(Rows.about(at, "description", "INVALID_DATA", undefined, { expected_data_type: "string" }))
  const read = sources === undefined ? undefined : sourcesIn(core, sources, before?.["id"], at)
  if (read !== undefined && "code" in read) return wrong(read)
  const id = Documents.save(core, kind, {
    description: null,
    ...before,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(read === undefined ? {} : { $sources: read }),
    ...Rows.stamped(call, before)
  })
  return Items.done(id, `User group ${before === undefined ? "created" : "updated"} successfully`)
}

const create = Rows.writing(root, most, 201, (call, input, at) => write(call, input, undefined, at))

const changeMany = Rows.writing(root, most, 200, Rows.named(find, write, unknownId))

const change = ofPath((call, group) => Rows.writing(root, 1, 200, (it, input, at) => write(it, input, group, at))(call))

const remove = ofPath((call, group) => {
  const id = Json.asText(group["id"])
  // Where it was a source of another group, it is not there any more: see `sourcesOf`.
  Documents.remove(call.core, kind, id)
  return Items.answer(root, [Items.done(id, "User group deleted successfully")])
})

const oneOf = (call: Call, param: string, values: ReadonlyArray<string>): Http.Reply | undefined => {
  const given = call.target.query.get(param)
  return given === null || values.includes(given)
    ? undefined
    : ZohoError.reply(400, "PATTERN_NOT_MATCHED", "invalid data", { regex: values.join("|"), param_name: param })
}

const statuses: { readonly [type: string]: string } = { active: "active", inactive: "disabled", deleted: "deleted" }

const statusOf = (core: Core, id: string): unknown => core.db.get("SELECT status FROM user WHERE id=?", id)?.["status"]

const sources = ofPath((call, group) => {
  const { core, target } = call
  const wrong = oneOf(call, "type", Members.types) ?? oneOf(call, "user_type", Object.keys(statuses))
  if (wrong !== undefined) return wrong
  const [type, userType] = [target.query.get("type"), target.query.get("user_type")]
  const shown = Members.sourcesOf(core, group)
    .filter((one) => type === null || one.type === type)
    .filter((one) => userType === null || (one.type === "users" && statusOf(core, one.id) === statuses[userType]))
  return Rows.paged(
    call,
    "sources",
    shown.map((one) => shownSource(core, one))
  )
})

const sourcesCount = ofPath((call, group) => {
  const { core } = call
  const all = Members.sourcesOf(core, group)
  const users = Object.entries(statuses).map(([name, status]) => [
    name,
    all.filter((one) => one.type === "users" && statusOf(core, one.id) === status).length
  ])
  return Http.json(200, {
    sources_count: [{ territories: 0, roles: 0, groups: 0, ...count(core, group), users: Object.fromEntries(users) }]
  })
})

const usersCount = (call: Call): Http.Reply => {
  const chosen = Rows.filtered(call, Documents.list(call.core, kind))
  if (!chosen.ok) return chosen.reply
  return Rows.paged(
    call,
    "associated_users_count",
    chosen.value.map((it) => ({
      user_group: { name: it["name"], id: it["id"] },
      count: Members.usersOf(call.core, Json.asText(it["id"])).size
    }))
  )
}

// Nothing here is shared with groups or done in their name.
const associations = ofPath(() => Http.empty(204), "the related id given seems to be invalid")

const deletionJobs = (call: Call): Http.Reply =>
  call.target.query.has("job_id") ? Http.empty(204) : ZohoError.requiredParam("job_id")

const ofUser = (call: Call): Http.Reply => {
  const { core } = call
  const user = call.params["id"] ?? ""
  if (statusOf(core, user) === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
  const theirs = Documents.list(core, kind).filter((it) => Members.usersOf(core, Json.asText(it["id"])).has(user))
  return Rows.paged(call, root, theirs.map(plain))
}

const path = "/crm/v8/settings/user_groups"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "user_groups", operation }) as const
const reading = (more: string, handler: Route["handler"]): Route => ({
  host: "api",
  method: "GET",
  path: `${path}${more}`,
  scope: scope("READ"),
  handler
})

export const routes: ReadonlyArray<Route> = [
  reading("", list),
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany },
  reading("/actions/associated_users_count", usersCount),
  reading("/actions/deletion_jobs", deletionJobs),
  reading("/{group}", one),
  { host: "api", method: "PUT", path: `${path}/{group}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "DELETE", path: `${path}/{group}`, scope: scope("DELETE"), handler: remove },
  reading("/{group}/sources", sources),
  reading("/{group}/actions/sources_count", sourcesCount),
  reading("/{group}/actions/associations", associations),
  {
    host: "api",
    method: "GET",
    path: "/crm/v8/users/{id}/actions/associated_groups",
    scope: { group: "users", operation: "READ" },
    handler: ofUser
  }
]
