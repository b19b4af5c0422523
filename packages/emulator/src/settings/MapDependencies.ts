/** Which options of one pick-list go with which of another, on one layout: as they are kept, and read from a body. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Field, Layout, Module, PickValue } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import * as Options from "../picklists/Options.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Documents from "./Documents.ts"

const kind = "map_dependency"

export interface MapDependency {
  readonly id: string
  readonly layout: string
  readonly parent: string
  readonly child: string
  /** Options of the child by each option of the parent that has some, by id. */
  readonly maps: ReadonlyMap<string, ReadonlyArray<string>>
}

/** Where a field of a dependency is: in the layout's module, or in one of its subforms. */
export interface Placed {
  readonly field: Field
  readonly module: Module
}

const dependencyOf = (kept: Documents.Document): MapDependency => ({
  id: Json.asText(kept["id"]),
  layout: Json.asText(kept["layout"]),
  parent: Json.asText(kept["parent"]),
  child: Json.asText(kept["child"]),
  maps: new Map(
    Object.entries(Json.asObject(kept["maps"]) ?? {}).map(([parent, children]) => [
      parent,
      Array.isArray(children) ? children.filter((it) => typeof it === "string") : []
    ])
  )
})

export const list = (core: Core, layout: string): ReadonlyArray<MapDependency> =>
  Documents.list(core, kind)
    .map(dependencyOf)
    .filter((it) => it.layout === layout)

/** True when a dependency of any layout has this field. */
export const uses = (core: Core, field: string): boolean =>
  Documents.list(core, kind).some(({ child, parent }) => child === field || parent === field)

export const save = (core: Core, { maps, ...dependency }: MapDependency): void => {
  Documents.save(core, kind, { ...dependency, maps: Object.fromEntries(maps) })
}

export const remove = (core: Core, id: string): void => {
  Documents.remove(core, kind, id)
}

/** The fields that a layout of the module has, those of its subforms too. */
export const fieldsOf = (core: Core, module: Module): ReadonlyArray<Placed> => [
  ...module.fields.map((field) => ({ field, module })),
  ...module.fields.flatMap(({ child, dataType }) => {
    const rows = dataType === "subform" && child !== undefined ? core.metadata.module(child.module) : undefined
    return rows === undefined ? [] : rows.fields.map((field) => ({ field, module: rows }))
  })
]

const shownOption = (option: PickValue) => ({
  display_value: option.value,
  actual_value: Options.referenceOf(option),
  id: option.id
})

/** A dependency as the calls show it; the options of a list are left out. */
export const shown = (core: Core, module: Module, dependency: MapDependency, withOptions: boolean) => {
  const fields = fieldsOf(core, module)
  const parent = fields.find(({ field }) => field.id === dependency.parent)
  const child = fields.find(({ field }) => field.id === dependency.child)
  const rows = parent === undefined || parent.module.id === module.id ? undefined : parent.module
  const options = (parent?.field.pickList ?? []).flatMap((option) => {
    const maps = (dependency.maps.get(option.id) ?? []).flatMap((id) => {
      const found = child?.field.pickList.find((it) => it.id === id)
      return found === undefined ? [] : [shownOption(found)]
    })
    return maps.length === 0 ? [] : [{ ...shownOption(option), maps }]
  })
  return {
    parent: { api_name: parent?.field.apiName ?? null, id: dependency.parent },
    child: { api_name: child?.field.apiName ?? null, id: dependency.child },
    internal: false,
    sub_module: rows === undefined ? null : { api_name: rows.apiName, id: rows.id },
    active: true,
    id: dependency.id,
    source: 1,
    category: 0,
    ...(withOptions ? { pick_list_values: options } : {})
  }
}

type Side = "parent" | "child"

/** The field that one side of a body names, by id, API name, or both where they agree. */
const sideOf = (
  core: Core,
  module: Module,
  layout: Layout,
  given: unknown,
  side: Side,
  at: string
): Placed | ZohoError.ZohoError => {
  if (Json.isAbsent(given)) return Rows.about(at, side, "MANDATORY_NOT_FOUND")
  const value = Json.asObject(given)
  if (value === undefined) return Rows.about(at, side, "INVALID_DATA", undefined, { expected_data_type: "jsonobject" })
  const { api_name: apiName = null, id = null } = value
  if (apiName === null && id === null) return Rows.about(at, `${side}.id`, "MANDATORY_NOT_FOUND")
  const fields = fieldsOf(core, module)
  const byId = fields.find(({ field }) => field.id === Json.idOf(id))
  const byName = fields.find(({ field }) => field.apiName === apiName)
  if (id !== null && byId === undefined) return Rows.about(at, `${side}.id`, "INVALID_DATA", `invalid ${side} fieldid`)
  if (apiName !== null && byName === undefined)
    return Rows.about(at, `${side}.api_name`, "INVALID_DATA", "The given api name is invalid")
  if (byId !== undefined && apiName !== null && byId.field.apiName !== apiName)
    return ZohoError.make("AMBIGUITY_DURING_PROCESSING", "Ambiguity while processing the request", {
      ambiguity_due_to: ["id", "api_name"].map((name) => ({
        api_name: name,
        json_path: `${at}.${side}.${name}`
      }))
    })
  const found = byId ?? byName
  const types = side === "parent" ? ["picklist"] : ["picklist", "multiselectpicklist"]
  if (found === undefined || !types.includes(found.field.dataType))
    return Rows.about(at, `${side}.id`, "INVALID_DATA", `invalid ${side} fieldid`)
  const isThere =
    found.module.id !== module.id || layout.sections.some((section) => section.fields.includes(found.field.apiName))
  return isThere
    ? found
    : Rows.about(
        at,
        `${side}.id`,
        "NOT_ALLOWED",
        `${side === "parent" ? "Parent" : "Child"} fieldid is in unused fields list of the layout`
      )
}

/** The options of one parent's option after what the body says of some of them. */
const mapsOf = (
  child: Field,
  before: ReadonlyArray<string>,
  given: unknown,
  at: string,
  path: string
): ReadonlyArray<string> | ZohoError.ZohoError => {
  if (Json.isAbsent(given)) return Rows.about(at, path, "MANDATORY_NOT_FOUND")
  if (!Array.isArray(given)) return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  let ids = before
  for (const [index, item] of given.entries()) {
    const value = Json.asObject(item) ?? {}
    const own = value["id"] ?? null
    if (own === null) return Rows.about(at, `${path}[${index}].id`, "MANDATORY_NOT_FOUND")
    const option = child.pickList.find(({ id }) => id === Json.idOf(own))
    if (option === undefined) return Rows.about(at, `${path}[${index}].id`, "INVALID_DATA", "Invalid child option id")
    ids = ids.filter((id) => id !== option.id)
    if (!("_delete" in value)) ids = [...ids, option.id]
  }
  return ids
}

const optionsOf = (
  parent: Field,
  child: Field,
  before: MapDependency | undefined,
  given: unknown,
  at: string
): ReadonlyMap<string, ReadonlyArray<string>> | ZohoError.ZohoError => {
  const key = "pick_list_values"
  if (Json.isAbsent(given)) return Rows.about(at, key, "MANDATORY_NOT_FOUND")
  if (!Array.isArray(given)) return Rows.about(at, key, "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  const maps = new Map(before?.maps)
  for (const [index, item] of given.entries()) {
    const value = Json.asObject(item) ?? {}
    const path = `${key}[${index}]`
    const own = value["id"] ?? null
    if (own === null) return Rows.about(at, `${path}.id`, "MANDATORY_NOT_FOUND")
    const option = parent.pickList.find(({ id }) => id === Json.idOf(own))
    if (option === undefined) return Rows.about(at, `${path}.id`, "INVALID_DATA", "Invalid parent option id")
    const ids = mapsOf(child, maps.get(option.id) ?? [], value["maps"], at, `${path}.maps`)
    if ("code" in ids) return ids
    maps.set(option.id, ids)
  }
  return maps
}

/** Does following parents from this field lead to that one? */
const leadsTo = (all: ReadonlyArray<MapDependency>, from: string, to: string, depth = 0): boolean =>
  depth < 100 && (from === to || all.some(({ child, parent }) => child === from && leadsTo(all, parent, to, depth + 1)))

/** A dependency as the body wants it on a layout, or the first thing that is wrong with it. */
export const read = (
  core: Core,
  module: Module,
  layout: Layout,
  input: Body.Input,
  before: MapDependency | undefined,
  at: string
): MapDependency | ZohoError.ZohoError => {
  const parent = sideOf(core, module, layout, input["parent"], "parent", at)
  if ("code" in parent) return parent
  const child = sideOf(core, module, layout, input["child"], "child", at)
  if ("code" in child) return child
  if (parent.field.id === child.field.id)
    return Rows.about(at, "child.id", "INVALID_DATA", "The parent and child fieldid cannot be same")
  if (parent.module.id !== child.module.id) return Rows.about(at, "child.id", "INVALID_DATA", "invalid child fieldid")
  if (before !== undefined && before.parent !== parent.field.id)
    return Rows.about(at, "parent.id", "INVALID_DATA", "invalid parent fieldid")
  if (before !== undefined && before.child !== child.field.id)
    return Rows.about(at, "child.id", "INVALID_DATA", "invalid child fieldid")
  const others = list(core, layout.id).filter(({ id }) => id !== before?.id)
  // A field is the child of one other at most.
  const other = others.find((it) => it.child === child.field.id)
  if (other !== undefined)
    return ZohoError.make(
      "MAPPING_ALREADY_EXISTS",
      "The given parent and child fields are already associated in another map dependency in this layout",
      {
        id: other.id,
        dependency: [
          { id: parent.field.id, json_path: `${at}.parent.id` },
          { id: child.field.id, json_path: `${at}.child.id` }
        ]
      }
    )
  if (leadsTo(others, parent.field.id, child.field.id))
    return Rows.about(
      at,
      "child.id",
      "NOT_ALLOWED",
      "The given child field when associated with this parent field will result in loop"
    )
  const maps = optionsOf(parent.field, child.field, before, input["pick_list_values"], at)
  if ("code" in maps) return maps
  return {
    id: before?.id ?? core.db.nextId(),
    layout: layout.id,
    parent: parent.field.id,
    child: child.field.id,
    maps
  }
}
