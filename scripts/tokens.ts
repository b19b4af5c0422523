#!/usr/bin/env zx
/** `npm run tokens`: lists what the token store holds, without showing a token. */
import * as Script from "@effect-zoho/toolkit/Script"
import { listTokens } from "./internal/Tokens.ts"

/** What the command takes and does; the tests run it too. */
export const tokens = Script.define({
  name: "tokens",
  summary: "Lists what the token store holds: whose, how old, for how long, for what and where from. Shows no token.",
  inputs: {},
  switches: {},
  main: ({ folder }) => listTokens(folder)
})

await Script.runPlainMain(import.meta.filename, tokens)
