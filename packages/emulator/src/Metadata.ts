/** Modules, fields and layouts as the emulator knows them, kept in the database and compiled for reading. */
import type { Database } from "./Database.ts"
import { quote } from "./Database.ts"
import * as Json from "./Json.ts"

export type DataType =
  | "text"
  | "textarea"
  | "email"
  | "phone"
  | "website"
  | "picklist"
  | "multiselectpicklist"
  | "date"
  | "datetime"
  | "integer"
  | "bigint"
  | "double"
  | "currency"
  | "percent"
  | "boolean"
  | "lookup"
  | "ownerlookup"
  | "profileimage"
  | "json"

export interface PickValue {
  readonly id: string
  readonly value: string
}

/** One field of a module. `column` is where its value lives; a computed field has none. */
export interface Field {
  readonly id: string
  readonly apiName: string
  readonly label: string
  readonly dataType: DataType
  readonly length: number
  readonly decimalPlace: number | null
  /** Refused when missing from every insert. */
  readonly systemMandatory: boolean
  /** Marked required in the layout. */
  readonly required: boolean
  readonly unique: boolean
  readonly readOnly: boolean
  readonly custom: boolean
  readonly computed: boolean
  readonly pickList: ReadonlyArray<PickValue>
  readonly lookup: string | null
  /** Shown as this data type in metadata when it differs from how the value behaves. */
  readonly shownType: string
}

export interface Layout {
  readonly id: string
  readonly name: string
  readonly sections: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly label: string
    readonly fields: ReadonlyArray<string>
  }>
}

export interface ModuleInfo {
  readonly id: string
  readonly apiName: string
  readonly singular: string
  readonly plural: string
  readonly generatedType: string
  readonly apiSupported: boolean
  readonly displayField: string
  /** What an upsert matches on when it names no duplicate_check_fields. */
  readonly systemUnique: string
  readonly position: number
}

export interface Module extends ModuleInfo {
  readonly table: string
  /** Epoch seconds of the last change to the module or one of its fields. */
  readonly modified: number
  readonly fields: ReadonlyArray<Field>
  readonly byName: ReadonlyMap<string, Field>
  readonly layouts: ReadonlyArray<Layout>
}

export interface Metadata {
  readonly modules: () => ReadonlyArray<Module>
  /** By API name, whatever its case: Zoho reads `leads` as `Leads`. */
  readonly module: (apiName: string) => Module | undefined
  readonly byId: (id: string) => Module | undefined
  readonly addModule: (
    info: ModuleInfo,
    fields: ReadonlyArray<Field>,
    layouts: ReadonlyArray<Layout>,
    at: number
  ) => void
  readonly addField: (module: string, field: Field, at: number) => void
  /** Replaces one field's definition; the column keeps its name and type. */
  readonly setField: (module: string, field: Field, at: number) => void
  /** Forgets what was compiled, after a restore. */
  readonly reload: () => void
}

/** Columns that every record table has besides its fields. */
export const systemColumns = `id TEXT PRIMARY KEY, "$converted" INTEGER NOT NULL DEFAULT 0, "$layout" TEXT`

const affinity = (type: DataType): string => {
  switch (type) {
    case "integer":
    case "boolean":
    case "datetime":
      return "INTEGER"
    case "double":
    case "currency":
    case "percent":
      return "REAL"
    default:
      return "TEXT"
  }
}

/** The record table of a module. */
export const tableOf = (apiName: string): string => quote(`record_${apiName}`)

export const make = (db: Database): Metadata => {
  let compiled:
    | { readonly list: ReadonlyArray<Module>; readonly names: Map<string, Module>; readonly ids: Map<string, Module> }
    | undefined

  const read = <A>(row: { readonly [column: string]: unknown }): A => {
    // Written by this module only; the text is a definition of type A.
    const value: A = JSON.parse(String(row["json"]))
    return value
  }
  const compile = () => {
    const fields = new Map<string, Array<Field>>()
    const modified = new Map<string, number>()
    for (const row of db.all("SELECT module, modified, json FROM field ORDER BY position")) {
      const module = String(row["module"])
      const list = fields.get(module) ?? []
      list.push(read<Field>(row))
      fields.set(module, list)
      modified.set(module, Math.max(modified.get(module) ?? 0, Number(row["modified"])))
    }
    const layouts = new Map<string, Array<Layout>>()
    for (const row of db.all("SELECT module, json FROM layout ORDER BY id")) {
      const module = String(row["module"])
      layouts.set(module, [...(layouts.get(module) ?? []), read<Layout>(row)])
    }
    const list = db.all("SELECT modified, json FROM module ORDER BY position").map((row): Module => {
      const info = read<ModuleInfo>(row)
      const own = fields.get(info.apiName) ?? []
      return {
        ...info,
        table: tableOf(info.apiName),
        modified: Math.max(Number(row["modified"]), modified.get(info.apiName) ?? 0),
        fields: own,
        byName: new Map(own.map((field) => [field.apiName, field])),
        layouts: layouts.get(info.apiName) ?? []
      }
    })
    compiled = {
      list,
      names: new Map(list.map((m) => [m.apiName.toLowerCase(), m])),
      ids: new Map(list.map((m) => [m.id, m]))
    }
    return compiled
  }
  const current = () => compiled ?? compile()
  const insertField = (module: string, field: Field, position: number, at: number): void => {
    db.run(
      "INSERT INTO field(id, module, position, modified, json) VALUES(?,?,?,?,?)",
      field.id,
      module,
      position,
      at,
      Json.stringify(field)
    )
  }
  // Text is matched whatever its case, so its index must be ordered that way too.
  const index = (module: string, column: string, type: DataType): void =>
    db.exec(
      `CREATE INDEX IF NOT EXISTS ${quote(`ix_${module}_${column}`)} ON ${tableOf(module)}(${quote(column)}${affinity(type) === "TEXT" ? " COLLATE NOCASE" : ""}, id)`
    )

  return {
    modules: () => current().list,
    module: (apiName) => current().names.get(apiName.toLowerCase()),
    byId: (id) => current().ids.get(id),
    reload: () => {
      compiled = undefined
    },
    addModule: (info, fields, layouts, at) => {
      db.run(
        "INSERT INTO module(id, position, modified, json) VALUES(?,?,?,?)",
        info.id,
        info.position,
        at,
        Json.stringify(info)
      )
      fields.forEach((field, position) => insertField(info.apiName, field, position, at))
      for (const layout of layouts)
        db.run("INSERT INTO layout(id, module, json) VALUES(?,?,?)", layout.id, info.apiName, Json.stringify(layout))
      const columns = fields
        .filter((field) => !field.computed)
        .map((field) => `${quote(field.apiName)} ${affinity(field.dataType)}`)
      db.exec(`CREATE TABLE ${tableOf(info.apiName)}(${[systemColumns, ...columns].join(", ")}) WITHOUT ROWID`)
      for (const column of ["Created_Time", "Modified_Time"]) index(info.apiName, column, "datetime")
      for (const field of fields)
        if (!field.computed && (field.unique || field.apiName === info.systemUnique))
          index(info.apiName, field.apiName, field.dataType)
      compiled = undefined
    },
    addField: (module, field, at) => {
      const position = Number(
        db.get("SELECT COALESCE(MAX(position), -1) + 1 AS next FROM field WHERE module=?", module)?.["next"] ?? 0
      )
      insertField(module, field, position, at)
      if (!field.computed)
        db.exec(`ALTER TABLE ${tableOf(module)} ADD COLUMN ${quote(field.apiName)} ${affinity(field.dataType)}`)
      if (field.unique) index(module, field.apiName, field.dataType)
      compiled = undefined
    },
    setField: (module, field, at) => {
      db.run("UPDATE field SET json=?, modified=? WHERE id=?", Json.stringify(field), at, field.id)
      if (field.unique && !field.computed) index(module, field.apiName, field.dataType)
      compiled = undefined
    }
  }
}
