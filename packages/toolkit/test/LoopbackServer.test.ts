import * as BrowserSignIn from "@effect-zoho/auth/BrowserSignIn"
import type { AuthError } from "@effect-zoho/auth/AuthError"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Consent from "@effect-zoho/testing/Consent"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { assert, describe, layer } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as NodeHttp from "node:http"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as LoopbackServer from "../src/LoopbackServer.ts"

const listen = (port = 0) => Effect.flatMap(BrowserSignIn.Loopback, (it) => it.listen(port))
const portOf = (address: string): number => Number(new URL(address).port)

/** A request with any target and headers, as only a raw client can send them. */
const raw = (port: number, path: string, options: NodeHttp.RequestOptions = {}) =>
  Effect.callback<{ readonly status: number; readonly location: string | undefined; readonly body: string }>(
    (resume) => {
      const request = NodeHttp.request({ host: "127.0.0.1", port, path, agent: false, ...options }, (response) => {
        let body = ""
        response.on("data", (it) => (body += it))
        response.on("end", () =>
          resume(Effect.succeed({ status: response.statusCode ?? 0, location: response.headers.location, body }))
        )
      })
      request.end()
    }
  )

/** A sign-in that runs: what it was announced with, and a gate before its tokens are kept. */
const begin = Effect.fnUntraced(function* (complete: Effect.Effect<string, AuthError> = Effect.succeed("Asha")) {
  const emulator = yield* Emulator.Emulator
  const announced = yield* Deferred.make<{ readonly address: string; readonly redirectUri: string }>()
  const grants: Array<OAuth.Grant> = []
  const fiber = yield* Effect.forkChild(
    BrowserSignIn.run({
      settings: EmulatorLayers.settings(emulator),
      scopes: ["ZohoCRM.users.READ"],
      port: 0,
      timeout: "5 minutes",
      announce: (address: string, redirectUri: string) => Deferred.succeed(announced, { address, redirectUri }),
      complete: (grant: OAuth.Grant) => {
        grants.push(grant)
        return complete
      },
      pages: {
        success: (name) => ({ kind: "success", title: `Hello ${name} <&>`, text: [] }),
        failure: ({ reason }) => ({
          kind: "problem",
          title: "Failed",
          text: [],
          reason: reason._tag,
          remedy: reason.remedy
        }),
        stopped: { kind: "problem", title: "Stopped", text: [], reason: "Interrupted" }
      }
    })
  )
  return { ...(yield* Deferred.await(announced)), emulator, fiber, grants }
})

const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

const located = (answer: Consent.Answer): string => answer.location ?? assert.fail(answer.body)

/** Goes from the announced address to where the consent leads back. */
const consent = (address: string, choice?: Consent.Choice) =>
  Effect.flatMap(Consent.open(address), (start) => Effect.map(Consent.answer(located(start), choice), located))

const Live = LoopbackServer.layer.pipe(
  Layer.merge(OAuth.layer),
  Layer.provideMerge(NodeHttpClient.layerUndici),
  Layer.merge(Emulator.layerServer({ limits: "off" }))
)

layer(Live)("a browser sign-in over a real way back", (it) => {
  describe("the sign-in", () => {
    it.effect("ends with the tokens, and only then shows success", () =>
      Effect.gen(function* () {
        const gate = yield* Deferred.make<string>()
        const { address, fiber, grants, redirectUri } = yield* begin(Deferred.await(gate))
        assert.match(redirectUri, /^http:\/\/127\.0\.0\.1:\d+\/callback$/)
        assert.notInclude(address, "state")
        const back = yield* consent(address)
        const first = yield* Effect.forkChild(Consent.open(back))
        // While the first callback waits for its end, another one changes nothing.
        while (grants.length === 0) yield* turn
        const again = yield* Consent.open(back)
        assert.strictEqual(again.status, 400)
        assert.include(again.body, 'data-reason="CallbackReused"')
        const forged = yield* Consent.open(`${redirectUri}?code=1&state=guess`)
        assert.include(forged.body, 'data-reason="StateMismatch"')
        yield* Deferred.succeed(gate, "Asha")
        const page = yield* Fiber.join(first)
        assert.strictEqual(page.status, 200)
        assert.include(page.body, "Hello Asha &lt;&amp;&gt;")
        assert.strictEqual(yield* Fiber.join(fiber), "Asha")
        assert.isTrue(Option.isSome(grants[0]?.refreshToken ?? Option.none()))
        // The way back is closed.
        assert.isTrue((yield* Effect.exit(Consent.open(back)))._tag === "Failure")
      })
    )

    it.effect("ends at a callback of another sign-in, without using its code", () =>
      Effect.gen(function* () {
        const { emulator, fiber, redirectUri } = yield* begin()
        const before = (yield* emulator.stats).tokenRequests.authorization_code
        const page = yield* Consent.open(`${redirectUri}?code=1000.stolen&state=other&accounts-server=x`)
        assert.include(page.body, 'data-reason="StateMismatch"')
        assert.notInclude(page.body, "1000.stolen")
        assert.strictEqual((yield* Effect.flip(Fiber.join(fiber))).reason._tag, "StateMismatch")
        assert.deepStrictEqual((yield* emulator.stats).tokenRequests.authorization_code, before)
      })
    )

    it.effect("ends when the user rejects, lives elsewhere, or the exchange fails, and the page says why", () =>
      Effect.gen(function* () {
        const denied = yield* begin()
        const page = yield* Effect.flatMap(consent(denied.address, { decision: "deny" }), Consent.open)
        assert.include(page.body, 'data-reason="AccessDenied"')
        assert.strictEqual((yield* Effect.flip(Fiber.join(denied.fiber))).reason._tag, "AccessDenied")

        const { emulator } = denied
        yield* emulator.setSwitches({ multiDc: true })
        const before = (yield* emulator.stats).tokenRequests.authorization_code
        const elsewhere = yield* begin()
        const other = yield* Effect.flatMap(consent(elsewhere.address, { location: "eu" }), Consent.open)
        assert.include(other.body, 'data-reason="WrongDataCenter"')
        const reason = (yield* Effect.flip(Fiber.join(elsewhere.fiber))).reason
        assert.strictEqual(reason._tag === "WrongDataCenter" && reason.accountsServer, "https://accounts.zoho.eu")
        assert.deepStrictEqual((yield* emulator.stats).tokenRequests.authorization_code, before)

        const late = yield* begin()
        const back = yield* consent(late.address)
        yield* emulator.advance("3 minutes")
        assert.include((yield* Consent.open(back)).body, 'data-reason="CodeExpired"')
        assert.strictEqual((yield* Effect.flip(Fiber.join(late.fiber))).reason._tag, "CodeExpired")
      })
    )

    it.effect("gives up after its time, and when it is stopped; the browser is told", () =>
      Effect.gen(function* () {
        const { fiber, redirectUri } = yield* begin()
        yield* TestClock.adjust("5 minutes")
        const { reason } = yield* Effect.flip(Fiber.join(fiber))
        assert.strictEqual(reason._tag === "SignInTimeout" && reason.redirectUri, redirectUri)
        const stopped = yield* begin()
        yield* Fiber.interrupt(stopped.fiber)
        assert.isTrue((yield* Effect.exit(Consent.open(stopped.address)))._tag === "Failure")
      })
    )

    it.effect("keeps the tokens that are on their way when it is stopped", () =>
      Effect.gen(function* () {
        const gate = yield* Deferred.make<string>()
        const { address, fiber, grants } = yield* begin(Deferred.await(gate))
        const browser = yield* Effect.forkChild(Effect.flatMap(consent(address), Consent.open))
        while (grants.length === 0) yield* turn
        const stop = yield* Effect.forkChild(Fiber.interrupt(fiber))
        // The stop has been asked for by then.
        for (let i = 0; i < 10; i++) yield* turn
        yield* Deferred.succeed(gate, "Asha")
        assert.include((yield* Fiber.join(browser)).body, "Hello Asha")
        yield* Fiber.join(stop)
      })
    )
  })

  describe("the way back", () => {
    it.effect("says that a port is taken", () =>
      Effect.gen(function* () {
        const { redirectUri } = yield* listen()
        const { reason } = yield* Effect.flip(listen(portOf(redirectUri)))
        assert.strictEqual(reason._tag === "CallbackUnavailable" && reason.code, "EADDRINUSE")
      })
    )

    it.effect("answers only under its own address, and only what it is for", () =>
      Effect.gen(function* () {
        const listener = yield* listen()
        const port = portOf(listener.redirectUri)
        const address = new URL(yield* listener.offer(Redacted.make("https://accounts.zoho.com/oauth/v2/auth?state=s")))
        const start = yield* raw(port, address.pathname)
        assert.deepStrictEqual([start.status, start.location], [302, "https://accounts.zoho.com/oauth/v2/auth?state=s"])
        for (const [path, options, status] of [
          ["/", {}, 404],
          ["//", {}, 404],
          ["/callback/x", {}, 404],
          ["http://attacker.example.com/callback", {}, 404],
          [`${address.pathname}x`, {}, 404],
          ["/callback?code=1", { method: "POST" }, 405],
          [address.pathname, { headers: { host: `rebound.example.com:${port}` } }, 403],
          [address.pathname, { headers: { host: `localhost:${port}` } }, 403]
        ] as const) {
          const answer = yield* raw(port, path, options)
          assert.strictEqual(answer.status, status, path)
          assert.isUndefined(answer.location)
        }
      })
    )

    it.effect("lets a few browsers wait, and not more", () =>
      Effect.gen(function* () {
        const listener = yield* listen()
        const port = portOf(listener.redirectUri)
        const waiting = yield* Effect.forkChild(
          Effect.all(
            Array.from({ length: 8 }, () => raw(port, "/callback?code=1")),
            { concurrency: "unbounded" }
          )
        )
        const visits = yield* Effect.all(Array.from({ length: 8 }, () => listener.visit))
        assert.strictEqual((yield* raw(port, "/callback?code=1")).status, 503)
        for (const visit of visits) yield* visit.answer({ kind: "success", title: "Hello", text: [] })
        assert.isTrue((yield* Fiber.join(waiting)).every((it) => it.status === 200))
      })
    )
  })
})
