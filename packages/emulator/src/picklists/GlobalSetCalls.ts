/** Global pick-lists, read, made, changed and taken away; their fields; values replaced in all of these. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Json from "../Json.ts"
import * as Rows from "../org/Rows.ts"
import * as Params from "../Params.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Filters from "./Filters.ts"
import * as GlobalSetInput from "./GlobalSetInput.ts"
import * as GlobalSets from "./GlobalSets.ts"
import * as Options from "./Options.ts"
import * as PickListJob from "./PickListJob.ts"
import * as Replacement from "./Replacement.ts"

const root = "global_picklists"
const at = `$.${root}[0]`
const includes = ["pick_list_values", "used_in_modules", "associated_fields_count"]

/** A global pick-list with what `include` asks for besides. */
const item = (
  core: Core,
  set: GlobalSets.GlobalSet,
  include: ReadonlyArray<string>,
  inner: ReturnType<typeof Filters.inner>
) => {
  const associated = GlobalSets.associated(core, set.id)
  const modules = [...new Map(associated.map(({ module }) => [module.id, module])).values()]
  const values = set.options.map(Options.shown)
  return {
    display_label: set.label,
    api_name: set.apiName,
    actual_label: set.actualLabel,
    customizable: true,
    description: set.description,
    source: "crm",
    pick_list_values_sorted_lexically: set.sorted,
    id: set.id,
    presence: set.deleting === undefined,
    ...set.stamp,
    ...(include.includes("pick_list_values")
      ? { pick_list_values: typeof inner === "function" ? values.filter(inner) : values }
      : {}),
    ...(include.includes("used_in_modules")
      ? {
          used_in_modules: modules.map(({ apiName, id, plural }) => ({ plural_label: plural, api_name: apiName, id }))
        }
      : {}),
    ...(include.includes("associated_fields_count") ? { associated_fields_count: associated.length } : {})
  }
}

/** Global pick-lists as the query wants them shown; those of one id bring their values along. */
const answer = (call: Call, sets: ReadonlyArray<GlobalSets.GlobalSet>, always: ReadonlyArray<string>): Http.Reply => {
  const { core, target } = call
  const asked = Params.names(target.query.get("include"))
  if (asked.some((name) => !includes.includes(name)))
    return ZohoError.invalidParam("include", "The value given is not supported", { supported_values: includes })
  const test = Filters.filters(target.query)
  if (typeof test === "object") return test
  const inner = Filters.inner(target.query)
  if (typeof inner === "object") return inner
  const fields = Params.names(target.query.get("fields"))
  const shown = sets
    .map((set) => item(core, set, [...always, ...asked], inner))
    .filter((it) => test === undefined || test(it))
    .map((it) =>
      fields.length === 0
        ? it
        : Object.fromEntries(Object.entries(it).filter(([key]) => key === "id" || fields.includes(key)))
    )
  return shown.length === 0 ? Http.empty(204) : Http.json(200, { [root]: shown })
}

const list = (call: Call): Http.Reply => answer(call, GlobalSets.list(call.core), [])

const one = (call: Call): Http.Reply => {
  const set = GlobalSets.find(call.core, call.params["id"] ?? "")
  return answer(call, set === undefined ? [] : [set], ["pick_list_values"])
}

const create = (call: Call): Http.Reply => {
  const { core } = call
  const given = Rows.rows(call, root, 1)
  if (!given.ok) return given.reply
  return core.db.transaction(() => {
    const set = GlobalSetInput.read(core, given.value[0] ?? {}, undefined, at)
    if ("code" in set) return Items.answer(root, [Items.failed(set)])
    if (GlobalSets.list(core).length >= GlobalSetInput.most)
      return Items.answer(root, [
        Items.refused("LIMIT_EXCEEDED", "global picklists limit exceeded", {
          limit_due_to: [{ api_name: root, json_path: at }],
          limit: GlobalSetInput.most
        })
      ])
    GlobalSets.save(core, { ...set, stamp: Rows.stamped(call, undefined) })
    return Items.answer(root, [Items.done(set.id, "global picklist added successfully")], 201)
  })
}

const change = (call: Call, before: GlobalSets.GlobalSet, input: Body.Input): Http.Reply => {
  const { core } = call
  return core.db.transaction(() => {
    const set = GlobalSetInput.read(core, input, before, at)
    if ("code" in set) return Items.answer(root, [Items.failed(set)])
    const { replacing = [] } = before
    GlobalSets.save(core, { ...set, replacing, stamp: Rows.stamped(call, before.stamp) })
    return Items.answer(root, [Items.done(set.id, "global picklist updated successfully")])
  })
}

const goingMessage = "global picklist deletion in progress."

const changeNamed = (call: Call): Http.Reply => {
  const given = Rows.rows(call, root, 1)
  if (!given.ok) return given.reply
  const [input = {}] = given.value
  const { id } = input
  if (Json.isAbsent(id)) return Items.answer(root, [Items.failed(Rows.about(at, "id", "MANDATORY_NOT_FOUND"))])
  const before = GlobalSets.find(call.core, Json.idOf(id) ?? "")
  if (before === undefined)
    return Items.answer(root, [
      Items.failed(
        Rows.about(at, "id", "INVALID_DATA", "the id given seems to be invalid", { id: Json.idOf(id) ?? null })
      )
    ])
  return before.deleting === undefined
    ? change(call, before, input)
    : Items.answer(root, [Items.refused("NOT_ALLOWED", goingMessage, { api_name: root, json_path: at })])
}

const inPath = { resource_path_index: 2 }

/** The global pick-list of the path, or the error for it. */
const ofPath = (call: Call): Body.Checked<GlobalSets.GlobalSet> => {
  const set = GlobalSets.find(call.core, call.params["id"] ?? "")
  if (set === undefined)
    return Body.no(ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", inPath))
  return set.deleting === undefined ? Body.ok(set) : Body.no(ZohoError.reply(400, "NOT_ALLOWED", goingMessage, inPath))
}

const changeOne = (call: Call): Http.Reply => {
  const set = ofPath(call)
  if (!set.ok) return set.reply
  const given = Rows.rows(call, root, 1)
  return given.ok ? change(call, set.value, given.value[0] ?? {}) : given.reply
}

/** Starts a job, and says so. */
const scheduled = (call: Call, key: string, message: string, input: PickListJob.SetInput): [string, Http.Reply] => {
  const job = Runners.start(call.core, { type: PickListJob.type, user: call.identity.userId, input: { ...input } })
  return [job, Http.json(202, { [key]: [{ code: "SCHEDULED", details: { job_id: job }, message, status: "success" }] })]
}

const remove = (call: Call, set: GlobalSets.GlobalSet): Http.Reply => {
  const [deleting, reply] = scheduled(call, root, "Deletion scheduled", { action: "delete_set", set: set.id })
  GlobalSets.save(call.core, { ...set, deleting })
  return reply
}

const tooManyFields = `global set can't be deleted as it is associated to more than ${GlobalSetInput.manyFields} fields`

const hasManyFields = (core: Core, id: string): boolean =>
  GlobalSets.associated(core, id).length > GlobalSetInput.manyFields

const removeOne = (call: Call): Http.Reply => {
  const set = ofPath(call)
  if (!set.ok) return set.reply
  return hasManyFields(call.core, set.value.id)
    ? ZohoError.reply(400, "NOT_ALLOWED", tooManyFields, inPath)
    : remove(call, set.value)
}

const removeNamed = (call: Call): Http.Reply => {
  const { core, target } = call
  const ids = Params.names(target.query.get("ids"))
  const [id] = ids
  if (id === undefined) return ZohoError.requiredParam("ids")
  if (ids.length > 1) return ZohoError.invalidParam("ids", "invalid data", { maximum_length: 1 })
  const refused = (code: string, message: string) => Items.answer(root, [Items.refused(code, message, { id })])
  const set = GlobalSets.find(core, id)
  if (set === undefined) return refused("INVALID_DATA", "the id given seems to be invalid")
  if (set.deleting !== undefined) return refused("NOT_ALLOWED", goingMessage)
  return hasManyFields(core, id) ? refused("NOT_ALLOWED", tooManyFields) : remove(call, set)
}

const associations = (call: Call): Http.Reply => {
  const { core, target } = call
  const set = ofPath(call)
  if (!set.ok) return set.reply
  const inner = new Set(Params.names(target.query.get("include_inner_details")))
  return Rows.paged(
    call,
    "associations",
    GlobalSets.associated(core, set.value.id).map(({ field, module }) => ({
      field: { api_name: field.apiName, id: field.id },
      module: {
        api_name: module.apiName,
        id: module.id,
        ...(inner.has("module.plural_label") ? { plural_label: module.plural } : {}),
        ...(inner.has("module.module_name") ? { module_name: module.apiName } : {})
      },
      layouts: module.layouts
        .filter(({ sections }) => sections.some(({ fields }) => fields.includes(field.apiName)))
        .map(({ id, inactive, name }) => ({
          name,
          id,
          ...(inner.has("layouts.status") ? { status: inactive === true ? "inactive" : "active" } : {})
        }))
    }))
  )
}

const valueAssociations = (call: Call): Http.Reply => {
  const { core, target } = call
  const set = ofPath(call)
  if (!set.ok) return set.reply
  const id = target.query.get("picklist_value_id")
  if (id === null || id === "")
    return ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", {
      param: "picklist_value_id"
    })
  const option = set.value.options.find((it) => it.id === id)
  if (option === undefined) return ZohoError.invalidParam("picklist_value_id", "the id given seems to be invalid")
  const resources = GlobalSets.associated(core, set.value.id).flatMap(({ field, module }) =>
    Options.associations(core, module, field, option.value).flatMap((it) =>
      it.resources.map(({ id: own, name }) => ({
        name,
        details: { module: { plural_label: module.plural, api_name: module.apiName, id: module.id } },
        id: own
      }))
    )
  )
  return resources.length === 0
    ? Http.empty(204)
    : Http.json(200, { pick_list_values_associations: [{ resources, type: "blueprint" }] })
}

const replaceKey = "replace_picklist_values"

const replace = (call: Call): Http.Reply => {
  const { core } = call
  const set = ofPath(call)
  if (!set.ok) return set.reply
  const asked = Replacement.read(call, replaceKey, set.value.options, {
    old: "The given value seems to be invalid",
    new: "The given value seems to be invalid"
  })
  if (!asked.ok) return asked.reply
  const { from, to } = asked.value
  if ((set.value.replacing ?? []).some((it) => it.from === from || it.to === from || it.from === to))
    return Items.answer(replaceKey, [
      Items.failed(Rows.about(`$.${replaceKey}[0]`, "old_value", "NOT_ALLOWED", "the value is being replaced"))
    ])
  const isHeld = GlobalSets.associated(core, set.value.id).some(
    ({ field, module }) => Options.count(core, module, field, from) > 0
  )
  return core.db.transaction(() => {
    if (!isHeld) {
      const options = set.value.options.filter(({ value }) => value !== from)
      GlobalSets.save(core, { ...set.value, options })
      return Items.answer(replaceKey, [Items.good({}, "success")])
    }
    const [job, reply] = scheduled(call, replaceKey, "success", {
      action: "replace_in_set",
      set: set.value.id,
      from,
      to
    })
    const old = set.value.options.find(({ value }) => value === from)
    const reference = old === undefined ? from : Options.referenceOf(old)
    GlobalSets.save(core, {
      ...set.value,
      replacing: [...(set.value.replacing ?? []), { job, from, reference, to }]
    })
    return reply
  })
}

const replaced = (call: Call): Http.Reply => {
  const set = ofPath(call)
  if (!set.ok) return set.reply
  const { replacing = [] } = set.value
  return replacing.length === 0
    ? Http.empty(204)
    : Http.json(200, {
        replaced_values: replacing.map(({ from, reference }) => ({ display_value: from, reference_value: reference }))
      })
}

const path = "/crm/v8/settings/global_picklists"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "global_picklist", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PATCH", path, scope: scope("UPDATE"), handler: changeNamed },
  { host: "api", method: "DELETE", path, scope: scope("DELETE"), handler: removeNamed },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PATCH", path: `${path}/{id}`, scope: scope("UPDATE"), handler: changeOne },
  { host: "api", method: "DELETE", path: `${path}/{id}`, scope: scope("DELETE"), handler: removeOne },
  {
    host: "api",
    method: "GET",
    path: `${path}/{id}/actions/associations`,
    scope: scope("READ"),
    handler: associations
  },
  {
    host: "api",
    method: "GET",
    path: `${path}/{id}/actions/pick_list_values_associations`,
    scope: scope("READ"),
    handler: valueAssociations
  },
  {
    host: "api",
    method: "POST",
    path: `${path}/{id}/actions/${replaceKey}`,
    scope: scope("UPDATE"),
    handler: replace
  },
  { host: "api", method: "GET", path: `${path}/{id}/actions/replaced_values`, scope: scope("READ"), handler: replaced }
]
