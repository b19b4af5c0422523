/** The command line: each setting and switch as a flag, unknown ones refused with the nearest known one. */
import * as Result from "effect/Result"
import { parseArgs } from "node:util"
import { UsageError } from "./ScriptError.ts"

/** One flag, as `--help` shows it. Names stand without dashes. */
export interface Flag {
  readonly name: string
  /** Other names for the same: `lead` for `lead-id-to-update`. */
  readonly aliases: ReadonlyArray<string>
  readonly kind: "value" | "switch"
}

export interface Parsed {
  /** The text of each value flag, by its first name. */
  readonly values: ReadonlyMap<string, string>
  /** The switches that are on, by their first names. */
  readonly switches: ReadonlySet<string>
}

const seeHelp = "Run it with --help to see what it takes."

const usage = (happened: string, remedy = seeHelp) => Result.fail(new UsageError({ happened, remedy }))

/** Reads the arguments after the script's name. A flag's value is never part of an error: it may be a secret. */
export const parse = (args: ReadonlyArray<string>, flags: ReadonlyArray<Flag>): Result.Result<Parsed, UsageError> => {
  const known = new Map(flags.flatMap((flag) => [flag.name, ...flag.aliases].map((name) => [name, flag] as const)))
  const options = Object.fromEntries(
    [...known].map(([name, { kind }]) => [
      name,
      { type: kind === "value" ? ("string" as const) : ("boolean" as const) }
    ])
  )
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  const values = new Map<string, string>()
  const switches = new Set<string>()
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue
    if (token.kind === "positional") {
      return usage(`It takes no argument without a flag; the one in place ${token.index + 1} was not expected.`)
    }
    const flag = known.get(token.name)
    if (flag === undefined) {
      const near = nearest(token.name, [...known.keys()])
      return usage(
        `There is no flag ${token.rawName}.`,
        near === undefined ? seeHelp : `Did you mean --${near}? ${seeHelp}`
      )
    }
    if (flag.kind === "switch") {
      if (token.value !== undefined) return usage(`--${token.name} takes no value.`)
      switches.add(flag.name)
      continue
    }
    // `--lead --json` is a forgotten value, not a value; `--lead=--json` would be one.
    const swallowed = !token.inlineValue && token.value?.startsWith("--") === true
    if (token.value === undefined || swallowed) return usage(`--${token.name} needs a value after it.`)
    if (values.has(flag.name)) return usage(`--${flag.name} is given twice.`, "Give it once.")
    values.set(flag.name, token.value)
  }
  return Result.succeed({ values, switches })
}

/** The known name that takes the fewest single-letter edits, if they are few. */
export const nearest = (name: string, known: ReadonlyArray<string>): string | undefined => {
  const ranked = known
    .map((it) => ({ it, edits: it.startsWith(name) && name.length > 2 ? 1 : distance(name, it) }))
    .sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best !== undefined && best.edits <= Math.max(2, Math.floor(name.length / 3)) ? best.it : undefined
}

/** Levenshtein's distance, one row of its table at a time. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same))
    }
    row = next
  }
  return row[b.length] ?? 0
}
