import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Core from "@effect-zoho/emulator/Core"
import * as Http from "@effect-zoho/emulator/Http"
import { Emulator, layer } from "@effect-zoho/emulator/Emulator"
import { form, call, signIn } from "../support/Client.ts"
import { consent } from "../support/Consent.ts"

type Options = Parameters<typeof layer>[0]

/** The credentials of an emulator, and a token made there. */
const home = (options: Options) =>
  Effect.gen(function* () {
    const { credentials } = yield* Emulator
    return { credentials, token: yield* signIn }
  }).pipe(Effect.provide(layer(options)))

/** What these credentials get at another emulator. */
const abroad = (options: Options, from: Options) =>
  Effect.gen(function* () {
    const { credentials, token } = yield* home(from)
    return yield* Effect.gen(function* () {
      const { clientId, clientSecret, refreshToken } = credentials
      const here = (yield* Emulator).credentials
      const refresh = (client_id: string, client_secret: string) =>
        Effect.map(
          form("/oauth/v2/token", {
            grant_type: "refresh_token",
            client_id,
            client_secret,
            refresh_token: refreshToken
          }),
          (it) => it.json.error
        )
      return {
        client: yield* refresh(clientId, clientSecret),
        token: yield* refresh(here.clientId, here.clientSecret),
        call: (yield* call("GET", "/crm/v8/org", { token })).json.code,
        type: (yield* call("GET", "/crm/v8/org")).json.org[0].type
      }
    }).pipe(Effect.provide(layer(options)))
  })

describe("centers and environments", () => {
  it.effect("know neither each other's clients nor each other's tokens, though the seed is the same", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* abroad({ center: "eu", leads: 1 }, { leads: 1 }), {
        client: "invalid_client",
        token: "invalid_code",
        call: "INVALID_TOKEN",
        type: "production"
      })
      assert.deepStrictEqual(yield* abroad({ environment: "sandbox", leads: 1 }, { leads: 1 }), {
        // One client serves all environments of its center.
        client: "invalid_code",
        token: "invalid_code",
        call: "INVALID_TOKEN",
        type: "sandbox"
      })
    })
  )

  it.effect("name themselves to a browser", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* consent()).get("location"), "ca")
    }).pipe(Effect.provide(layer({ center: "ca", leads: 1 })))
  )

  it("stay what they were when a reset seeds anew", () => {
    const core = Core.make({ center: "sa", environment: "developer", leads: 1 })
    const before = core.credentials()
    core.reset()
    assert.deepStrictEqual(core.credentials(), before)
    assert.strictEqual(core.options.center, "sa")
    const page = core.plan({
      host: "accounts",
      method: "GET",
      url: "/oauth/v3/device",
      headers: {},
      body: new Uint8Array()
    })
    assert.strictEqual(page.deliver().reply.status, 200)
    assert.include(Http.textOf(page.deliver().reply.body), "<!doctype html>")
    core.close()
  })
})
