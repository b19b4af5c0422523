/** The tags of each module, and the tags of a record as they are stored: a JSON array of tag ids. */
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import * as Json from "../Json.ts"

export interface Tag {
  readonly id: string
  readonly module: string
  readonly name: string
  readonly color: string | null
  readonly created: number
  readonly modified: number
  readonly createdBy: string
  readonly modifiedBy: string
}

export const longestName = 25

const columns = "id, module, name, color, created, modified, created_by, modified_by"

const tagOf = (row: Row): Tag => ({
  id: String(row["id"]),
  module: String(row["module"]),
  name: String(row["name"]),
  color: typeof row["color"] === "string" ? row["color"] : null,
  created: Number(row["created"]),
  modified: Number(row["modified"]),
  createdBy: String(row["created_by"]),
  modifiedBy: String(row["modified_by"])
})

export const list = (core: Core, module: string): ReadonlyArray<Tag> =>
  core.db.all(`SELECT ${columns} FROM tag WHERE module=? ORDER BY id`, module).map(tagOf)

export const byId = (core: Core, id: string): Tag | undefined => {
  const row = core.db.get(`SELECT ${columns} FROM tag WHERE id=?`, id)
  return row === undefined ? undefined : tagOf(row)
}

/** By its name, whatever the case. */
export const byName = (core: Core, module: string, name: string): Tag | undefined => {
  const row = core.db.get(`SELECT ${columns} FROM tag WHERE module=? AND name=?`, module, name)
  return row === undefined ? undefined : tagOf(row)
}

/** A new tag; undefined when the module has all that it may have. */
export const create = (
  core: Core,
  user: string,
  module: string,
  name: string,
  color: string | null
): Tag | undefined => {
  const held = Number(core.db.get("SELECT COUNT(*) AS n FROM tag WHERE module=?", module)?.["n"])
  if (held >= core.switches().tagsPerModule) return undefined
  const id = core.db.nextId()
  const now = Math.floor(core.clock.now() / 1000)
  core.db.run(`INSERT INTO tag(${columns}) VALUES(?,?,?,?,?,?,?,?)`, id, module, name, color, now, now, user, user)
  return byId(core, id)
}

export const change = (core: Core, user: string, id: string, name: string, color: string | null): void => {
  const now = Math.floor(core.clock.now() / 1000)
  core.db.run("UPDATE tag SET name=?, color=?, modified=?, modified_by=? WHERE id=?", name, color, now, user, id)
}

/** Records that lose it need no look: an id that is no tag's is not shown. */
export const remove = (core: Core, id: string): void => {
  core.db.run("DELETE FROM tag WHERE id=?", id)
}

/** The tag ids of a stored value. */
export const idsOf = (stored: unknown): ReadonlyArray<string> => {
  const value = typeof stored === "string" ? Json.parse(stored) : undefined
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : []
}

/** A stored value of these tags. */
export const stored = (ids: ReadonlyArray<string>): string | null =>
  ids.length === 0 ? null : JSON.stringify([...new Set(ids)])

/** The tags of a stored value that there still are. */
export const ofValue = (core: Core, value: unknown): ReadonlyArray<Tag> =>
  idsOf(value)
    .map((id) => byId(core, id))
    .filter((tag) => tag !== undefined)

/** A tag as records show it. */
export const shown = (tag: Tag) => ({ name: tag.name, id: tag.id, color_code: tag.color })
