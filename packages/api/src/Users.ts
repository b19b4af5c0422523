/** Users of the org. Scopes: ZohoCRM.users.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, Info, maybe, Named } from "./internal/Lenient.ts"

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
    ...Bounds.paging
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

/** What a user may be given; what is left out is as the org has it. */
const profileOf = {
  first_name: Schema.optionalKey(Bounds.clearable(50)),
  alias: Schema.optionalKey(Bounds.clearable(50)),
  phone: Schema.optionalKey(Bounds.clearable(30)),
  mobile: Schema.optionalKey(Bounds.clearable(30)),
  fax: Schema.optionalKey(Bounds.clearable(30)),
  website: Schema.optionalKey(Bounds.clearable(250)),
  dob: Schema.optionalKey(Schema.NullOr(Schema.String)),
  street: Schema.optionalKey(Bounds.clearable(250)),
  city: Schema.optionalKey(Bounds.clearable(100)),
  state: Schema.optionalKey(Bounds.clearable(100)),
  zip: Schema.optionalKey(Bounds.clearable(30)),
  country: Schema.optionalKey(Bounds.clearable(100)),
  signature: Schema.optionalKey(Bounds.clearable(200)),
  locale: Schema.optionalKey(Schema.String),
  language: Schema.optionalKey(Schema.String),
  country_locale: Schema.optionalKey(Schema.String),
  time_zone: Schema.optionalKey(Bounds.text(150)),
  time_format: Schema.optionalKey(Schema.Literals(["HH:mm", "hh:mm a"])),
  date_format: Schema.optionalKey(Schema.String),
  decimal_separator: Schema.optionalKey(Schema.Literals(["Comma", "Period"])),
  number_separator: Schema.optionalKey(Schema.Literals(["Comma", "Period", "Space"])),
  Reporting_To: Schema.optionalKey(Schema.NullOr(Bounds.Ref))
}

/** A user to invite. Zoho wants a last name too; its own example has none. */
export const NewUser = Schema.Struct({
  email: Bounds.text(100),
  role: Bounds.Ref,
  profile: Bounds.Ref,
  last_name: Schema.optionalKey(Bounds.text(50)),
  /** What the invitation shows: a logo, a company's name. */
  $invitation_details: Schema.optionalKey(Schema.JsonObject),
  ...profileOf
})
export type NewUser = typeof NewUser.Type

const change = {
  last_name: Schema.optionalKey(Bounds.clearable(50)),
  role: Schema.optionalKey(Bounds.Ref),
  profile: Schema.optionalKey(Bounds.Ref),
  /** Whoever is not active can sign in no more. Zoho's pages say `inactive`, its reads `disabled`. */
  status: Schema.optionalKey(Schema.Literals(["active", "inactive", "disabled"])),
  ...profileOf
}

/** What a user may become; what is left out stays. */
export const UserChange = Schema.Struct(change)
export type UserChange = typeof UserChange.Type

/** How many users of a kind there are: a number, or text in Zoho's older pages. */
export const count = /* @__PURE__ */ Operation.make({
  name: "Users.count",
  method: "GET",
  path: "/crm/v8/users/actions/count",
  query: Schema.Struct({ type: Schema.optionalKey(Type) }),
  success: Schema.Struct({ count: Schema.Union([Schema.Number, Schema.String]) }),
  credits: 1,
  retry: "safe"
})

/** Invites a user, one a call. */
export const create = /* @__PURE__ */ WriteOperation.make({
  name: "Users.create",
  method: "POST",
  path: "/crm/v8/users",
  body: Schema.Struct({ users: Bounds.one(NewUser) }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes up to 10 users, each by their id; `status` takes them out and in again. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Users.update",
  method: "PUT",
  path: "/crm/v8/users",
  body: Schema.Struct({ users: Bounds.some(Schema.Struct({ id: Bounds.Id, ...change }), 10) }),
  items: "users",
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Changes one user. */
export const updateOne = /* @__PURE__ */ WriteOperation.make({
  name: "Users.updateOne",
  method: "PUT",
  path: "/crm/v8/users/{id}",
  body: Schema.Struct({ users: Bounds.one(UserChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes a user for good; what they own stays theirs. See `UserTransfer` for handing it over first. */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "Users.remove",
  method: "DELETE",
  path: "/crm/v8/users/{id}",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})
