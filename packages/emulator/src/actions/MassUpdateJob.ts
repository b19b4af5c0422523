/** A mass update by custom view, when its time has come. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Inside from "../records/Inside.ts"
import type * as Body from "./Body.ts"
import * as MassJob from "./MassJob.ts"
import * as Selection from "./Selection.ts"

export const type = "mass_update"

/** The values that a record gets: all of them, or without `overWrite` only those whose fields are empty now. */
export const applied = (core: Core, module: Module, id: string, values: Body.Input, overWrite: boolean): Body.Input => {
  if (overWrite) return values
  const columns = Object.keys(values).filter((name) => {
    const field = module.byName.get(name)
    return field !== undefined && !field.computed && field.child === undefined
  })
  if (columns.length === 0) return values
  const stored = core.db.get(`SELECT ${columns.map(quote).join(",")} FROM ${module.rows} AS t WHERE id=?`, id)
  const filled = (name: string): boolean => !["", "[]", null, undefined].some((empty) => stored?.[name] === empty)
  return Object.fromEntries(Object.entries(values).filter(([name]) => !columns.includes(name) || !filled(name)))
}

export const run = MassJob.runner((core, module, job) => {
  const values = Json.asObject(job.input["values"]) ?? {}
  const ids = Selection.ids(core, module, job.user, Selection.decode(job.input))
  const rows = ids.map((id) => ({ ...applied(core, module, id, values, job.input["over_write"] !== false), id }))
  const done = Inside.write(core, job.user, "update", module, rows).filter((outcome) => outcome.ok).length
  return { total: ids.length, done, failed: ids.length - done }
})
