/** Cross filters of a custom view: records that have, or have not, what criteria choose in one of their related lists. */
import type * as Body from "../actions/Body.ts"
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Lists from "../related/Lists.ts"
import * as ZohoError from "../ZohoError.ts"
import * as ViewInput from "./ViewInput.ts"
import type { CrossFilter } from "./ViewStore.ts"

/** Filters of one view. */
const most = 10
/** How Zoho calls a related list here. */
const suffix = "__r"

const listOf = (core: Core, module: Module, relation: Body.Input): Lists.List | undefined => {
  const { api_name: name, id } = relation
  const wanted = Json.idOf(id ?? undefined)
  const found = typeof name === "string" ? name : module.relatedLists.find((one) => one.id === wanted)?.apiName
  return found === undefined
    ? undefined
    : (Lists.find(core, module, found) ??
        (found.endsWith(suffix) ? Lists.find(core, module, found.slice(0, -suffix.length)) : undefined))
}

/** The condition of a filter on its module's records; undefined where it can no longer be asked. */
export const compile = (core: Core, module: Module, filter: CrossFilter, userId: string): Lists.Sql | undefined => {
  const list = Lists.find(core, module, filter.list)
  if (list === undefined) return undefined
  const inner = Criteria.compile(core, list.module, filter.criteria, { userId })
  if (Criteria.isError(inner)) return undefined
  const sql = Lists.having(core, list, { where: inner.sql, values: inner.values })
  return sql === undefined || filter.include ? sql : { ...sql, where: `NOT ${sql.where}` }
}

/** What a body says of the filters, or what is wrong with one of them; `at` is the view's place. */
export const read = (
  core: Core,
  module: Module,
  userId: string,
  value: unknown,
  at: string
): ReadonlyArray<CrossFilter> | ZohoError.ZohoError => {
  const wrong = (path: string, details: ZohoError.Details = {}, code = "INVALID_DATA") =>
    ZohoError.make(code, code === "INVALID_DATA" ? "invalid data" : "required field not found", {
      ...details,
      api_name: path.replace(/\[\d+\]$/, "").replace(/^.*\./, ""),
      json_path: `${at}.${path}`
    })
  if (!Array.isArray(value)) return wrong("cross_filters", { expected_data_type: "jsonarray" })
  if (value.length > most) return wrong("cross_filters", { maximum_length: most })
  const filters: Array<CrossFilter> = []
  for (const [index, item] of value.entries()) {
    const path = `cross_filters[${index}]`
    const given = Json.asObject(item)
    if (given === undefined) return wrong(path, { expected_data_type: "jsonobject" })
    const { criteria, include_objects: include } = given
    const relation = Json.asObject(given["relation"])
    if (relation === undefined) return wrong(`${path}.relation`, {}, "MANDATORY_NOT_FOUND")
    if (Json.isAbsent(criteria)) return wrong(`${path}.criteria`, {}, "MANDATORY_NOT_FOUND")
    if (typeof include !== "boolean") return wrong(`${path}.include_objects`, { expected_data_type: "boolean" })
    const list = listOf(core, module, relation)
    if (list === undefined) return wrong(`${path}.relation.api_name`)
    const filter: CrossFilter = { list: list.list.apiName, include, criteria: ViewInput.lowered(criteria) }
    const inner = Criteria.compile(core, list.module, filter.criteria, { userId })
    if (Criteria.isError(inner)) return wrong(`${path}.criteria`, inner.details)
    if (compile(core, module, filter, userId) === undefined) return wrong(`${path}.relation.api_name`)
    filters.push(filter)
  }
  return filters
}

/** Filters as a view shows them. */
export const shown = (core: Core, module: Module, filters: ReadonlyArray<CrossFilter>): unknown =>
  filters.length === 0
    ? null
    : filters.map((filter) => {
        const list = Lists.find(core, module, filter.list)
        return {
          criteria: ViewInput.shown(list?.module ?? module, filter.criteria),
          include_objects: filter.include,
          relation: {
            $disrupted: list === undefined,
            api_name: `${filter.list}${suffix}`,
            id: list?.list.id ?? null
          }
        }
      })
