/** Related lists resolved: which records of which module are in the list of one record, as SQL. */
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import type { Field, Module, RelatedList } from "../Metadata.ts"

export type Kind =
  /** Records whose lookup points here. */
  | { readonly _tag: "Children"; readonly field: Field; readonly state: RelatedList["state"] }
  /** Records that have a row which points here: quotes that list a product. */
  | { readonly _tag: "Rows"; readonly rows: Module; readonly field: Field }
  /** Many to many; `side` is where the record of the path stands in the link's name. */
  | { readonly _tag: "Links"; readonly name: string; readonly side: "a" | "b" }
  /** The other end of a multi-select lookup. */
  | {
      readonly _tag: "Lookup"
      readonly field: Field
      readonly rows: Module
      readonly parent: string
      readonly link: string
    }
  /** Notes and attachments. */
  | { readonly _tag: "Hanging" }
  /** Meetings that the record is invited to. */
  | { readonly _tag: "Invited" }
  /** Lists that this emulator keeps nothing in. */
  | { readonly _tag: "Empty" }

export interface List {
  readonly list: RelatedList
  /** Of its records. */
  readonly module: Module
  readonly kind: Kind
}

const linkSide = (name: string, module: Module): "a" | "b" => (name.startsWith(`${module.apiName}_X_`) ? "a" : "b")

const kindOf = (core: Core, owner: Module, list: RelatedList, module: Module): Omit<List, "list"> => {
  if (list.via !== null) {
    const field = module.byName.get(list.via)
    if (field === undefined) return { module, kind: { _tag: "Empty" } }
    const parent = module.parent === undefined ? undefined : core.metadata.module(module.parent)
    // Rows of a subform are not records by themselves: the records that own them are in the list.
    return module.generatedType === "subform" && parent !== undefined
      ? { module: parent, kind: { _tag: "Rows", rows: module, field } }
      : { module, kind: { _tag: "Children", field, state: list.state } }
  }
  if (list.linking !== null) {
    const rows = core.metadata.module(list.linking)
    const field = module.fields.find((one) => one.child?.module === list.linking)
    const child = field?.child
    return rows !== undefined && field !== undefined && child !== undefined && child.link !== null
      ? { module, kind: { _tag: "Lookup", field, rows, parent: child.parent, link: child.link } }
      : { module, kind: { _tag: "Links", name: list.linking, side: linkSide(list.linking, owner) } }
  }
  if (list.apiName === "Notes" || list.apiName === "Attachments") return { module, kind: { _tag: "Hanging" } }
  return { module, kind: { _tag: list.apiName === "Invited_Events" ? "Invited" : "Empty" } }
}

/** A related list of a module by its API name; undefined for one that no call reaches. */
export const find = (core: Core, owner: Module, name: string): List | undefined => {
  const list = owner.relatedLists.find((one) => one.apiName.toLowerCase() === name.toLowerCase())
  if (list === undefined || list.href === null) return undefined
  const module = core.metadata.module(list.module ?? "") ?? owner
  return list.module === null
    ? { list, module, kind: { _tag: "Empty" } }
    : { list, ...kindOf(core, owner, list, module) }
}

export interface Sql {
  readonly where: string
  readonly values: ReadonlyArray<Value>
}

/** What makes an activity one that is still to be done. */
const openWhere = (core: Core, module: Module): Sql => {
  switch (module.apiName) {
    case "Tasks":
      return { where: `COALESCE("Status",'')<>'Completed'`, values: [] }
    case "Events":
      return { where: `COALESCE("End_DateTime",0)>=?`, values: [Math.floor(core.clock.now() / 1000)] }
    default:
      return { where: `COALESCE("Outgoing_Call_Status",'')='Scheduled'`, values: [] }
  }
}

const children = (core: Core, module: Module, field: Field, state: RelatedList["state"], id: string): Sql => {
  core.metadata.index(module.apiName, field)
  const own = `${quote(field.apiName)}=?`
  if (state === null) return { where: own, values: [id] }
  const open = openWhere(core, module)
  return { where: `${own} AND ${state === "open" ? "" : "NOT "}(${open.where})`, values: [id, ...open.values] }
}

/** The records of the list of record `id`, as a condition on their module's table. */
export const sql = (core: Core, { kind, module }: List, id: string): Sql => {
  switch (kind._tag) {
    case "Children":
      return children(core, module, kind.field, kind.state, id)
    case "Rows":
      core.metadata.index(kind.rows.apiName, kind.field)
      return {
        where: `id IN (SELECT "Parent_Id" FROM ${kind.rows.table} WHERE ${quote(kind.field.apiName)}=?)`,
        values: [id]
      }
    case "Links": {
      const [own, other] = kind.side === "a" ? ["a", "b"] : ["b", "a"]
      return { where: `id IN (SELECT ${other} FROM link WHERE name=? AND ${own}=?)`, values: [kind.name, id] }
    }
    case "Lookup":
      return {
        where: `id IN (SELECT ${quote(kind.parent)} FROM ${kind.rows.table} WHERE ${quote(kind.link)}=?)`,
        values: [id]
      }
    case "Hanging":
      return { where: `"Parent_Id"=?`, values: [id] }
    case "Invited":
      return { where: `instr("Participants", ?)>0`, values: [`"participant":"${id}"`] }
    case "Empty":
      return { where: "0", values: [] }
  }
}

/**
 * The owner's records that have something in the list which `inner` chooses of its module, as a condition on their ids;
 * undefined for lists that nobody looks into from there.
 */
export const having = (core: Core, { kind, module }: List, inner: Sql): Sql | undefined => {
  const chosen = `SELECT id FROM ${module.rows} AS listed WHERE ${inner.where}`
  const ids = (column: string, from: string, where: string, values: ReadonlyArray<Value>): Sql => ({
    // One that points nowhere would make every NOT IN unknown.
    where: `id IN (SELECT ${column} FROM ${from} WHERE ${column} IS NOT NULL AND ${where})`,
    values
  })
  switch (kind._tag) {
    case "Children": {
      const open = kind.state === null ? undefined : openWhere(core, module)
      const more = open === undefined ? "" : ` AND ${kind.state === "open" ? "" : "NOT "}(${open.where})`
      const values = [...inner.values, ...(open?.values ?? [])]
      return ids(quote(kind.field.apiName), `${module.rows} AS listed`, `(${inner.where})${more}`, values)
    }
    case "Rows":
      return ids(quote(kind.field.apiName), kind.rows.table, `"Parent_Id" IN (${chosen})`, inner.values)
    case "Links": {
      const [own, other] = kind.side === "a" ? ["a", "b"] : ["b", "a"]
      return ids(own, "link", `name=? AND ${other} IN (${chosen})`, [kind.name, ...inner.values])
    }
    case "Lookup":
      return ids(quote(kind.link), kind.rows.table, `${quote(kind.parent)} IN (${chosen})`, inner.values)
    case "Hanging":
      return ids('"Parent_Id"', `${module.rows} AS listed`, `(${inner.where})`, inner.values)
    case "Invited":
    case "Empty":
      return undefined
  }
}
