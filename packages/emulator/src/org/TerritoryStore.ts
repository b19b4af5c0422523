/** Where territories are kept: documents with the ids of their users, and a table of the records in them. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import * as Documents from "../settings/Documents.ts"
import { seedTime } from "../seed/Insert.ts"
import * as Clock from "../Clock.ts"
import * as FieldType from "../records/FieldType.ts"

const kind = "territory"
const gone = "territory_deleted"

/** Territories that an org may have. */
export const most = 250

export const enabled = (core: Core): boolean => core.switches().territories

/** Those that were made or looked at so far. */
export const known = (core: Core): ReadonlyArray<Documents.Document> => Documents.list(core, kind)

/** All of them; the one at the top is made when they are first looked at. */
export const list = (core: Core): ReadonlyArray<Documents.Document> => {
  const found = known(core)
  if (found.length > 0) return found
  const org = Json.asObject(Json.parse(Json.asText(core.db.get("SELECT json FROM org")?.["json"])))
  const name = Json.asText(org?.["company_name"])
  const by = FieldType.userRef(core, core.db.get("SELECT MIN(id) AS id FROM user")?.["id"])
  const at = Clock.format(seedTime)
  Documents.save(core, kind, {
    name,
    api_name: name.replaceAll(/\W+/g, "_"),
    description: "Organization Parent Territory",
    permission_type: "read_only",
    manager: null,
    $parent: null,
    created_by: by,
    created_time: at,
    modified_by: by,
    modified_time: at
  })
  return known(core)
}

export const find = (core: Core, id: string): Documents.Document | undefined => list(core).find((it) => it["id"] === id)

export const save = (core: Core, territory: Documents.Document): string => Documents.save(core, kind, territory)

/** Forgets a territory, and remembers that it was there. */
export const remove = (core: Core, was: Documents.Document & { readonly id: string }): void => {
  Documents.remove(core, kind, was.id)
  Documents.save(core, gone, was)
}

export const deleted = (core: Core): ReadonlyArray<Documents.Document> => Documents.list(core, gone)

export const children = (core: Core, id: string): ReadonlyArray<Documents.Document> =>
  list(core).filter((it) => it["$parent"] === id)

/** Is `id` the territory itself, or one below it? */
export const isBelow = (core: Core, id: string, territory: string): boolean => {
  const parents = new Map(list(core).map((it) => [it["id"], it["$parent"]]))
  for (let at: unknown = id; typeof at === "string"; at = parents.get(at)) if (at === territory) return true
  return false
}

export const ref = (core: Core, id: unknown): { readonly name: unknown; readonly id: string } | null => {
  const territory = typeof id === "string" ? find(core, id) : undefined
  return territory === undefined ? null : { name: territory["name"], id: Json.asText(id) }
}

export const usersOf = (territory: Documents.Document): ReadonlyArray<string> => {
  const users = territory["$users"]
  return Array.isArray(users) ? users.map(Json.asText) : []
}

export const setUsers = (core: Core, territory: Documents.Document, users: ReadonlyArray<string>): void => {
  save(core, { ...territory, $users: users })
}

/** Moves records and users of one territory to another, or out of territories. */
export const move = (core: Core, from: string, to: string | undefined): void => {
  if (to !== undefined) {
    core.db.run(
      "INSERT OR IGNORE INTO record_territory(record, territory) SELECT record, ? FROM record_territory WHERE territory=?",
      to,
      from
    )
    const [source, target] = [find(core, from), find(core, to)]
    if (source !== undefined && target !== undefined)
      setUsers(core, target, [...new Set([...usersOf(target), ...usersOf(source)])])
  }
  core.db.run("DELETE FROM record_territory WHERE territory=?", from)
}
