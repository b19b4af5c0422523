/** Reading parsed JSON by shape: guards that narrow `Json` and nothing else, and Zoho's result objects. */
import type * as Schema from "effect/Schema"
import type { Said } from "../ApiError.ts"
import type { RowResult } from "../Envelope.ts"

type Json = Schema.Json

export const isArray = (value: Json | undefined): value is ReadonlyArray<Json> => Array.isArray(value)

export const isObject = (value: Json | undefined): value is Schema.JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** An id or a code as text; a number only where it is exact. */
export const textOf = (value: Json | undefined): string | undefined => {
  if (typeof value === "string") return value === "" ? undefined : value
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : undefined
}

/** Codes of success in answers that leave `status` out. */
const successCodes: ReadonlySet<string> = new Set(["success", "scheduled", "added_successfully"])

const statusOf = (value: Json | undefined, code: string): RowResult["status"] | undefined => {
  if (value === undefined || value === null) return successCodes.has(code.toLowerCase()) ? "success" : "error"
  if (value === "success" || value === "error") return value
  if (typeof value !== "string") return undefined
  const lower = value.toLowerCase()
  return lower === "success" || lower === "error" ? lower : undefined
}

/** Is it a result already, with nothing of an upsert's? Then it need not be copied: a write has a hundred. */
const isPlain = (value: Schema.JsonObject): value is Schema.JsonObject & RowResult =>
  (value["status"] === "success" || value["status"] === "error") &&
  typeof value["code"] === "string" &&
  value["code"] !== "" &&
  typeof value["message"] === "string" &&
  isObject(value["details"]) &&
  value["action"] === undefined &&
  value["duplicate_field"] === undefined

/** A result as Zoho writes it for a row or a call, or none: it has a `code` and a `status`, or at least a `message`. */
export const readResult = (value: Json | undefined): RowResult | undefined => {
  if (!isObject(value)) return undefined
  if (isPlain(value)) return value
  const { action, code, details, duplicate_field: duplicateField, message, status } = value
  if (typeof code !== "string" || code === "") return undefined
  const outcome = statusOf(status, code)
  // A record may have a field `code`: what else a result has must be there too.
  if (outcome === undefined || (status === undefined && typeof message !== "string")) return undefined
  if (details !== undefined && details !== null && !isObject(details)) return undefined
  return {
    code,
    status: outcome,
    message: typeof message === "string" ? message : "",
    details: details ?? {},
    ...(action === "insert" || action === "update" ? { action } : {}),
    ...(typeof duplicateField === "string" || duplicateField === null ? { duplicateField } : {})
  }
}

/** What a result says, with the HTTP status it came with. */
export const said = (result: RowResult, httpStatus: number): Said => ({
  code: result.code,
  message: result.message,
  httpStatus,
  details: result.details
})

/** What one nested error says, or none when it is not in Zoho's form. */
export const readSaid = (value: Json, httpStatus: number): Said | undefined => {
  const result = readResult(value)
  return result === undefined ? undefined : said(result, httpStatus)
}
