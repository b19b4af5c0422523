import type { AuthError } from "@effect-zoho/auth/AuthError"
import * as DeviceSignIn from "@effect-zoho/auth/DeviceSignIn"
import type * as OAuth from "@effect-zoho/auth/OAuth"
import * as Settings from "@effect-zoho/config/Settings"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Consent from "@effect-zoho/testing/Consent"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"

const path = "/oauth/v3/device/token"

const polls = Effect.map(
  Effect.flatMap(Emulator.Emulator, (it) => it.requests),
  (all) => all.filter((it) => it.url.includes(path)).length
)

/** A sign-in that runs, the code its user was shown, and time that passes for both ends. */
const begin = Effect.gen(function* () {
  const emulator = yield* Emulator.Emulator
  const settings = yield* Settings.Settings
  const announced = yield* Deferred.make<OAuth.DeviceCode>()
  const fiber = yield* Effect.forkChild(
    DeviceSignIn.run({
      settings,
      scopes: ["ZohoCRM.users.READ"],
      announce: (code) => Deferred.succeed(announced, code),
      complete: (grant) => Effect.succeed(grant)
    })
  )
  const code = yield* Deferred.await(announced)
  /** Lets seconds pass and, if that makes it ask, waits until it has been answered and waits again. */
  const pass = Effect.fnUntraced(function* (seconds: number, asks = true) {
    const before = yield* polls
    yield* emulator.advance(seconds * 1000)
    yield* TestClock.adjust(seconds * 1000)
    if (asks) while ((yield* polls) === before) yield* turn
    // The answer has to travel, and the next wait to begin.
    for (let i = 0; i < 10; i++) yield* turn
    return (yield* polls) - before
  })
  return { code, emulator, fiber, pass }
})

const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

const reasonOf = <A>(fiber: Fiber.Fiber<A, AuthError>) => Effect.map(Effect.flip(Fiber.join(fiber)), (it) => it.reason)

describe("a device sign-in", () => {
  it.effect("asks every 30 seconds, no sooner, until the user has consented", () =>
    Effect.gen(function* () {
      const { code, emulator, fiber, pass } = yield* begin
      assert.strictEqual(yield* pass(29, false), 0)
      assert.strictEqual(yield* pass(1), 1)
      yield* Consent.enterCode(code.verificationUrl, code.userCode, { user: "tomas.lindqvist@example.com" })
      assert.strictEqual(yield* pass(30), 1)
      const grant = yield* Fiber.join(fiber)
      assert.match(Redacted.value(Option.getOrThrow(grant.refreshToken)), /^1000\./)
      assert.deepStrictEqual((yield* emulator.stats).tokenRequests.device_token, { ok: 1, failed: 1 })
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("reads times in seconds as it does those in milliseconds", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(Emulator.Emulator, (it) => it.setSwitches({ deviceTimes: "seconds" }))
      const { code, fiber } = yield* begin
      assert.strictEqual(code.intervalMillis, 30_000)
      assert.strictEqual(code.expiresAt, 300_000)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("waits longer each time that it is told to slow down", () =>
    Effect.gen(function* () {
      const { code, emulator, fiber, pass } = yield* begin
      yield* emulator.addFaults({
        match: { path },
        times: 2,
        action: { kind: "respond", status: 200, body: { error: "slow_down" } }
      })
      yield* pass(30)
      assert.strictEqual(yield* pass(34, false), 0)
      assert.strictEqual(yield* pass(1), 1)
      assert.strictEqual(yield* pass(39, false), 0)
      yield* Consent.enterCode(code.verificationUrl, code.userCode)
      assert.strictEqual(yield* pass(1), 1)
      yield* Fiber.join(fiber)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("ends when the user rejects, or lives at another center", () =>
    Effect.gen(function* () {
      const denied = yield* begin
      yield* Consent.enterCode(denied.code.verificationUrl, denied.code.userCode, { decision: "deny" })
      yield* denied.pass(30)
      assert.strictEqual((yield* reasonOf(denied.fiber))._tag, "AccessDenied")
      const elsewhere = yield* begin
      yield* Consent.enterCode(elsewhere.code.verificationUrl, elsewhere.code.userCode, { location: "jp" })
      yield* elsewhere.pass(30)
      const reason = yield* reasonOf(elsewhere.fiber)
      assert.strictEqual(reason._tag === "WrongDataCenter" && reason.location, "jp")
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("ends with the code's life", () =>
    Effect.gen(function* () {
      const { fiber, pass } = yield* begin
      for (let i = 0; i < 10; i++) yield* pass(30)
      assert.strictEqual((yield* reasonOf(fiber))._tag, "DeviceCodeExpired")
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("goes on after a poll that did not get through, and says so when the last one did not", () =>
    Effect.gen(function* () {
      const { code, emulator, fiber, pass } = yield* begin
      yield* emulator.addFaults({ match: { path }, times: 2, action: { kind: "reset" } })
      yield* pass(30)
      yield* pass(30)
      yield* Consent.enterCode(code.verificationUrl, code.userCode)
      yield* pass(30)
      yield* Fiber.join(fiber)
      const late = yield* begin
      yield* emulator.addFaults({ match: { path }, action: { kind: "html", status: 502 } })
      for (let i = 0; i < 10; i++) yield* late.pass(30)
      assert.strictEqual((yield* reasonOf(late.fiber))._tag, "AccountsUnreachable")
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  it.effect("keeps the tokens that are on their way when it is stopped", () =>
    Effect.gen(function* () {
      const settings = yield* Settings.Settings
      const emulator = yield* Emulator.Emulator
      const announced = yield* Deferred.make<OAuth.DeviceCode>()
      const kept: Array<OAuth.Grant> = []
      const asked = yield* Deferred.make<void>()
      const goOn = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        DeviceSignIn.run({
          settings,
          scopes: ["ZohoCRM.users.READ"],
          announce: (code) => Deferred.succeed(announced, code),
          complete: (grant) =>
            Deferred.succeed(asked, undefined).pipe(
              Effect.andThen(Deferred.await(goOn)),
              Effect.andThen(Effect.sync(() => kept.push(grant)))
            )
        })
      )
      const code = yield* Deferred.await(announced)
      yield* Consent.enterCode(code.verificationUrl, code.userCode)
      yield* emulator.advance("30 seconds")
      yield* TestClock.adjust("30 seconds")
      yield* Deferred.await(asked)
      yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* turn
      yield* Deferred.succeed(goOn, undefined)
      yield* Fiber.await(fiber)
      assert.strictEqual(kept.length, 1)
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )

  for (const [name, body, problem] of [
    ["a page for a code", "<html></html>", "html"],
    ["no code", { hello: 1 }, "no-device-code"],
    [
      "an address that is no page",
      { device_code: "1", user_code: "ABCD-EFGH", verification_url: "file:///etc" },
      "no-device-code"
    ],
    [
      "a code to clear the screen with",
      { device_code: "1", user_code: "\u001b[2J", verification_url: "https://accounts.zoho.com/d" },
      "no-device-code"
    ]
  ] as const) {
    it.effect(`is not misled by ${name}`, () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        const settings = yield* Settings.Settings
        yield* emulator.addFaults({
          match: { path: "/oauth/v3/device/code" },
          action: { kind: "respond", status: 200, body }
        })
        const error = yield* Effect.flip(
          DeviceSignIn.run({
            settings,
            scopes: ["ZohoCRM.users.READ"],
            announce: () => Effect.void,
            complete: () => Effect.void
          })
        )
        assert.strictEqual(error.reason._tag === "UnexpectedTokenResponse" && error.reason.problem, problem)
      }).pipe(Effect.provide(EmulatorLayers.layer()))
    )
  }
})
