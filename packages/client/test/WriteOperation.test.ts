import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { layer } from "./support/Client.ts"

const Thing = Schema.Struct({
  name: Schema.String.check(Schema.isMaxLength(5)),
  token: Schema.optionalKey(Schema.String)
})

const update = WriteOperation.make({
  name: "Things.update",
  method: "PUT",
  path: "/crm/v8/things/{id}",
  query: Schema.Struct({ module: Schema.optionalKey(Schema.String) }),
  body: Schema.Struct({ things: Schema.Tuple([Thing]) }),
  details: Schema.Struct({ id: Schema.String }),
  credits: 1,
  retry: "after-lookup"
})

const create = WriteOperation.makeMany({
  name: "Things.create",
  method: "POST",
  path: "/crm/v8/things",
  body: Schema.Struct({ things: Schema.Array(Thing) }),
  items: "things",
  details: Schema.Struct({ id: Schema.String }),
  credits: 2,
  retry: "after-lookup"
})

const given = (...answers: ReadonlyArray<FaultServer.Answer>) =>
  Effect.flatMap(FaultServer.FaultServer, (server) => server.enqueue(...answers))
const requests = Effect.flatMap(FaultServer.FaultServer, (server) => server.requests)

const success = (id: string) => ({ code: "SUCCESS", details: { id }, message: "done", status: "success" })
const failure = (code: string) => ({ code, details: { api_name: "name" }, message: "no", status: "error" })
const things = [{ name: "a" }, { name: "b" }]

describe("a change of one thing", () => {
  it.effect("sends path, query and body, and reads the details of its result", () =>
    Effect.gen(function* () {
      yield* given(FaultServer.json({ things: [{ ...success("7"), details: { id: "7", more: 1 } }] }))
      const done = yield* update({ id: "7", module: "Leads", things: [{ name: "a" }] })
      assert.deepStrictEqual(done, { _tag: "Done", row: 0, code: "SUCCESS", message: "done", details: { id: "7" } })
      const [request] = yield* requests
      assert.strictEqual(request?.path, "/crm/v8/things/7?module=Leads")
      assert.deepStrictEqual(JSON.parse(request?.body ?? ""), { things: [{ name: "a" }] })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("takes a result that stands alone, and one under a root key that is no array", () =>
    Effect.gen(function* () {
      yield* given(FaultServer.json(success("1")), FaultServer.json({ base: success("2") }))
      assert.strictEqual((yield* update({ id: "1", things: [{ name: "a" }] })).details.id, "1")
      assert.strictEqual((yield* update({ id: "1", things: [{ name: "a" }] })).details.id, "2")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("that is refused fails with the reason of its result", () =>
    Effect.gen(function* () {
      yield* given(FaultServer.json({ things: [failure("DUPLICATE_DATA")] }, 400))
      const error = yield* Effect.flip(update({ id: "7", things: [{ name: "a" }] }))
      assert.strictEqual(error.reason._tag, "DuplicateData")
      assert.match(error.message, /^Things\.update: /)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("is Ambiguous where the answer leaves open what happened", () =>
    Effect.gen(function* () {
      for (const body of [{}, { things: [] }, { things: [{ ...success("7"), details: { id: 7 } }] }]) {
        yield* given(FaultServer.json(body))
        const error = yield* Effect.flip(update({ id: "7", things: [{ name: "a" }] }))
        assert.strictEqual(error.reason._tag, "Ambiguous", JSON.stringify(body))
      }
      yield* given(FaultServer.json({ things: [failure("INTERNAL_ERROR")] }))
      const error = yield* Effect.flip(update({ id: "7", things: [{ name: "a" }] }))
      assert.strictEqual(error.reason._tag, "Ambiguous")
    }).pipe(Effect.provide(layer()))
  )
})

describe("a change of several things", () => {
  it.effect("has an outcome each, in their order", () =>
    Effect.gen(function* () {
      yield* given(FaultServer.json({ things: [failure("INVALID_DATA"), success("2")] }, 207))
      const [first, second] = yield* create({ things })
      assert.isTrue(first?._tag === "Failed" && first.error.reason._tag === "InvalidData")
      assert.deepInclude(second, { _tag: "Done", row: 1, details: { id: "2" } })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("never hands a result to another thing: another number of them is Ambiguous", () =>
    Effect.gen(function* () {
      for (const body of [{ things: [success("1")] }, success("1")]) {
        yield* given(FaultServer.json(body))
        const error = yield* Effect.flip(create({ things }))
        assert.strictEqual(error.reason._tag, "Ambiguous", JSON.stringify(body))
      }
    }).pipe(Effect.provide(layer()))
  )

  it.effect("fails as a whole where the call does", () =>
    Effect.gen(function* () {
      yield* given(FaultServer.json(failure("NO_PERMISSION"), 403))
      const error = yield* Effect.flip(create({ things }))
      assert.strictEqual(error.reason._tag, "NoPermission")
    }).pipe(Effect.provide(layer()))
  )
})

describe("what is no parameter", () => {
  it.effect("is refused before anything is sent, by its place, and nothing of its value is told", () =>
    Effect.gen(function* () {
      // What untyped code may hand over.
      const wrong: ReadonlyArray<readonly [any, RegExp]> = [
        [{ things: [{ name: "a" }, { name: "hush-hush" }] }, /Correct things\[1\]\.name.*at most 5/],
        [{ things: [{ name: "a", tokn: "hush-hush" }] }, /Correct things\[0\]\.tokn/],
        [{ things: [{ name: "a", token: { secret: "hush-hush" } }] }, /Correct things\[0\]\.token/],
        [{}, /Correct things/],
        [undefined, /Correct things/]
      ]
      for (const [input, remedy] of wrong) {
        const error = yield* Effect.flip(create(input))
        assert.strictEqual(error.reason._tag, "InvalidInput", JSON.stringify(input))
        assert.match(error.reason.remedy, remedy)
        assert.notInclude(JSON.stringify(error), "hush")
      }
      assert.lengthOf(yield* requests, 0)
    }).pipe(Effect.provide(layer()))
  )
})
