#!/usr/bin/env zx
/** `npm run import-sdk-tokens -- --from sdk_tokens.txt`: takes over the tokens of Zoho's official SDKs; a dry run first. */
import * as Setting from "@effect-zoho/config/Setting"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Schema from "effect/Schema"
import { importTokens } from "./internal/ImportTokens.ts"

/** What the command takes and does; the tests run it too. */
export const importSdkTokens = Script.define({
  name: "import-sdk-tokens",
  summary:
    "Takes tokens over that an official SDK has stored, into the token store. Shows what it would do; --yes does it.",
  inputs: {
    from: Script.input(
      Setting.required("SDK_TOKENS", {
        schema: Schema.String.check(Schema.isPattern(/^[^\0]+$/u)).pipe(Schema.RedactedFromValue),
        expected: "a file's path or a mysql:// address",
        remedy:
          "Give --from with the SDK's token file (sdk_tokens.txt unless told otherwise) or with mysql://, the host and /zohooauth."
      }),
      "The SDK's token file, or mysql://USER:PASSWORD@HOST/zohooauth (?table= if it is not oauthtoken).",
      "from"
    )
  },
  switches: {
    yes: Script.toggle("yes", "Writes to the token store; without it nothing is written.")
  },
  main: ({ folder, inputs, switches }) => importTokens({ folder, from: inputs.from, write: switches.yes })
})

await Script.runPlainMain(import.meta.filename, importSdkTokens)
