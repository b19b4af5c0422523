/** One cold start of the in-process layer with the default seed: prints its milliseconds, imports not counted. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const build = Effect.scoped(
  Effect.gen(function* () {
    const start = performance.now()
    yield* Layer.build(Emulator.layer())
    return performance.now() - start
  })
)
process.stdout.write(`${JSON.stringify({ milliseconds: await Effect.runPromise(build) })}\n`)
