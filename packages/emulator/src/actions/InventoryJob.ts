/** Turns a quote into a sales order or invoice, and a sales order into an invoice, line items and all. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import * as Locks from "../locking/Locks.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import * as Inside from "../records/Inside.ts"
import * as MassJob from "./MassJob.ts"
import type { Order } from "./InventoryRequest.ts"

export const type = "inventory_convert"

/** The lookup by which the new record names what it came from. */
const origins: { readonly [target: string]: { readonly [source: string]: string } } = {
  Sales_Orders: { Quotes: "Quote_Name" },
  Invoices: { Sales_Orders: "Sales_Order" }
}

const stamps = ["Owner", "Tag", "Created_By", "Modified_By", "Created_Time", "Modified_Time", "id"]

const items = (module: Module): Field | undefined =>
  module.fields.find((field) => field.child !== undefined && field.child.link === null && field.systemMandatory)

/** The values that a record of `target` takes over: those of the same name that it lets be written. */
const taken = (target: Module, values: Inside.Row): Inside.Row =>
  Object.fromEntries(
    target.fields.flatMap((field) => {
      const value = values[field.apiName]
      const writable = !field.readOnly && !field.computed && field.child === undefined
      return !writable || Json.isAbsent(value) || stamps.includes(field.apiName)
        ? []
        : [[field.apiName, value] as const]
    })
  )

/** Line items as rows of another module: without ids, which would name rows that are not its own. */
const rowsOf = (core: Core, source: Module, target: Module, values: Inside.Row): Inside.Row => {
  const [from, to] = [items(source), items(target)]
  const rows: unknown = from === undefined ? undefined : values[from.apiName]
  const rowModule = core.metadata.module(to?.child?.module ?? "")
  if (to === undefined || rowModule === undefined || !Array.isArray(rows)) return {}
  return {
    [to.apiName]: rows.map((row) => {
      const { Parent_Id: _parent, ...own } = taken(rowModule, Json.asObject(row) ?? {})
      return own
    })
  }
}

export type Result =
  | { readonly ok: true; readonly made: { readonly [module: string]: { readonly name: unknown; readonly id: string } } }
  | { readonly ok: false; readonly item: Inside.Row }

const work = (core: Core, user: string, source: Module, id: string, order: Order): Result => {
  const values = Inside.read(core, user, source, id) ?? {}
  const made: { [module: string]: { readonly name: unknown; readonly id: string } } = {}
  for (const { module: name, tags } of order.targets) {
    const target = core.metadata.module(name)
    if (target === undefined) return { ok: false, item: {} }
    const origin = origins[target.apiName]?.[source.apiName]
    const owner = order.owner ?? Json.asObject(values["Owner"])?.["id"]
    const done = Inside.write(core, user, "insert", target, [
      {
        ...taken(target, values),
        ...rowsOf(core, source, target, values),
        ...(origin !== undefined && target.byName.has(origin) ? { [origin]: { id } } : {}),
        ...(tags && Array.isArray(values["Tag"]) && values["Tag"].length > 0 ? { Tag: values["Tag"] } : {}),
        ...(owner === undefined ? {} : { Owner: { id: owner } })
      }
    ])[0]
    if (done === undefined || !done.ok) return { ok: false, item: done?.item ?? {} }
    const row = core.db.get(`SELECT ${quote(target.displayField)} AS name FROM ${target.table} WHERE id=?`, done.id)
    made[target.apiName] = { name: row?.["name"] ?? null, id: done.id }
  }
  core.db.run(
    `UPDATE ${source.table} SET "$converted"=1, "Modified_Time"=?, "Modified_By"=? WHERE id=?`,
    Math.floor(core.clock.now() / 1000),
    user,
    id
  )
  return { ok: true, made }
}

/** Converts one record, or changes nothing. */
export const convert = (core: Core, user: string, source: Module, id: string, order: Order): Result =>
  core.db.attempt(
    () => work(core, user, source, id, order),
    (result) => result.ok
  )

/** True for a record that can be converted still. */
export const isOpen = (core: Core, module: Module, id: string): boolean =>
  core.db.get(`SELECT "$converted" AS converted FROM ${module.rows} AS t WHERE id=?`, id)?.["converted"] === 0 &&
  Visibility.denied(core, module, id, "edit") === undefined

const decode = (input: Jobs.Data): Order => {
  const order = Json.asObject(input["order"])
  const given = order?.["targets"]
  const owner = order?.["owner"]
  return {
    targets: (Array.isArray(given) ? given : []).map((item) => {
      const target = Json.asObject(item)
      return { module: Json.asText(target?.["module"]), tags: target?.["tags"] === true }
    }),
    owner: typeof owner === "string" ? owner : undefined
  }
}

export const run = MassJob.runner((core, module, job) => {
  const given = job.input["ids"]
  const ids = Array.isArray(given) ? given.filter((id) => typeof id === "string") : []
  const order = decode(job.input)
  const isFree = (id: string) => isOpen(core, module, id) && !Locks.keeps(core, module, id, job.user, "convert")
  const done = ids.filter((id) => isFree(id) && convert(core, job.user, module, id, order).ok).length
  return { total: ids.length, done, failed: ids.length - done }
})
