import * as Fields from "@effect-zoho/api/Fields"
import * as Modules from "@effect-zoho/api/Modules"
import * as Org from "@effect-zoho/api/Org"
import * as Users from "@effect-zoho/api/Users"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { assert, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const signedIn = (options: Emulator.Options = {}) =>
  ZohoClient.layer.pipe(Layer.provideMerge(EmulatorLayers.layer(options)))

layer(signedIn())("operations", (it) => {
  it.effect("Users.list names the user whom the token acts for", () =>
    Effect.gen(function* () {
      const { credentials } = yield* Emulator.Emulator
      const { users } = yield* Users.list({ type: "CurrentUser" })
      assert.deepStrictEqual(
        users.map((user) => [user.email, user.status, user.confirm]),
        [[credentials.userEmail, "active", true]]
      )
    })
  )

  it.effect("Users.get gives the same user by id", () =>
    Effect.gen(function* () {
      const { users } = yield* Users.list({ type: "ActiveUsers" })
      const first = users[0]
      assert.isDefined(first)
      const again = yield* Users.get({ id: first?.id ?? "" })
      assert.strictEqual(again.users[0]?.email, first?.email)
    })
  )

  it.effect("Org.get gives the zgid that ORG_ID is compared with", () =>
    Effect.gen(function* () {
      const { credentials } = yield* Emulator.Emulator
      const { org } = yield* Org.get({})
      assert.strictEqual(org[0]?.zgid, credentials.orgId)
    })
  )

  it.effect("Modules.list and get agree on Leads", () =>
    Effect.gen(function* () {
      const { modules } = yield* Modules.list({})
      const listed = modules.find((it) => it.api_name === "Leads")
      const { modules: one } = yield* Modules.get({ module: "Leads" })
      assert.strictEqual(one[0]?.id, listed?.id)
      assert.strictEqual(listed?.api_supported, true)
    })
  )

  it.effect("Modules.get of an unknown module is an InvalidRequest", () =>
    Effect.gen(function* () {
      const reason = yield* Modules.get({ module: "Nowhere" }).pipe(
        Effect.as("none"),
        Effect.catchReason("ApiError", "InvalidRequest", (it) => Effect.succeed(it.code))
      )
      assert.strictEqual(reason, "INVALID_MODULE")
    })
  )

  it.effect("Fields.list says what Leads are made of", () =>
    Effect.gen(function* () {
      const { fields } = yield* Fields.list({ module: "Leads" })
      const byName = new Map(fields.map((field) => [field.api_name, field]))
      assert.strictEqual(byName.get("Last_Name")?.system_mandatory, true)
      assert.strictEqual(byName.get("Mobile")?.data_type, "phone")
      assert.isAbove(byName.get("Lead_Status")?.pick_list_values?.length ?? 0, 1)
    })
  )
})

layer(signedIn({ scopes: ["ZohoCRM.modules.ALL"] }))("operations without their scope", (it) => {
  it.effect("fail as ScopeMismatch, with one request and no refresh after it", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const error = yield* Effect.flip(Org.get({}))
      assert.strictEqual(error.reason._tag, "ScopeMismatch")
      const stats = yield* emulator.stats
      assert.strictEqual(stats.byOperation["GET /crm/v8/org"], 1)
      assert.strictEqual(stats.accessTokensIssued, 1)
    })
  )
})

it("every operation carries what there is to know about its call", () => {
  for (const { spec } of [Users.list, Users.get, Org.get, Modules.list, Modules.get, Fields.list]) {
    assert.strictEqual(spec.method, "GET")
    assert.match(spec.path, /^\/crm\/v8\//u)
    assert.strictEqual(spec.retry, "safe")
    assert.strictEqual(spec.credits, 1)
  }
})
