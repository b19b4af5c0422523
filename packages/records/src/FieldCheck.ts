/** What is wrong with a row by the organisation's own metadata, before it is sent: Zoho may drop a misspelt field without a word. */
import type { Field } from "@effect-zoho/api/Fields"
import { InvalidInput } from "@effect-zoho/client/ApiError"
import type * as Schema from "effect/Schema"

/** One thing that is wrong. */
export interface Problem {
  readonly field: string
  readonly kind: "unknown" | "read-only" | "type" | "length" | "mandatory" | "pick-list"
  /** What it should be, in words. */
  readonly expected: string
}

type Values = Readonly<Record<string, Schema.Json | undefined>>

/** Keys that are no fields: `id`, `$append_values`, `Layout` and the like. */
const isOwn = (name: string): boolean => name === "id" || name === "Layout" || name === "Tag" || /^[$_]/u.test(name)

const jsonTypes: { readonly [type: string]: string } = {
  integer: "number",
  double: "number",
  decimal: "number",
  currency: "number",
  percent: "number",
  boolean: "boolean",
  text: "string",
  textarea: "string",
  email: "string",
  phone: "string",
  website: "string",
  picklist: "string",
  date: "string",
  datetime: "string"
}

const forms: { readonly [type: string]: readonly [RegExp, string] } = {
  date: [/^\d{4}-\d{2}-\d{2}$/u, "a date such as 2026-01-31"],
  datetime: [
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:?\d{2})$/u,
    "a time with its offset such as 2026-01-31T10:20:30+00:00"
  ]
}

const wrongValue = (field: Field, value: Schema.Json): Problem | undefined => {
  const problem = (kind: Problem["kind"], expected: string): Problem => ({ field: field.api_name, kind, expected })
  const type = jsonTypes[field.data_type]
  if (type !== undefined && typeof value !== type) return problem("type", `a ${type}`)
  if (typeof value !== "string") return undefined
  const form = forms[field.data_type]
  if (form !== undefined && !form[0].test(value)) return problem("type", form[1])
  const length = field.length ?? undefined
  if (length !== undefined && length > 0 && value.length > length) {
    return problem("length", `at most ${length} characters`)
  }
  const choices = field.pick_list_values ?? undefined
  if (field.data_type !== "picklist" || choices === undefined || choices.length === 0) return undefined
  const known = choices.some((it) => it.display_value === value || it.actual_value === value)
  return known ? undefined : problem("pick-list", `one of ${choices.map((it) => it.display_value).join(", ")}`)
}

type Operation = "insert" | "update" | "upsert"

/** Finds all that is wrong with a row; nothing when all is well. Layouts and validation rules may ask for more than this knows. */
export const finder = (
  fields: ReadonlyArray<Field>,
  operation: Operation
): ((values: Values) => ReadonlyArray<Problem>) => {
  const known = new Map(fields.map((it) => [it.api_name, it]))
  const mandatory = fields.filter((it) => it.system_mandatory === true)
  return (values) => {
    const found: Array<Problem> = []
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined || isOwn(name)) continue
      const field = known.get(name)
      if (field === undefined) {
        found.push({ field: name, kind: "unknown", expected: "the API name of a field" })
        continue
      }
      const may = operation === "insert" ? field.operation_type?.api_create : field.operation_type?.api_update
      if (may === false) found.push({ field: name, kind: "read-only", expected: "left out: Zoho sets it" })
      else if (value !== null) {
        const wrong = wrongValue(field, value)
        if (wrong !== undefined) found.push(wrong)
      }
    }
    for (const { api_name: name } of mandatory) {
      const value = values[name]
      const missing = operation === "insert" ? value === undefined || value === null || value === "" : value === null
      if (missing) found.push({ field: name, kind: "mandatory", expected: "a value" })
    }
    return found
  }
}

/** The first problems as a reason that a row fails with; nothing when all is well. */
export const refusal = (found: ReadonlyArray<Problem>): InvalidInput | undefined =>
  found.length === 0
    ? undefined
    : new InvalidInput({
        problem: `${found.map((it) => `${it.field} (${it.kind})`).join(", ")} cannot be right.`,
        remedy: `Correct ${found.map((it) => `${it.field}: ${it.expected}`).join("; ")}.`
      })

/** What a write asks of each row before it is sent (`Writer.Options.check`): a reason to refuse it, or nothing. */
export type Check = (values: Values, row: number) => InvalidInput | undefined

/** Rows with a problem fail with it, and are not sent. */
export const refuse = (fields: ReadonlyArray<Field>, operation: Operation): Check => {
  const find = finder(fields, operation)
  return (values) => refusal(find(values))
}

/** Rows are sent all the same; `tell` hears of each problem, the first row of its kind on its field alone. Memory: fields with problems. */
export const warn = (
  fields: ReadonlyArray<Field>,
  operation: Operation,
  tell: (problem: Problem, row: number) => void
): Check => {
  const find = finder(fields, operation)
  const told = new Set<string>()
  return (values, row) => {
    for (const problem of find(values)) {
      const kind = `${problem.field} ${problem.kind}`
      if (told.has(kind)) continue
      told.add(kind)
      tell(problem, row)
    }
    return undefined
  }
}
