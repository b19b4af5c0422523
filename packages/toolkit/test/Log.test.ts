import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import * as Log from "../src/Log.ts"
import * as Mask from "../src/Mask.ts"
import * as Output from "../src/Output.ts"
import { capture, temporaryFolder } from "./support.ts"

const options = (folder: string, streams: Output.Streams, more: Partial<Log.Options> = {}): Log.Options => ({
  level: "info",
  file: "logs/zoho.log",
  folder,
  mask: Mask.make(),
  terminal: streams.stderr,
  name: "test",
  ...more
})

const entries = (path: string): ReadonlyArray<Record<string, unknown>> =>
  Fs.readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))

const mode = (path: string) => (Fs.statSync(path).mode & 0o777).toString(8)

describe("Log", () => {
  it.effect("writes JSON lines that only the owner can read, masked, at its level", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const { err, streams } = capture()
      const said = Effect.gen(function* () {
        yield* Effect.logDebug("too little")
        yield* Effect.logInfo("lead").pipe(Effect.annotateLogs({ before: { Mobile: "0151 2345" }, id: "111" }))
        yield* Effect.logWarning("mail to ada@example.com failed")
      })
      yield* Effect.provide(said, Log.layer(options(folder, streams)))
      const file = NodePath.join(folder, "logs/zoho.log")
      assert.deepStrictEqual(
        entries(file).map(({ data, level, message, script }) => ({ data, level, message, script })),
        [
          { level: "INFO", script: "test", message: "lead", data: { before: { Mobile: "[masked]" }, id: "111" } },
          { level: "WARN", script: "test", message: "mail to [masked] failed", data: undefined }
        ]
      )
      assert.strictEqual(mode(file), "600")
      assert.strictEqual(mode(NodePath.dirname(file)), "700")
      assert.strictEqual(err(), "warning: mail to [masked] failed\n")
    })
  )

  it.effect("shows on the terminal what debug lets through, but not what was said already", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const { err, streams } = capture()
      const said = Effect.gen(function* () {
        yield* Effect.logDebug("shown")
        yield* Effect.logError("told").pipe(Effect.provideService(Output.Told, true))
      })
      yield* Effect.provide(said, Log.layer(options(folder, streams, { level: "debug" })))
      assert.strictEqual(err(), "debug: shown\n")
      assert.strictEqual(entries(NodePath.join(folder, "logs/zoho.log")).length, 2)
    })
  )

  it.effect("tightens an existing file and appends to it", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const file = NodePath.join(folder, "a.log")
      Fs.writeFileSync(file, '{"old":true}\n', { mode: 0o644 })
      yield* Effect.provide(Effect.logInfo("new"), Log.layer(options(folder, capture().streams, { file: "a.log" })))
      assert.strictEqual(entries(file).length, 2)
      assert.strictEqual(mode(file), "600")
    })
  )

  it.effect("rotates by size and keeps three older files, losing no line among them", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const layer = Log.layer(options(folder, capture().streams, { file: "a.log", maxBytes: 400 }))
      const said = Effect.forEach([...Array(20).keys()], (n) => Effect.logInfo(`entry ${n}`))
      yield* Effect.provide(said, layer)
      assert.deepStrictEqual(Fs.readdirSync(folder).sort(), ["a.log", "a.log.1", "a.log.2", "a.log.3"])
      const kept = ["a.log.3", "a.log.2", "a.log.1", "a.log"].flatMap((name) => {
        assert.strictEqual(mode(NodePath.join(folder, name)), "600")
        assert.isAtMost(Fs.statSync(NodePath.join(folder, name)).size, 400)
        return entries(NodePath.join(folder, name)).map((it) => it["message"])
      })
      const from = 20 - kept.length
      assert.deepStrictEqual(
        kept,
        kept.map((_, i) => `entry ${from + i}`)
      )
    })
  )

  it.effect("goes on with a warning where the file cannot be written", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      Fs.writeFileSync(NodePath.join(folder, "logs"), "a file in the folder's place")
      const { err, streams } = capture()
      yield* Effect.provide(Effect.logInfo("lost"), Log.layer(options(folder, streams)))
      assert.match(err(), /^warning: the log file .*zoho\.log cannot be written \(EEXIST\).*LOG_FILE/u)
      assert.strictEqual(err().trim().split("\n").length, 1)
    })
  )

  it.effect("writes no file when told so", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.provide(Effect.logInfo("x"), Log.layer(options(folder, capture().streams, { file: "none" })))
      assert.deepStrictEqual(Fs.readdirSync(folder), [])
    })
  )
})
