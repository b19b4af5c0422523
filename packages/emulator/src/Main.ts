/** What the command `emulator` does: a local Zoho CRM on three loopback ports, until it is told to stop. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"

import * as Cli from "./Cli.ts"
import * as Emulator from "./Emulator.ts"
import * as Coverage from "./operations/Coverage.ts"
import { coverage } from "./Routes.ts"

/** A user's mistake: what it is and what to do. */
const wrong = (error: { readonly message: string }): Effect.Effect<number> =>
  Effect.sync(() => {
    process.stderr.write(
      error.message
        .split("\n")
        .map((line) => `emulator: ${line}\n`)
        .join("")
    )
    return 1
  })

/** Runs until it is stopped; gives the exit code. */
export const main = async (argv: ReadonlyArray<string>): Promise<number> => {
  const parsed = Cli.parse(argv)
  if (parsed._tag === "Help") {
    process.stdout.write(Cli.help)
    return 0
  }
  if (parsed._tag === "Coverage") {
    process.stdout.write(Coverage.table(coverage()))
    return 0
  }
  if (parsed._tag === "Wrong") {
    process.stderr.write(`${parsed.problems.map((problem) => `emulator: ${problem}\n`).join("")}\n${Cli.help}`)
    return 1
  }
  if (parsed.warning !== undefined) process.stderr.write(`${parsed.warning}\n`)
  const signal = Deferred.makeUnsafe<void>()
  const stop = (): void => {
    Deferred.doneUnsafe(signal, Effect.void)
  }
  process.on("SIGTERM", stop)
  process.on("SIGINT", stop)
  const program = Effect.gen(function* () {
    const { emulator, stopped } = yield* Emulator.serve(parsed.options)
    process.stdout.write(parsed.json ? Cli.readyLine(process.pid, emulator) : Cli.readyText(emulator))
    yield* Effect.raceFirst(stopped, Deferred.await(signal))
    return 0
  }).pipe(Effect.scoped, Effect.catchTags({ ListenError: wrong, SeedFileError: wrong }))
  return Effect.runPromise(program)
}
