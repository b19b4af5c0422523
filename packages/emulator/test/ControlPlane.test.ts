import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call, send, signIn } from "./support/Client.ts"

const control = Effect.fnUntraced(function* (
  method: string,
  path: string,
  body?: unknown,
  headers: { readonly [name: string]: string } = {}
) {
  const emulator = yield* Emulator
  return yield* send(method, emulator.controlUrl + path, { headers, ...(body === undefined ? {} : { body }) })
})

describe("control plane", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("counts, logs, and masks every credential", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        const token = yield* signIn
        yield* call("GET", "/crm/v8/org", { token })
        const stats = (yield* control("GET", "/stats")).json
        assert.deepInclude(stats, { requests: 2, accessTokensIssued: 1, creditsUsed: 1, defects: 0 })
        assert.deepStrictEqual(stats.byOperation, { "POST /oauth/v2/token": 1, "GET /crm/v8/org": 1 })
        const log = yield* control("GET", "/requests")
        assert.match(log.headers["content-type"] ?? "", /ndjson/)
        const lines = log.text
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
        assert.lengthOf(lines, 2)
        assert.deepInclude(lines[1], { method: "GET", status: 200, credits: 1, operation: "GET /crm/v8/org" })
        assert.match(lines[1].tokenId, /^[0-9a-f]{12}$/)
        for (const secret of [token, credentials.clientSecret, credentials.refreshToken])
          assert.notInclude(log.text, secret)
        const one = yield* control("POST", "/tokens/revoke", { accessTokens: lines[1].tokenId })
        assert.deepStrictEqual(one.json, { revoked: 1 })
        assert.strictEqual((yield* call("GET", "/crm/v8/org", { token })).json.code, "INVALID_TOKEN")
      })
    )

    it.effect("moves time", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          (yield* control("POST", "/clock", { set: "2030-01-01T00:00:00Z" })).json.now.slice(0, 16),
          "2030-01-01T00:00"
        )
        assert.match((yield* control("POST", "/clock", { advance: "61 minutes" })).json.now, /^2030-01-01T01:01/)
        assert.strictEqual((yield* control("POST", "/clock", { advance: "a while" })).status, 400)
      })
    )

    it.effect("takes fault rules and tells what is wrong with a bad one", () =>
      Effect.gen(function* () {
        const good = yield* control("POST", "/faults", [
          { match: { path: "/x" }, action: { kind: "reset" } },
          { action: { kind: "hang" }, times: 0 }
        ])
        assert.lengthOf(good.json.ids, 2)
        assert.lengthOf((yield* control("GET", "/faults")).json.faults, 2)
        const wrong: ReadonlyArray<readonly [string, unknown]> = [
          ["action", { action: { kind: "explode" } }],
          ["nth", { match: { nth: 0 }, action: { kind: "reset" } }],
          ["nth", { match: { nth: 1.5 }, action: { kind: "reset" } }],
          ["times", { times: -1, action: { kind: "reset" } }],
          ["status", { action: { kind: "respond", status: 100 } }],
          ["duration", { action: { kind: "delay", duration: "a while" } }],
          ["duration", { action: { kind: "delay", duration: -5 } }],
          ["duration", { action: { kind: "delay", duration: "30 days" } }],
          ["bytes", { action: { kind: "truncate", bytes: -1 } }]
        ]
        for (const [what, rule] of wrong) {
          const bad = yield* control("POST", "/faults", rule)
          assert.strictEqual(bad.status, 400, JSON.stringify(rule))
          assert.include(bad.json.error, what)
        }
        assert.lengthOf((yield* control("GET", "/faults")).json.faults, 2)
        yield* control("DELETE", "/faults")
        assert.lengthOf((yield* control("GET", "/faults")).json.faults, 0)
      })
    )

    it.effect("gives out grant codes and turns switches, refusing unknown ones", () =>
      Effect.gen(function* () {
        const { accountsUrl, credentials } = yield* Emulator
        const code = (yield* control("POST", "/grants", { scopes: ["ZohoCRM.org.READ"] })).json.code
        const tokens = yield* send(
          "POST",
          `${accountsUrl}/oauth/v2/token?${new URLSearchParams({
            grant_type: "authorization_code",
            client_id: credentials.clientId,
            client_secret: credentials.clientSecret,
            code
          }).toString()}`
        )
        assert.strictEqual(tokens.json.scope, "ZohoCRM.org.READ")
        assert.strictEqual((yield* control("POST", "/grants", { userEmail: "nobody@example.com" })).status, 400)
        assert.isTrue((yield* control("POST", "/switches", { updateNeedsMandatory: true })).json.updateNeedsMandatory)
        for (const wrong of [
          { updateNeedsMandatory: 1 },
          { nope: true },
          { unknownFields: "maybe" },
          { searchLagSeconds: -1 }
        ]) {
          assert.strictEqual((yield* control("POST", "/switches", wrong)).status, 400)
        }
        yield* control("POST", "/switches", { unknownFields: "error", updateNeedsMandatory: false })
        const answer = yield* call("POST", "/crm/v8/Leads", { body: { data: [{ Last_Name: "X", Nope: 1 }] } })
        assert.deepStrictEqual(answer.json.data[0].details, { api_name: "Nope", json_path: "$.data[0].Nope" })
      })
    )

    it.effect("goes back to a snapshot and to the seed", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const count = Effect.map(call("GET", "/crm/v8/Leads/actions/count"), (answer) => answer.json.count)
        yield* control("POST", "/reset")
        const add = call("POST", "/crm/v8/Leads", { body: { data: [{ Last_Name: "X" }] } })
        yield* add
        yield* emulator.advance("1 hour")
        const token = yield* signIn
        yield* control("POST", "/snapshots/one")
        yield* add
        yield* emulator.revokeAccessTokens
        assert.strictEqual(yield* count, 27)
        assert.strictEqual((yield* control("POST", "/snapshots/one/restore")).status, 200)
        assert.strictEqual((yield* call("GET", "/crm/v8/Leads/actions/count", { token })).json.count, 26)
        assert.strictEqual((yield* control("POST", "/snapshots/two/restore")).status, 404)
        yield* control("POST", "/reset")
        assert.strictEqual(yield* count, 25)
        assert.strictEqual((yield* emulator.stats).requests, 2)
      })
    )

    it.effect("refuses other origins, other hosts, and unknown endpoints", () =>
      Effect.gen(function* () {
        const { apiUrl } = yield* Emulator
        const status = (headers: { readonly [name: string]: string }) =>
          Effect.map(control("POST", "/reset", undefined, headers), (answer) => answer.status)
        assert.strictEqual(yield* status({ origin: "https://evil.example.com" }), 403)
        assert.strictEqual(yield* status({ origin: "null" }), 403)
        assert.strictEqual(yield* status({ host: "evil.example.com" }), 403)
        assert.strictEqual(yield* status({ origin: apiUrl }), 200)
        assert.strictEqual((yield* control("GET", "/nothing")).status, 404)
      })
    )
  })
})

describe("the control plane under requests that would break it", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("refuses what it could not live with, and what nobody can read", () =>
      Effect.gen(function* () {
        const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`
        const respond = { kind: "respond", status: 200 }
        for (const [path, body] of [
          ["/clock", { advance: 1e308 }],
          ["/clock", { advance: "99999999999999 weeks" }],
          ["/clock", { set: "+275760-09-13T00:00:00Z" }],
          ["/clock", { set: "0000-01-01T00:00:00Z" }],
          ["/switches", { jobResultHours: 1e300 }],
          ["/switches", { coqlTextCase: [[{ toString: 1 }]] }],
          ["/switches", '{"latencyMillis":12345678901234567890123}'],
          ["/faults", deep],
          ["/faults", { action: { ...respond, headers: { "a b": "x" } } }],
          ["/faults", { action: { ...respond, headers: { a: "x\r\ny: 1" } } }],
          ["/faults", { action: { kind: "contentType", value: "\u0000" } }]
        ] as const) {
          const emulator = yield* Emulator
          const answer = yield* send("POST", emulator.controlUrl + path, {
            raw: typeof body === "string" ? body : JSON.stringify(body)
          })
          assert.strictEqual(answer.status, 400, `${path} ${JSON.stringify(body).slice(0, 100)} ${answer.text}`)
        }
        const emulator = yield* Emulator
        assert.strictEqual((yield* send("POST", `${emulator.controlUrl}/switches`, { raw: deep })).status, 200)
        assert.isString(
          (yield* control("POST", "/grants", { scopes: [{ toString: 1 }, "ZohoCRM.org.READ"] })).json.code
        )
        assert.strictEqual((yield* control("GET", "/stats")).json.defects, 0)
      })
    )
  })
})
