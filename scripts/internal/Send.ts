/** One update, seen through: required fields are added when Zoho asks for them, an unknown outcome is looked up. */
import { ApiError, type Reason } from "@effect-zoho/client/ApiError"
import type { RecordId } from "@effect-zoho/records/Module"
import { type Leads, module } from "@effect-zoho/records/modules/Leads"
import type { Outcome, WriteOptions } from "@effect-zoho/records/Records"
import type { Changes } from "@effect-zoho/records/Row"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Report from "@effect-zoho/toolkit/Report"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"

type Row = Changes<typeof module.fields>

/** Zoho names one missing field at a time; more rounds than this mean that something else is wrong. */
const rounds = 5

/** Updates one lead and says what became of it: code, message and details. */
export const update = Effect.fn("update")(function* (
  leads: Leads["Service"],
  id: RecordId,
  changes: Row,
  options: WriteOptions
) {
  let row = changes
  for (let round = 1; ; round++) {
    const missing = yield* leads.update(id, row, options).pipe(
      Effect.flatMap((done) => Effect.as(said(done), nothing)),
      Effect.catchReason("ApiError", "Ambiguous", (reason) => Effect.as(lookUp(leads, id, changes, reason), nothing)),
      Effect.catchTag("ApiError", (error) => {
        const names = required(error.reason).filter((name) => !(name in row))
        return names.length === 0 || round === rounds ? Effect.fail(error) : Effect.succeed(names)
      })
    )
    if (missing.length === 0) return
    // What the module always asks for goes along too: it would be asked for next.
    row = { ...(yield* read(leads, id, [...new Set([...module.mandatory, ...missing])])), ...row }
  }
})

const nothing: ReadonlyArray<string> = []

const said = (done: Extract<Outcome, { _tag: "Done" }>) => {
  const { details } = done
  return Output.event(
    { event: "row", row: done.row, status: "done", code: done.code, message: done.message, details },
    `Zoho answered ${done.code}: ${done.message} ${JSON.stringify(details)}`
  )
}

/** The fields that Zoho misses, if that is all that is wrong. */
const required = (reason: Reason): ReadonlyArray<string> => {
  const blamed = reason._tag === "MultipleErrors" ? reason.errors : reason._tag === "MandatoryNotFound" ? [reason] : []
  const names = blamed.map((it) => (it.code === "MANDATORY_NOT_FOUND" ? it.details["api_name"] : undefined))
  return names.every((it) => typeof it === "string") ? names : []
}

/** The lead's own values for fields that Zoho wants to see again; it changes none of them. */
const read = Effect.fnUntraced(function* (leads: Leads["Service"], id: RecordId, names: ReadonlyArray<string>) {
  yield* Output.event(
    { event: "required-fields", id, fields: names },
    `Zoho asks for ${names.join(", ")}, which the change does not touch: sending the lead's own values along.`
  )
  const { id: _, ...values } = yield* leads.get(id, names)
  const empty = names.filter((name) => values[name] === null || values[name] === undefined || values[name] === "")
  if (empty.length > 0) {
    return yield* new Script.ScriptError({
      title: "A required field of the lead is empty",
      happened: `Zoho takes no change to this lead without ${empty.join(", ")}, and the lead has no value there.`,
      remedy: `Fill in ${empty.join(", ")} in the CRM, then run this again. Nothing was changed.`
    })
  }
  return values
})

/** The answer was lost on the way, so only the lead itself can tell. */
const lookUp = Effect.fnUntraced(function* (
  leads: Leads["Service"],
  id: RecordId,
  changes: Row,
  reason: Extract<Reason, { _tag: "Ambiguous" }>
) {
  const lost = Report.text(new ApiError({ operation: "Leads.update", reason }))
  yield* Output.event({ event: "ambiguous", id }, `${lost}\nReading the lead back to find out.`)
  const there = yield* leads.get(id, Object.keys(changes))
  const arrived = Object.entries(changes).every(([name, value]) => comparable(there[name]) === comparable(value))
  if (!arrived) {
    return yield* new Script.ScriptError({
      title: "The change did not arrive",
      happened: "It was sent once and not answered; read back, the lead is as before.",
      remedy: "Wait a minute, then run this again: it sends nothing should the change have arrived late."
    })
  }
  yield* Output.event({ event: "arrived", id }, "It arrived: the lead has the new value.")
})

/** Zoho cuts blanks off at both ends, and takes an empty text for none. */
const comparable = (value: unknown): string =>
  JSON.stringify(typeof value === "string" ? value.trim() || null : (value ?? null))
