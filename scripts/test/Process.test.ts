/** The scripts as processes of their own, started as `npm run` does: a handful, as each costs a second. */
import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import { folderWith, isClean, mobile, start, variables } from "./support.ts"

/** Waits for what a test has set in motion: a request of this method at the emulator. */
const arrived = Effect.fnUntraced(function* (method: string) {
  const emulator = yield* Emulator.Emulator
  while (!(yield* emulator.requests).some((it) => it.method === method)) yield* Effect.sleep("10 millis")
})

const setUp = Effect.gen(function* () {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  yield* emulator.clearFaults
  return { emulator, folder: yield* folderWith(variables(emulator)) }
})

const put = { host: "api", method: "PUT" } as const

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("as a process", (it) => {
  it.effect("update-lead changes the lead, and takes its flags through zx", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp
      const run = yield* start("update-lead.ts", folder, ["--mobile", mobile, "--trigger=none", "--json"]).run
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.err)
      assert.deepStrictEqual(
        run.events().map((it) => it["event"]),
        ["lead", "change", "row", "verified"]
      )
      assert.include(run.err, "The change is there.")
      assert.include(run.log, '"message":"verified"')
    })
  )

  it.effect("update-lead exits 1 on a missing setting, with nothing but JSON lines on stdout", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith(undefined)
      const run = yield* start("update-lead.ts", folder, ["--json"]).run
      assert.strictEqual(run.code, 1)
      assert.strictEqual(run.events().length, 1)
      assert.deepInclude(run.events()[0], { event: "error", area: "settings", reason: "InvalidSettings" })
      assert.include(run.err, "CLIENT_ID is missing.")
      assert.notMatch(run.err, /^ {4}at /mu)
    })
  )

  it.effect("Ctrl-C waits for Zoho's answer to a write, although npm sends the signal twice, and exits 130", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp
      yield* emulator.addFaults({ match: put, when: "after", action: { kind: "delay", duration: 700 } })
      const { child, run } = start("update-lead.ts", folder)
      yield* arrived("PUT")
      child.kill("SIGINT")
      child.kill("SIGINT")
      const ended = yield* run
      isClean(ended, emulator)
      assert.strictEqual(ended.code, 130, ended.out + ended.err)
      assert.include(ended.err, "what is in flight is finished first")
      assert.include(ended.out, "Zoho answered SUCCESS")
      assert.include(ended.out, "Stopped before it was proved")
      assert.notInclude(ended.out, "Read back")
    })
  )

  it.effect("a second Ctrl-C stops at once", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp
      yield* emulator.addFaults({ match: put, action: { kind: "hang" } })
      const { child, run } = start("update-lead.ts", folder)
      yield* arrived("PUT")
      child.kill("SIGINT")
      // Signals that follow closely count as one key press, so it is pressed until somebody listens.
      const pressing = Effect.sync(() => child.kill("SIGINT")).pipe(Effect.delay("50 millis"), Effect.forever)
      const ended = yield* Effect.raceFirst(run, pressing)
      assert.strictEqual(ended.code, 130)
      assert.notInclude(ended.out, "Zoho answered")
    })
  )

  it.effect("start runs without any settings, ignores those that are there, and leaves no file", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith({ CLIENT_ID: "mine", LEAD_ID_TO_UPDATE: "1", NEW_MOBILE_NUMBER: "+1 555 0666" })
      const environment = {
        CLIENT_SECRET: "mine too",
        ACCOUNTS_URL: "https://accounts.zoho.eu",
        HTTP_PROXY: "http://127.0.0.1:1",
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1"
      }
      const before = Fs.statSync(`${folder}/.env`).mtimeMs
      const run = yield* start("start.ts", folder, [], environment).run
      assert.strictEqual(run.code, 0, run.out + run.err)
      for (const it of ["before", "after", "SUCCESS: record updated", "The change is there.", "exchange-grant"]) {
        assert.include(run.out, it)
      }
      assert.notInclude(run.out, "+1 555 0666")
      assert.strictEqual(run.err, "")
      assert.deepStrictEqual(Fs.readdirSync(folder), [".env"])
      assert.strictEqual(Fs.statSync(`${folder}/.env`).mtimeMs, before)
    })
  )

  it.effect("emulator takes its own flags, says that it is ready in one line, and stops on SIGTERM", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith(undefined)
      const { child, run } = start("emulator.ts", folder, ["--port", "0", "--json"])
      const line = yield* Effect.callback<string>((resume) => {
        child.stdout.once("data", (it) => resume(Effect.succeed(String(it))))
      })
      const ready: Record<string, string | number> = JSON.parse(line)
      assert.strictEqual(ready["pid"], child.pid)
      assert.match(String(ready["apiUrl"]), /^http:\/\/127\.0\.0\.1:\d+$/u)
      child.kill("SIGTERM")
      assert.strictEqual((yield* run).code, 0)
    })
  )
})
