/** What a snapshot and a file hold besides the data: clock, faults with their counts, switches, credits, log. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, send, signIn } from "./support/Client.ts"

const control = Effect.fnUntraced(function* (method: string, path: string, body?: unknown) {
  const emulator = yield* Emulator
  return yield* send(method, emulator.controlUrl + path, body === undefined ? {} : { body })
})

/** Everything that is to be the same again. */
const state = Effect.gen(function* () {
  const emulator = yield* Emulator
  return {
    now: (yield* emulator.now) > Date.now() + 3_000_000,
    faults: (yield* control("GET", "/faults")).json.faults,
    switches: (yield* control("GET", "/switches")).json
  }
})

/** A state that differs from the first one in all of it. */
const change = Effect.gen(function* () {
  const token = yield* signIn
  yield* control("POST", "/clock", { advance: "1 hour" })
  yield* control("POST", "/switches", { searchEmail: "exact", uniqueFields: ["Leads.Email"] })
  yield* control("POST", "/faults", [
    { match: { path: "/crm/v8/org" }, times: 2, action: { kind: "respond", status: 503 } },
    { match: { path: "/never", nth: 3 }, action: { kind: "hang" } }
  ])
  // One of two strikes is used up.
  assert.strictEqual((yield* call("GET", "/crm/v8/org", { token })).status, 503)
})

describe("a snapshot", () => {
  it.effect("holds clock, faults with their counts, switches, log and the credits of the day", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* change
      const token = yield* signIn
      // 6 of 10 credits: from half of them on the header tells what is left.
      for (let i = 0; i < 6; i++) yield* call("GET", "/crm/v8/Leads/actions/count", { token })
      const before = yield* state
      const log = yield* emulator.requests
      yield* control("POST", "/snapshots/a")
      yield* control("POST", "/reset")
      assert.strictEqual((yield* state).faults.length, 0)
      assert.isEmpty(yield* emulator.requests)
      yield* control("POST", "/snapshots/a/restore")
      assert.deepStrictEqual(yield* state, before)
      assert.deepStrictEqual(yield* emulator.requests, log)
      const next = yield* call("GET", "/crm/v8/Leads/actions/count", { token })
      assert.strictEqual(next.headers["x-api-credits-remaining"], "3")
      assert.strictEqual((yield* call("GET", "/crm/v8/org", { token })).status, 503)
      assert.strictEqual((yield* call("GET", "/crm/v8/org", { token })).status, 200)
    }).pipe(Effect.provide(emulatorLayer({ credits: 10 })))
  )
})

describe("a file", () => {
  it.effect("is reopened with clock, faults with their counts, switches and the credits of the day", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(join(tmpdir(), "emulator-"))
      const open = emulatorLayer({ credits: 10, db: join(folder, "org.db") })
      const before = yield* Effect.gen(function* () {
        yield* change
        const token = yield* signIn
        for (let i = 0; i < 6; i++) yield* call("GET", "/crm/v8/Leads/actions/count", { token })
        return yield* state
      }).pipe(Effect.provide(open))
      yield* Effect.gen(function* () {
        assert.deepStrictEqual(yield* state, before)
        const token = yield* signIn
        const next = yield* call("GET", "/crm/v8/Leads/actions/count", { token })
        assert.strictEqual(next.headers["x-api-credits-remaining"], "3")
      }).pipe(Effect.provide(open))
      rmSync(folder, { recursive: true, force: true })
    })
  )
})

describe("a job", () => {
  it.effect("has done its work for whoever looks after its time, whatever is asked", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const token = yield* signIn
      const { credentials } = emulator
      const job = yield* call("POST", "/crm/v8/Leads/actions/mass_convert", {
        token,
        body: { ids: [credentials.leadId] }
      })
      assert.isBelow(job.status, 300, job.text)
      const converted = Effect.map(
        call("GET", `/crm/v8/Leads/${credentials.leadId}?fields=Converted__s`, { token }),
        (answer) => answer.json.data[0].Converted__s
      )
      assert.isFalse(yield* converted)
      yield* emulator.advance("1 minute")
      assert.isTrue(yield* converted)
      assert.strictEqual((yield* emulator.stats).defects, 0)
    }).pipe(Effect.provide(emulatorLayer()))
  )
})
