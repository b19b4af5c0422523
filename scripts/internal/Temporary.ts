/** Room for a run's temporary files, in `data/runs`; what runs left there that were killed is removed. */
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as NodePath from "node:path"
import * as Os from "node:os"
import * as Process from "node:process"

/** A process's directory; of this machine, since numbers of processes are a machine's own. */
const nameOf = (pid: number): string => `tmp-${encodeURIComponent(Os.hostname())}-${pid}`

/** Signal 0 asks, and does nothing. */
const isAlive = (pid: number): boolean => {
  try {
    Process.kill(pid, 0)
    return true
  } catch (cause) {
    // It lives and is somebody else's.
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

/** This process's own directory below `folder`, gone with the scope. */
export const directory = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const runs = NodePath.join(folder, "data/runs")
  const own = NodePath.join(runs, nameOf(Process.pid))
  for (const name of yield* Effect.orElseSucceed(fs.readDirectory(runs), () => [])) {
    const pid = Number(/-(\d+)$/u.exec(name)?.[1])
    if (pid > 0 && name === nameOf(pid) && !isAlive(pid))
      yield* Effect.ignore(fs.remove(NodePath.join(runs, name), { recursive: true }))
  }
  yield* Effect.acquireRelease(
    Effect.mapError(
      fs.makeDirectory(own, { recursive: true, mode: 0o700 }),
      (error) =>
        new Script.ScriptError({
          title: "Temporary files have no place",
          happened: error.message,
          remedy: "See to the rights on data/runs and to room on the disk; nothing was sent."
        })
    ),
    () => Effect.ignore(fs.remove(own, { recursive: true }))
  )
  return own
})
