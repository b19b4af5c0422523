/** The `$` keys that only notes and attachments have. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import type { Encoder } from "../records/FieldType.ts"
import * as MultiModule from "../records/values/MultiModule.ts"

/** Keys that every attachment shows, asked for or not. */
export const ofAttachments = [
  "$field_states",
  "$editable",
  "$file_id",
  "$type",
  "$se_module",
  "$state",
  "$link_url",
  "$attachment_type"
]

/** Keys of a note beyond those that any record has. */
export const ofNotes = ["$attachments", "$voice_note", "$is_shared_to_client", "$size"]

/** Keys of a module's own that a read by id shows. */
export const names = (module: Module): ReadonlyArray<string> =>
  module.apiName === "Notes" ? ofNotes : module.apiName === "Attachments" ? ofAttachments : []

const attachment =
  (core: Core, show: (content: unknown, link: unknown) => unknown): Encoder =>
  (id) => {
    const row = core.db.get("SELECT content, link FROM attachment WHERE id=?", Json.asText(id))
    return JSON.stringify(show(row?.["content"] ?? null, row?.["link"] ?? null))
  }

const ofNote =
  (core: Core): Encoder =>
  (id) => {
    const module = core.metadata.module("Attachments")
    if (module === undefined) return "[]"
    const rows = core.db.all(
      `SELECT r.id AS id, r."File_Name" AS name, r."Size" AS size, a.content AS content FROM ${module.table} r JOIN attachment a ON a.id=r.id WHERE r."Parent_Id"=? ORDER BY r.id`,
      Json.asText(id)
    )
    return JSON.stringify(
      rows.map((row) => ({ $file_id: row["content"], File_Name: row["name"], Size: row["size"], id: row["id"] }))
    )
  }

interface Column {
  readonly column: string
  readonly encode: Encoder
}

/** How such a key is read; undefined for one that the module does not have. */
export const column = (core: Core, module: Module, name: string): Column | undefined => {
  if (module.apiName === "Notes") {
    if (name === "$attachments") return { column: "id", encode: ofNote(core) }
    if (name === "$voice_note" || name === "$is_shared_to_client") return { column: "id", encode: () => "false" }
    return name === "$size" ? { column: "id", encode: () => "null" } : undefined
  }
  if (module.apiName !== "Attachments") return undefined
  switch (name) {
    case "$file_id":
      return { column: "id", encode: attachment(core, (content) => content) }
    case "$link_url":
      return { column: "id", encode: attachment(core, (_, link) => link) }
    case "$type":
      return { column: "id", encode: attachment(core, (_, link) => (link === null ? "Attachment" : "Link URL")) }
    case "$attachment_type":
      return { column: "id", encode: attachment(core, (_, link) => (link === null ? 1 : 6)) }
    case "$se_module": {
      const parent = module.byName.get("Parent_Id")
      return {
        column: '"Parent_Id"',
        encode: (id) => {
          const found = parent !== undefined && typeof id === "string" ? MultiModule.find(core, parent, id) : undefined
          return JSON.stringify(found?.module.apiName ?? null)
        }
      }
    }
    default:
      return undefined
  }
}
