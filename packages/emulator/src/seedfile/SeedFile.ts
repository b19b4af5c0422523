/** The form of a seed file: what an org holds besides what its number makes; read from YAML or JSON, never half. */
import { readFileSync } from "node:fs"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Yaml from "yaml"

/** One thing that is wrong, where, and what to do. */
export interface Problem {
  /** Counted from 1; undefined where the content did not come from a file. */
  readonly line: number | undefined
  /** As `records.Leads[0].Email`; empty for the whole. */
  readonly path: string
  readonly problem: string
  readonly remedy: string
}

const ProblemSchema = Schema.Struct({
  line: Schema.UndefinedOr(Schema.Number),
  path: Schema.String,
  problem: Schema.String,
  remedy: Schema.String
})

/** A seed file that cannot be used: everything that is wrong with it, as far as it could be read. */
export class SeedFileError extends Schema.TaggedError<SeedFileError>()("SeedFileError", {
  /** The file, or `data` for content given as a value. */
  file: Schema.String,
  problems: Schema.Array(ProblemSchema)
}) {
  get remedy() {
    return this.problems[0]?.remedy ?? ""
  }
  override get message() {
    return this.problems
      .map((one) => {
        const line = one.line === undefined ? "" : `:${one.line}`
        return `${this.file}${line}: ${one.path === "" ? "" : `${one.path}: `}${one.problem}. ${one.remedy}`
      })
      .join("\n")
  }
}

const whole = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const ApiName = Schema.String.check(Schema.isPattern(/^[A-Za-z][A-Za-z0-9_]{0,49}$/))
const Key = Schema.String.check(Schema.isPattern(/^\S{1,100}$/))
const Text = Schema.String.check(Schema.isPattern(/^[^\p{Cc}]{1,200}$/u))

const LayoutName = Schema.String.check(Schema.isPattern(/^[A-Za-z][A-Za-z0-9 _-]{0,39}$/))

const User = Schema.Struct({
  $key: Schema.optionalKey(Key),
  first_name: Schema.optionalKey(Text),
  last_name: Text,
  email: Schema.String.check(Schema.isPattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)),
  /** Default true. */
  active: Schema.optionalKey(Schema.Boolean),
  /** Default Standard. */
  profile: Schema.optionalKey(Schema.Literals(["Administrator", "Standard"])),
  /** Default Manager. */
  role: Schema.optionalKey(Schema.Literals(["CEO", "Manager"]))
})

/** Types of fields that a seed file can add. */
const types = [
  "text",
  "textarea",
  "email",
  "phone",
  "website",
  "picklist",
  "multiselectpicklist",
  "date",
  "datetime",
  "integer",
  "bigint",
  "double",
  "currency",
  "percent",
  "boolean",
  "lookup",
  "userlookup",
  "autonumber"
] as const

const Field = Schema.Struct({
  api_name: ApiName,
  /** Default: the API name with blanks. */
  label: Schema.optionalKey(Text),
  type: Schema.Literals(types),
  length: Schema.optionalKey(whole(1, 32000)),
  mandatory: Schema.optionalKey(Schema.Boolean),
  unique: Schema.optionalKey(Schema.Boolean),
  /** Of pick-lists. */
  values: Schema.optionalKey(Schema.Array(Text).check(Schema.isMinLength(1))),
  /** Of lookups: the module. */
  lookup: Schema.optionalKey(ApiName),
  default: Schema.optionalKey(Schema.Union([Text, Schema.Finite]))
})
export type FieldData = typeof Field.Type

const Module = Schema.Struct({
  api_name: ApiName,
  singular: Schema.optionalKey(Text),
  plural: Schema.optionalKey(Text),
  fields: Schema.optionalKey(Schema.Array(Field).check(Schema.isMaxLength(200)))
})
export type ModuleData = typeof Module.Type

const RecordData = Schema.Record(Schema.String, Schema.Json)

/** What a seed file holds; every part may be left out. */
export const Data = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  /** As `--seed`, `--leads` and `--edition`, which win. */
  seed: Schema.optionalKey(whole(0, 4294967295)),
  leads: Schema.optionalKey(whole(1, 10_000_000)),
  edition: Schema.optionalKey(Schema.Literals(["free", "standard", "professional", "enterprise", "ultimate"])),
  users: Schema.optionalKey(Schema.Array(User)),
  /** Custom modules; a field `Name` is made where none is named so. */
  modules: Schema.optionalKey(Schema.Array(Module)),
  /** Custom fields of standard modules. */
  fields: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(Field).check(Schema.isMaxLength(200)))),
  /** Names of custom layouts by module: each has what the module's first layout has. */
  layouts: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(LayoutName).check(Schema.isMaxLength(10)))),
  /** Records by module, checked as an insert checks them. `$key` names one; `{"$key": name}` as a value points to it. */
  records: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(RecordData)))
})
export type Data = typeof Data.Type

/** The content, and where each part of it stands. */
export interface Source {
  readonly file: string
  readonly data: Data
  readonly lineOf: (path: ReadonlyArray<PropertyKey>) => number | undefined
}

/** A path as it is shown. */
export const pathText = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}${text === "" ? "" : "."}${String(part)}`),
    ""
  )

const decode = Schema.decodeUnknownResult(Data, { errors: "all", onExcessProperty: "error" })
const format = SchemaIssue.makeFormatterStandardSchemaV1()

const check = (file: string, value: unknown, lineOf: Source["lineOf"]): Source | SeedFileError => {
  const decoded = decode(value ?? {})
  if (Result.isSuccess(decoded)) return { file, data: decoded.success, lineOf }
  return new SeedFileError({
    file,
    problems: format(decoded.failure.issue).issues.map((issue) => {
      const path = (issue.path ?? []).map((part) => (typeof part === "object" ? part.key : part))
      return {
        line: lineOf(path),
        path: pathText(path),
        problem: issue.message,
        remedy: "Keep to the published schema, seed.schema.json."
      }
    })
  })
}

/** Reads the text of a file; JSON is YAML too. */
export const parse = (file: string, text: string): Source | SeedFileError => {
  const lines = new Yaml.LineCounter()
  const document = Yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const wrong = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    path: "",
    problem: `not YAML or JSON: ${error.message}`,
    remedy: "Mend the line."
  }))
  if (wrong.length > 0) return new SeedFileError({ file, problems: wrong })
  const lineOf = (path: ReadonlyArray<PropertyKey>): number | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (Yaml.isNode(node) && node.range !== undefined && node.range !== null) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    const problem = error instanceof Error ? error.message : "its aliases cannot be resolved"
    return new SeedFileError({ file, problems: [{ line: 1, path: "", problem, remedy: "Write the values out." }] })
  }
  return check(file, value, lineOf)
}

/** Reads a file, or takes a value of its form. */
export const load = (given: string | Data): Source | SeedFileError => {
  if (typeof given !== "string") return check("data", given, () => undefined)
  let text: string
  try {
    text = readFileSync(given, "utf8")
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown"
    const remedy = code === "ENOENT" ? "Check the path; it counts from the working directory." : "Check its rights."
    return new SeedFileError({
      file: given,
      problems: [{ line: undefined, path: "", problem: `it cannot be read (${code})`, remedy }]
    })
  }
  return parse(given, text)
}

/** What a database kept of a file. */
export const recall = (value: unknown): Data | undefined => Result.getOrUndefined(decode(value))

/** A source without lines, of content that was checked before. */
export const known = (data: Data): Source => ({ file: "data", data, lineOf: () => undefined })
