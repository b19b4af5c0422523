/** Custom views of a module: listed, read, made, changed, sorted, deleted. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Params from "../Params.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as CrossFilters from "./CrossFilters.ts"
import * as ViewInput from "./ViewInput.ts"
import * as ViewStore from "./ViewStore.ts"

const invalidModule = (details: ZohoError.Details = {}): Http.Reply =>
  ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid", details)

const moduleOf = (call: Call): Module | Http.Reply => {
  const name = call.target.query.get("module")
  if (name === null || name === "") return ZohoError.requiredParam("module")
  const module = call.core.metadata.module(name)
  return module === undefined || !module.apiSupported ? invalidModule() : module
}

const translation = {
  public_views: "Public Views",
  other_users_views: "Other User's Views",
  shared_with_me: "Shared With Me",
  created_by_me: "Created By Me"
}

const digest = (call: Call, view: ViewStore.View, isDefault: boolean) => {
  const { core, identity } = call
  const user = (id: string | null): unknown => (id === null ? null : JSON.parse(FieldType.userJson(core, id, false)))
  return {
    display_value: view.name,
    created_time: view.created === null ? null : Clock.format(view.created),
    access_type: view.accessType,
    system_name: view.systemName,
    created_by: user(view.createdBy),
    default: isDefault,
    modified_time: view.modified === null ? null : Clock.format(view.modified),
    name: view.name,
    system_defined: view.systemName !== null,
    modified_by: user(view.modifiedBy),
    id: view.id,
    category: ViewStore.categoryOf(view, identity.userId),
    last_accessed_time: null,
    locked: view.locked,
    favorite: null
  }
}

const list = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const page = Params.page(call.target.query)
  if (!page.ok) return page.reply
  const ids = call.target.query.get("ids")?.split(",")
  const all = ViewStore.list(call.core, module).filter(
    (view) => ViewStore.isSeen(view, call.identity.userId) && (ids === undefined || ids.includes(view.id))
  )
  const shown = all.slice((page.page - 1) * page.perPage, page.page * page.perPage)
  if (shown.length === 0) return Http.empty(204)
  const [first] = all
  return Http.json(200, {
    custom_views: shown.map((view) => digest(call, view, view.id === first?.id)),
    info: {
      per_page: page.perPage,
      default: first?.id ?? null,
      count: shown.length,
      translation,
      page: page.page,
      more_records: page.page * page.perPage < all.length
    }
  })
}

const one = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const all = ViewStore.list(call.core, module)
  const view = all.find((it) => it.id === call.params["id"] && ViewStore.isSeen(it, call.identity.userId))
  if (view === undefined) return Http.empty(204)
  const fieldOf = (name: string) => ({ api_name: name, id: module.byName.get(name)?.id ?? null })
  return Http.json(200, {
    custom_views: [
      {
        ...digest(call, view, view.id === all[0]?.id),
        $modified_criteria: false,
        criteria: view.criteria === null ? null : ViewInput.shown(module, view.criteria),
        sort_by: view.sortBy === null ? null : fieldOf(view.sortBy),
        sort_order: view.sortOrder,
        shared_to: view.sharedTo ?? [],
        cross_filters: CrossFilters.shown(call.core, module, view.crossFilters),
        fields: view.fields.map((it) => ({ ...fieldOf(it.name), _pin: it.pin }))
      }
    ],
    info: { translation }
  })
}

const answer = (items: ReadonlyArray<Items.Item>, all: 200 | 201): Http.Reply => {
  // A locked view is refused with a status of its own where it is all there is.
  const isForbidden = items.length > 0 && items.every((it) => "code" in it.item && it.item.code === "NO_PERMISSION")
  return Http.json(isForbidden ? 403 : Items.statusOf(items, all), { custom_views: items.map((it) => it.item) })
}

/** The views of a body. */
const itemsOf = (call: Call, most: number): Body.Checked<ReadonlyArray<unknown>> => {
  const root = Body.root(call)
  if (!root.ok) return root
  return Body.array(root.value["custom_views"], "$.custom_views", most)
}

/** What a body says of a view, or what is wrong with it. */
const readView = (
  core: Core,
  module: Module,
  user: string,
  input: Body.Input,
  at: string
): ViewStore.Change | ZohoError.ZohoError => {
  const view = ViewInput.read(core, module, user, input, at)
  const given = input["cross_filters"]
  if ("code" in view || given === undefined) return view
  const crossFilters = given === null ? [] : CrossFilters.read(core, module, user, given, at)
  return "code" in crossFilters ? crossFilters : { ...view, crossFilters }
}

const duplicate = (at: string): Items.Item =>
  Items.refused("DUPLICATE_DATA", "duplicate data", { api_name: "name", json_path: `${at}.name` })

const create = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const given = itemsOf(call, 10)
  if (!given.ok) return given.reply
  const { core, identity } = call
  // The whole call is refused where a name is missing, and calls the key a parameter.
  if (given.value.some((it) => typeof Json.asObject(it)?.["name"] !== "string"))
    return ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "invalid data", { param_name: "name" })
  return answer(
    core.db.transaction(() =>
      given.value.map((it, index) => {
        const at = `$.custom_views[${index}]`
        const read = readView(core, module, identity.userId, Json.asObject(it) ?? {}, at)
        if ("code" in read) return Items.failed(read)
        const { name = "" } = read
        if (ViewStore.list(core, module).some((other) => other.name === name)) return duplicate(at)
        return Items.done(ViewStore.add(core, module, identity.userId, { ...read, name }), "custom view created")
      })
    ),
    201
  )
}

const locked = "Permission denied. Locked custom views cannot be customized."

/** Changes one view; `keys` are those that may change. */
const change = (call: Call, module: Module, id: string, input: Body.Input, at: string): Items.Item => {
  const { core, identity } = call
  const all = ViewStore.list(core, module)
  const view = all.find((it) => it.id === id && ViewStore.isSeen(it, identity.userId))
  const place = { api_name: "id", json_path: `${at}.id` }
  if (view === undefined) return Items.refused("INVALID_DATA", "invalid data", place)
  if (view.systemName !== null && Object.keys(input).some((key) => !["id", "sort_by", "sort_order"].includes(key)))
    return Items.refused("NOT_ALLOWED", "system defined custom views cannot be changed", place)
  if (view.locked && view.createdBy !== identity.userId) return Items.refused("NO_PERMISSION", locked, place)
  const read = readView(core, module, identity.userId, input, at)
  if ("code" in read) return Items.failed(read)
  if (read.name !== undefined && all.some((other) => other.name === read.name && other.id !== id)) return duplicate(at)
  ViewStore.change(core, identity.userId, view, read)
  return Items.done(id, "custom view updated")
}

const changeAll =
  (keys: ReadonlyArray<string> | undefined) =>
  (call: Call): Http.Reply => {
    const module = moduleOf(call)
    if ("status" in module) return module
    const given = itemsOf(call, 10)
    if (!given.ok) return given.reply
    return answer(
      call.core.db.transaction(() =>
        given.value.map((it, index) => {
          const at = `$.custom_views[${index}]`
          const input = Json.asObject(it)
          if (input === undefined)
            return Items.refused("INVALID_DATA", "invalid data", { expected_data_type: "jsonobject", json_path: at })
          const id = Json.idOf(input["id"])
          if (id === undefined)
            return Items.refused("MANDATORY_NOT_FOUND", "required field not found", {
              api_name: "id",
              json_path: `${at}.id`
            })
          const missing = keys?.find((key) => (input[key] ?? undefined) === undefined)
          if (missing !== undefined)
            return Items.refused("MANDATORY_NOT_FOUND", "required field not found", {
              api_name: missing,
              json_path: `${at}.${missing}`
            })
          return change(call, module, id, keys === undefined ? input : pick(input, ["id", ...keys]), at)
        })
      ),
      200
    )
  }

const pick = (input: Body.Input, keys: ReadonlyArray<string>): Body.Input =>
  Object.fromEntries(Object.entries(input).filter(([key]) => keys.includes(key)))

const changeOne =
  (keys: ReadonlyArray<string> | undefined) =>
  (call: Call): Http.Reply => {
    const module = moduleOf(call)
    if ("status" in module) return module
    const given = itemsOf(call, 1)
    if (!given.ok) return given.reply
    const input = Body.object(given.value[0], "$.custom_views[0]")
    if (!input.ok) return input.reply
    const id = call.params["id"] ?? ""
    const known = ViewStore.list(call.core, module).find((it) => it.id === id)
    if (known === undefined)
      return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 2 })
    if (known.locked && known.createdBy !== call.identity.userId)
      return ZohoError.reply(403, "NO_PERMISSION", locked, { resource_path_index: 2 })
    const missing = keys?.find((key) => (input.value[key] ?? undefined) === undefined)
    if (missing !== undefined) return Body.missing(`$.custom_views[0].${missing}`, Body.under("custom_views")).reply
    const { id: _, ...rest } = keys === undefined ? input.value : pick(input.value, keys)
    return answer([call.core.db.transaction(() => change(call, module, id, rest, "$.custom_views[0]"))], 200)
  }

const remove = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const given = call.target.query.get("ids")
  if (given === null || given.trim() === "") return ZohoError.requiredParam("ids")
  const { core, identity } = call
  return answer(
    core.db.transaction(() =>
      Params.names(given).map((id) => {
        const view = ViewStore.list(core, module).find((it) => it.id === id && ViewStore.isSeen(it, identity.userId))
        if (view === undefined)
          return Items.refused("INVALID_DATA", "The provided CustomView is either invalid or already Deleted", { id })
        if (view.systemName !== null)
          return Items.refused("NOT_ALLOWED", "system defined custom views cannot be deleted", { id })
        if (view.locked && view.createdBy !== identity.userId) return Items.refused("NO_PERMISSION", locked, { id })
        ViewStore.remove(core, id)
        return Items.done(id, "deleted successfully")
      })
    ),
    200
  )
}

const path = "/crm/v8/settings/custom_views"
const sorting = ["sort_by", "sort_order"]

const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "custom_views", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeAll(undefined) },
  { host: "api", method: "DELETE", path, scope: scope("DELETE"), handler: remove },
  {
    host: "api",
    method: "PUT",
    path: `${path}/actions/change_sort`,
    scope: scope("UPDATE"),
    handler: changeAll(sorting)
  },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("UPDATE"), handler: changeOne(undefined) },
  {
    host: "api",
    method: "PUT",
    path: `${path}/{id}/actions/change_sort`,
    scope: scope("UPDATE"),
    handler: changeOne(sorting)
  }
]
