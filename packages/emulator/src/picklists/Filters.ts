/** The filters that lists of global pick-lists take, and how they word what is wrong with them. */
import type * as Body from "../actions/Body.ts"
import * as Filters from "../Filters.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as ZohoError from "../ZohoError.ts"

type Test = Filters.Test<Body.Input>

const missing = { code: "MANDATORY_NOT_FOUND", message: "required field not found", quiet: true } as const
const invalid = { code: "INVALID_DATA", message: "invalid data" } as const
const unsupported = { code: "INVALID_DATA", message: "The value given is not supported" } as const

const words: Parameters<typeof Filters.wording>[0] = {
  empty: missing,
  missing,
  type: invalid,
  name: { code: "NOT_SUPPORTED", message: "The value given is not supported", quiet: true },
  dependent: { code: "DEPENDENT_FIELD_MISSING", message: "Dependent Field missing", dependee: "field" },
  comparator: unsupported,
  unfit: unsupported,
  value: { code: "DEPENDENT_MISMATCH", message: "dependent mismatch", dependee: "field.api_name" },
  operator: invalid,
  length: invalid
}

const key = (name: string, type: "string" | "boolean"): readonly [string, Filters.Key<Body.Input>] => [
  name,
  { of: (item) => item[name], comparators: type === "boolean" ? ["equal"] : ["equal", "not_equal"], type }
]

/** Of a list in this parameter: groups hold no groups. */
const listOf = (param: string, keys: { readonly [name: string]: "string" | "boolean" }): Filters.List<Body.Input> => ({
  ...Filters.keyed(Object.fromEntries(Object.entries(keys).map(([name, type]) => key(name, type)))),
  deepest: 0,
  refuse: Filters.wording(words, { param_name: param })
})

const sets = listOf("filters", { api_name: "string", source: "string", customizable: "boolean" })
const innerParam = "inner_details_filters"
const options = listOf(innerParam, { type: "string" })

/** `filters` of a query; undefined where it has none. */
export const filters = (query: URLSearchParams): Test | Http.Reply | undefined => {
  const given = query.get("filters")
  if (given === null) return undefined
  const object = Json.asObject(Json.parse(given))
  if (object === undefined || Object.keys(object).length === 0)
    return ZohoError.invalidParam("filters", "invalid data", { expected_data_type: "jsonobject" })
  const test = Filters.read(sets, object, "$.filters")
  return test.ok ? test.value : test.reply
}

/** `inner_details_filters` of a query, for the options within the pick-lists. */
export const inner = (query: URLSearchParams): Test | Http.Reply | undefined => {
  const given = query.get(innerParam)
  if (given === null) return undefined
  const items = Json.parse(given)
  if (!Array.isArray(items))
    return ZohoError.invalidParam(innerParam, "invalid data", { expected_data_type: "jsonarray" })
  let found: Test | undefined
  for (const [index, item] of items.entries()) {
    const { api_name: name, filters: filter } = Json.asObject(item) ?? {}
    const at = `$.${innerParam}[${index}]`
    const wrong = (problem: Filters.Problem, path: string) => options.refuse(problem, { path, at, details: {} })
    if (Json.isAbsent(name)) return wrong("missing", `${at}.api_name`)
    if (name !== "pick_list_values") return wrong("type", `${at}.api_name`)
    if (Json.isAbsent(filter)) return wrong("missing", `${at}.filters`)
    const test = Filters.read(options, filter, `${at}.filters`)
    if (!test.ok) return test.reply
    found = test.value
  }
  return found
}
