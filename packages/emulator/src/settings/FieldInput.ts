/** What the body of a call says of a custom field, checked: as a new field's short form, or as changes to one. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import * as OptionInput from "../picklists/OptionInput.ts"
import * as Spec from "../seed/Spec.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FieldKinds from "./FieldKinds.ts"

/** The longest that a text may be made, by type; other types have a length of their own. */
const longest: { readonly [type: string]: number } = {
  text: 255,
  textarea: 50_000,
  picklist: 120,
  email: 100,
  phone: 30
}

const types = [
  "text",
  "textarea",
  "email",
  "phone",
  "website",
  "picklist",
  "multiselectpicklist",
  "date",
  "datetime",
  "integer",
  "bigint",
  "double",
  "currency",
  "percent",
  "boolean",
  "lookup",
  "autonumber",
  "formula",
  "rollup_summary",
  "subform",
  "multiselectlookup",
  "multiuserlookup",
  "userlookup",
  "fileupload",
  "imageupload"
] as const

const uniques: ReadonlySet<string> = new Set(["text", "email", "phone", "website", "integer", "bigint"])

type Wrong = (
  code: string,
  key: string,
  details?: ZohoError.Details,
  path?: string,
  message?: string
) => ZohoError.ZohoError

const messages: { readonly [code: string]: string } = {
  MANDATORY_NOT_FOUND: "required field not found",
  DUPLICATE_DATA: "duplicate data",
  INVALID_DATA: "invalid data"
}

export const wrongAt =
  (at: string): Wrong =>
  (code, key, details = {}, path = key, message = messages[code] ?? "invalid data") =>
    ZohoError.make(code, message, { ...details, api_name: key, json_path: `${at}.${path}` })

const fold = (text: string): string => text.trim().toLowerCase()

/** `Ice cream?` is `Ice_cream`; a name that is taken gets a number. */
const apiNameOf = (module: Module, label: string): string => {
  const plain = label
    .replaceAll(/[^A-Za-z0-9_ ]/g, "")
    .trim()
    .replaceAll(/\s+/g, "_")
  const base = /^[A-Za-z]/.test(plain) ? plain.slice(0, 45) : `Field_${plain}`.slice(0, 45)
  const taken = new Set(module.fields.map((it) => fold(it.apiName)))
  let name = base
  for (let n = 1; taken.has(fold(name)); n++) name = `${base}${n}`
  return name
}

/** The number that an auto-number begins with, and what stands around it. */
const autoNumberOf = (given: unknown, wrong: Wrong): NonNullable<Field["autoNumber"]> | ZohoError.ZohoError => {
  const parts = Json.asObject(given)
  if (parts === undefined)
    return wrong("DEPENDENT_FIELD_MISSING", "auto_number", {}, "auto_number", "autonumber data is not found")
  const { prefix, start_number: start, suffix } = parts
  if (Json.isAbsent(start)) return wrong("MANDATORY_NOT_FOUND", "start_number", {}, "auto_number.start_number")
  const first = Number(start)
  if (!Number.isSafeInteger(first) || first < 0)
    return wrong("INVALID_DATA", "start_number", { expected_data_type: "integer" }, "auto_number.start_number")
  const text = (value: unknown) => (typeof value === "string" ? value.slice(0, 40) : "")
  return { prefix: text(prefix), start: first, suffix: text(suffix) }
}

const isUnique = (given: unknown): boolean => Object.keys(Json.asObject(given) ?? {}).length > 0

/** A new field, and the module of its rows where it has some. */
export interface Made {
  readonly spec: Spec.FieldSpec
  readonly rows?: Spec.ModuleSpec
}

/** A new field of `module`, or the first thing that is wrong with it. */
export const create = (core: Core, module: Module, input: Body.Input, at: string): Made | ZohoError.ZohoError => {
  const wrong = wrongAt(at)
  const { auto_number: auto, data_type: given, field_label: label, length, lookup } = input
  if (Json.isAbsent(label)) return wrong("MANDATORY_NOT_FOUND", "field_label")
  if (typeof label !== "string" || label.trim() === "" || label.length > 50)
    return wrong("INVALID_DATA", "field_label", { maximum_length: 50 })
  if (module.fields.some((it) => fold(it.label) === fold(label))) return wrong("DUPLICATE_DATA", "field_label")
  if (Json.isAbsent(given)) return wrong("MANDATORY_NOT_FOUND", "data_type")
  const type = types.find((it) => it === given)
  if (type === undefined) return wrong("INVALID_DATA", "data_type")
  const most = longest[type]
  if (!Json.isAbsent(length) && (typeof length !== "number" || !Number.isInteger(length) || length < 1))
    return wrong("INVALID_DATA", "length", { expected_data_type: "integer" })
  if (typeof length === "number" && most !== undefined && length > most)
    return wrong("INVALID_DATA", "length", { maximum_length: most })
  const unique = isUnique(input["unique"])
  if (unique && !uniques.has(type)) return wrong("NOT_ALLOWED", "unique", {}, "unique", "the field cannot be unique")
  const choices =
    type === "picklist" || type === "multiselectpicklist" ? OptionInput.create(core, input, at) : undefined
  if (choices !== undefined && "code" in choices) return choices
  const numbered = type === "autonumber" ? autoNumberOf(auto, wrong) : undefined
  if (numbered !== undefined && "code" in numbered) return numbered
  const target = Json.asObject(Json.asObject(lookup)?.["module"])
  const pointed =
    type !== "lookup"
      ? undefined
      : (core.metadata.module(Json.asText(target?.["api_name"] ?? "")) ??
        core.metadata.byId(Json.idOf(target?.["id"]) ?? ""))
  if (type === "lookup" && target === undefined) return wrong("MANDATORY_NOT_FOUND", "module", {}, "lookup.module")
  if (type === "lookup" && (pointed === undefined || !pointed.apiSupported))
    return wrong("INVALID_DATA", "module", {}, "lookup.module")
  const named = input["api_name"]
  if (!Json.isAbsent(named) && (typeof named !== "string" || !/^[A-Za-z](?:\w{0,48}[A-Za-z0-9])?$/.test(named)))
    return wrong("INVALID_DATA", "api_name")
  if (typeof named === "string" && module.fields.some((it) => fold(it.apiName) === fold(named)))
    return wrong("DUPLICATE_DATA", "api_name")
  const name = typeof named === "string" ? named : apiNameOf(module, label)
  const kind = FieldKinds.read(core, module, type, name, input, at)
  if ("code" in kind) return kind
  const decimals = input["decimal_place"]
  const spec = Spec.f(name, type, typeof length === "number" && most !== undefined ? length : undefined, {
    label: label.trim(),
    custom: true,
    unique,
    ...(choices === undefined ? {} : { choices }),
    ...(pointed === undefined ? {} : { lookup: pointed.apiName }),
    ...(numbered === undefined ? {} : { autoNumber: numbered, readOnly: true }),
    ...(type === "currency" || type === "double" || type === "percent"
      ? { decimals: typeof decimals === "number" && decimals >= 0 && decimals <= 9 ? decimals : 2 }
      : {}),
    ...(Json.asObject(input["textarea"])?.["type"] === "rich_text" ? { richText: true } : {}),
    ...kind.extra
  })
  return { spec, ...(kind.rows === undefined ? {} : { rows: kind.rows }) }
}

/** The field after the changes that a body asks for, or the first thing that is wrong with them. */
export const change = (
  core: Core,
  module: Module,
  field: Field,
  input: Body.Input,
  at: string
): Field | ZohoError.ZohoError => {
  const wrong = wrongAt(at)
  const { data_type: type, field_label: label, length, unique } = input
  if (!Json.isAbsent(type) && type !== field.dataType) return wrong("INVALID_DATA", "data_type")
  if (!Json.isAbsent(label)) {
    if (typeof label !== "string" || label.trim() === "" || label.length > 50)
      return wrong("INVALID_DATA", "field_label", { maximum_length: 50 })
    if (module.fields.some((it) => it.id !== field.id && fold(it.label) === fold(label)))
      return wrong("DUPLICATE_DATA", "field_label")
  }
  if (!Json.isAbsent(length)) {
    const most = longest[field.dataType] ?? field.length
    if (typeof length !== "number" || !Number.isInteger(length))
      return wrong("INVALID_DATA", "length", { expected_data_type: "integer" })
    if (!field.custom || length < field.length || length > most)
      return wrong("INVALID_DATA", "length", { minimum_length: field.length, maximum_length: most })
  }
  const choices = OptionInput.change(core, field, input, at)
  if ("code" in choices) return choices
  const becomesUnique = isUnique(unique) && !field.unique
  if (becomesUnique && !uniques.has(field.dataType))
    return wrong("NOT_ALLOWED", "unique", {}, "unique", "the field cannot be unique")
  const formula = FieldKinds.changedFormula(module, field, input["formula"], at)
  if ("code" in formula) return formula
  const { globalPickList: _, sorted: _sorted, ...own } = formula
  return {
    ...own,
    ...choices,
    ...(typeof label === "string" ? { label: label.trim() } : {}),
    ...(typeof length === "number" ? { length } : {}),
    ...(becomesUnique ? { unique: true } : {}),
    ...(unique === null ? { unique: false } : {})
  }
}
