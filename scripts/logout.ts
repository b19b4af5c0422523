#!/usr/bin/env zx
/** `npm run logout`: ends the sign-in at Zoho and forgets its tokens here. Running it twice does no harm. */
import * as Script from "@effect-zoho/toolkit/Script"
import { logout } from "./internal/Logout.ts"

/** What the command takes and does; the tests run it too. */
export const logoutScript = Script.define({
  name: "logout",
  summary:
    "Revokes the refresh token at Zoho and forgets it here, in the token store and in .env or the profile's file.",
  inputs: {},
  switches: {},
  main: logout
})

await Script.runPlainMain(import.meta.filename, logoutScript)
