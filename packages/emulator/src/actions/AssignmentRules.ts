/** Assignment rules as settings: read, made, changed, copied, deleted, and who uses them. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Criteria from "../bulk/Criteria.ts"
import * as Permissions from "../org/Permissions.ts"
import * as Assignment from "../records/Assignment.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call } from "../Router.ts"
import { moduleParam } from "../settings/Fields.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"

export const refuse = Body.under("assignment_rules")
const star = "$.assignment_rules[*]"

const person = (core: Core, id: string | null): unknown => JSON.parse(FieldType.userJson(core, id, false))

const resources = (core: Core, entry: Assignment.Entry): object => {
  const named = (table: string) =>
    entry.resources.map((id) => {
      const json = core.db.get(`SELECT json FROM ${table} WHERE id=?`, id)?.["json"]
      return { name: Json.asObject(Json.parse(Json.asText(json)))?.["name"] ?? null, id }
    })
  if (entry.type === "users")
    return { type: entry.type, resources: entry.resources.map((id) => person(core, id)).filter((one) => one !== null) }
  return entry.type === "profile" || entry.type === "role"
    ? { type: entry.type, resource: named(entry.type)[0] ?? null }
    : { type: entry.type, resource: person(core, entry.resources[0] ?? null) }
}

const brief = (core: Core, rule: Assignment.Rule): object => {
  const module = core.metadata.module(rule.module)
  const assignee = person(core, rule.defaultAssignee)
  return {
    api_name: rule.apiName,
    module: { api_name: rule.module, id: module?.id ?? null, name: module?.plural ?? null },
    name: rule.name,
    id: rule.id,
    description: rule.description,
    created_by: person(core, rule.createdBy),
    created_time: Clock.format(rule.created),
    modified_by: person(core, rule.modifiedBy),
    modified_time: Clock.format(rule.modified),
    default_assignee: assignee === null ? null : { ...Json.asObject(assignee), type: "user", resource: assignee }
  }
}

const whole = (core: Core, module: Module, rule: Assignment.Rule): object => ({
  ...brief(core, rule),
  rule_entries: rule.entries.map((entry, index) => ({
    id: entry.id,
    sequence_number: index,
    criteria: entry.criteria === null ? null : Criteria.shown(module, entry.criteria),
    assign_to: resources(core, entry),
    user_availability_based_on: null,
    followup_actions: null
  }))
})

export const list = (call: Call): Http.Reply => {
  let module: Module | undefined
  if (call.target.query.has("module")) {
    const named = moduleParam(call)
    if ("status" in named) return named
    module = named
  }
  const rules = Assignment.list(call.core, module)
  return rules.length === 0
    ? Http.empty(204)
    : Http.json(200, { assignment_rules: rules.map((rule) => brief(call.core, rule)) })
}

export const count = (call: Call): Http.Reply => {
  const module = call.target.query.has("module") ? moduleParam(call) : undefined
  if (module !== undefined && "status" in module) return module
  return Http.json(200, { count: Assignment.list(call.core, module).length })
}

/** The module of the query. The newer calls name it in the error, where the older ones do not. */
const moduleOf = (call: Call): Module | Http.Reply => {
  const name = call.target.query.get("module")
  if (name === null || name === "") return ZohoError.requiredParam("module")
  const module = call.core.metadata.module(name)
  if (module === undefined)
    return ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid", {
      param_name: "module"
    })
  if (!module.byName.has("Owner") || module.writable === false)
    return ZohoError.reply(400, "NOT_SUPPORTED", "Module not supported in assignment rules", { param_name: "module" })
  if (call.request.method === "GET") return module
  if (call.core.options.edition === "free")
    return ZohoError.reply(400, "FEATURE_NOT_SUPPORTED", "Assignment rules not supported for current edition")
  return Permissions.refusedRules(call.core, call.identity.userId, module.apiName) ?? module
}

/** A rule and its module. */
export interface Found {
  readonly module: Module
  readonly rule: Assignment.Rule
}

/** The rule of the path, of the module of the query. */
export const found = (call: Call): Found | Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const rule = Assignment.find(call.core, module, call.params["id"] ?? "")
  return rule === undefined
    ? ZohoError.reply(400, "INVALID_DATA", "Invalid assignment rule id", { resource_path_index: 3 })
    : { module, rule }
}

export const one = (call: Call): Http.Reply => {
  const at = found(call)
  if ("status" in at) return at
  return Http.json(200, { assignment_rules: [whole(call.core, at.module, at.rule)] })
}

export const associations = (call: Call): Http.Reply => {
  const at = found(call)
  return "status" in at ? at : Http.json(200, { associations: [] })
}

/** The one rule of a body. */
export const itemOf = (call: Call): Body.Checked<Body.Input> => {
  const root = Body.root(call)
  if (!root.ok) return root
  const items = Body.array(root.value["assignment_rules"], "$.assignment_rules", 1)
  return items.ok ? Body.object(items.value[0], "$.assignment_rules[0]") : items
}

const nameOf = (core: Core, module: Module, value: unknown, own?: string): Body.Checked<string> => {
  if (Json.isAbsent(value)) return Body.missing(`${star}.name`, refuse, "Required field is missing")
  if (typeof value !== "string")
    return Body.invalid(`${star}.name`, { expected_data_type: "string" }, refuse, "Invalid data type")
  if (value.trim() === "" || value.length > 100)
    return Body.invalid(
      `${star}.name`,
      value.length > 100 ? { maximum_length: 100 } : { minimum_length: 1 },
      refuse,
      "Invalid data"
    )
  if (Assignment.list(core, module).some((rule) => rule.id !== own && rule.name === value)) {
    return Body.no(
      refuse(400, "DUPLICATE_DATA", "The data is already given in the name", {
        api_name: "name",
        json_path: "$.assignment_rules[0].name"
      })
    )
  }
  return Body.ok(value)
}

const at = "$.assignment_rules[0]"

const idsOf = (core: Core, value: Body.Input, path: string, table: string): Body.Checked<ReadonlyArray<string>> => {
  const given = value["resources"] ?? (value["resource"] === undefined ? undefined : [value["resource"]])
  const items = Body.array(given, `${path}.resources`, 100, refuse)
  if (!items.ok) return items
  const ids: Array<string> = []
  for (const [index, item] of items.value.entries()) {
    const id = Json.idOf(Json.asObject(item)?.["id"])
    if (id === undefined) return Body.missing(`${path}.resources[${index}].id`, refuse)
    if (core.db.get(`SELECT id FROM ${table} WHERE id=?`, id) === undefined)
      return Body.invalid(`${path}.resources[${index}].id`, {}, refuse)
    ids.push(id)
  }
  return Body.ok(ids)
}

const kinds: { readonly [type: string]: string } = { users: "user", user: "user", profile: "profile", role: "role" }

/** What a body says of an entry. */
export const entryOf = (
  call: Call,
  module: Module,
  value: unknown,
  path: string
): Body.Checked<Omit<Assignment.Entry, "id">> => {
  const { core, identity } = call
  const item = Body.object(value, path, refuse)
  if (!item.ok) return item
  const criteria = item.value["criteria"] ?? null
  if (criteria !== null) {
    const compiled = Criteria.compile(core, module, criteria, { userId: identity.userId })
    if (Criteria.isError(compiled)) return Body.invalid(`${path}.criteria`, compiled.details, refuse, compiled.message)
  }
  const target = Body.object(item.value["assign_to"], `${path}.assign_to`, refuse)
  if (!target.ok) return target
  const type = target.value["type"]
  if (Json.isAbsent(type)) return Body.missing(`${path}.assign_to.type`, refuse)
  const table = typeof type === "string" && Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (table === undefined || typeof type !== "string")
    return Body.invalid(`${path}.assign_to.type`, { supported_values: Object.keys(kinds) }, refuse)
  const ids = idsOf(core, target.value, `${path}.assign_to`, table)
  return ids.ok ? Body.ok({ criteria, type, resources: ids.value }) : ids
}

const entriesOf = (call: Call, module: Module, value: unknown): Body.Checked<ReadonlyArray<Assignment.Entry>> => {
  if (Json.isAbsent(value)) return Body.ok([])
  const items = Body.array(value, `${at}.rule_entries`, 100, refuse)
  if (!items.ok) return items
  const entries: Array<Assignment.Entry> = []
  for (const [index, item] of items.value.entries()) {
    const entry = entryOf(call, module, item, `${at}.rule_entries[${index}]`)
    if (!entry.ok) return entry
    entries.push({ id: call.core.db.nextId(), ...entry.value })
  }
  return Body.ok(entries)
}

const assigneeOf = (core: Core, value: unknown): Body.Checked<string | null> => {
  if (Json.isAbsent(value)) return Body.ok(null)
  const path = `${at}.default_assignee`
  const given = Body.object(value, path, refuse)
  if (!given.ok) return given
  const id = Json.idOf(Json.asObject(given.value["resource"])?.["id"] ?? given.value["id"])
  if (id === undefined) return Body.missing(`${path}.resource.id`, refuse)
  return core.db.get("SELECT id FROM user WHERE id=?", id) === undefined
    ? Body.invalid(`${path}.resource.id`, {}, refuse)
    : Body.ok(id)
}

const success = (status: 200 | 201, id: string): Http.Reply =>
  // The message of this area is empty in Zoho's own examples.
  Http.json(status, { assignment_rules: [{ code: "SUCCESS", details: { id }, message: "", status: "success" }] })

const apiNameOf = (name: string): string => name.replaceAll(/\W+/g, "_").slice(0, 50) || "Rule"

export const create = (call: Call): Http.Reply => {
  const { core, identity } = call
  const module = moduleOf(call)
  if ("status" in module) return module
  const item = itemOf(call)
  if (!item.ok) return item.reply
  const name = nameOf(core, module, item.value["name"])
  if (!name.ok) return name.reply
  const assignee = assigneeOf(core, item.value["default_assignee"])
  if (!assignee.ok) return assignee.reply
  const entries = entriesOf(call, module, item.value["rule_entries"])
  if (!entries.ok) return entries.reply
  const now = Math.floor(core.clock.now() / 1000)
  const given = item.value["api_name"]
  const description = item.value["description"]
  const rule: Assignment.Rule = {
    id: core.db.nextId(),
    module: module.apiName,
    name: name.value,
    apiName: typeof given === "string" && given !== "" ? given : apiNameOf(name.value),
    description: typeof description === "string" ? description : null,
    defaultAssignee: assignee.value,
    entries: entries.value,
    createdBy: identity.userId,
    modifiedBy: identity.userId,
    created: now,
    modified: now
  }
  Assignment.save(core.db, rule)
  return success(201, rule.id)
}

export const update = (call: Call): Http.Reply => {
  const { core, identity } = call
  const here = found(call)
  if ("status" in here) return here
  const item = itemOf(call)
  if (!item.ok) return item.reply
  const { module, rule } = here
  const has = (key: string): boolean => item.value[key] !== undefined
  const name = has("name") ? nameOf(core, module, item.value["name"], rule.id) : Body.ok(rule.name)
  if (!name.ok) return name.reply
  const assignee = has("default_assignee")
    ? assigneeOf(core, item.value["default_assignee"])
    : Body.ok(rule.defaultAssignee)
  if (!assignee.ok) return assignee.reply
  const entries = has("rule_entries") ? entriesOf(call, module, item.value["rule_entries"]) : Body.ok(rule.entries)
  if (!entries.ok) return entries.reply
  const description = item.value["description"]
  Assignment.save(core.db, {
    ...rule,
    name: name.value,
    description: has("description") ? (typeof description === "string" ? description : null) : rule.description,
    defaultAssignee: assignee.value,
    entries: entries.value,
    modifiedBy: identity.userId,
    modified: Math.floor(core.clock.now() / 1000)
  })
  return success(200, rule.id)
}

export const clone = (call: Call): Http.Reply => {
  const { core, identity } = call
  const here = found(call)
  if ("status" in here) return here
  const item = itemOf(call)
  if (!item.ok) return item.reply
  const name = nameOf(core, here.module, item.value["name"])
  if (!name.ok) return name.reply
  const now = Math.floor(core.clock.now() / 1000)
  const rule: Assignment.Rule = {
    ...here.rule,
    id: core.db.nextId(),
    name: name.value,
    apiName: apiNameOf(name.value),
    entries: here.rule.entries.map((entry) => ({ ...entry, id: core.db.nextId() })),
    createdBy: identity.userId,
    modifiedBy: identity.userId,
    created: now,
    modified: now
  }
  Assignment.save(core.db, rule)
  return success(201, rule.id)
}

export const remove = (call: Call): Http.Reply => {
  const here = found(call)
  if ("status" in here) return here
  Assignment.remove(call.core.db, here.rule.id)
  return success(200, here.rule.id)
}
