import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Field from "@effect-zoho/records/Field"
import * as Filter from "@effect-zoho/records/Filter"
import * as Module from "@effect-zoho/records/Module"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Quotes from "@effect-zoho/records/modules/Quotes"
import * as BulkRead from "@effect-zoho/records/BulkRead"
import * as Reader from "@effect-zoho/records/Reader"
import * as ReadPlan from "@effect-zoho/records/ReadPlan"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"
import * as Wide from "./support/Wide.ts"

const rows = 2450
/** Jobs are done at once, so that nobody waits. */
const quick = Effect.flatMap(Emulator.Emulator, (emulator) =>
  emulator.setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
)
const emulated = Layer.mergeAll(layer({ leads: rows }), NodeServices.layer)

/** What a call cost, with the call's value; `counts` are the calls that only ask after jobs. */
const spent = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const before = (yield* emulator.requests).length
    const value = yield* call
    const made = (yield* emulator.requests).slice(before).filter((it) => it.url.includes("/crm/"))
    const isStatus = (it: (typeof made)[number]) => it.method === "GET" && it.url.includes("/crm/bulk/")
    const sum = (all: typeof made) => all.reduce((total, it) => total + it.credits, 0)
    return {
      value,
      credits: sum(made.filter((it) => !isStatus(it))),
      status: sum(made.filter(isStatus)),
      calls: made
    }
  })

const collect = <A, E, R>(stream: Stream.Stream<A, E, R>) => Stream.runCollect(stream)

const ids = (all: ReadonlyArray<{ readonly id: string }>) => all.map((it) => it.id)

const isAscending = (all: ReadonlyArray<string>) =>
  all.every((id, index) => index === 0 || BigInt(all[index - 1] ?? "0") < BigInt(id))

describe("reading all rows", () => {
  it.live("gives the same rows by list, COQL and bulk read, in the order of ids, for the credits forecast", () =>
    Effect.gen(function* () {
      yield* quick
      // A list does not show these, COQL and bulk read do.
      const leads = yield* Leads.Leads
      const { rows: some } = yield* leads.list(["Email"], { perPage: 3 })
      for (const { id } of some) yield* leads.convert(id)
      const fields = ["Last_Name", "Email", "Annual_Revenue", "No_of_Employees", "Email_Opt_Out", "Owner"] as const
      const read = (via: ReadPlan.Way) =>
        Effect.gen(function* () {
          const plan = yield* Reader.plan(Leads.module, { fields, via })
          const got = yield* spent(collect(Reader.stream(Leads.module, { fields, via }, { plan, poll: "1 millis" })))
          assert.strictEqual(got.credits, plan.credits, via)
          assert.strictEqual(got.value.length, plan.rows, via)
          assert.isAtMost(got.status, 10)
          return got.value
        })
      const byList = yield* read("list")
      const byCoql = yield* read("coql")
      const byBulk = yield* read("bulk")
      assert.strictEqual(byList.length, rows - some.length)
      assert.isTrue(isAscending(ids(byList)))
      const owned = (all: typeof byList) => all.map((it) => ({ ...it, Owner: it.Owner?.id }))
      assert.deepStrictEqual(owned(byCoql), owned(byList))
      assert.deepStrictEqual(owned(byBulk), owned(byList))
    }).pipe(Effect.provide(emulated))
  )

  it.live("picks the cheapest way by itself, and says why", () =>
    Effect.gen(function* () {
      const few = yield* Reader.plan(Leads.module, { fields: ["Email"], limit: 150 })
      assert.deepInclude(few, { via: "list", credits: 1, rows: 150 })
      const all = yield* Reader.plan(Leads.module, { fields: ["Email"] })
      assert.deepInclude(all, { via: "coql", credits: 5 })
      assert.include(all.why, "bulk: 50 credits")
      const got = yield* spent(collect(Reader.stream(Leads.module, { fields: ["Email"] })))
      // One more for the count that the plan is made from.
      assert.strictEqual(got.credits, all.credits + 1)
    }).pipe(Effect.provide(emulated))
  )

  it.effect("joins more than 50 fields of lists by id", () =>
    Effect.gen(function* () {
      const fields = yield* Wide.fields
      assert.isAbove(fields.length, 50)
      const wide = yield* spent(collect(Reader.pages(Leads.module, { fields, via: "list", limit: 450 })))
      assert.strictEqual(wide.credits, 6)
      const whole = wide.value.flatMap((page) => page.rows)
      assert.strictEqual(whole.length, 450)
      const first = whole[0]
      assert.hasAllKeys(first, [...new Set(["id", ...fields])])
      // One query takes them all at once, but for what it does not know.
      const common = fields.filter((it) => !["Record_Image", "Layout", "Tag"].includes(it))
      const atOnce = yield* collect(Reader.pages(Leads.module, { fields: common, via: "coql", limit: 450 }))
      // Of users it gives the id alone.
      const plain = (value: unknown) =>
        typeof value === "object" && value !== null && "id" in value ? { id: value.id } : value
      const valuesOf = (row: Readonly<Record<string, unknown>>) =>
        ["id", ...common].map((it) => [it, plain(row[it])] as const)
      assert.deepStrictEqual(whole.map(valuesOf), atOnce.flatMap((page) => page.rows).map(valuesOf))
    }).pipe(Effect.provide(emulated))
  )

  it.effect("reads on from a cursor: by its token, and by COQL without one or beyond 100,000 rows", () =>
    Effect.gen(function* () {
      const query = { fields: ["Email"], via: "list" } as const
      const all = yield* collect(Reader.pages(Leads.module, query))
      const whole = ids(all.flatMap((page) => page.rows))
      const kept: unknown = JSON.parse(JSON.stringify(all[1]?.cursor))
      const cursor = all[1]?.cursor
      assert.deepStrictEqual(kept, cursor)
      if (cursor === undefined) return assert.fail("no cursor")
      const { token: _, ...withoutToken } = cursor
      for (const from of [cursor, withoutToken, { ...cursor, rows: 100_000 }]) {
        const rest = yield* spent(collect(Reader.pages(Leads.module, { ...query, from })))
        assert.deepStrictEqual(ids(rest.value.flatMap((page) => page.rows)), whole.slice(400))
        const coql = rest.calls.filter((it) => it.url.includes("/coql")).length
        assert.strictEqual(coql > 0, from !== cursor)
      }
      // A limit is of the whole reading.
      const limited = yield* collect(Reader.pages(Leads.module, { ...query, limit: 450, from: cursor }))
      assert.deepStrictEqual(ids(limited.flatMap((page) => page.rows)), whole.slice(400, 450))
      const other = yield* Effect.flip(
        collect(Reader.pages(Leads.module, { ...query, fields: ["Phone"], from: cursor }))
      )
      assert.strictEqual(other._tag === "ApiError" ? other.reason._tag : other._tag, "InvalidInput")
    }).pipe(Effect.provide(emulated))
  )

  it.effect("ends with PageTokenInvalid when a token has expired", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const [page] = yield* collect(Stream.take(Reader.pages(Leads.module, { fields: ["Email"], via: "list" }), 1))
      yield* emulator.advance("25 hours")
      if (page?.cursor === undefined) return assert.fail("no cursor")
      const ended = yield* Effect.flip(
        collect(Reader.pages(Leads.module, { fields: ["Email"], via: "list", from: page.cursor }))
      )
      assert.deepInclude(ended.reason, { _tag: "PageTokenInvalid", why: "expired" })
    }).pipe(Effect.provide(emulated))
  )

  it.live("finds the same by COQL and bulk read for conditions, and leaves converted leads out of both", () =>
    Effect.gen(function* () {
      yield* quick
      const leads = yield* Leads.Leads
      const { rows: some } = yield* leads.list(["Lead_Source"], { perPage: 50 })
      const source = some.find((it) => it.Lead_Source !== null)?.Lead_Source ?? "Web"
      const converted = some.find((it) => it.Lead_Source !== null)
      if (converted !== undefined) yield* leads.convert(converted.id)
      const where = Filter.and(Filter.equals("Lead_Source", source), Filter.isNotNull("Email"))
      const read = (via: ReadPlan.Way) =>
        collect(Reader.stream(Leads.module, { fields: ["Lead_Source", "Email"], where, via }, { poll: "1 millis" }))
      const byCoql = yield* read("coql")
      assert.isAbove(byCoql.length, 10)
      assert.notInclude(ids(byCoql), converted?.id)
      assert.isTrue(byCoql.every((it) => it.Lead_Source === source && it.Email !== null))
      assert.deepStrictEqual(yield* read("bulk"), byCoql)
      assert.strictEqual(yield* Reader.count(Leads.module, { where }), byCoql.length)
      const refused = yield* Effect.flip(read("list"))
      assert.strictEqual(refused.reason._tag, "InvalidInput")
    }).pipe(Effect.provide(emulated))
  )

  it.effect("reads what changed since a time", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const leads = yield* Leads.Leads
      yield* emulator.advance("1 hour")
      const since = new Date(yield* emulator.now).toISOString().replace(/\.\d+Z$/u, "+00:00")
      yield* emulator.advance("1 minute")
      const { rows: some } = yield* leads.list(["Email"], { perPage: 3, sortBy: "id", sortOrder: "asc" })
      yield* leads.updateMany(some.map(({ id }) => ({ id, City: "Tenby" })))
      for (const via of ["list", "coql"] as const) {
        const changed = yield* collect(Reader.pages(Leads.module, { fields: ["City"], modifiedSince: since, via }))
        assert.deepStrictEqual(
          changed.flatMap((page) => page.rows),
          some.map(({ id }) => ({ id, City: "Tenby" })),
          via
        )
      }
    }).pipe(Effect.provide(emulated))
  )

  it.effect("refuses what cannot be right before anything is sent", () =>
    Effect.gen(function* () {
      const nothing = Module.make("Leads", { fields: { Last_Name: Field.text } })
      const calls = yield* spent(
        Effect.gen(function* () {
          for (const query of [
            { fields: [], via: "coql" },
            { fields: ["No comma, please"], via: "list" },
            { fields: ["Email"], via: "list", where: Filter.equals("Email", "a@example.com") },
            { fields: ["Email"], via: "coql", customView: "123" }
          ] as const) {
            const error = yield* Effect.flip(collect(Reader.pages(nothing, query)))
            assert.strictEqual(error.reason._tag, "InvalidInput")
          }
        })
      )
      assert.deepStrictEqual(calls.calls, [])
    }).pipe(Effect.provide(emulated))
  )
})

describe("a bulk read's file", () => {
  const file = { path: "/crm/bulk/v8/read/*/result" }
  const read = Effect.gen(function* () {
    yield* quick
    return yield* collect(BulkRead.chunks(Leads.module, { fields: ["Email"] }, { poll: "1 millis" }))
  })

  it.live("is fetched again when it broke off, without another job", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      for (const close of ["reset", "clean"] as const) {
        yield* emulator.addFaults({
          match: file,
          times: 2,
          when: "after",
          action: { kind: "truncate", bytes: 5000, close }
        })
        const got = yield* spent(read)
        assert.strictEqual(got.value.flat().length, rows, close)
        assert.deepStrictEqual(
          [got.credits, got.calls.filter((it) => it.url.endsWith("/result")).length],
          [50, 3],
          close
        )
      }
    }).pipe(Effect.provide(emulated))
  )

  it.live("fails as cut off when it keeps breaking off, and leaves nothing behind", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* emulator.addFaults({
        match: file,
        when: "after",
        action: { kind: "truncate", bytes: 5000, close: "clean" }
      })
      const failed = yield* Effect.flip(read)
      assert.deepInclude(failed.reason, { _tag: "UnexpectedResponse", problem: "cut-off" })
    }).pipe(Effect.provide(emulated))
  )
})

describe("fields that a way cannot give", () => {
  const vias = ["list", "coql", "bulk"] as const
  const refusals = <Fields extends Schema.Struct.Fields>(module: Module.Module<Fields>, field: string) =>
    Effect.forEach(vias, (via) =>
      Effect.match(Reader.plan(module, { fields: [field], via }), {
        onFailure: (error) => error.reason._tag,
        onSuccess: (it) => it.via
      })
    )
  it.effect("are left to the others, and none is asked where none can", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* refusals(Leads.module, "Email"), [...vias])
      // A query has no pictures: a list gives them beside it.
      assert.deepStrictEqual(yield* refusals(Leads.module, "Record_Image"), [...vias])
      assert.deepStrictEqual(yield* refusals(Leads.module, "Territories"), ["list", "coql", "InvalidInput"])
      // The fields' settings of an organisation do not list them: their names tell.
      const nameless = Module.make("Leads", { fields: {} })
      const besides = yield* Reader.plan(nameless, { fields: ["Email", "Layout", "Record_Image"], via: "coql" })
      assert.deepStrictEqual(besides.beside?.fields, ["Layout", "Record_Image"])
      assert.deepStrictEqual(yield* refusals(Leads.module, "Converted_Account.Industry"), [
        "InvalidInput",
        "coql",
        "bulk"
      ])
      assert.deepStrictEqual(yield* refusals(Quotes.module, "Quoted_Items"), [
        "InvalidInput",
        "InvalidInput",
        "InvalidInput"
      ])
      const lines = yield* Effect.flip(Reader.plan(Quotes.module, { fields: ["Quoted_Items"] }))
      assert.include(
        lines._tag === "ApiError" && lines.reason._tag === "InvalidInput" ? lines.reason.problem : "",
        "Quoted_Items comes with a single record only"
      )
      const sent = yield* spent(
        Effect.gen(function* () {
          const bulk = yield* Effect.flip(collect(BulkRead.chunks(Quotes.module, { fields: ["Quoted_Items"] })))
          const list = yield* Effect.flip(
            collect(Reader.pages(Quotes.module, { fields: ["Quoted_Items"], via: "list" }))
          )
          return [bulk.reason._tag, list.reason._tag]
        })
      )
      assert.deepStrictEqual([sent.value, sent.calls], [["InvalidInput", "InvalidInput"], []])
      // Tags are in a file by their names.
      assert.deepStrictEqual(yield* refusals(Leads.module, "Tag"), [...vias])
      assert.isAbove((yield* collect(Reader.pages(Leads.module, { fields: ["id"], via: "list" }))).length, 10)
    }).pipe(Effect.provide(emulated))
  )
})

describe("the plan", () => {
  const shape = (fields: number): ReadPlan.Shape => ({ fields, filtered: false, customView: false })

  it("costs what the issue's table says", () => {
    const costs = (rows: number) =>
      ReadPlan.forecasts(rows, shape(20)).map((it) => ("credits" in it ? it.credits : undefined))
    assert.deepStrictEqual(costs(100_000), [500, 150, 50])
    assert.deepStrictEqual(costs(200_000), [undefined, 300, 50])
    assert.deepStrictEqual(costs(200_001), [undefined, 301, 100])
  })

  it.prop(
    "is the cheapest of all ways that can be gone, every mix of queries tried",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 700_000 })),
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 600 })),
      Schema.Struct({
        filtered: Schema.Boolean,
        customView: Schema.Boolean,
        beyondBulk: Schema.Boolean,
        crowded: Schema.Boolean,
        cannot: Schema.Struct({
          list: Schema.UndefinedOr(Schema.Literal("no list")),
          coql: Schema.UndefinedOr(Schema.Literal("no query")),
          bulk: Schema.UndefinedOr(Schema.Literal("no file"))
        }),
        beside: Schema.Struct({
          coql: Schema.Literals([0, 0, 1, 60]),
          bulk: Schema.Literals([0, 0, 2, 120])
        })
      })
    ],
    ([rows, fields, { beside, beyondBulk, cannot, ...how }]) => {
      const count = (size: number): number => Math.max(1, Math.ceil(rows / size))
      const names = (most: number) => Array.from({ length: Math.min(most, fields) }, (_, n) => `F${n}`)
      const missing = { coql: names(beside.coql), bulk: names(beside.bulk) }
      /** Lists of known records, call by call. */
      const lists = (some: ReadonlyArray<string>): number => {
        let calls = 0
        for (let field = 0; field < some.length; field += 50) for (let row = 0; row < rows; row += 100) calls++
        return calls
      }
      const list =
        how.filtered || rows > 100_000 || cannot.list !== undefined ? Infinity : count(200) * Math.ceil(fields / 50)
      // Every mix of queries of 2,000, 1,000 and 200 rows that holds them all.
      let coql = Infinity
      for (let large = 0; large <= count(2000); large++) {
        for (let middle = 0; middle <= 2; middle++) {
          const rest = Math.max(0, Math.ceil((rows - large * 2000 - middle * 1000) / 200))
          const small = large + middle === 0 ? Math.max(1, rest) : rest
          coql = Math.min(coql, large * 3 + middle * 2 + small)
        }
      }
      coql += lists(missing.coql)
      if (fields - missing.coql.length > 500) coql = Infinity
      if (how.customView || (how.crowded && rows > 2000) || cannot.coql !== undefined) coql = Infinity
      const bulk =
        fields - missing.bulk.length > 200 || how.customView || beyondBulk || cannot.bulk !== undefined
          ? Infinity
          : count(200_000) * 50 + lists(missing.bulk)
      const possible = Object.entries(cannot).flatMap(([way, why]) => (why === undefined ? [] : [[way, why]]))
      const chosen = ReadPlan.choose(rows, {
        ...shape(fields),
        ...how,
        ...(beyondBulk ? { beyondBulk: "not said" } : {}),
        beside: missing,
        cannot: Object.fromEntries(possible)
      })
      assert.strictEqual(chosen?.credits ?? Infinity, Math.min(list, coql, bulk))
      if (chosen !== undefined) assert.strictEqual({ list, coql, bulk }[chosen.via], chosen.credits)
    },
    { arbitrary: { runs: 500 } }
  )
})
