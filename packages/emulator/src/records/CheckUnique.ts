/** Values that may stand only once in a module. */
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import * as DuplicateCheck from "../settings/DuplicateCheck.ts"
import { isUnique } from "../settings/Fields.ts"
import * as ZohoError from "../ZohoError.ts"
import type { Draft } from "./Draft.ts"
import { type Refusal, refuse } from "./Outcome.ts"

/** What refuses a value that another record holds already. */
const duplicate = (
  core: Core,
  module: Module,
  path: string,
  name: string,
  rows: ReadonlyArray<{ readonly [column: string]: unknown }>
): ZohoError.ZohoError => {
  const first = rows[0]
  const owner = core.db.get("SELECT id, name, json FROM user WHERE id=?", String(first?.["owner"]))
  const zuid: unknown = owner === undefined ? null : Json.asObject(Json.parse(String(owner["json"])))?.["zuid"]
  return ZohoError.make("DUPLICATE_DATA", "duplicate data", {
    api_name: name,
    json_path: `${path}.${name}`,
    more_records: rows.length > 1,
    id: first?.["id"],
    duplicate_record: {
      id: first?.["id"],
      Owner: { id: owner?.["id"] ?? null, name: owner?.["name"] ?? null, zuid },
      module: { api_name: module.apiName, id: module.id }
    }
  })
}

/** Records other than `own` that hold this value, two of them at most. */
const holders = (core: Core, module: Module, field: Field, value: Value, own: string) => {
  const owner = module.byName.has("Owner") ? `"Owner"` : "NULL"
  const folded = typeof value === "string" ? " COLLATE NOCASE" : ""
  // What a lead became holds its values now; whether the lead still does is for the org to say.
  const open = module.apiName === "Leads" && !DuplicateCheck.countsConverted(core) ? ` AND "$converted"=0` : ""
  return core.db.all(
    `SELECT id, ${owner} AS owner FROM ${module.table} WHERE ${quote(field.apiName)}=?${folded} AND id<>?${open} LIMIT 2`,
    value,
    own
  )
}

/** Refuses values that another record of the module holds already, or one of a module that the org compares it with. */
export const checkUnique = (draft: Draft): Refusal | undefined => {
  const { core, module, path, values } = draft
  const errors: Array<ZohoError.ZohoError> = []
  for (const [name, value] of values) {
    const field = module.byName.get(name)
    if (field === undefined || value === null || !isUnique(core, module, field)) continue
    const places = [{ module, field }, ...(module.apiName === "Leads" ? DuplicateCheck.mappedTo(core, field) : [])]
    for (const place of places) {
      const rows = holders(core, place.module, place.field, value, draft.id ?? "")
      if (rows.length === 0) continue
      errors.push(duplicate(core, place.module, path, name, rows))
      break
    }
  }
  const [first, ...rest] = errors
  if (first === undefined) return undefined
  return rest.length === 0
    ? { ok: false, error: first }
    : refuse("MULTIPLE_OR_MULTI_ERRORS", "multiple errors occurred", { errors })
}
