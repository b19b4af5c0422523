/** The filters that lists of global pick-lists take: one comparison, or a group of some, and what is wrong with them. */
import type * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as ZohoError from "../ZohoError.ts"

type Test = (item: { readonly [key: string]: unknown }) => boolean

/** Keys that may be compared, and what their values are. */
export interface Keys {
  readonly [key: string]: "string" | "boolean"
}

interface Place {
  readonly param: string
  readonly path: string
  readonly keys: Keys
}

const wrong = ({ param, path }: Place, key: string, code: string, message: string, details: ZohoError.Details = {}) =>
  ZohoError.reply(400, code, message, {
    ...details,
    api_name: key.replace(/^.*\./, ""),
    json_path: `${path}.${key}`,
    param_name: param
  })

const missing = (place: Place, key: string) => wrong(place, key, "MANDATORY_NOT_FOUND", "required field not found")

const notA = (place: Place, key: string, type: string) =>
  wrong(place, key, "INVALID_DATA", "invalid data", { expected_data_type: type })

const comparison = (place: Place, given: { readonly [key: string]: unknown }): Test | Http.Reply => {
  const { comparator, value } = given
  if (Json.isAbsent(given["field"])) return missing(place, "field")
  const field = Json.asObject(given["field"])
  if (field === undefined) return notA(place, "field", "jsonobject")
  const { api_name: name } = field
  if (Json.isAbsent(name)) return missing(place, "field.api_name")
  if (typeof name !== "string" || !Object.hasOwn(place.keys, name))
    return wrong(place, "field.api_name", "NOT_SUPPORTED", "The value given is not supported")
  const type = place.keys[name] ?? "string"
  for (const [key, one] of [
    ["comparator", comparator],
    ["value", value]
  ] as const)
    if (Json.isAbsent(one))
      return wrong(place, key, "DEPENDENT_FIELD_MISSING", "Dependent Field missing", {
        dependee: { api_name: "field", json_path: `${place.path}.field` }
      })
  const supported = type === "boolean" ? ["equal"] : ["equal", "not_equal"]
  if (typeof comparator !== "string" || !supported.includes(comparator))
    return wrong(place, "comparator", "INVALID_DATA", "The value given is not supported", {
      supported_values: supported
    })
  if (typeof value !== type)
    return wrong(place, "value", "DEPENDENT_MISMATCH", "dependent mismatch", {
      dependee: { api_name: "api_name", json_path: `${place.path}.field.api_name` },
      expected_data_type: type
    })
  return (item) => (item[name] === value) === (comparator === "equal")
}

/** The test that a filter stands for, or the reply that refuses it. Groups hold no groups. */
const compile = (place: Place, given: { readonly [key: string]: unknown }): Test | Http.Reply => {
  const { group, group_operator: operator } = given
  if (Json.isAbsent(group) && Json.isAbsent(operator)) return comparison(place, given)
  if (Json.isAbsent(operator)) return missing(place, "group_operator")
  if (operator !== "and" && operator !== "or")
    return wrong(place, "group_operator", "INVALID_DATA", "invalid data", { supported_values: ["and", "or"] })
  if (Json.isAbsent(group)) return missing(place, "group")
  if (!Array.isArray(group)) return notA(place, "group", "jsonarray")
  const tests: Array<Test> = []
  for (const [index, item] of group.entries()) {
    const test = comparison({ ...place, path: `${place.path}.group[${index}]` }, Json.asObject(item) ?? {})
    if (typeof test !== "function") return test
    tests.push(test)
  }
  return operator === "or" ? (item) => tests.some((test) => test(item)) : (item) => tests.every((test) => test(item))
}

/** `filters` of a query; undefined where it has none. */
export const filters = (query: URLSearchParams, keys: Keys): Test | Http.Reply | undefined => {
  const given = query.get("filters")
  if (given === null) return undefined
  const object = Json.asObject(Json.parse(given))
  return object === undefined || Object.keys(object).length === 0
    ? ZohoError.invalidParam("filters", "invalid data", { expected_data_type: "jsonobject" })
    : compile({ param: "filters", path: "$.filters", keys }, object)
}

/** `inner_details_filters` of a query, for the one list `name` within the items. */
export const inner = (query: URLSearchParams, name: string, keys: Keys): Test | Http.Reply | undefined => {
  const param = "inner_details_filters"
  const given = query.get(param)
  if (given === null) return undefined
  const list = Json.parse(given)
  if (!Array.isArray(list)) return ZohoError.invalidParam(param, "invalid data", { expected_data_type: "jsonarray" })
  let found: Test | undefined
  for (const [index, item] of list.entries()) {
    const { api_name: apiName, filters: filter } = Json.asObject(item) ?? {}
    const path = `$.${param}[${index}]`
    const place = { param, path, keys }
    if (Json.isAbsent(apiName)) return missing(place, "api_name")
    if (apiName !== name) return wrong(place, "api_name", "INVALID_DATA", "invalid data")
    if (Json.isAbsent(filter)) return missing(place, "filters")
    const object = Json.asObject(filter)
    if (object === undefined) return notA(place, "filters", "jsonobject")
    const test = compile({ ...place, path: `${path}.filters` }, object)
    if (typeof test !== "function") return test
    found = test
  }
  return found
}
