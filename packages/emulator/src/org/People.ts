/** What users share with their roles and profiles: names that are shown with each user, and ids of permissions. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"

/** A role or a profile as a user shows it. */
export interface Ref {
  readonly id: string
  readonly name: string
}

type Kind = "profile" | "role"

/** Sets the role or profile of some users, in their columns and in what they show. */
const set = (core: Core, kind: Kind, from: string, to: Ref): void => {
  const rows = core.db.all(`SELECT id, json FROM user WHERE ${kind}=?`, from)
  const at = Math.floor(core.clock.now() / 1000)
  for (const row of rows) {
    const user = Json.asObject(Json.parse(Json.asText(row["json"])))
    core.db.run(
      `UPDATE user SET ${kind}=?, modified=?, json=? WHERE id=?`,
      to.id,
      at,
      JSON.stringify({ ...user, [kind]: { name: to.name, id: to.id } }),
      Json.asText(row["id"])
    )
  }
}

/** Shows the new name with every user who has it. */
export const rename = (core: Core, kind: Kind, id: string, name: string): void => set(core, kind, id, { id, name })

/** Hands all users of one over to another. */
export const move = (core: Core, kind: Kind, from: string, to: Ref): void => set(core, kind, from, to)

/** The id of a permission, or of what else profiles share: the same in every one, given out when it is first shown. */
export const permissionId = (core: Core, name: string): string => {
  const known = core.db.get("SELECT id FROM permission WHERE name=?", name)?.["id"]
  if (typeof known === "string") return known
  const id = core.db.nextId()
  core.db.run("INSERT INTO permission(name, id) VALUES(?,?)", name, id)
  return id
}
