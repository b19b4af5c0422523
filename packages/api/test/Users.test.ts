import * as Profiles from "@effect-zoho/api/Profiles"
import * as Roles from "@effect-zoho/api/Roles"
import * as Users from "@effect-zoho/api/Users"
import * as UserTransfer from "@effect-zoho/api/UserTransfer"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { said, signedIn } from "./support/SignedIn.ts"

const someone = Effect.gen(function* () {
  const [role] = (yield* Roles.list({})).roles
  const [profile] = (yield* Profiles.list({})).profiles
  return { role: { id: role?.id ?? "" }, profile: { id: profile?.id ?? "" } }
})

layer(signedIn())("Users", (it) => {
  it.effect("are invited, changed, taken out and deleted", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* emulator.setSwitches({ userLicenses: 10 })
      const active = Effect.map(Users.count({ type: "ActiveUsers" }), (it) => Number(it.count))
      const before = yield* active
      const place = yield* someone
      const ida = { first_name: "Ida", last_name: "Holm", email: "ida.holm@example.com", ...place }
      const { id } = (yield* Users.create({ users: [ida] })).details
      assert.strictEqual(yield* active, before + 1)
      const twice = yield* Effect.flip(Users.create({ users: [ida] }))
      assert.strictEqual(twice.reason._tag, "DuplicateData")
      yield* Users.updateOne({ id, users: [{ phone: "+46 8 123", time_zone: "Europe/Stockholm" }] })
      const outcomes = yield* Users.update({
        users: [
          { id, status: "disabled" },
          { id: "1", city: "Lund" }
        ]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "NotFound"])
      assert.deepInclude((yield* Users.get({ id })).users[0], {
        full_name: "Ida Holm",
        status: "disabled",
        time_zone: "Europe/Stockholm"
      })
      assert.strictEqual(yield* active, before)
      yield* Users.remove({ id })
      assert.deepInclude((yield* Users.list({ type: "DeletedUsers" })).users[0], { id, status: "deleted" })
    })
  )
})

layer(signedIn())("UserTransfer", (it) => {
  it.effect("hands over what a user has, and deletes them after it", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const { userEmail } = emulator.credentials
      const { users } = yield* Users.list({ type: "ActiveUsers" })
      const heir = users.find((it) => it.email === userEmail)?.id ?? assert.fail("nobody")
      const [other] = users.filter((it) => it.id !== heir)
      const id = other?.id ?? ""
      assert.deepInclude((yield* UserTransfer.validate({ id })).validate_before_transfer[0], { id, alert: false })
      const all = {
        transfer: { id: heir, records: true, assignment: true, criteria: true },
        move_subordinate: { id: heir }
      }
      const started = yield* UserTransfer.transfer({ id, transfer: [all] })
      assert.strictEqual(started.code, "SCHEDULED")
      yield* emulator.advance("1 hour")
      assert.deepStrictEqual((yield* UserTransfer.status({ job_id: started.details.job_id })).transfer, [
        { status: "completed" }
      ])
      const { details } = yield* UserTransfer.transferAndRemove({ id, transfer_and_delete: [all] })
      yield* emulator.advance("1 hour")
      assert.deepStrictEqual((yield* UserTransfer.removalStatus({ job_id: details.job_id })).transfer_and_delete, [
        { status: "completed" }
      ])
      assert.deepInclude((yield* Users.get({ id })).users[0], { status: "deleted" })
    })
  )
})
