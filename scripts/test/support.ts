/** What the scripts' tests share: a folder with a `.env`, a run with what it said, and what no run may ever say. */
import { assert } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import type { Inputs, Switches } from "@effect-zoho/toolkit/Inputs"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as NodePath from "node:path"
import { fileURLToPath } from "node:url"
import { updateLead } from "../update-lead.ts"

/** The variables of a `.env`; `undefined` leaves one out. */
export type Variables = Readonly<Record<string, string | undefined>>

/** The mobile number that the tests set. */
export const mobile = "+1 555 0142"

/** A `.env` that works with this emulator. Tokens stay in memory, so that no run hides another's sign-in. */
export const variables = (emulator: Emulator.Emulator["Service"]): Variables => ({
  ...EmulatorLayers.variables(emulator),
  NEW_MOBILE_NUMBER: mobile,
  TOKEN_STORE: "memory"
})

/** A folder of its own for one test, with a `.env` in it, gone afterwards. */
export const folderWith = (env: Variables | undefined) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = Fs.mkdtempSync(NodePath.join(Os.tmpdir(), "effect-zoho-"))
      if (env !== undefined) Fs.writeFileSync(NodePath.join(folder, ".env"), text(env))
      return folder
    }),
    (folder) => Effect.sync(() => Fs.rmSync(folder, { recursive: true, force: true }))
  )

const text = (env: Variables) =>
  Object.entries(env)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"\n`]))
    .join("")

/** The emulator as it began, and a folder of its own for it. */
export const folderFor = Effect.gen(function* () {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  yield* emulator.clearFaults
  const folder = yield* folderWith(variables(emulator))
  const put = (name: string, content: string | Uint8Array) => Fs.writeFileSync(NodePath.join(folder, name), content)
  const read = (name: string) => Fs.readFileSync(NodePath.join(folder, name), "utf8")
  /** Files of data/runs whose name ends so. */
  const runs = (end: string) =>
    Fs.readdirSync(NodePath.join(folder, "data/runs"))
      .filter((it) => it.endsWith(end))
      .map((it) => NodePath.join("data/runs", it))
  return { emulator, folder, put, read, runs }
})

/** The lines of an export, without its header. */
export const rowsOf = (csv: string) => csv.trim().split("\r\n").slice(1)

/** What a run said and how it ended. */
export interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly log: string
  /** What stdout holds with `--json`. */
  readonly events: () => ReadonlyArray<Record<string, unknown>>
}

const finished = (folder: string, code: number | null, out: string, err: string): Run => {
  const file = NodePath.join(folder, "logs/zoho.log")
  return {
    code,
    out,
    err,
    log: Fs.existsSync(file) ? Fs.readFileSync(file, "utf8") : "",
    events: () =>
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
  }
}

/** Runs a script that works with Zoho in this process, as its command would in `folder`. */
export const execute = Effect.fnUntraced(function* <I extends Inputs, S extends Switches>(
  definition: Script.Definition<I, S, Script.Services>,
  folder: string,
  args: ReadonlyArray<string> = [],
  host: Partial<Script.Host> = {}
) {
  let out = ""
  let err = ""
  const code = yield* Script.execute(definition, {
    args,
    environment: {},
    folder,
    stdout: (it) => void (out += it),
    stderr: (it) => void (err += it),
    ...host
  })
  return finished(folder, code, out, err)
})

/** Runs update-lead in this process, as the command would in `folder`. */
export const update = (folder: string, args: ReadonlyArray<string> = [], host: Partial<Script.Host> = {}) =>
  execute(updateLead, folder, args, host)

/** Runs a script that signs in by itself in this process, as its command would in `folder`. */
export const runPlain = Effect.fnUntraced(function* <I extends Inputs, S extends Switches>(
  definition: Script.Definition<I, S, Script.Plain>,
  folder: string,
  args: ReadonlyArray<string> = []
) {
  let out = ""
  let err = ""
  const code = yield* Script.executePlain(definition, {
    args,
    environment: {},
    folder,
    stdout: (it) => void (out += it),
    stderr: (it) => void (err += it)
  })
  return finished(folder, code, out, err)
})

const root = fileURLToPath(new URL("../..", import.meta.url))

/** What a process needs of this one's environment; what Node compiled for one start is there for the next. */
const own = (folder: string) => ({
  PATH: `${NodePath.join(root, "node_modules/.bin")}:${process.env["PATH"]}`,
  HOME: folder,
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"]
})

/** Starts a script as a process of its own, the way `npm run` does, with nothing of this process's settings. */
export const start = (
  script: string,
  folder: string,
  args: ReadonlyArray<string> = [],
  environment: Variables = {}
) => {
  const child = ChildProcess.spawn("zx", [NodePath.join(root, "scripts", script), ...args], {
    cwd: folder,
    env: { ...own(folder), ...environment },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let out = ""
  let err = ""
  child.stdout.on("data", (it) => (out += it))
  child.stderr.on("data", (it) => (err += it))
  const run = Effect.callback<Run>((resume) => {
    child.once("close", (code) => resume(Effect.succeed(finished(folder, code, out, err))))
  })
  return { child, run }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** Runs a script at a terminal of its own (`script` of util-linux), where each text that it shows is answered once. */
export const atTerminal = (
  script: string,
  folder: string,
  args: ReadonlyArray<string>,
  answers: ReadonlyArray<readonly [shown: string, typed: string]>
) =>
  Effect.callback<{ readonly code: number | null; readonly out: string }>((resume) => {
    const command = ["zx", NodePath.join(root, "scripts", script), ...args].map(quoted).join(" ")
    const child = ChildProcess.spawn("script", ["-qec", command, "/dev/null"], {
      cwd: folder,
      env: { ...own(folder), TERM: "xterm" },
      stdio: ["pipe", "pipe", "inherit"]
    })
    const left = [...answers]
    let out = ""
    child.stdout.on("data", (it) => {
      out += it
      const [next] = left
      if (next === undefined || !out.includes(next[0])) return
      left.shift()
      child.stdin.write(next[1])
    })
    child.once("close", (code) => resume(Effect.succeed({ code, out })))
  })

/** Checks what holds for every run whatever its end: no secret anywhere, no stack trace on the terminal. */
export const isClean = (run: Run, emulator: Emulator.Emulator["Service"]): void => {
  const { clientId, clientSecret, refreshToken } = emulator.credentials
  for (const said of [run.out, run.err, run.log]) {
    for (const secret of [clientId, clientSecret, refreshToken]) assert.notInclude(said, secret)
    assert.notMatch(said, /1000\.[0-9a-f]{16,}\.[0-9a-f]{16,}/u)
  }
  for (const said of [run.out, run.err]) assert.notMatch(said, /^ {4}at |\.ts:\d+/mu)
  // Personal fields are for the terminal, not for the log.
  for (const personal of [mobile, "Marlow"]) assert.notInclude(run.log, personal)
}

/** Checks a run that failed as it should: exit code 1, a title, a remedy, nothing that must not be said. */
export const isFailure = (run: Run, emulator: Emulator.Emulator["Service"], ...said: ReadonlyArray<string>): void => {
  isClean(run, emulator)
  assert.strictEqual(run.code, 1, run.out + run.err)
  assert.match(run.out, /^ {2}What to do: \S/mu)
  for (const it of said) assert.include(run.out, it)
}
