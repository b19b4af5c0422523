/** One row's end: the item of a write's answer. */
import * as ZohoError from "../ZohoError.ts"

export type Refusal = { readonly ok: false; readonly error: ZohoError.ZohoError; readonly status?: 412 }
export type Outcome = { readonly ok: true; readonly id: string; readonly item: object } | Refusal

export const refuse = (code: string, message: string, details: ZohoError.Details): Refusal => ({
  ok: false,
  error: ZohoError.make(code, message, details)
})

/** MANDATORY_NOT_FOUND for a field of the row at `path`. */
export const absent = (name: string, path: string): Refusal =>
  refuse("MANDATORY_NOT_FOUND", "required field not found", { api_name: name, json_path: `${path}.${name}` })

/** A rule between two fields that the row breaks: `name` does not go with `dependee`. */
export const mismatch = (
  code: "DEPENDENT_MISMATCH" | "DEPENDENT_FIELD_MISSING" | "DEPENDENT_FIELD_UNCHANGED",
  message: string,
  path: string,
  name: string,
  dependee: string
): Refusal =>
  refuse(code, message, {
    dependee: { api_name: dependee, json_path: `${path}.${dependee}` },
    api_name: name,
    json_path: `${path}.${name}`
  })
