import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call, form, send } from "../support/Client.ts"
import { answerPage, type Choice } from "../support/Consent.ts"

const begin = Effect.fnUntraced(function* (more: { readonly [name: string]: string } = {}) {
  const emulator = yield* Emulator
  const query = new URLSearchParams({
    client_id: emulator.credentials.clientId,
    grant_type: "device_request",
    scope: "ZohoCRM.users.READ",
    access_type: "offline",
    prompt: "consent",
    ...more
  })
  // Documented with all parameters in the query.
  return (yield* send("POST", `${emulator.accountsUrl}/oauth/v3/device/code?${query.toString()}`)).json
})

const poll = Effect.fnUntraced(function* (code: string, more: { readonly [name: string]: string } = {}) {
  const { credentials } = yield* Emulator
  const { clientId, clientSecret } = credentials
  const fields = { client_id: clientId, client_secret: clientSecret, grant_type: "device_token", code, ...more }
  return (yield* form("/oauth/v3/device/token", fields)).json
})

const enter = Effect.fnUntraced(function* (userCode: string, choice: Choice = {}) {
  const { accountsUrl } = yield* Emulator
  const page = yield* send("GET", `${accountsUrl}/oauth/v3/device?user_code=${encodeURIComponent(userCode)}`)
  assert.strictEqual(page.status, 200, page.text)
  return yield* answerPage(page.text, choice)
})

const wait = Effect.flatMap(Emulator, (it) => it.advance("30 seconds"))

describe("the device flow", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("gives tokens once the user has entered the code and consented, and only once", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const device = yield* begin()
        assert.strictEqual(device.verification_url, `${emulator.accountsUrl}/oauth/v3/device`)
        assert.strictEqual(device.interval, 30_000)
        assert.strictEqual(device.expires_in, 300_000)
        assert.match(device.user_code, /^[A-Z0-9]{4}-[A-Z0-9]{4}$/)
        assert.deepStrictEqual(yield* poll(device.device_code), { error: "authorization_pending" })
        // People type as they like.
        const done = yield* enter(device.user_code.toLowerCase().replace("-", " "), { user: "tomas" })
        assert.include(done.text, "Access allowed")
        yield* wait
        const tokens = yield* poll(device.device_code)
        assert.match(tokens.refresh_token, /^1000\./)
        assert.strictEqual(tokens.scope, "ZohoCRM.users.READ")
        const { json } = yield* call("GET", "/crm/v8/users?type=CurrentUser", { token: tokens.access_token })
        assert.strictEqual(json.users[0].email, "tomas.lindqvist@example.com")
        yield* wait
        assert.deepStrictEqual(yield* poll(device.device_code), { error: "invalid_code" })
        assert.strictEqual((yield* emulator.stats).tokenRequests.device_token.ok, 1)
      })
    )

    it.effect("says slow_down to a second poll within 30 seconds, also when it is answered already", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const { device_code, user_code } = yield* begin()
        assert.deepStrictEqual(yield* poll(device_code), { error: "authorization_pending" })
        yield* emulator.advance("29 seconds")
        assert.deepStrictEqual(yield* poll(device_code), { error: "slow_down" })
        yield* enter(user_code)
        yield* emulator.advance("29 seconds")
        assert.deepStrictEqual(yield* poll(device_code), { error: "slow_down" })
        yield* wait
        assert.property(yield* poll(device_code), "access_token")
      })
    )

    it.effect("says who refused, who lives elsewhere, and that five minutes are over", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const denied = yield* begin()
        assert.include((yield* enter(denied.user_code, { decision: "deny" })).text, "Access rejected")
        assert.deepStrictEqual(yield* poll(denied.device_code), { error: "access_denied" })
        const elsewhere = yield* begin()
        yield* enter(elsewhere.user_code, { fields: { location: "jp" } })
        assert.deepStrictEqual(yield* poll(elsewhere.device_code), { error: "other_dc", user_location: "jp" })
        const late = yield* begin()
        yield* emulator.advance("5 minutes")
        assert.deepStrictEqual(yield* poll(late.device_code), { error: "expired" })
        const { accountsUrl } = emulator
        for (const code of [late.user_code, "NONSENSE", denied.user_code, "'; --", "<b>"]) {
          const page = yield* send("GET", `${accountsUrl}/oauth/v3/device?user_code=${encodeURIComponent(code)}`)
          assert.strictEqual(page.status, 400)
          assert.include(page.text, 'role="alert"')
          assert.notInclude(page.text, "<b>")
        }
        assert.strictEqual((yield* send("GET", `${accountsUrl}/oauth/v3/device`)).status, 200)
      })
    )

    it.effect("takes one answer for a code, from its own page alone", () =>
      Effect.gen(function* () {
        const { accountsUrl } = yield* Emulator
        const { device_code, user_code } = yield* begin()
        const page = yield* send("GET", `${accountsUrl}/oauth/v3/device?user_code=${user_code}`)
        const other = yield* send("GET", `${accountsUrl}/oauth/v3/device?user_code=${user_code}`)
        const headers = { origin: "https://attacker.example.com" }
        assert.strictEqual((yield* answerPage(page.text, { headers })).status, 403)
        assert.strictEqual((yield* answerPage(page.text, { decision: "deny" })).status, 200)
        assert.strictEqual((yield* answerPage(page.text)).status, 400)
        assert.strictEqual((yield* answerPage(other.text)).status, 400)
        assert.deepStrictEqual(yield* poll(device_code), { error: "access_denied" })
      })
    )

    it.effect("names what is wrong with a request", () =>
      Effect.gen(function* () {
        const { device_code } = yield* begin()
        assert.deepStrictEqual(yield* begin({ client_id: "1000.NOBODY" }), { error: "invalid_client" })
        assert.deepStrictEqual(yield* begin({ grant_type: "device_token" }), { error: "invalid_grant" })
        assert.deepStrictEqual(yield* begin({ scope: " , " }), { error: "invalid_scope" })
        assert.deepStrictEqual(yield* poll(device_code, { client_secret: "no" }), { error: "invalid_client_secret" })
        assert.deepStrictEqual(yield* poll(device_code, { grant_type: "no" }), { error: "invalid_grant" })
        assert.deepStrictEqual(yield* poll("1000.no"), { error: "invalid_code" })
      })
    )

    it.effect("counts in seconds when told so, and gives no refresh token to an online device", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.setSwitches({ deviceTimes: "seconds" })
        const device = yield* begin({ access_type: "online" })
        assert.strictEqual(device.interval, 30)
        assert.strictEqual(device.expires_in, 300)
        yield* enter(device.user_code)
        const tokens = yield* poll(device.device_code)
        assert.property(tokens, "access_token")
        assert.notProperty(tokens, "refresh_token")
      })
    )

    it.effect("leaves no code in the request log", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.reset
        const device = yield* begin()
        yield* enter(device.user_code)
        yield* poll(device.device_code)
        const log = JSON.stringify(yield* emulator.requests)
        assert.include(log, "/oauth/v3/device")
        for (const secret of [device.user_code, device.device_code]) assert.notInclude(log, secret)
      })
    )
  })
})
