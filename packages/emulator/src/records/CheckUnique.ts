/** Values that may stand only once in a module. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
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

/** Refuses values that another record of the module holds already. */
export const checkUnique = (draft: Draft): Refusal | undefined => {
  const { core, module, path, values } = draft
  const errors: Array<ZohoError.ZohoError> = []
  for (const [name, value] of values) {
    const field = module.byName.get(name)
    if (field === undefined || value === null || !isUnique(core, module, field)) continue
    const owner = module.byName.has("Owner") ? `"Owner"` : "NULL"
    const rows = core.db.all(
      `SELECT id, ${owner} AS owner FROM ${module.table} WHERE ${quote(name)}=?${typeof value === "string" ? " COLLATE NOCASE" : ""} AND id<>? LIMIT 2`,
      value,
      draft.id ?? ""
    )
    if (rows.length > 0) errors.push(duplicate(core, module, path, name, rows))
  }
  const [first, ...rest] = errors
  if (first === undefined) return undefined
  return rest.length === 0
    ? { ok: false, error: first }
    : refuse("MULTIPLE_OR_MULTI_ERRORS", "multiple errors occurred", { errors })
}
