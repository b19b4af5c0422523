#!/usr/bin/env zx
/** `npm run emulator`: a local Zoho CRM until it is stopped. Its flags are the emulator's own; see packages/emulator. */
import { ownArguments } from "@effect-zoho/toolkit/Argv"

// The emulator reads its arguments as its own command would get them.
process.argv.splice(1, process.argv.length, "emulator", ...ownArguments(process.argv))
await import("@effect-zoho/emulator/bin")
