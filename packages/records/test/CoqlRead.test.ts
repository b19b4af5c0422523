import * as Coql from "@effect-zoho/records/Coql"
import * as CoqlRead from "@effect-zoho/records/CoqlRead"
import * as Filter from "@effect-zoho/records/Filter"
import * as Contacts from "@effect-zoho/records/modules/Contacts"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { assert, describe, layer as shared } from "@effect/vitest"
import * as Effect from "effect/Effect"
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
