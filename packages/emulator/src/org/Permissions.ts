/** What a user's profile allows: a permission for each kind of call on each module, and some for the whole org. */
import type { Core } from "../Core.ts"
import type { Database } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import type { ScopeRule } from "../Scopes.ts"
import * as ZohoError from "../ZohoError.ts"

const actions = { READ: "View", CREATE: "Create", UPDATE: "Edit", DELETE: "Delete", CUSTOM: "Edit" } as const

type Action = (typeof actions)[keyof typeof actions]

export const ofModule = (action: Action, module: string): string => `Crm_Implied_${action}_${module}`

/** Permissions that are about no module. */
export const general = {
  api: "Crm_Implied_Zapi_Access",
  customize: "Crm_Implied_Customize_Zoho_CRM",
  profiles: "Crm_Implied_Manage_Profiles",
  users: "Crm_Implied_Manage_Users",
  variables: "Crm_Implied_Variables_Access"
} as const

export interface Permission {
  readonly name: string
  readonly label: string
  readonly module: string | null
  /** Its own one must be on first. */
  readonly parent: string | null
}

/** Every permission there is, in the order of the modules. */
export const all = (core: Core): ReadonlyArray<Permission> => [
  { name: general.api, label: "Zoho CRM API Access", module: null, parent: null },
  { name: general.customize, label: "Customize Zoho CRM", module: null, parent: null },
  { name: general.profiles, label: "Manage Profiles", module: null, parent: null },
  { name: general.users, label: "Manage Users", module: null, parent: null },
  { name: general.variables, label: "Manage Variables", module: null, parent: null },
  ...core.metadata.modules().flatMap((module): ReadonlyArray<Permission> => {
    if (!module.apiSupported || module.parent !== undefined) return []
    const view = ofModule("View", module.apiName)
    const of = (action: Action): Permission => ({
      name: ofModule(action, module.apiName),
      label: action,
      module: module.apiName,
      parent: action === "View" ? null : view
    })
    return [of("View"), of("Create"), of("Edit"), of("Delete")]
  })
]

const disabledIn = (text: string): ReadonlySet<string> => {
  const list = Json.asObject(Json.parse(text))?.["$disabled"]
  return new Set(Array.isArray(list) ? list.map(Json.asText) : [])
}

const profileOf = Memo.of(
  "user",
  (db: Database, user: string) => db.get("SELECT profile FROM user WHERE id=?", user)?.["profile"]
)

const disabled = Memo.of("profile", (db: Database, profile: string): ReadonlySet<string> => {
  const row = db.get("SELECT json FROM profile WHERE id=?", profile)
  return row === undefined ? new Set() : disabledIn(Json.asText(row["json"]))
})

/** The permissions that a user's profile lacks. */
export const lacking = (db: Database, user: string): ReadonlySet<string> =>
  disabled(db, Json.asText(profileOf(db, user)))

/** Leaves a new module to some profiles: the others lose every permission on it, but for Zoho's own of all permissions. */
export const allowOnly = (core: Core, module: string, profiles: ReadonlyArray<string>): void => {
  const names = (["View", "Create", "Edit", "Delete"] as const).map((action) => ofModule(action, module))
  for (const row of core.db.all("SELECT id, json FROM profile")) {
    const profile = Json.asObject(Json.parse(Json.asText(row["json"]))) ?? {}
    if (profiles.includes(Json.asText(row["id"])) || profile["name"] === "Administrator") continue
    const off = [...disabledIn(Json.asText(row["json"])), ...names]
    core.db.run(
      "UPDATE profile SET json=? WHERE id=?",
      JSON.stringify({ ...profile, $disabled: off }),
      Json.asText(row["id"])
    )
  }
}

const refusal = (permission: string): Http.Reply =>
  ZohoError.reply(403, "NO_PERMISSION", "permission denied", { permissions: [permission] })

/** The reply that refuses `user` an action on a module; undefined where the profile allows it. */
export const refused = (core: Core, user: string, action: Action, module: string): Http.Reply | undefined => {
  const off = lacking(core.db, user)
  if (off.size === 0) return undefined
  const permission = ofModule(action, module)
  return off.has(permission) ? refusal(permission) : undefined
}

/** What a call of this scope needs besides access to the API. */
const needed = (
  core: Core,
  rule: Exclude<ScopeRule, "none">,
  params: { readonly [name: string]: string }
): string | undefined => {
  const { group, operation, sub } = rule
  if (sub === "{module}") {
    const module = core.metadata.module(params["module"] ?? "")
    return module === undefined ? undefined : ofModule(actions[operation], module.apiName)
  }
  if (operation === "READ") return undefined
  if (group === "users") return general.users
  if (group !== "settings") return undefined
  switch (sub) {
    case "profiles":
    case "roles":
      return general.profiles
    case "variables":
    case "variable_groups":
      return general.variables
    case "modules":
    case "fields":
    case "layouts":
      return general.customize
    default:
      return undefined
  }
}

/** The reply that refuses a call to a user whose profile lacks what it needs. Two looks at kept answers for most users. */
export const check = (
  core: Core,
  user: string,
  rule: ScopeRule,
  params: { readonly [name: string]: string }
): Http.Reply | undefined => {
  const off = lacking(core.db, user)
  if (off.size === 0 || rule === "none") return undefined
  if (off.has(general.api)) return refusal(general.api)
  const permission = needed(core, rule, params)
  return permission !== undefined && off.has(permission) ? refusal(permission) : undefined
}
