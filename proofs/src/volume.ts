/**
 * `npm run proof-volume`: many rows read and written in the memory of a few, by every way for the credits that its plan
 * named, each row where it belongs. 201,000 leads and 50,000 updates, or
 * with `--full` 1,000,000 and 250,000.
 */
import { parseArgs } from "node:util"
import * as Bench from "./volume/Bench.ts"
import * as Reading from "./volume/Reading.ts"
import * as Writing from "./volume/Writing.ts"

const { positionals, values } = parseArgs({
  options: { full: { type: "boolean", default: false } },
  allowPositionals: true
})

// More than 200,000 leads: a bulk read of two jobs at least.
const size = values.full
  ? { leads: 1_000_000, rows: 100_000, updates: 250_000, rounds: 3 }
  : { leads: 201_000, rows: 100_000, updates: 50_000, rounds: 1 }

const parts = {
  reading: (bench: Bench.Bench) => Reading.findings(bench, size),
  writing: (bench: Bench.Bench) => Writing.findings(bench, size)
}

let failed = 0
const began = performance.now()
const bench = await Bench.make(size.leads)
try {
  for (const [name, part] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    for await (const { expected, isTime, ok, seen, what } of part(bench)) {
      if (!ok && (values.full || isTime !== true)) failed++
      process.stdout.write(`${ok ? "ok  " : "MISS"} ${what}: ${seen} (expected ${expected})\n`)
    }
  }
} finally {
  await bench.stop()
}
process.stdout.write(`${((performance.now() - began) / 1000).toFixed(0)} s\n`)
process.exitCode = failed === 0 ? 0 : 1
