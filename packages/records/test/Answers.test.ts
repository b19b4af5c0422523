import * as Leads from "@effect-zoho/records/modules/Leads"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import { layer } from "./support/Served.ts"

const one = RecordId.make("5843104000000000001")
const two = RecordId.make("5843104000000000002")

const done = (details: object) => ({ code: "SUCCESS", details, message: "record updated", status: "success" })
const failed = (code: string) => ({ code, details: {}, message: "no", status: "error" })

const given = (...answers: ReadonlyArray<FaultServer.Answer>) =>
  Effect.flatMap(FaultServer.FaultServer, (server) => server.enqueue(...answers))

describe("results of a write", () => {
  it.effect("for other records than those sent are never handed to them", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      yield* given(FaultServer.json({ data: [done({ id: two }), done({ id: one })] }))
      const swapped = yield* leads.updateMany([
        { id: one, Mobile: "1" },
        { id: two, Mobile: "2" }
      ])
      assert.deepStrictEqual(
        swapped.map((it) => it._tag === "Failed" && it.error.reason._tag),
        ["Ambiguous", "Ambiguous"]
      )
      yield* given(FaultServer.json({ data: [done({ id: two })] }))
      const error = yield* Effect.flip(leads.delete(one))
      assert.strictEqual(error.reason._tag, "Ambiguous")
    }).pipe(Effect.provide(layer))
  )

  it.effect("fewer or more than rows, or none at all, leave every row open", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const rows = [{ Last_Name: "a" }, { Last_Name: "b" }]
      const answers: ReadonlyArray<FaultServer.Answer> = [
        FaultServer.json({ data: [done({ id: one })] }),
        FaultServer.json({ data: [done({ id: one }), done({ id: two }), done({ id: one })] }),
        FaultServer.json({ data: [] }),
        FaultServer.json({ data: [{ id: one }, { id: two }] }),
        FaultServer.json(done({ id: one })),
        { kind: "respond", status: 204 },
        { kind: "respond", status: 200, body: "" }
      ]
      for (const answer of answers) {
        yield* given(answer)
        const error = yield* Effect.flip(leads.insertMany(rows))
        assert.strictEqual(error.reason._tag, "Ambiguous", JSON.stringify(answer))
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("that refuse the call as a whole, in the place of the first of several rows, are the call's own", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      yield* given(FaultServer.json({ data: [failed("INVALID_DATA")] }, 400))
      const error = yield* Effect.flip(leads.insertMany([{ Last_Name: "a" }, { Last_Name: "b" }]))
      assert.strictEqual(error.reason._tag, "InvalidData")
    }).pipe(Effect.provide(layer))
  )

  it.effect("as one object for one row are that row's", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      yield* given(FaultServer.json({ data: done({ id: one }) }), FaultServer.json(done({ id: one })))
      assert.deepInclude(yield* leads.update(one, { Mobile: "1" }), { id: one, row: 0 })
      assert.strictEqual(yield* leads.insert({ Last_Name: "x" }), one)
    }).pipe(Effect.provide(layer))
  )

  it.effect("without an id: known for an update, unclear for an insert", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const answer = FaultServer.json({ data: [done({})] })
      yield* given(answer, answer, FaultServer.json({ data: [done({ id: 5843104000000000001 })] }))
      assert.deepInclude(yield* leads.update(one, { Mobile: "1" }), { id: one })
      assert.strictEqual((yield* Effect.flip(leads.insert({ Last_Name: "x" }))).reason._tag, "Ambiguous")
      // As a bare number the id was rounded: better unclear than another record's.
      assert.strictEqual((yield* Effect.flip(leads.insert({ Last_Name: "x" }))).reason._tag, "Ambiguous")
    }).pipe(Effect.provide(layer))
  )

  it.effect("where Zoho failed in the middle of a row leave that row open", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      yield* given(FaultServer.json({ data: [done({ id: one }), failed("INTERNAL_ERROR")] }, 207))
      const outcomes = yield* leads.insertMany([{ Last_Name: "a" }, { Last_Name: "b" }])
      assert.deepStrictEqual(
        outcomes.map((it) => (it._tag === "Done" ? it.id : it.error.reason._tag)),
        [one, "Ambiguous"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("of an upsert without Zoho's word for it go by the field that matched", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      yield* given(
        FaultServer.json({
          data: [
            { ...done({ id: one }), duplicate_field: "Email" },
            { ...done({ id: two }), duplicate_field: null },
            { ...done({ id: two }), action: "insert", duplicate_field: "Email" }
          ]
        })
      )
      const rows = ["a", "b", "c"].map((Last_Name) => ({ Last_Name }))
      assert.deepStrictEqual(
        (yield* leads.upsertMany(rows)).map((it) => it._tag === "Done" && it.action),
        ["update", "insert", "insert"]
      )
    }).pipe(Effect.provide(layer))
  )
})

describe("spans", () => {
  it.effect("name the operation and say what it costs: 1 credit for 10 rows begun", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      const rows = Array.from({ length: 11 }, () => ({ Last_Name: "x" }))
      const calls: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
        leads.insert({ Last_Name: "x" }),
        leads.insertMany(rows),
        leads.upsertMany(rows.slice(1)),
        leads.deleteMany([one, two]),
        leads.get(one, [])
      ]
      for (const call of calls) yield* Effect.provideService(Effect.exit(call), Tracer.Tracer, tracer)
      const seen = spans.map((it) => [it.name, it.attributes.get("credits")])
      assert.deepStrictEqual(seen, [
        ["Leads.insert", 1],
        ["Leads.insertMany", 2],
        ["Leads.upsertMany", 1],
        ["Leads.deleteMany", 1],
        ["Leads.get", 1]
      ])
    }).pipe(Effect.provide(layer))
  )
})

describe("rows of a read", () => {
  it.effect("with ids as bare numbers fail and name the place: they were rounded", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const bodies: ReadonlyArray<readonly [string, string]> = [
        ['{"data":[{"id":5843104000000376008,"Mobile":"1","Project":null}]}', "data[0].id"],
        ['{"data":[{"id":"1","Mobile":"1","Project":{"id":5843104000000376008}}]}', "data[0].Project"],
        ['{"data":[{"id":"1","Mobile":5843104000000376008,"Project":null}]}', "data[0].Mobile"]
      ]
      for (const [body, path] of bodies) {
        yield* given({ kind: "respond", body })
        const error = yield* Effect.flip(leads.list(["Mobile", "Project"]))
        assert.deepInclude(error.reason, { _tag: "UnexpectedResponse", problem: "unknown-form", path })
        assert.notInclude(JSON.stringify(error), "58431")
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("of one bad row in a page fail the page, never drop the row", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const rows = [{ id: "1", Mobile: "1" }, { id: "2" }, { id: "3", Mobile: null }]
      yield* given(FaultServer.json({ data: rows, info: { more_records: false } }))
      const error = yield* Effect.flip(leads.list(["Mobile"]))
      assert.deepInclude(error.reason, { path: "data[1].Mobile" })
    }).pipe(Effect.provide(layer))
  )

  it.effect("of another record than asked for are refused", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      yield* given(FaultServer.json({ data: [{ id: two, Mobile: null }] }), FaultServer.json({ data: [] }))
      assert.deepInclude((yield* Effect.flip(leads.get(one, ["Mobile"]))).reason, { path: "data[0].id" })
      assert.strictEqual((yield* Effect.flip(leads.get(one, ["Mobile"]))).reason._tag, "NotFound")
    }).pipe(Effect.provide(layer))
  )

  it.effect("custom fields pass through as they are", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const custom = { Multi: ["a", "b"], Nested: { deep: [1, { x: null }] }, Flag: true, Amount: 0.1, Gone: null }
      yield* given(FaultServer.json({ data: [{ id: one, ...custom, Not_Asked: "x" }] }))
      const row = yield* leads.get(one, ["Multi", "Nested", "Flag", "Amount", "Gone"])
      assert.deepStrictEqual<unknown>(row, { id: one, ...custom })
    }).pipe(Effect.provide(layer))
  )

  it.effect("without a word about more: a full page may have others behind it", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const answer = FaultServer.json({ data: ["1", "2"].map((id) => ({ id, Mobile: null })) })
      yield* given(answer, answer)
      assert.isTrue((yield* leads.list(["Mobile"], { perPage: 2 })).moreRecords)
      assert.isFalse((yield* leads.list(["Mobile"], { perPage: 3 })).moreRecords)
    }).pipe(Effect.provide(layer))
  )

  it.effect("keep their own fields apart when lists of many kinds are read", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      // More kinds than schemas are kept for.
      for (const i of Array.from({ length: 250 }, (_, at) => at % 125)) {
        yield* given(FaultServer.json({ data: [{ id: one, [`F${i}`]: i, Mobile: "1" }] }))
        const page = yield* leads.list([`F${i}`])
        assert.deepStrictEqual<unknown>(page.rows, [{ id: one, [`F${i}`]: i }])
      }
    }).pipe(Effect.provide(layer))
  )
})
