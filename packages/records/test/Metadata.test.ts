import * as Fields from "@effect-zoho/api/Fields"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as FieldCheck from "@effect-zoho/records/FieldCheck"
import * as Metadata from "@effect-zoho/records/Metadata"
import * as Records from "@effect-zoho/records/Records"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { layer } from "./support/Emulated.ts"

const emulated = Layer.mergeAll(layer(), NodeFileSystem.layer)

/** How often fields were asked for so far. */
const asked = Effect.map(
  Effect.flatMap(Emulator.Emulator, (emulator) => emulator.requests),
  (all) => all.filter((it) => it.url.includes("/settings/fields")).length
)

const fields = Effect.flatMap(Metadata.Metadata, (it) => it.fields("Leads"))

describe("metadata", () => {
  it.effect("is asked for once however many ask at once, and again when it is too old or forgotten", () =>
    Effect.gen(function* () {
      const metadata = yield* Metadata.Metadata
      const all = yield* Effect.all(
        Array.from({ length: 50 }, () => fields),
        { concurrency: "unbounded" }
      )
      assert.isAbove(all[49]?.length ?? 0, 30)
      assert.strictEqual(yield* asked, 1)
      yield* TestClock.adjust("59 minutes")
      yield* fields
      assert.strictEqual(yield* asked, 1)
      yield* TestClock.adjust("2 minutes")
      yield* fields
      assert.strictEqual(yield* asked, 2)
      yield* metadata.forget
      yield* fields
      assert.strictEqual(yield* asked, 3)
    }).pipe(Effect.provide(Layer.provideMerge(Metadata.layerMemory(), emulated)))
  )

  it.effect("has layouts, with what they ask for, and related lists, each asked for once", () =>
    Effect.gen(function* () {
      const metadata = yield* Metadata.Metadata
      const [layout] = yield* metadata.layouts("Contacts")
      const asked = (layout?.sections ?? []).flatMap((it) => it.fields ?? []).filter((it) => it.required === true)
      assert.include(
        asked.map((it) => it.api_name),
        "Last_Name"
      )
      const lists = yield* metadata.relatedLists("Contacts")
      assert.deepInclude(
        lists.map((it) => [it.api_name, it.module?.api_name]),
        ["Deals", "Deals"]
      )
      yield* metadata.layouts("Contacts")
      yield* metadata.relatedLists("Contacts")
      const calls = (yield* (yield* Emulator.Emulator).requests).filter((it) => it.url.includes("/settings/"))
      assert.lengthOf(calls, 2)
    }).pipe(Effect.provide(Layer.provideMerge(Metadata.layerMemory(), emulated)))
  )

  it.effect("a failure is not kept", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* emulator.addFaults({
        match: { path: "/crm/v8/settings/fields" },
        times: 1,
        when: "before",
        action: { kind: "reset" }
      })
      yield* Effect.flip(fields)
      assert.isAbove((yield* fields).length, 30)
    }).pipe(Effect.provide(Layer.provideMerge(Metadata.layerMemory(), emulated)))
  )

  it.effect("on disk outlives the process; a damaged file is asked for again and rebuilt", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped({ prefix: "metadata-" })
      const run = Effect.provide(fields, Metadata.layerFile(folder))
      yield* TestClock.setTime(Date.now())
      const first = yield* run
      assert.deepStrictEqual(yield* run, first)
      assert.strictEqual(yield* asked, 1)
      const files = (yield* fs.readDirectory(folder, { recursive: true })).filter((it) => it.endsWith(".json"))
      assert.strictEqual(files.length, 1)
      yield* fs.writeFileString(`${folder}/${files[0]}`, '{"at":12,"bo')
      assert.deepStrictEqual(yield* run, first)
      assert.strictEqual(yield* asked, 2)
      assert.deepStrictEqual(yield* run, first)
      assert.strictEqual(yield* asked, 2)
      // Too old: asked again.
      yield* TestClock.adjust("2 hours")
      yield* run
      assert.strictEqual(yield* asked, 3)
    }).pipe(Effect.scoped, Effect.provide(emulated))
  )

  it.effect("makes a module at run time, whose rows are typed as the org says", () =>
    Effect.gen(function* () {
      const module = yield* Metadata.dynamic("Deals")
      assert.include(module.mandatory, "Deal_Name")
      const deals = yield* Records.make(module)
      const { rows } = yield* deals.list(["Deal_Name", "Amount", "Account_Name"])
      assert.isAbove(rows.length, 0)
    }).pipe(Effect.provide(Layer.provideMerge(Metadata.layerMemory(), emulated)))
  )
})

it.effect("a row is checked by the org's own fields before it is sent", () =>
  Effect.gen(function* () {
    const { fields } = yield* Fields.list({ module: "Leads" })
    const kinds = (operation: "insert" | "update", values: Parameters<ReturnType<typeof FieldCheck.finder>>[0]) =>
      FieldCheck.finder(fields, operation)(values).map((it) => `${it.field} ${it.kind}`)
    assert.deepStrictEqual(kinds("insert", { Last_Name: "Marlow", Email: "a@example.com", Annual_Revenue: 5 }), [])
    assert.deepStrictEqual(kinds("update", { id: "5", City: null, $append_values: {} }), [])
    assert.deepStrictEqual(kinds("insert", { Lastname: "Marlow" }), ["Lastname unknown", "Last_Name mandatory"])
    assert.deepStrictEqual(
      kinds("update", {
        Created_Time: "2026-01-31T10:20:30+00:00",
        Annual_Revenue: "5",
        Last_Name: null,
        Lead_Status: "No such status",
        Mobile: "1".repeat(500)
      }),
      ["Created_Time read-only", "Annual_Revenue type", "Lead_Status pick-list", "Mobile length", "Last_Name mandatory"]
    )
    const refusal = FieldCheck.refusal(FieldCheck.finder(fields, "update")({ Lastname: "x" }))
    assert.include(refusal?.problem, "Lastname (unknown)")
  }).pipe(Effect.provide(emulated))
)
