/** The recycle bin: records go there with what hangs on them, come back the same, or go for good. */
import type { Core } from "../Core.ts"
import type { Row, Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import * as Changes from "../notifications/Changes.ts"
import type { Module } from "../Metadata.ts"
import { columnsOf } from "../records/FieldType.ts"
import * as Links from "../related/Links.ts"
import * as Events from "../timeline/Events.ts"

/** Modules whose records hang on others, by their Parent_Id. */
const hanging = ["Notes", "Attachments"]

const children = (core: Core, id: string): ReadonlyArray<{ readonly module: Module; readonly id: string }> =>
  hanging.flatMap((name) => {
    const module = core.metadata.module(name)
    return module === undefined
      ? []
      : core.db
          .all(`SELECT id FROM ${module.table} WHERE "Parent_Id"=? ORDER BY id`, id)
          .map((row) => ({ module, id: String(row["id"]) }))
  })

const text = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** Moves one record to the bin, its notes and attachments with it; false when there is none. */
export const move = (core: Core, user: string, module: Module, id: string, parent: string | null = null): boolean => {
  const row = Json.isId(id) ? core.db.get(`SELECT * FROM ${module.table} WHERE id=?`, id) : undefined
  if (row === undefined) return false
  for (const child of children(core, id)) move(core, user, child.module, child.id, id)
  core.db.run(`DELETE FROM ${module.table} WHERE id=?`, id)
  core.db.run(
    "INSERT INTO deleted_record(id, module, display_name, type, deleted, deleted_by, created_by, row, owner, parent) VALUES(?,?,?,'recycle',?,?,?,?,?,?)",
    id,
    module.apiName,
    text(row[module.displayField]),
    Math.floor(core.clock.now() / 1000),
    user,
    text(row["Created_By"]),
    JSON.stringify(row),
    text(row["Owner"]),
    parent
  )
  Events.note(core, user, id, "deleted")
  Changes.note(core, module, "delete", id)
  return true
}

const find = (core: Core, id: string): Row | undefined =>
  core.db.get("SELECT module, row, parent FROM deleted_record WHERE id=? AND type='recycle'", id)

/** API name of the module of a record in the bin. */
export const moduleOf = (core: Core, id: string): string | undefined => {
  const module = find(core, id)?.["module"]
  return typeof module === "string" ? module : undefined
}

const isValue = (value: unknown): value is Value =>
  value === null || typeof value === "string" || typeof value === "number"

/** Ids in the bin that went there with this one. */
const taken = (core: Core, id: string): ReadonlyArray<string> =>
  core.db.all("SELECT id FROM deleted_record WHERE parent=? AND type='recycle'", id).map((row) => String(row["id"]))

/** How many records restoring or deleting this one is about: itself and what hangs on it. */
export const size = (core: Core, id: string): number =>
  taken(core, id).reduce((sum, child) => sum + size(core, child), 1)

/** True while the record that this one hangs on is not there. */
const lacksParent = (core: Core, module: Module, row: Row): boolean => {
  if (!hanging.includes(module.apiName)) return false
  const parent = text(row["Parent_Id"])
  const field = module.byName.get("Parent_Id")
  return !(field?.modules ?? []).some((name) => {
    const other = core.metadata.module(name)
    return other !== undefined && core.db.get(`SELECT id FROM ${other.table} WHERE id=?`, parent) !== undefined
  })
}

/** Brings a record back with all that went with it. */
export const restore = (core: Core, user: string, id: string): "done" | "unknown" | "parent" => {
  const entry = find(core, id)
  const module = entry === undefined ? undefined : core.metadata.module(Json.asText(entry["module"]))
  const row = Json.asObject(Json.parse(Json.asText(entry?.["row"])))
  if (module === undefined || row === undefined) return "unknown"
  if (lacksParent(core, module, row)) return "parent"
  // Fields may have come and gone meanwhile.
  const names = ["id", "$converted", "$layout", ...columnsOf(module).map((field) => field.apiName)].filter(
    (name) => row[name] !== undefined && isValue(row[name])
  )
  const values = names.map((name) => row[name]).filter(isValue)
  core.db.run(
    `INSERT INTO ${module.table}(${names.map(quote).join(",")}) VALUES(${names.map(() => "?").join(",")})`,
    ...values
  )
  core.db.run("DELETE FROM deleted_record WHERE id=?", id)
  for (const child of taken(core, id)) restore(core, user, child)
  Events.note(core, user, id, "restored")
  return "done"
}

/** Everything kept for a record outside its own row. */
const forget = (core: Core, module: Module, id: string): void => {
  for (const field of module.fields) {
    const child = field.child
    const rows = child === undefined ? undefined : core.metadata.module(child.module)
    if (child !== undefined && rows !== undefined)
      core.db.run(`DELETE FROM ${rows.table} WHERE ${quote(child.parent)}=?`, id)
  }
  core.db.run(
    "DELETE FROM content WHERE id IN (SELECT content FROM attachment WHERE id=?1 UNION ALL SELECT content FROM photo WHERE record=?1)",
    id
  )
  core.db.run("DELETE FROM attachment WHERE id=?", id)
  core.db.run("DELETE FROM photo WHERE record=?", id)
  for (const table of ["record_lock", "record_lock_rule", "record_territory", "share", "event", "email"])
    core.db.run(`DELETE FROM ${table} WHERE record=?`, id)
  Links.forget(core, id)
}

/** Deletes a record of the bin for good, with all that went with it; false when it is not there. */
export const purge = (core: Core, id: string): boolean => {
  const entry = find(core, id)
  if (entry === undefined) return false
  for (const child of taken(core, id)) purge(core, child)
  const module = core.metadata.module(Json.asText(entry["module"]))
  if (module !== undefined) forget(core, module, id)
  core.db.run(
    "UPDATE deleted_record SET type='permanent', display_name=NULL, row=NULL, deleted_by=NULL, created_by=NULL, owner=NULL WHERE id=?",
    id
  )
  return true
}

const day = 86_400

/** Deletes for good what has lain in the bin for its time. To be called before the bin is looked at. */
export const expire = (core: Core): void => {
  const latest = Math.floor(core.clock.now() / 1000) - core.switches().recycleBinDays * day
  const old = core.db.all("SELECT id FROM deleted_record WHERE type='recycle' AND deleted<=?", latest)
  if (old.length > 0) core.db.transaction(() => old.forEach((row) => purge(core, String(row["id"]))))
}
