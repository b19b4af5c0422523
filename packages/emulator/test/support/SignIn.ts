/** An access token of an emulator, got as any client gets one. */
import type * as Core from "@effect-zoho/emulator/Core"
import * as Http from "@effect-zoho/emulator/Http"
import { issueGrantCode } from "@effect-zoho/emulator/OAuth"

export const signIn = (core: Core.Core): string => {
  const { clientId, clientSecret } = core.credentials()
  const query = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: clientId,
    client_secret: clientSecret,
    code: issueGrantCode(core, {}) ?? ""
  })
  const url = `${core.urls().accountsUrl}/oauth/v2/token?${query.toString()}`
  const { reply } = core.plan({ host: "accounts", method: "POST", url, headers: {}, body: new Uint8Array() }).deliver()
  return String(JSON.parse(Http.textOf(reply.body)).access_token)
}
