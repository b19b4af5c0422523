/** Judges the fields of one row by the metadata, and collects what will be stored. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Child, Field, Module } from "../Metadata.ts"
import * as Draft from "./Draft.ts"
import * as FieldType from "./FieldType.ts"
import { absent, type Refusal, refuse } from "./Outcome.ts"
import * as Rules from "./rules/Rules.ts"
import { nameAt } from "./values/Checked.ts"

/** What an insert always looks at, worked out once for a module. */
interface Prepared {
  readonly mandatory: ReadonlyArray<Field>
  readonly required: ReadonlyArray<Field>
  readonly defaults: ReadonlyArray<Field>
  readonly numbered: ReadonlyArray<Field>
}

const known = new WeakMap<Module, Prepared>()

export const prepared = (module: Module): Prepared => {
  const found = known.get(module)
  if (found !== undefined) return found
  const made: Prepared = {
    mandatory: module.fields.filter((field) => field.systemMandatory),
    required: module.fields.filter((field) => field.required),
    defaults: module.fields.filter((field) => field.defaultValue !== undefined && !field.computed),
    numbered: module.fields.filter((field) => field.autoNumber !== undefined && !field.computed)
  }
  known.set(module, made)
  return made
}

const isEmpty = (field: Field, value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (field.child !== undefined && Array.isArray(value) && value.length === 0)

/** The first of `fields` that the row lacks. */
export const missing = (fields: ReadonlyArray<Field>, draft: Draft.Draft): Refusal | undefined => {
  const field = fields.find((one) => isEmpty(one, draft.row[one.apiName]))
  return field === undefined ? undefined : absent(field.apiName, draft.path)
}

const checkValue = (draft: Draft.Draft, field: Field, value: unknown): Refusal | undefined => {
  const { core, path, row, values } = draft
  const name = field.apiName
  if (value === null) {
    if (field.systemMandatory) return absent(name, path)
    values.set(name, field.dataType === "boolean" ? 0 : null)
    return undefined
  }
  const append = Json.asObject(row["$append_values"])?.[name] === true
  const adds = append || field.dataType === "fileupload" || field.dataType === "imageupload"
  const stored = adds && draft.id !== undefined ? draft.stored()[name] : undefined
  const checked = FieldType.check(core, field, value, {
    row,
    append,
    current: typeof stored === "string" ? stored : undefined
  })
  if (!checked.ok) {
    const { at, beside, code = "INVALID_DATA", details, message = "invalid data" } = checked
    return refuse(code, message, {
      ...details,
      api_name: beside ?? nameAt(at, name),
      json_path: beside === undefined ? `${path}.${name}${at ?? ""}` : `${path}.${beside}`
    })
  }
  if (checked.value === null && field.systemMandatory) return absent(name, path)
  values.set(name, checked.value)
  return undefined
}

/** Checks every field of the row; the first thing wrong refuses it. */
export const checkFields = (draft: Draft.Draft): Refusal | undefined => {
  const { core, module, path, row } = draft
  const switches = core.switches()
  for (const [name, value] of Object.entries(row)) {
    if (name === "id" || name === "Layout" || name.startsWith("$")) continue
    const field = module.byName.get(name)
    if (field === undefined) {
      if (switches.unknownFields === "ignore") continue
      return refuse("INVALID_DATA", "the field api name given seems to be invalid", {
        api_name: name,
        json_path: `${path}.${name}`
      })
    }
    if (field.lockedByProfile === true && switches.profileReadOnlyFields === "error")
      return refuse("NO_PERMISSION", "permission denied", { api_name: name, json_path: `${path}.${name}` })
    if (field.readOnly || (field.computed && field.child === undefined)) {
      if (switches.readOnlyFields === "ignore") continue
      return refuse("NOT_ALLOWED", "the field is read only", { api_name: name, json_path: `${path}.${name}` })
    }
    const wrong =
      field.child === undefined ? checkValue(draft, field, value) : checkRows(draft, field, field.child, value)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const limits = { subform: 200, links: 100 } as const

const owned = (core: Core, module: Module, child: Child, id: string, parent: string | undefined): boolean =>
  parent !== undefined &&
  Json.isId(id) &&
  core.db.get(`SELECT id FROM ${module.table} WHERE id=? AND ${quote(child.parent)}=?`, id, parent) !== undefined

/** A link is there once; rows that go away do not count. */
const linkedTwice = (
  draft: Draft.Draft,
  module: Module,
  child: Child,
  rows: ReadonlyArray<Draft.ChildRow>,
  replace: boolean,
  path: string
): Refusal | undefined => {
  if (child.link === null) return undefined
  const going = new Set(rows.flatMap((row) => (row.remove && row.draft.id !== undefined ? [row.draft.id] : [])))
  const there = new Map<unknown, string>()
  if (draft.id !== undefined && !replace)
    for (const row of draft.core.db.all(
      `SELECT id, ${quote(child.link)} AS link FROM ${module.table} WHERE ${quote(child.parent)}=?`,
      draft.id
    ))
      if (!going.has(String(row["id"]))) there.set(row["link"], String(row["id"]))
  for (const [index, row] of rows.entries()) {
    const value = row.draft.values.get(child.link)
    if (row.remove || value === undefined) continue
    const other = there.get(value)
    if (other !== undefined && other !== row.draft.id)
      return refuse("DUPLICATE_LINKING_DATA", "duplicate association", {
        linking_fields: [child.parent, child.link],
        id: other === "" ? null : other,
        api_name: child.link,
        json_path: `${path}[${index}].${child.link}`
      })
    there.set(value, row.draft.id ?? "")
  }
  return undefined
}

/** Checks the rows that a write gives for this field, and keeps them for when the record is stored. */
const checkRows = (draft: Draft.Draft, field: Field, child: Child, value: unknown): Refusal | undefined => {
  const { core, path } = draft
  const here = `${path}.${field.apiName}`
  const module = core.metadata.module(child.module)
  if (module === undefined) return undefined
  if (value === null) {
    if (field.systemMandatory) {
      return refuse("MANDATORY_NOT_FOUND", "required field not found", { api_name: field.apiName, json_path: here })
    }
    draft.children.set(field.apiName, { field, module, rows: [], replace: true })
    return undefined
  }
  if (!Array.isArray(value))
    return refuse("INVALID_DATA", "invalid data", {
      expected_data_type: "jsonarray",
      api_name: field.apiName,
      json_path: here
    })
  const limit = child.link === null ? limits.subform : limits.links
  if (value.length > limit) {
    return refuse("LIMIT_EXCEEDED", "the number of rows given exceeds the limit", {
      api_name: field.apiName,
      limit,
      json_path: here
    })
  }
  const rows: Array<Draft.ChildRow> = []
  for (const [index, item] of value.entries()) {
    const at = `${here}[${index}]`
    const input = Json.asObject(item)
    if (input === undefined)
      return refuse("INVALID_DATA", "invalid data", {
        expected_data_type: "jsonobject",
        api_name: field.apiName,
        json_path: at
      })
    const given = Json.isAbsent(input["id"]) ? undefined : Json.asText(Json.idOf(input["id"]))
    if (given !== undefined && !owned(core, module, child, given, draft.id))
      return refuse("INVALID_DATA", "the id given seems to be invalid", { api_name: "id", json_path: `${at}.id` })
    const remove = "_delete" in input && given !== undefined
    const { [child.parent]: _, ...own } = input
    const row = Draft.make(core, module, draft.user, own, at, given)
    const wrong = remove ? undefined : checkOne(row, child)
    if (wrong !== undefined) return wrong
    rows.push({ draft: row, remove })
  }
  const append = Json.asObject(draft.row["$append_values"])?.[field.apiName] === true
  const replace = draft.id !== undefined && !append && core.switches().absentRows === "remove"
  draft.children.set(field.apiName, { field, module, rows, replace })
  return linkedTwice(draft, module, child, rows, replace, here)
}

const checkOne = (row: Draft.Draft, child: Child): Refusal | undefined => {
  const mandatory = prepared(row.module).mandatory.filter((field) => field.apiName !== child.parent)
  const lacking = row.id === undefined ? missing(mandatory, row) : undefined
  return lacking ?? checkFields(row) ?? Rules.before(row)
}
