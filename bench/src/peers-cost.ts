/** `npm run bench:peers`: CPU of a page of 200 and of an update of 100, the official TypeScript SDK's to ours. */
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { join } from "node:path"
import * as Child from "./Child.ts"
import { median } from "./Measure.ts"
import { folder, install } from "./OfficialSdks.ts"

interface Cost {
  readonly page: number
  readonly update: number
}

/** What one client needs on an emulator of its own. */
const costOf = async (cwd: string, argv: ReadonlyArray<string>): Promise<Cost> => {
  const emulator = await Child.start(
    createRequire(import.meta.url).resolve("@effect-zoho/emulator/bin"),
    "--json",
    "--port",
    "0",
    "--leads",
    "1000",
    "--limits",
    "off"
  )
  try {
    const { status, stdout } = spawnSync(process.execPath, ["--no-deprecation", ...argv], {
      cwd,
      input: JSON.stringify(emulator.ready),
      stdio: ["pipe", "pipe", "inherit"],
      encoding: "utf8",
      timeout: 300_000
    })
    if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${String(status)}`)
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "")
  } finally {
    await emulator.stop()
  }
}

install()
const rounds = 3
const found: { readonly page: Array<number>; readonly update: Array<number> } = { page: [], update: [] }
for (let round = 0; round < rounds; round++) {
  const theirs = await costOf(folder, ["acceptance.mjs", "typescript", "cost"])
  const ours = await costOf(import.meta.dirname, [join(import.meta.dirname, "records/peer.ts")])
  for (const what of ["page", "update"] as const) {
    found[what].push(theirs[what] / ours[what])
    process.stdout.write(
      `${what}: the SDK ${theirs[what].toFixed(2)} ms of CPU a call, ours ${ours[what].toFixed(2)} ms: ${(theirs[what] / ours[what]).toFixed(1)} x\n`
    )
  }
}
for (const what of ["page", "update"] as const) {
  process.stdout.write(`median ${what}: ${median(found[what]).toFixed(1)} x (n = ${rounds})\n`)
}
