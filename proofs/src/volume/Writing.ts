/** Writing: as many updates as are asked for in flat memory, every way for the credits of its plan, and all of it there. */
import { createReadStream, createWriteStream } from "node:fs"
import { once } from "node:events"
import * as Readline from "node:readline"
import { asForecast, atMost, type Bench, type Finding, type Run } from "./Bench.ts"

export interface Size {
  /** Updated by calls of 100. */
  readonly updates: number
}

/** A file of changes for the first `rows` leads of an export. */
const changes = async (bench: Bench, name: string, rows: number, city: string): Promise<void> => {
  const out = createWriteStream(bench.path(name))
  out.write("id,City,Description\n")
  let written = -1
  for await (const line of Readline.createInterface({ input: createReadStream(bench.path("ids.csv")) })) {
    if (++written === 0) continue
    if (written > rows) break
    const id = line.slice(0, line.indexOf(","))
    if (!out.write(`${id},${city},"Changed as row ${written}, of ${rows}"\n`)) await once(out, "drain")
  }
  out.end()
  await once(out, "finish")
}

/** Leads with this city, by an export of their own. */
const inCrm = async (bench: Bench, what: string, city: string, rows: number): Promise<Finding> => {
  const where = ["--where", `City = '${city}'`, "--dry-run"]
  const { events } = await bench.script("export", ["--to", "seen.csv", "--overwrite", "--fields", "City", ...where])
  const seen = Number(events.find((it) => it.event === "plan")?.["rows"])
  return { what: `${what}: in the CRM`, expected: String(rows), seen: String(seen), ok: seen === rows }
}

const done = (what: string, run: Run, rows: number): Finding => {
  const seen = Number(run.events.findLast((it) => it.event === "summary")?.["done"])
  return { what: `${what}: reported as done`, expected: String(rows), seen: String(seen), ok: seen === rows }
}

/** A job of the emulator's takes two seconds: looked at twice at most, its result fetched once. */
const pollsOfJob = 3

export async function* findings(bench: Bench, { updates }: Size) {
  await bench.script("export", ["--to", "ids.csv", "--overwrite", "--fields", "City", "--via", "bulk"])
  const peaks: Array<number> = []
  for (const rows of [updates / 2, updates]) {
    const what = `${rows} leads updated by calls`
    const [name, city] = [`changes-${rows}.csv`, `Volume ${rows}`]
    await changes(bench, name, rows, city)
    const run = await bench.script("update-leads", ["--file", name, "--yes", "--via", "calls", "--trigger", "none"])
    yield* asForecast(what, run, 0)
    yield done(what, run, rows)
    yield await inCrm(bench, what, city, rows)
    peaks.push(run.megabytes)
  }
  const [half = 0, whole = 0] = peaks
  yield atMost(`${updates} leads updated: peak resident memory of the process`, 300, "MB", whole)
  yield atMost(`peak memory of ${updates} updates to that of ${updates / 2}`, 1.15, "x", whole / half)

  const people = ["Last_Name,External_Key", ...Array.from({ length: 26_000 }, (_, n) => `Person ${n},volume-${n}`)]
  const file = bench.path("people.csv")
  const out = createWriteStream(file)
  out.end(people.join("\n"))
  await once(out, "finish")
  const keyed = ["--file", "people.csv", "--key", "External_Key", "--yes", "--trigger", "none"]
  // One file of 25,000 and ten calls: cheaper than two files, and than calls alone.
  const added = await bench.script("import", keyed)
  yield* asForecast("26,000 leads added as planned", added, pollsOfJob)
  yield done("26,000 leads added as planned", added, 26_000)
  const again = await bench.script("import", [...keyed, "--operation", "upsert", "--via", "bulk"])
  yield* asForecast("26,000 leads upserted by bulk write", again, 2 * pollsOfJob)
  yield done("26,000 leads upserted by bulk write", again, 26_000)

  const where = ["--where", "Last_Name like 'Person%'", "--set", "City=Volume mass", "--yes", "--via", "mass"]
  // Settles the leads in a file first, which is not the write.
  await bench.script("update-leads", [...where, "--dry-run"])
  const mass = await bench.script("update-leads", where)
  yield* asForecast("26,000 leads by mass update", mass, 0)
  yield await inCrm(bench, "26,000 leads by mass update", "Volume mass", 26_000)
}
