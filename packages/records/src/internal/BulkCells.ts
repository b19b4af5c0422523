/** Values of rows as cells of a bulk write's CSV, where a cell can hold them. */
import type * as Schema from "effect/Schema"

type Values = Readonly<Record<string, Schema.Json | undefined>>

const isChoice = (value: Schema.Json): value is string =>
  typeof value === "string" && value !== "" && !value.includes(";")

/** The id of a reference that says nothing more than an id and a name. */
const idOf = (value: object): string | undefined => {
  const parts: ReadonlyArray<readonly [string, unknown]> = Object.entries(value)
  const isKnown = parts.every(([name, it]) => (name === "id" || name === "name") && typeof it === "string")
  const [, id] = parts.find(([name]) => name === "id") ?? []
  return isKnown && typeof id === "string" ? id : undefined
}

/** The cell of a value, `""` for one that is empty; undefined where no cell means the same. */
const cell = (value: Schema.Json | undefined): string | undefined => {
  if (value === undefined || value === null) return ""
  switch (typeof value) {
    case "string":
      return value
    case "number":
    case "boolean":
      return String(value)
  }
  // Choices; one with a separator in it would become two.
  if (Array.isArray(value)) return value.every(isChoice) ? value.join(";") : undefined
  // A lookup or a user by its id: Zoho matches by it unless told otherwise.
  return idOf(value)
}

/** What decides on a file's form, gathered row by row: constant memory but for the names of the fields. */
export interface Form {
  readonly see: (values: Values) => void
  /** The columns, in the order in which they were first seen. */
  readonly columns: () => ReadonlyArray<string>
  /** Do empty cells leave their field as it is? Else they clear it. */
  readonly keepsEmpty: () => boolean
  /** The cells of a row; undefined where the file's form cannot say it. */
  readonly cells: (values: Values) => ReadonlyArray<string> | undefined
}

/** `clears`: does an empty cell make a difference? It makes none to a record that is new. */
export const form = (clears: boolean): Form => {
  const columns = new Set<string>()
  let anyEmpty = false
  return {
    see: (values) => {
      for (const [name, value] of Object.entries(values)) {
        if (value === undefined) continue
        columns.add(name)
        if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) anyEmpty = true
      }
    },
    columns: () => [...columns],
    keepsEmpty: () => !clears || !anyEmpty,
    cells: (values) => {
      const made: Array<string> = []
      for (const name of columns) {
        const value = values[name]
        // In a file whose empty cells clear, a field that is to stay as it is has no cell.
        if (value === undefined && clears && anyEmpty) return undefined
        const text = cell(value)
        if (text === undefined) return undefined
        made.push(text)
      }
      return made
    }
  }
}
