import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call, form, send } from "../support/Client.ts"
import { answerPage, authorize, consent, fieldsOf, request } from "../support/Consent.ts"

const exchange = Effect.fnUntraced(function* (code: string, more: { readonly [name: string]: string } = {}) {
  const { credentials } = yield* Emulator
  return (yield* form("/oauth/v2/token", {
    grant_type: "authorization_code",
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    redirect_uri: "http://127.0.0.1:8765/callback",
    code,
    ...more
  })).json
})

const codeOf = (query: URLSearchParams): string => query.get("code") ?? assert.fail(`no code in ${query.toString()}`)

describe("the consent page", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect(
      "leads back with code, center, accounts server and the state as it was, and the code becomes tokens",
      () =>
        Effect.gen(function* () {
          const emulator = yield* Emulator
          const query = yield* consent()
          assert.strictEqual(query.get("location"), "us")
          assert.strictEqual(query.get("accounts-server"), emulator.accountsUrl)
          assert.strictEqual(query.get("state"), "s t&te/1")
          const tokens = yield* exchange(codeOf(query))
          assert.strictEqual(tokens.scope, "ZohoCRM.modules.ALL ZohoCRM.users.READ")
          assert.match(tokens.refresh_token, /^1000\./)
          const { json } = yield* call("GET", "/crm/v8/users?type=CurrentUser", { token: tokens.access_token })
          assert.strictEqual(json.users[0].email, emulator.credentials.userEmail)
        })
    )

    it.effect("lets another user consent, and offers nobody who is not active", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const page = yield* authorize(request(emulator))
        assert.include(page.text, "tomas.lindqvist@example.com")
        assert.notInclude(page.text, "ines.okafor@example.com")
        const tokens = yield* exchange(codeOf(yield* consent({}, { user: "tomas.lindqvist@example.com" })))
        const { json } = yield* call("GET", "/crm/v8/users?type=CurrentUser", { token: tokens.access_token })
        assert.strictEqual(json.users[0].email, "tomas.lindqvist@example.com")
      })
    )

    it.effect("leads back with access_denied when the user rejects", () =>
      Effect.gen(function* () {
        const query = yield* consent({}, { decision: "deny" })
        assert.deepStrictEqual(Object.fromEntries(query), { error: "access_denied", state: "s t&te/1" })
      })
    )

    it.effect("gives no refresh token to an online client, and none for a repeated consent without prompt", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const refreshes = (more: { readonly [name: string]: string }) =>
          Effect.map(
            Effect.flatMap(consent(more), (query) => exchange(codeOf(query))),
            (it) => "refresh_token" in it
          )
        assert.isFalse(yield* refreshes({ access_type: "online" }))
        const fresh = { prompt: "", scope: "ZohoCRM.modules.notes.READ" }
        assert.isTrue(yield* refreshes(fresh))
        assert.isFalse(yield* refreshes(fresh))
        assert.isTrue(yield* refreshes({ ...fresh, prompt: "consent" }))
        yield* emulator.setSwitches({ repeatedConsent: "refresh-token" })
        assert.isTrue(yield* refreshes(fresh))
        yield* emulator.setSwitches({ repeatedConsent: "access-token" })
      })
    )

    it.effect("never sends a browser to an address that is not registered", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        for (const redirect_uri of [
          "",
          "https://attacker.example.com/callback",
          "http://127.0.0.1:8765/callback/",
          "http://127.0.0.1:8765/other",
          "http://127.0.0.1:8765/callback?x=1",
          "http://127.0.0.1:8765@attacker.example.com/callback",
          "http://127.0.0.1.attacker.example.com/callback",
          "http://localhost:8765/callback",
          "https://127.0.0.1:8765/callback",
          "javascript:alert(1)"
        ]) {
          const page = yield* authorize(request(emulator, { redirect_uri }))
          assert.strictEqual(page.status, 400, redirect_uri)
          assert.include(page.text, 'data-error="invalid_redirect_uri"')
          assert.notProperty(page.headers, "location")
        }
        assert.strictEqual(
          (yield* authorize(request(emulator, { redirect_uri: "http://127.0.0.1:49152/callback" }))).status,
          200
        )
        yield* emulator.setSwitches({ loopbackRedirectPort: "exact" })
        const other = yield* authorize(request(emulator, { redirect_uri: "http://127.0.0.1:49152/callback" }))
        assert.include(other.text, 'data-error="invalid_redirect_uri"')
        assert.strictEqual((yield* authorize(request(emulator))).status, 200)
        yield* emulator.setSwitches({ loopbackRedirectPort: "any" })
      })
    )

    it.effect("names what is wrong with a request, and shows nothing that it was sent as markup", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        for (const [more, error] of [
          [{ client_id: "1000.NOBODY" }, "invalid_client"],
          [{ response_type: "token" }, "invalid_response_type"],
          [{ scope: "" }, "invalid_scope"],
          [{ scope: "<script>alert(1)</script>" }, "invalid_scope"],
          [{ access_type: "sometimes" }, "invalid_access_type"]
        ] as const) {
          const page = yield* authorize(request(emulator, more))
          assert.strictEqual(page.status, 400)
          assert.include(page.text, `data-error="${error}"`)
          assert.notInclude(page.text, "<script")
        }
      })
    )

    it.effect("holds no secret, cannot be framed, and loads nothing", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const { headers, text } = yield* authorize(request(emulator))
        const { clientId, clientSecret, refreshToken } = emulator.credentials
        for (const secret of [clientId, clientSecret, refreshToken, "s t&te/1", "s t&amp;te/1"])
          assert.notInclude(text, secret)
        assert.include(headers["content-security-policy"] ?? "", "frame-ancestors 'none'")
        assert.include(headers["content-security-policy"] ?? "", "form-action 'self' http://127.0.0.1:8765;")
        assert.strictEqual(headers["cache-control"], "no-store")
        assert.notMatch(text, /<script|src=|href=|url\(/)
      })
    )

    it.effect("takes one answer, from itself alone", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const page = yield* authorize(request(emulator))
        for (const headers of [
          { origin: "https://attacker.example.com" },
          { origin: "null" },
          { origin: "http://rebound.example.com:8081", host: "rebound.example.com:8081" },
          { "sec-fetch-site": "cross-site" },
          { "sec-fetch-site": "same-site", origin: emulator.apiUrl }
        ]) {
          const refused = yield* answerPage(page.text, { headers })
          assert.strictEqual(refused.status, 403, JSON.stringify(headers))
        }
        const good = { origin: emulator.accountsUrl, "sec-fetch-site": "same-origin" }
        assert.strictEqual((yield* answerPage(page.text, { headers: good })).status, 302)
        const again = yield* answerPage(page.text, { headers: good })
        assert.strictEqual(again.status, 400)
        assert.notProperty(again.headers, "location")
        const guessed = yield* send("POST", `${emulator.accountsUrl}/oauth/v2/auth`, {
          raw: new URLSearchParams({ ...fieldsOf(page.text), ticket: "guess", decision: "allow" }).toString()
        })
        assert.strictEqual(guessed.status, 400)
        const late = yield* authorize(request(emulator))
        yield* emulator.advance("16 minutes")
        assert.strictEqual((yield* answerPage(late.text)).status, 400)
        const stranger = yield* authorize(request(emulator))
        assert.strictEqual((yield* answerPage(stranger.text, { fields: { user: "5843104000000000001" } })).status, 400)
      })
    )

    it.effect("gives codes that live two minutes, for one use, one client and the address they were sent to", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const code = codeOf(yield* consent())
        assert.deepStrictEqual(yield* exchange(code, { redirect_uri: "http://127.0.0.1:1/callback" }), {
          error: "invalid_redirect_uri"
        })
        yield* emulator.advance("119 seconds")
        assert.property(yield* exchange(code), "access_token")
        assert.deepStrictEqual(yield* exchange(code), { error: "invalid_code" })
        const late = codeOf(yield* consent())
        yield* emulator.advance("120 seconds")
        assert.deepStrictEqual(yield* exchange(late), { error: "invalid_code" })
      })
    )

    it.effect("sends users of another center there, if the client has multi-DC; that code opens nothing here", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const page = yield* authorize(request(emulator))
        const refused = yield* answerPage(page.text, { fields: { location: "eu" } })
        assert.include(refused.text, 'data-error="invalid_client"')
        yield* emulator.setSwitches({ multiDc: true })
        const query = yield* consent({}, { fields: { location: "eu" } })
        assert.strictEqual(query.get("location"), "eu")
        assert.strictEqual(query.get("accounts-server"), "https://accounts.zoho.eu")
        assert.deepStrictEqual(yield* exchange(codeOf(query)), { error: "invalid_code" })
        yield* emulator.setSwitches({ multiDc: false })
      })
    )

    it.effect("leaves no code, state, ticket or secret in the request log", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.reset
        const page = yield* authorize(request(emulator))
        const { ticket = "" } = fieldsOf(page.text)
        const answer = yield* answerPage(page.text)
        const code = codeOf(new URL(answer.headers["location"] ?? "").searchParams)
        const tokens = yield* exchange(code)
        const log = JSON.stringify(yield* emulator.requests)
        assert.include(log, "/oauth/v2/auth")
        for (const secret of [
          ticket,
          code,
          tokens.access_token,
          tokens.refresh_token,
          emulator.credentials.clientSecret,
          "s+t%26te"
        ])
          assert.notInclude(log, secret)
      })
    )
  })

  layer(emulatorLayer())("with limits", (it) => {
    it.effect("gives a client four codes a minute; the fifth blocks it for ten", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        for (let i = 0; i < 4; i++) assert.isTrue((yield* consent()).has("code"))
        assert.strictEqual((yield* consent()).get("error"), "access_denied")
        yield* emulator.advance("9 minutes")
        assert.strictEqual((yield* consent()).get("error"), "access_denied")
        yield* emulator.advance("1 minutes")
        assert.isTrue((yield* consent()).has("code"))
      })
    )

    it.effect("gives a user five refresh tokens a minute and keeps twenty; a throttled code is not spent", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.reset
        const code = Effect.map(emulator.issueGrantCode(), (it) => it)
        const self = (it: string) => exchange(it, { redirect_uri: "" })
        const first = yield* self(yield* code)
        for (let i = 0; i < 4; i++) assert.property(yield* self(yield* code), "refresh_token")
        const sixth = yield* code
        assert.strictEqual((yield* self(sixth)).error, "Access Denied")
        yield* emulator.advance("1 minutes")
        assert.property(yield* self(sixth), "refresh_token")
        assert.strictEqual((yield* call("GET", "/crm/v8/org", { token: first.access_token })).status, 200)
        for (let i = 0; i < 15; i++) {
          if (i % 4 === 0) yield* emulator.advance("1 minutes")
          assert.property(yield* self(yield* code), "refresh_token")
        }
        // The seeded one was the oldest, the first of this test the next.
        assert.strictEqual(
          (yield* call("GET", "/crm/v8/org", { token: first.access_token })).json.code,
          "INVALID_TOKEN"
        )
      })
    )
  })
})
