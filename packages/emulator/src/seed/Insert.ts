/** Puts seeded rows into the tables. */
import type { Database, Value } from "../Database.ts"
import { quote } from "../Database.ts"
import type { Metadata } from "../Metadata.ts"

/** The seed's own present: records are made in the year before it. */
export const seedTime = Date.parse("2026-01-05T03:30:00Z") / 1000

export interface Made {
  readonly owner: string
  /** Epoch seconds of its creation and last change. */
  readonly at: number
}

const systemNames = [
  "id",
  "$layout",
  "Owner",
  "Created_By",
  "Modified_By",
  "Created_Time",
  "Modified_Time",
  "Locked__s",
  "Record_Status__s"
]

/**
 * A function that inserts rows of one module with the same columns, every system column filled. Statements of many rows
 * were measured and are no faster here.
 */
export const inserter = (db: Database, metadata: Metadata, apiName: string, columns: ReadonlyArray<string>) => {
  const module = metadata.module(apiName)
  const layout = module?.layouts[0]?.id ?? null
  const names = [...systemNames, ...columns]
  const sql = `INSERT INTO ${module?.table ?? ""}(${names.map(quote).join(",")}) VALUES(${names.map(() => "?").join(",")})`
  return (id: string, owner: string, at: number, values: ReadonlyArray<Value>): void => {
    db.run(sql, id, layout, owner, owner, owner, at, at, 0, "Available", ...values)
  }
}

export type Add = (apiName: string, made: Made, values: { readonly [field: string]: Value }) => string

/** A function that inserts one row of any module, its numbers and defaults filled in; it returns the id. */
export const adder = (db: Database, metadata: Metadata): Add => {
  const numbers = new Map<string, number>()
  return (apiName, made, values) => {
    const module = metadata.module(apiName)
    if (module === undefined) return ""
    const id = db.nextId()
    const system: { readonly [name: string]: Value } = {
      Owner: made.owner,
      Created_By: made.owner,
      Modified_By: made.owner,
      Created_Time: made.at,
      Modified_Time: made.at,
      Locked__s: 0,
      Record_Status__s: "Available"
    }
    const row: { [name: string]: Value } = { id, $layout: module.layouts[0]?.id ?? null }
    for (const [name, value] of Object.entries(system)) if (module.byName.has(name)) row[name] = value
    for (const field of module.fields) {
      if (field.defaultValue !== undefined) row[field.apiName] = field.defaultValue
      if (field.autoNumber === undefined) continue
      const number = numbers.get(field.id) ?? field.autoNumber.start
      numbers.set(field.id, number + 1)
      row[field.apiName] = `${field.autoNumber.prefix}${number}${field.autoNumber.suffix}`
      // The next insert goes on from here.
      db.run("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", `number ${field.id}`, String(number))
    }
    Object.assign(row, values)
    const names = Object.keys(row)
    db.run(
      `INSERT INTO ${module.table}(${names.map(quote).join(",")}) VALUES(${names.map(() => "?").join(",")})`,
      ...Object.values(row)
    )
    return id
  }
}
