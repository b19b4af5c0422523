/** Several calls in one: references, undoing together, limits, price. */
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { call, signIn } from "../support/Client.ts"

const path = "/crm/v8/__composite_requests"
const root = "__composite_requests"
const composite = (token: string, subs: ReadonlyArray<object>, more: object = { parallel_execution: false }) =>
  call("POST", path, { token, body: { ...more, [root]: subs } })
const insert = (id: string, row: object) => ({
  sub_request_id: id,
  method: "POST",
  uri: "/crm/v8/Leads",
  body: { data: [row] }
})
const codes = (answer: { readonly json: any }): ReadonlyArray<string> => answer.json[root].map((one: any) => one.code)
const statuses = (answer: { readonly json: any }): ReadonlyArray<number> =>
  answer.json[root].map((one: any) => one.details.response?.status_code)
const count = (token: string) =>
  Effect.map(call("GET", "/crm/v8/Leads/actions/count", { token }), (answer) => answer.json.count)

describe("composite requests", () => {
  it.effect("use what earlier ones were answered, and say of each how it went", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const token = yield* signIn
      const before = (yield* emulator.stats).creditsUsed
      const answer = yield* composite(token, [
        insert("1", { Last_Name: "Boyle" }),
        {
          sub_request_id: "2",
          method: "PUT",
          uri: "/crm/v8/Leads/@{1:$.data[0].details.id}",
          body: { data: [{ Company: "Zylker @{1:$.data[0].code}" }] }
        },
        {
          sub_request_id: "3",
          method: "GET",
          uri: "/crm/v8/Leads/@{1:$.data[0].details.id}",
          params: { fields: "Company" }
        },
        { sub_request_id: "4", method: "GET", uri: "/crm/v8/Leads", params: { fields: "Last_Name", per_page: 200 } },
        { sub_request_id: "5", method: "GET", uri: "/crm/v8/Nowhere/1" }
      ])
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(statuses(answer), [201, 200, 200, 200, 400])
      const bodies = answer.json[root].map((one: any) => one.details.response.body)
      assert.strictEqual(bodies[2].data[0].Company, "Zylker SUCCESS")
      assert.lengthOf(bodies[3].data, 25)
      assert.strictEqual((yield* emulator.stats).creditsUsed - before, 1)
    }).pipe(Effect.provide(emulatorLayer({ leads: 40 })))
  )

  it.effect("undo all together when one fails, and cost 2 when none does", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const token = yield* signIn
      const before = yield* count(token)
      const bad = yield* composite(
        token,
        [insert("a", { Last_Name: "A" }), insert("b", {}), insert("c", { Last_Name: "C" })],
        {
          rollback_on_fail: true
        }
      )
      assert.deepStrictEqual(codes(bad), ["ROLLBACK_PERFORMED", "SUCCESS", "PROCESSING_STOPPED"])
      assert.strictEqual(bad.status, 207)
      assert.strictEqual(yield* count(token), before)
      const credits = (yield* emulator.stats).creditsUsed
      const good = yield* composite(token, [insert("a", { Last_Name: "A" }), insert("b", { Last_Name: "B" })], {
        rollback_on_fail: true
      })
      assert.deepStrictEqual(statuses(good), [201, 201])
      assert.strictEqual((yield* emulator.stats).creditsUsed - credits, 2)
      assert.strictEqual(yield* count(token), before + 2)
    }).pipe(Effect.provide(emulatorLayer()))
  )

  it.effect("keep what went well when nothing is to be undone", () =>
    Effect.gen(function* () {
      const token = yield* signIn
      const before = yield* count(token)
      const mixed = yield* composite(token, [
        insert("a", { Last_Name: "A" }),
        { ...insert("b", {}), body: { data: [{ Last_Name: "B" }, { Last_Name: "C" }] } }
      ])
      assert.deepStrictEqual([mixed.status, codes(mixed)], [207, ["SUCCESS", "INVALID_DATA"]])
      assert.strictEqual(yield* count(token), before + 1)
    }).pipe(Effect.provide(emulatorLayer()))
  )

  it.effect("need a scope of their own, and those of what they carry", () =>
    Effect.gen(function* () {
      const token = yield* signIn
      const answer = yield* composite(token, [insert("1", { Last_Name: "A" })])
      assert.deepStrictEqual(statuses(answer), [401])
      const emulator = yield* Emulator
      assert.strictEqual((yield* emulator.stats).defects, 0)
    }).pipe(Effect.provide(emulatorLayer({ scopes: ["ZohoCRM.composite_requests.CUSTOM"] })))
  )
})

layer(emulatorLayer({ limits: "off" }))("what is wrong with one", (it) => {
  const good = insert("1", { Last_Name: "A" })
  const wrong: ReadonlyArray<readonly [string, string, object, ReadonlyArray<object>]> = [
    ["six", "INVALID_DATA", {}, [1, 2, 3, 4, 5, 6].map((n) => ({ ...good, sub_request_id: `${n}` }))],
    ["none", "INVALID_DATA", {}, []],
    ["two of one id", "DUPLICATE_DATA", {}, [good, good]],
    ["no id", "MANDATORY_NOT_FOUND", {}, [{ ...good, sub_request_id: undefined }]],
    ["an address elsewhere", "INVALID_DATA", {}, [{ ...good, uri: "https://example.com/crm/v8/Leads" }]],
    ["a token of its own", "INVALID_DATA", {}, [{ ...good, headers: { Authorization: "x" } }]],
    [
      "both at once and undone",
      "AMBIGUITY_DURING_PROCESSING",
      { parallel_execution: true, rollback_on_fail: true },
      [good]
    ],
    ["a reference to itself", "LOOPING_FOUND", {}, [{ ...good, uri: "/crm/v8/Leads/@{1:$.a}" }]],
    ["a reference to nobody", "INVALID_REFERENCE", {}, [{ ...good, uri: "/crm/v8/Leads/@{9:$.a}" }]],
    [
      "a reference while all run at once",
      "INVALID_DATA",
      { parallel_execution: true },
      [good, { ...good, sub_request_id: "2", uri: "/crm/v8/Leads/@{1:$.data[0].details.id}" }]
    ]
  ]
  for (const [what, code, more, subs] of wrong) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const answer = yield* composite(yield* signIn, subs, { parallel_execution: false, ...more })
        assert.deepStrictEqual([answer.status, answer.json.code], [400, code])
      })
    )
  }

  it.effect("a reference to what was not answered is refused for its call alone", () =>
    Effect.gen(function* () {
      const answer = yield* composite(yield* signIn, [
        good,
        { ...good, sub_request_id: "2", uri: "/crm/v8/Leads/@{1:$.data[7].details.id}" }
      ])
      assert.deepStrictEqual([answer.status, codes(answer)], [207, ["SUCCESS", "INVALID_REFERENCE"]])
    })
  )

  it.effect("a whole number too long for a double is no reference, and no failure", () =>
    Effect.gen(function* () {
      const answer = yield* composite(yield* signIn, [{ ...good, params: { a: 12_345_678_901_234_567_000 } }])
      assert.isBelow(answer.status, 500)
      assert.strictEqual((yield* (yield* Emulator).stats).defects, 0)
    })
  )

  it.effect.prop(
    "never makes it fail, whatever stands in a call",
    [Schema.Literals(["sub_request_id", "method", "uri", "params", "headers", "body"]), Schema.Json],
    ([name, value]) =>
      Effect.gen(function* () {
        const answer = yield* composite(yield* signIn, [{ ...good, [name]: value }])
        assert.isBelow(answer.status, 500)
        assert.strictEqual((yield* (yield* Emulator).stats).defects, 0)
      })
  )
})
