/** A value on its way in: as it is stored, or why it is refused. */
import type { Value } from "../../Database.ts"
import type { Details } from "../../ZohoError.ts"

export interface Refused {
  readonly ok: false
  /** Default INVALID_DATA. */
  readonly code?: string
  readonly message?: string
  readonly details: Details
  /** Where inside the value: `[0].unit`; nothing when it is the value itself. */
  readonly at?: string
  /** The key beside the field that is wrong, such as `$se_module`. */
  readonly beside?: string
}

export type Checked = { readonly ok: true; readonly value: Value } | Refused

export const ok = (value: Value): Checked => ({ ok: true, value })

export const refused = (details: Details, at = "", message?: string, code?: string): Refused => ({
  ok: false,
  details,
  ...(at === "" ? {} : { at }),
  ...(message === undefined ? {} : { message }),
  ...(code === undefined ? {} : { code })
})
export const wrongType = (type: string, at = ""): Refused => refused({ expected_data_type: type }, at)
export const tooLong = (length: number, at = ""): Refused => refused({ maximum_length: length }, at)
export const notListed = (values: ReadonlyArray<string>, at = ""): Refused => refused({ supported_values: values }, at)
export const unknownId = (at = ""): Refused => refused({}, at, "the related id given seems to be invalid")
export const missingKey = (at: string): Refused => refused({}, at, "mandatory key missing", "MANDATORY_NOT_FOUND")
export const tooMany = (limit: number): Refused =>
  refused({ limit }, "", "the number of values given exceeds the limit", "LIMIT_EXCEEDED")

/** The name that an error at this place is about: `unit` of `[0].unit`, else the field's own. */
export const nameAt = (at: string | undefined, field: string): string =>
  /\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(at ?? "")?.[1] ?? field
