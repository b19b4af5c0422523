/** Locked records: who locked them, when and why, by hand or by a rule. */
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import type * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Permissions from "../org/Permissions.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Configurations from "./Configurations.ts"

/** What an error about a locked record says of it. */
export const details = (id: string) => ({ action: "record_locking", id })

/** The reply that refuses an action on one locked record. */
export const refused = (id: string): Http.Reply =>
  ZohoError.reply(
    400,
    "RECORD_LOCKED",
    "Sorry, you cannot perform this operation as the record is locked.",
    details(id)
  )

export interface Lock {
  readonly id: string
  readonly record: string
  /** Empty where only a rule locked it. */
  readonly reason: string
  readonly by: string
  readonly at: number
  readonly modified: number
  /** The rule that locked it; null where only somebody did. */
  readonly rule: string | null
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
        modified: Number(row["modified"]),
        rule: typeof row["rule"] === "string" ? row["rule"] : null
      }

/** The lock of a record. */
export const of = (core: Core, record: string): Lock | undefined =>
  lockOf(
    core.db.get(
      "SELECT l.*, (SELECT rule FROM record_lock_rule r WHERE r.record=l.record) AS rule FROM record_lock l WHERE record=?",
      record
    )
  )

/** True for a record that has a lock, whatever it keeps whom from. */
export const isLocked = (core: Core, record: string): boolean =>
  core.db.get("SELECT 1 AS yes FROM record_lock WHERE record=?", record) !== undefined

const isExempt = (core: Core, { lockedFor, profiles }: Configurations.Configuration, user: string): boolean =>
  lockedFor === "all_profiles_except_excluded_profiles" &&
  profiles.includes(Json.asText(Permissions.profileOf(core.db, user)))

/** Does a lock keep this user from an action on the record? */
export const keeps = (
  core: Core,
  module: Module,
  record: string,
  user: string,
  action: Configurations.Action | "send_mail"
): boolean => {
  if (!isLocked(core, record)) return false
  const configuration = Configurations.of(core, module)
  if (configuration === undefined) return true
  const { actions, communications } = configuration
  return !isExempt(core, configuration, user) && [...actions, ...communications].includes(action)
}

const actionOf = (field: string): Configurations.Action =>
  field === "Owner" ? "change_owner" : field === "Tag" ? "tags" : "update"

/** Does the lock of a locked record keep this user from writing these fields? */
export const keepsFields = (core: Core, module: Module, user: string, names: ReadonlyArray<string>): boolean => {
  const configuration = Configurations.of(core, module)
  if (configuration === undefined) return true
  if (isExempt(core, configuration, user)) return false
  const { actions, fields } = configuration
  const given = names.filter((name) => name !== "id" && !name.startsWith("$"))
  return given.length === 0
    ? actions.includes("update")
    : given.some((name) => !fields.includes(name) && actions.includes(actionOf(name)))
}

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
  return { id, record, reason, by: user, at: now, modified: now, rule: null }
}

export const setReason = (core: Core, id: string, reason: string): void => {
  core.db.run("UPDATE record_lock SET reason=?, modified=? WHERE id=?", reason, Math.floor(core.clock.now() / 1000), id)
}

export const unlock = (core: Core, module: Module, record: string): void => {
  for (const table of ["record_lock", "record_lock_rule"]) core.db.run(`DELETE FROM ${table} WHERE record=?`, record)
  mark(core, module, record, 0)
}
