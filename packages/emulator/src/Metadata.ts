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
  | "userlookup"
  | "multi_module_lookup"
  | "multiselectlookup"
  | "multiuserlookup"
  | "subform"
  | "autonumber"
  | "formula"
  | "rollup_summary"
  | "fileupload"
  | "imageupload"
  | "profileimage"
  | "consent_lookup"
  | "event_reminder"
  | "multireminder"
  | "ALARM"
  | "RRULE"
  | "linetax"
  | "time_range"
  /** Arrays of one module's own kind; metadata show them as `shownType`. */
  | "participants"
  | "pricing"
  | "tax"
  | "comments"
  | "tags"
  | "dates"
  /** Where a record stands in the org's territories: kept beside the records, never written as a value. */
  | "territories"
  | "territory"
  /** A number, or text such as `5%`. */
  | "discount"
  | "json"

export interface PickValue {
  readonly id: string
  readonly value: string
  /** The value behind the displayed one, where they differ; writes may use either. */
  readonly actual?: string
  /** Kept by the records that hold it, and chosen by no write. */
  readonly unused?: boolean
  /** `#rrggbb`. */
  readonly colour?: string
  /** The id of the global pick-list's value that it stands for. */
  readonly from?: string
  /** Percent, of a deal's stage. */
  readonly probability?: number
  readonly forecast?: {
    readonly category: "Pipeline" | "Best Case" | "Committed" | "Closed" | "Omitted"
    readonly type: "Open" | "Closed Won" | "Closed Lost"
  }
}

/** Rows of another module that are a field's value. The field itself has no column. */
export interface Child {
  /** Their module: a subform, or the links of a multi-select lookup. */
  readonly module: string
  /** Its field that holds the record's id. */
  readonly parent: string
  /** For links, its field that holds what is linked; null for a subform. */
  readonly link: string | null
}

/** The records of another module that a rollup counts, or takes the numbers from. */
export interface Rollup {
  readonly function: "SUM" | "COUNT" | "AVG" | "MIN" | "MAX"
  /** The related list that they are in, their module, and its field that points to the record. */
  readonly list: string
  readonly module: string
  readonly via: string
  /** Their field; null where they are counted. */
  readonly of: string | null
  /** JSON criteria; null takes all of them. */
  readonly criteria: unknown
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
  /** The id of the global pick-list that the options come from. */
  readonly globalPickList?: string
  /** Options are in the order of the alphabet. */
  readonly sorted?: boolean
  /** The module that a lookup, or each link of a multi-select lookup, points to. */
  readonly lookup: string | null
  /** Shown as this data type in metadata when it differs from how the value behaves. */
  readonly shownType: string
  /** Where the rows of a subform, a multi-select lookup or a multi-user lookup are. */
  readonly child?: Child
  /** Modules that a multi-module lookup may point to. */
  readonly modules?: ReadonlyArray<string>
  readonly autoNumber?: { readonly prefix: string; readonly start: number; readonly suffix: string }
  /** Of a formula or rollup: the type of its value, which is stored when the record is written. */
  readonly formula?: { readonly returnType: DataType; readonly expression: string; readonly dynamic?: boolean }
  /** What a rollup is worked out from. */
  readonly rollup?: Rollup
  /** A text area that holds HTML. */
  readonly richText?: boolean
  /** True where the caller's profile may read the field and not write it. */
  readonly lockedByProfile?: boolean
  /** What an insert stores when it says nothing. */
  readonly defaultValue?: string | number
}

/** The API name of a layout: Zoho's own end in `__s`. */
export const layoutApiName = ({ custom, name }: Layout): string =>
  custom === true ? name.replaceAll(/\W+/g, "_") : `${name}__s`

/** How the stored value of a field behaves: a formula as its result, an auto-number as text. */
export const valueType = (field: Field): DataType => {
  switch (field.dataType) {
    case "formula":
    case "rollup_summary":
      return field.formula?.returnType ?? "double"
    case "autonumber":
      return "text"
    case "userlookup":
      return "ownerlookup"
    default:
      return field.dataType
  }
}

/** A list of other records that a record's page shows. */
export interface RelatedList {
  readonly id: string
  readonly apiName: string
  readonly label: string
  /** Module of its records; null for lists with calls of their own kind. */
  readonly module: string | null
  /** `Leads/{ENTITYID}/Notes`; null for a list that no call reaches. */
  readonly href: string | null
  readonly type: "default" | "custom" | "multiselectlookup"
  readonly action: string | null
  /** The field of `module` that points to the record; null for links and for lists of their own kind. */
  readonly via: string | null
  /** Many-to-many: the name of the links. A module of that name exists for multi-select lookups only. */
  readonly linking: string | null
  /** Of activities: only those still open, or only closed ones. */
  readonly state: "open" | "closed" | null
}

export interface Layout {
  readonly id: string
  readonly name: string
  /** False or left out: Zoho's own. */
  readonly custom?: boolean
  readonly inactive?: boolean
  /** Ids of the profiles that have it; all where it is left out. */
  readonly profiles?: ReadonlyArray<string>
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
  /** What an upsert matches on when it names no duplicate_check_fields; empty where there is no such field. */
  readonly systemUnique: string
  readonly position: number
  /** The module whose records own these rows: of subforms and links. */
  readonly parent?: string
  /** False: its records are not written by the record calls. */
  readonly writable?: boolean
  readonly relatedLists?: ReadonlyArray<RelatedList>
}

/** Which records of a module somebody may change and delete: conditions on its table. */
export interface Rights {
  readonly edit: string
  readonly delete: string
  readonly share: string
}

export interface Module extends ModuleInfo {
  readonly table: string
  /** What its records are read from: the table, or the part of it that the caller may see; to be given an alias. */
  readonly rows: string
  /** Undefined: whoever sees a record may change and delete it. */
  readonly rights: Rights | undefined
  /** Epoch seconds of the last change to the module or one of its fields. */
  readonly modified: number
  readonly fields: ReadonlyArray<Field>
  readonly byName: ReadonlyMap<string, Field>
  readonly layouts: ReadonlyArray<Layout>
  /** Its own, then one for every custom lookup that points here. */
  readonly relatedLists: ReadonlyArray<RelatedList>
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
  /** Takes a field away, with what records hold in it. */
  readonly removeField: (module: string, field: Field) => void
  /** Takes a module away, with its records. */
  readonly removeModule: (apiName: string) => void
  /** Replaces what is said of a module; its name and position stay. */
  readonly setModule: (info: ModuleInfo, at: number) => void
  readonly setLayout: (layout: Layout) => void
  readonly removeLayout: (id: string) => void
  /** Sees to it that records are found fast by this field: for what is searched by a field that few orgs search by. */
  readonly index: (module: string, field: Field) => void
  /** Forgets what was compiled, after a restore; what is compiled already of the same definitions may be given. */
  readonly reload: (modules?: ReadonlyArray<Module>) => void
}

/** Columns that every record table has besides its fields. */
export const systemColumns = `id TEXT PRIMARY KEY, "$converted" INTEGER NOT NULL DEFAULT 0, "$layout" TEXT`

const affinity = (field: Field): string => {
  switch (valueType(field)) {
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

const stored = (field: Field): boolean => !field.computed && field.child === undefined
const timed = ["Created_Time", "Modified_Time"]

/** A related list for every custom lookup, on the module that it points to. */
const customLists = (
  modules: ReadonlyArray<{ readonly info: ModuleInfo; readonly fields: ReadonlyArray<Field> }>
): ReadonlyMap<string, ReadonlyArray<RelatedList>> => {
  const lists = new Map<string, Array<RelatedList>>()
  const add = (target: string, wanted: string, list: Omit<RelatedList, "apiName" | "href">): void => {
    const known = lists.get(target) ?? []
    const taken = new Set([
      ...known.map((one) => one.apiName),
      ...(modules.find(({ info }) => info.apiName === target)?.info.relatedLists ?? []).map((one) => one.apiName)
    ])
    let apiName = wanted
    for (let n = 1; taken.has(apiName); n++) apiName = `${wanted}${n}`
    lists.set(target, [...known, { ...list, apiName, href: `${target}/{ENTITYID}/${apiName}` }])
  }
  for (const { fields, info } of modules) {
    // Rows of a subform show on their record's own page.
    if (info.parent !== undefined) continue
    for (const field of fields) {
      if (!field.custom) continue
      const list = { id: field.id, label: info.plural, module: info.apiName, action: null, state: null }
      if (field.dataType === "lookup" && field.lookup !== null)
        add(field.lookup, info.apiName, { ...list, type: "custom", via: field.apiName, linking: null })
      if (field.dataType === "multiselectlookup" && field.lookup !== null && field.child !== undefined)
        add(field.lookup, info.apiName, { ...list, type: "multiselectlookup", via: null, linking: field.child.module })
    }
  }
  return lists
}

/** The record table of a module. */
export const tableOf = (apiName: string): string => quote(`record_${apiName}`)

export const make = (db: Database): Metadata => {
  let compiled:
    | { readonly list: ReadonlyArray<Module>; readonly names: Map<string, Module>; readonly ids: Map<string, Module> }
    | undefined

  const keep = (list: ReadonlyArray<Module>) =>
    (compiled = {
      list,
      names: new Map(list.map((m) => [m.apiName.toLowerCase(), m])),
      ids: new Map(list.map((m) => [m.id, m]))
    })
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
      const field = read<Field>(row)
      // What is kept as rows of another module has no column of its own.
      list.push(field.child === undefined ? field : { ...field, computed: true })
      fields.set(module, list)
      modified.set(module, Math.max(modified.get(module) ?? 0, Number(row["modified"])))
    }
    const layouts = new Map<string, Array<Layout>>()
    for (const row of db.all("SELECT module, json FROM layout ORDER BY id")) {
      const module = String(row["module"])
      layouts.set(module, [...(layouts.get(module) ?? []), read<Layout>(row)])
    }
    const infos = db
      .all("SELECT modified, json FROM module ORDER BY position")
      .map((row) => ({ at: Number(row["modified"]), info: read<ModuleInfo>(row) }))
    const lists = customLists(infos.map(({ info }) => ({ info, fields: fields.get(info.apiName) ?? [] })))
    const list = infos.map(({ at, info }): Module => {
      const own = fields.get(info.apiName) ?? []
      return {
        ...info,
        table: tableOf(info.apiName),
        rows: tableOf(info.apiName),
        rights: undefined,
        modified: Math.max(at, modified.get(info.apiName) ?? 0),
        fields: own,
        byName: new Map(own.map((field) => [field.apiName, field])),
        layouts: layouts.get(info.apiName) ?? [],
        relatedLists: [...(info.relatedLists ?? []), ...(lists.get(info.apiName) ?? [])]
      }
    })
    return keep(list)
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
  const references: ReadonlyArray<DataType> = ["lookup", "multi_module_lookup", "ownerlookup", "userlookup"]
  const indexed = (module: string, field: Field): void => {
    if (!stored(field)) return
    // Text is matched whatever its case, so its index must be ordered that way too; ids are not.
    const folded = affinity(field) === "TEXT" && !references.includes(field.dataType) ? " COLLATE NOCASE" : ""
    db.exec(
      `CREATE INDEX IF NOT EXISTS ${quote(`ix_${module}_${field.apiName}`)} ON ${tableOf(module)}(${quote(field.apiName)}${folded}, id)`
    )
  }
  const made = new Set<string>()

  return {
    modules: () => current().list,
    module: (apiName) => current().names.get(apiName.toLowerCase()),
    byId: (id) => current().ids.get(id),
    reload: (modules) => {
      compiled = undefined
      // A module is one org's own: what is worked out for one may know the org.
      if (modules !== undefined) keep(modules.map((module) => ({ ...module })))
      made.clear()
    },
    index: (module, field) => {
      const key = `${module}.${field.apiName}`
      if (made.has(key)) return
      indexed(module, field)
      made.add(key)
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
      const columns = fields.filter(stored).map((field) => `${quote(field.apiName)} ${affinity(field)}`)
      db.exec(`CREATE TABLE ${tableOf(info.apiName)}(${[systemColumns, ...columns].join(", ")}) WITHOUT ROWID`)
      for (const field of fields)
        if (timed.includes(field.apiName) || field.unique || field.apiName === info.systemUnique)
          indexed(info.apiName, field)
      // Notes and files are found by the record that they hang on.
      for (const field of fields)
        if (field.apiName === "Parent_Id" && field.dataType === "multi_module_lookup") indexed(info.apiName, field)
      // Rows of a record are found by the record.
      if (info.parent !== undefined) for (const field of fields) if (field.lookup !== null) indexed(info.apiName, field)
      compiled = undefined
    },
    addField: (module, field, at) => {
      const position = Number(
        db.get("SELECT COALESCE(MAX(position), -1) + 1 AS next FROM field WHERE module=?", module)?.["next"] ?? 0
      )
      insertField(module, field, position, at)
      if (stored(field)) db.exec(`ALTER TABLE ${tableOf(module)} ADD COLUMN ${quote(field.apiName)} ${affinity(field)}`)
      if (field.unique) indexed(module, field)
      compiled = undefined
    },
    setField: (module, field, at) => {
      db.run("UPDATE field SET json=?, modified=? WHERE id=?", Json.stringify(field), at, field.id)
      if (field.unique) indexed(module, field)
      compiled = undefined
    },
    removeField: (module, field) => {
      db.run("DELETE FROM field WHERE id=?", field.id)
      if (stored(field)) {
        db.exec(`DROP INDEX IF EXISTS ${quote(`ix_${module}_${field.apiName}`)}`)
        db.exec(`ALTER TABLE ${tableOf(module)} DROP COLUMN ${quote(field.apiName)}`)
      }
      made.delete(`${module}.${field.apiName}`)
      compiled = undefined
    },
    removeModule: (apiName) => {
      const module = current().names.get(apiName.toLowerCase())
      if (module === undefined) return
      db.run("DELETE FROM module WHERE id=?", module.id)
      db.run("DELETE FROM field WHERE module=?", module.apiName)
      db.run("DELETE FROM layout WHERE module=?", module.apiName)
      db.exec(`DROP TABLE ${module.table}`)
      compiled = undefined
    },
    setModule: (info, at) => {
      db.run("UPDATE module SET json=?, modified=? WHERE id=?", Json.stringify(info), at, info.id)
      compiled = undefined
    },
    setLayout: (layout) => {
      db.run("UPDATE layout SET json=? WHERE id=?", Json.stringify(layout), layout.id)
      compiled = undefined
    },
    removeLayout: (id) => {
      db.run("DELETE FROM layout WHERE id=?", id)
      compiled = undefined
    }
  }
}
