/**
 * Credits that several processes of one machine spend together: each keeps what it spent in a file of its own in one
 * folder, and reads those of the others. No locks, so a process that is killed holds nobody up; its file counts for the
 * 24 hours that its credits do. What the others spent is up to a second old, and what a killed process spent in its last
 * second is not known.
 */
import type { Others, Spent } from "@effect-zoho/client/Credits"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Crypto from "node:crypto"
import * as Fs from "node:fs/promises"
import * as Path from "node:path"

const Kept = Schema.fromJsonString(Schema.Array(Schema.Struct({ minute: Schema.Int, credits: Schema.Finite })))
const read = Schema.decodeUnknownOption(Kept)

const day = 1440

const sumSince = (spent: ReadonlyArray<Spent>, minute: number): number =>
  spent.reduce((sum, it) => (it.minute > minute ? sum + it.credits : sum), 0)

/** The others are those who keep their files in `folder`, which is made when it is first needed. A folder that cannot be used is as if there were no others. */
export const make = (folder: string): Others => {
  const name = `${Crypto.randomUUID()}.json`

  const others = async (minute: number): Promise<number> => {
    let sum = 0
    for (const file of await Fs.readdir(folder)) {
      if (file === name || !file.endsWith(".json")) continue
      const path = Path.join(folder, file)
      const spent = Option.getOrElse(read(await Fs.readFile(path, "utf8").catch(() => "")), () => [])
      const since = sumSince(spent, minute - day)
      sum += since
      // Nothing of it counts any more, and nobody writes to it: a process that lives writes once a second.
      const isOld = Date.now() - (await Fs.stat(path)).mtimeMs > day * 60_000
      if (since === 0 && isOld) await Fs.rm(path, { force: true })
    }
    return sum
  }

  let known = 0
  return {
    exchange: (spent) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.promise(async () => {
          try {
            await Fs.mkdir(folder, { recursive: true, mode: 0o700 })
            const aside = Path.join(folder, `${name}.new`)
            await Fs.writeFile(aside, JSON.stringify(spent), { mode: 0o600 })
            await Fs.rename(aside, Path.join(folder, name))
            known = await others(Math.floor(now / 60_000))
          } catch {
            // What was known last holds.
          }
          return known
        })
      )
  }
}
