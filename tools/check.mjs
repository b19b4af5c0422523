// Everything that can be said about the sources without running them: types, lint, format, Effect's own diagnostics,
// versions, unused code, whether the packed tarballs work for those who install them, and whether the READMEs are true.
// `npm run check` runs all; `npm run check -- lint format` runs some.
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
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

/** Runs the first TypeScript block of every README against a local emulator: what is promised there has run. */
const examples = async () => {
  const emulator = spawn("node", ["packages/emulator/src/bin.ts", "--port", "0", "--json", "--limits", "off"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"]
  })
  const output = []
  let ok = true
  try {
    const [line] = await once(emulator.stdout, "data")
    const zoho = JSON.parse(String(line))
    const env = {
      ...process.env,
      CLIENT_ID: zoho.clientId,
      CLIENT_SECRET: zoho.clientSecret,
      REFRESH_TOKEN: zoho.refreshToken,
      USER_EMAIL: zoho.userEmail,
      ACCOUNTS_URL: zoho.accountsUrl,
      API_URL: zoho.apiUrl,
      UPLOAD_URL: zoho.uploadUrl,
      LEAD_ID_TO_UPDATE: zoho.leadId,
      TOKEN_STORE: "memory",
      LOG_FILE: "none"
    }
    // The root's example is for a script, so it runs among them.
    for (const [readme, folder] of [["README.md", "scripts"], ...projects.map((it) => [join(it, "README.md"), it])]) {
      const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, readme), "utf8"))?.[1]
      const file = join(root, folder, "readme-example.ts")
      try {
        if (code === undefined) throw new Error("has no example in TypeScript")
        writeFileSync(file, code)
        const result = run("node", [file], { cwd: join(root, folder), env, timeout: 30_000 })
        if (!result.ok) throw new Error(result.output)
      } catch (error) {
        output.push(`${readme}: ${error.message}`)
        ok = false
      } finally {
        rmSync(file, { force: true })
      }
    }
  } finally {
    emulator.kill()
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
  packed,
  examples
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
  const { ok, output } = await step()
  console.log(`${ok ? "ok  " : "FAIL"} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  if (!ok) {
    failed += 1
    console.log(output)
  }
}
process.exit(failed === 0 ? 0 : 1)
