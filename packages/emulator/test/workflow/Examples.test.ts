/** The shapes of the official example exchanges of workflows; the examples themselves are not part of this repository. */
import { assert } from "@effect/vitest"
import type { Acting } from "../actions/Support.ts"
import * as Examples from "../support/Examples.ts"
import { base, good, module, tag } from "./Support.ts"

const ask =
  (method: string, path: string, body?: unknown): Examples.Ask =>
  (at) =>
    at.api(method, `${base}/${path}`, body)
const refused =
  (method: string, path: string): Examples.Ask =>
  (at) => {
    at.core.db.run("UPDATE profile SET json=json_patch(json, ?)", '{"$disabled":["Crm_Implied_Manage_Workflow"]}')
    return at.api(method, `${base}/${path}`)
  }

const made = (at: Acting, root: keyof typeof good | "workflow_rules", item: object): string => {
  const { json, status } = at.api("POST", `${base}/${root}`, { [root]: [item] })
  assert.strictEqual(status, 201, JSON.stringify(json))
  return json[root][0].details.id
}
const rule = (at: Acting, actions: ReadonlyArray<object>): string =>
  made(at, "workflow_rules", {
    name: `Rule ${actions.length}`,
    module,
    execute_when: { type: "create", details: {} },
    conditions: [{ instant_actions: { actions } }]
  })
/** An action that a rule names, and one that nothing does. */
const pair = (at: Acting, root: "tasks" | "webhooks"): { readonly used: string; readonly free: string } => {
  const used = made(at, root, good[root])
  rule(at, [{ type: root, id: used }])
  return { used, free: made(at, root, { ...good[root], name: "Free" }) }
}
const many = Array.from({ length: 11 }, (_, n) => 100 + n).join(",")

/** Two rules put into an order. */
const reorder =
  (order: (first: string, second: string) => unknown, query = "?module=Leads"): Examples.Ask =>
  (at) => {
    const first = rule(at, [tag])
    const second = rule(at, [tag])
    return at.api("PUT", `${base}/workflow_rules/actions/reorder${query}`, {
      reorder: { workflow_rules: order(first, second) }
    })
  }
const placed = (id: string, at: unknown) => ({ id, module_specific_sequence: at })

/** What makes the emulator give each answer, by operation, status, root, code and the keys of its details. */
const provoking: Examples.Provoking = {
  getFieldUpdateById: {
    "200 field_updates": (at) => ask("GET", `field_updates/${made(at, "field_updates", good.field_updates)}`)(at),
    "403 NO_PERMISSION permissions": refused("GET", "field_updates/1")
  },
  deleteWebhooks: {
    "200 webhooks SUCCESS id": (at) => ask("DELETE", `webhooks?ids=${made(at, "webhooks", good.webhooks)}`)(at),
    "207 webhooks NOT_ALLOWED id": (at) => {
      const { free, used } = pair(at, "webhooks")
      return ask("DELETE", `webhooks?ids=${free},${used}`)(at)
    },
    "400 REQUIRED_PARAM_MISSING param_name": ask("DELETE", "webhooks"),
    "400 INVALID_DATA limit,param_name": ask("DELETE", `webhooks?ids=${many}`),
    "400 webhooks NOT_ALLOWED id": (at) => ask("DELETE", `webhooks?ids=${pair(at, "webhooks").used}`)(at),
    "403 NO_PERMISSION permissions": refused("DELETE", "webhooks?ids=1")
  },
  getWebhookUsageReports: {
    "400 INVALID_DATA param_name": ask("GET", "webhooks/actions/usage_reports?group_by=date&date=2999-01-01")
  },
  deleteWebhooksById: {
    "400 NOT_ALLOWED resource_path_index": (at) => ask("DELETE", `webhooks/${pair(at, "webhooks").used}`)(at),
    "400 INVALID_DATA resource_path_index": ask("DELETE", "webhooks/1")
  },
  getWebhookAssociatedModules: {
    "200 associated_modules": (at) => {
      made(at, "webhooks", good.webhooks)
      return ask("GET", "webhooks/actions/associated_modules")(at)
    },
    "403 NO_PERMISSION permissions": refused("GET", "webhooks/actions/associated_modules")
  },
  getWorkflowRules: {
    "200 workflow_rules": (at) => {
      rule(at, [tag])
      return ask("GET", "workflow_rules")(at)
    },
    "400 INVALID_MODULE param_name": ask("GET", "workflow_rules?module=Nope"),
    "400 INVALID_DATA param_name": ask("GET", "workflow_rules?sort_by=name&sort_order=x"),
    "403 NO_PERMISSION permissions": refused("GET", "workflow_rules")
  },
  getWorkflowRulesCount: {
    "200 rules_count": ask("GET", "workflow_rules/actions/rules_count"),
    "403 NO_PERMISSION permissions": refused("GET", "workflow_rules/actions/rules_count")
  },
  getWorkflowRuleUsage: {
    "400 REQUIRED_PARAM_MISSING param_name": (at) => ask("GET", `workflow_rules/${rule(at, [tag])}/actions/usage`)(at),
    "400 INVALID_DATA expected_data_type,param_name": (at) =>
      ask("GET", `workflow_rules/${rule(at, [tag])}/actions/usage?executed_from=x&executed_till=y`)(at),
    "400 INVALID_REQUEST_METHOD": ask("POST", "workflow_rules/1/actions/usage"),
    "401 AUTHENTICATION_FAILURE": (at) =>
      at.send("GET", `${base}/workflow_rules/1/actions/usage`, { headers: { authorization: "" } })
  },
  reorderWorkflowRules: {
    "200 reorder SUCCESS id": reorder((first, second) => [placed(first, 2), placed(second, 1)]),
    "400 REQUIRED_PARAM_MISSING param_name": reorder(() => [], ""),
    "400 INVALID_MODULE param_name": reorder(() => [], "?module=Nope"),
    "400 reorder INVALID_DATA api_name,json_path": reorder((first, second) => [placed(first, 1), placed(second, 1)]),
    "400 reorder MANDATORY_NOT_FOUND api_name,json_path": reorder((first, second) => [
      placed(first, 1),
      { id: second }
    ]),
    "400 reorder INVALID_DATA api_name,expected_data_type,json_path": reorder(() => "x"),
    "400 reorder INVALID_DATA api_name,json_path,maximum_length": reorder((first, second) => [
      placed(first, 1),
      placed(second, 2),
      placed("1", 3)
    ]),
    "403 NO_PERMISSION permissions": refused("PUT", "workflow_rules/actions/reorder?module=Leads")
  },
  deleteTasks: {
    "200 tasks SUCCESS id": (at) => ask("DELETE", `tasks?ids=${made(at, "tasks", good.tasks)}`)(at),
    "207 tasks NOT_ALLOWED id": (at) => {
      const { free, used } = pair(at, "tasks")
      return ask("DELETE", `tasks?ids=${free},${used}`)(at)
    },
    "400 INVALID_DATA maximum_length,param_name": ask("DELETE", `tasks?ids=${many}`),
    "400 NOT_ALLOWED resource_path_index": (at) => ask("DELETE", `tasks/${pair(at, "tasks").used}`)(at),
    "400 tasks NOT_ALLOWED id": (at) => ask("DELETE", `tasks?ids=${pair(at, "tasks").used}`)(at),
    "403 NO_PERMISSION permissions": refused("DELETE", "tasks?ids=1")
  }
}

Examples.provoked("workflows", ["field_updates", "webhooks", "workflow_rules", "workflow_tasks"], provoking, {
  // No webhook is ever called, and none comes from a marketplace.
  beyond: ["getWebhookFailures 200 webhook_failures", "deleteWebhooksById 400 NOT_ALLOWED id"]
})
