import * as AssignmentRules from "@effect-zoho/api/AssignmentRules"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { signedIn } from "./support/SignedIn.ts"

const module = "Leads"

layer(signedIn())("AssignmentRules", (it) => {
  it.effect("are listed, counted, cloned and deleted", () =>
    Effect.gen(function* () {
      const [rule] = (yield* AssignmentRules.list({ module })).assignment_rules
      const id = rule?.id ?? ""
      const { count } = yield* AssignmentRules.count({})
      const copy = (yield* AssignmentRules.clone({ module, id, assignment_rules: [{ name: "Partners, too" }] })).details
        .id
      assert.deepInclude((yield* AssignmentRules.get({ module, id: copy })).assignment_rules[0], {
        name: "Partners, too"
      })
      const [first] = (yield* AssignmentRules.get({ module, id })).assignment_rules[0]?.rule_entries ?? []
      assert.deepInclude(first?.assign_to, { type: "users" })
      assert.isObject(first?.criteria)
      assert.deepStrictEqual((yield* AssignmentRules.associations({ module, id: copy })).associations, [])
      assert.strictEqual((yield* AssignmentRules.count({})).count, count + 1)
      const twice = yield* Effect.flip(
        AssignmentRules.clone({ module, id, assignment_rules: [{ name: "Partners, too" }] })
      )
      assert.strictEqual(twice.reason._tag, "DuplicateData")
      assert.strictEqual((yield* AssignmentRules.remove({ module, id: copy })).details.id, copy)
      assert.strictEqual((yield* AssignmentRules.count({})).count, count)
    })
  )
})
