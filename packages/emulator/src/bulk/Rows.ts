/** Rows of a bulk write through the same calls that the records API answers, a hundred at a time. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Inside from "../records/Inside.ts"
import * as MultiModule from "../records/values/MultiModule.ts"
import * as Cell from "./Cell.ts"
import type { Mapping, Operation } from "./WriteRequest.ts"

/** Records that one call of the records API takes. */
export const batch = 100

export interface Context {
  readonly core: Core
  readonly user: string
  readonly operation: Operation
  readonly module: Module
  readonly findBy: string | undefined
  readonly ignoreEmpty: boolean
  readonly mappings: ReadonlyArray<Mapping>
  /** The id of the parent whose row holds `value` in its column. */
  readonly parentId: (module: string, column: number, value: string) => string | undefined
}

/** How a row ended, as the result's last three columns say it. */
export interface End {
  readonly status: "ADDED" | "UPDATED" | "SKIPPED"
  readonly id: string
  readonly errors: string
}

type Record = { [name: string]: unknown }

const skipped = (errors: string): End => ({ status: "SKIPPED", id: "", errors })

const find = (context: Context, module: Module, name: string, text: string): string | undefined => {
  const field = module.byName.get(name)
  if (field === undefined || field.computed) return undefined
  // Text matches without regard to case, as an upsert's duplicate check does.
  const id = context.core.db.get(
    `SELECT id FROM ${module.rows} AS t WHERE ${quote(name)}=? COLLATE NOCASE ORDER BY id LIMIT 1`,
    text
  )?.["id"]
  return typeof id === "string" ? id : undefined
}

/** The value of one mapped cell; undefined leaves the field alone, and `wrong` refuses the row. */
const valueOf = (
  context: Context,
  mapping: Mapping,
  cells: ReadonlyArray<string>
): { readonly value: unknown } | { readonly wrong: true } | undefined => {
  const text = mapping.index === undefined ? "" : (cells[mapping.index] ?? "")
  const { field } = mapping
  if (text === "") {
    if (mapping.fallback !== undefined) {
      const { value } = mapping.fallback
      return {
        value:
          typeof value === "string" && field !== undefined && value !== ""
            ? Cell.valueOf(field, value, mapping.format)
            : value
      }
    }
    return mapping.index === undefined || context.ignoreEmpty || field === undefined ? undefined : { value: null }
  }
  if (field === undefined) return { value: text.trim() }
  if (mapping.parent !== undefined) {
    const id = context.parentId(mapping.parent.module, mapping.parent.column, text)
    return id === undefined ? { wrong: true } : { value: { id } }
  }
  if (field.dataType === "lookup") {
    if (mapping.findBy === undefined) return { value: { id: text.trim() } }
    const other = context.core.metadata.module(field.lookup ?? "")
    const id = other === undefined ? undefined : find(context, other, mapping.findBy, text)
    return id === undefined ? { wrong: true } : { value: { id } }
  }
  if (field.dataType === "multi_module_lookup") {
    const id = text.trim()
    // A cell holds an id and no module; the id is enough to find it.
    const found = MultiModule.find(context.core, field, id)
    return found === undefined ? { wrong: true } : { value: { id, module: found.module.apiName } }
  }
  const value = Cell.valueOf(field, text, mapping.format)
  return value === undefined ? { wrong: true } : { value }
}

/** A row as the records API takes it, or its end when it cannot even be sent. */
const recordOf = (context: Context, cells: ReadonlyArray<string>): Record | End => {
  const record: Record = {}
  for (const mapping of context.mappings) {
    const given = valueOf(context, mapping, cells)
    if (given === undefined) continue
    if ("wrong" in given) return skipped(`INVALID_DATA:${mapping.apiName}`)
    record[mapping.apiName] = given.value
  }
  const { findBy, operation } = context
  if (operation === "insert") {
    delete record["id"]
    return record
  }
  const key = findBy ?? "id"
  const value = record[key]
  const absent = Json.isAbsent(value) || value === ""
  if (key === "id") return absent && operation === "update" ? skipped("MANDATORY_NOT_FOUND:id") : record
  delete record["id"]
  if (operation === "upsert") return record
  if (absent) return skipped(`MANDATORY_NOT_FOUND:${key}`)
  const id = find(context, context.module, key, Json.asText(value))
  if (id === undefined) return skipped(`INVALID_DATA:${key}`)
  record["id"] = id
  return record
}

const isEnd = (value: Record | End): value is End =>
  "status" in value && "errors" in value && "id" in value && typeof value.errors === "string"

const codeOf = (error: unknown): string => {
  const given = Json.asObject(error)
  const code = Json.asText(given?.["code"] ?? "CANNOT_PROCESS")
  const details = Json.asObject(given?.["details"])
  const nested = details?.["errors"]
  if (Array.isArray(nested)) return nested.map(codeOf).join(";")
  const name = details?.["api_name"]
  return typeof name === "string" ? `${code}:${name}` : code
}

const endOf = (item: unknown, operation: Operation): End => {
  const given = Json.asObject(item)
  if (given?.["status"] !== "success") return skipped(codeOf(item))
  const updated = operation === "update" || given["action"] === "update"
  return {
    status: updated ? "UPDATED" : "ADDED",
    id: Json.asText(Json.asObject(given["details"])?.["id"] ?? ""),
    errors: ""
  }
}

/** Sends records to the handler of the operation, in the name of the job's user. */
const send = (context: Context, records: ReadonlyArray<Record>): ReadonlyArray<unknown> => {
  const { core, findBy, module, operation, user } = context
  const more = {
    // No workflow runs for rows of a bulk write.
    trigger: [],
    ...(operation === "upsert"
      ? { duplicate_check_fields: findBy === undefined || findBy === "id" ? [] : [findBy] }
      : {})
  }
  // Rows of a subform come from a file of their own.
  const options = { rowsLater: true }
  return Inside.write(core, user, operation, module, records, more, options).map((outcome) => outcome.item)
}

/** Applies up to a hundred rows and says how each ended, in their order. */
export const apply = (context: Context, rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<End> => {
  const prepared = rows.map((cells) => recordOf(context, cells))
  const records = prepared.filter((row): row is Record => !isEnd(row))
  const items = records.length === 0 ? [] : send(context, records)
  let next = 0
  return prepared.map((row) => (isEnd(row) ? row : endOf(items[next++], context.operation)))
}
