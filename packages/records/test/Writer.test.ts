import { InvalidInput } from "@effect-zoho/client/ApiError"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Filter from "@effect-zoho/records/Filter"
import * as Ledger from "@effect-zoho/records/Ledger"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as Writer from "@effect-zoho/records/Writer"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"

const emulated = Layer.mergeAll(layer({ leads: 450 }), NodeServices.layer)

const collect = <A, E, R>(stream: Stream.Stream<A, E, R>) => Stream.runCollect(stream)

const rowsOf = <A>(all: ReadonlyArray<A>) =>
  Stream.fromIterable(all.map((values, index) => ({ row: index + 1, values })))

const tags = (all: ReadonlyArray<Writer.Outcome>) => all.map((it) => it._tag)

/** So many new leads, each with an address of its own. */
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({
    Last_Name: `Person ${from + n}`,
    External_Key: `person-${from + n}`
  }))

/** How often each of these addresses is in the CRM. */
const inCrm = Effect.map(
  collect(
    Reader.pages(Leads.module, {
      fields: ["External_Key"],
      where: Filter.startsWith("External_Key", "person-"),
      via: "coql"
    })
  ),
  (pages) => {
    const counts = new Map<string, number>()
    for (const { External_Key: key } of pages.flatMap((it) => it.rows)) {
      if (typeof key !== "string") continue
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    return counts
  }
)

const once = (count: number) => new Map(people(count).map((it) => [it.External_Key, 1]))

const header: Ledger.Header = {
  run: "a run",
  input: "people.csv",
  inputHash: "00",
  org: "1",
  environment: "production",
  operation: "insert Leads",
  forecast: 30
}

const folder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped({ prefix: "ledger-" }))

describe("many rows", () => {
  it.effect("are written 100 a call, with one outcome a row, in order", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const outcomes = yield* collect(Writer.insert(Leads.module, rowsOf(people(250)), { key: "External_Key" }))
      assert.deepStrictEqual(
        outcomes.map((it) => it.row),
        people(250).map((_, n) => n + 1)
      )
      assert.isTrue(outcomes.every((it) => it._tag === "Done" && it.how === "answered"))
      assert.deepStrictEqual(yield* inCrm, once(250))
      const writes = (yield* emulator.requests).filter((it) => it.method === "POST" && it.url.endsWith("/Leads"))
      assert.deepStrictEqual(
        writes.map((it) => it.credits),
        [10, 10, 5]
      )
    }).pipe(Effect.provide(emulated))
  )

  it.effect("that are wrong fail with their own reason, and the others are written", () =>
    Effect.gen(function* () {
      const rows = [
        ...people(3),
        { Last_Name: "Twice", External_Key: "person-0" },
        { External_Key: "person-8" },
        { Last_Name: "Rounded", Annual_Revenue: 2 ** 60, External_Key: "person-9" }
      ]
      const outcomes = yield* collect(Writer.insert(Leads.module, rowsOf(rows), { key: "External_Key" }))
      assert.deepStrictEqual(
        outcomes.map((it) => (it._tag === "Failed" ? it.error.reason._tag : it._tag)),
        ["Done", "Done", "Done", "DuplicateData", "MandatoryNotFound", "InvalidInput"]
      )
      assert.deepStrictEqual(yield* inCrm, once(3))
    }).pipe(Effect.provide(emulated))
  )

  it.effect("for one record in one batch: the later one wins", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = RecordId.make((yield* Emulator.Emulator).credentials.leadId)
      const outcomes = yield* collect(
        Writer.update(Leads.module, rowsOf(["Tenby", "Cardigan", "Harlech"].map((City) => ({ id, City }))))
      )
      assert.deepStrictEqual(tags(outcomes), ["Done", "Done", "Done"])
      assert.strictEqual((yield* leads.get(id, ["City"])).City, "Harlech")
    }).pipe(Effect.provide(emulated))
  )

  it.effect.prop(
    "keep their order, each with its own outcome, whatever their number, the batch and the calls side by side",
    [
      Schema.Array(Schema.Literals(["good", "refused by Zoho", "wrong"])).check(Schema.isMaxLength(40)),
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })),
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6 }))
    ],
    ([kinds, batch, concurrency]) =>
      Effect.gen(function* () {
        const rows = kinds.map((kind, n) => ({
          row: n + 1,
          values: { External_Key: `order-${n}`, ...(kind === "refused by Zoho" ? {} : { Last_Name: `Row ${n}` }) },
          ...(kind === "wrong" ? { wrong: new InvalidInput({ problem: "", remedy: "" }) } : {})
        }))
        const outcomes = yield* collect(
          Writer.insert(Leads.module, Stream.fromIterable(rows), { key: "External_Key", batch, concurrency })
        )
        assert.deepStrictEqual(
          outcomes.map((it) => [it.row, it.key, it._tag === "Failed" ? it.error.reason._tag : it._tag]),
          kinds.map((kind, n) => [
            n + 1,
            `order-${n}`,
            { good: "Done", "refused by Zoho": "MandatoryNotFound", wrong: "InvalidInput" }[kind]
          ])
        )
        const records = yield* Leads.Leads
        for (const it of outcomes) {
          if (it._tag === "Done") assert.strictEqual((yield* records.get(it.id, ["External_Key"])).External_Key, it.key)
        }
      }).pipe(Effect.provide(emulated)),
    { arbitrary: { runs: 12 } }
  )
})

describe("an answer that got lost", () => {
  const reset = (method: string, when: "before" | "after", times = 1): Emulator.Rule => ({
    match: { method, path: "/crm/v8/Leads" },
    times,
    when,
    action: { kind: "reset" }
  })

  it.effect("of an insert is looked up by its key: written before, or sent again", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      for (const [when, how] of [
        ["after", "found"],
        ["before", "answered"]
      ] as const) {
        yield* emulator.addFaults(reset("POST", when))
        const rows = people(120, when === "after" ? 0 : 120)
        const outcomes = yield* collect(
          Writer.insert(Leads.module, rowsOf(rows), { key: "External_Key", concurrency: 1 })
        )
        assert.deepStrictEqual(
          tags(outcomes),
          rows.map(() => "Done")
        )
        assert.deepStrictEqual(
          outcomes.map((it) => (it._tag === "Done" ? it.how : "")),
          rows.map((_, n) => (n < 100 ? how : "answered"))
        )
      }
      assert.deepStrictEqual(yield* inCrm, once(240))
    }).pipe(Effect.provide(emulated))
  )

  it.effect("of an insert without a key is ambiguous, and nothing is sent again", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* emulator.addFaults(reset("POST", "after"))
      const outcomes = yield* collect(Writer.insert(Leads.module, rowsOf(people(5))))
      assert.deepStrictEqual(tags(outcomes), ["Ambiguous", "Ambiguous", "Ambiguous", "Ambiguous", "Ambiguous"])
      assert.deepStrictEqual(yield* inCrm, once(5))
    }).pipe(Effect.provide(emulated))
  )

  it.effect("of updates, deletes and upserts is read back", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const inserted = yield* collect(Writer.insert(Leads.module, rowsOf(people(6)), { key: "External_Key" }))
      const ids = inserted.flatMap((it) => (it._tag === "Done" ? [it.id] : []))
      for (const when of ["after", "before"] as const) {
        const how = when === "after" ? "found" : "answered"
        const check = (outcomes: ReadonlyArray<Writer.Outcome>) =>
          assert.deepStrictEqual(
            outcomes.map((it) => (it._tag === "Done" ? it.how : it._tag)),
            outcomes.map(() => how)
          )
        yield* emulator.addFaults(reset("PUT", when))
        check(
          yield* collect(Writer.update(Leads.module, rowsOf(ids.map((id) => ({ id, City: when, Annual_Revenue: 5 })))))
        )
        yield* emulator.addFaults({ ...reset("POST", when), match: { method: "POST", path: "/crm/v8/Leads/upsert" } })
        check(
          yield* collect(
            Writer.upsert(Leads.module, rowsOf(people(6).map((it) => ({ ...it, Phone: when }))), {
              duplicateCheckFields: ["External_Key"]
            })
          )
        )
      }
      for (const when of ["after", "before"] as const) {
        yield* emulator.addFaults(reset("DELETE", when))
        const outcomes = yield* collect(
          Writer.remove(Leads.module, rowsOf(when === "after" ? ids.slice(3) : ids.slice(0, 3)))
        )
        assert.deepStrictEqual(
          outcomes.map((it) => (it._tag === "Done" ? it.how : it._tag)),
          outcomes.map(() => (when === "after" ? "found" : "answered"))
        )
      }
    }).pipe(Effect.provide(emulated))
  )
})

describe("a ledger", () => {
  it.effect("lets a run go on where it stopped: nothing is sent twice, what was open is looked up", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const path = `${yield* folder}/ledger.ndjson`
      const all = people(300)
      // The first run stops after one batch, and the second one "dies" between the intent and the answer.
      yield* Effect.scoped(
        Effect.gen(function* () {
          const ledger = yield* Ledger.open(path, header)
          yield* collect(
            Stream.take(Writer.insert(Leads.module, rowsOf(all), { key: "External_Key", ledger, concurrency: 1 }), 100)
          )
          const written = yield* collect(
            Writer.insert(
              Leads.module,
              Stream.fromIterable(all.map((values, n) => ({ row: n + 1, values })).slice(100, 150)),
              {
                key: "External_Key"
              }
            )
          )
          assert.strictEqual(written.length, 50)
          yield* ledger.intend(Array.from({ length: 100 }, (_, n) => ({ row: 101 + n, key: null })))
        })
      )
      const before = (yield* emulator.requests).length
      const outcomes = yield* Effect.scoped(
        Effect.gen(function* () {
          const ledger = yield* Ledger.open(path, { ...header, run: "another run" })
          assert.isTrue(ledger.resumed)
          assert.strictEqual(ledger.header.run, "a run")
          const outcomes = yield* collect(Writer.insert(Leads.module, rowsOf(all), { key: "External_Key", ledger }))
          assert.deepStrictEqual(yield* ledger.counts, { done: 300, failed: 0, skipped: 0, ambiguous: 0, open: 0 })
          return outcomes
        })
      )
      assert.deepStrictEqual(
        outcomes.map((it) => (it._tag === "Done" ? it.how : it._tag)),
        all.map((_, n) => (n < 100 ? "Skipped" : n < 150 ? "found" : "answered"))
      )
      assert.deepStrictEqual(yield* inCrm, once(300))
      const writes = (yield* emulator.requests)
        .slice(before)
        .filter((it) => it.method === "POST" && it.url.endsWith("/Leads"))
      assert.deepStrictEqual(
        writes.map((it) => it.credits).toSorted((a, b) => b - a),
        [10, 5]
      )
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.effect("that names a row beyond any file is damaged, and such a row of the input is refused", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* folder}/ledger.ndjson`
      yield* fs.writeFileString(
        path,
        `${JSON.stringify({ header })}\n${JSON.stringify({ intent: { seq: 1, rows: [1e15], keys: [null] } })}\n`
      )
      const error = yield* Effect.flip(Effect.scoped(Ledger.open(path, header)))
      assert.strictEqual(error.reason._tag, "LedgerDamaged")
      const outcomes = yield* collect(
        Writer.insert(Leads.module, Stream.make({ row: 1e15, values: { Last_Name: "Far" } }))
      )
      assert.deepStrictEqual(
        outcomes.map((it) => (it._tag === "Failed" ? it.error.reason._tag : it._tag)),
        ["InvalidInput"]
      )
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.effect("sends again only what may be retried, when asked to", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const leads = yield* Leads.Leads
      const path = `${yield* folder}/ledger.ndjson`
      const taken = yield* leads.insert({ Last_Name: "Taken", External_Key: "person-1" })
      yield* emulator.addFaults({
        match: { method: "POST", path: "/crm/v8/Leads" },
        times: 1,
        when: "before",
        action: {
          kind: "respond",
          status: 429,
          body: { code: "TOO_MANY_REQUESTS", details: {}, message: "", status: "error" }
        }
      })
      const run = (options: Writer.Options) =>
        Effect.scoped(
          Effect.gen(function* () {
            const ledger = yield* Ledger.open(path, header)
            return yield* collect(
              Writer.insert(Leads.module, rowsOf(people(3)), {
                key: "External_Key",
                ledger,
                batch: 1,
                concurrency: 1,
                rounds: 1,
                ...options
              })
            )
          })
        )
      // The first row is refused in both of its rounds, the second one has a key that is taken.
      assert.deepStrictEqual(tags(yield* run({})), ["Failed", "Failed", "Done"])
      assert.deepStrictEqual(tags(yield* run({})), ["Skipped", "Skipped", "Skipped"])
      assert.deepStrictEqual(
        (yield* Ledger.failures(path)).map((it) => [it.row, it.reason, it.retry]),
        [
          [1, "RateLimited", "safe"],
          [2, "DuplicateData", "never"]
        ]
      )
      assert.deepStrictEqual(tags(yield* run({ retryFailed: true })), ["Done", "Skipped", "Skipped"])
      const failed = yield* Ledger.failures(path)
      assert.strictEqual(failed.length, 1)
      assert.deepInclude(failed[0], {
        row: 2,
        key: "person-1",
        op: "insert",
        status: "failed",
        id: taken,
        code: "DUPLICATE_DATA",
        reason: "DuplicateData",
        retry: "never"
      })
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.effect("is for one run at a time, and for one input, org, environment and operation", () =>
    Effect.gen(function* () {
      const path = `${yield* folder}/ledger.ndjson`
      const reasonOf = (header: Ledger.Header) =>
        Effect.map(Effect.flip(Effect.scoped(Ledger.open(path, header))), (error) => error.reason)
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* Ledger.open(path, header)
          assert.deepInclude(yield* reasonOf(header), { _tag: "LedgerHeld", pid: process.pid })
        })
      )
      for (const change of [
        { inputHash: "01" },
        { org: "2" },
        { environment: "sandbox" },
        { operation: "update Leads" }
      ])
        assert.deepInclude(yield* reasonOf({ ...header, ...change }), {
          _tag: "LedgerMismatch",
          field: Object.keys(change)[0] ?? ""
        })
      yield* Effect.scoped(Ledger.open(path, { ...header, run: "later", forecast: 5 }))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("takes over the lock of a dead process, leaves out a torn last line, and refuses damage before it", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* folder}/ledger.ndjson`
      yield* Effect.scoped(
        Effect.flatMap(Ledger.open(path, header), (ledger) =>
          ledger.intend([
            { row: 1, key: "a" },
            { row: 2, key: null }
          ])
        )
      )
      const whole = yield* fs.readFileString(path)
      // No process has this number.
      yield* fs.writeFileString(`${path}.lock`, "2147483646")
      yield* fs.writeFileString(path, `${whole}{"outcome":{"row":1,"key":"a","op":"ins`)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const ledger = yield* Ledger.open(path, header)
          assert.deepInclude(yield* ledger.counts, { open: 2, done: 0 })
          yield* ledger.settle([{ row: 1, key: "a", op: "insert", status: "done", id: "5" }])
        })
      )
      assert.isFalse(yield* fs.exists(`${path}.lock`))
      const lines = (yield* fs.readFileString(path)).trimEnd().split("\n")
      assert.deepStrictEqual(
        lines.map((it) => Object.keys(JSON.parse(it))[0]),
        ["header", "intent", "outcome"]
      )
      yield* fs.writeFileString(path, `${whole}nonsense\n${lines[2]}\n`)
      const error = yield* Effect.flip(Effect.scoped(Ledger.open(path, header)))
      assert.deepInclude(error.reason, { _tag: "LedgerDamaged", line: 3 })
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
