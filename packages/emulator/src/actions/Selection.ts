/** The records that a mass action is about when it names a custom view instead of ids. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as TerritoryFilter from "../org/TerritoryFilter.ts"
import * as TerritoryShown from "../org/TerritoryShown.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"
import * as View from "./View.ts"

/** Records of one mass action. */
export const maximum = 50_000

/** As it stands in a job's input. */
export interface Selection {
  readonly cvid: string
  readonly criteria: unknown
  readonly territory: TerritoryFilter.Chosen | undefined
}

interface Sql {
  readonly where: string
  readonly values: Criteria.Sql["values"]
}

const sqlOf = (core: Core, module: Module, user: string, selection: Selection): Sql | undefined => {
  const view = View.find(core, module, selection.cvid, user)
  const placed = selection.territory === undefined ? "1" : TerritoryFilter.where(core, selection.territory)
  if (view === undefined || placed === undefined) return undefined
  const where = selection.territory === undefined ? view.where : `(${view.where}) AND ${placed}`
  if (Json.isAbsent(selection.criteria)) return { where, values: view.values }
  const more = Criteria.compile(core, module, selection.criteria, { userId: user })
  return Criteria.isError(more)
    ? undefined
    : { where: `(${where}) AND ${more.sql}`, values: [...view.values, ...more.values] }
}

/** Its records as they are now; none when the view is gone meanwhile. */
export const ids = (core: Core, module: Module, user: string, selection: Selection): ReadonlyArray<string> => {
  const sql = sqlOf(core, module, user, selection)
  if (sql === undefined) return []
  return core.db
    .all(
      `SELECT id FROM ${module.rows} AS ${module.table} WHERE ${sql.where} ORDER BY id LIMIT ${maximum}`,
      ...sql.values
    )
    .map((row) => String(row["id"]))
}

const count = (core: Core, module: Module, user: string, selection: Selection): number => {
  const sql = sqlOf(core, module, user, selection)
  return sql === undefined
    ? 0
    : Number(
        core.db.get(`SELECT COUNT(*) AS n FROM ${module.rows} AS ${module.table} WHERE ${sql.where}`, ...sql.values)?.[
          "n"
        ]
      )
}

const path = "$.criteria"

const criteriaOf = (
  core: Core,
  module: Module,
  user: string,
  value: unknown,
  refuse: Body.Refuse
): Body.Checked<unknown> => {
  if (Json.isAbsent(value)) return Body.ok(undefined)
  const given = Body.object(value, path, refuse)
  if (!given.ok) return given
  const { comparator, field, group } = given.value
  if (Json.isAbsent(field) && Json.isAbsent(group)) {
    return Body.no(
      refuse(400, "EXPECTED_FIELD_MISSING", "Specify atleast one field", {
        expected_fields: [
          { api_name: "group", json_path: `${path}.group` },
          { api_name: "field", json_path: `${path}.field` }
        ]
      })
    )
  }
  if (!Json.isAbsent(field)) {
    if (Json.asObject(field) === undefined)
      return Body.invalid(`${path}.field`, { expected_data_type: "jsonobject" }, refuse, "the value given is invalid")
    const absent = comparator === undefined ? "comparator" : given.value["value"] === undefined ? "value" : undefined
    if (absent !== undefined) {
      return Body.no(
        refuse(400, "DEPENDENT_FIELD_MISSING", "Dependent Field missing", {
          dependee: { api_name: "field", json_path: `${path}.field` },
          api_name: absent,
          json_path: `${path}.${absent}`
        })
      )
    }
  }
  const compiled = Criteria.compile(core, module, value, { userId: user })
  if (!Criteria.isError(compiled)) return Body.ok(value)
  if (compiled.code === "CRITERIA_LIMIT_EXCEEDED")
    return Body.no(refuse(400, "COMBINED_CRITERIA_LIMIT_EXCEEDED", compiled.message, compiled.details))
  return Body.no(refuse(400, "INVALID_DATA", compiled.message, { ...compiled.details, json_path: path }))
}

const territoryOf = (
  core: Core,
  module: Module,
  value: unknown,
  refuse: Body.Refuse
): Body.Checked<TerritoryFilter.Chosen | undefined> => {
  if (Json.isAbsent(value)) return Body.ok(undefined)
  const at = "$.territory"
  const given = Body.object(value, at, refuse)
  if (!given.ok) return given
  const { id: named } = given.value
  if (Json.isAbsent(named)) return Body.missing(`${at}.id`, refuse)
  const below = Body.flag(given.value["include_child"], `${at}.include_child`, refuse)
  if (!below.ok) return below
  const chosen = { id: Json.idOf(named) ?? "", include_child: below.value ?? false }
  return TerritoryShown.isPlaced(module) && TerritoryFilter.where(core, chosen) !== undefined
    ? Body.ok(chosen)
    : Body.invalid(`${at}.id`, {}, refuse, "the id given seems to be invalid")
}

/** Reads `cvid`, `criteria` and `territory` of a body, and how many records they choose now. */
export const read = (
  core: Core,
  module: Module,
  user: string,
  root: Body.Input,
  refuse: Body.Refuse = ZohoError.reply
): Body.Checked<{ readonly selection: Selection; readonly total: number }> => {
  const cvid = Json.idOf(root["cvid"])
  if (cvid === undefined || !Json.isId(cvid) || View.find(core, module, cvid, user) === undefined)
    return Body.invalid("$.cvid", { id: Json.asText(root["cvid"]) }, refuse, "the cvid given seems to be invalid")
  const criteria = criteriaOf(core, module, user, root["criteria"], refuse)
  if (!criteria.ok) return criteria
  const territory = territoryOf(core, module, root["territory"], refuse)
  if (!territory.ok) return territory
  const selection = { cvid, criteria: criteria.value, territory: territory.value }
  const total = count(core, module, user, selection)
  if (total === 0) return Body.no(refuse(400, "NO_RECORDS_FOUND", "no record found to update"))
  if (total > maximum) {
    return Body.no(refuse(400, "RECORD_LIMIT_EXCEEDED", "The number of records exceeds the limit", { limit: maximum }))
  }
  return Body.ok({ selection, total })
}

/** A selection out of a job's input. */
export const decode = (input: Body.Input): Selection => {
  const territory = Json.asObject(input["territory"])
  return {
    cvid: Json.asText(input["cvid"]),
    criteria: input["criteria"] ?? undefined,
    territory:
      territory === undefined
        ? undefined
        : { id: Json.asText(territory["id"]), include_child: territory["include_child"] === true }
  }
}
