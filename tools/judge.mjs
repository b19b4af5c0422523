// Judges what the emulator's tests asked and were answered by a referee made from Zoho's published OpenAPI data, where
// there is one: in the folder that OAS_JUDGE names, or in ../shared/oas-judge. The data is a witness, not the law: answers
// that break it on purpose stand, with their evidence, in a table of the emulator's README and are subtracted here.
import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const source = [process.env.OAS_JUDGE, join(root, "../shared/oas-judge")].find(
  (folder) => folder && existsSync(join(folder, "validate.mjs"))
)
if (source === undefined) {
  console.log("JUDGE: NOT RUN (set OAS_JUDGE to the folder that holds it)")
  process.exit(0)
}

/** `| operation | what the data says | evidence |` under the README's heading; backticks do not count. */
const exceptions = readFileSync(join(root, "packages/emulator/README.md"), "utf8")
  .split("## Where Zoho's OpenAPI data would complain")[1]
  .split("\n## ")[0]
  .split("\n")
  .map((line) => line.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$|`/g, "").trim()))
  .filter((cells) => cells.length === 3 && /^[A-Z]+ \//.test(cells[0]))
  .map(([operation, complaint, evidence]) => ({ operation, complaint, evidence, used: 0 }))

/** The data is of 2025: an operation that stands in the emulator's own table, from the pages of 2026, is not unknown. */
const shape = (operation) => operation.replaceAll(/\{[^}]*\}/g, "{}").replace("/crm/v8/Leads/", "/crm/v8/{}/")
const known = new Set(
  [
    ...readFileSync(join(root, "packages/emulator/src/operations/Known.ts"), "utf8").matchAll(
      /"(?:upload )?([A-Z]+ \/[^"]*)"/g
    )
  ].map(([, operation]) => shape(operation))
)

/** The data knows `/settings/custom_views` for a reading only, and takes a call of another kind for one on a record. */
const isMistaken = (ours, theirs) => {
  const [own, named] = [ours, theirs].map((operation) => shape(operation).split("/"))
  return own.some((segment, index) => segment !== "{}" && named[index] === "{}" && !/^[A-Z]/.test(segment))
}

/** Of rows that fail among others the data knows only those that succeed. */
const isFailedRow = (status, error) =>
  status === 207 && /^\/\w+\/N(?:\/(?:status|code|message|details)\b| )/.test(error)

const folder = mkdtempSync(join(tmpdir(), "effect-zoho-judge-"))
const run = (command, args, options) => {
  const result = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 30, ...options })
  if (result.error) throw result.error
  return result
}
let failed = 0
try {
  const judge = join(folder, "judge")
  cpSync(source, judge, { recursive: true, dereference: true })
  const install = run("npm", ["install", "--omit=dev", "--no-audit", "--no-fund"], { cwd: judge })
  if (install.status !== 0) throw new Error(`npm could not install the judge: ${install.stderr}`)
  const tests = run("vitest", ["run", "--reporter=dot"], {
    cwd: join(root, "packages/emulator"),
    env: { ...process.env, EMULATOR_CAPTURE: folder }
  })
  if (tests.status !== 0) throw new Error(`the emulator's tests failed:\n${tests.stdout.slice(-20_000)}`)
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith(".ndjson"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    // A refusal says that the request was sent wrong on purpose.
    .filter((it) => it.host !== "accounts" && it.fault === undefined && it.status !== null && it.status < 400)
  const capture = join(folder, "capture.txt")
  writeFileSync(capture, lines.map((line) => JSON.stringify(line)).join("\n"))
  // Into a file: the judge ends without waiting for a pipe to take all of its output.
  const output = join(folder, "verdicts.txt")
  run("node", ["validate.mjs", capture, "--json"], { cwd: judge, stdio: ["ignore", openSync(output, "w"), "inherit"] })
  const verdicts = readFileSync(output, "utf8")
    .trimEnd()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  if (lines.length === 0 || verdicts.length !== lines.length)
    throw new Error(`${verdicts.length} verdicts on ${lines.length} exchanges`)
  const complaints = new Map()
  const operations = new Set()
  const pathOf = (error) => error.split(" ")[0]
  verdicts.forEach((verdict, index) => {
    const line = lines[index]
    operations.add(line.operation)
    const operation = verdict.operation ?? line.operation
    const isJudged = (verdict.found || verdict.sdkOnly) && !isMistaken(line.operation, operation)
    const errors = isJudged
      ? (verdict.response?.errors ?? []).map((error) => error.replaceAll(/\/\d+/g, "/N"))
      : known.has(shape(line.operation))
        ? []
        : ["unknown operation"]
    if (errors.length === 0) return
    const own = exceptions.filter((it) => it.operation === operation)
    const excused = own.filter((it) => errors.some((error) => error.startsWith(it.complaint)))
    for (const exception of excused) exception.used++
    // Of several forms that an object may have, the judge complains about each key of each, up to the root: that is one
    // complaint.
    const objectOf = (error) => pathOf(error).replace(/[^/]*$/, "")
    const follows = (error) =>
      excused.some(
        ({ complaint }) =>
          error.startsWith(complaint) ||
          pathOf(complaint).startsWith(pathOf(error)) ||
          pathOf(complaint).startsWith(objectOf(error))
      )
    const failedRow = errors.some((error) => isFailedRow(line.status, error))
    const left = errors.find(
      (error) => !follows(error) && !isFailedRow(line.status, error) && !(failedRow && pathOf(error) === "/")
    )
    if (left !== undefined) {
      const complaint = `${operation} (${line.status}) | ${left}`
      complaints.set(complaint, (complaints.get(complaint) ?? 0) + 1)
    }
  })
  for (const [complaint, count] of complaints) console.log(`  ${count} x ${complaint}`)
  for (const { complaint, operation, used } of exceptions) {
    if (used === 0) console.log(`  the README's exception is not needed: ${operation} | ${complaint}`)
  }
  const unused = exceptions.filter((it) => it.used === 0).length
  // Random tests do not meet every exception each time: one that was not needed is told, and no more.
  failed = complaints.size
  console.log(
    `judge: ${lines.length} exchanges of ${operations.size} routes, ${complaints.size} kinds of complaint, ${exceptions.length} exceptions, ${unused} of them not needed`
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(failed === 0 ? 0 : 1)
