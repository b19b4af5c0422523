/** `npm run peers`: do the official SDKs accept the emulator as Zoho? Installs them apart and runs their everyday calls. */
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import * as Child from "./Child.ts"
import { folder, install } from "./OfficialSdks.ts"

interface Stats {
  readonly defects: number
}

/** Runs one SDK against an emulator of its own; true when every step did what Zoho would have done. */
const accepts = async (sdk: string): Promise<boolean> => {
  const emulator = await Child.start(
    createRequire(import.meta.url).resolve("@effect-zoho/emulator/bin"),
    "--json",
    "--port",
    "0",
    "--leads",
    "2500"
  )
  try {
    const { status } = spawnSync(process.execPath, ["--no-deprecation", "acceptance.mjs", sdk], {
      cwd: folder,
      input: JSON.stringify(emulator.ready),
      stdio: ["pipe", "inherit", "inherit"],
      timeout: 300_000
    })
    const stats: Stats = JSON.parse(await (await fetch(`${String(emulator.ready["controlUrl"])}/stats`)).text())
    if (stats.defects > 0) process.stderr.write(`the emulator counted ${stats.defects} defects\n`)
    return status === 0 && stats.defects === 0
  } finally {
    await emulator.stop()
  }
}

install()
const results: Array<boolean> = []
for (const sdk of ["node", "typescript"]) results.push(await accepts(sdk))
process.exitCode = results.every((ok) => ok) ? 0 : 1
