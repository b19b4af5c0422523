/** Rows that go as the file of a bulk write: the same records as by calls, each row with its outcome, none twice. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Filter from "@effect-zoho/records/Filter"
import * as Ledger from "@effect-zoho/records/Ledger"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import { RecordId } from "@effect-zoho/records/RecordId"
import type { Changes } from "@effect-zoho/records/Row"
import * as Writer from "@effect-zoho/records/Writer"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"

const emulated = Layer.mergeAll(layer({ leads: 20 }), NodeServices.layer)

type Lead = Changes<typeof Leads.module.fields>

const rowsOf = <A>(all: ReadonlyArray<A>) =>
  Stream.fromIterable(all.map((values, index) => ({ row: index + 1, values })))

const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ Last_Name: `Person ${from + n}`, External_Key: `person-${from + n}` }))

const bulk = { poll: "1 millis" } as const

/** Jobs are done as soon as they are asked after. */
const quick = Effect.flatMap(Emulator.Emulator, (it) => it.setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 }))

const forced = (operation: "insert" | "update" | "upsert", rows: number) =>
  Writer.plan(Leads.module, { operation, rows, via: "bulk" })

const tags = (all: ReadonlyArray<Writer.Outcome>) =>
  all.map((it) => (it._tag === "Failed" ? it.error.reason._tag : it._tag === "Done" ? it.action : it._tag))

const numberOf = (key: Schema.Json | undefined): number => (typeof key === "string" ? Number(key.slice(7)) : -1)

const inCrm = Effect.map(
  Stream.runCollect(
    Reader.stream(Leads.module, {
      fields: ["External_Key", "Last_Name", "City", "Description", "Annual_Revenue", "Email_Opt_Out", "Owner"],
      where: Filter.startsWith("External_Key", "person-"),
      via: "coql"
    })
  ),
  (rows) => rows.toSorted((a, b) => numberOf(a.External_Key) - numberOf(b.External_Key))
)

const keysInCrm = Effect.map(inCrm, (rows) => rows.map((it) => it.External_Key))

const requests = (path: string) =>
  Effect.map(
    Effect.flatMap(Emulator.Emulator, (it) => it.requests),
    (all) => all.filter((it) => it.method === "POST" && new URL(it.url).pathname.endsWith(path)).length
  )

const header: Ledger.Header = {
  run: "a run",
  input: "people.csv",
  inputHash: "00",
  org: "1",
  environment: "production",
  operation: "insert Leads",
  forecast: 501
}

const ledgerPath = Effect.flatMap(FileSystem.FileSystem, (fs) =>
  Effect.map(fs.makeTempDirectoryScoped({ prefix: "ledger-" }), (it) => `${it}/ledger.ndjson`)
)

/** One run with the ledger at `path`, as its own process would be. */
const run = (path: string, rows: ReadonlyArray<Lead>, options: Writer.Options = {}) =>
  Effect.scoped(
    Effect.gen(function* () {
      const ledger = yield* Ledger.open(path, header)
      const plan = yield* forced("insert", rows.length)
      return yield* Stream.runCollect(
        Writer.insert(Leads.module, rowsOf(rows), { key: "External_Key", ledger, plan, bulk, ...options })
      )
    })
  )

describe("a file", () => {
  it.live.prop(
    "makes the same records as calls do, whatever the values",
    [
      Schema.Array(
        Schema.Struct({
          City: Schema.NullOr(Schema.String.check(Schema.isMaxLength(60))),
          Description: Schema.String,
          Annual_Revenue: Schema.NullOr(
            Schema.Int.check(Schema.isBetween({ minimum: -1_000_000, maximum: 1_000_000 }))
          ),
          Email_Opt_Out: Schema.Boolean
        })
      ).check(Schema.isMinLength(1), Schema.isMaxLength(30))
    ],
    ([values]) =>
      Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        const owner = (yield* Stream.runHead(
          Reader.stream(Leads.module, { fields: ["Owner"], limit: 1, via: "list" })
        )).pipe(Option.flatMap((it) => Option.fromNullishOr(it.Owner)))
        const rows = values.map((it, n): Lead => ({
          ...it,
          Last_Name: `Person ${n}`,
          External_Key: `person-${n}`,
          ...(Option.isSome(owner) ? { Owner: { id: owner.value.id } } : {})
        }))
        const write = (plan?: Effect.Success<ReturnType<typeof forced>>) =>
          Effect.gen(function* () {
            yield* emulator.reset
            yield* quick
            const outcomes = yield* Stream.runCollect(
              Writer.insert(Leads.module, rowsOf(rows), {
                key: "External_Key",
                bulk,
                ...(plan === undefined ? {} : { plan })
              })
            )
            return { outcomes: tags(outcomes), rows: (yield* inCrm).map((row) => ({ ...row, id: "" })) }
          })
        const byCalls = yield* write()
        const before = yield* requests("/bulk/v8/write")
        const byFile = yield* write(yield* forced("insert", rows.length))
        assert.strictEqual((yield* requests("/bulk/v8/write")) - before, 1)
        assert.deepStrictEqual(byFile, byCalls)
      }).pipe(Effect.provide(emulated)),
    { arbitrary: { runs: 15 } }
  )

  it.live("has an outcome for each row, in order: its own reason where it is refused", () =>
    Effect.gen(function* () {
      yield* quick
      const rows: ReadonlyArray<Lead> = [
        ...people(3),
        // Of two rows with one key, the later goes by a call, and is refused there.
        { Last_Name: "Twice", External_Key: "person-0" },
        { External_Key: "person-8" },
        // Known to be wrong, and never sent.
        { Last_Name: "Rounded", Annual_Revenue: 2 ** 60, External_Key: "person-9" },
        // Nothing that a cell can hold.
        { Last_Name: "Tagged", External_Key: "person-4", Tag: [{ name: "a;b" }] }
      ]
      const outcomes = yield* Stream.runCollect(
        Writer.insert(Leads.module, rowsOf(rows), {
          key: "External_Key",
          plan: yield* forced("insert", rows.length),
          bulk
        })
      )
      assert.deepStrictEqual(
        outcomes.map((it) => it.row),
        [1, 2, 3, 4, 5, 6, 7]
      )
      assert.deepStrictEqual(tags(outcomes), [
        "insert",
        "insert",
        "insert",
        "DuplicateData",
        "MandatoryNotFound",
        "InvalidInput",
        "insert"
      ])
      assert.deepStrictEqual(yield* keysInCrm, ["person-0", "person-1", "person-2", "person-4"])
    }).pipe(Effect.provide(emulated))
  )

  it.live("clears what is null and leaves alone what is not named, in an update and an upsert", () =>
    Effect.gen(function* () {
      yield* quick
      const inserted = yield* Stream.runCollect(
        Writer.insert(Leads.module, rowsOf(people(4).map((it) => ({ ...it, City: "Tenby", Description: "Old" }))))
      )
      const ids = inserted.flatMap((it) => (it._tag === "Done" ? [it.id] : []))
      const states = Effect.map(inCrm, (rows) => rows.map((it) => [it.City, it.Description]))
      const [first = RecordId.make("1"), second = first, third = first] = ids
      const updated = yield* Stream.runCollect(
        Writer.update(
          Leads.module,
          rowsOf<{ readonly id: RecordId } & Lead>([
            { id: first, City: null, Description: "New" },
            { id: second, City: "Harlech" },
            { id: third, City: "Bala", Description: null },
            // The later of two changes to one record wins.
            { id: third, City: "Conwy", Description: "Last" }
          ]),
          { plan: yield* forced("update", 4), bulk }
        )
      )
      assert.deepStrictEqual(tags(updated), ["update", "update", "update", "update"])
      // By calls went what the file cannot say, and the second change to a record.
      const called = (yield* (yield* Emulator.Emulator).requests).filter((it) => it.method === "PUT")
      assert.deepStrictEqual(
        called.map((it) => [first, second, third].filter((id) => JSON.stringify(it.requestBody).includes(id))),
        [[second, third]]
      )
      assert.deepStrictEqual(yield* states, [
        [null, "New"],
        ["Harlech", "Old"],
        ["Conwy", "Last"],
        ["Tenby", "Old"]
      ])
      const upserted = yield* Stream.runCollect(
        Writer.upsert(
          Leads.module,
          rowsOf<Lead>([
            { Last_Name: "Person 3", External_Key: "person-3", City: "Rhyl" },
            { Last_Name: "Person 4", External_Key: "person-4", Description: "First" }
          ]),
          { duplicateCheckFields: ["External_Key"], plan: yield* forced("upsert", 2), bulk }
        )
      )
      assert.deepStrictEqual(tags(upserted), ["update", "insert"])
      assert.deepStrictEqual((yield* states).slice(3), [
        ["Rhyl", "Old"],
        [null, "First"]
      ])
    }).pipe(Effect.provide(emulated))
  )

  it.live("costs what was planned, and is not sent where calls are cheaper after all", () =>
    Effect.gen(function* () {
      yield* quick
      const emulator = yield* Emulator.Emulator
      const plan = yield* Writer.plan(Leads.module, { operation: "insert", rows: 5_100, trigger: [] })
      assert.deepStrictEqual(
        plan.parts.map((it) => [it.via, it.rows, it.credits]),
        [["bulk", 5_100, 501]]
      )
      const write = (rows: ReadonlyArray<Lead>) =>
        Stream.runCollect(Writer.insert(Leads.module, rowsOf(rows), { key: "External_Key", trigger: [], plan, bulk }))
      const before = (yield* emulator.stats).creditsUsed
      const few = yield* write(people(120, 6_000))
      assert.strictEqual((yield* emulator.stats).creditsUsed - before, 12)
      const many = yield* write(people(5_100))
      assert.isTrue([...few, ...many].every((it) => it._tag === "Done"))
      const spent = (yield* emulator.stats).creditsUsed - before - 12
      // The organisation's number, looks at the job, its result.
      assert.isAtLeast(spent, plan.credits + 3)
      assert.isAtMost(spent, plan.credits + 8)
      assert.strictEqual(yield* requests("/bulk/v8/write"), 1)
    }).pipe(Effect.provide(emulated))
  )

  it.live("of all rows of a job that Zoho refuses: the reason, for each", () =>
    Effect.gen(function* () {
      yield* quick
      const emulator = yield* Emulator.Emulator
      yield* emulator.addFaults({
        match: { method: "POST", path: "/crm/bulk/v8/write" },
        times: 1,
        when: "before",
        action: {
          kind: "respond",
          status: 400,
          body: { code: "LIMIT_EXCEEDED", details: {}, message: "", status: "error" }
        }
      })
      const path = yield* ledgerPath
      assert.deepStrictEqual(new Set(tags(yield* run(path, people(5)))), new Set(["LimitExceeded"]))
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.live("that cannot be brought up fails, and is not sent at five times the price unasked", () =>
    Effect.gen(function* () {
      yield* quick
      const emulator = yield* Emulator.Emulator
      yield* emulator.addFaults({ match: { path: "/crm/v8/upload" }, when: "before", action: { kind: "reset" } })
      const path = yield* ledgerPath
      assert.deepStrictEqual(new Set(tags(yield* run(path, people(30)))), new Set(["ConnectionFailed"]))
      assert.deepStrictEqual(yield* keysInCrm, [])
      yield* emulator.clearFaults
      const again = yield* run(path, people(30), { retryFailed: true })
      assert.deepStrictEqual(new Set(tags(again)), new Set(["insert"]))
      assert.strictEqual(yield* requests("/crm/v8/Leads"), 0)
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )
})

describe("a run that never heard of its file", () => {
  it.live("asks the job of the run before it, and sends nothing again", () =>
    Effect.gen(function* () {
      yield* quick
      const path = yield* ledgerPath
      const rows = people(40)
      // The first run "dies" while it waits for its job.
      const fiber = yield* Effect.forkChild(run(path, rows, { bulk: { poll: "1 hour", within: "9 hours" } }))
      yield* Effect.repeat(requests("/bulk/v8/write"), { until: (count) => count === 1 })
      yield* Effect.repeat(
        Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(path)),
        { until: (text) => text.includes('{"job":') }
      )
      yield* Fiber.interrupt(fiber)
      const outcomes = yield* run(path, rows)
      assert.deepStrictEqual(new Set(tags(outcomes)), new Set(["Skipped"]))
      assert.deepStrictEqual(
        yield* keysInCrm,
        rows.map((it) => it.External_Key)
      )
      assert.strictEqual(yield* requests("/bulk/v8/write"), 1)
      assert.strictEqual(yield* requests("/Leads"), 0)
      const { done } = yield* Effect.scoped(Effect.flatMap(Ledger.open(path, header), (it) => it.counts))
      assert.strictEqual(done, 40)
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.live("goes on where Zoho has forgotten the job: its rows are ambiguous", () =>
    Effect.gen(function* () {
      yield* quick
      const path = yield* ledgerPath
      const rows = people(10)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const ledger = yield* Ledger.open(path, header)
          const seq = yield* ledger.intend(
            rows.map((it, n) => ({ row: n + 1, key: it.External_Key })),
            { bulk: true }
          )
          yield* ledger.began(seq, RecordId.make("111"))
        })
      )
      const outcomes = yield* run(path, [...rows, ...people(5, 10)])
      assert.deepStrictEqual(
        outcomes.map((it) => (it._tag === "Skipped" ? it.why : it._tag)),
        [...rows.map(() => "ambiguous before"), ...people(5).map(() => "Done")]
      )
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.live("does not send rows again that were about to go as a file", () =>
    Effect.gen(function* () {
      yield* quick
      const path = yield* ledgerPath
      const rows = people(20)
      // The run was killed before it knew whether its job began.
      yield* Effect.scoped(
        Effect.gen(function* () {
          const ledger = yield* Ledger.open(path, header)
          yield* ledger.intend(
            rows.map((it, n) => ({ row: n + 1, key: it.External_Key })),
            { bulk: true }
          )
        })
      )
      assert.deepStrictEqual(
        (yield* run(path, rows)).map((it) => (it._tag === "Skipped" ? it.why : it._tag)),
        rows.map(() => "ambiguous before")
      )
      assert.deepStrictEqual(yield* keysInCrm, [])
      const outcomes = yield* run(path, rows, { retryFailed: true, keyIsUnique: true })
      assert.deepStrictEqual(new Set(tags(outcomes)), new Set(["insert"]))
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.live("is ambiguous where the answer to its job got lost, and looked up only when asked to", () =>
    Effect.gen(function* () {
      yield* quick
      const emulator = yield* Emulator.Emulator
      for (const [when, how] of [
        ["after", "found"],
        ["before", "answered"]
      ] as const) {
        yield* emulator.reset
        yield* quick
        yield* emulator.addFaults({
          match: { method: "POST", path: "/crm/bulk/v8/write" },
          times: 1,
          when,
          action: { kind: "reset" }
        })
        const path = yield* ledgerPath
        const rows = people(30)
        assert.deepStrictEqual(new Set(tags(yield* run(path, rows))), new Set(["Ambiguous"]))
        yield* emulator.advance("10 minutes")
        assert.deepStrictEqual(
          (yield* run(path, rows)).map((it) => (it._tag === "Skipped" ? it.why : it._tag)),
          rows.map(() => "ambiguous before")
        )
        const outcomes = yield* run(path, rows, { retryFailed: true, keyIsUnique: true })
        assert.deepStrictEqual(
          outcomes.map((it) => (it._tag === "Done" ? it.how : it._tag)),
          rows.map(() => how)
        )
        assert.deepStrictEqual(
          yield* keysInCrm,
          rows.map((it) => it.External_Key)
        )
      }
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.live("waits until a job that nobody knows must be over, where the CRM would take its rows twice", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      // The job begins, its answer gets lost, and it takes its time.
      yield* emulator.setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 3000 })
      yield* emulator.addFaults({
        match: { method: "POST", path: "/crm/bulk/v8/write" },
        times: 1,
        when: "after",
        action: { kind: "reset" }
      })
      const path = yield* ledgerPath
      const rows = Array.from({ length: 20 }, (_, n) => ({ Last_Name: `Twin ${n}` }))
      const names = Effect.map(
        Stream.runCollect(
          Reader.stream(Leads.module, {
            fields: ["Last_Name"],
            where: Filter.startsWith("Last_Name", "Twin"),
            via: "coql"
          })
        ),
        (all) => all.map((it) => it.Last_Name)
      )
      const again = { key: "Last_Name", retryFailed: true } as const
      assert.deepStrictEqual(new Set(tags(yield* run(path, rows, { key: "Last_Name" }))), new Set(["Ambiguous"]))
      assert.deepStrictEqual(
        (yield* run(path, rows, again)).map((it) => (it._tag === "Skipped" ? it.why : it._tag)),
        rows.map(() => "may be under way")
      )
      assert.deepStrictEqual(yield* names, [])
      // An hour later.
      yield* emulator.advance("2 hours")
      const later = yield* run(path, rows, { ...again, bulk: { ...bulk, within: "1 millis" } })
      assert.deepStrictEqual(
        later.map((it) => (it._tag === "Done" ? it.how : it._tag)),
        rows.map(() => "found")
      )
      assert.strictEqual((yield* names).length, 20)
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )
})

describe("a mass update", () => {
  it.live("gives 500 records a call the same value, and goes by calls where values differ", () =>
    Effect.gen(function* () {
      yield* quick
      const emulator = yield* Emulator.Emulator
      const inserted = yield* Stream.runCollect(Writer.insert(Leads.module, rowsOf(people(620))))
      const ids = inserted.flatMap((it) => (it._tag === "Done" ? [it.id] : []))
      const plan = yield* Writer.plan(Leads.module, { operation: "update", rows: 620, sameValue: true })
      assert.deepStrictEqual(
        plan.parts.map((it) => [it.via, it.rows, it.credits]),
        [["mass", 620, 2]]
      )
      const update = (city: (n: number) => string) =>
        Stream.runCollect(Writer.update(Leads.module, rowsOf(ids.map((id, n) => ({ id, City: city(n) }))), { plan }))
      const before = (yield* emulator.stats).creditsUsed
      const outcomes = yield* update(() => "Tenby")
      assert.strictEqual((yield* emulator.stats).creditsUsed - before, 2)
      assert.deepStrictEqual(
        outcomes.map((it) => (it._tag === "Done" ? it.id : it._tag)),
        ids
      )
      assert.deepStrictEqual(new Set((yield* inCrm).map((it) => it.City)), new Set(["Tenby"]))
      yield* update((n) => `City ${n}`)
      assert.deepStrictEqual(
        (yield* inCrm).map((it) => it.City),
        ids.map((_, n) => `City ${n}`)
      )
      // A rest, and few rows, cost what was planned too.
      for (const count of [50, 550]) {
        const few = yield* Writer.plan(Leads.module, { operation: "update", rows: count, sameValue: true })
        const start = (yield* emulator.stats).creditsUsed
        const rows = rowsOf(ids.slice(0, count).map((id) => ({ id, City: `Rest ${count}` })))
        yield* Stream.runDrain(Writer.update(Leads.module, rows, { plan: few }))
        assert.strictEqual((yield* emulator.stats).creditsUsed - start, few.credits)
      }
      // An answer that got lost: all 500 are read back.
      yield* emulator.addFaults({
        match: { method: "POST", path: "/crm/v8/Leads/actions/mass_update" },
        times: 1,
        when: "after",
        action: { kind: "reset" }
      })
      const found = yield* update(() => "Bala")
      assert.strictEqual(found.filter((it) => it._tag === "Done" && it.how === "found").length, 500)
      assert.strictEqual(found.filter((it) => it._tag === "Done").length, 620)
    }).pipe(Effect.provide(emulated))
  )
})
