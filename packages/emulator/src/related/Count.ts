/** How many records the related lists of one record have. */
import * as Body from "../actions/Body.ts"
import * as Criteria from "../bulk/Criteria.ts"
import * as Parent from "../content/Parent.ts"
import type { Value } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { RelatedList } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Lists from "./Lists.ts"

const root = "get_related_records_count"
const most = 20

type Found<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly error: ZohoError.ZohoError }

const no = (code: string, message: string, details: ZohoError.Details = {}) =>
  ({ ok: false, error: ZohoError.make(code, message, details) }) as const

const places = (path: string, names: ReadonlyArray<string>) =>
  names.map((name) => ({ api_name: name, json_path: `${path}.${name}` }))

/** The list that an item names by id, by API name, or by both when they agree. */
const listOf = (lists: ReadonlyArray<RelatedList>, value: unknown, path: string): Found<RelatedList> => {
  const at = `${path}.related_list`
  if (Json.isAbsent(value))
    return no("MANDATORY_NOT_FOUND", "required field not found", { api_name: "related_list", json_path: at })
  const given = Json.asObject(value)
  if (given === undefined)
    return no("INVALID_DATA", "invalid data", {
      expected_data_type: "jsonobject",
      api_name: "related_list",
      json_path: at
    })
  const name = given["api_name"] ?? undefined
  const id = given["id"] ?? undefined
  if (name === undefined && id === undefined)
    return no("EXPECTED_FIELD_MISSING", "Specify atleast one field", {
      expected_fields: places(at, ["api_name", "id"])
    })
  const byId = lists.find((list) => list.id === Json.idOf(id))
  const byName = lists.find((list) => list.apiName === name)
  const wrong =
    id !== undefined && byId === undefined ? "id" : name !== undefined && byName === undefined ? "api_name" : undefined
  if (wrong !== undefined)
    return no("INVALID_DATA", "Given related_list is invalid", { api_name: wrong, json_path: `${at}.${wrong}` })
  if (byId !== undefined && byName !== undefined && byId !== byName)
    return no("AMBIGUITY_DURING_PROCESSING", "Ambiguity while processing the request", {
      ambiguity_due_to: places(at, ["id", "api_name"])
    })
  const found = byId ?? byName
  return found === undefined
    ? no("INVALID_DATA", "Given related_list is invalid", { api_name: "id", json_path: `${at}.id` })
    : { ok: true, value: found }
}

interface Condition {
  readonly where: ReadonlyArray<string>
  readonly values: ReadonlyArray<Value>
}

const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined)

/** `params` of an item, as conditions on the list's module. */
const conditions = (call: Call, list: Lists.List, value: unknown, path: string): Found<Condition> => {
  const none: Condition = { where: [], values: [] }
  if (Json.isAbsent(value)) return { ok: true, value: none }
  const params = Json.asObject(value)
  if (params === undefined)
    return no("INVALID_DATA", "invalid data", {
      expected_data_type: "jsonobject",
      api_name: "params",
      json_path: `${path}.params`
    })
  const where: Array<string> = []
  const values: Array<Value> = []
  const converted = flag(params["converted"])
  if (converted !== undefined) where.push(`"$converted"=${converted ? 1 : 0}`)
  // Everything here is approved.
  if (flag(params["approved"]) === false) where.push("0")
  const { category, filters } = params
  if (category === "link" || category === "files") {
    if (list.module.apiName === "Attachments")
      where.push(`id IN (SELECT id FROM attachment WHERE link IS ${category === "link" ? "NOT " : ""}NULL)`)
  }
  if (filters !== undefined && filters !== null) {
    const at = { api_name: "filters", json_path: `${path}.params.filters` }
    if (Json.asObject(filters) === undefined)
      return no("INVALID_DATA", "invalid data", { expected_data_type: "jsonobject", ...at })
    if (list.kind._tag === "Hanging" && list.module.apiName === "Attachments")
      return no("NOT_SUPPORTED", "Filters are not supported for this modules", {
        expected_data_type: "json_type",
        ...at
      })
    const compiled = Criteria.compile(call.core, list.module, filters, { userId: call.identity.userId })
    if (Criteria.isError(compiled))
      return no("INVALID_DATA", compiled.message, { ...compiled.details, json_path: at.json_path })
    where.push(compiled.sql)
    values.push(...compiled.values)
  }
  return { ok: true, value: { where, values } }
}

const count = (call: Call, parent: Parent.Parent, value: unknown, index: number): Found<object> => {
  const path = `$.${root}[${index}]`
  const item = Json.asObject(value)
  if (item === undefined)
    return no("INVALID_DATA", "invalid data", { expected_data_type: "jsonobject", json_path: path })
  const named = listOf(parent.module.relatedLists, item["related_list"], path)
  if (!named.ok) return named
  const list = Lists.find(call.core, parent.module, named.value.apiName)
  if (list === undefined || list.kind._tag === "Empty")
    return no("NOT_SUPPORTED", "The given related list id is not supported in api")
  const more = conditions(call, list, item["params"], path)
  if (!more.ok) return more
  const own = Lists.sql(call.core, list, parent.id)
  const where = [`(${own.where})`, ...more.value.where].join(" AND ")
  const found = call.core.db.get(
    `SELECT COUNT(*) AS n FROM ${list.module.rows} AS ${list.module.table} WHERE ${where}`,
    ...own.values,
    ...more.value.values
  )
  return {
    ok: true,
    value: { count: Number(found?.["n"]), related_list: { api_name: named.value.apiName, id: named.value.id } }
  }
}

export const related = (call: Call): Http.Reply => {
  const parent = Parent.of(call)
  if ("status" in parent) return parent
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const items = Body.array(body.value[root], `$.${root}`, most)
  if (!items.ok) return items.reply
  const counts = items.value.map((value, index) => count(call, parent, value, index))
  return Http.json(Items.statusOf(counts), {
    [root]: counts.map((one) => (one.ok ? one.value : one.error))
  })
}
