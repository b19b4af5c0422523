/** Sharing rules as they are kept, whom they name, and whether those of a module are being worked out. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import * as Documents from "../settings/Documents.ts"
import * as Members from "./GroupMembers.ts"
import * as RoleTree from "./RoleTree.ts"

export const kind = "sharing_rule"
const runs = "sharing_run"

/** Rules of one module. */
export const most = 50

export const types = ["Record_Owner_Based", "Criteria_Based"] as const
export const permissions = ["read", "read_write_delete"] as const
export const sharedTypes = ["roles", "groups", "all_users"] as const

/** Whose records, or with whom: a role or a group by its id, or everybody. */
export interface Shared {
  readonly type: (typeof sharedTypes)[number]
  readonly id: string | null
  /** Those below the role, too. */
  readonly below: boolean
}

export interface Rule {
  readonly id: string
  readonly module: string
  readonly name: string
  readonly type: (typeof types)[number]
  readonly permission: (typeof permissions)[number]
  /** Those above whom records are shared with see them, too. */
  readonly superiors: boolean
  readonly from: Shared | null
  readonly to: Shared
  readonly criteria: unknown
  readonly active: boolean
}

const shared = (value: unknown): Shared | null => {
  const given = Json.asObject(value)
  const type = sharedTypes.find((one) => one === given?.["type"])
  return type === undefined ? null : { type, id: Json.idOf(given?.["id"]) ?? null, below: given?.["below"] === true }
}

const decode = (document: Documents.Document): ReadonlyArray<Rule> => {
  const to = shared(document["to"])
  const type = types.find((one) => one === document["type"])
  return to === null || type === undefined
    ? []
    : [
        {
          id: Json.asText(document["id"]),
          module: Json.asText(document["module"]),
          name: Json.asText(document["name"]),
          type,
          permission: permissions.find((one) => one === document["permission"]) ?? "read",
          superiors: document["superiors"] === true,
          from: shared(document["from"]),
          to,
          criteria: document["criteria"] ?? null,
          active: document["active"] === true
        }
      ]
}

export const list = (core: Core): ReadonlyArray<Rule> => Documents.list(core, kind).flatMap(decode)

/** Keeps a rule; one without an id gets one. */
export const save = (core: Core, rule: Omit<Rule, "id"> & { readonly id?: string }): string =>
  Documents.save(core, kind, { ...rule })

export const remove = (core: Core, id: string): void => Documents.remove(core, kind, id)

const withRoles = (core: Core, roles: ReadonlySet<string>): ReadonlyArray<string> =>
  core.db
    .all("SELECT id, role FROM user")
    .flatMap((row) => (roles.has(Json.asText(row["role"])) ? [Json.asText(row["id"])] : []))

/** The users that this comes to. */
export const usersOf = (core: Core, { below, id, type }: Shared): ReadonlySet<string> => {
  switch (type) {
    case "all_users":
      return new Set(core.db.all("SELECT id FROM user").map((row) => Json.asText(row["id"])))
    case "groups":
      return Members.usersOf(core, id ?? "")
    case "roles":
      return new Set(withRoles(core, below ? RoleTree.from(RoleTree.all(core.db), [id ?? ""]) : new Set([id ?? ""])))
  }
}

/** True for a user whom the rule shares with, or who stands above one of these where it lets superiors in. */
export const reaches = (core: Core, rule: Rule, user: string): boolean => {
  const users = usersOf(core, rule.to)
  if (users.has(user)) return true
  if (!rule.superiors) return false
  const roleOf = (id: string) => Json.asText(core.db.get("SELECT role FROM user WHERE id=?", id)?.["role"])
  const theirs = rule.to.type === "roles" ? [rule.to.id ?? ""] : [...users].map(roleOf)
  return RoleTree.above(RoleTree.all(core.db), theirs).has(roleOf(user))
}

/** Has the rules of a module worked out anew. */
export const run = (core: Core, module: string): void => {
  Documents.save(core, runs, { id: module, at: core.clock.now() })
}

/** True while that lasts: as long as a job does. */
export const isRunning = (core: Core, module: string): boolean => {
  const at = Documents.find(core, runs, module)?.["at"]
  const { jobQueuedSeconds, jobRunningSeconds } = core.switches()
  return at !== undefined && core.clock.now() - Number(at) < (jobQueuedSeconds + jobRunningSeconds) * 1000
}
