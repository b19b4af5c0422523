/** What else can be done with records: blueprint, notes, duplicates, timeline, sharing, recycle bin, counts, mass delete. */
import * as Users from "@effect-zoho/api/Users"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as AssignmentRules from "@effect-zoho/records/AssignmentRules"
import * as Blueprint from "@effect-zoho/records/Blueprint"
import * as Count from "@effect-zoho/records/Count"
import * as Filter from "@effect-zoho/records/Filter"
import * as MassDelete from "@effect-zoho/records/MassDelete"
import * as Merge from "@effect-zoho/records/Merge"
import * as Deals from "@effect-zoho/records/modules/Deals"
import * as Leads from "@effect-zoho/records/modules/Leads"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as RecordNotes from "@effect-zoho/records/RecordNotes"
import * as Records from "@effect-zoho/records/Records"
import * as RecycleBin from "@effect-zoho/records/RecycleBin"
import * as Share from "@effect-zoho/records/Share"
import * as Timeline from "@effect-zoho/records/Timeline"
import { assert, layer as shared } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { layer, nobody } from "./support/Emulated.ts"

const { module } = Leads

const reason = <A, R>(
  effect: Effect.Effect<A, { readonly _tag: string; readonly reason: { readonly _tag: string } }, R>
) => Effect.map(Effect.flip(effect), (it) => it.reason._tag)

const tags = (outcomes: ReadonlyArray<Records.Outcome>) => outcomes.map((it) => it._tag)

const lead = (fields: object = {}) => Effect.flatMap(Leads.Leads, (it) => it.insert({ Last_Name: "Actor", ...fields }))

/** Credits that Zoho counts for a call, which is what was said of it beforehand. */
const spent = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const before = (yield* emulator.requests).length
    yield* call
    const all = yield* emulator.requests
    return all.slice(before).reduce((sum, it) => sum + it.credits, 0)
  })

shared(layer({ leads: 5 }))("a record", (it) => {
  it.effect("goes through its blueprint, one transition after another", () =>
    Effect.gen(function* () {
      const deals = yield* Records.make(Deals.module)
      const id = yield* deals.insert({ Deal_Name: "Renewal", Stage: "Qualification", Type: "Existing Business" })
      const open = (name: string) =>
        Effect.map(
          Blueprint.get(Deals.module, id),
          ({ transitions }) => transitions.find((one) => one.name === name)?.id ?? nobody
        )
      const at = yield* Blueprint.get(Deals.module, id)
      assert.deepInclude(at.process_info, { name: "Renewal", api_name: "Stage", field_value: "Qualification" })
      assert.deepStrictEqual(
        at.transitions[0]?.fields?.map((field) => [field.api_name, field.mandatory]),
        [
          ["Amount", true],
          ["Next_Step", true]
        ]
      )
      const send = yield* open("Send Proposal")
      assert.isFalse(yield* Blueprint.take(Deals.module, id, send, { Amount: 10 }))
      assert.strictEqual((yield* deals.get(id, ["Stage"])).Stage, "Qualification")
      assert.isTrue(yield* Blueprint.take(Deals.module, id, send, { Next_Step: "call", Notes: "sent" }))
      assert.strictEqual((yield* deals.get(id, ["Stage"])).Stage, "Proposal/Price Quote")
      assert.strictEqual(yield* reason(Blueprint.take(Deals.module, id, send)), "InvalidData")
      const other = yield* deals.insert({ Deal_Name: "New", Stage: "Qualification" })
      assert.isString(yield* reason(Blueprint.get(Deals.module, other)))
    })
  )

  it.effect("has notes that are written, listed, changed and deleted", () =>
    Effect.gen(function* () {
      const id = yield* lead()
      const added = yield* RecordNotes.add(module, id, [
        { title: "Call", content: "Rang." },
        { content: "Rang again." }
      ])
      assert.deepStrictEqual(tags(added), ["Done", "Done"])
      const listed = Effect.map(Stream.runCollect(RecordNotes.stream(module, id)), (notes) =>
        notes.map((note) => [note.Note_Title, note.Note_Content])
      )
      assert.sameDeepMembers(yield* listed, [
        ["Call", "Rang."],
        [null, "Rang again."]
      ])
      const [first, second] = added.flatMap((one) => (one._tag === "Done" ? [one.id] : []))
      yield* RecordNotes.change(first ?? nobody, { content: "Rang, nobody there." })
      yield* RecordNotes.remove(second ?? nobody)
      assert.deepStrictEqual(yield* listed, [["Call", "Rang, nobody there."]])
      assert.strictEqual(yield* reason(RecordNotes.add(module, id, [])), "InvalidInput")
      assert.strictEqual(yield* reason(RecordNotes.remove(second ?? nobody)), "NotFound")
    })
  )

  it.effect("has a timeline that says who changed what", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* lead({ City: "Bath" })
      yield* leads.update(id, { City: "Tenby" })
      const events = yield* Stream.runCollect(Timeline.stream(module, id))
      assert.deepStrictEqual(
        events.map((event) => event.action),
        ["updated", "added"]
      )
      assert.deepInclude(events[0]?.field_history?.[0], {
        api_name: "City",
        _value: { old: "Bath", new: "Tenby" }
      })
      for (let n = 0; n < 201; n++) yield* leads.update(id, { City: `City ${n}` })
      const oldestFirst = yield* Stream.runCollect(Timeline.stream(module, id, { sortOrder: "asc" }))
      assert.strictEqual(oldestFirst.length, 203)
      assert.deepStrictEqual(
        oldestFirst.toReversed().map((event) => event.id),
        (yield* Stream.runCollect(Timeline.stream(module, id))).map((event) => event.id)
      )
      assert.isString(yield* reason(Stream.runDrain(Timeline.stream(module, nobody))))
    })
  )

  it.effect("is shared with users, each with an outcome of its own, until that is taken back", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* lead()
      const owner = (yield* leads.get(id, ["Owner"])).Owner?.id
      const { users } = yield* Users.list({ type: "ActiveUsers" })
      const other = RecordId.make(users.find((user) => user.id !== owner)?.id ?? "1")
      assert.deepStrictEqual(yield* Share.list(module, id), [])
      const wish = { id: other, permission: "read_only" } as const
      assert.deepStrictEqual(tags(yield* Share.share(module, id, [wish, { ...wish, id: nobody }])), ["Done", "Failed"])
      const [changed] = yield* Share.change(module, id, [{ ...wish, permission: "read_write" }])
      assert(changed?._tag === "Done")
      assert.deepInclude(changed, { id: other, action: "update" })
      assert.deepStrictEqual(
        (yield* Share.list(module, id)).map((one) => [one.shared_with?.id, one.permission]),
        [[other, "read_write"]]
      )
      yield* Share.revoke(module, id)
      assert.deepStrictEqual(yield* Share.list(module, id), [])
      assert.isString(yield* reason(Share.revoke(module, id)))
      assert.strictEqual(
        yield* reason(
          Share.share(
            module,
            id,
            Array.from({ length: 11 }, () => wish)
          )
        ),
        "InvalidInput"
      )
    })
  )

  it.effect("is deleted, taken back, and deleted for good", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* lead({ Last_Name: "Binned" })
      yield* leads.delete(id)
      const inBin = Effect.map(Stream.runCollect(RecycleBin.stream({ module: "Leads" })), (all) =>
        all.filter((one) => one.id === id).map((one) => [one.display_name, one.module.api_name])
      )
      assert.deepStrictEqual(yield* inBin, [["Binned", "Leads"]])
      assert.isAtLeast(yield* RecycleBin.count, 1)
      assert.deepStrictEqual(yield* Stream.runCollect(RecycleBin.stream({ module: "Vendors" })), [])
      assert.deepStrictEqual(tags(yield* RecycleBin.restore([nobody, id])), ["Failed", "Done"])
      assert.strictEqual((yield* leads.get(id, ["Last_Name"])).Last_Name, "Binned")
      yield* leads.delete(id)
      assert.deepStrictEqual(tags(yield* RecycleBin.purge([id, nobody])), ["Done", "Failed"])
      assert.deepStrictEqual(yield* inBin, [])
      assert.deepStrictEqual(tags(yield* RecycleBin.restore([id])), ["Failed"])
      assert.strictEqual(yield* reason(RecycleBin.purge([])), "InvalidInput")
    })
  )
})

shared(layer({ leads: 5 }))("records", (it) => {
  it.effect("are counted: all, by condition, by search, by view, and those that hang on one", () =>
    Effect.gen(function* () {
      const id = yield* lead({ City: "Penarth" })
      yield* lead({ City: "Penarth" })
      const all = yield* Count.count(module)
      assert.isAtLeast(all, 7)
      const at = Filter.equals("City", "Penarth")
      assert.strictEqual(yield* Count.count(module, at), 2)
      assert.strictEqual(yield* Count.count(module, { criteria: "(City:equals:Penarth)" }), 2)
      assert.strictEqual(yield* spent(Count.count(module, at)), 1)
      assert.isString(yield* reason(Count.count(module, { customView: "7" })))
      yield* RecordNotes.add(module, id, [{ content: "one" }, { content: "two" }])
      assert.deepStrictEqual(yield* Count.related(module, id, ["Notes", "Attachments"]), [2, 0])
      assert.strictEqual(yield* spent(Count.related(module, id, ["Notes"])), 2)
      assert.strictEqual(yield* reason(Count.related(module, id, [])), "InvalidInput")
      assert.isString(yield* reason(Count.related(module, id, ["Notes", "Nothing"])))
    })
  )

  it.effect("become whose the assignment rule says, where a write names one", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const [rule, ...more] = yield* AssignmentRules.list(module)
      assert.deepStrictEqual(more, [])
      assert.strictEqual(rule?.name, "Partner leads")
      const owners = new Set<string | undefined>()
      for (const n of [1, 2]) {
        const row = { Last_Name: `Partner ${n}`, Lead_Source: "Partner" }
        const id = yield* leads.insert(row, rule === undefined ? {} : { assignmentRule: rule.id })
        owners.add((yield* leads.get(id, ["Owner"])).Owner?.id)
      }
      // Two people take turns.
      assert.strictEqual(owners.size, 2)
      assert.strictEqual(
        yield* reason(leads.insert({ Last_Name: "Nobody's" }, { assignmentRule: nobody })),
        "InvalidData"
      )
      assert.deepStrictEqual(yield* AssignmentRules.list({ apiName: "Vendors" }), [])
    })
  )

  it.effect("that are duplicates are found and merged, at once or by a job", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const leads = yield* Leads.Leads
      const master = yield* lead({ City: "Bath", Website: "twice.example.com" })
      const child = yield* lead({ City: "Tenby", Website: "twice.example.com" })
      yield* lead({ Website: "once.example.com" })
      const found = yield* Merge.find(module, "Website", ["TWICE.example.com", "once.example.com", "never.example.com"])
      assert.deepStrictEqual([...found], [["twice.example.com", [master, child]]])
      assert.strictEqual(yield* reason(Merge.merge(module, master, [])), "InvalidInput")
      assert.strictEqual(
        yield* spent(
          Effect.map(Merge.merge(module, master, [{ id: child, fields: ["City"] }]), (merged) =>
            assert.deepStrictEqual(merged, { _tag: "Merged", id: master })
          )
        ),
        50
      )
      assert.strictEqual((yield* leads.get(master, ["City"])).City, "Tenby")
      assert.strictEqual(yield* reason(leads.get(child, ["City"])), "NotFound")
      assert.isString(yield* reason(Merge.merge(module, master, [{ id: nobody }])))

      yield* emulator.setSwitches({ longActions: "as-job" })
      const late = yield* Merge.merge(module, master, [{ id: yield* lead() }])
      yield* emulator.setSwitches({ longActions: "at-once" })
      const jobId = late._tag === "Scheduled" ? late.jobId : ""
      assert.include(["scheduled", "running"], yield* Merge.status(module, master, jobId))
      yield* emulator.advance("10 minutes")
      assert.strictEqual(yield* Merge.status(module, master, jobId), "completed")
      assert.isUndefined(yield* Merge.status(module, master, "1"))
    })
  )

  it.effect("are deleted in the mass, by id each with an outcome, or by view", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const leads = yield* Leads.Leads
      const rows = yield* leads.insertMany(Array.from({ length: 100 }, (_, n) => ({ Last_Name: `Mass ${n}` })))
      const ids = rows.flatMap((row) => (row._tag === "Done" ? [row.id] : []))
      const others = ["1", "2", "3"].map((id) => RecordId.make(id))
      const gone = yield* MassDelete.byIds(module, [nobody, ...ids.slice(0, 2)])
      assert.deepStrictEqual(tags(gone), ["Failed", "Done", "Done"])
      assert.strictEqual(yield* spent(MassDelete.byIds(module, [...ids.slice(2), ...others])), 2)
      assert.strictEqual(yield* reason(MassDelete.byIds(module, [])), "InvalidInput")

      assert.isString(yield* reason(MassDelete.byView(module, "7")))
      const client = yield* ZohoClient
      const answer = yield* client.send({
        operation: "views",
        method: "GET",
        path: "/crm/v8/settings/custom_views",
        query: { module: "Leads" },
        credits: 1,
        retry: "safe"
      })
      assert(answer._tag === "Document" && Array.isArray(answer.body["custom_views"]))
      const view = answer.body["custom_views"].find((one) => one.system_name === "ALLVIEWS")
      const total = yield* Count.count(module, { customView: view.id })
      assert.isAtLeast(total, 5)
      const jobId = yield* MassDelete.byView(module, view.id)
      assert.deepInclude(yield* MassDelete.status(module, jobId), { Total_Count: total, Deleted_Count: 0 })
      yield* emulator.advance("10 minutes")
      assert.deepInclude(yield* MassDelete.status(module, jobId), { Status: "COMPLETED", Deleted_Count: total })
      assert.strictEqual(yield* Count.count(module), 0)
    })
  )
})
