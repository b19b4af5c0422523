/** Which calls go by Zoho's narrow lane for heavy ones, and that each says the credits that Zoho counts. */
import { type Request, ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Coql from "@effect-zoho/records/Coql"
import * as CoqlRead from "@effect-zoho/records/CoqlRead"
import * as Count from "@effect-zoho/records/Count"
import * as Filter from "@effect-zoho/records/Filter"
import * as LeadConversion from "@effect-zoho/records/LeadConversion"
import * as MassDelete from "@effect-zoho/records/MassDelete"
import * as MassUpdate from "@effect-zoho/records/MassUpdate"
import * as Merge from "@effect-zoho/records/Merge"
import * as Leads from "@effect-zoho/records/modules/Leads"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as RecordNotes from "@effect-zoho/records/RecordNotes"
import * as Records from "@effect-zoho/records/Records"
import * as Search from "@effect-zoho/records/Search"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"

const { module } = Leads

it.effect("calls that Zoho counts as heavy say so, others do not, and all say their credits", () =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const emulator = yield* Emulator.Emulator
    const sent: Array<Request> = []
    const watched = ZohoClient.of({
      ...client,
      send: (request) => Effect.suspend(() => (sent.push(request), client.send(request)))
    })
    const weightOf = <A, E>(name: string, call: Effect.Effect<A, E, ZohoClient>) =>
      Effect.gen(function* () {
        const [from, before] = [sent.length, (yield* emulator.requests).length]
        yield* Effect.exit(Effect.provideService(call, ZohoClient, watched))
        const mine = sent.slice(from)
        assert.isNotEmpty(mine, name)
        const counted = (yield* emulator.requests).slice(before)
        assert.deepStrictEqual(
          counted.map((one) => one.credits),
          mine.map((one) => one.credits),
          mine.map((one) => one.operation).join()
        )
        return mine.map((one) => one.weight?.heavy === true)
      })

    const leads = yield* Effect.provideService(Records.make(module), ZohoClient, watched)
    const id = RecordId.make(emulator.credentials.leadId)
    const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ Last_Name: `Weight ${n}` }))
    const made = yield* leads.insertMany(rows(13))
    const ids = made.flatMap((one) => (one._tag === "Done" ? [one.id] : []))
    const changes = ids.map((one) => ({ id: one, City: "Bath" }))
    const notes = Array.from({ length: 11 }, () => ({ content: "c" }))
    const strangers = Array.from({ length: 101 }, (_, n) => RecordId.make(String(n + 1)))
    const where = Filter.equals("City", "Bath")
    const { convert } = yield* Effect.provideService(LeadConversion.make, ZohoClient, watched)

    const heavy: Record<string, Effect.Effect<unknown, unknown, ZohoClient>> = {
      search: leads.search({ word: "Weight" }, ["City"]),
      "search stream": Stream.runDrain(Search.stream(module, where, ["City"])),
      coql: Stream.runDrain(CoqlRead.rows(Coql.coql`select id from Leads where City = ${"Bath"}`, { limit: 200 })),
      sorted: leads.list(["City"], { sortBy: "Modified_Time" }),
      "11 inserted": leads.insertMany(rows(11)),
      "11 updated": leads.updateMany(changes.slice(0, 11)),
      "11 upserted": leads.upsertMany(rows(11)),
      "11 notes": RecordNotes.add(module, id, notes),
      "mass update": MassUpdate.apply(module, ids, { City: "Tenby" }),
      convert: convert(id),
      "mass delete": MassDelete.byIds(module, ids.slice(2)),
      "mass delete of 101": MassDelete.byIds(module, strangers)
    }
    for (const [name, call] of Object.entries(heavy)) {
      assert.isTrue(
        (yield* weightOf(name, call)).every((one) => one),
        name
      )
    }
    const light: Record<string, Effect.Effect<unknown, unknown, ZohoClient>> = {
      get: leads.get(id, ["City"]),
      list: leads.list(["City"], { sortBy: "id" }),
      "10 inserted": leads.insertMany(rows(10)),
      merge: Merge.merge(module, ids[0] ?? id, [{ id: ids[1] ?? id }]),
      "related count": Count.related(module, id, ["Notes"]),
      "10 notes": RecordNotes.add(module, id, notes.slice(1))
    }
    for (const [name, call] of Object.entries(light)) {
      assert.isFalse(
        (yield* weightOf(name, call)).some((one) => one),
        name
      )
    }
    // No such view is there: what it takes of the lane is said all the same.
    yield* Effect.exit(leads.list(["City"], { customView: "7" }))
    assert.isTrue(sent.at(-1)?.weight?.heavy)
  }).pipe(Effect.provide(layer({ leads: 5 })))
)
