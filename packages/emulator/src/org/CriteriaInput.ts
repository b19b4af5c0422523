/** Criteria in a row of settings, checked against the module whose records they choose. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Document } from "../settings/Documents.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import type * as ZohoError from "../ZohoError.ts"
import * as Rows from "./Rows.ts"

/** What stands under `key` of the row at `at`, with `and` and `or` as they are kept; or what is wrong with it. */
export const read = (
  core: Core,
  user: string,
  key: string,
  module: string,
  value: unknown,
  at: string
): Document | null | ZohoError.ZohoError => {
  if (Json.isAbsent(value)) return null
  const given = Json.asObject(ViewInput.lowered(value))
  const known = core.metadata.module(module)
  if (given === undefined || known === undefined)
    return Rows.about(at, key, "INVALID_DATA", undefined, { expected_data_type: "jsonobject" })
  const { comparator, field, group } = given
  if (!Array.isArray(group)) {
    if (Json.asObject(field) === undefined)
      return Rows.about(at, `${key}.field`, "INVALID_DATA", undefined, { expected_data_type: "jsonobject" })
    const missing = Json.isAbsent(comparator) ? "comparator" : given["value"] === undefined ? "value" : undefined
    if (missing !== undefined)
      return Rows.about(at, `${key}.${missing}`, "DEPENDENT_FIELD_MISSING", "required field not found", {
        dependee: { api_name: "field", json_path: `${at}.${key}.field` }
      })
  }
  const compiled = Criteria.compile(core, known, given, { userId: user })
  return Criteria.isError(compiled) ? Rows.about(at, key, "INVALID_DATA", undefined, compiled.details) : given
}
