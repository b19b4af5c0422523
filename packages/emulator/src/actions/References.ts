/** Which fields point at the records of a module, and how they are made to point at another. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import type { Field, Module } from "../Metadata.ts"

export interface Reference {
  readonly module: Module
  readonly field: Field
}

/** Every stored lookup to a module: its own fields, links, and those that may point to several modules. */
export const to = (core: Core, target: Module): ReadonlyArray<Reference> =>
  core.metadata
    .modules()
    .flatMap((module) =>
      module.fields
        .filter(
          (field) =>
            !field.computed &&
            field.child === undefined &&
            (field.dataType === "lookup"
              ? field.lookup === target.apiName
              : field.dataType === "multi_module_lookup" && (field.modules ?? []).includes(target.apiName))
        )
        .map((field) => ({ module, field }))
    )

/** As `to`, without those that only the server sets: a lead's traces of what it became are no relation. */
export const related = (core: Core, target: Module): ReadonlyArray<Reference> =>
  to(core, target).filter((reference) => !reference.field.readOnly)

/** The records of `other` that point at a record, by any of their lookups. */
export const records = (core: Core, target: Module, id: string, other: Module): ReadonlyArray<string> => [
  ...new Set(
    related(core, target)
      .filter((reference) => reference.module.id === other.id)
      .flatMap(({ field, module }) =>
        core.db.all(`SELECT id FROM ${module.rows} AS t WHERE ${quote(field.apiName)}=? ORDER BY id`, id)
      )
      .map((row) => String(row["id"]))
  )
]

/** Lets everything that points at `from` point at `into`; a record of `target` never at itself. Returns how many changed. */
export const move = (core: Core, target: Module, from: string, into: string): number => {
  let changed = 0
  for (const { field, module } of to(core, target)) {
    const column = quote(field.apiName)
    if (module.id === target.id)
      changed += core.db.run(`UPDATE ${module.table} SET ${column}=NULL WHERE id=? AND ${column}=?`, into, from)
    changed += core.db.run(`UPDATE ${module.table} SET ${column}=? WHERE ${column}=?`, into, from)
  }
  return changed
}
