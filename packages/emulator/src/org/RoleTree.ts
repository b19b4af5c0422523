/** The tree of roles: who stands above whom. */
import type { Database } from "../Database.ts"
import * as Json from "../Json.ts"

export interface Role {
  readonly id: string
  readonly parent: string | undefined
  /** Those with this role see each other's records. */
  readonly peers: boolean
}

export const all = (db: Database): ReadonlyArray<Role> =>
  db.all("SELECT id, json FROM role").map((row) => {
    const role = Json.asObject(Json.parse(Json.asText(row["json"])))
    return {
      id: Json.asText(row["id"]),
      parent: Json.idOf(Json.asObject(role?.["reporting_to"])?.["id"]),
      peers: role?.["share_with_peers"] === true
    }
  })

/** These roles and all below them. */
export const from = (roles: ReadonlyArray<Role>, tops: Iterable<string>): ReadonlySet<string> => {
  const found = new Set(tops)
  // A set grows while it is walked: those below come after those above.
  for (const above of found) for (const { id, parent } of roles) if (parent === above) found.add(id)
  return found
}

/** All roles above any of these. */
export const above = (roles: ReadonlyArray<Role>, some: Iterable<string>): ReadonlySet<string> => {
  const parents = new Map(roles.map(({ id, parent }) => [id, parent]))
  const found = new Set<string>()
  for (const one of some)
    for (let at = parents.get(one); at !== undefined && !found.has(at); at = parents.get(at)) found.add(at)
  return found
}
