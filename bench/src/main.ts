/** `npm run bench`: every measure and its bound, one a line; exit 1 when one is not kept. */
import { parseArgs } from "node:util"
import * as Speed from "./emulator/Speed.ts"
import * as Limits from "./limits/Queue.ts"
import * as Records from "./records/Speed.ts"
import * as Tokens from "./tokens/Speed.ts"
import type { Group, Line } from "./Measure.ts"

const groups: { readonly [name: string]: Group } = {
  tokens: Tokens.group,
  records: Records.group,
  emulator: Speed.group,
  // Last: what stands in line for it makes the process large.
  limits: Limits.group
}

const help = `usage: bench [flags] [group …]

  groups: ${Object.keys(groups).join(", ")}; all without one
  --json       one line of JSON a measure
  --leads N    rows of the large seed (default 1000000, which the bounds are about)
  --rounds N   pairs of runs for each ratio (default 7, the least)
`

const parse = () => {
  try {
    return parseArgs({
      options: {
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
        leads: { type: "string", default: "1000000" },
        rounds: { type: "string", default: "7" }
      },
      allowPositionals: true
    })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const show = (line: Line): string => {
  const bound = `${line.op} ${line.limit} ${line.unit}`
  return `${line.ok ? "ok  " : "MISS"} ${line.name.padEnd(24)} ${String(line.value).padStart(9)} ${line.unit} (${bound}, n = ${line.n})`
}

const main = async (): Promise<number> => {
  const parsed = parse()
  if (typeof parsed === "string") {
    process.stderr.write(`bench: ${parsed}\n\n${help}`)
    return 1
  }
  const { positionals, values } = parsed
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const unknown = positionals.filter((name) => groups[name] === undefined)
  const [leads, rounds] = [Number(values.leads), Number(values.rounds)]
  if (
    unknown.length > 0 ||
    !(Number.isInteger(leads) && leads >= 10_000) ||
    !(Number.isInteger(rounds) && rounds >= 7)
  ) {
    process.stderr.write(
      `bench: ${unknown.length > 0 ? `there is no group ${unknown.join(", ")}` : "--leads takes 10000 or more, --rounds 7 or more"}\n\n${help}`
    )
    return 1
  }
  let missed = 0
  for (const [name, group] of Object.entries(groups)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    for await (const line of group.run({ leads, rounds })) {
      if (!line.ok) missed++
      process.stdout.write(`${values.json ? JSON.stringify(line) : show(line)}\n`)
    }
  }
  return missed === 0 ? 0 : 1
}

process.exitCode = await main()
