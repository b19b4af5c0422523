/** Records that lock themselves: whatever a rule's criteria choose is locked, and unlocked when they choose it no more. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Configurations from "./Configurations.ts"
import * as Locks from "./Locks.ts"

const chosen = (core: Core, module: Module, rule: Configurations.Rule, user: string, record?: string) => {
  const compiled = Criteria.compile(core, module, rule.criteria, { userId: user })
  if (Criteria.isError(compiled)) return []
  const [one, values] = record === undefined ? ["", compiled.values] : [" AND id=?", [...compiled.values, record]]
  return core.db
    .all(`SELECT id FROM ${module.table} WHERE ${compiled.sql}${one}`, ...values)
    .map((row) => Json.asText(row["id"]))
}

const put = (core: Core, module: Module, record: string, rule: string, user: string): void => {
  if (!Locks.isLocked(core, record)) Locks.lock(core, user, module, record, "")
  core.db.run("INSERT OR REPLACE INTO record_lock_rule(record, rule) VALUES(?,?)", record, rule)
}

/** Takes a rule's lock away; one that somebody put there besides stays. */
const take = (core: Core, module: Module, lock: Locks.Lock): void => {
  if (lock.reason === "") Locks.unlock(core, module, lock.record)
  else core.db.run("DELETE FROM record_lock_rule WHERE record=?", lock.record)
}

/** Looks at a record that was just written. */
export const afterWrite = (core: Core, module: Module, record: string, user: string): void => {
  const rules = Configurations.rulesOf(core, module)
  if (rules.length === 0) return
  const rule = rules.find((one) => chosen(core, module, one, user, record).length > 0)
  if (rule !== undefined) return put(core, module, record, rule.id, user)
  const lock = Locks.of(core, record)
  if (lock !== undefined && lock.rule !== null) take(core, module, lock)
}

/** Follows a change of the configuration: locks of rules that are gone go, and rules for existing records lock these. */
export const changed = (core: Core, module: Module, rules: ReadonlyArray<Configurations.Rule>, user: string): void => {
  const left = new Set(rules.map((rule) => rule.id))
  const held = core.db.all(
    `SELECT record, rule FROM record_lock_rule WHERE record IN (SELECT id FROM ${module.table}) ORDER BY record`
  )
  for (const row of held) {
    const lock = left.has(Json.asText(row["rule"])) ? undefined : Locks.of(core, Json.asText(row["record"]))
    if (lock !== undefined) take(core, module, lock)
  }
  for (const rule of rules)
    if (rule.existing) for (const record of chosen(core, module, rule, user)) put(core, module, record, rule.id, user)
}

/** Unlocks every record of the module. */
export const release = (core: Core, module: Module): void => {
  const held = core.db.all(`SELECT record FROM record_lock WHERE record IN (SELECT id FROM ${module.table})`)
  for (const row of held) Locks.unlock(core, module, Json.asText(row["record"]))
}
