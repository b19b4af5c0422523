import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import * as Readline from "node:readline"

/** A process that signs in to this emulator; each `line` is one JSON line it printed. */
const spawn = (emulator: Emulator.Emulator["Service"], directory: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const program = Path.join(import.meta.dirname, "fixtures", "sign-in-process.ts")
      const child = ChildProcess.spawn(process.execPath, [program, directory], {
        stdio: ["pipe", "pipe", "inherit"],
        env: { ...process.env, ...EmulatorLayers.variables(emulator) }
      })
      const lines = Readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      return {
        child,
        start: Effect.sync(() => void child.stdin.write("go\n")),
        line: Effect.promise(async () => JSON.parse((await lines.next()).value ?? "null"))
      }
    }),
    ({ child }) => Effect.sync(() => void (child.exitCode === null && child.kill("SIGKILL")))
  )

it.effect(
  "three processes with 50 fibers each, started together with no token, make one refresh; a fourth later makes none",
  () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const directory = yield* Effect.acquireRelease(
        Effect.sync(() => Fs.mkdtempSync(Path.join(Os.tmpdir(), "sign-in-"))),
        (path) => Effect.sync(() => Fs.rmSync(path, { recursive: true, force: true }))
      )
      const processes = yield* Effect.all(Array.from({ length: 3 }, () => spawn(emulator, directory)))
      yield* Effect.all(
        processes.map((it) => it.line),
        { concurrency: "unbounded" }
      )
      yield* Effect.all(
        processes.map((it) => it.start),
        { concurrency: "unbounded" }
      )
      const said = yield* Effect.all(
        processes.map((it) => it.line),
        { concurrency: "unbounded" }
      )
      const later = yield* spawn(emulator, directory)
      yield* later.line
      yield* later.start
      const names: ReadonlyArray<string> = [...said, yield* later.line].flatMap((it) => it.names)
      assert.strictEqual(new Set(names).size, 1)
      assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
      assert.strictEqual((yield* emulator.stats).requests, 1)
    }).pipe(Effect.provide(Emulator.layerServer()), Effect.scoped),
  60_000
)
