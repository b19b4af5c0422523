import * as Authorization from "@effect-zoho/auth/Authorization"
import type { AuthError } from "@effect-zoho/auth/AuthError"
import type * as DataCenter from "@effect-zoho/config/DataCenter"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"

const eu: DataCenter.Hosts = {
  center: "eu",
  environment: "production",
  accountsUrl: "https://accounts.zoho.eu",
  apiUrl: "https://www.zohoapis.eu",
  uploadUrl: "https://content.zohoapis.eu"
}
const redirectUri = "http://127.0.0.1:49152/callback"

const make = (hosts: DataCenter.Hosts = eu) =>
  Authorization.make({
    settings: {
      hosts,
      credentials: {
        clientId: Redacted.make("1000.CLIENT"),
        clientSecret: Redacted.make("s3cret"),
        refreshToken: Option.none()
      }
    },
    scopes: ["ZohoCRM.modules.ALL", "ZohoCRM.users.READ"],
    redirectUri
  })

const stateOf = (it: Authorization.Authorization): string =>
  new URL(Redacted.value(it.url)).searchParams.get("state") ?? assert.fail("no state")

/** What a callback with these parameters comes to; the right state unless said otherwise. */
const receive = Effect.fnUntraced(function* (
  parameters: ReadonlyArray<readonly [string, string]>,
  hosts: DataCenter.Hosts = eu
) {
  const authorization = yield* make(hosts)
  const query = new URLSearchParams({ state: stateOf(authorization) })
  for (const [name, value] of parameters) query.append(name, value)
  return yield* Effect.result(authorization.receive(query))
})

const reasonOf = (parameters: ReadonlyArray<readonly [string, string]>, hosts?: DataCenter.Hosts) =>
  Effect.map(receive(parameters, hosts), (it): AuthError["reason"] | string =>
    it._tag === "Failure" ? it.failure.reason : "received"
  )

describe("an authorization", () => {
  it.effect("asks for offline access and a fresh consent, with a state of its own each time", () =>
    Effect.gen(function* () {
      const { origin, pathname, searchParams: query } = new URL(Redacted.value((yield* make()).url))
      assert.strictEqual(origin + pathname, "https://accounts.zoho.eu/oauth/v2/auth")
      const { state = "", ...rest } = Object.fromEntries(query)
      assert.deepStrictEqual(rest, {
        response_type: "code",
        client_id: "1000.CLIENT",
        scope: "ZohoCRM.modules.ALL,ZohoCRM.users.READ",
        redirect_uri: redirectUri,
        access_type: "offline",
        prompt: "consent"
      })
      assert.match(state, /^[\w-]{43}$/)
      assert.notStrictEqual(stateOf(yield* make()), state)
    })
  )

  it.effect("takes a code from the configured accounts server, whose center it names", () =>
    Effect.gen(function* () {
      const result = yield* receive([
        ["code", "1000.c0de"],
        ["location", "eu"],
        ["accounts-server", "https://accounts.zoho.eu"]
      ])
      if (result._tag === "Failure") return assert.fail(result.failure.message)
      assert.strictEqual(Redacted.value(result.success.code), "1000.c0de")
      assert.deepStrictEqual(result.success.location, Option.some("eu"))
      assert.strictEqual(yield* reasonOf([["code", "1000.c0de"]]), "received")
    })
  )

  it.effect("refuses a code of any other accounts server, before anything is sent", () =>
    Effect.gen(function* () {
      for (const server of [
        "https://accounts.zoho.com",
        "https://accounts.zoho.eu.attacker.example.com",
        "http://accounts.zoho.eu",
        "https://accounts.zoho.eu:8443",
        "https://accounts.zoho.eu@attacker.example.com",
        "accounts.zoho.eu",
        ""
      ]) {
        const reason = yield* reasonOf([
          ["code", "1000.c0de"],
          ["accounts-server", server]
        ])
        assert.propertyVal(reason, "_tag", "WrongDataCenter", server)
      }
      const twice = yield* reasonOf([
        ["code", "1000.c0de"],
        ["accounts-server", "https://accounts.zoho.eu"],
        ["accounts-server", "https://attacker.example.com"]
      ])
      assert.propertyVal(twice, "_tag", "WrongDataCenter")
      const named = yield* reasonOf([
        ["code", "1000.c0de"],
        ["location", "us"]
      ])
      assert.propertyVal(named, "_tag", "WrongDataCenter")
      const custom = { ...eu, center: "custom", accountsUrl: "http://127.0.0.1:8081" } as const
      const emulated = yield* reasonOf(
        [
          ["code", "1000.c0de"],
          ["location", "us"],
          ["accounts-server", "http://127.0.0.1:8081"]
        ],
        custom
      )
      assert.strictEqual(emulated, "received")
    })
  )

  it.effect("refuses a wrong, missing or doubled state, and is not used up by it", () =>
    Effect.gen(function* () {
      const authorization = yield* make()
      const state = stateOf(authorization)
      for (const query of [
        "code=1",
        "code=1&state=",
        `code=1&state=${state.slice(1)}`,
        `code=1&state=${state}x`,
        `code=1&state=${state}&state=${state}`,
        `code=1&state=${stateOf(yield* make())}`
      ]) {
        const error = yield* Effect.flip(authorization.receive(new URLSearchParams(query)))
        assert.strictEqual(error.reason._tag, "StateMismatch", query)
      }
      yield* authorization.receive(new URLSearchParams({ code: "1", state }))
    })
  )

  it.effect("is good for one callback, whatever that one said", () =>
    Effect.gen(function* () {
      const authorization = yield* make()
      const state = stateOf(authorization)
      const denied = yield* Effect.flip(authorization.receive(new URLSearchParams({ error: "access_denied", state })))
      assert.strictEqual(denied.reason._tag, "AccessDenied")
      const late = yield* Effect.flip(authorization.receive(new URLSearchParams({ code: "1", state })))
      assert.strictEqual(late.reason._tag, "CallbackReused")
    })
  )

  it.effect("names what Zoho refused, and repeats nothing that is no code", () =>
    Effect.gen(function* () {
      for (const [error, tag, code] of [
        ["access_denied", "AccessDenied", "access_denied"],
        ["invalid_client", "InvalidClient", "invalid_client"],
        ["invalid_redirect_uri", "InvalidRedirectUri", "invalid_redirect_uri"],
        ["server_error", "TokenRefused", "server_error"],
        ["\u001b[2J <b>", "TokenRefused", "an unreadable code"]
      ] as const) {
        const reason = yield* reasonOf([["error", error]])
        assert.propertyVal(reason, "_tag", tag)
        assert.propertyVal(reason, "code", code)
      }
      for (const parameters of [
        [],
        [["code", ""]],
        [
          ["code", "a"],
          ["code", "b"]
        ]
      ] as const) {
        assert.propertyVal(yield* reasonOf(parameters), "_tag", "UnexpectedCallback")
      }
    })
  )

  it.effect("shows neither its address nor its state by accident", () =>
    Effect.gen(function* () {
      const authorization = yield* make()
      const shown = JSON.stringify(authorization) + inspect(authorization, { depth: 9 })
      assert.notInclude(shown, "1000.CLIENT")
      assert.notInclude(shown, stateOf(authorization))
    })
  )
})
