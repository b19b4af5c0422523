/** What several tests of the toolkit need. */
import * as Effect from "effect/Effect"
import * as Fs from "node:fs/promises"
import * as Os from "node:os"
import * as NodePath from "node:path"

/** A folder of its own for one test, gone afterwards. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.promise(() => Fs.mkdtemp(NodePath.join(Os.tmpdir(), "effect-zoho-"))),
  (folder) => Effect.promise(() => Fs.rm(folder, { recursive: true, force: true }))
)

/** Streams that keep what is written. */
export const capture = () => {
  const out: Array<string> = []
  const err: Array<string> = []
  return {
    streams: { stdout: (text: string) => void out.push(text), stderr: (text: string) => void err.push(text) },
    out: () => out.join(""),
    err: () => err.join(""),
    lines: () =>
      out
        .join("")
        .split("\n")
        .filter((it) => it !== "")
        .map((it): unknown => JSON.parse(it))
  }
}
