/** What workflows are made of: rules, and the actions that rules name by their ids. */
import type { Core } from "../Core.ts"
import type { Database } from "../Database.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import type { Module } from "../Metadata.ts"
import * as Documents from "../settings/Documents.ts"

export const ruleKind = "workflow_rule"

/** Kinds of actions that are settings of their own, by the type that a rule calls them. */
export const actionKinds: { readonly [type: string]: string } = {
  field_updates: "field_update",
  tasks: "workflow_task",
  webhooks: "webhook"
}

/** An action of a rule. */
export interface Action extends Documents.Document {
  readonly type: string
  readonly id: string
}

export interface Condition {
  readonly id: string
  /** Null takes every record. */
  readonly criteria: unknown
  readonly instant: ReadonlyArray<Action>
  readonly scheduled: ReadonlyArray<{
    readonly id: string
    readonly execute_after: Documents.Document
    readonly actions: ReadonlyArray<Action>
  }>
}

export interface Rule {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly module: string
  readonly on: string
  /** What `execute_when` says besides its type and its module. */
  readonly details: Documents.Document
  readonly conditions: ReadonlyArray<Condition>
  readonly active: boolean
  /** Its place among the rules of its module. */
  readonly sequence: number
  readonly created_by: unknown
  readonly created_time: unknown
  readonly modified_by: unknown
  readonly modified_time: unknown
}

const all = Memo.of("document", (db: Database): ReadonlyArray<Rule> =>
  db.all("SELECT json FROM document WHERE kind=? ORDER BY id", ruleKind).map((row) => {
    // Written by `save` only.
    const rule: Rule = JSON.parse(Json.asText(row["json"]))
    return rule
  })
)

/** The rules of the org, or of one module, in the order in which they were made. */
export const rules = (core: Core, module?: Module): ReadonlyArray<Rule> =>
  all(core.db, "").filter((rule) => module === undefined || rule.module === module.apiName)

export const save = (core: Core, rule: Rule): void => {
  Documents.save(core, ruleKind, { ...rule })
}

export const actionsOf = (rule: Rule): ReadonlyArray<Action> =>
  rule.conditions.flatMap((one) => [...one.instant, ...one.scheduled.flatMap((it) => it.actions)])

/** Does a rule name this action? */
export const isUsed = (core: Core, type: string, id: string): boolean =>
  rules(core).some((rule) => actionsOf(rule).some((action) => action.type === type && action.id === id))
