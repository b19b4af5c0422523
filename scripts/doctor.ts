#!/usr/bin/env zx
/** `npm run doctor`: checks everything a run needs, one line each, with what to do where something is wrong. */
import * as Setting from "@effect-zoho/config/Setting"
import { RecordId } from "@effect-zoho/records/Module"
import * as Script from "@effect-zoho/toolkit/Script"
import { examine } from "./internal/Doctor.ts"

/** What the command takes and does; the tests run it too. */
export const doctor = Script.define({
  name: "doctor",
  summary:
    "Checks Node, settings, data center, token store, token, scopes, organisation, user and lead. Changes nothing.",
  inputs: {
    lead: Script.input(
      Setting.optional("LEAD_ID_TO_UPDATE", {
        schema: RecordId,
        expected: "a record's id, which is a number of up to 19 digits",
        remedy: "Copy it from the record's address in the browser, or leave it out."
      }),
      "The lead whose existence is checked.",
      "lead"
    )
  },
  switches: {},
  main: ({ folder, inputs }) => examine(folder, inputs.lead)
})

await Script.runPlainMain(import.meta.filename, doctor)
