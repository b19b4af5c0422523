/** What profiles may do with a field: read and write, only read, or not even see it. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import * as Restricted from "../org/Restricted.ts"
import type * as ZohoError from "../ZohoError.ts"
import * as FieldInput from "./FieldInput.ts"

const types = ["read_write", "read_only", "hidden"] as const

/** `profiles` of a field: all of them, with what each may do. */
export const shown = (core: Core, field: Field) =>
  core.db.all("SELECT json FROM profile ORDER BY id").map((row) => {
    const profile = Json.asObject(Json.parse(Json.asText(row["json"])))
    const id = Json.asText(profile?.["id"])
    const access = Restricted.accessOf(core.db, id, field.id)
    const own = field.readOnly && field.lockedByProfile !== true ? "read_only" : "read_write"
    return { id, name: profile?.["name"], permission_type: access ?? own }
  })

/** What everybody needs to see, and what the emulator itself fills in. */
export const isFixed = (module: Module, field: Field): boolean =>
  field.systemMandatory ||
  field.required ||
  field.apiName === module.displayField ||
  /^(?:Owner|Created_By|Modified_By|Created_Time|Modified_Time|Parent_Id|Tag|Locked__s|Record_Status__s)$/u.test(
    field.apiName
  )

/** Sets what a body's `profiles` ask for; what is wrong with them, otherwise. Those not named keep what they have. */
export const change = (
  core: Core,
  module: Module,
  field: Field,
  input: Body.Input,
  at: string
): ZohoError.ZohoError | undefined => {
  const { profiles: given } = input
  if (Json.isAbsent(given)) return undefined
  const wrong = FieldInput.wrongAt(at)
  if (!Array.isArray(given)) return wrong("INVALID_DATA", "profiles", { expected_data_type: "jsonarray" })
  const next = new Map<string, string>()
  for (const [index, item] of given.entries()) {
    const { id, permission_type: asked } = Json.asObject(item) ?? {}
    const path = `profiles[${index}]`
    const row = core.db.get("SELECT id, json FROM profile WHERE id=?", Json.idOf(id) ?? "")
    if (row === undefined) return wrong("INVALID_DATA", "id", {}, `${path}.id`)
    const type = types.find((one) => one === (asked ?? "read_write"))
    if (type === undefined)
      return wrong("INVALID_DATA", "permission_type", { supported_values: types }, `${path}.permission_type`)
    const name = Json.asObject(Json.parse(Json.asText(row["json"])))?.["name"]
    if (type !== "read_write" && isFixed(module, field))
      return wrong(
        "INVALID_OPERATION",
        "permission_type",
        {},
        `${path}.permission_type`,
        "The field permission cannot be changed because it is a mandatory field"
      )
    if (type !== "read_write" && name === "Administrator")
      return wrong("NOT_ALLOWED", "id", {}, `${path}.id`, "The field permission of this profile cannot be changed")
    next.set(Json.asText(row["id"]), type)
  }
  const known = core.db.all("SELECT id FROM profile").map((row) => Json.asText(row["id"]))
  const profiles = Object.fromEntries(
    known.map((id) => [id, next.get(id) ?? Restricted.accessOf(core.db, id, field.id) ?? "read_write"])
  )
  core.db.run(
    "INSERT OR REPLACE INTO document(kind, id, json) VALUES(?,?,?)",
    Restricted.fieldsKind,
    field.id,
    JSON.stringify({ profiles })
  )
  return undefined
}

/** A profile's clone has the fields as its source has them. */
export const copy = (core: Core, from: string, to: string): void => {
  for (const row of core.db.all("SELECT id, json FROM document WHERE kind=?", Restricted.fieldsKind)) {
    const profiles = Json.asObject(Json.asObject(Json.parse(Json.asText(row["json"])))?.["profiles"]) ?? {}
    core.db.run(
      "UPDATE document SET json=? WHERE kind=? AND id=?",
      JSON.stringify({ profiles: { ...profiles, [to]: profiles[from] ?? "read_write" } }),
      Restricted.fieldsKind,
      Json.asText(row["id"])
    )
  }
}
