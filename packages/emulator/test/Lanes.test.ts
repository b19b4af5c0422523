/** Calls at the same time: the lane of the edition, the narrower one of heavy calls, on both transports. */
import { Emulator, layer as emulatorLayer, layerServer } from "@effect-zoho/emulator/Emulator"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { call, signIn } from "./support/Client.ts"

type Call = readonly [method: string, path: string, body?: unknown]

const list: Call = ["GET", "/crm/v8/Leads?fields=Last_Name"]
const rows = (count: number) => ({ data: Array.from({ length: count }, (_, i) => ({ Last_Name: `Row ${i}` })) })

/** Starts calls that a delay holds under way; then one more, and the statuses of all in order. */
const held = Effect.fnUntraced(function* (calls: ReadonlyArray<Call>, last: Call) {
  const emulator = yield* Emulator
  const token = yield* signIn
  const ask = ([method, path, body]: Call) => call(method, path, { token, ...(body === undefined ? {} : { body }) })
  yield* emulator.addFaults({
    match: { host: "api" },
    times: calls.length,
    action: { kind: "delay", duration: "10 seconds" }
  })
  const fibers = yield* Effect.forEach(calls, (one) => Effect.forkChild(ask(one)))
  for (let i = 0; i < 50; i++) yield* Effect.yieldNow
  const refused = yield* ask(last)
  yield* TestClock.adjust("10 seconds")
  const answers = yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber))
  return { refused, statuses: answers.map((answer) => answer.status), after: yield* ask(last) }
})

const times = (count: number, one: Call): ReadonlyArray<Call> => Array.from({ length: count }, () => one)

describe("calls at the same time", () => {
  for (const [edition, limit] of [
    ["free", 5],
    ["standard", 10],
    ["professional", 15],
    ["enterprise", 20],
    ["ultimate", 25]
  ] as const) {
    it.effect(`are ${limit} at most in the ${edition} edition`, () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const before = (yield* emulator.stats).creditsUsed
        const { after, refused, statuses } = yield* held(times(limit, list), list)
        assert.deepInclude(refused, { status: 429 })
        assert.deepInclude(refused.json, { code: "TOO_MANY_REQUESTS", status: "error" })
        assert.isUndefined(refused.headers["retry-after"])
        assert.deepStrictEqual(
          statuses,
          times(limit, list).map(() => 200)
        )
        assert.strictEqual(after.status, 200)
        const stats = yield* emulator.stats
        // The refused call had no effect and cost nothing.
        assert.strictEqual(stats.creditsUsed - before, limit + 1)
        assert.deepStrictEqual(stats.peakInFlight, { all: limit, heavy: 0 })
      }).pipe(Effect.provide(emulatorLayer({ edition })))
    )
  }

  const heavy: ReadonlyArray<readonly [string, Call]> = [
    ["COQL", ["POST", "/crm/v8/coql", { select_query: "select id from Leads where id is not null" }]],
    ["search", ["GET", "/crm/v8/Leads/search?word=Ada&fields=Last_Name"]],
    ["a list sorted by another field than the id", ["GET", "/crm/v8/Leads?fields=Last_Name&sort_by=Created_Time"]],
    ["an insert of 11 rows", ["POST", "/crm/v8/Leads", rows(11)]],
    ["an upsert of 11 rows", ["POST", "/crm/v8/Leads/upsert", rows(11)]]
  ]
  for (const [what, one] of heavy) {
    it.effect(`are 10 at most for ${what}, and light ones go on`, () =>
      Effect.gen(function* () {
        const { after, refused } = yield* held(times(10, one), one)
        assert.strictEqual(refused.status, 429)
        assert.isBelow(after.status, 300)
        const light = yield* held(times(10, one), list)
        assert.strictEqual(light.refused.status, 200)
        const emulator = yield* Emulator
        assert.deepStrictEqual((yield* emulator.stats).peakInFlight, { all: 11, heavy: 10 })
      }).pipe(Effect.provide(emulatorLayer()))
    )
  }

  it.effect("are no heavy ones for 10 rows or a list by id", () =>
    Effect.gen(function* () {
      const ten: Call = ["POST", "/crm/v8/Leads", rows(10)]
      assert.strictEqual((yield* held(times(10, ten), ten)).refused.status, 201)
      const byId: Call = ["GET", "/crm/v8/Leads?fields=Last_Name&sort_by=id"]
      assert.strictEqual((yield* held(times(12, byId), byId)).refused.status, 200)
    }).pipe(Effect.provide(emulatorLayer()))
  )

  it.effect("are not counted with limits off, and give their place back when the caller goes", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* held(times(30, list), list)).refused.status, 200)
    }).pipe(Effect.provide(emulatorLayer({ limits: "off" })))
  )

  it.effect("give their place back when the caller goes", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const token = yield* signIn
      yield* emulator.addFaults({ match: { host: "api" }, times: 5, action: { kind: "hang" } })
      const fibers = yield* Effect.forEach(times(5, list), ([method, path]) =>
        Effect.forkChild(call(method, path, { token }))
      )
      for (let i = 0; i < 50; i++) yield* Effect.yieldNow
      assert.strictEqual((yield* call("GET", list[1], { token })).status, 429)
      yield* Effect.forEach(fibers, Fiber.interrupt)
      assert.strictEqual((yield* call("GET", list[1], { token })).status, 200)
    }).pipe(Effect.provide(emulatorLayer({ edition: "free" })))
  )

  it.live("are counted on the wire too, as long as each is under way", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const token = yield* signIn
      yield* emulator.setSwitches({ latencyMillis: 200, tooManyCallsSpelling: "RATE_LIMIT_EXCEEDED" })
      const answers = yield* Effect.forEach(times(8, list), ([method, path]) => call(method, path, { token }), {
        concurrency: "unbounded"
      })
      assert.strictEqual(answers.filter((answer) => answer.status === 200).length, 5)
      const refused = answers.filter((answer) => answer.status === 429)
      assert.strictEqual(refused.length, 3)
      assert.strictEqual(refused[0]?.json.code, "RATE_LIMIT_EXCEEDED")
      assert.strictEqual((yield* call("GET", list[1], { token })).status, 200)
    }).pipe(Effect.provide(Layer.merge(layerServer({ edition: "free" }), NodeHttpClient.layerUndici)))
  )
})
