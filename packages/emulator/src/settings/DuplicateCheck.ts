/** Whether a lead may repeat a unique value of a converted lead, or of a contact: a preference that an org has or not. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import type { Database } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import type { Field, Module } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Documents from "./Documents.ts"
import { isUnique } from "./Fields.ts"

const root = "duplicate_check_preference"
const kind = root
/** As Zoho tells places in this body, whose root is an object. */
const at = `$.${root}[0]`

const types = ["converted_records", "mapped_module_records"] as const
type Type = (typeof types)[number]

/** Ids of a field of leads and of the field of contacts that it is compared with. */
interface Mapping {
  readonly current: string
  readonly mapped: string
}

interface Preference {
  readonly id?: string
  readonly type: Type
  readonly mappings: ReadonlyArray<Mapping>
}

const stored = Memo.of("document", (db: Database): Preference | undefined => {
  const json = db.get("SELECT json FROM document WHERE kind=?", kind)?.["json"]
  if (json === undefined) return undefined
  // Written by `save` only.
  const preference: Preference = JSON.parse(Json.asText(json))
  return preference
})

const of = (core: Core): Preference | undefined => stored(core.db, "")

const save = (core: Core, preference: Preference): void => {
  Documents.save(core, kind, { ...preference })
}

/** Do the values of converted leads count? */
export const countsConverted = (core: Core): boolean => of(core)?.type === "converted_records"

/** The fields of contacts whose values a lead's field may not repeat. */
export const mappedTo = (
  core: Core,
  field: Field
): ReadonlyArray<{ readonly module: Module; readonly field: Field }> => {
  const contacts = core.metadata.module("Contacts")
  if (contacts === undefined) return []
  const ids = (of(core)?.mappings ?? []).filter((one) => one.current === field.id).map((one) => one.mapped)
  return contacts.fields.filter((one) => ids.includes(one.id)).map((one) => ({ module: contacts, field: one }))
}

interface Modules {
  readonly leads: Module
  readonly contacts: Module
}

const notSupported = ZohoError.reply(400, "NOT_SUPPORTED", "the given module is not supported for this api", {
  param_name: "module"
})

const modulesOf = (call: Call): Modules | Http.Reply => {
  const name = call.target.query.get("module")
  if (name === null || name === "") return ZohoError.requiredParam("module")
  const { metadata, options } = call.core
  const leads = metadata.module(name)
  if (leads === undefined || !leads.apiSupported)
    return ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid", { param_name: "module" })
  const contacts = metadata.module("Contacts")
  if (leads.apiName !== "Leads" || contacts === undefined) return notSupported
  return call.request.method !== "GET" && options.edition === "free"
    ? ZohoError.reply(400, "FEATURE_NOT_SUPPORTED", "Your License does not support this feature.", {})
    : { leads, contacts }
}

const words: Body.FieldWords = {
  missing: "Specify at least one field.",
  ambiguous: "two different crm fields are found",
  unknown: "invalid data"
}

/** Fields that are to be compared, each of them unique; `selected: "None"` takes a comparison away. */
const mappingsOf = (
  core: Core,
  { contacts, leads }: Modules,
  given: ReadonlyArray<unknown>,
  before: ReadonlyArray<Mapping>
): Body.Checked<ReadonlyArray<Mapping>> => {
  const mappings = new Map(before.map((one) => [one.current, one.mapped]))
  for (const [index, value] of given.entries()) {
    const path = `${at}.type_configurations.field_mappings[${index}]`
    const mapping = Body.object(value, path)
    if (!mapping.ok) return mapping
    const sides: Array<Field> = []
    for (const [module, key] of [
      [leads, "current_field"],
      [contacts, "mapped_field"]
    ] as const) {
      const field = Body.field(module, mapping.value[key], `${path}.${key}`, words)
      if (!field.ok) return field
      if (!isUnique(core, module, field.value))
        return Body.no(
          ZohoError.reply(400, "NOT_ALLOWED", `the given ${key} API name is not a unique field API name.`, {
            api_name: "api_name",
            json_path: `${path}.${key}.api_name`
          })
        )
      sides.push(field.value)
    }
    const [current, mapped] = sides
    if (current === undefined || mapped === undefined) continue
    if (Json.asObject(mapping.value["mapped_field"])?.["selected"] === "None") mappings.delete(current.id)
    else mappings.set(current.id, mapped.id)
  }
  return Body.ok([...mappings].map(([current, mapped]) => ({ current, mapped })))
}

const read = (call: Call, modules: Modules): Body.Checked<Preference> => {
  const { core } = call
  const body = Body.root(call)
  if (!body.ok) return body
  if (Json.isAbsent(body.value[root])) return Body.missing(`$.data[0].${root}`)
  const input = Body.object(body.value[root], at)
  if (!input.ok) return input
  const given = input.value["type"]
  if (Json.isAbsent(given)) return Body.missing(`${at}.type`)
  const type = types.find((one) => one === given)
  if (type === undefined) return Body.invalid(`${at}.type`, { supported_values: types })
  if (type === "converted_records") return Body.ok({ type, mappings: [] })
  const configurations = input.value["type_configurations"]
  const path = `${at}.type_configurations`
  if (Json.isAbsent(configurations))
    return Body.no(
      ZohoError.reply(400, "DEPENDENT_FIELD_MISSING", "Dependent Field missing", {
        dependee: { api_name: "type", json_path: `${at}.type` },
        api_name: "type_configurations",
        json_path: path
      })
    )
  const list = Body.array(configurations, path, 1)
  if (!list.ok) return list
  const configuration = Body.object(list.value[0], path)
  if (!configuration.ok) return configuration
  const module = Body.module(core, configuration.value["mapped_module"], `${path}.mapped_module`)
  if (!module.ok) return module
  if (module.value.apiName !== modules.contacts.apiName)
    return Body.no(
      refuse(403, "FEATURE_NOT_ENABLED", "feature not support in this module", {
        api_name: "mapped_module",
        json_path: `${path}.mapped_module.id`
      })
    )
  const fields = Body.array(configuration.value["field_mappings"], `${path}.field_mappings`, 100)
  if (!fields.ok) return fields
  const mappings = mappingsOf(core, modules, fields.value, of(core)?.mappings ?? [])
  return mappings.ok ? Body.ok({ type, mappings: mappings.value }) : mappings
}

const refuse: Body.Refuse = (status, code, message, details = {}) =>
  Http.json(status, { [root]: ZohoError.make(code, message, details) })

const done = (message: string): Http.Reply =>
  Http.json(200, { [root]: { code: "SUCCESS", details: {}, message, status: "success" } })

const notEnabled = (type: Type): string =>
  `The DuplicateCheckPreference for ${type} feature is not yet enabled. Please enable it before doing this action.`

const get = (call: Call): Http.Reply => {
  const modules = modulesOf(call)
  if ("status" in modules) return modules
  const preference = of(call.core)
  if (preference === undefined) return Http.empty(204)
  const { contacts, leads } = modules
  const side = (module: Module, id: string) => ({
    api_name: module.fields.find((one) => one.id === id)?.apiName ?? null,
    // The module's name, not the field's.
    name: module.apiName,
    id
  })
  const configuration = {
    field_mappings: preference.mappings.map((one) => ({
      mapped_field: side(contacts, one.mapped),
      current_field: side(leads, one.current)
    })),
    mapped_module: { api_name: contacts.apiName, name: contacts.plural, id: contacts.id }
  }
  return Http.json(200, {
    [root]: {
      type: preference.type,
      type_configurations: preference.type === "converted_records" ? [] : [configuration]
    }
  })
}

const create = (call: Call): Http.Reply => {
  const modules = modulesOf(call)
  if ("status" in modules) return modules
  if (of(call.core) !== undefined) return ZohoError.reply(400, "ALREADY_CONFIGURED", "already configured.", {})
  const preference = read(call, modules)
  if (!preference.ok) return preference.reply
  save(call.core, preference.value)
  return done(`Duplicate check enabled for ${preference.value.type} successfully.`)
}

const update = (call: Call): Http.Reply => {
  const modules = modulesOf(call)
  if ("status" in modules) return modules
  const before = of(call.core)
  const preference = read(call, modules)
  if (!preference.ok) return preference.reply
  const { type } = preference.value
  if (before?.type !== type) return refuse(403, "FEATURE_NOT_ENABLED", notEnabled(type))
  save(call.core, { ...before, ...preference.value })
  return done(`Updated fieldMapping for ${type} successfully.`)
}

const remove = (call: Call): Http.Reply => {
  const modules = modulesOf(call)
  if ("status" in modules) return modules
  const before = of(call.core)
  if (before === undefined) return ZohoError.reply(403, "FEATURE_NOT_ENABLED", notEnabled("mapped_module_records"), {})
  Documents.remove(call.core, kind, before.id ?? "")
  return done(`Duplicate check disabled for ${before.type} successfully.`)
}

const path = "/crm/v8/settings/duplicate_check_preference"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") => ({ group: "settings", sub: kind, operation })

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: get },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: update },
  { host: "api", method: "DELETE", path, scope: scope("DELETE"), handler: remove }
]
