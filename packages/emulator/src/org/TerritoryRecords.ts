/** Records in territories: put there and taken out by name, and shown where a record is read. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Locks from "../locking/Locks.ts"
import type { Module } from "../Metadata.ts"
import * as Read from "../records/Read.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Rows from "./Rows.ts"
import * as Shown from "./TerritoryShown.ts"
import * as Store from "./TerritoryStore.ts"
import * as Visibility from "./Visibility.ts"

/** Territories that a record may be in; a deal is in one. */
const mostOf = (module: Module): number => (module.apiName === "Deals" ? 1 : 10)

const invalidId = "the id given seems to be invalid"

/** The territories that a row names, or what is wrong with one of them. */
const wanted = (core: Core, input: Body.Input, at: string): ReadonlyArray<string> | ZohoError.ZohoError => {
  const given = input["Territories"]
  if (Json.isAbsent(given)) return Rows.about(at, "Territories", "MANDATORY_NOT_FOUND")
  if (!Array.isArray(given) || given.length === 0)
    return Rows.about(at, "Territories", "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  const found: Array<string> = []
  for (const [index, value] of given.entries()) {
    const id = Json.idOf(Json.asObject(value)?.["id"] ?? undefined)
    const place = `Territories[${index}].id`
    if (id === undefined) return Rows.about(at, place, "MANDATORY_NOT_FOUND")
    if (Store.find(core, id) === undefined) return Rows.about(at, place, "INVALID_DATA", invalidId)
    found.push(id)
  }
  return found
}

const now = (core: Core, record: string): ReadonlyArray<string> =>
  core.db
    .all("SELECT territory FROM record_territory WHERE record=?", record)
    .map((row) => Json.asText(row["territory"]))

const add = (core: Core, record: string, territory: string): void => {
  core.db.run("INSERT OR IGNORE INTO record_territory(record, territory) VALUES(?,?)", record, territory)
}

/** Puts a record into a territory where it has room for another. */
export const put = (core: Core, module: Module, record: string, territory: string): void => {
  if (now(core, record).length < mostOf(module)) add(core, record, territory)
}

type Verb = "assign" | "remove"

const change = (core: Core, verb: Verb, module: Module, id: string, input: Body.Input, at: string): Items.Item => {
  const territories = wanted(core, input, at)
  if ("code" in territories) return Items.failed(territories)
  const before = now(core, id)
  const after = new Set(before)
  for (const [index, territory] of territories.entries()) {
    const place = `Territories[${index}].id`
    if (verb === "remove") {
      if (!after.delete(territory)) return Items.failed(Rows.about(at, place, "INVALID_DATA", invalidId))
    } else if (after.has(territory))
      return Items.failed(Rows.about(at, place, "DUPLICATE_DATA", "Given Territory already exists for that record"))
    else after.add(territory)
  }
  const limit = mostOf(module)
  if (after.size > limit)
    return Items.failed(
      Rows.about(at, "Territories", "LIMIT_EXCEEDED", "Maximum limit of territories for that record exceeds", { limit })
    )
  core.db.run("DELETE FROM record_territory WHERE record=?", id)
  for (const territory of after) add(core, id, territory)
  return Items.done(
    id,
    verb === "assign" ? "the territories data updated successfully" : "the territories data removed successfully"
  )
}

/** The module of the path, where its records can be in territories. */
const moduleOf = (call: Call): Module | Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  if (!Shown.isPlaced(module))
    return ZohoError.reply(400, "NOT_SUPPORTED", "the api is not supported for this module", { resource_path_index: 0 })
  return Store.enabled(call.core)
    ? module
    : ZohoError.reply(400, "FEATURE_NOT_ENABLED", "Territory Management is not enabled")
}

/** Why nothing may be done to a record; undefined where it may. */
const hindered = ({ core, identity }: Call, module: Module, id: string) => {
  if (!Json.isId(id) || core.db.get(`SELECT id FROM ${module.rows} AS t WHERE id=?`, id) === undefined)
    return { status: 400, code: "INVALID_DATA", message: invalidId } as const
  if (Visibility.denied(core, module, id, "edit") !== undefined)
    return { status: 403, code: "NO_PERMISSION", message: "User has no permission to update the record" } as const
  return Locks.keeps(core, module, id, identity.userId, "update")
    ? ({
        status: 400,
        code: "RECORD_LOCKED",
        message: "Sorry, you cannot perform this operation as the record is locked."
      } as const)
    : undefined
}

const many =
  (verb: Verb) =>
  (call: Call): Http.Reply => {
    const { core } = call
    const module = moduleOf(call)
    if ("status" in module) return module
    const given = Rows.rows(call, "data", 100)
    if (!given.ok) return given.reply
    const results = core.db.transaction(() =>
      given.value.map((input, index): Items.Item => {
        const at = `$.data[${index}]`
        const id = Json.idOf(input["id"] ?? undefined)
        if (id === undefined) return Items.failed(Rows.about(at, "id", "MANDATORY_NOT_FOUND"))
        const hindrance = hindered(call, module, id)
        return hindrance === undefined
          ? change(core, verb, module, id, input, at)
          : Items.failed(Rows.about(at, "id", hindrance.code, hindrance.message))
      })
    )
    return Items.answer("data", results)
  }

const one =
  (verb: Verb) =>
  (call: Call): Http.Reply => {
    const { core } = call
    const module = moduleOf(call)
    if ("status" in module) return module
    const id = call.params["id"] ?? ""
    const hindrance = hindered(call, module, id)
    if (hindrance !== undefined)
      return ZohoError.reply(hindrance.status, hindrance.code, hindrance.message, { resource_path_index: 1 })
    const given = Rows.rows(call, "data", 1)
    if (!given.ok) return given.reply
    return Items.answer("data", [
      core.db.transaction(() => change(core, verb, module, id, given.value[0] ?? {}, "$.data[0]"))
    ])
  }

const route = (path: string, handler: Route["handler"]): Route => ({
  host: "api",
  method: "POST",
  path: `/crm/v8/{module}${path}`,
  scope: { group: "modules", sub: "{module}", operation: "UPDATE" },
  handler
})

export const routes: ReadonlyArray<Route> = [
  route("/actions/assign_territories", many("assign")),
  route("/actions/remove_territories", many("remove")),
  route("/{id}/actions/assign_territories", one("assign")),
  route("/{id}/actions/remove_territories", one("remove"))
]
