// Everything that can be said about the sources without running them: types, lint, format, Effect's own diagnostics,
// versions, unused code, and whether the packed tarballs work for those who install them.
// `npm run check` runs all; `npm run check -- lint format` runs some.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")

const run = (command, args, options = {}) => {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, FORCE_COLOR: "0", TURBO_TELEMETRY_DISABLED: "1" },
    shell: process.platform === "win32",
    ...options
  })
  if (result.error) return { ok: false, output: `${command}: ${result.error.message}` }
  return { ok: result.status === 0, output: `${result.stdout ?? ""}${result.stderr ?? ""}` }
}

const packages = readdirSync(join(root, "packages"))
const projects = [...packages.map((name) => `packages/${name}`), "apps/demo", "scripts"]

/** Packs every publishable package and looks at the tarball as an installer would. */
const packed = () => {
  const folder = mkdtempSync(join(tmpdir(), "effect-zoho-pack-"))
  const output = []
  let ok = true
  try {
    for (const name of packages) {
      const { private: hidden } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"))
      if (hidden) continue
      const pack = run("pnpm", ["pack", "--pack-destination", folder], { cwd: join(root, "packages", name) })
      if (!pack.ok) {
        output.push(pack.output)
        ok = false
      }
    }
    for (const tarball of readdirSync(folder).sort()) {
      for (const [command, ...args] of [
        ["publint", "--strict", join(folder, tarball)],
        ["attw", "--profile", "esm-only", "--no-emoji", join(folder, tarball)]
      ]) {
        const result = run(command, args)
        if (!result.ok) {
          output.push(`${command} ${tarball}\n${result.output}`)
          ok = false
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { ok, output: output.join("\n") }
}

/** Effect's language service does not follow references: one run a project. */
const effect = () => {
  const results = projects.map((project) => ({
    project,
    ...run("effect-tsgo", ["diagnostics", "--project", join(project, "tsconfig.json"), "--format", "text"])
  }))
  return {
    ok: results.every((it) => it.ok),
    output: results.map((it) => `${it.project}\n${it.output}`).join("\n")
  }
}

const steps = {
  types: () => run("tsc", ["-b"]),
  lint: () => run("oxlint", ["--type-aware", "--deny-warnings"]),
  format: () => run("oxfmt", ["--check"]),
  effect,
  versions: () => run("sherif", ["--no-install"]),
  unused: () => run("knip", ["--no-progress"]),
  packed
}

const asked = process.argv.slice(2)
const unknown = asked.filter((it) => !(it in steps))
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}.`)
  process.exit(1)
}
let failed = 0
for (const [name, step] of Object.entries(steps)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const start = performance.now()
  const { ok, output } = step()
  console.log(`${ok ? "ok  " : "FAIL"} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  if (!ok) {
    failed += 1
    console.log(output)
  }
}
process.exit(failed === 0 ? 0 : 1)
