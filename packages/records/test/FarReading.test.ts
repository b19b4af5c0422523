/** Readings that cross 100,000 rows, where page tokens and offsets end. */
import * as Coql from "@effect-zoho/records/Coql"
import * as CoqlRead from "@effect-zoho/records/CoqlRead"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it, layer as shared } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"

/** Counts rows, and those that do not come after the one before. */
const walked = <E, R>(rows: Stream.Stream<{ readonly id: string }, E, R>) =>
  Stream.runFold(
    rows,
    () => ({ count: 0, disorder: 0, last: "" }),
    (at, { id }) => ({
      count: at.count + 1,
      disorder: at.disorder + (id.length === at.last.length && id <= at.last ? 1 : 0),
      last: id
    })
  )

shared(layer({ leads: 108_000, limits: "off" }))((it) => {
  it.effect(
    "a list goes on by COQL, a query by id; one that goes by offset says that it ends",
    () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        // Of those that a list does not show, one on each side of its end.
        const leads = yield* Leads.Leads
        for (const orderBy of ["asc", "desc"] as const) {
          const [one] = yield* Stream.runCollect(
            CoqlRead.stream(Leads.module, { columns: ["Email"], orderBy: [["id", orderBy]], limit: 1 })
          )
          if (one !== undefined) yield* leads.convert(one.id)
        }
        const expected = yield* Reader.count(Leads.module, {})
        assert.isAbove(expected, 100_000)
        const before = (yield* emulator.requests).length
        const byList = yield* walked(
          Stream.flattenIterable(
            Stream.map(Reader.pages(Leads.module, { fields: ["id"], via: "list" }), (it) => it.rows)
          )
        )
        assert.deepInclude(byList, { count: expected, disorder: 0 })
        const made = (yield* emulator.requests).slice(before)
        assert.strictEqual(made.filter((it) => it.url.includes("/Leads?")).length, 500)
        const byId = yield* walked(CoqlRead.stream(Leads.module, { columns: ["id"] }))
        assert.strictEqual(byId.disorder, 0)
        assert.strictEqual(byId.count, expected + 2)
        let far = 0
        const ended = yield* Effect.flip(
          Stream.runForEachArray(CoqlRead.rows(Coql.coql`select id from Leads where id is not null`), (rows) =>
            Effect.sync(() => {
              far += rows.length
            })
          )
        )
        assert.deepStrictEqual([far, ended.reason._tag], [100_000, "InvalidInput"])
      }),
    60_000
  )
})

it.live(
  "a bulk read takes as many jobs as there are 200,000 rows, one file at a time",
  () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const files = yield* FileSystem.FileSystem
      const directory = yield* files.makeTempDirectoryScoped()
      yield* emulator.setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
      const query = { fields: ["Email"], via: "bulk" } as const
      const plan = yield* Reader.plan(Leads.module, query)
      assert.deepInclude(plan, { credits: 100, calls: 2, rows: 200_500 })
      let most = 0
      const jobs: Array<number> = []
      const before = (yield* emulator.requests).length
      const got = yield* walked(
        Reader.stream(Leads.module, query, {
          plan,
          directory,
          poll: "1 millis",
          onProgress: ({ job, state }) =>
            Effect.gen(function* () {
              if (state !== "DOWNLOADED") return
              jobs.push(job)
              most = Math.max(most, (yield* Effect.orDie(files.readDirectory(directory))).length)
            })
        })
      )
      assert.deepStrictEqual([got.count, got.disorder], [200_500, 0])
      assert.deepStrictEqual([jobs, most], [[1, 2], 1])
      assert.deepStrictEqual(yield* files.readDirectory(directory), [])
      const made = (yield* emulator.requests)
        .slice(before)
        .filter((it) => it.method === "POST" && it.url.includes("/bulk/"))
      assert.strictEqual(
        made.reduce((sum, it) => sum + it.credits, 0),
        plan.credits
      )
    }).pipe(Effect.scoped, Effect.provide([layer({ leads: 200_500, limits: "off" }), NodeServices.layer])),
  60_000
)
