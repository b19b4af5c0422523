import * as Operation from "@effect-zoho/client/Operation"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { layer } from "./support/Client.ts"

const Thing = Schema.Struct({ id: Schema.String, name: Schema.NullOr(Schema.String) })

const get = Operation.make({
  name: "Things.get",
  method: "GET",
  path: "/crm/v8/{kind}/things/{id}",
  query: Schema.Struct({
    view: Schema.Literals(["short", "long"]),
    page: Schema.optionalKey(Schema.Number)
  }),
  success: Schema.Struct({ things: Schema.Array(Thing) }),
  credits: 1,
  retry: "safe"
})

const list = Operation.make({
  name: "Things.list",
  method: "GET",
  path: "/crm/v8/things",
  success: Schema.Struct({ things: Schema.Array(Thing) }),
  empty: { things: [] },
  credits: 1,
  retry: "safe"
})

const given = (...answers: ReadonlyArray<FaultServer.Answer>) =>
  Effect.flatMap(FaultServer.FaultServer, (server) => server.enqueue(...answers))
const requests = Effect.flatMap(FaultServer.FaultServer, (server) => server.requests)
const nothing: FaultServer.Answer = { kind: "respond", status: 204 }

describe("Operation", () => {
  it("carries its own spec", () => {
    assert.deepInclude(get.spec, { name: "Things.get", method: "GET", credits: 1, retry: "safe" })
    assert.strictEqual(get.spec.path, "/crm/v8/{kind}/things/{id}")
  })

  it.effect("fills and encodes the path, and writes the query", () =>
    Effect.gen(function* () {
      yield* given(FaultServer.json({ things: [{ id: "1", name: null, more: true }] }))
      const found = yield* get({ kind: "a/b?c", id: "é 1", view: "long", page: 2 })
      assert.deepStrictEqual(found, { things: [{ id: "1", name: null }] })
      assert.strictEqual((yield* requests)[0]?.path, "/crm/v8/a%2Fb%3Fc/things/%C3%A9%201?view=long&page=2")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("refuses what is no parameter before anything is sent", () =>
    Effect.gen(function* () {
      // What untyped code may hand over.
      const wrong: ReadonlyArray<any> = [
        { kind: "x", view: "long" },
        { kind: "x", id: "", view: "long" },
        { kind: "..", id: "1", view: "long" },
        { kind: "x", id: 1, view: "long" },
        { kind: "x", id: "1", view: "tall" },
        { kind: "x", id: "1" },
        undefined
      ]
      for (const input of wrong) {
        const error = yield* Effect.flip(get(input))
        assert.strictEqual(error.reason._tag, "InvalidInput", JSON.stringify(input))
      }
      assert.lengthOf(yield* requests, 0)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("204 is what the spec says it is, else NotFound with the id", () =>
    Effect.gen(function* () {
      yield* given(nothing, nothing)
      assert.deepStrictEqual(yield* list({}), { things: [] })
      const error = yield* Effect.flip(get({ kind: "x", id: "111", view: "short" }))
      assert.deepInclude(error.reason, { _tag: "NotFound", id: "111", httpStatus: 204 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("an answer of another form names the place, and nothing of the value", () =>
    Effect.gen(function* () {
      yield* given(
        FaultServer.json({
          things: [
            { id: "1", name: null },
            { id: 5843104, name: "x" }
          ]
        })
      )
      const error = yield* Effect.flip(list({}))
      assert.deepInclude(error.reason, { _tag: "UnexpectedResponse", problem: "unknown-form", path: "things[1].id" })
      assert.notInclude(JSON.stringify(error), "5843104")
      yield* given(FaultServer.json({ things: [{ code: "SUCCESS", details: {}, message: "", status: "success" }] }))
      const rows = yield* Effect.flip(list({}))
      assert.deepInclude(rows.reason, { _tag: "UnexpectedResponse", path: "the whole body" })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a failure carries the operation's name and can be matched by reason", () =>
    Effect.gen(function* () {
      yield* given(FaultServer.json({ code: "OAUTH_SCOPE_MISMATCH", message: "no" }, 401))
      const remedy = yield* list({}).pipe(
        Effect.catchReason("ApiError", "ScopeMismatch", (reason, error) =>
          Effect.succeed(`${error.operation}: ${reason.remedy}`)
        )
      )
      assert.match(typeof remedy === "string" ? remedy : "", /^Things\.list: .*scope/)
    }).pipe(Effect.provide(layer()))
  )
})
