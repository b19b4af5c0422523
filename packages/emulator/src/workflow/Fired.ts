/** Which rules a write would have set off: noted for the request log and counted; what they would do is not done. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as Store from "./Store.ts"

export type Event = "create" | "edit" | "delete"

const runsOn = (rule: Store.Rule, event: Event): boolean =>
  rule.active && (rule.on === event || (rule.on === "create_or_edit" && event !== "delete"))

const hasRun = (core: Core, rule: string, record: string): boolean =>
  core.db.get("SELECT 1 AS yes FROM workflow_run WHERE rule=? AND record=? LIMIT 1", rule, record) !== undefined

const takes = (core: Core, module: Module, criteria: unknown, record: string, user: string): boolean => {
  // One that is about to be deleted may not be there.
  const sql = criteria === null ? undefined : Criteria.compile(core, module, criteria, { userId: user })
  if (sql !== undefined && Criteria.isError(sql)) return false
  const { sql: where, values } = sql ?? { sql: "1", values: [] }
  return core.db.get(`SELECT id FROM ${module.table} WHERE id=? AND ${where}`, record, ...values) !== undefined
}

/** True when a write that says this of `trigger` sets off workflows: all of them do that say nothing. */
const asks = (trigger: ReadonlyArray<string> | undefined): boolean =>
  trigger === undefined || trigger.includes("workflow")

/** Looks for the rules of a record that was written, or is about to be deleted: of each the first condition that takes it. */
export const note = (call: Call, module: Module, event: Event, record: string): void => {
  const { core, identity } = call
  const rules = Store.rules(core, module)
  if (rules.length === 0 || !asks(call.trigger)) return
  for (const rule of rules.toSorted((a, b) => a.sequence - b.sequence)) {
    if (!runsOn(rule, event) || (rule.details["repeat"] === false && hasRun(core, rule.id, record))) continue
    const condition = rule.conditions.find((one) => takes(core, module, one.criteria, record, identity.userId))
    if (condition === undefined) continue
    core.db.run(
      "INSERT INTO workflow_run(rule, condition, record, at) VALUES(?,?,?,?)",
      rule.id,
      condition.id,
      record,
      Math.floor(core.clock.now() / 1000)
    )
    call.workflows = [...(call.workflows ?? []), { rule: rule.id, name: rule.name, condition: condition.id, record }]
  }
}

/** When a rule last ran, epoch seconds. */
export const lastOf = (core: Core, rule: string): number | undefined => {
  const at = core.db.get("SELECT MAX(at) AS at FROM workflow_run WHERE rule=?", rule)?.["at"]
  return typeof at === "number" ? at : undefined
}

/** How often each condition of a rule took a record between two seconds. */
export const counts = (core: Core, rule: string, from: number, till: number): ReadonlyMap<string, number> =>
  new Map(
    core.db
      .all(
        "SELECT condition, COUNT(*) AS n FROM workflow_run WHERE rule=? AND at BETWEEN ? AND ? GROUP BY 1",
        rule,
        from,
        till
      )
      .map((row) => [Json.asText(row["condition"]), Number(row["n"])])
  )

export const forget = (core: Core, rule: string): void => {
  core.db.run("DELETE FROM workflow_run WHERE rule=?", rule)
}
