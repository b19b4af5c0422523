/** Real servers for tests: each on a free loopback port, in a directory of its own, gone when the tests are. */
import { assert, describe, it } from "@effect/vitest"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Net from "node:net"
import * as Os from "node:os"
import * as Path from "node:path"

export interface Server {
  readonly port: number
  /** As a crash: no goodbye, nothing flushed. */
  readonly kill: () => Promise<void>
  /** On the same port and the same data. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

interface Recipe {
  readonly name: string
  /** Makes the data directory; its server is started afterwards. */
  readonly prepare: (directory: string) => void
  readonly command: (directory: string, port: number) => readonly [string, ...Array<string>]
  /** What its log says when it takes connections. */
  readonly ready: string
  readonly as?: { readonly uid: number; readonly gid: number }
  readonly env?: NodeJS.ProcessEnv
  readonly crash?: NodeJS.Signals
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = Net.createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/**
 * Starts the server under a shell that says its process id and ends it when our end of the pipe closes: also when the
 * test process is killed, no server stays behind.
 */
const guard =
  'exec 3<&0; log=$1; signal=$2; shift 2; "$@" </dev/null >>"$log" 2>&1 & pid=$!; echo $pid; cat <&3 >/dev/null; kill -$signal $pid 2>/dev/null; wait $pid'

const until = async (isSo: () => boolean, what: () => string): Promise<void> => {
  for (let n = 0; n < 3_000; n++) {
    if (isSo()) return
    await new Promise((resolve) => void setTimeout(resolve, 20))
  }
  throw new Error(what())
}

export const run = async (recipe: Recipe): Promise<Server> => {
  const directory = Fs.mkdtempSync(Path.join(Os.tmpdir(), `${recipe.name}-`))
  if (recipe.as !== undefined) Fs.chownSync(directory, recipe.as.uid, recipe.as.gid)
  recipe.prepare(directory)
  const port = await freePort()
  let starts = 0
  let current:
    | { readonly child: ChildProcess.ChildProcess; readonly pid: number; readonly ended: Promise<unknown> }
    | undefined

  const start = async () => {
    const log = Path.join(directory, `log-${++starts}`)
    Fs.writeFileSync(log, "")
    if (recipe.as !== undefined) Fs.chownSync(log, recipe.as.uid, recipe.as.gid)
    const child = ChildProcess.spawn(
      "/bin/sh",
      ["-c", guard, "sh", log, (recipe.crash ?? "SIGKILL").slice(3), ...recipe.command(directory, port)],
      { ...recipe.as, cwd: directory, env: { ...process.env, ...recipe.env }, stdio: ["pipe", "pipe", "ignore"] }
    )
    const ended = new Promise((resolve) => void child.once("exit", resolve))
    const pid = await new Promise<number>((resolve) => void child.stdout.once("data", (it) => resolve(Number(it))))
    current = { child, pid, ended }
    const said = () => Fs.readFileSync(log, "utf8")
    await until(
      () => said().includes(recipe.ready) || child.exitCode !== null,
      () => `${recipe.name} did not start: ${said()}`
    )
  }

  const kill = async () => {
    current?.child.stdin?.end()
    await current?.ended
    current = undefined
  }

  await start()
  return {
    port,
    start,
    kill,
    stop: async () => {
      await kill()
      Fs.rmSync(directory, { recursive: true, force: true })
    }
  }
}

/** The path of a program of this machine; servers often lie where only root looks. */
export const find = (name: string): string | undefined =>
  [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"]
    .map((it) => Path.join(it, name))
    .find((it) => Fs.existsSync(it))

/** Says in the report that a server's tests did not run; where `CI` is set, that is a failure. */
export const missing = (server: string, install: string): unknown =>
  describe(server, () => {
    const reason = `NOT RUN: no ${server} here (${install})`
    // The default reporter does not name what was skipped.
    process.stderr.write(`${reason}\n`)
    it.skipIf(process.env["CI"] === undefined)(reason, () => assert.fail(reason))
  })
