/** Lookups that may point to records of several modules: What_Id of activities, the record of an appointment. */
import type { Core } from "../../Core.ts"
import { quote } from "../../Database.ts"
import * as Json from "../../Json.ts"
import type { Field, Module } from "../../Metadata.ts"
import { type Checked, ok, type Refused, refused, unknownId, wrongType } from "./Checked.ts"

/** The record with this id in one of the field's modules. */
export const find = (
  core: Core,
  field: Field,
  id: string
): { readonly module: Module; readonly name: unknown } | undefined => {
  for (const name of field.modules ?? []) {
    const module = core.metadata.module(name)
    if (module === undefined) continue
    const row = core.db.get(`SELECT ${quote(module.displayField)} AS name FROM ${module.table} WHERE id=?`, id)
    if (row !== undefined) return { module, name: row["name"] }
  }
  return undefined
}

interface Named {
  readonly name: string
  readonly place: Pick<Refused, "at" | "beside">
}

/** The module that a write names: in the value (`module`), or beside it (`$se_module`). */
const named = (value: unknown, beside: unknown): Named | Refused | undefined => {
  const inside = Json.asObject(value)?.["module"]
  if (inside !== undefined && inside !== null) {
    if (typeof inside === "string") return { name: inside, place: { at: ".module" } }
    const object = Json.asObject(inside)
    if (object === undefined) return wrongType("jsonobject", ".module")
    const name = object["api_name"]
    if (typeof name === "string") return { name, place: { at: ".module.api_name" } }
    if (name !== undefined && name !== null) return wrongType("text", ".module.api_name")
  }
  if (Json.isAbsent(beside)) return undefined
  return typeof beside === "string"
    ? { name: beside, place: { beside: "$se_module" } }
    : { ...wrongType("text"), beside: "$se_module" }
}

/** Checks the id against the module named, or against every module that the field knows when none is. */
export const check = (core: Core, field: Field, value: unknown, beside: unknown): Checked => {
  const id = Json.idOf(Json.asObject(value)?.["id"] ?? value)
  if (id === undefined) return wrongType("jsonobject")
  const module = named(value, beside)
  if (module !== undefined && "ok" in module) return module
  if (module === undefined) {
    if (field.apiName === "What_Id" && core.switches().whatIdNeedsModule)
      return { ...refused({}, "", "required field not found", "MANDATORY_NOT_FOUND"), beside: "$se_module" }
    return Json.isId(id) && find(core, field, id) !== undefined ? ok(id) : unknownId()
  }
  const known = core.metadata.module(module.name)
  if (known === undefined || field.modules?.includes(known.apiName) !== true)
    return { ...refused({}, "", "the given module name is not exist in multimodulelookup"), ...module.place }
  const found = Json.isId(id) && core.db.get(`SELECT id FROM ${known.rows} AS t WHERE id=?`, id) !== undefined
  return found ? ok(id) : unknownId()
}

/** `{"name","id"}` of a stored id; fields shown as such also say the module. */
export const encoder = (core: Core, field: Field): ((value: unknown) => string) => {
  const whole = field.shownType === "multi_module_lookup"
  return (value) => {
    if (typeof value !== "string") return "null"
    const found = find(core, field, value)
    if (found === undefined) return `{"id":"${value}"}`
    const module = whole ? `"module":{"api_name":"${found.module.apiName}","id":"${found.module.id}"},` : ""
    return `{${module}"name":${JSON.stringify(found.name ?? null)},"id":"${value}"}`
  }
}
