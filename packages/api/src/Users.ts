/** Users of the org. Scope: ZohoCRM.users.READ. */
import * as Operation from "@effect-zoho/client/Operation"
import * as Schema from "effect/Schema"
import { Info, maybe, Named } from "./internal/Lenient.ts"

export const User = Schema.Struct({
  id: Schema.String,
  email: Schema.String,
  /** `active`, `disabled`, `deleted`, `closed`. */
  status: Schema.String,
  /** Has the user accepted the invitation? */
  confirm: Schema.optionalKey(Schema.Boolean),
  full_name: maybe(Schema.String),
  first_name: maybe(Schema.String),
  last_name: maybe(Schema.String),
  zuid: maybe(Schema.String),
  role: maybe(Named),
  profile: maybe(Named),
  time_zone: maybe(Schema.String)
})
export type User = typeof User.Type

/** Which users a list holds. */
export const Type = Schema.Literals([
  "AllUsers",
  "ActiveUsers",
  "DeactiveUsers",
  "ConfirmedUsers",
  "NotConfirmedUsers",
  "DeletedUsers",
  "ActiveConfirmedUsers",
  "AdminUsers",
  "ActiveConfirmedAdmins",
  "CurrentUser",
  "DeveloperUsers"
])
export type Type = typeof Type.Type

/** The users of one kind, at most 200 a page; `CurrentUser` is the one whom the token acts for. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Users.list",
  method: "GET",
  path: "/crm/v8/users",
  query: Schema.Struct({
    type: Type,
    page: Schema.optionalKey(Schema.Number),
    per_page: Schema.optionalKey(Schema.Number)
  }),
  success: Schema.Struct({ users: Schema.Array(User), info: maybe(Info) }),
  empty: { users: [] },
  credits: 1,
  retry: "safe"
})

/** One user, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Users.get",
  method: "GET",
  path: "/crm/v8/users/{id}",
  success: Schema.Struct({ users: Schema.Array(User) }),
  credits: 1,
  retry: "safe"
})
