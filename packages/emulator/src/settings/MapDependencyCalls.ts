/** Dependencies between the pick-lists of a layout: listed, read, made, changed and deleted. */
import type * as Body from "../actions/Body.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Layout, Module } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import { moduleParam } from "./Fields.ts"
import * as MapDependencies from "./MapDependencies.ts"

const root = "map_dependency"
const at = `$.${root}[0]`

interface Named {
  readonly module: Module
  readonly layout: Layout
}

const refusal = (message: string, index: number): { readonly ok: false; readonly reply: Http.Reply } => ({
  ok: false,
  reply: ZohoError.reply(400, "INVALID_DATA", message, { resource_path_index: index })
})

/** The layout of the path, or the reply that refuses it. */
const layoutOf = (call: Call): Body.Checked<Named> => {
  const module = moduleParam(call)
  if ("status" in module) return { ok: false, reply: module }
  const layout = module.layouts.find(({ id }) => id === call.params["layout"])
  if (layout === undefined) return refusal("Invalid Layout Id", 2)
  return layout.inactive === true
    ? refusal("The given layout is deactivated", 2)
    : { ok: true, value: { module, layout } }
}

/** The dependency of the path, too. */
const dependencyOf = (call: Call): Body.Checked<Named & { readonly dependency: MapDependencies.MapDependency }> => {
  const named = layoutOf(call)
  if (!named.ok) return named
  const dependency = MapDependencies.list(call.core, named.value.layout.id).find(
    ({ id }) => id === call.params["dependency"]
  )
  return dependency === undefined
    ? refusal("the id given seems to be invalid", 4)
    : { ok: true, value: { ...named.value, dependency } }
}

type Shown = ReturnType<typeof MapDependencies.shown>

/** The comparison that `filters` is: of the subform that a dependency is in, or of a side of it. */
const filterOf = (given: string): ((item: Shown) => boolean) | Http.Reply => {
  const wrong = (code: string, path: string, message: string, details: ZohoError.Details = {}) =>
    ZohoError.reply(400, code, message, {
      ...details,
      api_name: path === "" ? "filters" : path.replace(/^.*\./, ""),
      json_path: path === "" ? "$" : `$.${path}`,
      param_name: "filters"
    })
  const filter = Json.asObject(Json.parse(given))
  if (filter === undefined) return wrong("INVALID_DATA", "", "the value given is invalid")
  const { comparator = null, field, value = null } = filter
  const name = Json.asObject(field)?.["api_name"] ?? null
  if (name === null) return wrong("MANDATORY_NOT_FOUND", "field.api_name", "Required field not found")
  const dependee = { dependee: { api_name: "field", json_path: "$.field" } }
  if (comparator === null) return wrong("DEPENDENT_FIELD_MISSING", "comparator", "Dependent Field missing", dependee)
  if (value === null) return wrong("DEPENDENT_FIELD_MISSING", "value", "Dependent Field missing", dependee)
  if (comparator !== "equal" && comparator !== "in")
    return wrong("INVALID_DATA", "comparator", "The value given is invalid", { supported_values: ["equal", "in"] })
  const [key = "", part = "api_name"] = Json.asText(name).split(".")
  if (!["sub_module", "parent", "child"].includes(key))
    return wrong("INVALID_DATA", "field.api_name", "the value given is invalid")
  const wanted = (Array.isArray(value) ? value : Json.asText(value).split(",")).map((it) => Json.asText(it).trim())
  return (item) => wanted.includes(Json.asText(Json.asObject(Reflect.get(item, key))?.[part]))
}

const list = (call: Call): Http.Reply => {
  const named = layoutOf(call)
  if (!named.ok) return named.reply
  const { layout, module } = named.value
  const given = call.target.query.get("filters")
  const test = given === null ? undefined : filterOf(given)
  if (typeof test === "object") return test
  const items = MapDependencies.list(call.core, layout.id)
    .map((it) => MapDependencies.shown(call.core, module, it, false))
    .filter((it) => test === undefined || test(it))
  return Rows.paged(call, root, items)
}

const one = (call: Call): Http.Reply => {
  const named = dependencyOf(call)
  if (!named.ok) return named.reply
  const { dependency, module } = named.value
  return Http.json(200, { [root]: [MapDependencies.shown(call.core, module, dependency, true)] })
}

const save = (call: Call, { layout, module }: Named, before: MapDependencies.MapDependency | undefined): Http.Reply => {
  const given = Rows.rows(call, root, 1)
  if (!given.ok) return given.reply
  const read = MapDependencies.read(call.core, module, layout, given.value[0] ?? {}, before, at)
  if ("code" in read) return Items.answer(root, [Items.failed(read)])
  MapDependencies.save(call.core, read)
  return before === undefined
    ? Items.answer(root, [Items.done(read.id, "map dependency created")], 201)
    : Items.answer(root, [Items.done(read.id, "map dependency updated")])
}

const create = (call: Call): Http.Reply => {
  const named = layoutOf(call)
  return named.ok ? save(call, named.value, undefined) : named.reply
}

const change = (call: Call): Http.Reply => {
  const named = dependencyOf(call)
  return named.ok ? save(call, named.value, named.value.dependency) : named.reply
}

const remove = (call: Call): Http.Reply => {
  const named = dependencyOf(call)
  if (!named.ok) return named.reply
  const { id } = named.value.dependency
  MapDependencies.remove(call.core, id)
  return Items.answer(root, [Items.done(id, "map dependency deleted")])
}

const path = "/crm/v8/settings/layouts/{layout}/map_dependency"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: root, operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "GET", path: `${path}/{dependency}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{dependency}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "DELETE", path: `${path}/{dependency}`, scope: scope("DELETE"), handler: remove }
]
