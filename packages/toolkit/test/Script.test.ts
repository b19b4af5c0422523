import { assert, describe, it } from "@effect/vitest"
import * as Setting from "@effect-zoho/config/Setting"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { Leads } from "@effect-zoho/records/modules/Leads"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import * as Output from "../src/Output.ts"
import * as Script from "../src/Script.ts"
import { capture, temporaryFolder } from "./support.ts"

const text = { schema: Schema.String, expected: "a text", remedy: "Set it." }

/** A script that ends as `main` does. */
const plain = (main: Effect.Effect<Script.ExitCode | void, Script.ScriptError, Script.Plain>) =>
  Script.define({ name: "example", summary: "An example.", inputs: {}, switches: {}, main: () => main })

const run = Effect.fnUntraced(function* (
  definition: ReturnType<typeof plain>,
  args: ReadonlyArray<string> = [],
  environment: Record<string, string> = {}
) {
  const folder = yield* temporaryFolder
  const { err, lines, out, streams } = capture()
  const code = yield* Script.executePlain(definition, { args, environment, folder, ...streams })
  const file = NodePath.join(folder, "logs/zoho.log")
  return { code, out: out(), err: err(), lines, log: Fs.existsSync(file) ? Fs.readFileSync(file, "utf8") : "" }
})

describe("Script", () => {
  it.effect("ends with 0, or with the exit code that main gives", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* run(plain(Effect.void))).code, 0)
      assert.strictEqual((yield* run(plain(Effect.succeed(2)))).code, 2)
    })
  )

  it.effect("reports a failure with its remedy and ends with 1", () =>
    Effect.gen(function* () {
      const failure = new Script.ScriptError({ title: "No rows", happened: "The file is empty.", remedy: "Fill it." })
      const { code, err, log, out } = yield* run(plain(Effect.fail(failure)))
      assert.strictEqual(code, 1)
      assert.strictEqual(out, "No rows.\n  The file is empty.\n  What to do: Fill it.\n")
      assert.strictEqual(err, "")
      assert.deepInclude(JSON.parse(log), { level: "ERROR", message: "error", script: "example" })
    })
  )

  it.effect("shows a defect in one line and keeps its stack for the log", () =>
    Effect.gen(function* () {
      const { code, err, log, out } = yield* run(plain(Effect.die(new Error("x is not a function"))))
      assert.strictEqual(code, 1)
      assert.strictEqual(
        out,
        "Something unexpected happened: x is not a function\n  This is a bug, see logs/zoho.log.\n"
      )
      assert.strictEqual(err, "")
      assert.match(log, /"level":"FATAL".*Error: x is not a function\\n {4}at /u)
    })
  )

  it.effect("leaves stdout to JSON lines when asked, also when it fails early", () =>
    Effect.gen(function* () {
      const main = Effect.andThen(Output.line("for people"), Output.event({ event: "e", n: 1 }, "both"))
      const good = yield* run(plain(main), ["--json"])
      assert.deepStrictEqual(good.lines(), [{ event: "e", n: 1 }])
      assert.strictEqual(good.err, "for people\nboth\n")
      const bad = yield* run(plain(main), ["--json", "--nope"])
      assert.deepInclude(bad.lines()[0], { event: "error", area: "usage", reason: "UsageError" })
      assert.include(bad.err, "There is no flag --nope")
    })
  )

  it.effect("says nothing on stdout but what the script says, whatever the log's level", () =>
    Effect.gen(function* () {
      const main = Effect.andThen(Effect.logDebug("d"), Output.line("said"))
      const { err, out } = yield* run(plain(main), [], { LOG_LEVEL: "debug" })
      assert.strictEqual(out, "said\n")
      assert.strictEqual(err, "debug: d\n")
    })
  )

  it.effect("shows no secret, whichever way it came in", () =>
    Effect.gen(function* () {
      const secrets = ["from-a-flag", "from-the-environment", "an-input-of-its-own"]
      const definition = Script.define({
        name: "example",
        summary: "An example.",
        inputs: {
          code: Script.input(
            Setting.required("CODE", { ...text, schema: Schema.String.pipe(Schema.RedactedFromValue) }),
            "A code."
          )
        },
        switches: {},
        main: ({ inputs }) => {
          assert.strictEqual(Redacted.value(inputs.code), "an-input-of-its-own")
          const careless = secrets.join(" ")
          return Output.event({ event: "careless", careless }, careless).pipe(
            Effect.andThen(Effect.logWarning(careless)),
            Effect.andThen(Effect.die(new Error(careless)))
          )
        }
      })
      const folder = yield* temporaryFolder
      const { err, out, streams } = capture()
      const args = ["--client-secret", "from-a-flag", "--code=an-input-of-its-own", "--json"]
      const environment = { REFRESH_TOKEN: "from-the-environment" }
      assert.strictEqual(yield* Script.executePlain(definition, { args, environment, folder, ...streams }), 1)
      const log = Fs.readFileSync(NodePath.join(folder, "logs/zoho.log"), "utf8")
      for (const said of [out(), err(), log]) {
        for (const secret of secrets) assert.notInclude(said, secret)
        assert.include(said, "[secret]")
      }
    })
  )

  it.effect("does not let an answer steer the terminal", () =>
    Effect.gen(function* () {
      const { out } = yield* run(plain(Output.line("a\u001b[2Jb\u0007c\u202ed")))
      assert.strictEqual(out, "a\uFFFD[2Jb\uFFFDc\uFFFDd\n")
    })
  )

  it.effect("gives settings, switches and the provider to main", () =>
    Effect.gen(function* () {
      const definition = Script.define({
        name: "example",
        summary: "An example.",
        inputs: {
          name: Script.input(Setting.required("A_NAME", text), "A name.", "name"),
          other: Script.input(Setting.withDefault("OTHER", "fallback", text), "Another.")
        },
        switches: { force: Script.toggle("force", "Does it."), dryRun: Script.toggle("dry-run", "Does not.") },
        main: ({ inputs, json, switches }) =>
          Effect.gen(function* () {
            const provider = yield* ConfigProvider.ConfigProvider
            const seen = (yield* provider.load(["A_NAME"]))?.value
            yield* Output.event({ event: "given", ...inputs, ...switches, json, seen })
          }).pipe(Effect.orDie)
      })
      const folder = yield* temporaryFolder
      const { lines, streams } = capture()
      const args = ["--name", "Ada", "--force", "--json"]
      assert.strictEqual(yield* Script.executePlain(definition, { args, environment: {}, folder, ...streams }), 0)
      assert.deepStrictEqual(lines(), [
        { event: "given", name: "Ada", other: "fallback", force: true, dryRun: false, json: true, seen: "Ada" }
      ])
    })
  )

  it.live("runs with Leads at hand, over an HttpClient of its caller", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<Emulator.Emulator | HttpClient.HttpClient>()
      const emulator = yield* Emulator.Emulator
      const definition = Script.define({
        name: "contacted",
        summary: "Marks a lead as contacted.",
        inputs: { lead: Script.recordId("LEAD_ID_TO_UPDATE", "The lead.", "lead") },
        switches: {},
        main: ({ inputs }) =>
          Effect.gen(function* () {
            const leads = yield* Leads
            const done = yield* leads.update(inputs.lead, { Lead_Status: "Contacted" })
            const after = yield* leads.get(inputs.lead, ["Last_Name", "Lead_Status"])
            yield* Output.line(`${after.Last_Name} is ${after.Lead_Status} now: ${done.code}`)
          })
      })
      const folder = yield* temporaryFolder
      const { err, out, streams } = capture()
      const code = yield* Script.execute(definition, {
        args: [],
        environment: { ...EmulatorLayers.variables(emulator), TOKEN_STORE: "memory" },
        folder,
        http: Layer.succeedContext(context),
        ...streams
      })
      assert.strictEqual(err(), "")
      assert.strictEqual(out(), "Marlow is Contacted now: SUCCESS\n")
      assert.strictEqual(code, 0)
    }).pipe(Effect.provide(Emulator.layer()))
  )

  it.live("finish runs to its end although it is interrupted, and keeps its timeouts", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const note = (it: string) => Effect.sync(() => void seen.push(it))
      const sent = yield* Deferred.make<void>()
      const answer = yield* Deferred.make<void>()
      const write = note("sent").pipe(
        Effect.andThen(Deferred.succeed(sent, undefined)),
        Effect.andThen(Deferred.await(answer)),
        Effect.andThen(note("answered"))
      )
      const fiber = yield* Effect.forkChild(Effect.andThen(Script.finish(write), note("went on")))
      yield* Deferred.await(sent)
      const interrupting = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* Effect.yieldNow
      yield* Deferred.succeed(answer, undefined)
      yield* Fiber.join(interrupting)
      const hung = Effect.never.pipe(Effect.timeoutOrElse({ duration: "10 millis", orElse: () => note("timed out") }))
      yield* Script.finish(hung)
      assert.deepStrictEqual(seen, ["sent", "answered", "timed out"])
    })
  )
})

describe("a wait for Zoho's limits", () => {
  const throttle: Emulator.Rule = {
    match: { path: "/oauth/v2/token" },
    times: 1,
    action: { kind: "respond", status: 400, body: { error: "Access Denied", status: "failure" } }
  }

  it.effect("is said while it lasts, as text, as JSON and in the log, and the script goes on after it", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const http = Layer.succeed(HttpClient.HttpClient, yield* HttpClient.HttpClient)
      const script = Script.define({
        name: "example",
        summary: "An example.",
        inputs: {},
        switches: {},
        main: () => Effect.asVoid(Leads)
      })
      yield* emulator.addFaults(throttle)
      const folder = yield* temporaryFolder
      const { err, lines, streams } = capture()
      const environment = { ...EmulatorLayers.variables(emulator), TOKEN_STORE: "memory" }
      const running = yield* Effect.forkChild(
        Script.execute(script, { args: ["--json"], environment, folder, http, ...streams })
      )
      const said = () => lines().filter((it: any) => it.event === "wait")
      while (said().length === 0) yield* Effect.promise(() => new Promise(setImmediate))
      assert.isUndefined(running.pollUnsafe())
      assert.deepInclude(said()[0], { event: "wait", limit: "token-throttle", since: 0, until: 600_000 })
      assert.match(err(), /^Waiting up to 10 minutes: Zoho gives out no more access tokens for now/mu)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(yield* Fiber.join(running), 0)
      assert.include(Fs.readFileSync(NodePath.join(folder, "logs/zoho.log"), "utf8"), "token-throttle")
    }).pipe(Effect.provide(Emulator.layer()))
  )
})
