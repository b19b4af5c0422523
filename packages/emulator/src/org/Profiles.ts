/** Profiles: listed, read with every permission, cloned, changed, deleted with their users handed over. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as FieldProfiles from "../settings/FieldProfiles.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Permissions from "./Permissions.ts"
import * as People from "./People.ts"

type Stored = { readonly [key: string]: unknown }

const find = (core: Core, id: string): Stored | undefined => {
  const row = core.db.get("SELECT json FROM profile WHERE id=?", id)
  return row === undefined ? undefined : Json.asObject(Json.parse(Json.asText(row["json"])))
}

const list = (core: Core): ReadonlyArray<Stored> =>
  Json.objects(core.db.all("SELECT json FROM profile ORDER BY id").map((row) => Json.parse(Json.asText(row["json"]))))

const save = (core: Core, id: string, profile: Stored): void => {
  core.db.run("INSERT OR REPLACE INTO profile(id, json) VALUES(?,?)", id, JSON.stringify(profile))
}

const item = (core: Core) => (profile: Stored) => {
  const shown = Object.fromEntries(Object.entries(profile).filter(([key]) => key !== "$disabled"))
  return {
    _default_view: { name: "All", type: "system_defined", id: People.permissionId(core, "default view") },
    category: profile["custom"] !== true,
    created_time: null,
    modified_time: null,
    created_by: null,
    modified_by: null,
    ...shown
  }
}

const license = { license_limit: null }

const all = (call: Call): Http.Reply =>
  Http.json(200, { profiles: list(call.core).map(item(call.core)), info: license })

const isOff = (profile: Stored, name: string): boolean =>
  Array.isArray(profile["$disabled"]) && profile["$disabled"].includes(name)

const one = (call: Call): Http.Reply => {
  const { core } = call
  const profile = find(core, call.params["id"] ?? "")
  if (profile === undefined) return Http.empty(204)
  const permissions = Permissions.all(core).map((it) => ({ ...it, id: People.permissionId(core, it.name) }))
  const idOf = (name: string | null) => permissions.find((it) => it.name === name)?.id
  const modules = [...new Set(permissions.flatMap((it) => it.module ?? []))]
  const idsOf = (module: string | null) => permissions.filter((it) => it.module === module).map((it) => it.id)
  return Http.json(200, {
    profiles: [
      {
        ...item(core)(profile),
        permissions_details: permissions.map((it) => ({
          display_label: it.label,
          customizable: profile["custom"] === true,
          parent_permissions: it.parent === null ? [] : [idOf(it.parent)],
          enabled: !isOff(profile, it.name),
          name: it.name,
          ...(it.module === null ? {} : { module: it.module }),
          id: it.id
        })),
        sections: [
          {
            name: "module",
            categories: modules.map((module) => ({
              display_label: core.metadata.module(module)?.plural ?? module,
              permissions_details: idsOf(module),
              module,
              name: module
            }))
          },
          {
            name: "setup",
            categories: [{ display_label: "Setup", permissions_details: idsOf(null), module: null, name: "Setup" }]
          }
        ]
      }
    ],
    info: license
  })
}

const special = /[#%&()*^]/

/** A new name, or what is wrong with it. */
const nameOf = (
  core: Core,
  value: unknown,
  id: string | undefined
): { readonly name: string } | ZohoError.ZohoError => {
  const place = { api_name: "name", json_path: "$.profiles[0].name" }
  if (typeof value !== "string" || value.trim() === "" || value.length > 50)
    return ZohoError.make("INVALID_DATA", "invalid data", { ...place, maximum_length: 50 })
  if (special.test(value))
    return ZohoError.make(
      "INVALID_DATA",
      "Profile name should not contain the following special character(s) : #, %, &, (, ), *, ^",
      place
    )
  const taken = list(core).some((it) => it["name"] === value && it["id"] !== id)
  return taken ? ZohoError.make("DUPLICATE_DATA", "duplicate data", place) : { name: value }
}

const under = (status: number, error: ZohoError.ZohoError): Http.Reply => Http.json(status, { profiles: [error] })

const done = (status: number, id: string, message: string): Http.Reply =>
  Http.json(status, { profiles: [{ code: "SUCCESS", details: { id }, message, status: "success" }] })

const invalidId = ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid or already deleted", {
  resource_path_index: 2
})

const refuse = Body.under("profiles")

const inputOf = (call: Call): Body.Checked<Body.Input> => {
  const root = Body.root(call)
  if (!root.ok) return root
  const items = Body.array(root.value["profiles"], "$.profiles", 1, refuse)
  return items.ok ? Body.object(items.value[0], "$.profiles[0]", refuse) : items
}

const now = (core: Core): string => Clock.format(Math.floor(core.clock.now() / 1000))

const clone = (call: Call): Http.Reply => {
  const { core, identity } = call
  const source = find(core, call.params["id"] ?? "")
  if (source === undefined) return invalidId
  const input = inputOf(call)
  if (!input.ok) return input.reply
  if (input.value["name"] === undefined) return Body.missing("$.profiles[0].name", refuse).reply
  const name = nameOf(core, input.value["name"], undefined)
  if ("code" in name) return under(400, name)
  const id = core.db.nextId()
  const by = JSON.parse(FieldType.userJson(core, identity.userId, false))
  const { description } = input.value
  save(core, id, {
    ...source,
    id,
    name: name.name,
    display_label: name.name,
    description: typeof description === "string" ? description : null,
    custom: true,
    default: false,
    created_time: now(core),
    created_by: by,
    modified_time: now(core),
    modified_by: by
  })
  FieldProfiles.copy(core, Json.asText(source["id"]), id)
  return done(201, id, "profile created successfully")
}

/** The permissions that are off after the changes that a body asks for, or what is wrong with them. */
const changed = (core: Core, profile: Stored, given: unknown): ReadonlyArray<string> | ZohoError.ZohoError => {
  const off = new Set(Permissions.all(core).flatMap((it) => (isOff(profile, it.name) ? [it.name] : [])))
  if (given === undefined) return [...off]
  const at = "$.profiles[0].permissions_details"
  if (!Array.isArray(given))
    return ZohoError.make("INVALID_DATA", "invalid data", {
      expected_data_type: "jsonarray",
      api_name: "permissions_details",
      json_path: at
    })
  const known = new Map(Permissions.all(core).map((it) => [People.permissionId(core, it.name), it]))
  for (const [index, value] of given.entries()) {
    const { enabled, id } = Json.asObject(value) ?? {}
    const place = { api_name: "id", json_path: `${at}[${index}].id` }
    const permission = known.get(Json.idOf(id) ?? "")
    if (permission === undefined) return ZohoError.make("NOT_ALLOWED", "This Permissionid cannot be updated", place)
    if (typeof enabled !== "boolean")
      return ZohoError.make("INVALID_DATA", "invalid data", {
        expected_data_type: "boolean",
        api_name: "enabled",
        json_path: `${at}[${index}].enabled`
      })
    if (!enabled) {
      off.add(permission.name)
      // What hangs on it goes with it.
      for (const it of known.values()) if (it.parent !== null && off.has(it.parent)) off.add(it.name)
    } else if (permission.parent !== null && off.has(permission.parent)) {
      return ZohoError.make(
        "INVALID_DATA",
        "Child permission can not be enabled, since its parent permission is disabled",
        place
      )
    } else off.delete(permission.name)
  }
  return [...off]
}

const change = (call: Call): Http.Reply => {
  const { core, identity } = call
  const id = call.params["id"] ?? ""
  const profile = find(core, id)
  if (profile === undefined) return invalidId
  if (profile["custom"] !== true)
    return ZohoError.reply(400, "NOT_ALLOWED", "System profile cannot be updated", { resource_path_index: 2 })
  const input = inputOf(call)
  if (!input.ok) return input.reply
  const { description, name, permissions_details: permissions } = input.value
  const named = name === undefined ? undefined : nameOf(core, name, id)
  if (named !== undefined && "code" in named) return under(400, named)
  const off = changed(core, profile, permissions)
  if ("code" in off) return under(400, off)
  save(core, id, {
    ...profile,
    ...(named === undefined ? {} : { name: named.name, display_label: named.name }),
    ...(typeof description === "string" || description === null ? { description } : {}),
    $disabled: off,
    modified_time: now(core),
    modified_by: JSON.parse(FieldType.userJson(core, identity.userId, false))
  })
  if (named !== undefined) People.rename(core, "profile", id, named.name)
  return done(200, id, "profile updated successfully")
}

const remove = (call: Call): Http.Reply => {
  const { core } = call
  const id = call.params["id"] ?? ""
  const profile = find(core, id)
  if (profile === undefined) return invalidId
  if (profile["custom"] !== true)
    return ZohoError.reply(400, "NOT_ALLOWED", "System profile cannot be deleted", { resource_path_index: 2 })
  const target = call.target.query.get("transfer_to")
  if (target === null) return ZohoError.requiredParam("transfer_to")
  const to = target === id ? undefined : find(core, target)
  if (to === undefined) return ZohoError.invalidParam("transfer_to", "the id given seems to be invalid")
  core.db.transaction(() => {
    People.move(core, "profile", id, { id: target, name: Json.asText(to["name"]) })
    core.db.run("DELETE FROM profile WHERE id=?", id)
  })
  // Not under `profiles`, as the published data has it.
  return Http.json(200, {
    code: "SUCCESS",
    details: { id },
    message: "Profile deleted",
    status: "success"
  })
}

const path = "/crm/v8/settings/profiles"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "profiles", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: all },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "PATCH", path: `${path}/{id}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "DELETE", path: `${path}/{id}`, scope: scope("DELETE"), handler: remove },
  { host: "api", method: "POST", path: `${path}/{id}/actions/clone`, scope: scope("CREATE"), handler: clone }
]
