import { AuthError, InvalidClient } from "@effect-zoho/auth/AuthError"
import * as ApiError from "@effect-zoho/client/ApiError"
import * as Retry from "@effect-zoho/client/Retry"
import * as Wait from "@effect-zoho/client/Wait"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

const said = (code: string, httpStatus: number) => ({ code, message: "", httpStatus, details: {} })
const serverError = new ApiError.ServerError(said("INTERNAL_ERROR", 500))
const busy = new ApiError.RateLimited({ ...said("TOO_MANY_REQUESTS", 429), limit: "concurrency" })
const spent = new ApiError.RateLimited({ ...said("TOO_MANY_REQUESTS", 429), limit: "credits" })
const gone = new ApiError.ConnectionFailed({ problem: "connection", host: "api.example.com", afterMillis: 3 })
const page = new ApiError.UnexpectedResponse({
  problem: "html",
  httpStatus: 502,
  contentType: "text/html",
  excerpt: ""
})

/** Attempts that end one after the other in these ways, then succeed; counts them. */
const script = (...failures: ReadonlyArray<ApiError.Reason | AuthError>) => {
  const left = [...failures]
  const made = { count: 0 }
  const attempt = Effect.suspend(() => {
    made.count++
    const next = left.shift()
    return next === undefined ? Effect.succeed("done") : Effect.fail(next)
  })
  return { attempt, made }
}

/** Runs with the clock going on by itself. */
const ran = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    yield* TestClock.adjust("1 hour")
    return fiber.pollUnsafe()
  })

describe("attempts", () => {
  for (const reason of [serverError, busy, gone, page]) {
    it.effect(`go on after ${reason._tag} until one succeeds`, () =>
      Effect.gen(function* () {
        const { attempt, made } = script(reason, reason, reason)
        assert.deepStrictEqual(yield* ran(Retry.make().run("Leads.list", attempt)), Exit.succeed("done"))
        assert.strictEqual(made.count, 4)
      })
    )
  }

  it.effect("end after so many, as the last one did", () =>
    Effect.gen(function* () {
      const { attempt, made } = script(serverError, serverError, busy, serverError)
      assert.deepStrictEqual(
        yield* ran(Retry.make({ attempts: 3 }).run("Leads.list", attempt)),
        Exit.fail<ApiError.Reason>(busy)
      )
      assert.strictEqual(made.count, 3)
    })
  )

  for (const [what, reason] of [
    ["what is wrong with the call", new ApiError.InvalidRequest(said("INVALID_MODULE", 400))],
    ["a write whose outcome nobody knows", new ApiError.Ambiguous({ because: serverError })],
    ["spent credits", spent],
    ["the guard", new ApiError.CreditsGuarded({ needed: 1, used: 10, allowed: 10 })],
    ["a failed sign-in", new AuthError({ reason: new InvalidClient({ code: "invalid_client", httpStatus: 200 }) })]
  ] as const) {
    it.effect(`do not follow ${what}`, () =>
      Effect.gen(function* () {
        const { attempt, made } = script(reason)
        assert.deepStrictEqual(yield* ran(Retry.make().run("Leads.list", attempt)), Exit.fail(reason))
        assert.strictEqual(made.count, 1)
      })
    )
  }

  it.effect("wait longer each time, between half and the whole of a pause that doubles, and say so", () => {
    const waits: Array<Wait.Wait> = []
    return Effect.gen(function* () {
      const { attempt } = script(serverError, serverError, serverError, serverError)
      yield* ran(Retry.make({ base: "1 second", cap: "3 seconds" }).run("Leads.list", attempt))
      assert.deepStrictEqual(
        waits.map(({ because, limit, operation }) => [limit, operation, because]),
        Array.from({ length: 4 }, () => ["retry", "Leads.list", "ServerError"])
      )
      const pauses = waits.map(({ since, until }) => (until ?? 0) - since)
      const longest = [1000, 2000, 3000, 3000]
      pauses.forEach((pause, i) => {
        assert.isAtLeast(pause, (longest[i] ?? 0) / 2)
        assert.isAtMost(pause, longest[i] ?? 0)
      })
    }).pipe(Effect.provideService(Wait.Listener, (wait) => Effect.sync(() => void waits.push(wait))))
  })

  it.effect("do not begin after the time allowed", () =>
    Effect.gen(function* () {
      const { attempt, made } = script(...Array.from({ length: 50 }, () => busy))
      const retry = Retry.make({ attempts: 50, within: "10 seconds", base: "4 seconds", cap: "4 seconds" })
      assert.strictEqual((yield* ran(retry.run("Leads.list", attempt)))?._tag, "Failure")
      assert.isAtLeast(made.count, 3)
      assert.isAtMost(made.count, 6)
    })
  )
})

describe("the circuit", () => {
  const once = { attempts: 1, threshold: 3, coolDown: "10 seconds" } as const

  it.effect("opens after so many failures in a row, and sends nothing then", () =>
    Effect.gen(function* () {
      const retry = Retry.make(once)
      const { attempt, made } = script(serverError, gone, new ApiError.Ambiguous({ because: page }))
      for (let i = 0; i < 3; i++) yield* Effect.exit(retry.run("Leads.list", attempt))
      const refused = yield* Effect.flip(retry.run("Leads.list", attempt))
      assert.deepInclude(refused, { _tag: "CircuitOpen", because: "Ambiguous", until: 10_000 })
      assert.strictEqual(made.count, 3)
    })
  )

  it.effect("counts only what says that Zoho is unwell, and only in a row", () =>
    Effect.gen(function* () {
      const retry = Retry.make(once)
      const wrong = new ApiError.InvalidRequest(said("INVALID_MODULE", 400))
      const { attempt, made } = script(gone, gone, wrong, gone, gone, busy, gone, gone)
      for (let i = 0; i < 8; i++) yield* Effect.exit(retry.run("Leads.list", attempt))
      assert.strictEqual(yield* retry.run("Leads.list", attempt), "done")
      assert.strictEqual(made.count, 9)
    })
  )

  it.effect("lets one call through after a while: its success closes it, its failure opens it again", () =>
    Effect.gen(function* () {
      const retry = Retry.make(once)
      const { attempt, made } = script(gone, gone, gone, gone)
      for (let i = 0; i < 3; i++) yield* Effect.exit(retry.run("Leads.list", attempt))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Effect.flip(retry.run("Leads.list", attempt)))._tag, "ConnectionFailed")
      assert.strictEqual((yield* Effect.flip(retry.run("Leads.list", attempt)))._tag, "CircuitOpen")
      assert.strictEqual(made.count, 4)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* retry.run("Leads.list", attempt), "done")
      assert.strictEqual(yield* retry.run("Leads.list", attempt), "done")
    })
  )

  it.effect("does not stay shut because the one call was given up", () =>
    Effect.gen(function* () {
      const retry = Retry.make(once)
      const { attempt } = script(gone, gone, gone)
      for (let i = 0; i < 3; i++) yield* Effect.exit(retry.run("Leads.list", attempt))
      yield* TestClock.adjust("10 seconds")
      const probe = yield* Effect.forkChild(retry.run("Leads.list", Effect.never))
      yield* Effect.yieldNow
      assert.strictEqual((yield* Effect.flip(retry.run("Leads.list", attempt)))._tag, "CircuitOpen")
      yield* Fiber.interrupt(probe)
      assert.strictEqual(yield* retry.run("Leads.list", attempt), "done")
    })
  )

  it.effect("makes a call that may be repeated wait instead", () =>
    Effect.gen(function* () {
      const retry = Retry.make({ ...once, attempts: 5 })
      const { attempt, made } = script(gone, gone, gone)
      assert.deepStrictEqual(yield* ran(retry.run("Leads.list", attempt)), Exit.succeed("done"))
      assert.strictEqual(made.count, 4)
    })
  )
})
