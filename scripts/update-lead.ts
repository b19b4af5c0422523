#!/usr/bin/env zx
/** `npm run update-lead`: changes one lead's mobile number and proves that it changed. */
import * as Setting from "@effect-zoho/config/Setting"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Schema from "effect/Schema"
import { changeMobile } from "./internal/ChangeMobile.ts"
import * as Choices from "./internal/Choices.ts"

/** What the command takes and does; `npm start` and the tests run it too. */
export const updateLead = Script.define({
  name: "update-lead",
  summary: "Changes a lead's mobile number, shows before and after, and reads the lead back to prove it.",
  inputs: {
    id: Script.recordId("LEAD_ID_TO_UPDATE", "The lead to change.", "lead"),
    mobile: Script.input(
      Setting.required("NEW_MOBILE_NUMBER", {
        schema: Schema.String,
        expected: "a telephone number",
        remedy: 'Set it to the new number such as +1 555 0100, or give --mobile "+1 555 0100".'
      }),
      "Its new mobile number.",
      "mobile"
    ),
    trigger: Choices.trigger("the change")
  },
  switches: {
    dryRun: Script.toggle("dry-run", "Shows before and after, and sends nothing.")
  },
  main: ({ inputs, switches }) => changeMobile({ ...inputs, dryRun: switches.dryRun })
})

await Script.runMain(import.meta.filename, updateLead)
