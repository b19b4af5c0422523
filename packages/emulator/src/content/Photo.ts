/** The photo of a record. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Locks from "../locking/Locks.ts"
import * as Read from "../records/Read.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Parent from "./Parent.ts"
import * as Store from "./Store.ts"
import * as Upload from "./Upload.ts"

const field = "Record_Image"

const signatures: ReadonlyArray<readonly [string, ReadonlyArray<number>]> = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/bmp", [0x42, 0x4d]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46]]
]

/** What kind of image the first bytes say it is: names and content types are the sender's word only. */
export const typeOf = (bytes: Uint8Array): string | undefined =>
  signatures.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0]

/** The record of the path, of a module that has photos. */
const parentOf = (call: Call): Parent.Parent | Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  if (!module.byName.has(field))
    return ZohoError.reply(400, "NOT_SUPPORTED", "the given module is not supported in api", { resource_path_index: 0 })
  return Parent.of(call)
}

const contentOf = (core: Core, id: string): string | undefined => {
  const content = core.db.get("SELECT content FROM photo WHERE record=?", id)?.["content"]
  return typeof content === "string" ? content : undefined
}

/** The photo of a record, or of the org by its id. */
export const find = (core: Core, id: string): Store.Content | undefined => {
  const content = contentOf(core, id)
  return content === undefined ? undefined : Store.get(core, content)
}

/** Keeps this photo in the place of the one before; null takes that away. */
export const replace = (core: Core, id: string, content: string | null): void => {
  const before = contentOf(core, id)
  if (before !== undefined) Store.remove(core, before)
  core.db.run("DELETE FROM photo WHERE record=?", id)
  if (content !== null) core.db.run("INSERT INTO photo(record, content) VALUES(?,?)", id, content)
}

const done = (message: string): Http.Reply =>
  Http.json(200, { code: "SUCCESS", details: {}, message, status: "success" })

/** Points the record at its photo, as an update of it does. */
const set = (call: Call, parent: Parent.Parent, content: string | null): void => {
  const { core, identity } = call
  replace(core, parent.id, content)
  core.db.run(
    `UPDATE ${parent.module.table} SET "${field}"=?, "Modified_Time"=?, "Modified_By"=? WHERE id=?`,
    content,
    Math.floor(core.clock.now() / 1000),
    identity.userId,
    parent.id
  )
}

export const upload = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  const { core, identity, request } = call
  const [file, second] = Upload.files(request)
  if (file === undefined || second !== undefined || file.bytes.length === 0)
    return ZohoError.reply(400, "INVALID_DATA", "invalid data", { api_name: "file" })
  if (Locks.isLocked(core, parent.id) && Locks.keepsFields(core, parent.module, identity.userId, [field]))
    return ZohoError.reply(400, "RECORD_LOCKED", "Sorry, you cannot perform this operation as the record is locked.", {
      id: parent.id
    })
  const limit = core.switches().photoMegabytes * Upload.megabyte
  if (file.bytes.length > limit)
    return ZohoError.reply(413, "FILE_SIZE_EXCEEDS", "File exceeded its maximum limit", { size: limit })
  const type = typeOf(file.bytes)
  if (type === undefined) return ZohoError.reply(415, "INVALID_DATA", "invalid file type")
  core.db.transaction(() => set(call, parent, Store.put(core, { ...file, type })))
  return done("photo uploaded successfully")
}

export const get = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  if (!Json.isId(call.params["id"] ?? "")) return Parent.invalidId
  const parent = parentOf(call)
  if ("status" in parent) return parent === Parent.invalidId ? Http.empty(204) : parent
  const file = find(call.core, parent.id)
  return file === undefined ? Http.empty(204) : Upload.download(file.name, file.bytes)
}

export const remove = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  call.core.db.transaction(() => set(call, parent, null))
  return done("Photo deleted")
}
