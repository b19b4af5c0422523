/** Assignment rules: who gets a new record when a write names one by `lar_id`. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import type { Database, Row } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"

export interface Entry {
  readonly id: string
  /** JSON criteria; null takes every record. */
  readonly criteria: unknown
  /** `users` in turn, or everybody with that `profile` or `role`. */
  readonly type: string
  readonly resources: ReadonlyArray<string>
}

export interface Rule {
  readonly id: string
  readonly module: string
  readonly name: string
  readonly apiName: string
  readonly description: string | null
  /** Gets what no entry takes. */
  readonly defaultAssignee: string | null
  readonly entries: ReadonlyArray<Entry>
  readonly createdBy: string
  readonly modifiedBy: string
  /** Epoch seconds. */
  readonly created: number
  readonly modified: number
}

const ruleOf = (row: Row): Rule => {
  // Written by `save` only.
  const rule: Rule = JSON.parse(String(row["json"]))
  return rule
}

/** Adds a rule, or replaces the one of its id. */
export const save = (db: Database, rule: Rule): void => {
  db.run(
    `INSERT INTO assignment_rule(id, module, turn, json) VALUES(?,?,0,?)
     ON CONFLICT(id) DO UPDATE SET module=excluded.module, json=excluded.json`,
    rule.id,
    rule.module,
    Json.stringify(rule)
  )
}

export const remove = (db: Database, id: string): void => {
  db.run("DELETE FROM assignment_rule WHERE id=?", id)
}

/** All rules, or those of one module. */
export const list = (core: Core, module?: Module): ReadonlyArray<Rule> =>
  core.db
    .all("SELECT json FROM assignment_rule WHERE (?1 IS NULL OR module=?1) ORDER BY id", module?.apiName ?? null)
    .map(ruleOf)

/** A rule of one module. */
export const find = (core: Core, module: Module, id: string): Rule | undefined => {
  const row = core.db.get("SELECT json FROM assignment_rule WHERE id=? AND module=?", id, module.apiName)
  return row === undefined ? undefined : ruleOf(row)
}

const active = (core: Core, column: "profile" | "role", ids: ReadonlyArray<string>): ReadonlyArray<string> =>
  core.db
    .all(
      `SELECT id FROM user WHERE status='active' AND ${column} IN (${ids.map(() => "?").join(",")}) ORDER BY id`,
      ...ids
    )
    .map((row) => String(row["id"]))

/** Those who may get a record of this entry. */
const candidates = (core: Core, entry: Entry): ReadonlyArray<string> => {
  if (entry.type === "profile" || entry.type === "role") return active(core, entry.type, entry.resources)
  return entry.resources.filter((id) => core.db.get("SELECT status FROM user WHERE id=?", id)?.["status"] === "active")
}

const takes = (core: Core, module: Module, entry: Entry, id: string, user: string): boolean => {
  if (Json.isAbsent(entry.criteria)) return true
  const sql = Criteria.compile(core, module, entry.criteria, { userId: user })
  return (
    !Criteria.isError(sql) &&
    core.db.get(`SELECT id FROM ${module.table} WHERE id=? AND ${sql.sql}`, id, ...sql.values) !== undefined
  )
}

/** Gives a stored record to whom the rule says: the first entry that takes it, its people in turn. */
export const assign = (core: Core, module: Module, rule: Rule, id: string, user: string): void => {
  const entry = rule.entries.find((one) => takes(core, module, one, id, user))
  const people = entry === undefined ? [] : candidates(core, entry)
  const turn = Number(core.db.get("SELECT turn FROM assignment_rule WHERE id=?", rule.id)?.["turn"] ?? 0)
  const owner = people.length > 0 ? people[turn % people.length] : rule.defaultAssignee
  if (Json.isAbsent(owner)) return
  if (people.length > 0) core.db.run("UPDATE assignment_rule SET turn=turn+1 WHERE id=?", rule.id)
  core.db.run(`UPDATE ${module.table} SET "Owner"=? WHERE id=?`, owner, id)
}
