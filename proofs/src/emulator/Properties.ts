/** The emulator's own property tests, with many times the cases that `npm test` has time for. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../", import.meta.url))

const files = ["test/records/Model.test.ts", "test/coql/Agreement.test.ts", "test/Snapshots.test.ts"]

export interface Outcome {
  readonly ok: boolean
  readonly files: number
  readonly seconds: number
  /** What the tests wrote, for when they fail. */
  readonly text: string
}

export const run = async (times: number): Promise<Outcome> => {
  const began = performance.now()
  const child = spawn(process.execPath, [`${root}node_modules/vitest/vitest.mjs`, "run", "--reporter=dot", ...files], {
    cwd: `${root}packages/emulator`,
    env: { ...process.env, PROOF_TIMES: String(times) },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const parts: Array<string> = []
  const keep = (part: Buffer): void => void parts.push(part.toString())
  child.stdout.on("data", keep)
  child.stderr.on("data", keep)
  const [code]: ReadonlyArray<unknown> = await once(child, "close")
  return {
    ok: code === 0,
    files: files.length,
    seconds: (performance.now() - began) / 1000,
    text: parts.join("")
  }
}
