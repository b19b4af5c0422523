/** Reading: all leads by bulk read, many by list and by COQL beside raw HTTP, and what each costs. */
import { createReadStream } from "node:fs"
import * as Readline from "node:readline"
import { asForecast, atMost, type Bench, type Finding } from "./Bench.ts"
import { fields } from "./Fields.ts"

export interface Size {
  readonly leads: number
  /** By list and by COQL; a list ends at 100,000. */
  readonly rows: number
  /** Pairs of runs for each ratio. */
  readonly rounds: number
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN

/** Rows of an export, and how many of their ids do not come after the one before. */
const inFile = async (path: string): Promise<{ readonly rows: number; readonly disorder: number }> => {
  let [rows, disorder, last] = [-1, 0, ""]
  for await (const line of Readline.createInterface({ input: createReadStream(path) })) {
    if (++rows === 0) continue
    const id = line.slice(0, line.indexOf(","))
    if (id <= last) disorder++
    last = id
  }
  return { rows, disorder }
}

/** Jobs of 200,000 rows; the emulator's take two seconds, and each is looked at twice at most and fetched once. */
const mostPolls = (leads: number): number => 3 * Math.ceil(leads / 200_000)

const exported = async (bench: Bench, via: string, rows: number, more: ReadonlyArray<string>) => {
  const run = await bench.script("export", [
    "--to",
    "leads.csv",
    "--overwrite",
    "--fields",
    fields.join(","),
    "--via",
    via,
    ...more
  ])
  const file = await inFile(bench.path("leads.csv"))
  const what = `${rows} leads by ${via}`
  const findings: ReadonlyArray<Finding> = [
    ...asForecast(what, run, via === "bulk" ? mostPolls(rows) : 0),
    {
      what: `${what}: in the file, in the order of ids`,
      expected: String(rows),
      seen: file.disorder === 0 ? String(file.rows) : `${file.rows}, ${file.disorder} out of order`,
      ok: file.rows === rows && file.disorder === 0
    }
  ]
  return { findings, megabytes: run.megabytes }
}

const timed = async (bench: Bench, how: string, via: string, rows: number): Promise<number> => {
  const { code, lines } = await bench.child([how, via, String(rows), bench.token])
  const said: { readonly rows: number; readonly millis: number } = JSON.parse(lines.at(-1) ?? "{}")
  if (code !== 0 || said.rows !== rows) throw new Error(`${how} by ${via} read ${said.rows} rows of ${rows}`)
  return said.millis
}

/** What one way is beside raw undici and JSON, and how its time grows with the rows. */
const beside = async (bench: Bench, via: string, { rounds, rows }: Size) => {
  const toRaw: Array<number> = []
  const perRow: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const raw = await timed(bench, "raw", via, rows)
    const many = await timed(bench, "ours", via, rows)
    const few = await timed(bench, "ours", via, rows / 5)
    toRaw.push(many / raw)
    perRow.push(many / rows / (few / (rows / 5)))
  }
  return [
    atMost(`${rows} leads by ${via}: time, n = ${rounds}`, 1.3, "x raw", median(toRaw)),
    atMost(`by ${via}: time a row at ${rows} to that at ${rows / 5}`, 1.2, "x", median(perRow))
  ].map((it): Finding => ({ ...it, isTime: true }))
}

/** Peak memory at twice the rows, to that at the rows: flat, and what two runs of one process differ by. */
const flat = 1.15

export async function* findings(bench: Bench, size: Size) {
  const bulk = await exported(bench, "bulk", size.leads, [])
  yield* bulk.findings
  yield atMost(`${size.leads} leads by bulk: peak resident memory of the process`, 250, "MB", bulk.megabytes)
  for (const via of ["list", "coql"]) {
    const half = await exported(bench, via, size.rows / 2, ["--limit", String(size.rows / 2)])
    const all = await exported(bench, via, size.rows, ["--limit", String(size.rows)])
    yield* half.findings
    yield* all.findings
    const growth = [all.megabytes / half.megabytes]
    // Two runs of one process differ by some percent: what looks like growth is looked at twice more, and the middle counts.
    while (growth.length < 3 && (growth[0] ?? 0) > flat) {
      const few = await exported(bench, via, size.rows / 2, ["--limit", String(size.rows / 2)])
      const many = await exported(bench, via, size.rows, ["--limit", String(size.rows)])
      growth.push(many.megabytes / few.megabytes)
    }
    yield atMost(
      `by ${via}: peak memory at ${size.rows} to that at ${size.rows / 2}, n = ${growth.length}`,
      flat,
      "x",
      median(growth)
    )
    yield* await beside(bench, via, size)
  }
}
