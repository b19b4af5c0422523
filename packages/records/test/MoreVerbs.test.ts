/** Copies, counts, merges, shares, timelines, blueprints and the recycle bin. */
import * as Users from "@effect-zoho/api/Users"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Blueprint from "@effect-zoho/records/Blueprint"
import * as Clone from "@effect-zoho/records/Clone"
import * as Count from "@effect-zoho/records/Count"
import * as Merge from "@effect-zoho/records/Merge"
import * as Deals from "@effect-zoho/records/modules/Deals"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as RecordId from "@effect-zoho/records/RecordId"
import * as Records from "@effect-zoho/records/Records"
import * as RecycleBin from "@effect-zoho/records/RecycleBin"
import * as Share from "@effect-zoho/records/Share"
import * as Timeline from "@effect-zoho/records/Timeline"
import { assert, layer as shared } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { layer, nobody } from "./support/Emulated.ts"

const { module } = Leads

const lead = Effect.map(Emulator.Emulator, (it) => RecordId.RecordId.make(it.credentials.leadId))

const reason = <A, R>(
  effect: Effect.Effect<A, { readonly _tag: string; readonly reason: { readonly _tag: string } }, R>
) => Effect.map(Effect.flip(effect), (it) => it.reason._tag)

shared(layer({ leads: 5 }))("a record", (it) => {
  it.effect("is copied under an id of its own, and counted", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leads.insert({ Last_Name: "Lowe", Company: "Brightwater" })
      const before = yield* Count.count(module)
      const copy = yield* Clone.clone(module, id)
      assert.notStrictEqual(copy, id)
      const fields = ["Last_Name", "Company"] as const
      const [one, other] = [yield* leads.get(id, fields), yield* leads.get(copy, fields)]
      assert.deepStrictEqual({ ...other, id }, { ...one })
      assert.strictEqual(yield* Count.count(module), before + 1)
      yield* leads.update(copy, { Last_Name: "Onlyone" }, { trigger: [] })
      assert.strictEqual(yield* Count.count(module, { criteria: "(Last_Name:equals:Onlyone)" }), 1)
      assert.strictEqual(yield* reason(Count.count(module, { word: "a", email: "b@example.com" })), "InvalidInput")
      assert.strictEqual(yield* reason(Clone.clone(module, nobody)), "NotFound")
      // A seeded lead has a key that no other may have.
      assert.strictEqual(yield* reason(Effect.flatMap(lead, (seeded) => Clone.clone(module, seeded))), "DuplicateData")
    })
  )

  it.effect("has a timeline, in both orders", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leads.insert({ Last_Name: "Moore", Company: "Brightwater" })
      yield* leads.update(id, { City: "Tenby" })
      const events = (sortOrder: "asc" | "desc") => Stream.runCollect(Timeline.stream(module, id, { sortOrder }))
      const newestFirst = yield* events("desc")
      assert.deepStrictEqual(
        newestFirst.map((it) => it.action),
        ["updated", "added"]
      )
      assert.deepStrictEqual(
        newestFirst[0]?.field_history?.map((it) => [it.api_name, it._value?.old, it._value?.new]),
        [["City", null, "Tenby"]]
      )
      assert.deepStrictEqual(yield* events("asc"), newestFirst.toReversed())
    })
  )

  it.effect("goes through its blueprint by the transitions that are open", () =>
    Effect.gen(function* () {
      const deals = yield* Records.make(Deals.module)
      const id = yield* deals.insert({ Deal_Name: "Renewal", Stage: "Qualification", Type: "Existing Business" })
      const named = (name: string) =>
        Effect.map(Blueprint.get(Deals.module, id), (it) => it.transitions.find((one) => one.name === name))
      const open = yield* named("Send Proposal")
      assert.deepStrictEqual(
        open?.fields?.map((it) => it.api_name),
        ["Amount", "Next_Step"]
      )
      const transition = open?.id ?? nobody
      yield* Blueprint.take(Deals.module, id, transition, { Amount: 5 })
      assert.strictEqual((yield* named("Send Proposal"))?.percent_partial_save, 50)
      yield* Blueprint.take(Deals.module, id, transition, { Next_Step: "Call" })
      assert.strictEqual((yield* deals.get(id, ["Stage"])).Stage, "Proposal/Price Quote")
      assert.isUndefined(yield* named("Send Proposal"))
      yield* Effect.flip(Blueprint.take(Deals.module, id, transition, {}))
      const outside = yield* lead
      yield* Effect.flip(Blueprint.get(module, outside))
    })
  )

  it.effect("comes back from the recycle bin, or never", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leads.insert({ Last_Name: "Back", Company: "Brightwater" })
      yield* leads.delete(id)
      assert.strictEqual(yield* reason(leads.get(id, ["City"])), "NotFound")
      const restored = yield* RecycleBin.restore([id, nobody])
      assert.deepStrictEqual(
        restored.map((it) => it._tag),
        ["Done", "Failed"]
      )
      assert.strictEqual((yield* leads.get(id, ["Last_Name"])).Last_Name, "Back")
      yield* leads.delete(id)
      yield* RecycleBin.purge([id])
      assert.deepStrictEqual(
        (yield* RecycleBin.restore([id])).map((it) => it._tag),
        ["Failed"]
      )
    })
  )

  it.effect("is merged with others, and stays", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const add = (City: string) => leads.insert({ Last_Name: "Twin", Company: "Brightwater", City })
      const [master, child, other] = [yield* add("Pune"), yield* add("Agra"), yield* add("Delhi")]
      const before = yield* Count.count(module)
      assert.strictEqual(yield* reason(Merge.merge(module, master, [{ id: master }])), "InvalidInput")
      const merged = yield* Merge.merge(module, master, [{ id: child, fields: ["City"] }, { id: other }])
      assert.deepStrictEqual(merged, { _tag: "Merged", id: master })
      assert.strictEqual((yield* leads.get(master, ["City"])).City, "Agra")
      assert.strictEqual(yield* reason(leads.get(child, ["City"])), "NotFound")
      assert.strictEqual(yield* Count.count(module), before - 2)
    })
  )

  it.effect("is merged with a choice for each field: whose value, the master's own emptiness, and no field twice", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const add = (City: string | null, Phone: string) =>
        leads.insert({ Last_Name: "Twin", Company: "Brightwater", City, Phone, Fax: null, State: null })
      const [master, child, other] = [yield* add(null, "1"), yield* add("Agra", "2"), yield* add("Delhi", "3")]
      yield* leads.update(child, { Fax: "22", State: "Goa" })
      const sent = Effect.map(
        Effect.flatMap(Emulator.Emulator, (it) => it.requests),
        (it) => it.length
      )
      const before = yield* sent
      for (const wrong of [
        Merge.merge(module, master, [{ id: child, fields: ["City", "City"] }]),
        Merge.merge(module, master, [
          { id: child, fields: ["City"] },
          { id: other, fields: ["City"] }
        ]),
        Merge.merge(module, master, [{ id: child, fields: ["City"] }], { fields: ["City"] }),
        Merge.merge(module, master, [{ id: child }, { id: child }])
      ]) {
        assert.strictEqual(yield* reason(wrong), "InvalidInput")
      }
      assert.strictEqual(yield* sent, before)
      yield* Merge.merge(
        module,
        master,
        [
          { id: child, fields: ["Phone"] },
          { id: other, fields: ["City"] }
        ],
        { fields: ["Fax"] }
      )
      // State, which nobody named, takes a child's value; Fax stays empty.
      const row = yield* leads.get(master, ["City", "Phone", "Fax", "State"])
      assert.deepInclude(row, { City: "Delhi", Phone: "2", Fax: null, State: "Goa" })
    })
  )

  it.effect("is merged with the files that are chosen of each", () =>
    Effect.gen(function* () {
      const deals = yield* Records.make(Deals.module)
      const add = deals.insert({
        Deal_Name: "Twin",
        Stage: "Qualification",
        Pipeline: "Standard (Standard)",
        Closing_Date: "2027-01-31"
      })
      const [master, child] = [yield* add, yield* add]
      const file = RecordId.RecordId.make("5843104000000000001")
      // None is there to keep; what the call says of them is the API's own form.
      yield* Merge.merge(Deals.module, master, [{ id: child, fields: [{ field: "Contract_Files", files: [file] }] }], {
        fields: [{ field: "Contract_Files", files: [] }]
      })
      const { requestBody } = (yield* (yield* Emulator.Emulator).requests).at(-1) ?? {}
      assert.deepStrictEqual(JSON.parse(String(requestBody)), {
        merge: [
          {
            data: [{ id: child, _fields: [{ api_name: "Contract_Files", _data: [{ id: file }] }] }],
            master_record_fields: [{ api_name: "Contract_Files", _data: null }]
          }
        ]
      })
    })
  )

  it.effect("is shared with a user, until that is revoked", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leads.insert({ Last_Name: "Shown", Company: "Brightwater" })
      const owner = (yield* leads.get(id, ["Owner"])).Owner?.id
      const { users } = yield* Users.list({ type: "ActiveUsers" })
      const user = RecordId.RecordId.make(users.find((it) => it.id !== owner)?.id ?? "1")
      assert.deepStrictEqual(yield* Share.list(module, id), [])
      yield* Share.share(module, id, [{ id: user, permission: "read_only" }])
      assert.deepStrictEqual(
        (yield* Share.list(module, id)).map((it) => [it.shared_with?.id, it.permission]),
        [[user, "read_only"]]
      )
      yield* Share.revoke(module, id)
      assert.deepStrictEqual(yield* Share.list(module, id), [])
    })
  )
})
