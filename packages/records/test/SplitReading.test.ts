/** More than 50 fields, read in parts side by side, while others add, change and delete records. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import { assert, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"
import * as Wide from "./support/Wide.ts"

/** What happens before the list request of this number, to the row at this share of all. */
const Happening = Schema.Struct({
  request: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 8 })),
  what: Schema.Literals(["delete", "update", "insert"]),
  share: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 99 }))
})
const happenings = Arbitrary.schema(Schema.Array(Happening).check(Schema.isMinLength(1), Schema.isMaxLength(12)))

it.effect(
  "what is there all the while is read once, with all its fields as they were at some moment of the reading",
  () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const http = yield* HttpClient.HttpClient
      const leads = yield* Leads.Leads
      const fields = yield* Wide.fields
      assert.isAbove(fields.length, 50)
      const read = Stream.runCollect(
        Stream.flattenIterable(Stream.map(Reader.pages(Leads.module, { fields, via: "list" }), (page) => page.rows))
      )
      const quiet = yield* read
      yield* emulator.snapshot("quiet")
      let partial = 0

      for (const script of yield* Arbitrary.sampleEffect(happenings, { count: 12, seed: 5 })) {
        yield* emulator.restore("quiet")
        const deleted = new Set<string>()
        const updated = new Set<string>()
        let lists = 0
        let again = 0
        const happen = Effect.fnUntraced(function* () {
          const at = ++lists
          for (const { request, share, what } of script) {
            if (request !== at) continue
            const row = quiet[Math.floor((share / 100) * quiet.length)]
            if (row === undefined || deleted.has(row.id)) continue
            if (what === "insert") yield* leads.insert({ Last_Name: `New ${at}` })
            else if (what === "update") {
              yield* leads.update(row.id, { City: "Tenby" })
              updated.add(row.id)
            } else {
              yield* leads.delete(row.id)
              deleted.add(row.id)
            }
          }
        })
        const meddled = HttpClient.mapRequestEffect(http, (request) => {
          if (!request.url.endsWith("/Leads")) return Effect.succeed(request)
          const isAgain = JSON.stringify(request.urlParams).includes('"ids"')
          if (isAgain) again++
          return isAgain ? Effect.succeed(request) : Effect.as(Effect.orDie(happen()), request)
        })
        const busy = yield* Effect.provide(
          read,
          ZohoClient.layerWith({ retry: { attempts: 1 } }).pipe(
            Layer.provide(Layer.succeed(HttpClient.HttpClient, meddled))
          )
        )
        if (again > 0) partial++
        const ids = busy.map((it) => it.id)
        assert.deepStrictEqual(
          ids,
          [...new Set(ids)].toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
        )
        const seen = new Map(busy.map((it) => [it.id, it]))
        const names = [...new Set(["id", ...fields])].toSorted().join()
        for (const row of busy) assert.strictEqual(Object.keys(row).toSorted().join(), names)
        for (const row of quiet) {
          const got = seen.get(row.id)
          if (deleted.has(row.id)) continue
          if (updated.has(row.id)) assert.deepInclude(["Tenby", row["City"]], got?.["City"])
          else assert.deepStrictEqual(got, row)
        }
      }
      // Some of it fell between two parts, or this proves little.
      assert.isAbove(partial, 0)
    }).pipe(Effect.provide(layer({ leads: 650 })))
)
