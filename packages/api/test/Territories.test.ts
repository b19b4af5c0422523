import * as Territories from "@effect-zoho/api/Territories"
import * as Users from "@effect-zoho/api/Users"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ids, said, signedIn } from "./support/SignedIn.ts"

const criteria = { field: { api_name: "City" }, comparator: "equal", value: "Berlin" } as const

layer(signedIn())("Territories", (it) => {
  it.effect("make a tree with rules, which is changed and taken down", () =>
    Effect.gen(function* () {
      const [top] = (yield* Territories.list({})).territories
      const reporting_to = { id: top?.id ?? "" }
      const outcomes = yield* Territories.create({
        territories: [
          { name: "North", reporting_to, permission_type: "read_only", lead_rule_criteria: criteria },
          { name: "South", reporting_to, permission_type: "read_write_delete" },
          { name: "South", reporting_to, permission_type: "read_only" }
        ]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "SUCCESS", "DuplicateData"])
      const [north = "", south = ""] = ids(outcomes.slice(0, 2))
      assert.deepStrictEqual(
        (yield* Territories.children({ id: reporting_to.id })).territories.map((it) => it.id),
        [north, south]
      )
      const [shown] = (yield* Territories.list({ ids: [north], include: ["lead_rule_criteria"] })).territories
      assert.deepInclude(shown?.lead_rule_criteria, { comparator: "equal", value: "Berlin" })
      const changed = yield* Territories.update({
        territories: [
          { id: north, description: "Up there" },
          { id: "1", name: "None" }
        ]
      })
      assert.deepStrictEqual(said(changed), ["SUCCESS", "NotFound"])
      assert.deepInclude((yield* Territories.get({ id: north })).territories[0], { description: "Up there" })
      yield* Territories.transferAndRemove({ id: north, territories: [{ transfer_to_id: south }] })
      yield* Territories.remove({ id: south })
      assert.lengthOf((yield* Territories.list({})).territories, 1)
    })
  )

  it.effect("hold users, seen from either side", () =>
    Effect.gen(function* () {
      const [top] = (yield* Territories.list({})).territories
      const id = top?.id ?? ""
      const [one, other] = (yield* Users.list({ type: "ActiveUsers" })).users
      const users = [{ id: one?.id ?? "" }, { id: other?.id ?? "" }]
      assert.deepStrictEqual((yield* Territories.users({ id })).users, [])
      assert.lengthOf(ids(yield* Territories.addUsers({ id, users })), 2)
      assert.lengthOf((yield* Territories.users({ id })).users, 2)
      assert.deepInclude((yield* Territories.userCounts({})).associated_users_count[0], { count: 2 })
      assert.deepInclude((yield* Territories.ofUser({ user: users[0]?.id ?? "" })).territories[0], { id })
      assert.deepStrictEqual(said(yield* Territories.addUsers({ id, users: users.slice(0, 1) })), ["DuplicateData"])
      assert.lengthOf(ids(yield* Territories.removeUsers({ id, ids: users.map((it) => it.id) })), 2)
      assert.deepStrictEqual((yield* Territories.ofUser({ user: users[0]?.id ?? "" })).territories, [])
    })
  )
})
