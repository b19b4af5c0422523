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
