/** Custom modules made, and modules renamed. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Limits from "../Limits.ts"
import type { Module } from "../Metadata.ts"
import * as Permissions from "../org/Permissions.ts"
import type { Call, Route } from "../Router.ts"
import * as CustomModule from "../seed/CustomModule.ts"
import * as ModuleSeed from "../seed/ModuleSeed.ts"
import * as Spec from "../seed/Spec.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FieldInput from "./FieldInput.ts"
import * as Modules from "./Modules.ts"

const price = 500
const at = "$.modules[0]"
const wrong = FieldInput.wrongAt(at)
const refuse = Body.under("modules")

const under = (error: ZohoError.ZohoError): Http.Reply => Http.json(400, { modules: [error] })

const done = (status: number, id: string, message: string) =>
  Http.json(status, { modules: [{ code: "SUCCESS", details: { id }, message, status: "success" }] })

const labels = ["singular_label", "plural_label"] as const

/** What is wrong with the labels of a body; those that are left out are missing only where `all` must be there. */
const labelsWrong = (core: Core, input: Body.Input, own: string | undefined): ZohoError.ZohoError | undefined => {
  for (const key of labels) {
    const value = input[key]
    if (Json.isAbsent(value)) {
      if (own !== undefined) continue
      return wrong("MANDATORY_NOT_FOUND", key)
    }
    if (typeof value !== "string") return wrong("INVALID_DATA", key, { expected_data_type: "text" })
    if (value.trim() === "" || value.length > 25) return wrong("INVALID_DATA", key, { maximum_length: 25 })
    const isTaken = core.metadata
      .modules()
      .some((it) => it.id !== own && (key === "singular_label" ? it.singular : it.plural) === value)
    if (isTaken) return wrong("DUPLICATE_DATA", key)
  }
  return undefined
}

/** The ids of a body's profiles, or what is wrong with them. */
const profilesOf = (core: Core, given: unknown): ReadonlyArray<string> | ZohoError.ZohoError => {
  if (Json.isAbsent(given)) return wrong("MANDATORY_NOT_FOUND", "profiles")
  if (!Array.isArray(given) || given.length === 0)
    return wrong("INVALID_DATA", "profiles", { expected_data_type: "jsonarray" })
  const ids: Array<string> = []
  for (const [index, item] of given.entries()) {
    const id = Json.asObject(item)?.["id"]
    const path = `profiles[${index}].id`
    if (Json.isAbsent(id)) return wrong("MANDATORY_NOT_FOUND", "id", {}, path)
    const text = Json.idOf(id)
    if (text === undefined) return wrong("INVALID_DATA", "id", { expected_data_type: "bigint" }, path)
    if (core.db.get("SELECT id FROM profile WHERE id=?", text) === undefined)
      return wrong("INVALID_DATA", "id", {}, path)
    ids.push(text)
  }
  return ids
}

/** What records are called by: text, or a number that the org counts. */
const displayOf = (given: unknown, singular: string): Spec.FieldSpec | ZohoError.ZohoError => {
  const field = Json.asObject(given) ?? {}
  const { auto_number: auto, data_type: type = "text", field_label: label = `${singular} Name` } = field
  const path = "display_field"
  if (typeof label !== "string" || label.length > 50)
    return wrong("INVALID_DATA", "field_label", { maximum_length: 50 }, `${path}.field_label`)
  if (type === "text") return Spec.text("Name", 120, { mandatory: true, label })
  if (type !== "autonumber")
    return wrong("INVALID_DATA", "data_type", { supported_values: ["text", "autonumber"] }, `${path}.data_type`)
  const { prefix, start_number: start, suffix } = Json.asObject(auto) ?? {}
  if (auto === undefined)
    return wrong("DEPENDENT_FIELD_MISSING", "auto_number", {}, "auto_number", "autonumber data is not found")
  const first = Number(start)
  if (Json.isAbsent(start)) return wrong("MANDATORY_NOT_FOUND", "start_number", {}, `${path}.auto_number.start_number`)
  if (!Number.isSafeInteger(first) || first < 0)
    return wrong("INVALID_DATA", "start_number", { expected_data_type: "integer" }, `${path}.auto_number.start_number`)
  const text = (value: unknown) => (typeof value === "string" ? value : "")
  return Spec.f("Name", "autonumber", undefined, {
    label,
    readOnly: true,
    autoNumber: { prefix: text(prefix), start: first, suffix: text(suffix) }
  })
}

const inputOf = (call: Call): Body.Checked<Body.Input> => {
  const root = Body.root(call)
  if (!root.ok) return root
  const items = Body.array(root.value["modules"], "$.modules", 1, refuse)
  return items.ok ? Body.object(items.value[0], at, refuse) : items
}

const create = (call: Call): Http.Reply => {
  const { core } = call
  const given = inputOf(call)
  if (!given.ok) return given.reply
  const input = given.value
  const label = labelsWrong(core, input, undefined)
  if (label !== undefined) return under(label)
  const { api_name: apiName, plural_label: plural, singular_label: singular } = input
  if (Json.isAbsent(apiName)) return under(wrong("MANDATORY_NOT_FOUND", "api_name"))
  if (typeof apiName !== "string" || !/^[A-Za-z][A-Za-z0-9_]{0,49}$/.test(apiName))
    return under(wrong("INVALID_DATA", "api_name"))
  if (core.metadata.module(apiName) !== undefined)
    return under(
      wrong(
        "DUPLICATE_DATA",
        "api_name",
        {},
        "api_name",
        "A module with the provided api_name already exists. Please use a unique api_name."
      )
    )
  const profiles = profilesOf(core, input["profiles"])
  if ("code" in profiles) return under(profiles)
  const display = displayOf(input["display_field"], String(singular))
  if ("code" in display) return under(display)
  const limit = Limits.customizing[core.options.edition].modules
  const made = core.metadata.modules().filter(({ generatedType }) => generatedType === "custom").length
  if (made >= limit && core.switches().customizingLimits === "edition")
    return ZohoError.reply(
      400,
      "LIMIT_EXCEEDED",
      `The maximum number of custom modules (${limit}) for your current edition has been reached.`,
      { limit }
    )
  call.credits = price
  const id = core.db.transaction(() => {
    const position = core.metadata.modules().length
    const spec = CustomModule.spec({ apiName, singular: String(singular), plural: String(plural), display, fields: [] })
    ModuleSeed.seedModule(core.db, core.metadata, spec, position, Math.floor(core.clock.now() / 1000))
    const module = core.metadata.module(apiName)
    if (module !== undefined) Permissions.allowOnly(core, module, profiles)
    return module?.id ?? ""
  })
  return done(201, id, "module created successfully")
}

const rename = (core: Core, module: Module, input: Body.Input): Http.Reply => {
  if (!Json.isAbsent(input["api_name"]) && input["api_name"] !== module.apiName)
    return under(wrong("NOT_ALLOWED", "api_name", {}, "api_name", "Api name update not allowed"))
  const label = labelsWrong(core, input, module.id)
  if (label !== undefined) return under(label)
  const { plural_label: plural, singular_label: singular } = input
  const {
    byName: _,
    fields: _fields,
    layouts: _layouts,
    modified: _modified,
    table: _table,
    rows: _rows,
    rights: _rights,
    ...info
  } = module
  core.metadata.setModule(
    {
      ...info,
      // Lists that custom lookups make are not the module's own.
      relatedLists: module.relatedLists.filter((it) => it.type === "default"),
      ...(typeof singular === "string" ? { singular } : {}),
      ...(typeof plural === "string" ? { plural } : {})
    },
    Math.floor(core.clock.now() / 1000)
  )
  return done(200, module.id, "module updated successfully")
}

const changeOne = (call: Call): Http.Reply => {
  const module = Modules.ofPath(call)
  if ("status" in module) return module
  const given = inputOf(call)
  return given.ok ? rename(call.core, module, given.value) : given.reply
}

const changeNamed = (call: Call): Http.Reply => {
  const given = inputOf(call)
  if (!given.ok) return given.reply
  const { core } = call
  const { api_name: name, id } = given.value
  if (Json.isAbsent(id) && Json.isAbsent(name)) return under(wrong("MANDATORY_NOT_FOUND", "id"))
  const module = Json.isAbsent(id) ? core.metadata.module(Json.asText(name)) : core.metadata.byId(Json.idOf(id) ?? "")
  return module === undefined ? under(wrong("INVALID_DATA", "id")) : rename(core, module, given.value)
}

const path = "/crm/v8/settings/modules"
const scope = (operation: "CREATE" | "UPDATE") => ({ group: "settings", sub: "modules", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeNamed },
  { host: "api", method: "PUT", path: `${path}/{module}`, scope: scope("UPDATE"), handler: changeOne }
]
