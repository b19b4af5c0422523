/** Which field each column of a file means: by API name, by label, or as the caller says. */
import type { Field } from "@effect-zoho/api/Fields"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as Cells from "./Cells.ts"
import { ScriptError } from "./ScriptError.ts"

export interface Options {
  /** Headers that mean a field by another name. */
  readonly map: ReadonlyMap<string, string>
  readonly decimal: Cells.Decimal
  /** What an empty cell does: nothing, or clear the field. */
  readonly empty: "keep" | "clear"
}

interface Column {
  readonly apiName: string
  readonly read: Cells.Read
}

export interface Columns {
  /** The fields that the file sets, in the order of its columns. */
  readonly apiNames: ReadonlyArray<string>
  /** The values of a line, or what is wrong with its first wrong cell. */
  readonly values: (cells: ReadonlyArray<string>) => Result.Result<Readonly<Record<string, Schema.Json>>, Wrong>
  /** The cell of one field. */
  readonly cell: (cells: ReadonlyArray<string>, apiName: string) => string
}

export interface Wrong {
  readonly field: string
  readonly expected: string
}

const isId = (name: string): boolean => /^(?:record )?id$/iu.test(name)

const refuse = (happened: string, remedy: string) =>
  new ScriptError({ title: "The file's columns do not fit", happened, remedy })

/** Finds the field of each column; a column whose name begins with `_` is left out. */
export const make = (
  header: ReadonlyArray<string>,
  fields: ReadonlyArray<Field>,
  options: Options
): Result.Result<Columns, ScriptError> => {
  const byName = new Map<string, Field>()
  // An API name wins over another field's label.
  for (const field of fields)
    if (typeof field.field_label === "string") byName.set(field.field_label.toLowerCase(), field)
  for (const field of fields) byName.set(field.api_name.toLowerCase(), field)
  const columns: Array<Column | undefined> = []
  const unknown: Array<string> = []
  for (const name of header) {
    const meant = options.map.get(name) ?? name
    const field = byName.get(meant.toLowerCase())
    if (name.startsWith("_") || meant === "-") columns.push(undefined)
    else if (isId(meant)) columns.push({ apiName: "id", read: (cell) => Result.succeed(cell) })
    else if (field === undefined) unknown.push(name)
    else columns.push({ apiName: field.api_name, read: Cells.reader(field, options.decimal) })
  }
  if (unknown.length > 0) {
    return Result.fail(
      refuse(
        `No field has the name or label ${unknown.map((it) => `"${it}"`).join(", ")}.`,
        'Rename the column, say what it means (--map "Header=Api_Name"), or leave it out (--map "Header=-").'
      )
    )
  }
  const apiNames = columns.flatMap((it) => (it === undefined ? [] : [it.apiName]))
  const twice = apiNames.find((it, index) => apiNames.indexOf(it) !== index)
  if (twice !== undefined) return Result.fail(refuse(`Two columns mean ${twice}.`, "Remove one of them."))
  return Result.succeed({
    apiNames,
    cell: (cells, apiName) => (cells[columns.findIndex((it) => it?.apiName === apiName)] ?? "").trim(),
    values: (cells) => {
      const values: Record<string, Schema.Json> = {}
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index]
        if (column === undefined) continue
        const cell = (cells[index] ?? "").trim()
        if (cell === "") {
          if (options.empty === "clear" && column.apiName !== "id") values[column.apiName] = null
          continue
        }
        const value = column.read(cell)
        if (Result.isFailure(value)) return Result.fail({ field: column.apiName, expected: value.failure })
        values[column.apiName] = value.success
      }
      return Result.succeed(values)
    }
  })
}
