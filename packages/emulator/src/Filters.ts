/** Filters of lists, one comparison or groups of some, as a test of an item. A list says what it compares and how it words what is wrong. */
import * as Body from "./actions/Body.ts"
import type * as Http from "./Http.ts"
import * as Json from "./Json.ts"
import * as ZohoError from "./ZohoError.ts"

export type Test<A> = (item: A) => boolean

/** What may be compared, and how. */
export interface Key<A> {
  readonly of: (item: A) => unknown
  readonly comparators: ReadonlyArray<string>
  /** The one type that its values have; without it they are texts, true or false. */
  readonly type?: "string" | "boolean"
}

export type Problem =
  /** Neither a comparison nor a group. */
  | "empty"
  /** A key that must be there is not. */
  | "missing"
  /** An object or array is something else. */
  | "type"
  /** The list has no such key. */
  | "name"
  /** A comparison has no comparator, or no value. */
  | "dependent"
  /** The list has no such comparator. */
  | "comparator"
  /** It has, but this key does not. */
  | "unfit"
  /** The value is not of the key's type. */
  | "value"
  /** The operator is neither `and` nor `or`. */
  | "operator"
  /** A group holds nothing, or too much. */
  | "length"

/** Where a problem is, and what there is to tell of it. */
export interface Facts {
  readonly path: string
  /** The comparison or group. */
  readonly at: string
  readonly details: ZohoError.Details
}

export interface List<A> {
  readonly keyOf: (name: string) => Key<A> | undefined
  /** The names of its keys, where not every name is one. */
  readonly names: ReadonlyArray<string>
  /** All that its keys are compared by. */
  readonly comparators: ReadonlyArray<string>
  /** How deep groups stand in groups. */
  readonly deepest: number
  readonly refuse: (problem: Problem, facts: Facts) => Http.Reply
}

/** A list of these keys and no others. */
export const keyed = <A>(keys: { readonly [name: string]: Key<A> }) => ({
  keyOf: (name: string): Key<A> | undefined => (Object.hasOwn(keys, name) ? keys[name] : undefined),
  names: Object.keys(keys),
  comparators: [...new Set(Object.values(keys).flatMap((key) => key.comparators))]
})

/** How a list words a problem. */
export interface Words {
  readonly code: string
  readonly message: string
  /** The key beside it that makes it wrong. */
  readonly dependee?: "field" | "field.api_name"
  /** Facts that it keeps to itself. */
  readonly quiet?: true
}

const place = (path: string) => ({ api_name: Body.nameOf(path), json_path: path })

/** Refuses in these words; `more` stands in all details. */
export const wording =
  (words: { readonly [problem in Problem]: Words }, more: ZohoError.Details = {}): List<never>["refuse"] =>
  (problem, { at, details, path }) => {
    const { code, dependee, message, quiet } = words[problem]
    return ZohoError.reply(400, code, message, {
      ...(quiet === true ? {} : details),
      ...(dependee === undefined ? {} : { dependee: place(`${at}.${dependee}`) }),
      ...place(path),
      ...more
    })
  }

const mostInGroup = 25
const operators = ["and", "or"]

const tests: { readonly [comparator: string]: (text: string, wanted: ReadonlyArray<string>) => boolean } = {
  equal: (text, [wanted]) => text === wanted,
  not_equal: (text, [wanted]) => text !== wanted,
  contains: (text, [wanted = ""]) => text.includes(wanted),
  like: (text, [wanted = ""]) => text.includes(wanted.replaceAll("%", "")),
  starts_with: (text, [wanted = ""]) => text.startsWith(wanted),
  in: (text, wanted) => wanted.includes(text)
}

/** The texts of a value, in small letters; undefined where it is no value of this key. */
const textsOf = (value: unknown, comparator: string, type: Key<never>["type"]): ReadonlyArray<string> | undefined => {
  const isMany = comparator === "in"
  if (Array.isArray(value) && !isMany) return undefined
  const values: ReadonlyArray<unknown> = Array.isArray(value)
    ? value
    : isMany && typeof value === "string"
      ? value.split(",").map((one) => one.trim())
      : [value]
  const fits = (one: unknown) =>
    type === undefined ? typeof one === "string" || typeof one === "boolean" : typeof one === type
  return values.every(fits) ? values.map((one) => String(one).toLowerCase()) : undefined
}

const comparison = <A>(list: List<A>, given: Body.Input, at: string): Body.Checked<Test<A>> => {
  const { comparator, field, value } = given
  const wrong = (problem: Problem, key: string, details: ZohoError.Details = {}) =>
    Body.no(list.refuse(problem, { path: `${at}.${key}`, at, details }))
  if (Json.isAbsent(field)) return wrong("empty", "field")
  const named = Json.asObject(field)
  if (named === undefined) return wrong("type", "field", { expected_data_type: "jsonobject" })
  const { api_name: name } = named
  if (Json.isAbsent(name)) return wrong("missing", "field.api_name")
  const key = typeof name === "string" ? list.keyOf(name) : undefined
  if (key === undefined) return wrong("name", "field.api_name", { supported_values: list.names })
  if (Json.isAbsent(comparator)) return wrong("dependent", "comparator")
  if (Json.isAbsent(value)) return wrong("dependent", "value")
  if (typeof comparator !== "string" || !list.comparators.includes(comparator))
    return wrong("comparator", "comparator", { supported_values: list.comparators })
  const test = Object.hasOwn(tests, comparator) ? tests[comparator] : undefined
  if (test === undefined || !key.comparators.includes(comparator))
    return wrong("unfit", "comparator", { supported_values: key.comparators })
  const texts = textsOf(value, comparator, key.type)
  if (texts === undefined)
    return wrong("value", "value", { expected_data_type: key.type ?? (comparator === "in" ? "jsonarray" : "string") })
  return Body.ok((item) => test(Json.asText(key.of(item) ?? "").toLowerCase(), texts))
}

/** The test that a filter at `at` stands for, or the list's refusal. */
export const read = <A>(list: List<A>, value: unknown, at: string, depth = 0): Body.Checked<Test<A>> => {
  const wrong = (problem: Problem, path: string, details: ZohoError.Details = {}) =>
    Body.no(list.refuse(problem, { path, at, details }))
  const given = Json.asObject(value)
  if (given === undefined) return wrong("type", at, { expected_data_type: "jsonobject" })
  const { group, group_operator: operator } = given
  if (depth > list.deepest || (Json.isAbsent(group) && Json.isAbsent(operator))) return comparison(list, given, at)
  if (Json.isAbsent(group)) return wrong("missing", `${at}.group`)
  if (!Array.isArray(group)) return wrong("type", `${at}.group`, { expected_data_type: "jsonarray" })
  if (group.length === 0) return wrong("length", `${at}.group`, { minimum_length: 1 })
  if (group.length > mostInGroup) return wrong("length", `${at}.group`, { maximum_length: mostInGroup })
  // One condition needs no word between it and others.
  if (Json.isAbsent(operator) && group.length > 1) return wrong("missing", `${at}.group_operator`)
  const word = Json.isAbsent(operator) ? "and" : Json.asText(operator).toLowerCase()
  if (!operators.includes(word)) return wrong("operator", `${at}.group_operator`, { supported_values: operators })
  const parts: Array<Test<A>> = []
  for (const [index, one] of group.entries()) {
    const part = read(list, one, `${at}.group[${index}]`, depth + 1)
    if (!part.ok) return part
    parts.push(part.value)
  }
  return Body.ok(
    word === "or" ? (item) => parts.some((part) => part(item)) : (item) => parts.every((part) => part(item))
  )
}
