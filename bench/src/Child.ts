/** A Node process of our own that says in its first line when it is ready. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"

export interface Child {
  readonly ready: { readonly [key: string]: unknown }
  /** Milliseconds from the start of the process to its first line. */
  readonly startup: number
  /** Largest resident memory so far in MB; undefined where the system does not tell. */
  readonly peakMegabytes: () => number | undefined
  readonly stop: () => Promise<void>
}

/** Starts it; fails when it ends without a line of JSON. */
export const start = async (file: string, ...argv: ReadonlyArray<string>): Promise<Child> => {
  const from = performance.now()
  const child = spawn(process.execPath, [file, ...argv], { stdio: ["ignore", "pipe", "inherit"] })
  const ended = once(child, "exit")
  const [first]: ReadonlyArray<unknown> = await Promise.race([
    once(createInterface(child.stdout), "line"),
    ended.then(() => [undefined])
  ])
  if (typeof first !== "string") throw new Error(`${file} ended before it was ready`)
  const startup = performance.now() - from
  const ready: { readonly [key: string]: unknown } = JSON.parse(first)
  return {
    ready,
    startup,
    peakMegabytes: () => {
      if (process.platform !== "linux") return undefined
      const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]
      return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
    },
    stop: async () => {
      child.kill("SIGTERM")
      await ended
    }
  }
}
