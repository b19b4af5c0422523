/** The official SDKs, installed apart from everything of ours. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"

export const folder = join(import.meta.dirname, "../peers")

/** Installs them from their own lockfile. */
export const install = (): void => {
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"], {
    cwd: folder,
    stdio: ["ignore", process.stderr, process.stderr]
  })
  if (status !== 0) throw new Error("npm could not install the official SDKs")
}
