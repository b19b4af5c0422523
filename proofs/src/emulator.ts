/**
 * `npm run proof-emulator`: every route of the emulator is sent requests that are right in most places and wrong in some,
 * made of what it answered before. None makes it throw, hang, answer 500, or say JSON that is none. Nor do raw
 * bytes on its ports, spoilt in framing and content: control plane, pages, accounts and upload host too. And its property tests
 * (record calls agree with a model, COQL with a naive evaluator, snapshots are what they were) hold for many times the cases of `npm test`.
 */
import { parseArgs } from "node:util"
import * as Fuzz from "./emulator/Fuzz.ts"
import * as Properties from "./emulator/Properties.ts"
import * as Wire from "./emulator/Wire.ts"

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "2" },
    from: { type: "string", default: "1" },
    rounds: { type: "string", default: "100" },
    raw: { type: "string", default: "1000" },
    times: { type: "string", default: "5" }
  }
})

const counted = (statuses: { readonly [status: string]: number }): string =>
  Object.entries(statuses)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${count} ${name}`)
    .join(", ")

let failed = 0
const first = Number(values.from)
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const found = Fuzz.run(seed, Number(values.rounds))
  const ok = found.broken.length === 0
  if (!ok) failed++
  process.stdout.write(
    `${ok ? "ok  " : "MISS"} seed ${seed}: ${found.requests} requests to ${found.routes} routes; ${counted(found.statuses)}; ` +
      `the slowest took ${found.slowest.millis.toFixed(0)} ms (${found.slowest.call}); ${found.broken.length} broken\n`
  )
  for (const one of found.broken.slice(0, 20)) process.stdout.write(`     ${one}\n`)

  const wire = await Wire.run(seed, Number(values.raw))
  const sound = wire.broken.length === 0
  if (!sound) failed++
  process.stdout.write(
    `${sound ? "ok  " : "MISS"} seed ${seed}: ${wire.requests} requests of raw bytes; ${counted(wire.statuses)}; ${wire.broken.length} broken\n`
  )
  for (const one of wire.broken.slice(0, 20)) process.stdout.write(`     ${one}\n`)
}
const times = Number(values.times)
if (times > 0) {
  const { files, ok, seconds, text } = await Properties.run(times)
  if (!ok) failed++
  process.stdout.write(
    `${ok ? "ok  " : "MISS"} properties: ${files} files with ${times} times the cases of npm test, in ${seconds.toFixed(0)} s\n`
  )
  if (!ok) process.stdout.write(text)
}
process.exitCode = failed === 0 ? 0 : 1
