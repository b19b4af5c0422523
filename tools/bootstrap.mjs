// Sets the workspace up: installs what the lockfile says when it has changed, and does nothing otherwise.
// Plain JavaScript for the system's Node >= 20, with nothing installed yet. All its output goes to stderr.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const stamp = join(root, "node_modules", ".bootstrap")

const manifests = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "scripts/package.json"]
for (const group of ["packages", "apps"]) {
  if (!existsSync(join(root, group))) continue
  for (const name of readdirSync(join(root, group)).sort()) manifests.push(`${group}/${name}/package.json`)
}
const hash = createHash("sha256").update(`${process.platform}-${process.arch}`)
for (const file of manifests) {
  if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)))
}
const key = hash.digest("hex")

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== key) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  process.stderr.write("Setting up the workspace (once) …\n")
  const result = spawnSync("npx", ["--yes", packageManager, "install", "--frozen-lockfile"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32"
  })
  if (result.error) {
    process.stderr.write(`Could not run npx: ${result.error.message}. Install npm and run this again.\n`)
    process.exit(1)
  }
  if (result.status !== 0) process.exit(result.status ?? 1)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, key)
}

// Everything that follows runs on node_modules/.bin/node where the platform has one, else on the system's Node.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (!existsSync(join(root, "node_modules", ".bin", "node")) && (major < 22 || (major === 22 && minor < 19))) {
  process.stderr.write(
    `There is no pinned Node for ${process.platform}-${process.arch}, and this one is ${process.versions.node}: install Node >= 22.19.\n`
  )
  process.exit(1)
}
