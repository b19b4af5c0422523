#!/usr/bin/env zx
/** `npm start`: the lead update on the emulator, with nothing of yours read or changed. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Scopes from "./internal/Scopes.ts"
import { updateLead } from "./update-lead.ts"

const realAccount = `
The same on your own account:
  1. Open the API console of your data center (https://api-console.zoho.com) and create a Self Client.
  2. Copy .env.template to .env and fill in CLIENT_ID, CLIENT_SECRET, USER_EMAIL and ACCOUNTS_URL.
  3. Generate a code there with the scopes ${Scopes.needed.join(",")}
     and, within its few minutes of life: npm run exchange-grant -- --code <code>
  4. npm run update-lead -- --lead <id> --mobile "<number>" --dry-run   (and without --dry-run to do it)
`

await Script.toProcess((host) =>
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const { clientId, clientSecret, leadId, refreshToken, userEmail } = emulator.credentials
    const say = host.args.includes("--json") ? host.stderr : host.stdout
    say(`A Zoho CRM for this run only, on this machine: ${emulator.apiUrl}\n\n`)
    const code = yield* Script.execute(updateLead, {
      ...host,
      dotEnv: false,
      environment: {
        ACCOUNTS_URL: emulator.accountsUrl,
        API_URL: emulator.apiUrl,
        UPLOAD_URL: emulator.uploadUrl,
        CLIENT_ID: clientId,
        CLIENT_SECRET: clientSecret,
        REFRESH_TOKEN: refreshToken,
        USER_EMAIL: userEmail,
        TOKEN_STORE: "memory",
        LOG_FILE: "none",
        LEAD_ID_TO_UPDATE: leadId,
        NEW_MOBILE_NUMBER: "+1 555 0142"
      }
    })
    if (code === 0) say(realAccount)
    return code
  }).pipe(
    Effect.provide(Emulator.layerServer()),
    Effect.catchTag("ListenError", (error) => {
      host.stderr(`${error.message}\n`)
      return Effect.succeed(1 as const)
    })
  )
)
