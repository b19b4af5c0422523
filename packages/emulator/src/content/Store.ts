/** Bytes of uploaded files under opaque ids: the store behind attachments, photos and file fields. */
import { createHash } from "node:crypto"
import type { Core } from "../Core.ts"

export interface Content {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

const hour = 3_600_000

const expire = (core: Core): void => {
  core.db.run("DELETE FROM content WHERE expires<=?", core.clock.now())
}

/** Keeps a file. `loose` ones go away after a day unless something takes them. */
export const put = (core: Core, file: Omit<Content, "id">, loose = false): string => {
  expire(core)
  const id = createHash("sha1").update(core.db.nextId()).digest("hex")
  const now = core.clock.now()
  core.db.run(
    "INSERT INTO content(id, name, type, bytes, created, expires) VALUES(?,?,?,?,?,?)",
    id,
    file.name,
    file.type,
    file.bytes,
    now,
    loose ? now + core.switches().looseFileHours * hour : null
  )
  return id
}

export const get = (core: Core, id: string): Content | undefined => {
  expire(core)
  const row = core.db.get("SELECT name, type, bytes FROM content WHERE id=?", id)
  const bytes = row?.["bytes"]
  return bytes instanceof Uint8Array
    ? { id, name: String(row?.["name"]), type: String(row?.["type"]), bytes }
    : undefined
}

/** Name and size, without the bytes. */
export const about = (core: Core, id: string): { readonly name: string; readonly size: number } | undefined => {
  expire(core)
  const row = core.db.get("SELECT name, length(bytes) AS size FROM content WHERE id=?", id)
  return row === undefined ? undefined : { name: String(row["name"]), size: Number(row["size"]) }
}

/** Keeps a loose file for good: something refers to it now. */
export const take = (core: Core, id: string): void => {
  core.db.run("UPDATE content SET expires=NULL WHERE id=?", id)
}

export const remove = (core: Core, id: string): void => {
  core.db.run("DELETE FROM content WHERE id=?", id)
}
