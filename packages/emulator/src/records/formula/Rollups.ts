/**
 * Rollup fields: counts and sums over the records of a related list. The database itself keeps them, by triggers on the
 * table of these records, so that no way of writing, deleting or restoring one can miss them.
 */
import type { Core } from "../../Core.ts"
import { type Database, quote } from "../../Database.ts"
import type { Field, Module, Rollup } from "../../Metadata.ts"
import * as Criteria from "../../bulk/Criteria.ts"

/** The condition that a rollup's criteria stand for; undefined where they cannot be read. */
export const conditionOf = (core: Core, module: Module, criteria: unknown): string | undefined => {
  if (criteria === null) return "1"
  const compiled = Criteria.compile(core, module, criteria, { userId: "" })
  // Triggers take no parameters.
  return Criteria.isError(compiled) ? undefined : Criteria.inlined(compiled)
}

const aggregate = ({ function: name, of }: Rollup): string => {
  if (name === "COUNT") return "COUNT(*)"
  const column = quote(of ?? "")
  return name === "SUM" ? `COALESCE(SUM(${column}),0)` : `${name}(${column})`
}

const events = ["INSERT", "UPDATE", "DELETE"] as const

const nameOf = (field: Field, event: string): string => quote(`rollup_${field.id}_${event.toLowerCase()}`)

/** Lets go of a rollup. */
export const remove = (db: Database, field: Field): void => {
  for (const event of [...events, "own"]) db.exec(`DROP TRIGGER IF EXISTS ${nameOf(field, event)}`)
}

/** Works a rollup out for every record, and keeps it so. */
export const install = (core: Core, parent: Module, field: Field): void => {
  const { rollup } = field
  const child = rollup === undefined ? undefined : core.metadata.module(rollup.module)
  const via = rollup === undefined ? undefined : child?.byName.get(rollup.via)
  if (rollup === undefined || child === undefined || via === undefined) return
  const condition = conditionOf(core, child, rollup.criteria) ?? "1"
  core.metadata.index(child.apiName, via)
  const column = quote(field.apiName)
  const worked = `(SELECT ${aggregate(rollup)} FROM ${child.table} WHERE ${quote(via.apiName)}=${parent.table}.id AND ${condition})`
  const update = `UPDATE ${parent.table} SET ${column}=${worked}`
  const key = quote(via.apiName)
  const whose = { INSERT: `id=NEW.${key}`, UPDATE: `id IN (OLD.${key}, NEW.${key})`, DELETE: `id=OLD.${key}` }
  remove(core.db, field)
  for (const event of events)
    core.db.exec(
      `CREATE TRIGGER ${nameOf(field, event)} AFTER ${event} ON ${child.table} BEGIN ${update} WHERE ${whose[event]}; END`
    )
  // A record of its own starts with what it has: nothing.
  if (rollup.function === "COUNT" || rollup.function === "SUM")
    core.db.exec(
      `CREATE TRIGGER ${nameOf(field, "own")} AFTER INSERT ON ${parent.table} BEGIN ${update} WHERE id=NEW.id; END`
    )
  core.db.run(update)
}

/** True when a rollup of any module has this field in it: takes its numbers, finds by it, or asks for it. */
export const uses = (core: Core, module: Module, field: Field): boolean =>
  core.metadata
    .modules()
    .some((other) =>
      other.fields.some(
        ({ rollup }) =>
          rollup?.module === module.apiName &&
          (rollup.of === field.apiName ||
            rollup.via === field.apiName ||
            JSON.stringify(rollup.criteria).includes(JSON.stringify(field.apiName)))
      )
    )
