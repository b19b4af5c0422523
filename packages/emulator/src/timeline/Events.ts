/** What happened to records: one row for each write, kept for their timelines. */
import type { Core } from "../Core.ts"
import type { Row, Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"

export type Action = "added" | "updated" | "deleted" | "restored"

/** A field that changed, with its stored values. */
export interface Change {
  readonly field: string
  readonly old: unknown
  readonly new: unknown
}

export interface Event {
  /** Its place among those of its record, from 1. */
  readonly n: number
  readonly at: number
  readonly user: string
  readonly action: Action
  readonly changes: ReadonlyArray<Change>
}

const actions: ReadonlyArray<Action> = ["added", "updated", "deleted", "restored"]

export const note = (
  core: Core,
  user: string,
  record: string,
  action: Action,
  changes: ReadonlyArray<Change> = []
): void => {
  core.db.run(
    "INSERT INTO event(record, n, at, user, action, changes) VALUES(?1,(SELECT COALESCE(MAX(n),0)+1 FROM event WHERE record=?1),?2,?3,?4,?5)",
    record,
    Math.floor(core.clock.now() / 1000),
    user,
    action,
    changes.length === 0 ? null : Json.stringify(changes)
  )
}

// The server's own stamps are no news.
const stamps = new Set(["Modified_Time", "Modified_By"])

/** What an update is about to change; to be asked before it is stored. */
export const changes = (
  core: Core,
  module: Module,
  record: string,
  values: ReadonlyMap<string, Value>
): ReadonlyArray<Change> => {
  const names = [...values.keys()].filter((name) => !stamps.has(name))
  if (names.length === 0) return []
  const old: Row = core.db.get(`SELECT ${names.map(quote).join(",")} FROM ${module.table} WHERE id=?`, record) ?? {}
  return names
    .filter((name) => old[name] !== values.get(name))
    .map((name) => ({ field: name, old: old[name] ?? null, new: values.get(name) ?? null }))
}

/** All that happened to a record, oldest first. */
export const of = (core: Core, record: string): ReadonlyArray<Event> =>
  core.db.all("SELECT n, at, user, action, changes FROM event WHERE record=? ORDER BY n", record).map((row) => {
    const kept = typeof row["changes"] === "string" ? Json.parse(row["changes"]) : []
    return {
      n: Number(row["n"]),
      at: Number(row["at"]),
      user: String(row["user"]),
      action: actions.find((one) => one === row["action"]) ?? "updated",
      changes: (Array.isArray(kept) ? kept : []).map((item) => {
        const change = Json.asObject(item)
        return { field: Json.asText(change?.["field"]), old: change?.["old"], new: change?.["new"] }
      })
    }
  })
