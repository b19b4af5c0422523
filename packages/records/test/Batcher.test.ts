import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Batcher from "@effect-zoho/records/Batcher"
import * as Leads from "@effect-zoho/records/modules/Leads"
import { RecordId } from "@effect-zoho/records/RecordId"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { layer, nobody } from "./support/Emulated.ts"

it.live("250 single updates made at once are three calls, each row with its own outcome", () =>
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const leads = yield* Leads.Leads
    const batcher = yield* Batcher.make(Leads.module)
    const ids: Array<RecordId> = []
    for (const page of [1, 2]) ids.push(...(yield* leads.list(["Email"], { page })).rows.map((it) => it.id))
    const some = [...ids.slice(0, 249), nobody]
    const ends = yield* Effect.forEach(some, (id, n) => Effect.result(batcher.update(id, { City: `Town ${n}` })), {
      concurrency: "unbounded"
    })
    assert.strictEqual(ends.filter((it) => it._tag === "Success").length, 249)
    assert.strictEqual(ends.at(-1)?._tag, "Failure")
    ends.forEach((end, n) => {
      if (end._tag === "Success") assert.strictEqual(end.success.id, some[n])
    })
    const writes = (yield* emulator.requests).filter((it) => it.method === "PUT")
    assert.deepStrictEqual(
      writes.map((it) => it.credits).toSorted((a, b) => b - a),
      [10, 10, 5]
    )
    assert.strictEqual((yield* leads.get(some[120] ?? nobody, ["City"])).City, "Town 120")
  }).pipe(Effect.provide(layer({ leads: 400 })))
)

it.live("of several changes to one record made at once the last one is there at the end", () =>
  Effect.gen(function* () {
    const leads = yield* Leads.Leads
    const batcher = yield* Batcher.make(Leads.module)
    const id = RecordId.make((yield* Emulator.Emulator).credentials.leadId)
    yield* Effect.forEach(["Rome", "Oslo", "Bonn"], (City) => batcher.update(id, { City }), {
      concurrency: "unbounded"
    })
    assert.strictEqual((yield* leads.get(id, ["City"])).City, "Bonn")
  }).pipe(Effect.provide(layer()))
)

it.live("single inserts, upserts and deletes are merged by their kind, each with its own end", () =>
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const leads = yield* Leads.Leads
    const batcher = yield* Batcher.make(Leads.module, { duplicateCheckFields: ["External_Key"] })
    const all = { concurrency: "unbounded" } as const
    const rows = Array.from({ length: 120 }, (_, n) => ({ Last_Name: `Lead ${n}`, External_Key: `k${n}` }))
    const inserted = yield* Effect.forEach(rows, (row) => batcher.insert(row), all)
    assert.strictEqual(new Set(inserted.map((it) => it.id)).size, 120)
    assert.strictEqual((yield* leads.get(inserted[77]?.id ?? nobody, ["Last_Name"])).Last_Name, "Lead 77")
    // Two upserts of one key at once: the later one is there at the end, and there is one record.
    const upserted = yield* Effect.forEach(
      [
        { Last_Name: "First", External_Key: "k5" },
        { Last_Name: "New", External_Key: "k500" },
        { Last_Name: "Second", External_Key: "K5" }
      ],
      (row) => batcher.upsert(row),
      all
    )
    assert.deepStrictEqual(
      upserted.map((it) => it.action),
      ["update", "insert", "update"]
    )
    assert.strictEqual((yield* leads.get(inserted[5]?.id ?? nobody, ["Last_Name"])).Last_Name, "Second")
    const ends = yield* Effect.forEach(
      [inserted[1]?.id ?? nobody, nobody, inserted[2]?.id ?? nobody],
      (id) => Effect.result(batcher.delete(id)),
      all
    )
    assert.deepStrictEqual(
      ends.map((it) => it._tag),
      ["Success", "Failure", "Success"]
    )
    const calls = (yield* emulator.requests).filter((it) => it.method !== "GET" && it.url.includes("/Leads"))
    assert.deepStrictEqual(
      calls.map((it) => [it.method, it.credits]),
      [
        ["POST", 10],
        ["POST", 2],
        ["POST", 1],
        ["POST", 1],
        ["DELETE", 1]
      ]
    )
  }).pipe(Effect.provide(layer()))
)
