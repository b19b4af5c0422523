/** Who is in a user group: its sources, and the users that these come to. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import * as FieldType from "../records/FieldType.ts"
import * as Documents from "../settings/Documents.ts"
import * as RoleTree from "./RoleTree.ts"
import * as Store from "./TerritoryStore.ts"

export const kind = "user_group"

export const types = ["users", "roles", "groups", "territories"] as const

export type Type = (typeof types)[number]

/** Users by themselves, or whoever has a role, is in another group or in a territory. */
export interface Source {
  readonly type: Type
  readonly id: string
  /** Those below a role or a territory, too. */
  readonly below: boolean
}

type Ref = { readonly name: unknown; readonly id: string }

const roleOf = (core: Core, id: string): Documents.Document | undefined =>
  Json.asObject(Json.parse(Json.asText(core.db.get("SELECT json FROM role WHERE id=?", id)?.["json"])))

/** What a source names; null where it is not there. */
export const refOf = (core: Core, type: Type, id: string): Ref | null => {
  if (type === "users") return FieldType.userRef(core, id)
  if (type === "territories") return Store.enabled(core) ? Store.ref(core, id) : null
  const found = type === "roles" ? roleOf(core, id) : Documents.find(core, kind, id)
  return found === undefined ? null : { name: found["name"], id }
}

/** The sources of a group that are still there. */
export const sourcesOf = (core: Core, group: Documents.Document | undefined): ReadonlyArray<Source> =>
  Json.objects(group?.["$sources"]).flatMap(({ below, id, type }): ReadonlyArray<Source> => {
    const known = types.find((one) => one === type)
    const named = Json.asText(id)
    return known === undefined || refOf(core, known, named) === null
      ? []
      : [{ type: known, id: named, below: below === true }]
  })

const active = (core: Core): ReadonlyArray<{ readonly id: string; readonly role: string }> =>
  core.db
    .all("SELECT id, role FROM user WHERE status='active' ORDER BY id")
    .map((row) => ({ id: Json.asText(row["id"]), role: Json.asText(row["role"]) }))

const members = (core: Core, { below, id, type }: Source, seen: ReadonlySet<string>): ReadonlyArray<string> => {
  switch (type) {
    case "users":
      return [id]
    case "roles": {
      const roles = below ? RoleTree.from(RoleTree.all(core.db), [id]) : new Set([id])
      return active(core).flatMap((user) => (roles.has(user.role) ? [user.id] : []))
    }
    case "territories":
      return Store.list(core).flatMap((it) => {
        const own = Json.asText(it["id"])
        return own === id || (below && Store.isBelow(core, own, id)) ? Store.usersOf(it) : []
      })
    case "groups":
      return [...usersOf(core, id, seen)]
  }
}

/** Active users of a group, each once, whatever groups are in it. */
export const usersOf = (core: Core, group: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> => {
  if (seen.has(group)) return new Set()
  const sources = sourcesOf(core, Documents.find(core, kind, group))
  const all = new Set(sources.flatMap((source) => members(core, source, new Set([...seen, group]))))
  return new Set(active(core).flatMap((user) => (all.has(user.id) ? [user.id] : [])))
}
