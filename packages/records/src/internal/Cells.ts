/** The cells of a bulk read's CSV as the JSON that the same field has everywhere else, by the field's schema. */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { cellKey, dynamicFormula, notInFiles, notInQueries, onSingleRecords } from "../Field.ts"
import { isRecordId } from "../RecordId.ts"

/** What a cell holds, or undefined where it does not hold what its field promises. */
export type Read = (cell: string) => Schema.Json | undefined

const text: Read = (cell) => cell
const number: Read = (cell) => {
  const value = Number(cell)
  return cell.trim() === "" || !Number.isFinite(value) ? undefined : value
}
const boolean: Read = (cell) => (cell === "true" ? true : cell === "false" ? false : undefined)
/** A file holds of a record or user only the id. */
const reference: Read = (cell) => (isRecordId(cell) ? { id: cell } : undefined)

const list =
  (each: Read): Read =>
  (cell) => {
    const items: Array<Schema.Json> = []
    for (const piece of cell.split(";")) {
      const item = each(piece)
      if (item === undefined) return undefined
      items.push(item)
    }
    return items
  }

const named: Read = (cell) => ({ name: cell })

const nothing: Read = () => undefined
/** Nobody knows what the cell means: text, for want of better. */
const unknown: Read = (cell) => cell
/** `5%`, or an amount. */
const numberOrText: Read = (cell) => number(cell) ?? cell

/** By what a schema says of its cell. */
const said: { readonly [cell: string]: Read } = { number, boolean, text, "number or text": numberOrText }

const holds = (ast: SchemaAST.Objects, key: string): boolean =>
  ast.propertySignatures.some((it) => it.name === key && !isOptional(it.type))

const ofType = (ast: SchemaAST.AST): Read => {
  if (hasMark(ast, notInFiles)) return nothing
  const cell = ast.annotations?.[cellKey]
  if (typeof cell === "string") return said[cell] ?? unknown
  switch (ast._tag) {
    case "Number":
      return number
    case "Boolean":
      return boolean
    case "Arrays": {
      const [item] = ast.rest
      if (item === undefined) return list(text)
      // Tags are their names; other records and lines are not in a file.
      if (item._tag !== "Objects") return isText(item) ? list(text) : nothing
      return holds(item, "name") ? list(named) : nothing
    }
    case "Objects":
      // Recurrence, alarms, consent: not in a file.
      return holds(ast, "id") ? reference : holds(ast, "name") ? named : nothing
    default:
      return isText(ast) ? text : isOneOfMany(ast) ? nothing : unknown
  }
}

const isText = (ast: SchemaAST.AST): boolean =>
  ast._tag === "String" || ast._tag === "Literal" || (ast._tag === "Union" && ast.types.every(isText))

/** A list or an object among others, as reminders are. */
const isOneOfMany = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Union" && ast.types.some((it) => it._tag === "Arrays" || it._tag === "Objects" || isOneOfMany(it))

const isOptional = (ast: SchemaAST.AST): boolean => ast.context?.isOptional === true

const someOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> =>
  ast._tag === "Union" && ast.annotations?.[cellKey] === undefined
    ? ast.types.filter((it) => it._tag !== "Null")
    : [ast]

/** Is a field an object or a list of records or of lines? No cell holds such a one. */
export const isBeyond = (schema: Schema.Constraint | undefined): boolean =>
  schema !== undefined && someOf(schema.ast).some((it) => ofType(it) === nothing)

/** Does nothing tell what a field's cells mean? Such are fields that the module does not list. */
export const isUntold = (schema: Schema.Constraint | undefined): boolean => {
  if (schema === undefined) return true
  const some = someOf(schema.ast)
  const [one] = some
  return some.length === 1 && one !== undefined ? ofType(one) === unknown : !some.every(isText)
}

/** Types of fields that hold one value. */
export type Plain = "text" | "number" | "boolean" | "reference"

/** The type of a field with one value; undefined for lists, and where nobody knows. */
export const plainOf = (schema: Schema.Constraint): Plain | undefined => {
  const [one, ...others] = someOf(schema.ast)
  // How a bulk read compares what was worked out, nobody says.
  if (one === undefined || others.length > 0 || one.annotations?.[cellKey] !== undefined) return undefined
  const read = ofType(one)
  if (read === number || read === boolean) return read === number ? "number" : "boolean"
  return read === reference ? "reference" : one._tag === "String" ? "text" : undefined
}

type Mark = { readonly [key: string]: true }

const hasMark = (ast: SchemaAST.AST, mark: Mark): boolean =>
  Object.keys(mark).some((key) => ast.annotations?.[key] === true)

const isMarked = (schema: Schema.Constraint | undefined, mark: Mark): boolean =>
  schema !== undefined && someOf(schema.ast).some((it) => hasMark(it, mark))

/** Is a field, a list of lines for one, on single records only? */
export const isLines = (schema: Schema.Constraint | undefined): boolean => isMarked(schema, onSingleRecords)

/** Is a field, a layout or a file for one, none that a query has as a column? */
export const isBeyondQueries = (schema: Schema.Constraint | undefined): boolean => isMarked(schema, notInQueries)

/** Is a field a formula that is worked out anew at each reading? */
export const isDynamic = (schema: Schema.Constraint | undefined): boolean => isMarked(schema, dynamicFormula)

/** Is a field a list of choices or tags? One that is empty is an empty list, however it was read. */
export const isChoices = (schema: Schema.Constraint | undefined): boolean =>
  schema !== undefined && someOf(schema.ast).some((it) => it._tag === "Arrays" && ofType(it) !== nothing)

/**
 * How to read the cells of a field; an empty cell is an empty list of choices, null where the field may be, and empty
 * text otherwise.
 */
export const reader = (schema: Schema.Constraint | undefined): Read => {
  if (schema === undefined) return (cell) => (cell === "" ? null : cell)
  const { ast } = schema
  const some = someOf(ast)
  const nullable = ast._tag === "Union" && some.length < ast.types.length
  const [one] = some
  const read = some.length === 1 && one !== undefined ? ofType(one) : ofType(ast)
  const empty: Schema.Json | undefined = isChoices(schema)
    ? []
    : nullable || ast._tag === "Declaration"
      ? null
      : read("")
  return (cell) => (cell === "" ? empty : read(cell))
}
