#!/usr/bin/env zx
/** `npm run exchange-grant -- --code <code>`: turns a self-client code into a refresh token in `.env`. */
import * as Script from "@effect-zoho/toolkit/Script"
import * as Setting from "@effect-zoho/config/Setting"
import { exchangeGrant, grantCode } from "./internal/ExchangeGrant.ts"

/** What the command takes and does; the tests run it too. */
export const exchangeGrantScript = Script.define({
  name: "exchange-grant",
  summary:
    "Turns a code from the API console into a refresh token and writes it to .env (with --profile NAME to profiles/NAME.env), other lines kept.",
  inputs: {
    // Optional here, so that a missing code is reported together with all other settings.
    code: Script.input(
      Setting.optional("GRANT_CODE", grantCode),
      "The code from Self Client > Generate Code; it lives a few minutes.",
      "code"
    )
  },
  switches: {},
  main: ({ file, folder }) => exchangeGrant(folder, file)
})

await Script.runPlainMain(import.meta.filename, exchangeGrantScript)
