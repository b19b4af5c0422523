import * as Roles from "@effect-zoho/api/Roles"
import * as UserGroups from "@effect-zoho/api/UserGroups"
import * as Users from "@effect-zoho/api/Users"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ids, said, signedIn } from "./support/SignedIn.ts"

layer(signedIn())("UserGroups", (it) => {
  it.effect("are made of users and roles, changed and deleted", () =>
    Effect.gen(function* () {
      const [user] = (yield* Users.list({ type: "ActiveUsers" })).users
      const [role] = (yield* Roles.list({})).roles
      const ofUser = { type: "users", source: { id: user?.id ?? "" } } as const
      const ofRole = { type: "roles", source: { id: role?.id ?? "" }, subordinates: true } as const
      const outcomes = yield* UserGroups.create({
        user_groups: [
          { name: "Sales", sources: [ofUser, ofRole] },
          { name: "Sales", sources: [ofUser] }
        ]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "DuplicateData"])
      const [id = ""] = ids(outcomes.slice(0, 1))
      assert.deepInclude((yield* UserGroups.get({ id })).user_groups[0], {
        name: "Sales",
        sources_count: { users: 1, roles: 1 }
      })
      yield* UserGroups.update({ id, user_groups: [{ name: "Selling", sources: [ofRole] }] })
      assert.lengthOf((yield* UserGroups.list({ name: "Sales" })).user_groups, 0)
      const [group] = (yield* UserGroups.list({ name: "Selling", include: "sources" })).user_groups
      assert.deepInclude(group?.sources?.[0], { type: "roles", subordinates: true })
      assert.lengthOf((yield* UserGroups.sources({ id, type: "roles" })).sources, 1)
      assert.deepStrictEqual((yield* UserGroups.sources({ id, type: "users" })).sources, [])
      assert.strictEqual((yield* UserGroups.remove({ id })).details.id, id)
      assert.deepStrictEqual((yield* UserGroups.list({})).user_groups, [])
    })
  )
})
