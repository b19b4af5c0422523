/** What a user's profile allows: a permission for each kind of call on each module, and some for the whole org. */
import type { Core } from "../Core.ts"
import type { Database } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import type { Module } from "../Metadata.ts"
import type { Route } from "../Router.ts"
import type { ScopeRule } from "../Scopes.ts"
import * as ZohoError from "../ZohoError.ts"

/** What a profile may allow on a module, each with the one that must be on first. */
const parents = {
  View: null,
  Create: "View",
  Edit: "View",
  Delete: "View",
  Export: "View",
  Import: "Create",
  Mass_Update: "Edit",
  Mass_Delete: "Delete",
  Mass_Transfer: "View",
  Change_Owner: "View",
  Convert: "View",
  Merge: "Edit",
  Tags: "Edit",
  Share: "View",
  Record_Locking: "Edit",
  Send_Email: "View"
} as const

export type Action = keyof typeof parents

// Built from the table above, whose keys they are.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const actions = Object.keys(parents) as ReadonlyArray<Action>

const labels: { readonly [action in Action]?: string } = {
  Merge: "Find & Merge",
  Record_Locking: "Lock Records",
  Tags: "Manage Tags"
}

const byOperation = { READ: "View", CREATE: "Create", UPDATE: "Edit", DELETE: "Delete", CUSTOM: "Edit" } as const

const convertible: ReadonlySet<string> = new Set(["Leads", "Quotes", "Sales_Orders"])

/** Whether a module's records know this action at all. */
const has = (module: Module, action: Action): boolean => {
  switch (action) {
    case "Convert":
      return convertible.has(module.apiName)
    case "Tags":
      return module.byName.get("Tag")?.dataType === "tags"
    case "Change_Owner":
    case "Mass_Transfer":
    case "Share":
      return module.byName.has("Owner")
    case "Record_Locking":
      return module.byName.has("Locked__s")
    default:
      return true
  }
}

export const ofModule = (action: Action, module: string): string => `Crm_Implied_${action}_${module}`

const assignmentRules = (module: string): string => `Crm_Implied_Manage_AR_${module}`

/** Permissions that are about no module. */
export const general = {
  api: "Crm_Implied_Zapi_Access",
  customize: "Crm_Implied_Customize_Zoho_CRM",
  profiles: "Crm_Implied_Manage_Profiles",
  users: "Crm_Implied_Manage_Users",
  variables: "Crm_Implied_Variables_Access",
  sharing: "Crm_Implied_Manage_Data_Sharing",
  territories: "Crm_Implied_Manage_Territories",
  groups: "Crm_Implied_Manage_Groups",
  workflow: "Crm_Implied_Manage_Workflow"
} as const

export interface Permission {
  readonly name: string
  readonly label: string
  readonly module: string | null
  /** Its own one must be on first. */
  readonly parent: string | null
}

const setup = (name: string, label: string): Permission => ({ name, label, module: null, parent: null })

const ofOneModule = (module: Module): ReadonlyArray<Permission> => [
  ...actions
    .filter((action) => has(module, action))
    .map((action): Permission => {
      const parent = parents[action]
      return {
        name: ofModule(action, module.apiName),
        label: labels[action] ?? action.replaceAll("_", " "),
        module: module.apiName,
        parent: parent === null ? null : ofModule(parent, module.apiName)
      }
    }),
  {
    name: assignmentRules(module.apiName),
    label: "Manage Assignment Rules",
    module: module.apiName,
    parent: ofModule("View", module.apiName)
  }
]

/** Every permission there is, in the order of the modules; none before the one that it hangs on. */
export const all = (core: Core): ReadonlyArray<Permission> => [
  setup(general.api, "Zoho CRM API Access"),
  setup(general.customize, "Customize Zoho CRM"),
  setup(general.profiles, "Manage Profiles"),
  setup(general.users, "Manage Users"),
  setup(general.variables, "Manage Variables"),
  setup(general.sharing, "Manage Data Sharing"),
  setup(general.territories, "Manage Territories"),
  setup(general.groups, "Manage Groups"),
  setup(general.workflow, "Manage Workflow"),
  ...core.metadata
    .modules()
    .flatMap((module) => (module.apiSupported && module.parent === undefined ? ofOneModule(module) : []))
]

const disabledIn = (text: string): ReadonlySet<string> => {
  const list = Json.asObject(Json.parse(text))?.["$disabled"]
  return new Set(Array.isArray(list) ? list.map(Json.asText) : [])
}

/** The id of a user's profile. */
export const profileOf = Memo.of(
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

/** True for users with Zoho's own profile of all permissions. */
export const isAdministrator = (db: Database, user: string): boolean => {
  const row = db.get("SELECT p.json AS json FROM user u JOIN profile p ON p.id=u.profile WHERE u.id=?", user)
  return Json.asObject(Json.parse(Json.asText(row?.["json"])))?.["name"] === "Administrator"
}

/** Leaves a new module to some profiles: the others lose every permission on it, but for Zoho's own of all permissions. */
export const allowOnly = (core: Core, module: Module, profiles: ReadonlyArray<string>): void => {
  const names = ofOneModule(module).map((permission) => permission.name)
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

/** How an area wraps the refusal. */
type Wrap = (status: number, code: string, message: string, details: ZohoError.Details) => Http.Reply

/** The reply that refuses `user` what needs all of these on a module; undefined where the profile allows them. */
export const refused = (
  core: Core,
  user: string,
  module: string,
  needed: ReadonlyArray<Action>,
  wrap: Wrap = ZohoError.reply
): Http.Reply | undefined => {
  const off = lacking(core.db, user)
  if (off.size === 0) return undefined
  const permissions = needed.map((action) => ofModule(action, module))
  return permissions.some((name) => off.has(name))
    ? wrap(403, "NO_PERMISSION", "permission denied", { permissions })
    : undefined
}

const refusal = (permission: string): Http.Reply =>
  ZohoError.reply(403, "NO_PERMISSION", "permission denied", { permissions: [permission] })

/** The reply that refuses `user` to touch the assignment rules of a module. */
export const refusedRules = (core: Core, user: string, module: string): Http.Reply | undefined => {
  const permission = assignmentRules(module)
  return lacking(core.db, user).has(permission) ? refusal(permission) : undefined
}

/** True when this user's profile shows the module. */
export const sees = (core: Core, user: string, module: string): boolean =>
  !lacking(core.db, user).has(ofModule("View", module))

/** What a call on settings of this scope needs. */
const ofSettings = ({ group, operation, sub }: Exclude<ScopeRule, "none">): string | undefined => {
  if (sub === "data_sharing") return general.sharing
  if (sub === "record_locking_configurations") return general.customize
  if (sub === "workflow_rules" || sub === "automation_actions") return general.workflow
  if (operation === "READ") return undefined
  if (group === "users") return general.users
  if (group !== "settings") return undefined
  switch (sub) {
    case "profiles":
    case "roles":
      return general.profiles
    case "territories":
      return general.territories
    case "business_hours":
      return general.users
    case "taxes":
      return general.customize
    case "user_groups":
      return general.groups
    case "variables":
    case "variable_groups":
      return general.variables
    case "modules":
    case "fields":
    case "layouts":
    case "map_dependency":
    case "pipeline":
    case "global_picklist":
    case "duplicate_check_preference":
      return general.customize
    default:
      return undefined
  }
}

/** How a call says that it lacks permissions: a few say it in words of their own. */
const denied = ({ method, path, scope }: Route, permissions: ReadonlyArray<string>): Http.Reply => {
  const say = (message: string, details: ZohoError.Details = { permissions }) =>
    ZohoError.reply(403, "NO_PERMISSION", message, details)
  if (scope !== "none" && scope.group === "share" && !permissions.some((name) => name.includes("_View_")))
    return say("permission denied - access the api", {})
  if (path.endsWith("/bulk/search")) return say("Permission denied to read", {})
  if (path.endsWith("change_owner")) return say("You do not have permission to perform this operation")
  if (path.includes("{list}")) return say("Permission denied to read related records")
  return say(method === "DELETE" ? "Permission denied to delete" : "permission denied")
}

/** As the older pages refuse an action on records that are seen: inside `data` where they are created. */
const unauthorised = ({ method, path }: Route): Http.Reply => {
  const creates = method === "POST" && /\/\{module\}(?:\/upsert)?$/u.test(path)
  const what = path.includes("{list}")
    ? "update related records data"
    : method === "DELETE"
      ? "delete records"
      : "perform this action"
  const message = `User does not have sufficient privilege to ${what}`
  return creates
    ? ZohoError.dataReply(400, "AUTHORIZATION_FAILED", message, { resource_path_index: 0 })
    : ZohoError.reply(400, "AUTHORIZATION_FAILED", message)
}

/** What a call on records needs besides seeing their module. */
const ofRecords = (route: Route, rule: Exclude<ScopeRule, "none">, module: string): ReadonlyArray<string> => {
  const action = byOperation[rule.operation]
  if (route.hangs !== undefined) return [ofModule("View", route.hangs), ofModule(action, route.hangs)]
  // An upsert may do either.
  const own: ReadonlyArray<Action> = route.path.endsWith("/upsert") ? ["Create", "Edit"] : [action]
  return (route.needs ?? own).map((one) => ofModule(one, module))
}

/** The reply that refuses a call to a user whose profile lacks what it needs. Two looks at kept answers for most users. */
export const check = (
  core: Core,
  user: string,
  route: Route,
  params: { readonly [name: string]: string }
): Http.Reply | undefined => {
  const off = lacking(core.db, user)
  const { needs, scope } = route
  if (off.size === 0 || scope === "none") return undefined
  if (off.has(general.api)) return refusal(general.api)
  const named = scope.sub === "{module}" ? params["module"] : scope.group === "modules" ? scope.sub : undefined
  const module = named === undefined ? undefined : core.metadata.module(named)?.apiName
  if (module === undefined) {
    const permission = ofSettings(scope)
    return permission !== undefined && off.has(permission) ? refusal(permission) : undefined
  }
  const view = ofModule("View", module)
  const needed = ofRecords(route, scope, module)
  if (off.has(view)) return denied(route, needed.includes(view) ? needed : [view])
  if (!needed.some((name) => off.has(name))) return undefined
  return needs === undefined && route.hangs === undefined && core.switches().missingPrivilege === "unauthorised"
    ? unauthorised(route)
    : denied(route, needs === undefined ? needed.filter((name) => off.has(name)).slice(0, 1) : needed)
}
