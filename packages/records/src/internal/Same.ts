/** Does a record hold what was sent to it? Asked after an answer got lost. */
import type * as Schema from "effect/Schema"

const isEmpty = (value: Schema.Json | undefined): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)

const isRecord = (value: Schema.Json): value is Schema.JsonObject => typeof value === "object" && !Array.isArray(value)

const datetime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/u

const isSame = (sent: Schema.Json, read: Schema.Json): boolean => {
  if (isEmpty(sent) || isEmpty(read)) return isEmpty(sent) && isEmpty(read)
  if (typeof sent === "string" && typeof read === "string" && datetime.test(sent) && datetime.test(read))
    return Date.parse(sent) === Date.parse(read)
  // Zoho trims text, and gives numbers back where digits were sent.
  if (typeof sent !== "object" && typeof read !== "object") return String(sent).trim() === String(read).trim()
  if (Array.isArray(sent) && Array.isArray(read))
    return sent.length === read.length && sent.every((it, index) => isSame(it, read[index] ?? null))
  if (sent !== null && read !== null && isRecord(sent) && isRecord(read)) {
    // Of a lookup Zoho looks at the id alone where there is one.
    if (sent["id"] !== undefined) return isSame(sent["id"], read["id"] ?? null)
    return Object.entries(sent).every(([key, value]) => isSame(value ?? null, read[key] ?? null))
  }
  return false
}

/**
 * True when every field that was sent and read back holds what was sent. Fields that were not read say nothing; where
 * none was, nothing is known.
 */
export const isApplied = (
  sent: Readonly<Record<string, Schema.Json | undefined>>,
  read: Readonly<Record<string, Schema.Json | undefined>>
): boolean => {
  const names = Object.keys(sent).filter((it) => it !== "id" && sent[it] !== undefined && read[it] !== undefined)
  return names.length > 0 && names.every((it) => isSame(sent[it] ?? null, read[it] ?? null))
}
