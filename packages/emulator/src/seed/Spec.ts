/** The short form in which standard modules are written down; ids are given when an org is seeded. */
import type { Child, DataType, Field, PickValue } from "../Metadata.ts"
import * as PickLists from "./PickLists.ts"

export type PickSpec = string | (Omit<PickValue, "id"> & { readonly value: string })

export interface FieldSpec {
  readonly name: string
  readonly label: string
  readonly type: DataType
  readonly length: number
  readonly decimals?: number
  readonly mandatory?: boolean
  readonly required?: boolean
  readonly unique?: boolean
  readonly readOnly?: boolean
  readonly custom?: boolean
  readonly computed?: boolean
  readonly values?: ReadonlyArray<PickSpec>
  /** Options that have their ids already, instead of `values`. */
  readonly choices?: Pick<Field, "pickList" | "globalPickList" | "sorted">
  readonly lookup?: string
  readonly shown?: string
  readonly child?: Child
  readonly modules?: ReadonlyArray<string>
  readonly autoNumber?: NonNullable<Field["autoNumber"]>
  readonly formula?: NonNullable<Field["formula"]>
  readonly rollup?: NonNullable<Field["rollup"]>
  readonly richText?: boolean
  readonly defaultValue?: string | number
}

/** A related list; `module` null for lists with calls of their own. */
export interface RelatedSpec {
  readonly name: string
  readonly label: string
  readonly module: string | null
  readonly reachable: boolean
  readonly via?: string
  readonly linking?: string
  readonly state?: "open" | "closed"
}

export interface ModuleSpec {
  readonly apiName: string
  readonly singular: string
  readonly plural: string
  readonly display: string
  /** Empty where an upsert has nothing to match on by itself. */
  readonly systemUnique: string
  readonly generatedType?: "default" | "custom" | "subform" | "linking"
  readonly parent?: string
  readonly apiSupported?: boolean
  readonly writable?: boolean
  readonly sections: ReadonlyArray<{ readonly name: string; readonly fields: ReadonlyArray<FieldSpec> }>
  readonly related?: ReadonlyArray<RelatedSpec>
  /** Names of layouts besides Zoho's own, with the same sections. */
  readonly layouts?: ReadonlyArray<string>
}

type Extra = Omit<Partial<FieldSpec>, "name" | "type" | "length">

const lengths: { readonly [type in DataType]: number } = {
  text: 255,
  textarea: 32000,
  email: 100,
  phone: 30,
  website: 450,
  picklist: 120,
  multiselectpicklist: 2000,
  date: 20,
  datetime: 40,
  integer: 9,
  bigint: 18,
  double: 16,
  currency: 16,
  percent: 5,
  boolean: 5,
  lookup: 120,
  ownerlookup: 120,
  userlookup: 120,
  multi_module_lookup: 120,
  multiselectlookup: 120,
  multiuserlookup: 120,
  subform: 1000,
  autonumber: 120,
  formula: 100,
  rollup_summary: 100,
  fileupload: 2000,
  imageupload: 2000,
  profileimage: 255,
  consent_lookup: 120,
  event_reminder: 1000,
  multireminder: 1000,
  ALARM: 1000,
  RRULE: 1000,
  linetax: 120,
  time_range: 120,
  participants: 2000,
  pricing: 2000,
  tax: 2000,
  comments: 32000,
  tags: 2000,
  dates: 2000,
  territories: 2000,
  territory: 120,
  discount: 16,
  json: 2000
}

export const f = (name: string, type: DataType, length = lengths[type], extra: Extra = {}): FieldSpec => ({
  name,
  label: name.replace(/__s$/, "").replaceAll("_", " "),
  type,
  length,
  ...extra
})
export const text = (name: string, length: number, extra: Extra = {}) => f(name, "text", length, extra)
export const pick = (name: string, values: ReadonlyArray<PickSpec>, extra: Extra = {}) =>
  f(name, "picklist", 120, { values, ...extra })
export const lookup = (name: string, module: string, extra: Extra = {}) =>
  f(name, "lookup", 120, { lookup: module, ...extra })
export const money = (name: string, extra: Extra = {}) => f(name, "currency", 16, { decimals: 2, ...extra })
export const multiCurrency: ReadonlyArray<FieldSpec> = [
  pick("Currency", PickLists.currencies, { defaultValue: "USD" }),
  f("Exchange_Rate", "double", 16, { decimals: 9, defaultValue: 1 })
]
/** A total that the server works out and stores. */
export const total = (name: string, expression: string): FieldSpec =>
  f(name, "formula", 16, { decimals: 2, readOnly: true, formula: { returnType: "currency", expression } })
export const number = (name: string, prefix = ""): FieldSpec =>
  f(name, "autonumber", 120, { readOnly: true, autoNumber: { prefix, start: 1000001, suffix: "" } })
export const when = (name: string, extra: Extra = {}) => f(name, "datetime", 40, extra)
export const readOnly = { readOnly: true } as const

/** What every record carries, set by the server. */
export const system: ReadonlyArray<FieldSpec> = [
  f("Owner", "ownerlookup", 120),
  f("Created_By", "ownerlookup", 120, readOnly),
  f("Modified_By", "ownerlookup", 120, readOnly),
  when("Created_Time", readOnly),
  when("Modified_Time", readOnly),
  when("Last_Activity_Time", readOnly),
  f("Tag", "tags", 2000, { shown: "text" }),
  f("Record_Status__s", "picklist", 120, { readOnly: true, values: ["Available", "Trash", "Draft"] }),
  f("Locked__s", "boolean", 5, readOnly)
]

/** The territories of a record, or the one that it is in. */
const placed = { computed: true, readOnly: true, shown: "text" } as const
export const territories = f("Territories", "territories", lengths.territories, placed)
export const territory = f("Territory", "territory", lengths.territory, placed)

/** What the rows of a subform carry. */
export const rowSystem = (parent: string): ReadonlyArray<FieldSpec> => [
  lookup("Parent_Id", parent, { label: "Parent ID", mandatory: true }),
  when("Created_Time", readOnly),
  when("Modified_Time", readOnly),
  f("Created_By", "ownerlookup", 120, readOnly),
  f("Modified_By", "ownerlookup", 120, readOnly)
]

/** A field whose values are the rows of `module`. */
export const subform = (name: string, module: string, extra: Extra = {}): FieldSpec =>
  f(name, "subform", 1000, { child: { module, parent: "Parent_Id", link: null }, ...extra })

export const description = { name: "Description Information", fields: [f("Description", "textarea")] }

export const address = (prefixes: ReadonlyArray<string>, zip: "Zip" | "Code" | "Zip_Code") => ({
  name: "Address Information",
  fields: prefixes.flatMap((prefix) => [
    text(`${prefix}Street`, 250),
    text(`${prefix}City`, 100),
    text(`${prefix}State`, 100),
    text(`${prefix}${zip}`, 30),
    text(`${prefix}Country`, 100)
  ])
})

const list = (name: string, module: string | null, more: Partial<RelatedSpec> = {}): RelatedSpec => ({
  name,
  label: name.replace(/__s$/, "").replaceAll("_", " "),
  module,
  reachable: true,
  ...more
})
/** Records of `module` whose lookup `via` points here. */
export const children = (module: string, via: string, name = module, label?: string): RelatedSpec =>
  list(name, module, { via, ...(label === undefined ? {} : { label }) })
/** Records tied many to many; `linking` names the ties. */
export const links = (module: string, linking: string, name = module): RelatedSpec => list(name, module, { linking })
/** A list with calls of its own kind. */
export const own = (name: string, module: string | null = null, reachable = true): RelatedSpec =>
  list(name, module, { reachable })

export const files: ReadonlyArray<RelatedSpec> = [own("Notes", "Notes"), own("Attachments", "Attachments")]
export const locking = own("Locking_Information__s")

/** Open activities and those that are done, found by `via`. */
export const activities = (via: "What_Id" | "Who_Id"): ReadonlyArray<RelatedSpec> =>
  ["Tasks", "Events", "Calls"].flatMap((module): ReadonlyArray<RelatedSpec> => {
    const label = module === "Events" ? "Meetings" : module
    return [
      list(module, module, { label: `Open ${label}`, via, state: "open" }),
      list(`${module}_History`, module, { label: `Closed ${label}`, via, state: "closed" })
    ]
  })
