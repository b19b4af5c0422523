/** The body of a bulk write, checked against the org's metadata before anything is read from its file. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import { isUnique } from "../settings/Fields.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Csv from "./Csv.ts"

/** Rows and columns of one CSV file, and sizes of the request's arrays. */
export const limits = { rows: 25_000, columns: 200, resources: 100, mappings: 500, files: 10 } as const

export interface Input {
  readonly [key: string]: unknown
}

export type Operation = "insert" | "update" | "upsert"

/** Where one field's value comes from. `field` is undefined for the record's id. */
export interface Mapping {
  readonly apiName: string
  readonly field: Field | undefined
  readonly index: number | undefined
  readonly format: string | undefined
  /** For a lookup: the field of the other module that the cell holds; `id` by default. */
  readonly findBy: string | undefined
  readonly fallback: { readonly value: unknown } | undefined
  /** The cell holds what this column of a parent's file holds in the parent's row. */
  readonly parent: { readonly module: string; readonly column: number } | undefined
}

export interface Resource {
  readonly module: Module
  readonly fileId: string
  readonly fileNames: ReadonlyArray<string>
  readonly findBy: string | undefined
  readonly ignoreEmpty: boolean
  /** Undefined: by the header's names. */
  readonly mappings: ReadonlyArray<Mapping> | undefined
}

export interface Plan {
  readonly operation: Operation
  readonly encoding: string | undefined
  readonly resources: ReadonlyArray<Resource>
}

type Refused = ZohoError.ZohoError

const path = (api_name: string, json_path: string, more: ZohoError.Details = {}): ZohoError.Details => ({
  api_name,
  json_path,
  ...more
})

const required = (key: string, at: string): Refused =>
  ZohoError.make("MISSING_REQUIRED_KEY", `required key ${key} is not found in request body.`, {
    json_path: `${at}.${key}`
  })

const invalid = (key: string, at: string, more: ZohoError.Details = {}): Refused =>
  ZohoError.make("INVALID_DATA", "invalid data", path(key, `${at}.${key}`, more))

const tooMany = (key: string, at: string, limit: number): Refused =>
  ZohoError.make("LIMIT_EXCEEDED", "the limit of items is exceeded", path(key, `${at}.${key}`, { limit }))

const whole = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0

/** What a record can be found by: its id, the module's system-defined unique field, or a field marked unique. */
const findable = (core: Core, module: Module, name: string): boolean => {
  if (name === "id") return true
  const field = module.byName.get(name)
  return field !== undefined && (field.apiName === module.systemUnique || isUnique(core, module, field))
}

const mappingOf = (core: Core, module: Module, value: unknown, at: string): Mapping | Refused => {
  const given = Json.asObject(value)
  if (given === undefined)
    return ZohoError.make("INVALID_DATA", "invalid data", { json_path: at, expected_data_type: "jsonobject" })
  const {
    api_name: apiName,
    default_value: fallback,
    find_by: findBy,
    format,
    index,
    module: parentModule,
    parent_column_index: parentColumn
  } = given
  if (typeof apiName !== "string") return required("api_name", at)
  const field = module.byName.get(apiName)
  if ((field === undefined && apiName !== "id") || field?.computed === true) {
    return ZohoError.make(
      "INVALID_FIELD",
      `invalid mapping. invalid api_name ${apiName}.`,
      path(apiName, `${at}.api_name`)
    )
  }
  if (!Json.isAbsent(index) && !whole(index)) return invalid("index", at, { expected_data_type: "integer" })
  const replacement = Json.asObject(fallback)
  if (!Json.isAbsent(fallback) && (replacement === undefined || !("value" in replacement)))
    return required("value", `${at}.default_value`)
  if (Json.isAbsent(index) && Json.isAbsent(fallback)) {
    return ZohoError.make(
      "COLUMN_INDEX_NOT_FOUND",
      `required key index for field ${apiName} is not found in request body.`,
      path(apiName, `${at}.index`)
    )
  }
  if (!Json.isAbsent(format) && typeof format !== "string")
    return invalid("format", at, { expected_data_type: "string" })
  if (!Json.isAbsent(findBy)) {
    const other = field?.dataType === "lookup" ? core.metadata.module(field.lookup ?? "") : undefined
    const ok =
      typeof findBy === "string" &&
      (findBy === "id" ||
        (other?.byName.has(findBy) ?? false) ||
        (field?.dataType === "ownerlookup" && findBy === "email"))
    if (!ok)
      return ZohoError.make(
        "INVALID_FIELD",
        `invalid mapping. invalid api_name ${Json.asText(findBy)}.`,
        path("find_by", `${at}.find_by`)
      )
  }
  if (!Json.isAbsent(parentModule) && typeof parentModule !== "string")
    return invalid("module", at, { expected_data_type: "string" })
  if (!Json.isAbsent(parentColumn) && !whole(parentColumn))
    return invalid("parent_column_index", at, { expected_data_type: "integer" })
  if (typeof parentModule === "string" && !whole(parentColumn)) {
    return ZohoError.make(
      "MANDATORY_NOT_FOUND",
      "Required key parent_column_index is not available",
      path("parent_column_index", `${at}.parent_column_index`)
    )
  }
  return {
    apiName,
    field,
    index: whole(index) ? index : undefined,
    format: typeof format === "string" ? format : undefined,
    findBy: typeof findBy === "string" && findBy !== "id" ? findBy : undefined,
    fallback: replacement === undefined ? undefined : { value: replacement["value"] },
    parent: whole(parentColumn)
      ? { module: typeof parentModule === "string" ? parentModule : (field?.lookup ?? ""), column: parentColumn }
      : undefined
  }
}

/** Mappings that hold everything the operation needs, or what they lack. */
export const lacking = (
  module: Module,
  operation: Operation,
  findBy: string | undefined,
  mappings: ReadonlyArray<Mapping>,
  at: string
): Refused | undefined => {
  if (findBy !== undefined && !mappings.some((mapping) => mapping.apiName === findBy)) {
    return ZohoError.make(
      "COLUMN_INDEX_NOT_FOUND",
      `required key index for field ${findBy} is not found in request body.`,
      path(findBy, `${at}.field_mappings`)
    )
  }
  const absent =
    operation === "update"
      ? undefined
      : module.fields.find(
          (field) =>
            field.systemMandatory &&
            field.child === undefined &&
            !mappings.some((mapping) => mapping.apiName === field.apiName)
        )
  return absent === undefined
    ? undefined
    : ZohoError.make(
        "MANDATORY_FIELDS_NOT_MAPPED",
        "All mandatory fields are not mapped for the layout",
        path(absent.apiName, `${at}.field_mappings`)
      )
}

const mappingsOf = (
  core: Core,
  module: Module,
  given: unknown,
  at: string
): ReadonlyArray<Mapping> | undefined | Refused => {
  if (Json.isAbsent(given)) return undefined
  if (!Array.isArray(given)) return invalid("field_mappings", at, { expected_data_type: "jsonarray" })
  if (given.length > limits.mappings) return tooMany("field_mappings", at, limits.mappings)
  const mappings: Array<Mapping> = []
  for (const [index, item] of given.entries()) {
    const here = `${at}.field_mappings[${index}]`
    const mapping = mappingOf(core, module, item, here)
    if ("code" in mapping) return mapping
    if (mappings.some((other) => other.apiName === mapping.apiName)) {
      return ZohoError.make("DUPLICATE_DATA", "duplicate data", path(mapping.apiName, `${here}.api_name`))
    }
    mappings.push(mapping)
  }
  return mappings.length === 0 ? undefined : mappings
}

const resourceOf = (core: Core, root: Input, operation: Operation, value: unknown, at: string): Resource | Refused => {
  const given = Json.asObject(value)
  if (given === undefined)
    return ZohoError.make("INVALID_DATA", "invalid data", { json_path: at, expected_data_type: "jsonobject" })
  const type = given["type"]
  if (Json.isAbsent(type)) return required("type", at)
  if (type !== "data") return invalid("type", at, { supported_values: ["data"] })
  const name = typeof given["module"] === "string" ? given["module"] : Json.asObject(given["module"])?.["api_name"]
  if (typeof name !== "string") return required("module", at)
  const module = core.metadata.module(name)
  if (module === undefined || !module.apiSupported)
    return ZohoError.make("MODULE_NOT_AVAILABLE", `Requested module '${name}' is not available.`)
  const fileId = Json.idOf(given["file_id"])
  if (fileId === undefined) return required("file_id", at)
  const names = given["file_names"] ?? []
  if (!Array.isArray(names) || !names.every((file) => typeof file === "string"))
    return invalid("file_names", at, { expected_data_type: "jsonarray" })
  if (names.length > limits.files) return tooMany("file_names", at, limits.files)
  const findBy = given["find_by"]
  if (!Json.isAbsent(findBy) && (typeof findBy !== "string" || !findable(core, module, findBy))) {
    return ZohoError.make(
      "INVALID_FIELD",
      `invalid mapping. invalid api_name ${Json.asText(findBy)}.`,
      path("find_by", `${at}.find_by`)
    )
  }
  if (Json.isAbsent(findBy) && operation !== "insert") {
    return ZohoError.make(
      "MANDATORY_NOT_FOUND",
      "Required key find_by is not available",
      path("find_by", `${at}.find_by`)
    )
  }
  const mappings = mappingsOf(core, module, given["field_mappings"], at)
  if (mappings !== undefined && "code" in mappings) return mappings
  // An insert finds nothing: the key is let pass, as the official example sends it.
  const used = operation === "insert" || typeof findBy !== "string" ? undefined : findBy
  const lack = mappings === undefined ? undefined : lacking(module, operation, used, mappings, at)
  if (lack !== undefined) return lack
  const ignoreEmpty = given["ignore_empty"] ?? root["ignore_empty"]
  return { module, fileId, fileNames: names.map(String), findBy: used, ignoreEmpty: ignoreEmpty === true, mappings }
}

/** Checks a whole body but for its callback and its files. */
export const decode = (core: Core, body: Input): Plan | Refused => {
  const operation = body["operation"]
  if (Json.isAbsent(operation)) return required("operation", "$")
  if (operation !== "insert" && operation !== "update" && operation !== "upsert") {
    return invalid("operation", "$", { supported_values: ["insert", "update", "upsert"] })
  }
  const encoding = body["character_encoding"]
  if (!Json.isAbsent(encoding) && (typeof encoding !== "string" || !Csv.isEncoding(encoding)))
    return invalid("character_encoding", "$")
  const given = body["resource"]
  if (Json.isAbsent(given)) return required("resource", "$")
  if (!Array.isArray(given)) return invalid("resource", "$", { expected_data_type: "jsonarray" })
  if (given.length === 0) return required("resource", "$")
  if (given.length > limits.resources) return tooMany("resource", "$", limits.resources)
  const resources: Array<Resource> = []
  for (const [index, item] of given.entries()) {
    const resource = resourceOf(core, body, operation, item, `$.resource[${index}]`)
    if ("code" in resource) return resource
    resources.push(resource)
  }
  return { operation, encoding: typeof encoding === "string" ? encoding : undefined, resources }
}

/** Mappings by the names of a header row: `Last_Name`, or `Account_Name.id` and `Account_Name.Phone` for lookups. Other names are passed over. */
export const byHeader = (core: Core, module: Module, header: ReadonlyArray<string>): ReadonlyArray<Mapping> => {
  const found: Array<Mapping> = []
  for (const [index, cell] of header.entries()) {
    const [apiName = "", findBy] = cell.trim().split(".")
    const field = module.byName.get(apiName)
    const isId = findBy === undefined && apiName.toLowerCase() === "id"
    const known =
      field === undefined
        ? isId
        : !field.computed &&
          (findBy === undefined ||
            (field.dataType === "lookup" &&
              (findBy === "id" || core.metadata.module(field.lookup ?? "")?.byName.has(findBy) === true)))
    if (!known || found.some((other) => other.apiName === (isId ? "id" : apiName))) continue
    found.push({
      apiName: isId ? "id" : apiName,
      field,
      index,
      format: undefined,
      findBy: findBy === "id" ? undefined : findBy,
      fallback: undefined,
      parent: undefined
    })
  }
  return found
}
