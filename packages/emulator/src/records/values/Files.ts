/** Values of file and image fields: entries that point to uploaded files. */
import * as Clock from "../../Clock.ts"
import * as Store from "../../content/Store.ts"
import type { Core } from "../../Core.ts"
import type { Value } from "../../Database.ts"
import * as Json from "../../Json.ts"
import type { Field } from "../../Metadata.ts"
import { type Checked, missingKey, ok, refused, tooMany, wrongType } from "./Checked.ts"

const limits = { fileupload: 5, imageupload: 10 } as const

type Entry = { readonly [key: string]: unknown }

const entriesOf = (stored: Value | undefined): ReadonlyArray<Entry> => {
  const parsed = typeof stored === "string" ? Json.parse(stored) : undefined
  if (!Array.isArray(parsed)) return []
  return parsed.map((item) => Json.asObject(item)).filter((item) => item !== undefined)
}

/** Entries with `File_Id__s` are added to those there are, those with `id` and `_delete` are taken away. */
export const check = (core: Core, field: Field, value: unknown, current: Value | undefined): Checked => {
  if (!Array.isArray(value)) return wrongType("jsonarray")
  const image = field.dataType === "imageupload"
  let entries = entriesOf(current)
  const now = Clock.format(Math.floor(core.clock.now() / 1000))
  for (const [index, item] of value.entries()) {
    const given = Json.asObject(item)
    const at = `[${index}]`
    if (given === undefined) return wrongType("jsonobject", at)
    const id = Json.idOf(given["id"])
    if (id !== undefined) {
      if (!entries.some((entry) => entry["id"] === id))
        return refused({}, `${at}.id`, "the id given seems to be invalid")
      if ("_delete" in given) entries = entries.filter((entry) => entry["id"] !== id)
      continue
    }
    const file = given["File_Id__s"]
    if (Json.isAbsent(file)) return missingKey(`${at}.File_Id__s`)
    if (typeof file !== "string" || file === "" || file.length > 255) return wrongType("text", `${at}.File_Id__s`)
    const uploaded = Store.about(core, file)
    if (uploaded === undefined) return refused({}, `${at}.File_Id__s`, "the file id given seems to be invalid")
    Store.take(core, file)
    const [description, sequence] = [given["Description__s"], given["Sequence_Number__s"]]
    entries = [
      ...entries,
      {
        id: core.db.nextId(),
        File_Id__s: file,
        File_Name__s: uploaded.name,
        Size__s: uploaded.size,
        Created_Time__s: now,
        ...(image
          ? {
              Sequence_Number__s: typeof sequence === "number" ? sequence : entries.length + 1,
              Description__s: typeof description === "string" ? description.slice(0, 255) : null,
              Preview_Id__s: file,
              State__s: "attached"
            }
          : {})
      }
    ]
  }
  const limit = image ? limits.imageupload : limits.fileupload
  return entries.length > limit ? tooMany(limit) : ok(entries.length === 0 ? null : JSON.stringify(entries))
}
