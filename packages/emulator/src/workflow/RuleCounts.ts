/** How many workflow rules and actions there are, and how often a rule was set off. */
import * as Clock from "../Clock.ts"
import * as Http from "../Http.ts"
import * as Params from "../Params.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Fired from "./Fired.ts"
import * as Listed from "./Listed.ts"
import * as Input from "./RuleInput.ts"
import * as Lookup from "./RuleLookup.ts"
import * as Store from "./Store.ts"

const configured = (rules: ReadonlyArray<Store.Rule>) => ({
  active_rules_configured: rules.filter((rule) => rule.active).length,
  total_rules_configured: rules.length
})

export const rulesCount = (call: Call): Http.Reply =>
  Http.json(200, {
    rules_count: {
      ...configured(Store.rules(call.core)),
      total_rules_limit: Lookup.limits.rules,
      active_rules_limit: Lookup.limits.active,
      total_rules_limit_per_module: Lookup.limits.perModule,
      active_rules_limit_per_module: Lookup.limits.activePerModule,
      rules_per_process_limit: Input.limits.conditions,
      total_actions_per_rule_limit: Input.limits.actions,
      scheduled_actions_per_rule_limit: Input.limits.scheduled
    }
  })

export const moduleCounts = (call: Call): Http.Reply => {
  const { core, target } = call
  const name = target.query.get("module")
  const module = name === null ? undefined : core.metadata.module(name)
  if (name !== null && module === undefined) return Listed.invalidParam("module", "INVALID_MODULE").reply
  const rules = Store.rules(core, module)
  const modules = [...new Set(rules.map((rule) => rule.module))]
  if (modules.length === 0) return Http.empty(204)
  return Http.json(200, {
    module_specific_count: modules.map((one) => ({
      ...configured(rules.filter((rule) => rule.module === one)),
      module: Lookup.moduleRef(core, one)
    }))
  })
}

const countsOf = (actions: ReadonlyArray<Store.Action>) =>
  [...new Set(actions.map((action) => action.type))].map((type) => ({
    type,
    value: actions.filter((action) => action.type === type).length
  }))

export const actionsCount = (call: Call): Http.Reply => {
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  const rules = Store.rules(call.core).filter((rule) => ids.includes(rule.id))
  if (rules.length === 0) return Http.empty(204)
  return Http.json(200, {
    [Lookup.root]: rules.map((rule) => ({
      id: rule.id,
      conditions: rule.conditions.map((condition, index) => ({
        sequence_number: index + 1,
        instant_actions: condition.instant.length === 0 ? null : { actions_count: countsOf(condition.instant) },
        scheduled_actions:
          condition.scheduled.length === 0
            ? null
            : condition.scheduled.map((it) => ({ actions_count: countsOf(it.actions) })),
        id: condition.id
      }))
    }))
  })
}

/** Days that a question about the use of a rule may span. */
const longest = 366

export const usage = Lookup.ofPath((call, rule) => {
  const { core, target } = call
  const times: Array<number> = []
  for (const name of ["executed_from", "executed_till"]) {
    const given = target.query.get(name)
    if (given === null)
      return ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "required param not found", { param_name: name })
    const second = Clock.parse(given)
    if (second === undefined)
      return ZohoError.invalidParam(name, "Please provide  ISO Time format to the param", {
        expected_data_type: "datetime"
      })
    times.push(second)
  }
  const [from = 0, till = 0] = times
  if (till - from > longest * 86_400) return ZohoError.reply(400, "INVALID_REQUEST", "DATE_RANGE_EXCEEDS", {})
  const counts = Fired.counts(core, rule.id, from, till)
  const used = (action: Store.Action) => ({
    name: action["name"],
    // What a rule would do is not done here.
    success_count: 0,
    failure_count: 0,
    id: action.id,
    type: action.type,
    associated_time: rule.created_time
  })
  return Http.json(200, {
    [Lookup.root]: [
      {
        trigger_count: [...counts.values()].reduce((sum, count) => sum + count, 0),
        name: rule.name,
        id: rule.id,
        conditions: rule.conditions.map((condition) => ({
          instant_actions: { actions: condition.instant.map(used) },
          scheduled_actions: condition.scheduled.map((it) => ({ id: it.id, actions: it.actions.map(used) })),
          usage_count: counts.get(condition.id) ?? 0,
          id: condition.id
        })),
        reset_time: null
      }
    ]
  })
})
