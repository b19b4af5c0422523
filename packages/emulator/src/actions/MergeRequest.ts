/** Checks what a merge asks for: its children, and whose value each field takes. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Json from "../Json.ts"
import * as Locks from "../locking/Locks.ts"
import type { Field, Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"

/** Where the value of a field comes from; `files` are the entries to keep of a file or image field. */
export interface Choice {
  readonly field: string
  /** A child, or the master. */
  readonly from: string
  readonly files: ReadonlyArray<string> | undefined
}

export interface Plan {
  readonly master: string
  readonly children: ReadonlyArray<string>
  readonly choices: ReadonlyArray<Choice>
}

const refuse = Body.under("merge")
const at = "$.merge[0]"

const notAllowed = (path: string, message: string) =>
  Body.no(refuse(400, "NOT_ALLOWED", message, { api_name: path.replace(/^.*\./, ""), json_path: path }))
const duplicate = (path: string, message: string) =>
  Body.no(refuse(400, "DUPLICATE_DATA", message, { api_name: path.replace(/^.*\./, ""), json_path: path }))

const stored = (core: Core, module: Module, id: string, column: string): unknown =>
  core.db.get(`SELECT ${quote(column)} AS value FROM ${module.rows} AS t WHERE id=?`, id)?.["value"]

/** True for a deal whose stage ends it. */
const isClosed = (core: Core, module: Module, id: string): boolean => {
  if (module.apiName !== "Deals") return false
  const stage = stored(core, module, id, "Stage")
  const option = module.byName.get("Stage")?.pickList.find((one) => one.value === stage)
  return option?.forecast !== undefined && option.forecast.type !== "Open"
}

const isFiles = (field: Field): boolean => field.dataType === "fileupload" || field.dataType === "imageupload"

/** `_data` of a file field: the entries to keep; null keeps none. */
const filesOf = (item: Body.Input, path: string, field: Field): Body.Checked<ReadonlyArray<string> | undefined> => {
  if (!isFiles(field)) return Body.ok(undefined)
  const data = item["_data"]
  if (data === null) return Body.ok([])
  if (data === undefined) {
    return Body.no(
      refuse(400, "DEPENDENT_FIELD_MISSING", "_data array is not mentioned for the record", {
        api_name: "id",
        json_path: `${path}._data`,
        dependee: { api_name: "api_name", json_path: `${path}.api_name` }
      })
    )
  }
  const entries = Body.array(data, `${path}._data`, 100, refuse)
  if (!entries.ok) return entries
  const found: Array<string> = []
  for (const [index, entry] of entries.value.entries()) {
    const id = Json.idOf(Json.asObject(entry)?.["id"])
    if (id === undefined) return Body.missing(`${path}._data[${index}].id`, refuse)
    found.push(id)
  }
  return Body.ok(found)
}

const derived: { readonly [field: string]: string } = {
  Closing_Date: "Closing date will be automatically populated based on master record",
  Probability: "Probability and Expected Revenue fields will be automatically populated based on chosen Stage",
  Expected_Revenue: "Probability and Expected Revenue fields will be automatically populated based on chosen Stage"
}

/** The fields of one record that the merge takes. */
const choicesOf = (
  core: Core,
  module: Module,
  master: string,
  from: string,
  value: unknown,
  path: string
): Body.Checked<ReadonlyArray<Choice>> => {
  if (Json.isAbsent(value)) return Body.ok([])
  if (!Array.isArray(value)) return Body.invalid(path, { expected_data_type: "jsonarray" }, refuse)
  const choices: Array<Choice> = []
  for (const [index, given] of value.entries()) {
    const here = `${path}[${index}]`
    const item = Body.object(given, here, refuse)
    if (!item.ok) return item
    const name = item.value["api_name"]
    const message = from === master ? "API name not mentioned for the master record" : "API name not mentioned"
    if (Json.isAbsent(name)) return Body.missing(`${here}.api_name`, refuse, message)
    const field = typeof name === "string" ? module.byName.get(name) : undefined
    if (field === undefined || field.computed) return Body.invalid(`${here}.api_name`, {}, refuse)
    const reason = module.apiName === "Deals" ? derived[field.apiName] : undefined
    if (reason !== undefined) return notAllowed(`${here}.api_name`, reason)
    if (
      module.apiName === "Deals" &&
      field.apiName === "Stage" &&
      stored(core, module, from, "Pipeline") !== stored(core, module, master, "Pipeline")
    )
      return notAllowed(`${here}.api_name`, "Stage field will be automatically populated based on chosen Pipeline")
    if (field.readOnly) return notAllowed(`${here}.api_name`, "This field is not allowed to be merged")
    const files = filesOf(item.value, here, field)
    if (!files.ok) return files
    choices.push({ field: field.apiName, from, files: files.value })
  }
  return Body.ok(choices)
}

const childrenOf = (
  { core, identity }: Call,
  module: Module,
  master: string,
  data: ReadonlyArray<unknown>
): Body.Checked<ReadonlyArray<{ readonly id: string; readonly fields: unknown }>> => {
  const children: Array<{ readonly id: string; readonly fields: unknown }> = []
  for (const [index, item] of data.entries()) {
    const child = Body.object(item, `${at}.data[${index}]`, refuse)
    if (!child.ok) return child
    const path = `${at}.data[${index}].id`
    const given = child.value["id"]
    if (Json.isAbsent(given)) return Body.missing(path, refuse, "required id not found")
    const id = Json.idOf(given)
    if (id === undefined || !Json.isId(id)) return Body.invalid(path, { expected_data_type: "bigint" }, refuse)
    if (id === master || children.some((one) => one.id === id))
      return duplicate(path, "Valid record ids need to be given for merging")
    const row = core.db.get(`SELECT "$converted" AS converted FROM ${module.rows} AS t WHERE id=?`, id)
    // Merged children are deleted.
    const isKept =
      Visibility.denied(core, module, id, "delete") !== undefined ||
      Locks.keeps(core, module, id, identity.userId, "delete")
    if (row === undefined || row["converted"] === 1 || isKept)
      return notAllowed(path, "This record id is not allowed to be merged")
    if (isClosed(core, module, id)) return notAllowed(path, "Only Open Deals can be merged")
    children.push({ id, fields: child.value["_fields"] })
  }
  return Body.ok(children)
}

/** A contact reports to somebody of its own account, so both come from one record. */
const reportsApart = (module: Module, master: string, choices: ReadonlyArray<Choice>): number => {
  if (module.apiName !== "Contacts") return -1
  const account = choices.find((choice) => choice.field === "Account_Name")?.from ?? master
  return choices.findIndex((choice) => choice.field === "Reporting_To" && choice.from !== account)
}

/** The whole request, or the reply that refuses it. */
export const read = (call: Call, module: Module, master: string): Body.Checked<Plan> => {
  const { core } = call
  const root = Body.root(call)
  if (!root.ok) return root
  const merges = Body.array(root.value["merge"], "$.merge", 1)
  if (!merges.ok) return merges
  const merge = Body.object(merges.value[0], at, refuse)
  if (!merge.ok) return merge
  const { data, master_record_fields: own } = merge.value
  const path = `${at}.data`
  if (Array.isArray(data) && data.length === 0)
    return Body.invalid(path, { minimum_length: 1 }, refuse, " Atleast one child record id is required to be merged.")
  if (Array.isArray(data) && data.length > 2)
    return Body.invalid(path, { maximum_length: 2 }, refuse, " More than 2 child record ids cannot be merged.")
  const items = Body.array(data, path, 2, refuse)
  if (!items.ok) return items
  if (isClosed(core, module, master)) {
    return Body.no(
      ZohoError.reply(400, "NOT_ALLOWED", "Only Open Deals can be merged", {
        api_name: "record",
        resource_path_index: 1
      })
    )
  }
  const children = childrenOf(call, module, master, items.value)
  if (!children.ok) return children
  const choices: Array<Choice> = []
  const places: Array<string> = []
  const add = (from: string, value: unknown, where: string): Body.Checked<unknown> => {
    const found = choicesOf(core, module, master, from, value, where)
    if (!found.ok) return found
    for (const [index, choice] of found.value.entries()) {
      const place = `${where}[${index}].api_name`
      if (choices.some((one) => one.field === choice.field && (one.files === undefined || one.from === choice.from)))
        return duplicate(place, "When one field is mentioned more than once")
      choices.push(choice)
      places.push(place)
    }
    return Body.ok(undefined)
  }
  for (const [index, child] of children.value.entries()) {
    const added = add(child.id, child.fields, `${path}[${index}]._fields`)
    if (!added.ok) return added
  }
  const added = add(master, own, `${at}.master_record_fields`)
  if (!added.ok) return added
  const apart = places[reportsApart(module, master, choices)]
  if (apart !== undefined)
    return Body.invalid(apart, {}, refuse, "Reporting to and account should belong to the same record")
  return Body.ok({ master, children: children.value.map((child) => child.id), choices })
}
