import * as GlobalPicklists from "@effect-zoho/api/GlobalPicklists"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { signedIn } from "./support/SignedIn.ts"

layer(signedIn())("GlobalPicklists", (it) => {
  it.effect("are made, read with their options, changed, replaced and deleted", () =>
    Effect.gen(function* () {
      const made = yield* GlobalPicklists.create({
        global_picklists: [
          { display_label: "Regions", pick_list_values: [{ display_value: "North" }, { display_value: "South" }] }
        ]
      })
      const { id } = made.details
      const options = Effect.map(
        GlobalPicklists.get({ id }),
        (it) => it.global_picklists[0]?.pick_list_values ?? assert.fail("no options")
      )
      const [north, south] = yield* options
      assert.deepInclude(north, { display_value: "North", type: "used" })
      yield* GlobalPicklists.update({
        id,
        global_picklists: [
          {
            description: "Of the world",
            pick_list_values: [{ id: south?.id ?? "", display_value: "The South" }, { display_value: "East" }]
          }
        ]
      })
      assert.deepStrictEqual(
        (yield* options).map((it) => it.display_value),
        ["North", "The South", "East"]
      )
      const [listed] = (yield* GlobalPicklists.list({ include: ["used_in_modules", "associated_fields_count"] }))
        .global_picklists
      assert.deepInclude(listed, { description: "Of the world", used_in_modules: [], associated_fields_count: 0 })
      assert.deepStrictEqual((yield* GlobalPicklists.associations({ id })).associations, [])
      const replaced = yield* GlobalPicklists.replace({
        id,
        replace_picklist_values: [{ old_value: { id: north?.id ?? "" }, new_value: { id: south?.id ?? "" } }]
      })
      assert.include(["SUCCESS", "SCHEDULED"], replaced.code)
      assert.strictEqual((yield* GlobalPicklists.remove({ id })).code, "SCHEDULED")
      const twice = yield* Effect.flip(GlobalPicklists.remove({ id }))
      assert.strictEqual(twice.reason._tag, "NoPermission")
    })
  )

  it.effect("with an option twice are refused", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        GlobalPicklists.create({
          global_picklists: [
            { display_label: "Twice", pick_list_values: [{ display_value: "A" }, { display_value: "A" }] }
          ]
        })
      )
      assert.strictEqual(error.reason._tag, "DuplicateData")
    })
  )
})
