/** `POST /oauth/v3/device/code` and `…/token`: sign-in of a device without a browser. Names and rules are Zoho's own. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import type { Call } from "../Router.ts"
import { readScopes } from "./Authorize.ts"
import * as Clients from "./Clients.ts"
import * as DeviceCodes from "./DeviceCodes.ts"
import * as DevicePage from "./DevicePage.ts"
import * as TokenEndpoint from "./TokenEndpoint.ts"
import * as Tokens from "./Tokens.ts"

const { error } = TokenEndpoint

const begin = (call: Call): Http.Reply => {
  const { core } = call
  const form = Http.formOf(call.request)
  if (form.get("grant_type") !== "device_request") return error("invalid_grant")
  const client = Clients.find(core, form.get("client_id") ?? "")
  if (client === undefined) return error("invalid_client")
  const scopes = readScopes(form.get("scope") ?? "")
  if (scopes === undefined) return error("invalid_scope")
  const access = form.get("access_type") ?? "online"
  if (access !== "online" && access !== "offline") return error("invalid_access_type")
  const { code, userCode } = DeviceCodes.issue(core, {
    client: client.id,
    scopes,
    offline: access === "offline",
    prompted: form.get("prompt") === "consent"
  })
  const url = core.urls().accountsUrl + DevicePage.path
  const time = (milliseconds: number) =>
    core.switches().deviceTimes === "seconds" ? milliseconds / 1000 : milliseconds
  return Http.json(200, {
    user_code: DeviceCodes.shown(userCode),
    device_code: code,
    verification_url: url,
    verification_uri_complete: `${url}?user_code=${DeviceCodes.shown(userCode)}`,
    interval: time(DeviceCodes.interval),
    expires_in: time(DeviceCodes.life)
  })
}

const outcome = (core: Core, device: DeviceCodes.DeviceCode): Http.Reply => {
  // Noted before anything else: every poll counts, whatever it is told.
  const patient = DeviceCodes.poll(core, device)
  if (device.expires <= core.clock.now()) return error("expired")
  if (!patient) return error("slow_down")
  switch (device.state) {
    case "pending":
      return error("authorization_pending")
    case "denied":
      return error("access_denied")
    case "elsewhere":
      return Http.json(200, { error: "other_dc", user_location: device.location ?? core.options.center })
    case "allowed":
      if (device.offline && Tokens.isRefreshThrottled(core, device)) return TokenEndpoint.throttled
      DeviceCodes.spend(core, device.code)
      return TokenEndpoint.tokens(core, device, device.offline)
  }
}

const poll = (call: Call): Http.Reply => {
  const { core } = call
  const form = Http.formOf(call.request)
  if (form.get("grant_type") !== "device_token") return error("invalid_grant")
  const client = Clients.authenticate(core, form)
  if (typeof client === "string") return TokenEndpoint.count(core, "device_token", error(client))
  const device = DeviceCodes.find(core, form.get("code") ?? "")
  if (device === undefined || device.client !== client.id) {
    return TokenEndpoint.count(core, "device_token", error("invalid_code"))
  }
  return TokenEndpoint.count(
    core,
    "device_token",
    core.db.transaction(() => outcome(core, device))
  )
}

export const routes = [
  { host: "accounts", method: "POST", path: "/oauth/v3/device/code", scope: "none", credits: 0, handler: begin },
  { host: "accounts", method: "POST", path: "/oauth/v3/device/token", scope: "none", credits: 0, handler: poll },
  ...DevicePage.routes
] as const
