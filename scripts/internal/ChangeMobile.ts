/** The example's task: change one lead's mobile number, and know that it changed. */
import type { RecordId } from "@effect-zoho/records/Module"
import { Leads } from "@effect-zoho/records/modules/Leads"
import type { Trigger, WriteOptions } from "@effect-zoho/records/Records"
import * as Settings from "@effect-zoho/config/Settings"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Report from "@effect-zoho/toolkit/Report"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Send from "./Send.ts"

export interface Change {
  readonly id: RecordId
  readonly mobile: string
  /** Which automation the change may set off; none given: all of it, as in the browser. */
  readonly trigger: Option.Option<ReadonlyArray<Trigger>>
  readonly dryRun: boolean
}

/** Shows before and after, sends the change, reads it back. Succeeds only when the lead has the number then. */
export const changeMobile = Effect.fn("changeMobile")(function* ({ dryRun, id, mobile, trigger }: Change) {
  const { hosts } = yield* Settings.Settings
  const leads = yield* Leads

  const lead = yield* leads.get(id, ["First_Name", "Last_Name", "Company", "Mobile"])
  const who = [lead.First_Name, lead.Last_Name].filter((it) => it !== null).join(" ")
  yield* Output.event(
    { event: "lead", id, Last_Name: lead.Last_Name, Mobile: lead.Mobile, apiUrl: hosts.apiUrl },
    `Lead ${id} at ${hosts.apiUrl}: ${who}${lead.Company === null ? "" : `, ${lead.Company}`}`
  )

  if (isSame(lead.Mobile, mobile)) {
    yield* Output.event({ event: "unchanged", id }, `The mobile number is ${mobile} already; nothing was sent.`)
    return
  }

  yield* Output.event(
    { event: "change", id, before: { Mobile: lead.Mobile }, after: { Mobile: mobile } },
    Report.changes([{ field: "Mobile", before: lead.Mobile, after: mobile }])
  )
  if (dryRun) {
    yield* Output.event({ event: "dry-run", id }, "Dry run: nothing was sent.")
    return
  }

  const options = Option.match(trigger, { onNone: () => ({}), onSome: (trigger) => ({ trigger }) })
  yield* sendAndProve(id, mobile, options).pipe(
    Effect.onInterrupt(() =>
      Output.event(
        { event: "interrupted", id },
        "Stopped before it was proved. Run this again to see: it sends nothing if the change is there."
      )
    )
  )
})

const sendAndProve = Effect.fnUntraced(function* (id: RecordId, mobile: string, options: WriteOptions) {
  const leads = yield* Leads
  // Once sent, it is seen through: Ctrl-C waits for Zoho's answer.
  yield* Script.finish(Send.update(leads, id, { Mobile: mobile }, options))

  const after = yield* leads.get(id, ["Mobile"])
  if (!isSame(after.Mobile, mobile)) {
    return yield* new Script.ScriptError({
      title: "The change is not there",
      happened: `Read back, the mobile number is ${after.Mobile ?? "empty"}.`,
      remedy: "Look at the lead's timeline: somebody else or an automation may have changed it. Then run this again."
    })
  }
  yield* Output.event(
    { event: "verified", id, Mobile: after.Mobile },
    `Read back: the mobile number is ${after.Mobile}. The change is there.`
  )
})

/** Zoho cuts blanks off at both ends. */
const isSame = (there: string | null, wanted: string): boolean => (there ?? "").trim() === wanted.trim()
