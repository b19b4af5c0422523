/** What the body of a call says of a workflow rule: when it runs, on which records, and what it would do. */
import type * as Body from "../actions/Body.ts"
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import * as Documents from "../settings/Documents.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Listed from "./Listed.ts"
import * as Resource from "./Resource.ts"
import * as Store from "./Store.ts"

const root = "workflow_rules"

export const limits = { name: 100, conditions: 10, scheduled: 5, actions: 50 } as const

/** What a rule can run on; those after the first four are kept, and never run here. */
export const triggers = [
  "create",
  "edit",
  "create_or_edit",
  "delete",
  "field_update",
  "rollup_summary_update",
  "section_update",
  "date_or_datetime",
  "score_increase",
  "score_update",
  "score_decrease",
  "recommendation",
  "anyaction",
  "missed_call",
  "reschedule",
  "cancel",
  "reassign",
  "overdue",
  "marked_as_complete",
  "email_received",
  "mail_sent"
]

const repeating: ReadonlySet<unknown> = new Set(["edit", "create_or_edit"])

/** Actions that are made elsewhere and named by id, and those that a rule holds itself. */
const named: ReadonlySet<unknown> = new Set(["email_notifications", "functions", ...Object.keys(Store.actionKinds)])
const own: ReadonlySet<unknown> = new Set([
  "add_meeting",
  "add_tags",
  "assign_owner",
  "convert",
  "create_record",
  "remove_tags",
  "schedule_call"
])

type Failure = ZohoError.ZohoError
const isFailure = (it: object): it is Failure => Rows.isRefused(it)

const unknownId = "the id given seems to be invalid"

const dependent = (at: string, path: string, on: string): Failure =>
  Rows.about(at, path, "DEPENDENT_FIELD_MISSING", "Dependent Field missing", {
    dependee: Rows.about(at, on, "").details
  })

/** The id of a part of a rule: one that the rule had, each once, or a new one where the body names none. */
const idOf = (core: Core, given: unknown, had: Array<string>, wrong: () => Failure): string | Failure => {
  const id = Json.idOf(given ?? undefined)
  if (id === undefined) return core.db.nextId()
  const place = had.indexOf(id)
  if (place < 0) return wrong()
  had.splice(place, 1)
  return id
}

const actionOf = (core: Core, value: unknown, had: Array<string>, at: string, path: string): Store.Action | Failure => {
  const given = Json.asObject(value)
  const type = given?.["type"]
  if (given === undefined || typeof type !== "string") return Rows.about(at, `${path}.type`, "INVALID_DATA")
  const id = Json.idOf(given["id"] ?? undefined)
  const { details = null, name = null, related_details: related = null } = given
  if (named.has(type)) {
    if (id === undefined) return dependent(at, `${path}.id`, `${path}.type`)
    const kind = Object.hasOwn(Store.actionKinds, type) ? Store.actionKinds[type] : undefined
    const found = kind === undefined ? undefined : Documents.find(core, kind, id)
    if (kind !== undefined && found === undefined) return Rows.about(at, `${path}.id`, "INVALID_DATA", unknownId)
    return { type, id, name: found?.["name"] ?? name, related_details: related }
  }
  if (!own.has(type)) return Rows.about(at, `${path}.type`, "NOT_ALLOWED", "The unsupported action is given")
  if (Json.asObject(details) === undefined) return dependent(at, `${path}.details`, `${path}.type`)
  const kept = idOf(core, id, had, () => Rows.about(at, `${path}.id`, "INVALID_DATA", unknownId))
  return typeof kept === "string" ? { type, id: kept, name, details, related_details: related } : kept
}

const actionsOf = (
  core: Core,
  value: unknown,
  had: Array<string>,
  at: string,
  path: string
): ReadonlyArray<Store.Action> | Failure => {
  if (Json.isAbsent(value)) return []
  if (!Array.isArray(value)) return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  const found: Array<Store.Action> = []
  for (const [index, item] of value.entries()) {
    const action = actionOf(core, item, had, at, `${path}[${index}]`)
    if (isFailure(action)) return action
    if (named.has(action.type) && found.some((one) => one.type === action.type && one.id === action.id))
      return Rows.about(at, `${path}[${index}]`, "DUPLICATE_DATA", "Duplicate action not allowed")
    found.push(action)
  }
  return found
}

const scheduledOf = (
  core: Core,
  value: unknown,
  had: Array<string>,
  at: string,
  path: string
): Store.Condition["scheduled"] | Failure => {
  if (Json.isAbsent(value)) return []
  if (!Array.isArray(value)) return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  if (value.length > limits.scheduled)
    return Rows.about(at, path, "LIMIT_EXCEEDED", "actions limit exceeded", { limit: limits.scheduled })
  const found: Array<Store.Condition["scheduled"][number]> = []
  for (const [index, item] of value.entries()) {
    const here = `${path}[${index}]`
    const given = Json.asObject(item) ?? {}
    const after = Json.asObject(given["execute_after"])
    if (after === undefined) return Listed.missing(root, `${path.replaceAll(/\d+/g, "*")}[*].execute_after`)
    const absent = ["unit", "period"].find((key) => Json.isAbsent(after[key]))
    if (absent !== undefined) return dependent(at, `${here}.execute_after.${absent}`, `${here}.execute_after`)
    const actions = actionsOf(core, given["actions"], had, at, `${here}.actions`)
    if (isFailure(actions)) return actions
    const id = idOf(core, given["id"], had, () => Rows.about(at, `${here}.id`, "INVALID_DATA", unknownId))
    if (typeof id !== "string") return id
    found.push({ id, execute_after: after, actions })
  }
  return found
}

const conditionsOf = (
  core: Core,
  module: Module,
  user: string,
  value: unknown,
  before: ReadonlyArray<Store.Condition>,
  at: string
): ReadonlyArray<Store.Condition> | Failure => {
  if (Json.isAbsent(value)) return Listed.missing(root, "conditions")
  if (!Array.isArray(value)) return Listed.mistyped(root, "conditions", "jsonarray")
  if (value.length === 0) return Listed.invalid(root, "conditions", { minimum_length: 1 })
  if (value.length > limits.conditions)
    return Rows.about(at, "conditions", "LIMIT_EXCEEDED", "conditions limit exceeded", { limit: limits.conditions })
  const found: Array<Store.Condition> = []
  const conditions = before.map((one) => one.id)
  const parts = before.flatMap(({ instant, scheduled }) =>
    [...instant, ...scheduled, ...scheduled.flatMap((it) => it.actions)].map((one) => one.id)
  )
  for (const [index, item] of value.entries()) {
    const path = `conditions[${index}]`
    const given = Json.asObject(item) ?? {}
    const id = idOf(core, given["id"], conditions, () =>
      Rows.about(at, `${path}.id`, "INVALID_DATA", "This given conditionid seems to be invalid")
    )
    if (typeof id !== "string") return id
    const wanted = Json.asObject(given["criteria_details"])?.["criteria"] ?? null
    const criteria = wanted === null ? null : ViewInput.lowered(wanted)
    const compiled = criteria === null ? undefined : Criteria.compile(core, module, criteria, { userId: user })
    if (compiled !== undefined && Criteria.isError(compiled))
      return Rows.about(at, `${path}.criteria_details.criteria`, "INVALID_DATA", compiled.message, compiled.details)
    const text = Json.stringify(criteria)
    const twin = found.findIndex((one) => Json.stringify(one.criteria) === text)
    if (twin >= 0)
      return Rows.about(at, `${path}.criteria_details`, "ALREADY_USED", "duplicate criteria details.", {
        exists_in: Rows.about(at, `conditions[${twin}].criteria_details`, "").details
      })
    const instantly = Json.asObject(given["instant_actions"])?.["actions"]
    const instant = actionsOf(core, instantly, parts, at, `${path}.instant_actions.actions`)
    if (isFailure(instant)) return instant
    const scheduled = scheduledOf(core, given["scheduled_actions"], parts, at, `${path}.scheduled_actions`)
    if (isFailure(scheduled)) return scheduled
    found.push({ id, criteria, instant, scheduled })
  }
  const actions = found.flatMap((one) => [...one.instant, ...one.scheduled.flatMap((it) => it.actions)])
  return actions.length > limits.actions
    ? Rows.about(at, "conditions", "LIMIT_EXCEEDED", "actions limit exceeded", { limit: limits.actions })
    : found
}

/** When it runs: a trigger, and what the trigger needs besides. */
const whenOf = (
  value: unknown,
  at: string
): { readonly on: string; readonly details: Documents.Document } | Failure => {
  if (Json.isAbsent(value)) return Listed.missing(root, "execute_when")
  const given = Json.asObject(value)
  if (given === undefined) return Listed.mistyped(root, "execute_when", "jsonobject")
  const { type } = given
  if (Json.isAbsent(type)) return Listed.missing(root, "execute_when.type")
  if (typeof type !== "string" || !triggers.includes(type))
    return Listed.invalid(root, "execute_when.type", { supported_values: triggers })
  const { trigger_module: _, ...details } = Json.asObject(given["details"]) ?? {}
  if (repeating.has(type) && typeof details["repeat"] !== "boolean")
    return dependent(at, "execute_when.details.repeat", "execute_when.type")
  return { on: type, details }
}

export type Asked = Pick<Store.Rule, "name" | "description" | "module" | "on" | "details" | "conditions" | "active">

/** Reads one rule of a body; what it leaves out stays as it was `before`. */
export const read = (
  core: Core,
  user: string,
  input: Body.Input,
  before: Store.Rule | undefined,
  at: string
): Asked | Failure => {
  const name = Listed.text(root, "name", input["name"] ?? before?.name, limits.name)
  if (typeof name !== "string") return name
  if (/[<>{}[\]^|\\]/.test(name))
    return ZohoError.make("INVALID_DATA", "Special characters found", Listed.invalid(root, "name").details)
  const { description = before?.description ?? null } = input
  if (description !== null && typeof description !== "string") return Listed.mistyped(root, "description", "text")
  const module =
    before === undefined
      ? Resource.moduleOf(core, input["module"], at, root)
      : (core.metadata.module(before.module) ?? Listed.invalid(root, "module"))
  if ("code" in module) return module
  const when = input["execute_when"] === undefined && before !== undefined ? before : whenOf(input["execute_when"], at)
  if (isFailure(when)) return when
  const conditions =
    input["conditions"] === undefined && before !== undefined
      ? before.conditions
      : conditionsOf(core, module, user, input["conditions"], before?.conditions ?? [], at)
  if (isFailure(conditions)) return conditions
  const active = Json.asObject(input["status"])?.["active"] ?? before?.active ?? true
  if (typeof active !== "boolean") return Listed.mistyped(root, "status.active", "boolean")
  if (before === undefined && !active)
    return ZohoError.make("INVALID_DATA", "invalid data", Listed.invalid(root, "status.active").details)
  const { details, on } = when
  return { name, description, module: module.apiName, on, details, conditions, active }
}
