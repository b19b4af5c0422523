import * as Profiles from "@effect-zoho/api/Profiles"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { signedIn } from "./support/SignedIn.ts"

const named = (name: string) =>
  Effect.map(Profiles.list({}), ({ profiles }) => profiles.find((it) => it.name === name)?.id ?? assert.fail(name))

layer(signedIn())("Profiles", (it) => {
  it.effect("are cloned, changed and deleted", () =>
    Effect.gen(function* () {
      const standard = yield* named("Standard")
      const { id } = (yield* Profiles.clone({ id: standard, profiles: [{ name: "Reader" }] })).details
      const [reader] = (yield* Profiles.get({ id })).profiles
      const permission = reader?.permissions_details?.find((it) => it.name === "Crm_Implied_Delete_Leads")
      assert.deepInclude(permission, { enabled: true, module: "Leads" })
      assert.isNotEmpty(reader?.sections)
      yield* Profiles.update({
        id,
        profiles: [{ description: "Reads", permissions_details: [{ id: permission?.id ?? "", enabled: false }] }]
      })
      const [changed] = (yield* Profiles.get({ id })).profiles
      assert.deepInclude(changed, { name: "Reader", description: "Reads", custom: true })
      assert.isFalse(changed?.permissions_details?.find((it) => it.id === permission?.id)?.enabled)
      yield* Profiles.remove({ id, transfer_to: standard })
      assert.notInclude(
        (yield* Profiles.list({})).profiles.map((it) => it.id),
        id
      )
    })
  )

  it.effect("of Zoho's own cannot be changed", () =>
    Effect.gen(function* () {
      const id = yield* named("Administrator")
      const error = yield* Effect.flip(Profiles.update({ id, profiles: [{ name: "Boss" }] }))
      assert.strictEqual(error.reason._tag, "NoPermission")
    })
  )
})
