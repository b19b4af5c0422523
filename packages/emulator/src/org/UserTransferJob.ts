/** What one user has, handed to others when its time has come: records, places in assignment rules, subordinates. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import type { Module } from "../Metadata.ts"
import * as Assignment from "../records/Assignment.ts"
import * as FieldType from "../records/FieldType.ts"
import * as Inside from "../records/Inside.ts"

export const type = "user_transfer"
/** The transfer of somebody who is deleted. */
export const deleting = "user_transfer_delete"

/** Modules whose records have owners that can be changed. */
export const owned = (core: Core): ReadonlyArray<Module> =>
  core.metadata
    .modules()
    .filter(
      (module) =>
        module.apiSupported && module.writable !== false && module.parent === undefined && module.byName.has("Owner")
    )

const moveRecords = (core: Core, by: string, from: string, to: string): void => {
  for (const module of owned(core)) {
    const rows = core.db
      .all(`SELECT id FROM ${module.table} WHERE "Owner"=? ORDER BY id`, from)
      .map((row) => ({ id: Json.asText(row["id"]), Owner: { id: to } }))
    if (rows.length > 0) Inside.write(core, by, "update", module, rows)
  }
}

/** Rules that name this user. */
export const rulesOf = (core: Core, user: string): ReadonlyArray<Assignment.Rule> =>
  Assignment.list(core).filter(
    (rule) => rule.defaultAssignee === user || rule.entries.some((entry) => entry.resources.includes(user))
  )

const moveRules = (core: Core, from: string, to: string): void => {
  const other = (id: string) => (id === from ? to : id)
  for (const rule of rulesOf(core, from))
    Assignment.save(core.db, {
      ...rule,
      defaultAssignee: rule.defaultAssignee === null ? null : other(rule.defaultAssignee),
      entries: rule.entries.map((entry) => ({ ...entry, resources: [...new Set(entry.resources.map(other))] }))
    })
}

/** Those who report to this user. */
export const subordinates = (core: Core, user: string): ReadonlyArray<string> =>
  core.db
    .all(`SELECT id FROM user WHERE json->'Reporting_To'->>'id'=? AND status<>'deleted' ORDER BY id`, user)
    .map((row) => Json.asText(row["id"]))

const moveSubordinates = (core: Core, from: string, to: string): void => {
  for (const id of subordinates(core, from)) {
    // Nobody reports to themselves.
    const manager = id === to ? null : FieldType.userRef(core, to)
    core.db.run(
      "UPDATE user SET json=json_set(json, '$.Reporting_To', json(?)), modified=? WHERE id=?",
      JSON.stringify(manager),
      Math.floor(core.clock.now() / 1000),
      id
    )
  }
}

export const run: Jobs.Runner = (core, { input, user }) => {
  const from = Json.asText(input["from"])
  const [to, lead] = [Json.asText(input["to"]), Json.asText(input["subordinates"])]
  if (input["records"] === true) moveRecords(core, user, from, to)
  if (input["assignment"] === true) moveRules(core, from, to)
  if (lead !== "") moveSubordinates(core, from, lead)
  return { state: "done", output: {} }
}
