/** Cells of a table as the JSON of a field, and back, by what the org says of the field. */
import type { Field } from "@effect-zoho/api/Fields"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as Csv from "./Csv.ts"

/** How numbers are written: `1,234.5` or `1.234,5`. */
export type Decimal = "point" | "comma"

/** What a cell means, or what it should have been. */
export type Read = (cell: string) => Result.Result<Schema.Json, string>

const text: Read = (cell) => Result.succeed(cell)

const patterns = {
  point: { form: /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/u, groups: /,/gu, mark: "." },
  comma: { form: /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/u, groups: /\./gu, mark: "," }
} as const

const number =
  (decimal: Decimal): Read =>
  (cell) => {
    const { form, groups, mark } = patterns[decimal]
    const value = form.test(cell) ? Number(cell.replace(groups, "").replace(mark, ".")) : Number.NaN
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
      ? Result.succeed(value)
      : Result.fail(`a number such as ${decimal === "point" ? "1,234.5" : "1.234,5"}`)
  }

const yes = new Set(["true", "yes", "y", "1", "x"])
const no = new Set(["false", "no", "n", "0"])

const boolean: Read = (cell) => {
  const word = cell.toLowerCase()
  return yes.has(word) ? Result.succeed(true) : no.has(word) ? Result.succeed(false) : Result.fail("true or false")
}

const reference: Read = (cell) =>
  /^\d{1,19}$/u.test(cell)
    ? Result.succeed({ id: cell })
    : Result.fail("the id of a record, a number of up to 19 digits")

const list =
  (each: Read): Read =>
  (cell) =>
    Result.all(
      cell
        .split(";")
        .map((it) => it.trim())
        .filter((it) => it !== "")
        .map(each)
    )

/** How the cells of a field are read. Dates go to Zoho as they are: `2026-01-31`, `2026-01-31T10:20:30+05:30`. */
export const reader = (field: Pick<Field, "data_type" | "api_name">, decimal: Decimal): Read => {
  if (field.api_name === "Tag") return list((cell) => Result.succeed({ name: cell }))
  switch (field.data_type) {
    case "integer":
    case "double":
    case "currency":
    case "percent":
    case "decimal":
      return number(decimal)
    case "boolean":
      return boolean
    case "lookup":
    case "ownerlookup":
    case "userlookup":
      return reference
    case "multiselectpicklist":
      return list(text)
    case "multiselectlookup":
    case "multiuserlookup":
      return list(reference)
    default:
      return (cell) => Result.succeed(Csv.unescaped(cell))
  }
}

const isObject = (value: Schema.Json): value is Schema.JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const plain = (value: Schema.Json): string => {
  if (value === null) return ""
  if (typeof value === "string") return value
  if (isObject(value)) {
    // A record or user is its id, which an import takes; a tag is its name.
    const { id, name } = value
    if (typeof id === "string" && !("color_code" in value)) return id
    if (typeof name === "string") return name
  }
  return JSON.stringify(value)
}

/** A value as a cell that loads straight back: ids of lookups, `;` between several values, no formulas. */
export const write = (value: Schema.Json | undefined): string => {
  if (value === undefined || value === null) return ""
  if (typeof value === "string") return Csv.escaped(value)
  if (Array.isArray(value)) {
    const items: ReadonlyArray<Schema.Json> = value
    return Csv.escaped(items.map(plain).join(";"))
  }
  return isObject(value) ? Csv.escaped(plain(value)) : String(value)
}
