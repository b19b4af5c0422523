/** Assignment rules: who gets new records. Scopes: ZohoCRM.settings.assignment_rules.READ, CREATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Criteria } from "./internal/Criteria.ts"
import { Changed, maybe, Named, stamps } from "./internal/Lenient.ts"

/** Who gets the records that an entry is about; the first entry that fits decides. */
export const RuleEntry = Schema.Struct({
  id: maybe(Schema.String),
  sequence_number: maybe(Schema.Number),
  /** Null: all that are left. */
  criteria: maybe(Criteria),
  assign_to: maybe(
    Schema.Struct({
      /** `users`, `role`, `profile`, `group`, `zia_suggested_users`. */
      type: Schema.String,
      resource: maybe(Named),
      resources: maybe(Schema.Array(Named))
    })
  ),
  /** `online_status`, `shift_timing`: who is not there is passed over. */
  user_availability_based_on: maybe(Schema.Array(Schema.String)),
  followup_actions: maybe(Schema.Array(Schema.Struct({ type: Schema.String, resources: maybe(Schema.Array(Named)) })))
})
export type RuleEntry = typeof RuleEntry.Type

export const AssignmentRule = Schema.Struct({
  /** What a write of records names. */
  id: Schema.String,
  name: Schema.String,
  api_name: maybe(Schema.String),
  description: maybe(Schema.String),
  module: maybe(
    Schema.Struct({ api_name: maybe(Schema.String), id: maybe(Schema.String), name: maybe(Schema.String) })
  ),
  /** Who gets what no entry of the rule is about. */
  default_assignee: maybe(Schema.Struct({ ...Named.fields, type: maybe(Schema.String), resource: maybe(Named) })),
  /** With a single rule only. */
  rule_entries: maybe(Schema.Array(RuleEntry)),
  ...stamps
})
export type AssignmentRule = typeof AssignmentRule.Type

const module = Schema.Struct({ module: Bounds.ApiName })

/** The rules of a module, or of all. */
export const list = /* @__PURE__ */ Operation.make({
  name: "AssignmentRules.list",
  method: "GET",
  path: "/crm/v8/settings/automation/assignment_rules",
  query: Schema.Struct({ module: Schema.optionalKey(Bounds.ApiName) }),
  success: Schema.Struct({ assignment_rules: Schema.Array(AssignmentRule) }),
  empty: { assignment_rules: [] },
  credits: 1,
  retry: "safe"
})

/** One rule with its entries, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "AssignmentRules.get",
  method: "GET",
  path: "/crm/v8/settings/automation/assignment_rules/{id}",
  query: module,
  success: Schema.Struct({ assignment_rules: Schema.Array(AssignmentRule) }),
  credits: 1,
  retry: "safe"
})

/** How many rules there are. */
export const count = /* @__PURE__ */ Operation.make({
  name: "AssignmentRules.count",
  method: "GET",
  path: "/crm/v8/settings/automation/assignment_rules/actions/count",
  query: Schema.Struct({ module: Schema.optionalKey(Bounds.ApiName) }),
  success: Schema.Struct({ count: Schema.Number }),
  credits: 1,
  retry: "safe"
})

/** What uses a rule, by kind: it cannot be deleted before. */
export const associations = /* @__PURE__ */ Operation.make({
  name: "AssignmentRules.associations",
  method: "GET",
  path: "/crm/v8/settings/automation/assignment_rules/{id}/actions/associations",
  query: module,
  success: Schema.Struct({
    associations: Schema.Array(
      Schema.Struct({
        /** `workflow_rules`. */
        type: Schema.String,
        resources: Schema.Array(Schema.Struct({ id: Schema.String, name: maybe(Schema.String) }))
      })
    )
  }),
  empty: { associations: [] },
  credits: 1,
  retry: "safe"
})

/** Makes a rule of another one, under a name of its own. */
export const clone = /* @__PURE__ */ WriteOperation.make({
  name: "AssignmentRules.clone",
  method: "POST",
  path: "/crm/v8/settings/automation/assignment_rules/{id}/actions/clone",
  query: module,
  body: Schema.Struct({ assignment_rules: Bounds.one(Schema.Struct({ name: Bounds.text(100) })) }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Deletes a rule. */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "AssignmentRules.remove",
  method: "DELETE",
  path: "/crm/v8/settings/automation/assignment_rules/{id}",
  query: module,
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})
