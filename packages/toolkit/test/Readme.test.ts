import { assert, it } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import * as Effect from "effect/Effect"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import { temporaryFolder } from "./support.ts"

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

it.live("the README's example is this file, and runs", () =>
  Effect.gen(function* () {
    const example = path("fixtures/contacted.ts")
    assert.include(Fs.readFileSync(path("../README.md"), "utf8"), `\`\`\`ts\n${Fs.readFileSync(example, "utf8")}\`\`\``)
    const folder = yield* temporaryFolder
    const env = { ...EmulatorLayers.variables(yield* Emulator.Emulator), PATH: process.env["PATH"] ?? "" }
    const said = yield* Effect.callback<string>((resume) => {
      ChildProcess.execFile(process.execPath, [example], { cwd: folder, env }, (error, stdout, stderr) =>
        resume(Effect.succeed(`${error?.code ?? 0}\n${stdout}${stderr}`))
      )
    })
    assert.strictEqual(said, "0\nMarlow is Contacted now: SUCCESS\n")
  }).pipe(Effect.provide(Emulator.layerServer()))
)
