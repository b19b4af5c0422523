// Runs every package's tests through turbo and ends with one plain line: `N passed, N failed, N skipped`.
// `npm test -- --force` reruns what turbo would replay; `npm test -- --filter=@effect-zoho/auth` runs one package.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const folders = ["packages", "apps"].flatMap((group) => readdirSync(join(root, group)).map((name) => join(group, name)))
folders.push("scripts")
const tested = folders.filter((folder) => existsSync(join(root, folder, "package.json")))

// A result left over from an earlier run must not be counted for a package that did not run.
for (const folder of tested) rmSync(join(root, folder, "test-results.json"), { force: true })

const turbo = spawnSync(
  "turbo",
  // One package more than the two cores that this is meant for: tests often wait for a process or a browser.
  ["run", "test", "--continue", "--output-logs=new-only", "--concurrency=3", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", FORCE_COLOR: "0" },
    shell: process.platform === "win32"
  }
)
if (turbo.error) {
  console.error(`Could not run turbo: ${turbo.error.message}`)
  process.exit(1)
}

const filtered = process.argv.slice(2).some((it) => it.startsWith("--filter") || it === "-F")
let passed = 0
let failed = 0
let skipped = 0
const skips = []
for (const folder of tested) {
  const file = join(root, folder, "test-results.json")
  if (!existsSync(file)) {
    if (filtered) continue
    console.error(`${folder}: no test results; counted as one failure`)
    failed += 1
    continue
  }
  const results = JSON.parse(readFileSync(file, "utf8"))
  passed += results.numPassedTests
  failed += results.numFailedTests
  for (const suite of results.testResults) {
    // A file that fails to load has no tests to count: it is a failure of its own.
    if (suite.status === "failed" && !suite.assertionResults.some((it) => it.status === "failed")) failed += 1
    for (const test of suite.assertionResults) {
      if (test.status === "passed" || test.status === "failed") continue
      skipped += 1
      skips.push(`${folder}: ${test.fullName}`)
    }
  }
}

// The emulator's secrets have forms of their own: tokens and codes, client secrets. None may stand in what the suite
// printed (the logs that turbo keeps, of replayed runs too) or reported.
const secrets = [/1000\.[0-9a-f]{32}\.[0-9a-f]{32}/, /(?<![0-9a-f])[0-9a-f]{42}(?![0-9a-f])/]
for (const folder of tested) {
  for (const name of ["test-results.json", join(".turbo", "turbo-test.log")]) {
    const file = join(root, folder, name)
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : []
    const at = lines.findIndex((line) => secrets.some((secret) => secret.test(line)))
    if (at < 0) continue
    console.error(`${join(folder, name)}:${at + 1}: a secret of the emulator's form; counted as one failure`)
    failed += 1
  }
}

for (const skip of skips) console.log(`skipped: ${skip}`)
const ok = turbo.status === 0 && failed === 0
if (!ok && failed === 0) {
  console.error("turbo reports a failure that no test accounts for; counted as one")
  failed += 1
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exit(ok ? 0 : 1)
