/** Whether a store's secrets stay where they belong. */
import { TokenKey } from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import { assert } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import * as Util from "node:util"
import { entry } from "./TokenEntry.ts"

const key = TokenKey.make("us/production/1000.X/ada@example.com")
const secrets = ["1000.access-secret", "1000.refresh-secret"]

/** Runs every operation, then all again after `spoil`, and looks for the tokens in all spans, logs and errors. */
export const assertSilent = <E, R>(store: Layer.Layer<TokenStore, E>, spoil: Effect.Effect<unknown, unknown, R>) =>
  Effect.gen(function* () {
    const shown: Array<unknown> = []
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    const logger = Logger.make((options) => void shown.push(options.message, options.cause))
    const all = Effect.gen(function* () {
      const tokens = yield* TokenStore
      const lease = yield* Effect.exit(tokens.acquire(key, Duration.minutes(1)))
      const fence = Exit.isSuccess(lease) && lease.value._tag === "Acquired" ? lease.value.fence : 0
      const full = entry("1000.access-secret", { refreshToken: Redacted.make("1000.refresh-secret") })
      const exits = [
        lease,
        yield* Effect.exit(tokens.set(key, full, fence)),
        yield* Effect.exit(tokens.set(key, full, -1)),
        yield* Effect.exit(tokens.get(key)),
        yield* Effect.exit(tokens.list),
        yield* Effect.exit(tokens.release(key, fence))
      ]
      for (const exit of exits) if (exit._tag === "Failure") shown.push(exit)
      return exits.map((it) => it._tag)
    })
    const { spoilt, whole } = yield* Effect.gen(function* () {
      const whole = yield* all
      yield* spoil
      return { whole, spoilt: yield* all }
    }).pipe(
      Effect.provide([store, Logger.layer([logger])]),
      Effect.provideService(Tracer.Tracer, tracer),
      Effect.provideService(References.MinimumLogLevel, "Trace")
    )
    assert.deepStrictEqual(whole, ["Success", "Success", "Failure", "Success", "Success", "Success"])
    assert.include(spoilt, "Failure")
    // What an exporter sends of a span. Its exit also holds what a statement returned, which none of them looks at.
    for (const { attributes, events, name, status } of spans) {
      shown.push([name, [...attributes], events, status._tag === "Ended" && Exit.isFailure(status.exit) && status.exit])
    }
    const text = shown.map((it) => `${Util.inspect(it, { depth: 20, showHidden: true })} ${String(it)}`).join("\n")
    for (const secret of secrets) assert.notInclude(text, secret)
  })
