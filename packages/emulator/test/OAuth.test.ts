import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call, form, refreshForm, send, signIn } from "./support/Client.ts"

describe("OAuth", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("refreshes with urlencoded, multipart and query parameters alike", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const fields = refreshForm(emulator)
        const url = `${emulator.accountsUrl}/oauth/v2/token`
        const boundary = "----x"
        const multipart = `${Object.entries(fields)
          .map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
          .join("")}--${boundary}--\r\n`
        const answers = [
          yield* form("/oauth/v2/token", fields),
          yield* send("POST", url, {
            raw: multipart,
            headers: { "content-type": `multipart/form-data; boundary=${boundary}` }
          }),
          yield* send("POST", `${url}?${new URLSearchParams(fields).toString()}`)
        ]
        for (const answer of answers) {
          assert.strictEqual(answer.status, 200)
          assert.match(answer.json.access_token, /^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$/)
          assert.strictEqual(answer.json.expires_in, 3600)
          assert.strictEqual(answer.json.api_domain, emulator.apiUrl)
          assert.strictEqual(answer.json.token_type, "Bearer")
          assert.notProperty(answer.json, "refresh_token")
        }
      })
    )

    it.effect("answers wrong credentials with HTTP 200 and the name of what is wrong", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const good = refreshForm(emulator)
        const cases: ReadonlyArray<readonly [object, string]> = [
          [{ client_id: "1000.X" }, "invalid_client"],
          [{ client_secret: "no" }, "invalid_client_secret"],
          [{ refresh_token: "1000.no" }, "invalid_code"],
          [{ grant_type: "password" }, "invalid_grant"]
        ]
        for (const [change, error] of cases) {
          const answer = yield* form("/oauth/v2/token", { ...good, ...change })
          assert.strictEqual(answer.status, 200)
          assert.deepStrictEqual(answer.json, { error })
        }
      })
    )

    it.effect("turns a self-client code into tokens, once and in time", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const { client_id, client_secret } = refreshForm(emulator)
        const exchange = (code: string) =>
          form("/oauth/v2/token", { grant_type: "authorization_code", client_id, client_secret, code })
        const code = yield* emulator.issueGrantCode({ scopes: "ZohoCRM.modules.READ", minutes: 3 })
        const first = yield* exchange(code)
        assert.strictEqual(first.json.scope, "ZohoCRM.modules.READ")
        const refreshed = yield* form("/oauth/v2/token", {
          ...refreshForm(emulator),
          refresh_token: first.json.refresh_token
        })
        assert.isString(refreshed.json.access_token)
        assert.deepStrictEqual((yield* exchange(code)).json, { error: "invalid_code" })
        const late = yield* emulator.issueGrantCode({ minutes: 3 })
        yield* emulator.advance("4 minutes")
        assert.deepStrictEqual((yield* exchange(late)).json, { error: "invalid_code" })
      })
    )

    it.effect("wants the redirect_uri that the code was made for", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const { client_id, client_secret } = refreshForm(emulator)
        const code = yield* emulator.issueGrantCode({ redirectUri: "http://127.0.0.1:1/cb" })
        const fields = { grant_type: "authorization_code", client_id, client_secret, code }
        assert.deepStrictEqual((yield* form("/oauth/v2/token", fields)).json, { error: "invalid_redirect_uri" })
        assert.isString(
          (yield* form("/oauth/v2/token", { ...fields, redirect_uri: "http://127.0.0.1:1/cb" })).json.access_token
        )
      })
    )

    it.effect("tells a missing header from a bad, an expired and a revoked token", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const path = "/crm/v8/org"
        const code = (token: string | null) =>
          Effect.map(call("GET", path, { token }), (answer) => [answer.status, answer.json?.code])
        assert.deepStrictEqual(yield* code(null), [401, "AUTHENTICATION_FAILURE"])
        assert.deepStrictEqual(yield* code("1000.garbage"), [401, "INVALID_TOKEN"])
        const token = yield* signIn
        assert.deepStrictEqual(yield* code(token), [200, undefined])
        yield* emulator.advance("61 minutes")
        assert.deepStrictEqual(yield* code(token), [401, "INVALID_TOKEN"])
        const other = yield* signIn
        assert.isAbove(yield* emulator.revokeAccessTokens, 0)
        assert.deepStrictEqual(yield* code(other), [401, "INVALID_TOKEN"])
        const bearer = yield* signIn
        const answer = yield* call("GET", path, { token: null, headers: { authorization: `Bearer ${bearer}` } })
        assert.strictEqual(answer.status, 200)
      })
    )

    it.effect("checks scopes per call, and search wants one of its own", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const { client_id, client_secret } = refreshForm(emulator)
        const code = yield* emulator.issueGrantCode({
          scopes: "ZohoCRM.modules.leads.READ,ZohoCRM.settings.fields.READ"
        })
        const token = (yield* form("/oauth/v2/token", {
          grant_type: "authorization_code",
          client_id,
          client_secret,
          code
        })).json.access_token
        const status = (method: string, path: string, body?: unknown) =>
          Effect.map(
            call(method, path, { token, ...(body === undefined ? {} : { body }) }),
            (answer) => answer.json?.code ?? answer.status
          )
        assert.strictEqual(yield* status("GET", "/crm/v8/Leads?fields=Last_Name"), 200)
        assert.strictEqual(yield* status("GET", "/crm/v8/settings/fields?module=Leads"), 200)
        for (const [method, path] of [
          ["GET", "/crm/v8/Contacts?fields=Last_Name"],
          ["GET", "/crm/v8/settings/modules"],
          ["GET", "/crm/v8/org"],
          ["GET", "/crm/v8/users"],
          ["GET", "/crm/v8/Leads/search?word=ada"],
          ["PUT", "/crm/v8/Leads"],
          ["DELETE", "/crm/v8/Leads?ids=1"]
        ] as const)
          assert.strictEqual(yield* status(method, path), "OAUTH_SCOPE_MISMATCH", `${method} ${path}`)
        assert.strictEqual(yield* status("GET", "/crm/v8/no/such/path/at/all"), "INVALID_URL_PATTERN")
      })
    )

    it.effect("lets the sixteenth access token delete the first", () =>
      Effect.gen(function* () {
        const first = yield* signIn
        const tokens = yield* Effect.forEach(Array.from({ length: 15 }), () => signIn)
        assert.strictEqual((yield* call("GET", "/crm/v8/org", { token: first })).json.code, "INVALID_TOKEN")
        assert.strictEqual((yield* call("GET", "/crm/v8/org", { token: tokens[0] ?? "" })).status, 200)
      })
    )
  })

  layer(emulatorLayer())("with limits", (it) => {
    it.effect("throttles the eleventh token of ten minutes with HTTP 400, and lets go after the window", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        for (let i = 0; i < 10; i++) assert.notStrictEqual(yield* signIn, "undefined")
        const answer = yield* form("/oauth/v2/token", refreshForm(emulator))
        assert.strictEqual(answer.status, 400)
        assert.strictEqual(answer.json.error, "Access Denied")
        assert.strictEqual(answer.json.status, "failure")
        assert.deepStrictEqual((yield* emulator.stats).tokenRequests.refresh_token, { ok: 10, failed: 1 })
        yield* emulator.advance("10 minutes")
        assert.notStrictEqual(yield* signIn, "undefined")
      })
    )

    it.effect("forgets a revoked refresh token and its access tokens", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.reset
        const token = yield* signIn
        const gone = yield* form("/oauth/v2/token/revoke", { token: emulator.credentials.refreshToken })
        assert.deepStrictEqual(gone.json, { status: "success" })
        assert.strictEqual((yield* call("GET", "/crm/v8/org", { token })).json.code, "INVALID_TOKEN")
        assert.deepStrictEqual((yield* form("/oauth/v2/token", refreshForm(emulator))).json, { error: "invalid_code" })
        assert.deepStrictEqual((yield* form("/oauth/v2/token/revoke", { token: "nothing" })).json, {
          error: "invalid_code"
        })
        yield* emulator.reset
        assert.notStrictEqual(yield* signIn, "undefined")
      })
    )
  })
})
