/** Roles: a tree that every user has a place in. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import { answer as answerOf, done, failed, type Item } from "../Items.ts"
import * as Json from "../Json.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as People from "./People.ts"
import * as RoleTree from "./RoleTree.ts"

type Stored = { readonly [key: string]: unknown }

const list = (core: Core): ReadonlyArray<Stored> =>
  Json.objects(core.db.all("SELECT json FROM role ORDER BY id").map((row) => Json.parse(Json.asText(row["json"]))))

const find = (core: Core, id: string): Stored | undefined => list(core).find((it) => it["id"] === id)

const save = (core: Core, id: string, role: Stored): void => {
  core.db.run("INSERT OR REPLACE INTO role(id, json) VALUES(?,?)", id, JSON.stringify(role))
}

const item = (role: Stored) => ({
  forecast_manager: null,
  admin_user: false,
  created_by__s: null,
  modified_by__s: null,
  modified_time__s: null,
  created_time__s: null,
  ...role
})

const all = (call: Call): Http.Reply => Http.json(200, { roles: list(call.core).map(item) })

const one = (call: Call): Http.Reply => {
  const role = find(call.core, call.params["id"] ?? "")
  return role === undefined ? Http.empty(204) : Http.json(200, { roles: [item(role)] })
}

interface Change {
  readonly name?: string
  readonly description?: string | null
  readonly share_with_peers?: boolean
  readonly reporting_to?: People.Ref
}

const parentOf = (role: Stored | undefined): string | undefined =>
  Json.idOf(Json.asObject(role?.["reporting_to"])?.["id"])

/** Is `id` the role itself, or one below it? */
const isBelow = (core: Core, id: string, role: string): boolean => RoleTree.from(RoleTree.all(core.db), [role]).has(id)

/** What a body says of a role, `id` when it is one that exists. */
const read = (core: Core, input: Body.Input, id: string | undefined, at: string): Change | ZohoError.ZohoError => {
  const wrong = (code: string, key: string, details: ZohoError.Details = {}, path = key) =>
    ZohoError.make(code, code === "DUPLICATE_DATA" ? "duplicate data" : "invalid data", {
      ...details,
      api_name: key,
      json_path: `${at}.${path}`
    })
  const { description, name, reporting_to: parent, share_with_peers: share } = input
  const missing = (key: string) =>
    ZohoError.make("MANDATORY_NOT_FOUND", "required field not found", { api_name: key, json_path: `${at}.${key}` })
  if (id === undefined && Json.isAbsent(name)) return missing("name")
  if (id === undefined && Json.isAbsent(parent)) return missing("reporting_to")
  if (name !== undefined && (typeof name !== "string" || name.trim() === "" || name.length > 100))
    return wrong("INVALID_DATA", "name", { maximum_length: 100 })
  if (list(core).some((it) => it["name"] === name && it["id"] !== id)) return wrong("DUPLICATE_DATA", "name")
  if (share !== undefined && typeof share !== "boolean")
    return wrong("INVALID_DATA", "share_with_peers", { expected_data_type: "boolean" })
  const parentId = Json.idOf(Json.asObject(parent)?.["id"] ?? parent)
  const above = parentId === undefined ? undefined : find(core, parentId)
  if (!Json.isAbsent(parent) && above === undefined) return wrong("INVALID_DATA", "id", {}, "reporting_to.id")
  if (id !== undefined && parentId !== undefined && isBelow(core, parentId, id))
    return wrong("INVALID_DATA", "id", {}, "reporting_to.id")
  return {
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof description === "string" || description === null ? { description } : {}),
    ...(typeof share === "boolean" ? { share_with_peers: share } : {}),
    ...(above === undefined || parentId === undefined
      ? {}
      : { reporting_to: { name: Json.asText(above["name"]), id: parentId } })
  }
}

const answer = (items: ReadonlyArray<Item>, all: 200 | 201): Http.Reply => answerOf("roles", items, all)

const refuse = Body.under("roles")

const itemsOf = (call: Call, most: number): Body.Checked<ReadonlyArray<unknown>> => {
  const root = Body.root(call)
  return root.ok ? Body.array(root.value["roles"], "$.roles", most, refuse) : root
}

const stamped = (call: Call) => {
  const { core, identity } = call
  const by = JSON.parse(FieldType.userJson(core, identity.userId, false))
  return { modified_by__s: by, modified_time__s: Clock.format(Math.floor(core.clock.now() / 1000)) }
}

const create = (call: Call): Http.Reply => {
  const given = itemsOf(call, 1)
  if (!given.ok) return given.reply
  const { core } = call
  return answer(
    given.value.map((it, index): Item => {
      const change = read(core, Json.asObject(it) ?? {}, undefined, `$.roles[${index}]`)
      if ("code" in change) return failed(change)
      const id = core.db.nextId()
      const { modified_by__s: by, modified_time__s: at } = stamped(call)
      save(core, id, {
        id,
        description: null,
        share_with_peers: false,
        ...change,
        display_label: change.name,
        api_name: change.name,
        created_by__s: by,
        created_time__s: at,
        ...stamped(call)
      })
      return done(id, "Role added")
    }),
    201
  )
}

const apply = (call: Call, id: string, input: Body.Input, at: string): Item => {
  const { core } = call
  const role = find(core, id)
  if (role === undefined)
    return {
      ok: false,
      item: ZohoError.make("INVALID_DATA", "invalid data", { api_name: "id", json_path: `${at}.id` })
    }
  const change = read(core, input, id, at)
  if ("code" in change) return failed(change)
  core.db.transaction(() => {
    save(core, id, {
      ...role,
      ...change,
      ...(change.name === undefined ? {} : { display_label: change.name }),
      ...stamped(call)
    })
    const { name } = change
    if (name === undefined) return
    People.rename(core, "role", id, name)
    for (const it of list(core))
      if (parentOf(it) === id) save(core, Json.asText(it["id"]), { ...it, reporting_to: { name, id } })
  })
  return done(id, "Role updated")
}

const changeMany = (call: Call): Http.Reply => {
  const given = itemsOf(call, 10)
  if (!given.ok) return given.reply
  return answer(
    given.value.map((it, index): Item => {
      const at = `$.roles[${index}]`
      const input = Json.asObject(it) ?? {}
      const id = Json.idOf(input["id"])
      return id === undefined
        ? {
            ok: false,
            item: ZohoError.make("MANDATORY_NOT_FOUND", "required field not found", {
              api_name: "id",
              json_path: `${at}.id`
            })
          }
        : apply(call, id, input, at)
    }),
    200
  )
}

const invalidId = ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 2 })

const changeOne = (call: Call): Http.Reply => {
  const id = call.params["id"] ?? ""
  if (find(call.core, id) === undefined) return invalidId
  const given = itemsOf(call, 1)
  if (!given.ok) return given.reply
  return answer([apply(call, id, Json.asObject(given.value[0]) ?? {}, "$.roles[0]")], 200)
}

const remove = (call: Call): Http.Reply => {
  const { core } = call
  const id = call.params["id"] ?? ""
  const role = find(core, id)
  if (role === undefined) return invalidId
  const target = call.target.query.get("transfer_to_id")
  if (target === null) return ZohoError.requiredParam("transfer_to_id")
  const to = find(core, target)
  if (to === undefined || isBelow(core, target, id))
    return ZohoError.invalidParam("transfer_to_id", "the id given seems to be invalid")
  // The top of the tree stays.
  if (parentOf(role) === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the role cannot be deleted", { resource_path_index: 2 })
  const ref = { id: target, name: Json.asText(to["name"]) }
  core.db.transaction(() => {
    People.move(core, "role", id, ref)
    for (const it of list(core))
      if (parentOf(it) === id)
        save(core, Json.asText(it["id"]), { ...it, reporting_to: { name: ref.name, id: ref.id } })
    core.db.run("DELETE FROM role WHERE id=?", id)
  })
  return answer([done(id, "Role deleted")], 200)
}

const path = "/crm/v8/settings/roles"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "roles", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: all },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("UPDATE"), handler: changeOne },
  { host: "api", method: "DELETE", path: `${path}/{id}`, scope: scope("DELETE"), handler: remove }
]
