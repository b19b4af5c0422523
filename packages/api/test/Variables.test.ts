import * as VariableGroups from "@effect-zoho/api/VariableGroups"
import * as Variables from "@effect-zoho/api/Variables"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ids, said, signedIn } from "./support/SignedIn.ts"

layer(signedIn())("Variables", (it) => {
  it.effect("are made, read by id, name and group, changed and deleted", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* Variables.list({})).variables, [])
      const [general] = (yield* VariableGroups.list({})).variable_groups
      const group = { id: general?.id ?? "" }
      const { api_name } = (yield* Variables.generateApiName({
        variables: [{ name: "Last sync", variable_group: group }]
      })).details
      const outcomes = yield* Variables.create({
        variables: [
          { name: "Last sync", api_name, type: "datetime", variable_group: group },
          { name: "Rows", api_name: "Rows", type: "integer", variable_group: group, value: 12 },
          { name: "Rows", api_name: "Rows", type: "integer", variable_group: group }
        ]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "SUCCESS", "DuplicateData"])
      const [sync = "", rows = ""] = ids(outcomes.slice(0, 2))
      assert.deepInclude((yield* Variables.get({ id: "Rows", group: "General" })).variables[0], {
        id: rows,
        value: "12",
        type: "integer"
      })
      yield* Variables.update({
        variables: [
          { id: rows, value: 13 },
          { id: sync, description: "When" }
        ]
      })
      yield* Variables.updateOne({ id: rows, variables: [{ name: "All rows" }] })
      assert.deepStrictEqual(
        (yield* Variables.list({ group: "General" })).variables.map((it) => [it.name, it.value, it.description]),
        [
          ["Last sync", null, "When"],
          ["All rows", "13", null]
        ]
      )
      assert.deepStrictEqual((yield* Variables.associations({ id: rows })).variables_associations, [])
      assert.deepStrictEqual(said(yield* Variables.remove({ ids: [sync, "1", rows] })), [
        "SUCCESS",
        "NotFound",
        "SUCCESS"
      ])
      const gone = yield* Effect.flip(Variables.get({ id: rows }))
      assert.strictEqual(gone.reason._tag, "NotFound")
    })
  )
})

layer(signedIn())("VariableGroups", (it) => {
  it.effect("are read, and given other names", () =>
    Effect.gen(function* () {
      const [general] = (yield* VariableGroups.list({})).variable_groups
      const id = general?.id ?? ""
      assert.deepInclude((yield* VariableGroups.get({ id })).variable_groups[0], { api_name: "General" })
      const { details } = yield* VariableGroups.generateApiName({ variable_groups: [{ name: "General" }] })
      assert.notStrictEqual(details.api_name, "General")
      const outcomes = yield* VariableGroups.update({ variable_groups: [{ id, description: "Of all" }, { id: "1" }] })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "NotFound"])
      yield* VariableGroups.updateOne({ id, variable_groups: [{ name: "Common" }] })
      assert.deepInclude((yield* VariableGroups.get({ id })).variable_groups[0], {
        name: "Common",
        description: "Of all"
      })
    })
  )
})
