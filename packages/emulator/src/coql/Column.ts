/** Columns as COQL can reach them: dotted names over lookups, owners and the user's role and profile, each with how it compares and prints. */
import * as Result from "effect/Result"
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import { type Field, type Module, valueType } from "../Metadata.ts"
import * as Territories from "../org/TerritoryShown.ts"
import * as FieldType from "../records/FieldType.ts"
import type * as Ast from "./Ast.ts"
import * as CoqlError from "./CoqlError.ts"

/** How the values of a column compare. */
export type Family =
  | "id"
  | "text"
  | "textarea"
  | "number"
  | "bigint"
  | "date"
  | "datetime"
  | "boolean"
  | "multiselect"
  | "reference"
  /** Neither compares nor sorts. */
  | "opaque"

/** A table of the FROM clause under its alias; the base has no `on`. */
export interface Join {
  readonly alias: string
  readonly table: string
  readonly on: string | undefined
}

export interface Resolved {
  /** The name as written, and the key of the value in the answer. */
  readonly text: string
  /** The stored value as SQL, for the answer. */
  readonly read: string
  /** What conditions and order look at. */
  readonly sql: string
  readonly family: Family
  /** Tables on the way, nearest first, without the base. */
  readonly joins: ReadonlyArray<Join>
  readonly encode: FieldType.Encoder
  /** Where its metadata stand; none for ids and for what belongs to a user. */
  readonly field: { readonly module: Module; readonly field: Field } | undefined
}

const familyOf = (field: Field): Family => {
  if (field.computed) return "opaque"
  switch (valueType(field)) {
    case "text":
    case "email":
    case "phone":
    case "website":
    case "picklist":
      return "text"
    case "textarea":
      return "textarea"
    case "integer":
    case "double":
    case "currency":
    case "percent":
      return "number"
    case "bigint":
      return "bigint"
    case "date":
      return "date"
    case "datetime":
      return "datetime"
    case "boolean":
      return "boolean"
    case "multiselectpicklist":
      return "multiselect"
    case "lookup":
    case "ownerlookup":
    case "multi_module_lookup":
      return "reference"
    default:
      return "opaque"
  }
}

/** What a dotted path stands in. */
type Entity =
  | { readonly _tag: "Module"; readonly module: Module }
  | { readonly _tag: "User" }
  | { readonly _tag: "Named"; readonly table: "role" | "profile" }

const userText: ReadonlySet<string> = new Set([
  "first_name",
  "last_name",
  "full_name",
  "email",
  "alias",
  "phone",
  "mobile",
  "status",
  "zuid",
  "time_zone",
  "language",
  "locale",
  "country",
  "city",
  "state",
  "street",
  "zip",
  "website",
  "fax"
])

/** What is a file cannot be selected. */
const images: ReadonlySet<string> = new Set(["profileimage", "imageupload", "fileupload"])

/** Values of a multi-select as COQL compares them: `A;B`; none of them is null. */
const joinedValues = (stored: string): string =>
  `CASE WHEN json_valid(${stored}) THEN (SELECT group_concat(value, ';') FROM json_each(${stored})) END`

const plain: FieldType.Encoder = (value) => JSON.stringify(value ?? null)
const reference: FieldType.Encoder = (value) => (typeof value === "string" ? `{"id":${JSON.stringify(value)}}` : "null")

/** Finds the columns of one query, and names the tables it joins on the way. */
export interface Scope {
  readonly base: Join
  readonly resolve: (column: Ast.Column) => Result.Result<Resolved, CoqlError.CoqlError>
}

export const scope = (
  core: Core,
  module: Module,
  options: {
    readonly prefix: string
    readonly alias: string | undefined
    readonly depth: number
    readonly names: boolean
  }
): Scope => {
  const base: Join = { alias: `${options.prefix}0`, table: module.rows, on: undefined }
  // One join for one path, however often it is named.
  const known = new Map<string, Join>()
  const joined = (path: string, table: string, from: string): Join => {
    const found = known.get(path)
    if (found !== undefined) return found
    const alias = `${options.prefix}${known.size + 1}`
    const join: Join = { alias, table, on: `${alias}.id = ${from}` }
    known.set(path, join)
    return join
  }

  /** The steps without the alias or module name that they may begin with. */
  const unqualified = (
    column: Ast.Column
  ): { readonly steps: ReadonlyArray<Ast.Step>; readonly text: string } | undefined => {
    const named = (name: string) => name === options.alias || name.toLowerCase() === module.apiName.toLowerCase()
    if (column.qualifier !== undefined) return named(column.qualifier) ? column : undefined
    const first = column.steps[0]
    if (first === undefined || column.steps.length < 2 || options.alias === undefined) return column
    return first.field === options.alias && !module.byName.has(first.field)
      ? { steps: column.steps.slice(1), text: column.text.slice(first.field.length + 1) }
      : column
  }

  const follow = (
    entity: Entity,
    at: Join,
    step: Ast.Step,
    path: string
  ): { readonly entity: Entity; readonly join: Join } | undefined => {
    if (entity._tag === "Named") return undefined
    if (entity._tag === "User") {
      if (step.module !== undefined || (step.field !== "role" && step.field !== "profile")) return undefined
      return {
        entity: { _tag: "Named", table: step.field },
        join: joined(path, step.field, `${at.alias}.${step.field}`)
      }
    }
    const field = entity.module.byName.get(step.field)
    if (field === undefined || field.computed) return undefined
    const from = `${at.alias}.${quote(field.apiName)}`
    if (valueType(field) === "ownerlookup") {
      return step.module === undefined ? { entity: { _tag: "User" }, join: joined(path, "user", from) } : undefined
    }
    const several = field.dataType === "multi_module_lookup"
    if (field.dataType !== "lookup" && !several) return undefined
    // `Field->Module` chooses the module of a lookup that may point to several.
    const modules = several ? (field.modules ?? []) : field.lookup === null ? [] : [field.lookup]
    if (step.module !== undefined && modules.length > 0 && !modules.includes(step.module)) return undefined
    const target = core.metadata.module(step.module ?? modules[0] ?? "")
    return target === undefined
      ? undefined
      : { entity: { _tag: "Module", module: target }, join: joined(path, target.rows, from) }
  }

  const leaf = (
    entity: Entity,
    at: Join,
    step: Ast.Step,
    text: string,
    joins: ReadonlyArray<Join>
  ): Resolved | CoqlError.CoqlError => {
    if (step.module !== undefined) return CoqlError.unknownColumn(text)
    const made = (read: string, family: Family, encode: FieldType.Encoder, field?: Resolved["field"]): Resolved => ({
      text,
      read,
      sql: family === "bigint" ? `CAST(${read} AS INTEGER)` : family === "multiselect" ? joinedValues(read) : read,
      family,
      joins,
      // A related record that is not there has no values at all, not even false.
      encode: joins.length === 0 ? encode : (value) => (value === null ? "null" : encode(value)),
      field
    })
    if (step.field === "id") return made(`${at.alias}.id`, "id", plain)
    if (entity._tag === "Named") {
      return step.field === "name"
        ? made(`json_extract(${at.alias}.json, '$.name')`, "text", plain)
        : CoqlError.unknownColumn(text)
    }
    if (entity._tag === "User") {
      if (userText.has(step.field)) return made(`json_extract(${at.alias}.json, '$.${step.field}')`, "text", plain)
      if (step.field === "role" || step.field === "profile")
        return made(`${at.alias}.${step.field}`, "reference", reference)
      return CoqlError.unknownColumn(text)
    }
    const field = entity.module.byName.get(step.field)
    if (field === undefined) return CoqlError.unknownColumn(text)
    // Neither compared nor sorted by, but selected.
    if (Territories.isShownBy(field))
      return made(
        joins.length === 0
          ? Territories.columnOf(field, `${at.alias}.id`)
          : `IIF(${at.alias}.id IS NULL, NULL, ${Territories.columnOf(field, `${at.alias}.id`)})`,
        "opaque",
        String,
        { module: entity.module, field }
      )
    // Image fields are not supported, and a computed one has nothing stored.
    if (field.computed || images.has(field.dataType)) return CoqlError.unsupportedColumn(text)
    const family = familyOf(field)
    const column = `${at.alias}.${quote(field.apiName)}`
    // A truth value that was never set is false, and a list that was never filled is empty, unless the record itself is missing.
    const otherwise = (value: string): string =>
      joins.length === 0
        ? `COALESCE(${column}, ${value})`
        : `IIF(${at.alias}.id IS NULL, NULL, COALESCE(${column}, ${value}))`
    const stored = family === "boolean" ? otherwise("0") : family === "multiselect" ? otherwise("'[]'") : column
    return made(stored, family, family === "reference" && !options.names ? reference : FieldType.encoder(core, field), {
      module: entity.module,
      field
    })
  }

  return {
    base,
    resolve: (column) => {
      const named = unqualified(column)
      if (named === undefined) return Result.fail(CoqlError.unknownColumn(column.text))
      const { steps, text } = named
      if (steps.length - 1 > options.depth) return Result.fail(CoqlError.tooMany("number of relations"))
      let entity: Entity = { _tag: "Module", module }
      let at = base
      let path = ""
      const joins: Array<Join> = []
      for (const step of steps.slice(0, -1)) {
        path += `.${step.field}->${step.module ?? ""}`
        const next = follow(entity, at, step, path)
        if (next === undefined) return Result.fail(CoqlError.unknownColumn(text))
        entity = next.entity
        at = next.join
        joins.push(at)
      }
      const last = steps.at(-1)
      const found = last === undefined ? CoqlError.unknownColumn(text) : leaf(entity, at, last, text, joins)
      return "sql" in found ? Result.succeed(found) : Result.fail(found)
    }
  }
}
