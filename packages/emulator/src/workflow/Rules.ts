/** Workflow rules: listed, read, made, changed, ordered, deleted, counted, and how often they ran. */
import type * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Rows from "../org/Rows.ts"
import * as Params from "../Params.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Fired from "./Fired.ts"
import * as Counts from "./RuleCounts.ts"
import * as Input from "./RuleInput.ts"
import * as Lookup from "./RuleLookup.ts"
import * as Order from "./RuleOrder.ts"
import * as Listed from "./Listed.ts"
import * as Store from "./Store.ts"

/** Rules of one call. */
const most = 10

const brief = (core: Core, rule: Store.Rule): Documents.Document => {
  const module = Lookup.moduleRef(core, rule.module)
  const last = Fired.lastOf(core, rule.id)
  return {
    created_time: rule.created_time,
    execute_when: { details: { trigger_module: module, ...rule.details }, type: rule.on },
    editable: true,
    module,
    deletable: true,
    description: rule.description,
    source: "crm",
    created_by: rule.created_by,
    last_executed_time: last === undefined ? null : Clock.format(last),
    modified_time: rule.modified_time,
    name: rule.name,
    modified_by: rule.modified_by,
    lock: { locked_by: null, message: null, status: false },
    id: rule.id,
    status: { active: rule.active }
  }
}

const whole = (core: Core, rule: Store.Rule): Documents.Document => {
  const module = core.metadata.module(rule.module)
  return {
    ...brief(core, rule),
    deprecated: false,
    category: "default",
    conditions: rule.conditions.map((condition, index) => ({
      sequence_number: index + 1,
      instant_actions: condition.instant.length === 0 ? null : { actions: condition.instant },
      scheduled_actions: condition.scheduled.length === 0 ? null : condition.scheduled,
      criteria_details: {
        relational_criteria: { module_selection: null, criteria: null, module: null },
        criteria: module === undefined ? null : ViewInput.shown(module, condition.criteria)
      },
      id: condition.id
    }))
  }
}

const list = (call: Call): Http.Reply => {
  const { core, target } = call
  const { query } = target
  const [active, on] = [query.get("status_active"), query.get("execute_on")]
  if (active !== null && active !== "true" && active !== "false") return Listed.invalidParam("status_active").reply
  if (on !== null && !Input.triggers.includes(on)) return Listed.invalidParam("execute_on").reply
  const rules = Store.rules(core)
    .filter((rule) => active === null || rule.active === (active === "true"))
    .filter((rule) => on === null || rule.on === on)
  const show = query.get("include_inner_details") === "true" ? whole : brief
  const chosen = Listed.chosen(
    call,
    rules.map((rule) => show(core, rule))
  )
  return chosen.ok ? Rows.paged(call, Lookup.root, chosen.value) : chosen.reply
}

const one = Lookup.ofPath((call, rule) => Http.json(200, { [Lookup.root]: [whole(call.core, rule)] }))

/** What keeps the org from one more rule, or one more active one. */
const full = (core: Core, asked: Input.Asked, before: Store.Rule | undefined): Items.Item | undefined => {
  const others = Store.rules(core).filter((rule) => rule.id !== before?.id)
  const here = others.filter((rule) => rule.module === asked.module)
  const active = (rules: ReadonlyArray<Store.Rule>) => rules.filter((rule) => rule.active).length
  const counts: ReadonlyArray<readonly [number, number]> = [
    [others.length, Lookup.limits.rules],
    [here.length, Lookup.limits.perModule],
    ...(asked.active
      ? ([
          [active(others), Lookup.limits.active],
          [active(here), Lookup.limits.activePerModule]
        ] as const)
      : [])
  ]
  const limit = counts.find(([count, most]) => count >= most)?.[1]
  return limit === undefined ? undefined : Items.refused("LIMIT_EXCEEDED", "workflow rules limit exceeded", { limit })
}

const write = (call: Call, input: Body.Input, before: Store.Rule | undefined, at: string): Items.Item => {
  const { core, identity } = call
  const asked = Input.read(core, identity.userId, input, before, at)
  if (Rows.isRefused(asked)) return Items.failed(asked)
  const refused = full(core, asked, before)
  if (refused !== undefined) return refused
  const module = core.metadata.module(asked.module)
  const last = Store.rules(core, module).reduce((most, rule) => Math.max(most, rule.sequence), 0)
  const id = before?.id ?? core.db.nextId()
  const { created_by, created_time, modified_by, modified_time } = Rows.stamped(call, before && { ...before })
  Store.save(core, {
    ...asked,
    id,
    sequence: before?.sequence ?? last + 1,
    created_by,
    created_time,
    modified_by,
    modified_time
  })
  return Items.done(id, before === undefined ? "workflow created" : "workflow updated")
}

const create = Rows.writing(Lookup.root, 1, 201, (call, input, at) => write(call, input, undefined, at))

const changeMany = Rows.writing(
  Lookup.root,
  most,
  200,
  Rows.named((core, id) => Lookup.find(core, Json.idOf(id)), write, "the id given seems to be invalid")
)

const change = Lookup.ofPath((call, rule) =>
  Rows.writing(Lookup.root, 1, 200, (it, input, at) => write(it, input, rule, at))(call)
)

const remove = (core: Core, id: string): void => {
  Documents.remove(core, Store.ruleKind, id)
  Fired.forget(core, id)
}

const removeMany = (call: Call): Http.Reply => {
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  if (ids.length > most)
    return ZohoError.reply(400, "INVALID_DATA", "Ids maximum length exceeded", {
      maximum_length: most,
      param_name: "ids"
    })
  return Items.answer(
    Lookup.root,
    call.core.db.transaction(() =>
      ids.map((id) => {
        if (Lookup.find(call.core, id) === undefined)
          return Items.refused("INVALID_DATA", "the id given seems to be invalid", { id })
        remove(call.core, id)
        return Items.done(id, "WorkFlow Rule deleted successfully")
      })
    )
  )
}

const removeOne = Lookup.ofPath((call, { id }) => {
  call.core.db.transaction(() => remove(call.core, id))
  return Items.answer(Lookup.root, [Items.done(id, "workflow deleted")])
})

const path = `/crm/v8/settings/automation/${Lookup.root}`
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: Lookup.root, operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany },
  { host: "api", method: "DELETE", path, scope: scope("DELETE"), handler: removeMany },
  { host: "api", method: "GET", path: `${path}/actions/rules_count`, scope: scope("READ"), handler: Counts.rulesCount },
  {
    host: "api",
    method: "GET",
    path: `${path}/actions/module_specific_count`,
    scope: scope("READ"),
    handler: Counts.moduleCounts
  },
  {
    host: "api",
    method: "GET",
    path: `${path}/actions/actions_count`,
    scope: scope("READ"),
    handler: Counts.actionsCount
  },
  { host: "api", method: "PUT", path: `${path}/actions/reorder`, scope: scope("UPDATE"), handler: Order.reorder },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "DELETE", path: `${path}/{id}`, scope: scope("DELETE"), handler: removeOne },
  { host: "api", method: "GET", path: `${path}/{id}/actions/usage`, scope: scope("READ"), handler: Counts.usage }
]
