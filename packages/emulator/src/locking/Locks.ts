/** Locked records: who locked them, when and why. */
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import type { Module } from "../Metadata.ts"

/** What an error about a locked record says of it. */
export const details = (id: string) => ({ action: "record_locking", id })

export interface Lock {
  readonly id: string
  readonly record: string
  readonly reason: string
  readonly by: string
  readonly at: number
  readonly modified: number
}

const lockOf = (row: Row | undefined): Lock | undefined =>
  row === undefined
    ? undefined
    : {
        id: String(row["id"]),
        record: String(row["record"]),
        reason: String(row["reason"]),
        by: String(row["by"]),
        at: Number(row["at"]),
        modified: Number(row["modified"])
      }

/** The lock of a record. */
export const of = (core: Core, record: string): Lock | undefined =>
  lockOf(core.db.get("SELECT id, record, reason, by, at, modified FROM record_lock WHERE record=?", record))

/** True for a record that nobody may write until it is unlocked. */
export const isLocked = (core: Core, record: string): boolean =>
  core.db.get("SELECT 1 AS yes FROM record_lock WHERE record=?", record) !== undefined

const mark = (core: Core, module: Module, record: string, locked: 0 | 1): void => {
  if (module.byName.has("Locked__s")) core.db.run(`UPDATE ${module.table} SET "Locked__s"=? WHERE id=?`, locked, record)
}

export const lock = (core: Core, user: string, module: Module, record: string, reason: string): Lock => {
  const id = core.db.nextId()
  const now = Math.floor(core.clock.now() / 1000)
  core.db.run(
    "INSERT INTO record_lock(id, record, reason, by, at, modified) VALUES(?,?,?,?,?,?)",
    id,
    record,
    reason,
    user,
    now,
    now
  )
  mark(core, module, record, 1)
  return { id, record, reason, by: user, at: now, modified: now }
}

export const setReason = (core: Core, id: string, reason: string): void => {
  core.db.run("UPDATE record_lock SET reason=?, modified=? WHERE id=?", reason, Math.floor(core.clock.now() / 1000), id)
}

export const unlock = (core: Core, module: Module, record: string): void => {
  core.db.run("DELETE FROM record_lock WHERE record=?", record)
  mark(core, module, record, 0)
}

/** The id that stands for a module's locking configuration: the emulator has one for each. */
export const configurationOf = (core: Core, module: Module): string => {
  const key = `locking ${module.id}`
  const known = core.db.get("SELECT value FROM meta WHERE key=?", key)?.["value"]
  if (typeof known === "string") return known
  const id = core.db.nextId()
  core.db.run("INSERT INTO meta(key, value) VALUES(?,?)", key, id)
  return id
}
