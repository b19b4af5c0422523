import * as Coql from "@effect-zoho/records/Coql"
import * as CoqlRead from "@effect-zoho/records/CoqlRead"
import * as Filter from "@effect-zoho/records/Filter"
import * as Contacts from "@effect-zoho/records/modules/Contacts"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { assert, describe, layer as shared } from "@effect/vitest"
import * as Concurrency from "@effect-zoho/client/Concurrency"
import * as Credits from "@effect-zoho/client/Credits"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Records from "@effect-zoho/records/Records"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"

/** The credits and texts of the queries that a call sends. */
const queries = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const before = (yield* emulator.requests).length
    const value = yield* call
    const made = (yield* emulator.requests).slice(before).filter((it) => it.url.includes("/coql"))
    return { value, credits: made.map((it) => it.credits) }
  })

const ids = (all: ReadonlyArray<{ readonly id: string }>) => all.map((it) => it.id)
const sorted = (all: ReadonlyArray<string>) => all.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
const any = Filter.isNotNull("id")

describe("rows of COQL queries", () => {
  shared(layer({ leads: 4300 }))((it) => {
    it.effect("come in the order of ids past 2,000, and in any other order the same", () =>
      Effect.gen(function* () {
        const leads = yield* Leads.Leads
        const { rows: some } = yield* leads.list(["Email"], { perPage: 2 })
        for (const { id } of some) yield* leads.convert(id)
        const byId = yield* queries(Stream.runCollect(CoqlRead.stream(Leads.module, { columns: ["Last_Name", "id"] })))
        assert.deepStrictEqual(byId.credits, [3, 3, 3])
        assert.isAbove(byId.value.length, 4000)
        assert.deepStrictEqual(ids(byId.value), sorted([...new Set(ids(byId.value))]))
        const byName = yield* Stream.runCollect(
          CoqlRead.stream(Leads.module, {
            columns: ["Last_Name"],
            orderBy: [
              ["Last_Name", "desc"],
              ["id", "asc"]
            ]
          })
        )
        assert.notDeepEqual(ids(byName), ids(byId.value))
        assert.deepStrictEqual(sorted(ids(byName)), ids(byId.value))
        // Converted leads are found by a query, unless a condition says otherwise.
        const unconverted = yield* Reader.count(Leads.module, { where: any })
        assert.strictEqual(byId.value.length, unconverted + 2)
      })
    )

    it.effect("end at the limit, and ask for no more than is left of it", () =>
      Effect.gen(function* () {
        for (const orderBy of [[["id", "asc"]], [["id", "desc"]]] as const) {
          const got = yield* queries(
            Stream.runCollect(CoqlRead.stream(Leads.module, { columns: ["Email"], orderBy, limit: 2150 }))
          )
          assert.deepStrictEqual([got.value.length, got.credits], [2150, [3, 1]])
        }
        const none = yield* queries(Stream.runCollect(CoqlRead.stream(Leads.module, { columns: ["Email"], limit: 0 })))
        assert.deepStrictEqual([none.value.length, none.credits], [0, []])
      })
    )

    it.effect("are refused before the first page, where no condition can be added for the second", () =>
      Effect.gen(function* () {
        const where = (parts: number) =>
          Filter.or(any, ...Array.from({ length: parts - 1 }, (_, n) => Filter.equals("City", `${n}`)))
        const read = (parts: number, limit?: number) =>
          Effect.result(
            Stream.runCount(
              CoqlRead.stream(Leads.module, {
                columns: ["Email"],
                where: where(parts),
                ...(limit === undefined ? {} : { limit })
              })
            )
          )
        const got = yield* queries(Effect.all([read(24, 2001), read(25, 2000), read(25)]))
        assert.deepStrictEqual(
          got.value.map((it) => (Result.isSuccess(it) ? it.success : it.failure.reason._tag)),
          [2001, 2000, "InvalidInput"]
        )
        assert.deepStrictEqual(got.credits, [3, 1, 3])
        // One of them leaves converted leads out.
        const query = { fields: ["Email"], where: where(24) } as const
        assert.deepInclude(yield* Reader.plan(Leads.module, query), { via: "bulk" })
        assert.deepInclude(yield* Reader.plan(Leads.module, { ...query, limit: 2000 }), { via: "coql" })
        const early = yield* queries(
          Effect.flip(Stream.runDrain(Reader.pages(Leads.module, { ...query, via: "coql" })))
        )
        assert.deepStrictEqual([early.value.reason._tag, early.credits], ["InvalidInput", []])
      })
    )

    it.effect("wait behind a single call where both wait", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        const before = (yield* emulator.requests).length
        const order: Array<string> = []
        const client = ZohoClient.layerLimits({}).pipe(
          Layer.provideMerge([Credits.layer, Concurrency.layerWith({ limit: 1 })])
        )
        yield* Effect.gen(function* () {
          const leads = yield* Records.make(Leads.module)
          const reads = Array.from({ length: 6 }, (_, n) =>
            Effect.tap(Stream.runDrain(CoqlRead.stream(Leads.module, { columns: ["Email"], limit: 1 })), () =>
              Effect.sync(() => order.push(`read ${n}`))
            )
          )
          const single = Effect.tap(leads.list(["Email"], { perPage: 1 }), () =>
            Effect.sync(() => order.push("single"))
          )
          // Somebody has the only place until all the others wait.
          const lanes = yield* Concurrency.Concurrency
          const gate = yield* Deferred.make<void>()
          const waiting = (count: number) =>
            Effect.repeat(Effect.andThen(Effect.yieldNow, lanes.state), { until: ({ all }) => all.waiting === count })
          const first = yield* Effect.forkChild(lanes.run("first", {}, Deferred.await(gate)))
          const readers = yield* Effect.forkChild(Effect.all(reads, { concurrency: "unbounded" }))
          yield* waiting(6)
          const person = yield* Effect.forkChild(single)
          yield* waiting(7)
          yield* Deferred.succeed(gate, undefined)
          yield* Fiber.joinAll([first, readers, person])
        }).pipe(Effect.provide(client))
        assert.strictEqual((yield* emulator.requests).length - before, 7)
        assert.strictEqual(order.indexOf("single"), 0)
      })
    )

    it.effect("follow lookups", () =>
      Effect.gen(function* () {
        const rows = yield* Stream.runCollect(
          CoqlRead.stream(Contacts.module, {
            columns: ["Account_Name.Account_Name"],
            where: Filter.isNotNull("Account_Name")
          })
        )
        assert.isAbove(rows.length, 0)
        assert.isTrue(rows.every((row) => typeof row["Account_Name.Account_Name"] === "string"))
      })
    )

    it.effect("of a query in its own words go on by offset", () =>
      Effect.gen(function* () {
        const text = "no limit 5, no 'offset'"
        const query = Coql.coql`select Last_Name from Leads where (id is not null and Last_Name != ${text})`
        const all = yield* queries(Stream.runCollect(CoqlRead.rows(query)))
        assert.deepStrictEqual(all.credits, [3, 3, 3])
        const built = yield* Stream.runCollect(CoqlRead.stream(Leads.module, { columns: ["Last_Name"] }))
        assert.deepStrictEqual(
          all.value.map(({ id, Last_Name }) => ({ id, Last_Name })),
          built.map(({ id, Last_Name }) => ({ id, Last_Name }))
        )
        const some = yield* queries(Stream.runCollect(CoqlRead.rows(query, { limit: 2001 })))
        assert.deepStrictEqual([some.value.length, some.credits], [2001, [3, 1]])
      })
    )

    it.effect("may be totals of groups", () =>
      Effect.gen(function* () {
        const groups = yield* Stream.runCollect(
          CoqlRead.rows(Coql.coql`select Lead_Source, COUNT(id) from Leads where id is not null group by Lead_Source`)
        )
        const total = groups.map((it) => it["COUNT(id)"]).reduce((sum: number, it) => sum + Number(it), 0)
        const all = yield* Stream.runCount(CoqlRead.stream(Leads.module, { columns: ["id"] }))
        assert.strictEqual(total, all)
      })
    )

    it.effect("are refused with a limit in the text, and where the query could not be built", () =>
      Effect.gen(function* () {
        const refused = yield* queries(
          Effect.forEach(
            [
              Coql.coql`select id from Leads where id is not null limit 5`,
              Coql.coql`select id from Leads where id is not null Offset 10`,
              Coql.coql`select id from Leads where Email in ${[]}`
            ],
            (query) => Effect.flip(Stream.runCollect(CoqlRead.rows(query)))
          )
        )
        assert.deepStrictEqual(
          refused.value.map((it) => it.reason._tag),
          ["InvalidInput", "InvalidInput", "InvalidInput"]
        )
        assert.deepStrictEqual(refused.credits, [])
      })
    )
  })
})
