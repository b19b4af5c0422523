/** The calls that read, make, change and delete a module's record locking configuration. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Params from "../Params.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Configurations from "./Configurations.ts"
import * as Input from "./ConfigurationInput.ts"
import * as Rules from "./Rules.ts"

const refuse = Body.under(Input.root)

const moduleOf = (call: Call): Module | Http.Reply => {
  const name = call.target.query.get("module")
  if (name === null || name === "") return ZohoError.requiredParam("module")
  const module = call.core.metadata.module(name)
  if (module === undefined || !module.apiSupported)
    return ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid", {})
  if (!Configurations.applies(module))
    return ZohoError.reply(400, "NOT_SUPPORTED", "the module name given is not supported for the  feature", {
      param_name: "module"
    })
  return call.core.options.edition === "free"
    ? ZohoError.reply(400, "FEATURE_NOT_SUPPORTED", "Record Locking Configuration is not supported in your edition", {})
    : module
}

const shown = (core: Core, module: Module, one: Configurations.Configuration) => ({
  created_time: Clock.format(one.created),
  locked_for: one.lockedFor,
  excluded_fields: one.fields.map((name) => ({ api_name: name, id: module.byName.get(name)?.id ?? null })),
  created_by: FieldType.userRef(core, one.createdBy),
  feature_type: "record_locking",
  locking_rules: one.rules.map((rule) => ({
    name: rule.name,
    id: rule.id,
    lock_existing_records: rule.existing,
    criteria: ViewInput.shown(module, rule.criteria)
  })),
  restricted_actions: one.actions,
  lock_for_portal_users: one.portal,
  modified_time: Clock.format(one.modified),
  restricted_communications: one.communications,
  system_defined: false,
  modified_by: FieldType.userRef(core, one.modifiedBy),
  id: one.id,
  lock_type: one.lockType,
  restricted_custom_buttons: null,
  lock_excluded_profiles: one.profiles.map((id) => ({
    name: Json.asObject(Json.parse(Json.asText(core.db.get("SELECT json FROM profile WHERE id=?", id)?.["json"])))?.[
      "name"
    ],
    id
  }))
})

const answer = (call: Call, module: Module, found: Configurations.Configuration): Http.Reply =>
  Http.json(200, { [Input.root]: [shown(call.core, module, found)] })

const list = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const type = call.target.query.get("feature_type")
  if (type !== null && type !== "record_locking") return ZohoError.invalidParam("feature_type")
  const found = Configurations.of(call.core, module)
  return found === undefined ? Http.empty(204) : answer(call, module, found)
}

/** The configuration that a call names by the path, of the module of its query. */
const named = (call: Call): { readonly module: Module; readonly found: Configurations.Configuration } | Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const found = Configurations.of(call.core, module)
  return found === undefined || found.id !== call.params["configuration"]
    ? ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 2 })
    : { module, found }
}

const one = (call: Call): Http.Reply => {
  const at = named(call)
  return "status" in at ? at : answer(call, at.module, at.found)
}

const itemOf = (call: Call): Body.Checked<Body.Input> => {
  const body = Body.root(call)
  if (!body.ok) return body
  const items = Body.array(body.value[Input.root], `$.${Input.root}`, 1)
  return items.ok ? Body.object(items.value[0], `$.${Input.root}[0]`, refuse) : items
}

const done = (status: 200 | 201, id: string, verb: string): Http.Reply =>
  Http.json(status, {
    [Input.root]: [
      { code: "SUCCESS", details: { id }, message: `record locking configuration ${verb}`, status: "success" }
    ]
  })

/** Keeps what a body says, and locks and unlocks by its rules. */
const write = (
  call: Call,
  module: Module,
  input: Body.Input,
  before: Configurations.Configuration | undefined
): Http.Reply => {
  const { core, identity } = call
  const settings = Input.read(core, module, identity.userId, input, before)
  if (!settings.ok) return settings.reply
  const now = Math.floor(core.clock.now() / 1000)
  const id = before?.id ?? core.db.nextId()
  core.db.transaction(() => {
    Configurations.save(core, {
      ...settings.value,
      id,
      module: module.apiName,
      createdBy: before?.createdBy ?? identity.userId,
      created: before?.created ?? now,
      modifiedBy: identity.userId,
      modified: now
    })
    Rules.changed(core, module, settings.value.rules, identity.userId)
  })
  return before === undefined ? done(201, id, "created successfully") : done(200, id, "updated successfully")
}

const create = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  if (Configurations.of(call.core, module) !== undefined)
    return ZohoError.reply(400, "LIMIT_EXCEEDED", "Configuration already created for this module", {
      param_name: "module",
      limit: 1
    })
  const input = itemOf(call)
  return input.ok ? write(call, module, input.value, undefined) : input.reply
}

const updateMany = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const input = itemOf(call)
  if (!input.ok) return input.reply
  const path = `$.${Input.root}[0].id`
  const id = input.value["id"] ?? undefined
  if (id === undefined) return Body.missing(path, refuse).reply
  const found = Configurations.of(call.core, module)
  return found === undefined || found.id !== Json.idOf(id)
    ? Body.invalid(path, {}, refuse).reply
    : write(call, module, input.value, found)
}

const updateOne = (call: Call): Http.Reply => {
  const at = named(call)
  if ("status" in at) return at
  const input = itemOf(call)
  return input.ok ? write(call, at.module, input.value, at.found) : input.reply
}

const removal = (call: Call, module: Module, id: string): Http.Reply => {
  call.core.db.transaction(() => {
    Rules.release(call.core, module)
    Configurations.remove(call.core, module, id)
  })
  return done(200, id, "deleted")
}

const removeMany = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const [id, ...more] = Params.names(call.target.query.get("ids"))
  if (id === undefined) return ZohoError.requiredParam("ids")
  const found = Configurations.of(call.core, module)
  return found === undefined || found.id !== id || more.length > 0
    ? ZohoError.invalidParam("ids", "the id given seems to be invalid")
    : removal(call, module, id)
}

const removeOne = (call: Call): Http.Reply => {
  const at = named(call)
  return "status" in at ? at : removal(call, at.module, at.found.id)
}

const path = "/crm/v8/settings/record_locking_configurations"
const byId = `${path}/{configuration}`
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "record_locking_configurations", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: updateMany },
  { host: "api", method: "DELETE", path, scope: scope("DELETE"), handler: removeMany },
  { host: "api", method: "GET", path: byId, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: byId, scope: scope("UPDATE"), handler: updateOne },
  { host: "api", method: "DELETE", path: byId, scope: scope("DELETE"), handler: removeOne }
]
