/** User groups: users, roles, territories and other groups under one name. Scopes: ZohoCRM.settings.user_groups.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, Info, maybe, Named, stamps } from "./internal/Lenient.ts"

/** Who belongs to a group: a user, or those of a role, a territory or another group. */
export const Source = Schema.Struct({
  /** `users`, `roles`, `territories`, `groups`. */
  type: Schema.String,
  source: Named,
  /** Of a role: those of the roles below it, too. */
  subordinates: maybe(Schema.Boolean),
  /** Of a territory: those of the territories below it, too. */
  sub_territories: maybe(Schema.Boolean)
})
export type Source = typeof Source.Type

export const UserGroup = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  description: maybe(Schema.String),
  /** How many of each type; of users a number, or one for each status. */
  sources_count: maybe(Schema.JsonObject),
  sources: maybe(Schema.Array(Source)),
  ...stamps
})
export type UserGroup = typeof UserGroup.Type

const NewSource = Schema.Struct({
  type: Schema.Literals(["users", "roles", "territories", "groups"]),
  source: Bounds.Ref,
  subordinates: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  sub_territories: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
})

/** A group to make. */
export const NewUserGroup = Schema.Struct({
  name: Bounds.text(250),
  sources: Bounds.some(NewSource, 200),
  description: Schema.optionalKey(Bounds.clearable(250))
})
export type NewUserGroup = typeof NewUserGroup.Type

/** What a group may become; `sources` take the place of those that it has. */
export const UserGroupChange = Schema.Struct({
  name: Schema.optionalKey(Bounds.text(250)),
  sources: Schema.optionalKey(Bounds.some(NewSource, 200)),
  description: Schema.optionalKey(Bounds.clearable(250))
})
export type UserGroupChange = typeof UserGroupChange.Type

/** The groups, or the one of a name. */
export const list = /* @__PURE__ */ Operation.make({
  name: "UserGroups.list",
  method: "GET",
  path: "/crm/v8/settings/user_groups",
  query: Schema.Struct({
    name: Schema.optionalKey(Schema.String),
    /** With who belongs to them. */
    include: Schema.optionalKey(Schema.Literal("sources")),
    ...Bounds.paging
  }),
  success: Schema.Struct({ user_groups: Schema.Array(UserGroup), info: maybe(Info) }),
  empty: { user_groups: [] },
  credits: 1,
  retry: "safe"
})

/** One group, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "UserGroups.get",
  method: "GET",
  path: "/crm/v8/settings/user_groups/{id}",
  success: Schema.Struct({ user_groups: Schema.Array(UserGroup), info: maybe(Info) }),
  credits: 1,
  retry: "safe"
})

/** Who belongs to a group. */
export const sources = /* @__PURE__ */ Operation.make({
  name: "UserGroups.sources",
  method: "GET",
  path: "/crm/v8/settings/user_groups/{id}/sources",
  query: Schema.Struct({
    type: Schema.optionalKey(Schema.Literals(["users", "roles", "territories", "groups"])),
    user_type: Schema.optionalKey(Schema.Literals(["active", "inactive", "deleted"])),
    ...Bounds.paging
  }),
  success: Schema.Struct({ sources: Schema.Array(Source), info: maybe(Info) }),
  empty: { sources: [] },
  credits: 1,
  retry: "safe"
})

/** Makes up to 10 groups. */
export const create = /* @__PURE__ */ WriteOperation.makeMany({
  name: "UserGroups.create",
  method: "POST",
  path: "/crm/v8/settings/user_groups",
  body: Schema.Struct({ user_groups: Bounds.some(NewUserGroup, 10) }),
  items: "user_groups",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes one group. */
export const update = /* @__PURE__ */ WriteOperation.make({
  name: "UserGroups.update",
  method: "PUT",
  path: "/crm/v8/settings/user_groups/{id}",
  body: Schema.Struct({ user_groups: Bounds.one(UserGroupChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes a group, at once (`SUCCESS`, with its id) or by a job (`SCHEDULED`, with the job's id). */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "UserGroups.remove",
  method: "DELETE",
  path: "/crm/v8/settings/user_groups/{id}",
  details: Schema.Struct({ id: maybe(Schema.String), job_id: maybe(Schema.String) }),
  credits: 1,
  retry: "after-lookup"
})
