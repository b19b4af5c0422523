/** Profiles: what users may do. Scopes: ZohoCRM.settings.profiles.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, Info, maybe, stamps } from "./internal/Lenient.ts"

/** One permission, on or off. */
export const Permission = Schema.Struct({
  id: Schema.String,
  /** `Crm_Implied_View_Leads`. */
  name: maybe(Schema.String),
  display_label: maybe(Schema.String),
  enabled: maybe(Schema.Boolean),
  /** False where it is always as it is. */
  customizable: maybe(Schema.Boolean),
  /** The module that it is about; null for permissions of the org. */
  module: maybe(Schema.String),
  /** What must be on before this can be. */
  parent_permissions: maybe(Schema.Array(Schema.String))
})
export type Permission = typeof Permission.Type

/** How permissions are shown: ids of permissions under headings. */
export const Section = Schema.Struct({
  name: maybe(Schema.String),
  categories: maybe(
    Schema.Array(
      Schema.Struct({
        name: maybe(Schema.String),
        display_label: maybe(Schema.String),
        module: maybe(Schema.String),
        permissions_details: maybe(Schema.Array(Schema.String))
      })
    )
  )
})

export const Profile = Schema.Struct({
  /** The official example of a single profile has none. */
  id: maybe(Schema.String),
  name: maybe(Schema.String),
  display_label: maybe(Schema.String),
  api_name: maybe(Schema.String),
  description: maybe(Schema.String),
  /** `normal_profile`, `lite_profile`, `private_profile`, `system_profile`, `portal_profile`. */
  type: maybe(Schema.String),
  /** False for Zoho's own, which cannot be changed or deleted. */
  custom: maybe(Schema.Boolean),
  default: maybe(Schema.Boolean),
  /** With a single profile only. */
  permissions_details: maybe(Schema.Array(Permission)),
  /** With a single profile only. */
  sections: maybe(Schema.Array(Section)),
  ...stamps
})
export type Profile = typeof Profile.Type

const info = maybe(Schema.Struct({ ...Info.fields, license_limit: maybe(Schema.Number) }))

/** Up to 50 characters, and none of those that Zoho refuses. */
const Name = Bounds.text(50).check(
  Schema.isPattern(/^[^#%&()*^]*$/u, { expected: "a name without #, %, &, (, ), * and ^" })
)

/** What a profile may become; what is left out stays. */
export const ProfileChange = Schema.Struct({
  name: Schema.optionalKey(Name),
  description: Schema.optionalKey(Bounds.clearable(250)),
  permissions_details: Schema.optionalKey(Bounds.some(Schema.Struct({ id: Bounds.Id, enabled: Schema.Boolean }), 2000))
})
export type ProfileChange = typeof ProfileChange.Type

/** The profiles, without their permissions. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Profiles.list",
  method: "GET",
  path: "/crm/v8/settings/profiles",
  query: Schema.Struct(Bounds.paging),
  success: Schema.Struct({ profiles: Schema.Array(Profile), info }),
  empty: { profiles: [] },
  credits: 1,
  retry: "safe"
})

/** One profile with every permission, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Profiles.get",
  method: "GET",
  path: "/crm/v8/settings/profiles/{id}",
  success: Schema.Struct({ profiles: Schema.Array(Profile), info }),
  credits: 1,
  retry: "safe"
})

/** Makes a profile of another one: the only way to make one. */
export const clone = /* @__PURE__ */ WriteOperation.make({
  name: "Profiles.clone",
  method: "POST",
  path: "/crm/v8/settings/profiles/{id}/actions/clone",
  body: Schema.Struct({
    profiles: Bounds.one(Schema.Struct({ name: Name, description: Schema.optionalKey(Bounds.clearable(250)) }))
  }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes a profile of one's own: its name, or some of its permissions. */
export const update = /* @__PURE__ */ WriteOperation.make({
  name: "Profiles.update",
  method: "PATCH",
  path: "/crm/v8/settings/profiles/{id}",
  body: Schema.Struct({ profiles: Bounds.one(ProfileChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes a profile of one's own; its users go to the one that `transfer_to` names. */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "Profiles.remove",
  method: "DELETE",
  path: "/crm/v8/settings/profiles/{id}",
  query: Schema.Struct({ transfer_to: Bounds.Id }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})
