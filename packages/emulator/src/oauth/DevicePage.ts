/** `/oauth/v3/device`: where a user types the code of a device, and then consents. */
import type { Core } from "../Core.ts"
import * as Html from "../Html.ts"
import * as Http from "../Http.ts"
import type { Call } from "../Router.ts"
import * as Consent from "./Consent.ts"
import * as ConsentForm from "./ConsentForm.ts"
import * as DeviceCodes from "./DeviceCodes.ts"
import * as Page from "./Page.ts"

/** The `verification_url`. */
export const path = "/oauth/v3/device"
const verify = `${path}/verify`

const enter = (status: number, value: string, problem = ""): Http.Reply =>
  Page.render({
    status,
    title: "Enter the code of your device",
    body: `${problem === "" ? "" : `<p role="alert" id="problem" data-error="invalid_code">${Html.escape(problem)}</p>`}
<form method="get" action="${path}">
<div class="field"><label class="top" for="user_code">Code, as the device shows it</label>
<input type="text" id="user_code" name="user_code" value="${Html.escape(value)}" required maxlength="12" autocomplete="off" autocapitalize="characters" spellcheck="false"${problem === "" ? "" : ' aria-invalid="true" aria-describedby="problem"'}></div>
<div class="actions"><button class="main" type="submit">Continue</button></div>
</form>`
  })

const show = (call: Call): Http.Reply => {
  const { core } = call
  const given = call.target.query.get("user_code") ?? ""
  if (given === "") return enter(200, "")
  const device = DeviceCodes.findWaiting(core, given)
  if (device === undefined) {
    return enter(400, given.slice(0, 12), "There is no such code, or not any more: a code lives 5 minutes.")
  }
  return ConsentForm.page(core, {
    action: verify,
    ticket: Consent.open(core, { kind: "device", code: device.code }),
    scopes: device.scopes,
    offline: device.offline,
    client: "The device whose code you entered"
  })
}

const tooLate = (): Http.Reply =>
  Page.problem(400, "expired", "This page was answered already or is too old. Start again at the device.")

const settle = (core: Core, device: DeviceCodes.DeviceCode, answer: ConsentForm.Answer): Http.Reply => {
  switch (answer._tag) {
    case "Unclear":
      return Page.problem(400, "invalid_request", "Choose one of the users shown. Enter the code again.")
    case "Denied":
      DeviceCodes.settle(core, device.code, { state: "denied" })
      return Page.notice("Access rejected", "The device gets no access. You can close this page.")
    case "Elsewhere":
      DeviceCodes.settle(core, device.code, { state: "elsewhere", location: answer.location })
      return Page.notice("Access allowed", `The device goes on at the data center ${answer.location}.`)
    case "Allowed": {
      const { org, user } = answer
      const { client, prompted, scopes } = device
      const refreshes = Consent.grant(core, { client, user, scopes, prompted })
      DeviceCodes.settle(core, device.code, { state: "allowed", user, org, offline: device.offline && refreshes })
      return Page.notice("Access allowed", "The device signs in at its next look. You can close this page.")
    }
  }
}

const decide = (call: Call): Http.Reply => {
  const { core } = call
  const answered = ConsentForm.answered(core, call.request)
  if ("status" in answered) return answered
  const { form, question } = answered
  if (question === undefined || question["kind"] !== "device" || typeof question["code"] !== "string") return tooLate()
  const device = DeviceCodes.find(core, question["code"])
  if (device === undefined || device.state !== "pending" || device.expires <= core.clock.now()) return tooLate()
  return settle(core, device, ConsentForm.read(core, form))
}

export const routes = [
  { host: "accounts", method: "GET", path, scope: "none", credits: 0, handler: show },
  { host: "accounts", method: "POST", path: verify, scope: "none", credits: 0, handler: decide }
] as const
