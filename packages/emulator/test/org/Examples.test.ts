/** The shapes of the official example exchanges of the org, its people and what watches it; the examples themselves are not part of this repository. */
import type { Answer } from "../bulk/Support.ts"
import { type Acting, calls, troubled } from "../actions/Support.ts"
import * as Examples from "../support/Examples.ts"
import { add, person, users, without } from "./Support.ts"

const ask =
  (method: string, path: string, body?: unknown): Examples.Ask =>
  (at) =>
    at.api(method, `/crm/v8/${path}`, body)

const user =
  (more: (at: Acting) => object): Examples.Ask =>
  (at) =>
    at.api("POST", users, { users: [person(at, more(at))] })

const gone = (at: Acting): string => {
  const id = add(at, { email: "gone@example.com" })
  at.api("DELETE", `${users}/${id}`)
  return id
}

const transfer = (at: Acting, from: string, more: object = {}, api = at.api): Answer =>
  api("POST", `${users}/${from}/actions/transfer`, {
    transfer: [
      {
        move_subordinate: { id: from === at.users.admin ? at.users.other : at.users.admin },
        transfer: { records: true, id: at.users.admin, ...more }
      }
    ]
  })
const validated =
  (id: (at: Acting) => string): Examples.Ask =>
  (at) =>
    at.api("GET", `${users}/${id(at)}/actions/validate_before_transfer`)

const rules = "settings/territories/actions"
const run = (at: Acting): Answer =>
  at.api("POST", `/crm/v8/${rules}/run_rules`, { run_rules: { module: { api_name: "Leads" } } })

const channel = { channel_id: "1", notify_url: "https://example.com/n", events: ["Leads.edit"] }
const watch = (...more: ReadonlyArray<object>): Examples.Ask =>
  ask("POST", "actions/watch", { watch: more.map((one) => ({ ...channel, ...one })) })
const leads = { type: "field_selection", module: { api_name: "Leads" } }
const condition = (more: object): Examples.Ask => watch({ notification_condition: [{ ...leads, ...more }] })

const composite: Examples.Ask = ask("POST", "__composite_requests", {
  __composite_requests: [
    { sub_request_id: "1", method: "POST", uri: "/crm/v8/Leads", body: { data: [{ Last_Name: "Boyle" }] } }
  ]
})

/** What makes the emulator give each answer, by operation, status, root, code and the keys of its details. */
const provoking: Examples.Provoking = {
  getOrganization: { "200 org": ask("GET", "org") },
  createUser: {
    "400 users INVALID_DATA api_name,json_path": user(() => ({ time_zone: "Mars" })),
    "400 users NOT_ALLOWED api_name,json_path": [
      user((at) => ({ Reporting_To: { id: gone(at) } })),
      user(() => ({ $current_shift: { id: "1" }, $next_shift: { id: "1" } }))
    ],
    "400 users INVALID_DATA expected_data_type": user(() => ({ Reporting_To: { id: "1" } })),
    "400 users NOT_SUPPORTED api_name,json_path": user(() => ({ created_by: { id: "1" } })),
    "400 users LICENSE_LIMIT_EXCEEDED": (at) => {
      at.core.setSwitches({ ...at.core.switches(), userLicenses: 1 })
      return user(() => ({}))(at)
    },
    "400 users DUPLICATE_DATA": user((at) => ({ email: at.core.credentials().userEmail })),
    "400 users INVALID_REQUEST api_name,json_path": user(() => ({ $current_shift: { id: "1" } })),
    "400 users INVALID_DATA api_name": user(() => ({ email: "nobody" }))
  },
  getUsers: {
    "200 users": ask("GET", "users"),
    "400 INVALID_DATA param_name": ask("GET", "users?query_id=1")
  },
  userTransferAPI: {
    "200 transfer SCHEDULED job_id": (at) => transfer(at, at.users.other),
    "400 NOT_ALLOWED resource_path_index": (at) =>
      transfer(at, at.users.admin, { id: add(at) }, calls(at, at.users.other)),
    "400 INVALID_DATA owner_status,resource_path_index": (at) => transfer(at, gone(at)),
    "400 transfer INVALID_DATA api_name,json_path,owner_status": (at) => transfer(at, at.users.other, { id: gone(at) }),
    "400 transfer MANDATORY_NOT_FOUND api_name,json_path,parent_api_name": (at) =>
      transfer(at, at.users.other, { id: null }),
    "400 CONCURRENT_JOB_LIMIT_EXCEEDED limit": (at) => {
      for (let job = 0; job < 10; job++) transfer(at, at.users.other)
      return transfer(at, at.users.other)
    },
    "403 NO_PERMISSION permissions": (at) => {
      at.core.db.run(
        "UPDATE profile SET json=json_patch(json, ?)",
        JSON.stringify({ $disabled: ["Crm_Implied_Change_Owner_Leads"] })
      )
      return transfer(at, at.users.other)
    }
  },
  getValidateBeforeTransferStatus: {
    "200 validate_before_transfer": validated((at) => at.users.other),
    "400 INVALID_DATA resource_path_index": validated(() => "1"),
    "403 NOT_ALLOWED resource_path_index": validated((at) => at.users.admin)
  },
  runTerritoryRules: { "202 run_rules SCHEDULED job_id": run },
  getTerritoryScheduledRunRuleJobs: {
    "200 scheduled_run_rule_jobs": (at) =>
      at.api("GET", `/crm/v8/${rules}/scheduled_run_rule_jobs?job_id=${run(at).json.run_rules.details.job_id}`)
  },
  getVariableAssociations: {
    "403 NO_PERMISSION permissions": (at) =>
      without(at, "Crm_Implied_Variables_Access")("GET", "/crm/v8/settings/variables/1/actions/associations")
  },
  postGenerateApiName: {
    "200 variables SUCCESS api_name": ask("POST", "settings/variables/actions/generate_api_name", {
      variables: [{ name: "a b", variable_group: { api_name: "General" } }]
    })
  },
  generateAPIName: {
    "200 variable_groups SUCCESS api_name": ask("POST", "settings/variable_groups/actions/generate_api_name", {
      variable_groups: [{ name: "a b" }]
    })
  },
  createNotifications: {
    "201 watch SUCCESS events": watch({}),
    "207 watch MANDATORY_NOT_FOUND api_name,json_path": watch({}, { channel_id: null }),
    "400 MANDATORY_NOT_FOUND api_name": ask("POST", "actions/watch", {}),
    "400 INVALID_DATA api_name,json_path": [watch({ notification_condition: {} }), condition({ module: undefined })],
    "400 INVALID_DATA api_name,expected_data_type,json_path": [
      condition({ module: { api_name: 1 } }),
      condition({ field_selection: [] })
    ],
    "400 EXPECTED_FIELD_MISSING expected_fields": condition({ module: {} }),
    "400 AMBIGUITY_DURING_PROCESSING ambiguity_due_to": condition({ module: { api_name: "Leads", id: "1" } }),
    "400 DEPENDENT_FIELD_MISSING api_name,dependee,json_path": condition({}),
    "400 MANDATORY_NOT_FOUND api_name,json_path": [condition({ field_selection: {} }), condition({ type: undefined })],
    "400 INVALID_DATA api_name,json_path,supported_values": [
      condition({ field_selection: { group_operator: "x" } }),
      condition({ type: "x" })
    ],
    "401 OAUTH_SCOPE_MISMATCH": (at) => {
      at.core.db.run("UPDATE access_token SET scopes='ZohoCRM.modules.READ'")
      return watch({})(at)
    },
    "429 RATE_LIMIT_EXCEEDED": () => troubled(429, "POST", "/crm/v8/actions/watch"),
    "500 INTERNAL_ERROR": () => troubled(500, "POST", "/crm/v8/actions/watch")
  },
  getNotifications: {
    "200 watch": (at) => {
      watch({})(at)
      return at.api("GET", "/crm/v8/actions/watch")
    }
  },
  createCompositeRequest: { "200 __composite_requests SUCCESS response": composite }
}

const areas = [
  "org",
  "users",
  "users_transfer",
  "territories",
  "variables",
  "variable_groups",
  "notifications",
  "composite_requests",
  "modules"
]

Examples.provoked("the org, its people and what watches it", areas, provoking, {
  // An account of Zoho One, features that are off, web tabs, mail templates, an error of no sub-request.
  beyond: [
    "400 users UNAPPROVABLE",
    "400 users FEATURE_NOT_ENABLED",
    "400 users MANDATORY_NOT_FOUND",
    "400 users NOT_ALLOWED api_name",
    "200 variables_associations",
    "207 __composite_requests INVALID_DATA api_name,expected_data_type,json_path",
    "200 generate_link",
    "createNotifications 400 INVALID_DATA api_name",
    "getGenerateLink 400 INVALID_DATA param_name"
  ]
})
