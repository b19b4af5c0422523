/** Each named set, met by a client that does nothing unusual. */
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import * as FaultSets from "@effect-zoho/emulator/FaultSets"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import { call, form, refreshForm, send, signIn } from "./support/Client.ts"

const control = Effect.fnUntraced(function* (method: string, path: string, body?: unknown) {
  const emulator = yield* Emulator
  return yield* send(method, emulator.controlUrl + path, body === undefined ? {} : { body })
})

const refresh = Effect.flatMap(Emulator, (emulator) => form("/oauth/v2/token", refreshForm(emulator)))
const org = call("GET", "/crm/v8/org")
const page = (token: string) => call("GET", "/crm/v8/Leads?fields=Last_Name", { token })
const update = (token: string) =>
  Effect.flatMap(Emulator, ({ credentials }) =>
    call("PUT", "/crm/v8/Leads", { token, body: { data: [{ id: credentials.leadId, Mobile: "+1 555 0177" }] } })
  )
const mobile = (token: string) =>
  Effect.flatMap(Emulator, ({ credentials }) =>
    Effect.map(
      call("GET", `/crm/v8/Leads/${credentials.leadId}?fields=Mobile`, { token }),
      (it) => it.json.data[0].Mobile
    )
  )
const insert = (token: string, row: object) => call("POST", "/crm/v8/Leads", { token, body: { data: [row] } })

type Probe = (token: string) => Effect.Effect<unknown, unknown, Emulator | HttpClient.HttpClient>

/** What a client sees with each set, and sees no more once it is spent or taken away. */
const probes: { readonly [name: string]: Probe } = {
  "token-error-with-200": () =>
    Effect.gen(function* () {
      const refused = yield* refresh
      assert.deepStrictEqual([refused.status, refused.json], [200, { error: "invalid_code" }])
      assert.isString((yield* refresh).json.access_token)
    }),
  "token-throttled": () =>
    Effect.gen(function* () {
      const refused = yield* refresh
      assert.deepStrictEqual([refused.status, refused.json.error], [400, "Access Denied"])
    }),
  "tokens-vanish": () =>
    Effect.gen(function* () {
      const first = yield* signIn
      yield* signIn
      assert.strictEqual((yield* page(first)).json.code, "INVALID_TOKEN")
    }),
  "wrong-center": () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* refresh).json, { error: "invalid_client" })
    }),
  "token-refused-early": (token) =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* page(token)).json.code, "INVALID_TOKEN")
      assert.strictEqual((yield* page(token)).status, 200)
    }),
  "server-error": (token) =>
    Effect.gen(function* () {
      const refused = yield* page(token)
      assert.deepStrictEqual([refused.status, refused.json.code], [500, "INTERNAL_ERROR"])
      assert.strictEqual((yield* page(token)).status, 200)
    }),
  unavailable: (token) =>
    Effect.gen(function* () {
      const first = yield* page(token)
      assert.deepStrictEqual([first.status, first.json.code], [502, "SERVICE_UNAVAILABLE"])
      assert.strictEqual((yield* page(token)).status, 503)
      assert.strictEqual((yield* page(token)).status, 200)
    }),
  "page-token-expired": (token) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* page(token)).status, 200)
      assert.strictEqual((yield* page(token)).json.code, "EXPIRED_VALUE")
    }),
  "page-token-mismatch": (token) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* page(token)).status, 200)
      assert.strictEqual((yield* page(token)).json.code, "TOKEN_BOUND_DATA_MISMATCH")
    }),
  "nothing-there": (token) =>
    Effect.gen(function* () {
      const nothing = yield* page(token)
      assert.deepStrictEqual([nothing.status, nothing.text], [204, ""])
      assert.strictEqual((yield* page(token)).status, 200)
    }),
  "errors-with-202": (token) =>
    Effect.gen(function* () {
      const answer = yield* update(token)
      assert.deepStrictEqual([answer.status, answer.json.data[0].status], [202, "error"])
      assert.notStrictEqual(yield* mobile(token), "+1 555 0177")
    }),
  "search-lags": (token) =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* insert(token, { Last_Name: "Justwritten" })
      const search = call("GET", "/crm/v8/Leads/search?word=Justwritten&fields=Last_Name", { token })
      assert.strictEqual((yield* search).status, 204)
      yield* emulator.advance("61 seconds")
      assert.strictEqual((yield* search).status, 200)
    }),
  "scope-missing": (token) =>
    Effect.gen(function* () {
      const body = { select_query: "select id from Leads where id is not null" }
      assert.deepInclude(yield* call("POST", "/crm/v8/coql", { token, body }), { status: 401 })
      assert.strictEqual((yield* page(token)).status, 200)
    }),
  "misspelt-fields-vanish": (token) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* insert(token, { Last_Name: "X", Mobil: "1" })).status, 201)
    }),
  "misspelt-fields-fail": (token) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* insert(token, { Last_Name: "X", Mobil: "1" })).json.data[0].code, "INVALID_DATA")
    }),
  "channel-gone": (token) =>
    Effect.gen(function* () {
      const body = { watch: [{ channel_id: "1", events: ["Leads.all"] }] }
      const gone = yield* call("PATCH", "/crm/v8/actions/watch", { token, body })
      assert.deepStrictEqual([gone.status, gone.json.watch[0].code], [400, "NOT_SUBSCRIBED"])
    }),
  "job-state-without-space": () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* control("GET", "/switches")).json.bulkWriteRunningState, "INPROGRESS")
    }),
  "too-many-calls": (token) =>
    Effect.gen(function* () {
      const refused = yield* page(token)
      assert.deepStrictEqual([refused.status, refused.json.code], [429, "TOO_MANY_REQUESTS"])
      assert.isUndefined(refused.headers["retry-after"])
      assert.strictEqual((yield* page(token)).status, 200)
    }),
  "too-many-calls-2026": (token) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* page(token)).json.code, "RATE_LIMIT_EXCEEDED")
    }),
  "credits-spent-old-form": (token) =>
    Effect.gen(function* () {
      const spent = yield* page(token)
      assert.deepStrictEqual([spent.json.code, spent.headers["x-api-credits-remaining"]], [429, "0"])
    }),
  "several-errors-in-one": (token) =>
    Effect.gen(function* () {
      const answer = yield* insert(token, { Last_Name: "X" })
      assert.lengthOf(answer.json.data[0].details.errors, 2)
    }),
  "answer-lost-after-write": (token) =>
    Effect.gen(function* () {
      yield* Effect.flip(update(token))
      assert.strictEqual(yield* mobile(token), "+1 555 0177")
    }),
  "a-proxys-page": (token) =>
    Effect.gen(function* () {
      const answer = yield* page(token)
      assert.strictEqual(answer.status, 200)
      assert.match(answer.headers["content-type"] ?? "", /html/)
    })
}

describe("fault sets", () => {
  it("are all met here", () => {
    assert.sameMembers(Object.keys(probes), Object.keys(FaultSets.sets))
  })

  for (const [name, probe] of Object.entries(probes)) {
    it.effect(`${name}: ${FaultSets.sets[name]?.what}`, () =>
      Effect.gen(function* () {
        const token = yield* signIn
        assert.strictEqual((yield* control("POST", "/faults", { set: name })).status, 200)
        yield* probe(token)
        yield* control("DELETE", "/faults")
        yield* control("POST", "/reset")
        assert.strictEqual((yield* org).status, 200)
      }).pipe(Effect.provide(emulatorLayer()))
    )
  }

  it.effect("are listed, and an unknown one is refused with their names", () =>
    Effect.gen(function* () {
      const { sets } = (yield* control("GET", "/faults")).json
      assert.sameMembers(Object.keys(sets), Object.keys(FaultSets.sets))
      const unknown = yield* control("POST", "/faults", { set: "toString" })
      assert.strictEqual(unknown.status, 400)
      assert.include(unknown.json.error, "tokens-vanish")
    }).pipe(Effect.provide(emulatorLayer()))
  )
})
