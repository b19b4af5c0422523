/** Blueprints: which records are in one, and the field that only its transitions may change. */
import type { Core } from "../Core.ts"
import type { Database } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import type { Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"

export interface TransitionField {
  readonly name: string
  readonly mandatory: boolean
  /** The value must be more than this number. */
  readonly above?: number
  /** Said when it is not. */
  readonly message?: string
}

export interface Transition {
  readonly id: string
  readonly name: string
  readonly from: ReadonlyArray<string>
  readonly to: string
  readonly fields: ReadonlyArray<TransitionField>
  /** Items that all have to be ticked. */
  readonly checklist: ReadonlyArray<string>
}

export interface Blueprint {
  readonly id: string
  readonly name: string
  readonly module: string
  /** The pick-list whose options are the states. */
  readonly field: string
  /** A record enters when this field has this value. */
  readonly entry: { readonly field: string; readonly value: string }
  readonly transitions: ReadonlyArray<Transition>
}

/** What a record kept of a transition that was saved partially. */
export interface Draft {
  readonly transition: string
  readonly data: { readonly [name: string]: unknown }
}

export interface State {
  readonly blueprint: Blueprint
  /** The field's value now. */
  readonly value: string
  readonly draft: Draft | undefined
}

export const save = (db: Database, blueprint: Blueprint): void => {
  db.run(
    "INSERT INTO blueprint(id, module, json) VALUES(?,?,?)",
    blueprint.id,
    blueprint.module,
    Json.stringify(blueprint)
  )
}

const read = (text: unknown): Blueprint => {
  // Written by `save` only.
  const blueprint: Blueprint = JSON.parse(String(text))
  return blueprint
}

const blueprints = Memo.of("blueprint", (db, module) => {
  const row = db.get("SELECT json FROM blueprint WHERE module=? ORDER BY id LIMIT 1", module)
  return row === undefined ? undefined : read(row["json"])
})
const of = (core: Core, module: Module): Blueprint | undefined => blueprints(core.db, module.apiName)

const draftOf = (text: unknown): Draft | undefined => {
  const given = typeof text === "string" ? Json.asObject(Json.parse(text)) : undefined
  const data = Json.asObject(given?.["data"])
  return typeof given?.["transition"] === "string" && data !== undefined
    ? { transition: given["transition"], data }
    : undefined
}

/** Where a record is in its blueprint; undefined when it is in none. */
export const stateOf = (core: Core, module: Module, id: string): State | undefined => {
  const row = core.db.get(
    "SELECT b.json AS json, r.draft AS draft FROM blueprint_record r JOIN blueprint b ON b.id=r.blueprint WHERE r.record=? AND b.module=?",
    id,
    module.apiName
  )
  if (row === undefined) return undefined
  const blueprint = read(row["json"])
  const value = core.db.get(`SELECT ${quote(blueprint.field)} AS value FROM ${module.table} WHERE id=?`, id)?.["value"]
  return typeof value === "string" ? { blueprint, value, draft: draftOf(row["draft"]) } : undefined
}

export const keepDraft = (core: Core, id: string, draft: Draft | undefined): void => {
  core.db.run(
    "UPDATE blueprint_record SET draft=? WHERE record=?",
    draft === undefined ? null : Json.stringify(draft),
    id
  )
}

export const leave = (core: Core, id: string): void => {
  core.db.run("DELETE FROM blueprint_record WHERE record=?", id)
}

/** Lets a record enter where it belongs into a blueprint: its entry field says so and its state leads somewhere. */
export const place = (core: Core, module: Module, id: string): void => {
  const blueprint = of(core, module)
  if (blueprint === undefined) return
  const row = core.db.get(
    `SELECT ${quote(blueprint.field)} AS value FROM ${module.table} WHERE id=? AND ${quote(blueprint.entry.field)}=?`,
    id,
    blueprint.entry.value
  )
  const value = row?.["value"]
  if (typeof value === "string" && blueprint.transitions.some((transition) => transition.from.includes(value)))
    core.db.run("INSERT OR IGNORE INTO blueprint_record(record, blueprint) VALUES(?,?)", id, blueprint.id)
}

/** As `place`, after a write, unless the write asked for no blueprint. */
export const afterWrite = (call: Call, module: Module, id: string): void => {
  if (call.trigger === undefined || call.trigger.includes("blueprint")) place(call.core, module, id)
}

/** The field of a blueprint that a row would change by itself; undefined when it changes none. */
export const guarded = (
  core: Core,
  module: Module,
  id: string,
  row: { readonly [name: string]: unknown }
): string | undefined => {
  const blueprint = of(core, module)
  if (blueprint === undefined || row[blueprint.field] === undefined) return undefined
  const state = stateOf(core, module, id)
  return state !== undefined && row[blueprint.field] !== state.value ? blueprint.field : undefined
}

/** The blueprint of a module where it names this value of one of its fields: as a state, or as what lets records in. */
export const using = (core: Core, module: Module, field: string, value: string): ReadonlyArray<Blueprint> => {
  const blueprint = of(core, module)
  if (blueprint === undefined) return []
  const names =
    (blueprint.entry.field === field && blueprint.entry.value === value) ||
    (blueprint.field === field && blueprint.transitions.some(({ from, to }) => to === value || from.includes(value)))
  return names ? [blueprint] : []
}

/** Lets blueprints follow an option that has a new name. */
export const renameStates = (
  db: Database,
  module: string,
  field: string,
  renames: ReadonlyMap<string, string>
): void => {
  if (renames.size === 0) return
  const renamed = (value: string) => renames.get(value) ?? value
  for (const row of db.all("SELECT json FROM blueprint WHERE module=?", module)) {
    const { entry, transitions, ...blueprint } = read(row["json"])
    const next: Blueprint = {
      ...blueprint,
      entry: entry.field === field ? { ...entry, value: renamed(entry.value) } : entry,
      transitions:
        blueprint.field === field
          ? transitions.map((it) => ({ ...it, from: it.from.map(renamed), to: renamed(it.to) }))
          : transitions
    }
    db.run("UPDATE blueprint SET json=? WHERE id=?", Json.stringify(next), next.id)
  }
}
