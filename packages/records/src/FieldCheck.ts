/** What is wrong with a row by the organisation's own metadata, before it is sent: Zoho may drop a misspelt field without a word. */
import type { Field } from "@effect-zoho/api/Fields"
import { InvalidInput } from "@effect-zoho/client/ApiError"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Pipelines from "./Pipelines.ts"

/** One thing that is wrong. */
export interface Problem {
  readonly field: string
  /** `stage`: not one of the deal's pipeline; `parent`: the module of no record that an activity can be about. */
  readonly kind: "unknown" | "read-only" | "type" | "length" | "mandatory" | "pick-list" | "stage" | "parent"
  /** What it should be, in words. */
  readonly expected: string
  /** The values that may stand there, where there are some. */
  readonly allowed?: ReadonlyArray<string>
}

/** What is known besides the fields. */
export interface Known {
  /**
   * Of deals, for their stages; see `Pipelines.Pipelines`. A row that names no pipeline is held against all of them: what
   * the deal's own one has, `checkStage` asks for 2 credits a deal and more, and Zoho knows at the write.
   */
  readonly pipelines?: ReadonlyArray<Pipelines.Pipeline>
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
  return known
    ? undefined
    : oneOf(
        field.api_name,
        "pick-list",
        choices.map((it) => it.display_value)
      )
}

const oneOf = (field: string, kind: Problem["kind"], allowed: ReadonlyArray<string>): Problem => ({
  field,
  kind,
  expected: `one of ${allowed.join(", ")}`,
  allowed
})

const textOf = (value: Schema.Json | undefined): string | undefined => (typeof value === "string" ? value : undefined)

/** A stage that the row's pipeline does not have; of a row without one, that no pipeline has. */
const wrongStage = (values: Values, pipelines: ReadonlyArray<Pipelines.Pipeline>): Problem | undefined => {
  const stage = textOf(values["Stage"])
  if (stage === undefined) return undefined
  const layout = Option.getOrUndefined(readReference(values["Layout"]))?.id
  const instead = Pipelines.instead(pipelines, { stage, pipeline: textOf(values["Pipeline"]), layout })
  return instead === undefined ? undefined : oneOf("Stage", "stage", instead)
}

const readReference = Schema.decodeUnknownOption(Schema.Struct({ id: Schema.String }))
const readModules = Schema.decodeUnknownOption(
  Schema.Struct({ modules: Schema.Array(Schema.Struct({ api_name: Schema.String })) })
)

/** Modules whose records an activity can be about, by the fields that name one; nothing where no field says so. */
const parentsOf = (fields: ReadonlyArray<Field>): ReadonlyArray<string> => [
  ...new Set(
    fields
      .filter((it) => it.api_name === "What_Id" || it.api_name === "Who_Id")
      .flatMap((it) => Option.getOrUndefined(readModules(it.multi_module_lookup))?.modules ?? [])
      .map((it) => it.api_name)
  )
]

type Operation = "insert" | "update" | "upsert"

/** Finds all that is wrong with a row; nothing when all is well. Layouts and validation rules may ask for more than this knows. */
export const finder = (
  fields: ReadonlyArray<Field>,
  operation: Operation,
  { pipelines }: Known = {}
): ((values: Values) => ReadonlyArray<Problem>) => {
  const known = new Map(fields.map((it) => [it.api_name, it]))
  const parents = parentsOf(fields)
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
    const parent = textOf(values["$se_module"])
    if (parent !== undefined && parents.length > 0 && !parents.includes(parent))
      found.push(oneOf("$se_module", "parent", parents))
    // A stage that no deal can have is told of already.
    const stage =
      pipelines === undefined || found.some((it) => it.field === "Stage") ? undefined : wrongStage(values, pipelines)
    if (stage !== undefined) found.push(stage)
    return found
  }
}

/** The first problems as a reason that a row fails with; nothing when all is well. */
export const refusal = (found: ReadonlyArray<Problem>): InvalidInput | undefined =>
  found.length === 0
    ? undefined
    : new InvalidInput({
        problem: `${found.map((it) => `${it.field} (${it.kind})`).join(", ")} cannot be right.`,
        remedy: `Correct ${found.map((it) => `${it.field}: ${it.expected}`).join("; ")}.`,
        fields: found
      })

/** What a write asks of each row before it is sent (`Writer.Options.check`): a reason to refuse it, or nothing. */
export type Check = (values: Values, row: number) => InvalidInput | undefined

/** Rows with a problem fail with it, and are not sent. */
export const refuse = (fields: ReadonlyArray<Field>, operation: Operation, known: Known = {}): Check => {
  const find = finder(fields, operation, known)
  return (values) => refusal(find(values))
}

/** Rows are sent all the same; `tell` hears of each problem, the first row of its kind on its field alone. Memory: fields with problems. */
export const warn = (
  fields: ReadonlyArray<Field>,
  operation: Operation,
  tell: (problem: Problem, row: number) => void,
  known: Known = {}
): Check => {
  const find = finder(fields, operation, known)
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
