/** `If-Unmodified-Since`: a record that changed since then is not written again. */
import * as Clock from "../Clock.ts"
import * as Http from "../Http.ts"
import type { Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Read from "./Read.ts"

/** The error for a record that changed after the time in the header; undefined without one, and without such a record. */
export const refused = (call: Call, module: Module, id: string): ZohoError.ZohoError | undefined => {
  const header = call.request.headers["if-unmodified-since"]
  const since = header === undefined ? undefined : Clock.parseHeader(header)
  if (since === undefined) return undefined
  const stored = call.core.db.get(`SELECT "Modified_Time" AS modified FROM ${module.rows} AS t WHERE id=?`, id)
  if (stored === undefined || Number(stored["modified"]) <= since) return undefined
  return ZohoError.make(
    "ALREADY_MODIFIED",
    "record updated time has already passed if-unmodified-since time",
    Read.stamp(call.core, module, id)
  )
}

/** As `refused`, as the 412 that answers a call on one record. */
export const reply = (call: Call, module: Module, id: string): Http.Reply | undefined => {
  const error = refused(call, module, id)
  return error === undefined ? undefined : Http.json(412, { data: [error] })
}
