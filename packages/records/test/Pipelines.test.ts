import * as Fields from "@effect-zoho/api/Fields"
import * as Layouts from "@effect-zoho/api/Layouts"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as FieldCheck from "@effect-zoho/records/FieldCheck"
import * as Metadata from "@effect-zoho/records/Metadata"
import * as Deals from "@effect-zoho/records/modules/Deals"
import * as Tasks from "@effect-zoho/records/modules/Tasks"
import * as Pipelines from "@effect-zoho/records/Pipelines"
import * as RecordId from "@effect-zoho/records/RecordId"
import * as Writer from "@effect-zoho/records/Writer"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, layer as shared } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"

const emulated = Layer.mergeAll(Deals.layer, Tasks.layer, Metadata.layerMemory(), NodeFileSystem.layer).pipe(
  Layer.provideMerge(layer())
)

/** A second pipeline, with the first two stages of the first one. */
const renewals = Effect.gen(function* () {
  const client = yield* ZohoClient.ZohoClient
  const [layout] = (yield* Layouts.list({ module: "Deals" })).layouts
  const id = RecordId.RecordId.make(layout?.id ?? "")
  const deals = yield* Deals.Deals
  const known = yield* deals.pipelines(id)
  if (known.some((it) => it.name === "Renewals")) return id
  const choices = (yield* Fields.list({ module: "Deals" })).fields.find((it) => it.api_name === "Stage")
  const maps = (choices?.pick_list_values ?? [])
    .filter((it) => it.display_value !== "-None-")
    .slice(0, 2)
    .map(({ id, display_value }, index) => ({ id, display_value, sequence_number: index + 1 }))
  yield* client.send({
    operation: "a pipeline",
    method: "POST",
    path: "/crm/v8/settings/pipeline",
    query: { layout_id: id },
    body: { pipeline: [{ display_value: "Renewals", default: false, maps }] },
    credits: 1,
    retry: "never"
  })
  return id
})

const deal = (Pipeline: string) => ({ Deal_Name: "One", Stage: "Qualification", Pipeline, Closing_Date: "2027-01-31" })

shared(emulated)("pipelines of deals", (it) => {
  it.effect("are read with their stages, of one layout or of all", () =>
    Effect.gen(function* () {
      const layout = yield* renewals
      const deals = yield* Deals.Deals
      const some = yield* deals.pipelines(layout)
      assert.deepStrictEqual(
        some.map((it) => [it.name, it.isDefault, it.layout]),
        [
          ["Standard (Standard)", true, layout],
          ["Renewals", false, layout]
        ]
      )
      const won = some[0]?.stages.find((it) => it.type === "Closed Won")
      assert.deepStrictEqual(won, { name: "Closed Won", actual: "Closed Won", type: "Closed Won", category: "Closed" })
      assert.deepStrictEqual(yield* deals.pipelines(), some)
      const metadata = yield* Metadata.Metadata
      const kept = yield* metadata.pipelines(layout)
      assert.deepStrictEqual(
        kept.map((it) => Pipelines.fromApi(layout, it)),
        some
      )
      const before = (yield* (yield* Emulator.Emulator).requests).length
      yield* metadata.pipelines(layout)
      assert.lengthOf(yield* (yield* Emulator.Emulator).requests, before)
    })
  )

  it.effect("hold a deal to their stages: the check says which there are, as Zoho would have refused it", () =>
    Effect.gen(function* () {
      yield* renewals
      const deals = yield* Deals.Deals
      const id = yield* deals.insert(deal("Renewals"))
      assert.deepStrictEqual(
        (yield* deals.allowedStages(id)).map((it) => it.name),
        ["Qualification", "Needs Analysis"]
      )
      yield* deals.checkStage(id, "Needs Analysis")
      const refused = yield* Effect.flip(deals.checkStage(id, "Closed Won"))
      if (refused._tag !== "ApiError" || refused.reason._tag !== "InvalidInput") return assert.fail(refused.message)
      assert.strictEqual(refused.reason.problem, "The pipeline Renewals has no stage Closed Won.")
      assert.deepStrictEqual(refused.reason.fields?.[0]?.allowed, ["Qualification", "Needs Analysis"])
      const byZoho = yield* Effect.flip(deals.update(id, { Stage: "Closed Won" }))
      assert.deepInclude(byZoho.reason, { _tag: "InvalidData", code: "MAPPING_MISMATCH" })
    })
  )

  it.effect("refuse a row of a mass write before it is sent, and let the others through", () =>
    Effect.gen(function* () {
      yield* renewals
      const deals = yield* Deals.Deals
      const pipelines = yield* deals.pipelines()
      const { fields } = yield* Fields.list({ module: "Deals" })
      const rows = [deal("Renewals"), { ...deal("Renewals"), Stage: "Closed Won" }, deal("Standard (Standard)")]
      const outcomes = yield* Stream.fromIterable(rows).pipe(
        Stream.zipWithIndex,
        Stream.map(([values, n]) => ({ row: n + 1, values })),
        (it) => Writer.insert(Deals.module, it, { check: FieldCheck.refuse(fields, "insert", { pipelines }) }),
        Stream.runCollect
      )
      assert.deepStrictEqual(
        outcomes.map((it) => it._tag),
        ["Done", "Failed", "Done"]
      )
      const [, failed] = outcomes
      const reason = failed?._tag === "Failed" ? failed.error.reason : undefined
      assert.deepStrictEqual(reason?._tag === "InvalidInput" ? reason.fields : undefined, [
        {
          field: "Stage",
          kind: "stage",
          expected: "one of Qualification, Needs Analysis",
          allowed: ["Qualification", "Needs Analysis"]
        }
      ])
    })
  )

  it.effect(
    "are not guessed: an unknown pipeline or layout says nothing, and without one any stage of theirs will do",
    () =>
      Effect.gen(function* () {
        const layout = yield* renewals
        const pipelines = yield* (yield* Deals.Deals).pipelines()
        const { fields } = yield* Fields.list({ module: "Deals" })
        const find = FieldCheck.finder(fields, "update", { pipelines })
        const kinds = (values: Parameters<typeof find>[0]) => find(values).map((it) => it.kind)
        assert.deepStrictEqual(kinds({ Stage: "Closed Won", Pipeline: "Renewals", Layout: { id: layout } }), ["stage"])
        assert.deepStrictEqual(kinds({ Stage: "Closed Won", Pipeline: "Renewals", Layout: { id: "1" } }), [])
        assert.deepStrictEqual(kinds({ Stage: "Closed Won" }), [])
        assert.deepStrictEqual(kinds({ Pipeline: "Renewals" }), [])
        // No pick-list has these: that is said, once.
        assert.deepStrictEqual(kinds({ Stage: "Won" }), ["pick-list"])
        assert.deepStrictEqual(kinds({ Stage: "Closed Won", Pipeline: "No such" }), ["pick-list"])
        // Zoho's own name of a stage does as well as the one that people see.
        const renamed = pipelines.map((it) => ({
          ...it,
          stages: it.stages.map((one) => ({ ...one, name: `${one.name}!` }))
        }))
        const instead = (stage: string) => Pipelines.instead(renamed, { stage, pipeline: "Renewals" })
        assert.deepStrictEqual([instead("Qualification"), instead("Qualification!")], [undefined, undefined])
        assert.deepStrictEqual(instead("Closed Won"), ["Qualification!", "Needs Analysis!"])
      })
  )

  it.effect("say for activities whose module $se_module cannot be", () =>
    Effect.gen(function* () {
      const { fields } = yield* Fields.list({ module: "Tasks" })
      const find = FieldCheck.finder(fields, "update")
      assert.deepStrictEqual(find({ $se_module: "Deals" }), [])
      const [wrong] = find({ $se_module: "Deal" })
      assert.deepInclude(wrong, { field: "$se_module", kind: "parent" })
      assert.include(wrong?.allowed ?? [], "Deals")
      const tasks = yield* Tasks.Tasks
      const deals = yield* Deals.Deals
      const id = yield* deals.insert(deal("Standard (Standard)"))
      const task = yield* tasks.insert({ Subject: "Call back", What_Id: { id }, $se_module: "Deals" })
      assert.deepInclude(yield* tasks.get(task, ["What_Id", "$se_module"]), { $se_module: "Deals" })
    })
  )
})
