/** Roles: the tree in which every user has a place. Scopes: ZohoCRM.settings.roles.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, maybe, Named } from "./internal/Lenient.ts"

export const Role = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  display_label: maybe(Schema.String),
  api_name: maybe(Schema.String),
  description: maybe(Schema.String),
  /** The role above; null for the one at the top. */
  reporting_to: maybe(Named),
  /** Do users of the same role see each other's records? */
  share_with_peers: maybe(Schema.Boolean),
  forecast_manager: maybe(Named),
  admin_user: maybe(Schema.Boolean),
  created_by__s: maybe(Named),
  created_time__s: maybe(Schema.String),
  modified_by__s: maybe(Named),
  modified_time__s: maybe(Schema.String)
})
export type Role = typeof Role.Type

/** A role to make. */
export const NewRole = Schema.Struct({
  name: Bounds.text(200),
  /** The role above. */
  reporting_to: Bounds.Ref,
  description: Schema.optionalKey(Bounds.clearable(250)),
  share_with_peers: Schema.optionalKey(Schema.Boolean)
})
export type NewRole = typeof NewRole.Type

/** What a role may become; what is left out stays. */
export const RoleChange = Schema.Struct({
  name: Schema.optionalKey(Bounds.text(200)),
  reporting_to: Schema.optionalKey(Bounds.Ref),
  forecast_manager: Schema.optionalKey(Bounds.Ref),
  description: Schema.optionalKey(Bounds.clearable(250)),
  share_with_peers: Schema.optionalKey(Schema.Boolean)
})
export type RoleChange = typeof RoleChange.Type

/** All roles; Zoho gives them without pages. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Roles.list",
  method: "GET",
  path: "/crm/v8/settings/roles",
  success: Schema.Struct({ roles: Schema.Array(Role) }),
  empty: { roles: [] },
  credits: 1,
  retry: "safe"
})

/** One role, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Roles.get",
  method: "GET",
  path: "/crm/v8/settings/roles/{id}",
  success: Schema.Struct({ roles: Schema.Array(Role) }),
  credits: 1,
  retry: "safe"
})

/** Makes a role, one a call. */
export const create = /* @__PURE__ */ WriteOperation.make({
  name: "Roles.create",
  method: "POST",
  path: "/crm/v8/settings/roles",
  body: Schema.Struct({ roles: Bounds.one(NewRole) }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes a role. */
export const update = /* @__PURE__ */ WriteOperation.make({
  name: "Roles.update",
  method: "PUT",
  path: "/crm/v8/settings/roles/{id}",
  body: Schema.Struct({ roles: Bounds.one(RoleChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes a role; its users and the roles below it go to the one that `transfer_to_id` names. */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "Roles.remove",
  method: "DELETE",
  path: "/crm/v8/settings/roles/{id}",
  query: Schema.Struct({ transfer_to_id: Bounds.Id }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})
