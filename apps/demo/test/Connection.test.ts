import { assert, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Ref from "effect/Ref"
import type { Scope } from "effect/Scope"
import { Connection, type Failed, layer } from "../src/Connection.ts"
import type { Crm } from "../src/Crm.ts"
import { crossOrigin, internal } from "../src/Problem.ts"

/** A CRM that is told apart by its host, and of which nothing is called. */
const crm = (host: string): Crm => ({
  target: { source: "emulator", environment: "production", center: "custom", host },
  list: () => Effect.fail(internal),
  get: () => Effect.fail(internal),
  updateMobile: () => Effect.fail(internal)
})

const connected = <A, E>(connect: Effect.Effect<Crm, Failed, Scope>, use: Effect.Effect<A, E, Connection>) =>
  Effect.provide(use, layer(connect))

const host = Effect.flatMap(Connection, (it) => Effect.map(it.get, (it) => it.target.host))

it.effect("keeps a failure until it is tried again, and closes what the last attempt had opened", () =>
  Effect.gen(function* () {
    const attempts = yield* Ref.make(0)
    const closed = yield* Ref.make<ReadonlyArray<number>>([])
    const connect = Effect.gen(function* () {
      const n = yield* Ref.updateAndGet(attempts, (it) => it + 1)
      yield* Effect.addFinalizer(() => Ref.update(closed, (it) => [...it, n]))
      return n === 1 ? yield* Effect.fail<Failed>({ problem: crossOrigin }) : crm(`attempt-${n}`)
    })
    yield* connected(
      connect,
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* Effect.flip(host), { problem: crossOrigin })
        assert.deepStrictEqual(yield* Effect.flip(host), { problem: crossOrigin })
        assert.strictEqual(yield* Ref.get(attempts), 1)
        const connection = yield* Connection
        assert.strictEqual((yield* connection.retry).target.host, "attempt-2")
        assert.strictEqual(yield* host, "attempt-2")
        assert.deepStrictEqual(yield* Ref.get(closed), [1])
      })
    )
    assert.deepStrictEqual(yield* Ref.get(closed), [1, 2])
  })
)

it.effect("joins an attempt under way, however many ask, and goes on when one of them leaves", () =>
  Effect.gen(function* () {
    const attempts = yield* Ref.make(0)
    const answer = yield* Deferred.make<void>()
    const connect = Effect.gen(function* () {
      const n = yield* Ref.updateAndGet(attempts, (it) => it + 1)
      yield* Deferred.await(answer)
      return crm(`attempt-${n}`)
    })
    yield* connected(
      connect,
      Effect.gen(function* () {
        const { get, retry } = yield* Connection
        const leaver = yield* Effect.forkChild(get)
        const fibers = yield* Effect.all([retry, get, retry].map((it) => Effect.forkChild(it)))
        yield* Effect.yieldNow
        yield* Fiber.interrupt(leaver)
        yield* Deferred.succeed(answer, undefined)
        const hosts = (yield* Fiber.joinAll(fibers)).map((it) => it.target.host)
        assert.deepStrictEqual(hosts, ["attempt-1", "attempt-1", "attempt-1"])
      })
    )
  })
)

it.effect("shows a defect as one without its text, and ends an attempt that never answers with the app", () =>
  Effect.gen(function* () {
    const failed = yield* connected(Effect.die(new Error("secret")), Effect.flip(host))
    assert.deepStrictEqual(failed, { problem: internal })
    const stopped = yield* Deferred.make<void>()
    const never = Effect.onInterrupt(Effect.never, () => Deferred.succeed(stopped, undefined))
    yield* connected(never, Effect.yieldNow)
    yield* Deferred.await(stopped)
  })
)
