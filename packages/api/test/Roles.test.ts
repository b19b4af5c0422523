import * as Roles from "@effect-zoho/api/Roles"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { signedIn } from "./support/SignedIn.ts"

layer(signedIn())("Roles", (it) => {
  it.effect("are made, changed and deleted, and those below go to the heir", () =>
    Effect.gen(function* () {
      const before = (yield* Roles.list({})).roles
      const top = before.find((it) => it.reporting_to === null) ?? assert.fail("no role at the top")
      const made = yield* Roles.create({ roles: [{ name: "Field sales", reporting_to: { id: top.id } }] })
      assert.deepInclude(made, { _tag: "Done", code: "SUCCESS", message: "Role added" })
      const { id } = made.details
      const below = yield* Roles.create({ roles: [{ name: "Trainee", reporting_to: { id } }] })
      yield* Roles.update({ id, roles: [{ name: "Field sales North", share_with_peers: true, description: null }] })
      assert.deepInclude((yield* Roles.get({ id })).roles[0], {
        name: "Field sales North",
        share_with_peers: true,
        reporting_to: { id: top.id, name: top.name }
      })
      yield* Roles.remove({ id, transfer_to_id: top.id })
      const after = (yield* Roles.list({})).roles
      assert.deepInclude(
        after.find((it) => it.id === below.details.id),
        { reporting_to: { id: top.id, name: top.name } }
      )
      assert.lengthOf(after, before.length + 1)
    })
  )

  it.effect("that have a name already are refused, with the field", () =>
    Effect.gen(function* () {
      const [top] = (yield* Roles.list({})).roles
      const error = yield* Effect.flip(Roles.create({ roles: [{ name: "CEO", reporting_to: { id: top?.id ?? "" } }] }))
      assert.strictEqual(error.reason._tag, "DuplicateData")
      assert.match(error.message, /^Roles\.create: /)
    })
  )
})
