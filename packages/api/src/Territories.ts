/** Territories and the users in them. Scopes: ZohoCRM.settings.territories.READ, CREATE, UPDATE, DELETE; of users also ZohoCRM.users. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Criteria } from "./internal/Criteria.ts"
import { Changed, Info, maybe, Named, stamps } from "./internal/Lenient.ts"
import { User } from "./Users.ts"

export const Territory = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  api_name: maybe(Schema.String),
  description: maybe(Schema.String),
  manager: maybe(Named),
  /** The territory above; null for the one at the top. */
  reporting_to: maybe(Named),
  /** `read_only` or `read_write_delete`: what its users may do with its records. */
  permission_type: maybe(Schema.String),
  // Which records belong to it: only where `include` asks for them.
  account_rule_criteria: maybe(Criteria),
  contact_rule_criteria: maybe(Criteria),
  deal_rule_criteria: maybe(Criteria),
  lead_rule_criteria: maybe(Criteria),
  ...stamps
})
export type Territory = typeof Territory.Type

/** A territory as a user has it: some of Zoho's answers spell its keys with capitals. */
export const UserTerritory = Schema.Struct({
  id: Schema.String,
  Name: maybe(Schema.String),
  Manager: maybe(Schema.Struct({ id: maybe(Schema.String), Name: maybe(Schema.String) })),
  Reporting_To: maybe(Schema.Struct({ id: maybe(Schema.String), Name: maybe(Schema.String) }))
})
export type UserTerritory = typeof UserTerritory.Type

const rules = {
  account_rule_criteria: Schema.optionalKey(Schema.NullOr(Criteria)),
  contact_rule_criteria: Schema.optionalKey(Schema.NullOr(Criteria)),
  deal_rule_criteria: Schema.optionalKey(Schema.NullOr(Criteria)),
  lead_rule_criteria: Schema.optionalKey(Schema.NullOr(Criteria))
}

const PermissionType = Schema.Literals(["read_only", "read_write_delete"])

/** A territory to make. */
export const NewTerritory = Schema.Struct({
  name: Bounds.text(100),
  /** The territory above. */
  reporting_to: Bounds.Ref,
  permission_type: PermissionType,
  manager: Schema.optionalKey(Schema.NullOr(Bounds.Ref)),
  description: Schema.optionalKey(Bounds.clearable(3000)),
  ...rules
})
export type NewTerritory = typeof NewTerritory.Type

const change = {
  name: Schema.optionalKey(Bounds.text(100)),
  reporting_to: Schema.optionalKey(Bounds.Ref),
  permission_type: Schema.optionalKey(PermissionType),
  manager: Schema.optionalKey(Schema.NullOr(Bounds.Ref)),
  description: Schema.optionalKey(Bounds.clearable(3000)),
  ...rules
}

/** What a territory may become; what is left out stays. */
export const TerritoryChange = Schema.Struct(change)
export type TerritoryChange = typeof TerritoryChange.Type

/** Rules to show: `account_rule_criteria,lead_rule_criteria`. */
const include = Schema.optionalKey(
  Bounds.commaSeparated(
    Schema.Literals(["account_rule_criteria", "contact_rule_criteria", "deal_rule_criteria", "lead_rule_criteria"]),
    4
  )
)

/** All territories; refused with `FEATURE_NOT_ENABLED` in an org without them. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Territories.list",
  method: "GET",
  path: "/crm/v8/settings/territories",
  query: Schema.Struct({ ids: Schema.optionalKey(Bounds.ids(100)), include, ...Bounds.paging }),
  success: Schema.Struct({ territories: Schema.Array(Territory), info: maybe(Info) }),
  empty: { territories: [] },
  credits: 1,
  retry: "safe"
})

/** One territory with its rules, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Territories.get",
  method: "GET",
  path: "/crm/v8/settings/territories/{id}",
  success: Schema.Struct({ territories: Schema.Array(Territory) }),
  credits: 1,
  retry: "safe"
})

/** The territories right below one. */
export const children = /* @__PURE__ */ Operation.make({
  name: "Territories.children",
  method: "GET",
  path: "/crm/v8/settings/territories/{id}/__child_territories",
  query: Schema.Struct(Bounds.paging),
  success: Schema.Struct({ territories: Schema.Array(Territory), info: maybe(Info) }),
  empty: { territories: [] },
  credits: 1,
  retry: "safe"
})

/** Makes up to 100 territories. */
export const create = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Territories.create",
  method: "POST",
  path: "/crm/v8/settings/territories",
  body: Schema.Struct({ territories: Bounds.some(NewTerritory, 100) }),
  items: "territories",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes up to 100 territories, each by its id. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Territories.update",
  method: "PUT",
  path: "/crm/v8/settings/territories",
  body: Schema.Struct({ territories: Bounds.some(Schema.Struct({ id: Bounds.Id, ...change }), 100) }),
  items: "territories",
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes one territory that has none below it. */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "Territories.remove",
  method: "DELETE",
  path: "/crm/v8/settings/territories/{id}",
  query: Schema.Struct({ delete_previous_forecasts: Schema.optionalKey(Schema.Boolean) }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Deletes one territory; its users, its records and the territories below it go to the one that `transfer_to_id` names. */
export const transferAndRemove = /* @__PURE__ */ WriteOperation.make({
  name: "Territories.transferAndRemove",
  method: "POST",
  path: "/crm/v8/settings/territories/{id}/actions/transfer_and_delete",
  body: Schema.Struct({
    territories: Bounds.one(
      Schema.Struct({ transfer_to_id: Bounds.Id, delete_previous_forecasts: Schema.optionalKey(Schema.Boolean) })
    )
  }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** How many users each territory has; those without users are left out. */
export const userCounts = /* @__PURE__ */ Operation.make({
  name: "Territories.userCounts",
  method: "GET",
  path: "/crm/v8/settings/territories/actions/associated_users_count",
  success: Schema.Struct({
    associated_users_count: Schema.Array(Schema.Struct({ count: Schema.Number, territory: Named })),
    info: maybe(Info)
  }),
  empty: { associated_users_count: [] },
  credits: 1,
  retry: "safe"
})

/** The users in a territory. */
export const users = /* @__PURE__ */ Operation.make({
  name: "Territories.users",
  method: "GET",
  path: "/crm/v8/settings/territories/{id}/users",
  success: Schema.Struct({ users: Schema.Array(User), info: maybe(Info) }),
  empty: { users: [] },
  credits: 1,
  retry: "safe"
})

/** Puts up to 100 users into a territory. */
export const addUsers = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Territories.addUsers",
  method: "PUT",
  path: "/crm/v8/settings/territories/{id}/users",
  body: Schema.Struct({ users: Bounds.some(Bounds.Ref, 100) }),
  items: "users",
  details: Changed,
  credits: 1,
  // A user who is there already is refused as a duplicate.
  retry: "after-lookup"
})

/** Takes up to 100 users out of a territory. */
export const removeUsers = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Territories.removeUsers",
  method: "DELETE",
  path: "/crm/v8/settings/territories/{id}/users",
  query: Schema.Struct({ ids: Bounds.ids(100) }),
  items: "ids",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** The territories that a user is in. */
export const ofUser = /* @__PURE__ */ Operation.make({
  name: "Territories.ofUser",
  method: "GET",
  path: "/crm/v8/users/{user}/territories",
  success: Schema.Struct({ territories: Schema.Array(UserTerritory), info: maybe(Info) }),
  empty: { territories: [] },
  credits: 1,
  retry: "safe"
})
