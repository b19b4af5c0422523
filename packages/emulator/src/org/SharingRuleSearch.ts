/** Filters of sharing rules: comparisons of a few of their keys, in groups. */
import * as Body from "../actions/Body.ts"
import * as Json from "../Json.ts"
import * as ZohoError from "../ZohoError.ts"
import type * as Store from "./SharingRuleStore.ts"

type Test = (rule: Store.Rule) => boolean

/** Groups within groups. */
const deepest = 10

interface Key {
  readonly comparator: "equal" | "in" | "like"
  readonly of: (rule: Store.Rule) => string
}

const keys: { readonly [name: string]: Key } = {
  name: { comparator: "like", of: (rule) => rule.name },
  permission_type: { comparator: "equal", of: (rule) => rule.permission },
  "shared_from.resource.id": { comparator: "in", of: (rule) => rule.from?.id ?? "" },
  "shared_from.type": { comparator: "equal", of: (rule) => rule.from?.type ?? "" },
  "shared_to.resource.id": { comparator: "in", of: (rule) => rule.to.id ?? "" },
  "shared_to.type": { comparator: "equal", of: (rule) => rule.to.type },
  status: { comparator: "equal", of: (rule) => (rule.active ? "active" : "inactive") },
  superiors_allowed: { comparator: "equal", of: (rule) => String(rule.superiors) }
}

const tests: { readonly [comparator in Key["comparator"]]: (text: string, wanted: ReadonlyArray<string>) => boolean } =
  {
    equal: (text, wanted) => text === wanted[0],
    in: (text, wanted) => wanted.includes(text),
    like: (text, wanted) => text.toLowerCase().includes((wanted[0] ?? "").replaceAll("%", "").toLowerCase())
  }

const invalid = (path: string, supported: ReadonlyArray<string>) =>
  Body.invalid(path, { supported_values: supported }, ZohoError.reply, "the value given is invalid")

const comparison = (given: Body.Input, at: string): Body.Checked<Test> => {
  const name = Json.asObject(given["field"])?.["api_name"]
  const named = `${at}.field.api_name`
  if (Json.isAbsent(name)) return Body.missing(named)
  const key = typeof name === "string" && Object.hasOwn(keys, name) ? keys[name] : undefined
  if (key === undefined) return invalid(named, Object.keys(keys))
  const missing = ["comparator", "value"].find((it) => Json.isAbsent(given[it]))
  const dependee = { api_name: "api_name", json_path: named }
  const wrong = (code: string, message: string, about: string) =>
    Body.no(ZohoError.reply(400, code, message, { dependee, api_name: about, json_path: `${at}.${about}` }))
  if (missing !== undefined) return wrong("DEPENDENT_FIELD_MISSING", "required field not found", missing)
  const { comparator, value } = given
  if (comparator !== "equal" && comparator !== "in" && comparator !== "like")
    return invalid(`${at}.comparator`, ["equal", "in", "like"])
  if (comparator !== key.comparator) return wrong("DEPENDENT_MISMATCH", "the value given is invalid", "comparator")
  const wanted = Array.isArray(value) ? value : [value]
  const isPlain = wanted.every((one) => typeof one === "string" || typeof one === "boolean")
  if (!isPlain || (Array.isArray(value) && comparator !== "in"))
    return Body.invalid(`${at}.value`, { expected_data_type: comparator === "in" ? "jsonarray" : "string" })
  const texts = wanted.map(String)
  return Body.ok((rule) => tests[key.comparator](key.of(rule), texts))
}

const node = (value: unknown, at: string, depth: number): Body.Checked<Test> => {
  const given = Body.object(value, at)
  if (!given.ok) return given
  const { field, group, group_operator: operator } = given.value
  if (Json.isAbsent(group) && Json.isAbsent(field))
    return Body.no(
      ZohoError.reply(400, "EXPECTED_FIELD_MISSING", "Specify atleast one field", {
        expected_fields: ["group", "field"].map((it) => ({ api_name: it, json_path: `${at}.${it}` }))
      })
    )
  if (Json.isAbsent(group)) return comparison(given.value, at)
  const some = Body.array(group, `${at}.group`, 25)
  if (!some.ok) return some
  if (depth === deepest) return Body.invalid(`${at}.group`)
  const either = typeof operator === "string" ? operator.toLowerCase() : undefined
  if (Json.isAbsent(operator) && some.value.length > 1) return Body.missing(`${at}.group_operator`)
  if (!Json.isAbsent(operator) && either !== "and" && either !== "or")
    return invalid(`${at}.group_operator`, ["or", "and"])
  const parts: Array<Test> = []
  for (const [index, one] of some.value.entries()) {
    const part = node(one, `${at}.group[${index}]`, depth + 1)
    if (!part.ok) return part
    parts.push(part.value)
  }
  return Body.ok(
    either === "or" ? (rule) => parts.some((part) => part(rule)) : (rule) => parts.every((part) => part(rule))
  )
}

/** The test that `filters` of a body says. */
export const read = (body: Body.Input): Body.Checked<Test> => {
  const given = Body.array(body["filters"], "$.filters", 1)
  return given.ok ? node(given.value[0], "$.filters[0]", 0) : given
}
