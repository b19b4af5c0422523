/** `run`: a script from its settings to its exit code, with every failure shown as what it is. */
import type * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as Wait from "@effect-zoho/auth/Wait"
import type { InitializationError } from "@effect-zoho/config/InitializationError"
import * as Setting from "@effect-zoho/config/Setting"
import * as Settings from "@effect-zoho/config/Settings"
import * as StoreSetting from "@effect-zoho/config/StoreSetting"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as FileSystem from "effect/FileSystem"
import * as Fiber from "effect/Fiber"
import { identity } from "effect/Function"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Readline from "node:readline/promises"
import { isMain, ownArguments } from "./Argv.ts"
import * as Environment from "./Environment.ts"
import * as Flags from "./Flags.ts"
import * as Heap from "./Heap.ts"
import * as Help from "./Help.ts"
import * as Inputs from "./Inputs.ts"
import * as Log from "./Log.ts"
import * as Mask from "./Mask.ts"
import * as Output from "./Output.ts"
import * as Report from "./Report.ts"
import * as Stores from "./Stores.ts"
import * as Tracing from "./Tracing.ts"
import * as Transport from "./Transport.ts"
import * as Zoho from "./Zoho.ts"

export { input, recordId, toggle } from "./Inputs.ts"
export { ScriptError } from "./ScriptError.ts"

/** 0 done, already so, or a valid dry run; 1 error; 2 some of many rows failed. Interrupted is 130. */
export type ExitCode = 0 | 1 | 2 | 130

/** What `main` is given: its settings decoded, its switches, and whether stdout belongs to a program. */
export interface Given<I extends Inputs.Inputs, S extends Inputs.Switches> {
  readonly inputs: Inputs.InputValues<I>
  readonly switches: Inputs.SwitchValues<S>
  readonly json: boolean
  /** The working directory. */
  readonly folder: string
  /** The file, from the folder, that settings are written to: `.env`, or that of the profile in use. */
  readonly file: string
}

/** A script: what it is called, what it takes, what it does. */
export interface Definition<I extends Inputs.Inputs, S extends Inputs.Switches, R> {
  /** Its command: `update-lead`. */
  readonly name: string
  /** One sentence for `--help`. */
  readonly summary: string
  /** Its own settings; `{}` for none. */
  readonly inputs: I
  /** Its own switches; `{}` for none. */
  readonly switches: S
  /** A token store of your own, in place of the one that `TOKEN_STORE` names. */
  readonly tokenStore?: Layer.Layer<TokenStore.TokenStore, TokenStore.TokenStoreError | TokenStore.WrongTokenKey>
  /** Ends with exit code 0, or with the one it gives; a failure is reported and ends with 1. */
  readonly main: (given: Given<I, S>) => Effect.Effect<ExitCode | void, Report.Failure, R>
}

/** A script as a value, typed from its inputs: for `runMain`, and for tests that hand it to `execute`. */
export const define = <const I extends Inputs.Inputs, const S extends Inputs.Switches, R>(
  definition: Definition<I, S, R>
): Definition<I, S, R> => definition

/** Where a script runs: the process, or what a test sets up. */
export interface Host extends Output.Streams {
  /** The arguments after the script's name. */
  readonly args: ReadonlyArray<string>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The working directory: `.env`, `logs/` and relative paths are looked for here. */
  readonly folder: string
  /** Whether the folder's `.env` counts; it does unless said. */
  readonly dotEnv?: boolean
  /** Answers instead of the network: an emulator in this process. */
  readonly http?: Layer.Layer<HttpClient.HttpClient>
}

/** Settings that every script has besides those of the connection. */
const shared = {
  ...Environment.settings,
  ...Log.settings,
  ...Tracing.settings,
  ...Transport.settings,
  ...Zoho.settings
}

/** What `runPlain` gives its script. */
export type Plain = Output.Output | HttpClient.HttpClient | FileSystem.FileSystem

/** What `run` gives its script. */
export type Services = Plain | Zoho.Zoho

/**
 * Runs a script that works with Zoho, and ends the process. Settings are read, all issues with them reported at once,
 * the identity checked; then `main` runs with `Leads` and the other services at hand.
 */
export const run = <const I extends Inputs.Inputs, const S extends Inputs.Switches>(
  definition: Definition<I, S, Services>
): Promise<never> => toProcess((host) => execute(definition, host))

/** `run`, if `import.meta.filename` is the file that was started: other files can then import the script. */
export const runMain = async <const I extends Inputs.Inputs, const S extends Inputs.Switches>(
  file: string,
  definition: Definition<I, S, Services>
): Promise<void> => {
  if (isMain(file, process.argv)) await run(definition)
}

/**
 * Runs a script that signs in nowhere by itself, and ends the process. Nothing but the logs' settings must be complete;
 * `main` reads those of the connection itself, from the `ConfigProvider` at hand.
 */
export const runPlain = <const I extends Inputs.Inputs, const S extends Inputs.Switches>(
  definition: Definition<I, S, Plain>
): Promise<never> => toProcess((host) => executePlain(definition, host))

/** `runPlain`, if `import.meta.filename` is the file that was started. */
export const runPlainMain = async <const I extends Inputs.Inputs, const S extends Inputs.Switches>(
  file: string,
  definition: Definition<I, S, Plain>
): Promise<void> => {
  if (isMain(file, process.argv)) await runPlain(definition)
}

/** `run` without a process: gives the exit code, writes to the host's streams only. For tests, and for other scripts. */
export const execute = <const I extends Inputs.Inputs, const S extends Inputs.Switches>(
  definition: Definition<I, S, Services>,
  host: Host
): Effect.Effect<ExitCode> =>
  start(definition, host, Settings.loadWith(shared), Settings.all, (given, { extra, settings }) =>
    Effect.provide(
      definition.main(given),
      definition.tokenStore === undefined
        ? Zoho.layerWith(Stores.inFolder(settings, host.folder), extra)
        : Layer.provideMerge(Zoho.layerStore(settings, extra), Stores.orAuthError(definition.tokenStore))
    )
  )

/** `runPlain` without a process. */
export const executePlain = <const I extends Inputs.Inputs, const S extends Inputs.Switches>(
  definition: Definition<I, S, Plain>,
  host: Host
): Effect.Effect<ExitCode> =>
  start(
    definition,
    host,
    Effect.map(Setting.load(shared), (extra) => ({ extra })),
    Settings.all,
    definition.main
  )

/**
 * Runs an effect to its end once begun, although Ctrl-C is pressed meanwhile: the way to send a write and say what
 * became of it. Its own timeouts still end it, and a second Ctrl-C stops at once.
 */
export const finish: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = Effect.uninterruptible

interface Loaded {
  readonly extra: Setting.Values<typeof shared>
}

/** From arguments to exit code. `settings` reads what is not the script's own; `base` is what of it `--help` lists. */
const start = <I extends Inputs.Inputs, S extends Inputs.Switches, L extends Loaded, R>(
  definition: Definition<I, S, R>,
  host: Host,
  settings: Effect.Effect<L, InitializationError>,
  base: Setting.Fields,
  main: (given: Given<I, S>, loaded: L) => Effect.Effect<ExitCode | void, Report.Failure, Plain>
): Effect.Effect<ExitCode> => {
  const { inputs, name, switches } = definition
  const program = Effect.gen(function* () {
    const parsed = yield* Effect.fromResult(Flags.parse(host.args, flagsOf(definition, base)))
    if (parsed.switches.has("help")) {
      host.stdout(`${Help.text({ ...definition, shared: { ...base, ...shared } })}\n`)
      return 0
    }
    const { file, profile, provider } = yield* Environment.find({
      flags: parsed.values,
      environment: host.environment,
      ...(host.dotEnv === false ? {} : { folder: host.folder })
    })
    const { loaded, own, secrets } = yield* load(settings, base, inputs).pipe(
      Effect.mapError(Option.isSome(profile) ? Setting.ofProfile(profile.value) : identity),
      Effect.provideService(ConfigProvider.ConfigProvider, provider)
    )
    const { logFile, logLevel, otlpEndpoint } = loaded.extra
    const json = parsed.switches.has("json")
    const mask = Mask.make([...Inputs.secretsOf(own), ...Inputs.secretsOf(loaded.extra), ...secrets])
    const log = { file: logFile, folder: host.folder, level: logLevel, mask, name, terminal: host.stderr }
    const http = host.http ?? Transport.layer(loaded.extra)
    return yield* main(
      { inputs: own, switches: Inputs.readSwitches(switches, parsed.switches), json, folder: host.folder, file },
      loaded
    ).pipe(
      (main) => Effect.flatMap(tellWaits, (it) => Effect.provideService(main, Wait.Listener, it)),
      Effect.withSpan(name, { root: true }),
      Effect.provide(Layer.provideMerge(Tracing.layer(otlpEndpoint, name), Layer.merge(http, NodeFileSystem.layer))),
      conclude(logFile),
      Effect.provide(Layer.merge(Output.layer(host, { json, mask }), Log.layer(log))),
      Effect.provideService(ConfigProvider.ConfigProvider, provider)
    )
  })
  // What goes wrong before the settings are known is said without them; nothing secret has been read then.
  const early = Output.make(host, { json: host.args.includes("--json"), mask: Mask.make() })
  // There is no log yet, and effect's default one would write to stdout.
  return program.pipe(conclude("none"), Effect.provideService(Output.Output, early), Effect.provide(Logger.layer([])))
}

/** Says why nothing happens, where that lasts long enough to be noticed. */
const tellWaits = Effect.map(Output.Output, (output) => (wait: Wait.Wait) => {
  const text = Report.wait(wait)
  return text === undefined ? Effect.void : output.event({ event: "wait", ...wait }, text)
})

const flagsOf = (
  { inputs, switches }: { readonly inputs: Inputs.Inputs; readonly switches: Inputs.Switches },
  base: Setting.Fields
): ReadonlyArray<Flags.Flag> => {
  const own = Object.values(inputs)
  const taken = new Set(own.map((it) => it.setting.name))
  const others = Object.values({ ...base, ...shared }).filter((it) => !taken.has(it.name))
  return [
    ...own.map(Inputs.flagOf),
    ...others.map((setting) =>
      Inputs.flagOf({ setting, flags: setting.name === "REQUEST_TIMEOUT" ? ["timeout"] : [] })
    ),
    ...Object.values(switches).map((it): Flags.Flag => ({ name: it.flag, aliases: [], kind: "switch" })),
    { name: "json", aliases: [], kind: "switch" },
    { name: "help", aliases: ["h"], kind: "switch" }
  ]
}

/** All settings, the script's own included; the issues of all of them at once. */
const load = Effect.fnUntraced(function* <I extends Inputs.Inputs, L>(
  settings: Effect.Effect<L, InitializationError>,
  base: Setting.Fields,
  inputs: I
) {
  // Those that are there are never shown, whether or not the script goes on to use them.
  const { values } = yield* Setting.read(base)
  const found = yield* Inputs.read(inputs)
  const others = yield* Effect.result(settings)
  if (Result.isFailure(others)) {
    const { reason } = others.failure
    if (reason._tag !== "InvalidSettings") return yield* others.failure
    const [first, ...rest] = reason.issues
    return yield* Setting.invalid(first, ...rest, ...found.issues)
  }
  return {
    loaded: others.success,
    own: yield* Setting.complete(found),
    secrets: [...Inputs.secretsOf(values), ...StoreSetting.secretsOf(values)]
  }
})

/** Turns every end but an interruption into an exit code, and says why it is not 0. */
const conclude =
  (logFile: string) =>
  <R>(main: Effect.Effect<ExitCode | void, Report.Failure, R>): Effect.Effect<ExitCode, never, R | Output.Output> =>
    main.pipe(
      Effect.map((code) => code ?? 0),
      Effect.catchCause((cause) => {
        const failure = Cause.findErrorOption(cause)
        if (Option.isSome(failure)) return Effect.as(fail(failure.value), 1 as const)
        if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
        return Effect.as(defect(cause, logFile), 1 as const)
      })
    )

const fail = (failure: Report.Failure) => {
  const report = Report.render(failure)
  return Output.event({ event: "error", ...toJson(report) }, Report.toText(report))
}

/** A report is JSON already; optional keys that are absent stay absent. */
const toJson = ({ issues, ...rest }: Report.Report) => ({
  ...rest,
  ...(issues === undefined ? {} : { issues: issues.map((it) => ({ ...it })) })
})

/** Nobody can act on a defect's stack but us: it goes to the log. */
const defect = Effect.fnUntraced(function* (cause: Cause.Cause<unknown>, logFile: string) {
  yield* Effect.logFatal("defect", cause).pipe(Effect.provideService(Output.Told, true))
  const squashed = Cause.squash(cause)
  const what = (squashed instanceof Error ? squashed.message : String(squashed)).split("\n")[0] ?? ""
  const where = logFile === "none" ? "set LOG_FILE and run it again for the details" : `see ${logFile}`
  yield* Output.event(
    { event: "error", area: "script", reason: "Defect", title: what },
    `Something unexpected happened: ${what}\n  This is a bug, ${where}.`
  )
})

/** Two signals within this time are one key press: npm hands on the one that the terminal has sent already. */
const sameKeyPress = 500

/**
 * Runs anything with an exit code as this process, and ends the process: its arguments, environment and streams are
 * handed over, Ctrl-C interrupts it. What `run` is made with; for a script that sets up what another script runs on.
 */
export const toProcess = async (program: (host: Host) => Effect.Effect<ExitCode>): Promise<never> => {
  Heap.keepSmall()
  const host = fromProcess()
  // A reader that has seen enough closes the pipe; that must not become an error of ours.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})
  const fiber = Effect.runFork(program(host))
  let firstAt: number | undefined
  const stop = () => {
    const now = performance.now()
    if (firstAt === undefined) {
      firstAt = now
      host.stderr("\nStopping: what is in flight is finished first. Ctrl-C again stops at once.\n")
      fiber.interruptUnsafe()
    } else if (now - firstAt > sameKeyPress) {
      process.exit(130)
    }
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop)
  const exit = await Effect.runPromise(Fiber.await(fiber))
  if (Exit.isFailure(exit)) host.stderr("Interrupted.\n")
  process.exit(Exit.isSuccess(exit) ? exit.value : 130)
}

/** A line from the terminal. */
const ask = async (question: string): Promise<string> => {
  const terminal = Readline.createInterface({ input: process.stdin, output: process.stderr })
  // The terminal hands the key to whoever reads it, and not to the process: it is no "no".
  terminal.once("SIGINT", () => void process.emit("SIGINT"))
  try {
    return await terminal.question(question)
  } catch {
    // Ctrl-D is no "yes".
    return ""
  } finally {
    terminal.close()
  }
}

const fromProcess = (): Host => ({
  args: ownArguments(process.argv),
  environment: process.env,
  folder: process.cwd(),
  isTerminal: process.stderr.isTTY,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text)
})
