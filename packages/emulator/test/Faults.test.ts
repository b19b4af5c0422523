import { assert, describe, it, layer } from "@effect/vitest"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Faults from "@effect-zoho/emulator/Faults"
import { call, signIn } from "./support/Client.ts"

const put = (token: string, id: string, mobile: string) =>
  call("PUT", "/crm/v8/Leads", { token, body: { data: [{ id, Mobile: mobile }] } })
const mobile = (token: string, id: string) =>
  Effect.map(call("GET", `/crm/v8/Leads/${id}?fields=Mobile`, { token }), (answer) => answer.json.data[0].Mobile)

/** The faults that every transport must show alike. */
const suite = <E>(
  name: string,
  transport: Layer.Layer<Emulator.Emulator | import("effect/http/HttpClient").HttpClient, E>
) =>
  describe(`faults ${name}`, () => {
    layer(transport)((it) => {
      const fresh = Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        yield* emulator.reset
        return { emulator, token: yield* signIn, id: emulator.credentials.leadId }
      })

      it.effect("answers in the server's place, before it or after it took effect", () =>
        Effect.gen(function* () {
          const { emulator, id, token } = yield* fresh
          const body = { code: "TOO_MANY_REQUESTS", details: {}, message: "x", status: "error" }
          yield* emulator.addFaults({
            match: { method: "PUT", path: "/crm/v8/{module}" },
            times: 1,
            action: { kind: "respond", status: 429, body }
          })
          const before = (yield* emulator.stats).creditsUsed
          const answer = yield* put(token, id, "1")
          assert.deepStrictEqual([answer.status, answer.json], [429, body])
          assert.strictEqual((yield* emulator.stats).creditsUsed, before)
          assert.strictEqual(yield* mobile(token, id), "+1 555 0101")
          yield* emulator.addFaults({
            match: { method: "PUT" },
            times: 1,
            when: "after",
            action: { kind: "respond", status: 500, body: {} }
          })
          assert.strictEqual((yield* put(token, id, "2")).status, 500)
          assert.strictEqual(yield* mobile(token, id), "2")
          assert.strictEqual((yield* put(token, id, "3")).status, 200)
        })
      )

      it.effect("sends HTML, a wrong content type, and a cut-off body", () =>
        Effect.gen(function* () {
          const { emulator, id, token } = yield* fresh
          yield* emulator.addFaults({ times: 1, action: { kind: "html" } })
          const html = yield* put(token, id, "1")
          assert.strictEqual(html.status, 502)
          assert.match(html.headers["content-type"] ?? "", /text\/html/)
          yield* emulator.addFaults({ times: 1, action: { kind: "contentType", value: "text/plain" } })
          assert.strictEqual((yield* put(token, id, "1")).headers["content-type"], "text/plain")
          yield* emulator.addFaults({
            times: 1,
            when: "after",
            action: { kind: "truncate", bytes: 20, close: "clean" }
          })
          const cut = yield* put(token, id, "4")
          assert.lengthOf(cut.text, 20)
          assert.isUndefined(cut.json)
          yield* emulator.addFaults({ times: 1, action: { kind: "truncate" } })
          assert.isTrue(Exit.isFailure(yield* Effect.exit(put(token, id, "5"))))
          assert.strictEqual(yield* mobile(token, id), "4")
        })
      )

      it.effect("resets the connection before or after the effect", () =>
        Effect.gen(function* () {
          const { emulator, id, token } = yield* fresh
          yield* emulator.addFaults({ times: 1, action: { kind: "reset" } })
          const error = yield* Effect.flip(put(token, id, "1"))
          assert.deepStrictEqual([error._tag, error.reason._tag], ["HttpClientError", "TransportError"])
          assert.strictEqual(yield* mobile(token, id), "+1 555 0101")
          yield* emulator.addFaults({ times: 1, when: "after", action: { kind: "reset" } })
          yield* Effect.flip(put(token, id, "2"))
          assert.strictEqual(yield* mobile(token, id), "2")
        })
      )

      it.effect("carries a request out twice", () =>
        Effect.gen(function* () {
          const { emulator, token } = yield* fresh
          yield* emulator.addFaults({ match: { method: "POST" }, times: 1, action: { kind: "duplicate" } })
          yield* call("POST", "/crm/v8/Leads", { token, body: { data: [{ Last_Name: "Twice" }] } })
          const found = yield* call("GET", "/crm/v8/Leads/search?word=Twice", { token })
          assert.lengthOf(found.json.data, 2)
        })
      )

      it.effect("strikes the nth, some times, and only where it matches", () =>
        Effect.gen(function* () {
          const { emulator, token } = yield* fresh
          yield* emulator.addFaults({
            match: { host: "api", path: "/crm/v8/org", nth: 2 },
            action: { kind: "respond", status: 503 }
          })
          const status = (path: string) => Effect.map(call("GET", path, { token }), (answer) => answer.status)
          assert.deepStrictEqual(
            [
              yield* status("/crm/v8/org"),
              yield* status("/crm/v8/users"),
              yield* status("/crm/v8/org"),
              yield* status("/crm/v8/org")
            ],
            [200, 200, 503, 200]
          )
          const log = yield* emulator.requests
          assert.deepStrictEqual(
            log.filter((entry) => entry.fault !== undefined).map((entry) => [entry.operation, entry.status]),
            [["GET /crm/v8/org", 503]]
          )
          yield* emulator.addFaults({ action: { kind: "respond", status: 503 } })
          yield* emulator.clearFaults
          assert.strictEqual(yield* status("/crm/v8/org"), 200)
        })
      )

      it.effect("hangs until the caller gives up", () =>
        Effect.gen(function* () {
          const { emulator, id, token } = yield* fresh
          yield* emulator.addFaults({ match: { method: "PUT" }, when: "after", action: { kind: "hang" } })
          const fiber = yield* Effect.forkChild(put(token, id, "9"))
          let after: unknown = ""
          while (after !== "9") {
            after = yield* mobile(token, id)
            yield* Effect.yieldNow
          }
          yield* Fiber.interrupt(fiber)
          assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
        })
      )

      it.effect("drips a whole answer", () =>
        Effect.gen(function* () {
          const { emulator, id, token } = yield* fresh
          yield* emulator.addFaults({ times: 1, action: { kind: "drip", bytes: 100, every: 1 } })
          assert.strictEqual((yield* put(token, id, "7")).json.data[0].code, "SUCCESS")
        })
      )
    })
  })

suite("in process", Emulator.layer({ limits: "off" }))
suite("on the wire", Layer.merge(Emulator.layerServer({ limits: "off" }), NodeHttpClient.layerUndici))

describe("delays", () => {
  it.effect("waits before the effect, by Effect's clock", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const token = yield* signIn
      const id = emulator.credentials.leadId
      yield* emulator.addFaults({ match: { method: "PUT" }, action: { kind: "delay", duration: "5 seconds" } })
      const fiber = yield* Effect.forkChild(put(token, id, "1"))
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(yield* mobile(token, id), "+1 555 0101")
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(fiber)).status, 200)
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it("reads durations", () => {
    assert.strictEqual(Faults.milliseconds("2 seconds", 0), 2000)
    assert.strictEqual(Faults.milliseconds("61 minutes", 0), 3_660_000)
    assert.strictEqual(Faults.milliseconds(250, 0), 250)
    assert.strictEqual(Faults.milliseconds("soon", 7), 7)
  })
})
