import * as FieldMapDependency from "@effect-zoho/api/FieldMapDependency"
import * as Fields from "@effect-zoho/api/Fields"
import * as Layouts from "@effect-zoho/api/Layouts"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { signedIn } from "./support/SignedIn.ts"

const module = "Leads"
const sides = { parent: { api_name: "Lead_Source" }, child: { api_name: "Rating" } }

layer(signedIn())("FieldMapDependency", (it) => {
  it.effect("is made between two fields of a layout, changed and deleted", () =>
    Effect.gen(function* () {
      const [{ id: layout } = { id: "" }] = (yield* Layouts.list({ module })).layouts
      const { fields } = yield* Fields.list({ module })
      const valuesOf = (name: string) =>
        (fields.find((it) => it.api_name === name)?.pick_list_values ?? []).flatMap((it) =>
          it.id == null || it.display_value.startsWith("-") ? [] : [{ id: it.id, display_value: it.display_value }]
        )
      const [parent = { id: "" }] = valuesOf("Lead_Source")
      const [one = { id: "" }, two = { id: "" }] = valuesOf("Rating")
      const made = yield* FieldMapDependency.create({
        module,
        layout,
        map_dependency: [
          {
            ...sides,
            pick_list_values: [{ ...parent, maps: [one, two] }]
          }
        ]
      })
      const { id } = made.details
      assert.deepInclude((yield* FieldMapDependency.list({ module, layout })).map_dependency[0], { id })
      yield* FieldMapDependency.update({
        module,
        layout,
        id,
        map_dependency: [{ ...sides, pick_list_values: [{ ...parent, maps: [{ ...one, _delete: true }] }] }]
      })
      const [shown] = (yield* FieldMapDependency.get({ module, layout, id })).map_dependency
      assert.deepInclude(shown?.parent, { api_name: "Lead_Source" })
      // What was read can be sent back.
      const { active = true, category = 0, internal = false, source = 1 } = shown ?? {}
      yield* FieldMapDependency.update({
        module,
        layout,
        id,
        map_dependency: [
          {
            ...sides,
            id,
            active: active === true,
            internal: internal === true,
            source: source ?? 1,
            category: category ?? 0,
            pick_list_values: [{ ...parent, maps: [two] }]
          }
        ]
      })
      const maps = shown?.pick_list_values?.find((it) => it.id === parent.id)?.maps
      assert.deepStrictEqual(
        maps?.map((it) => it.id),
        [two.id]
      )
      yield* FieldMapDependency.remove({ module, layout, id })
      assert.deepStrictEqual((yield* FieldMapDependency.list({ module, layout })).map_dependency, [])
    })
  )
})
