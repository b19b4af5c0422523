/**
 * The `CreditStore` of one machine in a folder: each process keeps what it spent in a file of its own, below a folder for
 * each organisation, and reads those of the others. No locks, so a process that is killed holds nobody up; its file counts
 * for the 24 hours that its credits do.
 */
import { CreditStore, type Spent } from "@effect-zoho/auth/CreditStore"
import { TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Crypto from "node:crypto"
import * as Fs from "node:fs/promises"
import * as Path from "node:path"

const Kept = Schema.fromJsonString(Schema.Array(Schema.Struct({ minute: Schema.Int, credits: Schema.Finite })))
const read = Schema.decodeUnknownOption(Kept)

const day = 86_400_000

const sumSince = (spent: ReadonlyArray<Spent>, since: number): number =>
  spent.reduce((sum, it) => (it.minute > since ? sum + it.credits : sum), 0)

/** What the other files of a folder say; those that count no more are removed. */
const others = async (folder: string, own: string, since: number): Promise<number> => {
  let sum = 0
  for (const file of await Fs.readdir(folder)) {
    if (file === own || !file.endsWith(".json")) continue
    const path = Path.join(folder, file)
    const spent = Option.getOrElse(read(await Fs.readFile(path, "utf8").catch(() => "")), () => [])
    const counted = sumSince(spent, since)
    sum += counted
    // Nothing of it counts any more, and nobody writes to it: a process that spends writes once a second.
    if (counted === 0 && Date.now() - (await Fs.stat(path)).mtimeMs > day) await Fs.rm(path, { force: true })
  }
  return sum
}

/** The store in this folder, which is made when it is first needed. */
export const layer = (folder: string): Layer.Layer<CreditStore> =>
  Layer.sync(CreditStore, () => {
    const name = `${Crypto.randomUUID()}.json`
    const kept = new Map<string, Map<number, number>>()
    // The budgets of one process share its file.
    const oneByOne = Semaphore.makeUnsafe(1)
    return CreditStore.of({
      add: (org, spent, since) =>
        oneByOne.withPermit(
          Effect.tryPromise({
            try: async () => {
              const minutes = kept.get(org) ?? new Map<number, number>()
              const own = [...minutes].flatMap(([minute, credits]) => (minute > since ? [{ minute, credits }] : []))
              const next = new Map(own.map(({ credits, minute }) => [minute, credits]))
              for (const { credits, minute } of spent) next.set(minute, (next.get(minute) ?? 0) + credits)
              const all = [...next].map(([minute, credits]) => ({ minute, credits }))
              const place = Path.join(folder, encodeURIComponent(org))
              await Fs.mkdir(place, { recursive: true, mode: 0o700 })
              const aside = Path.join(place, `${name}.new`)
              await Fs.writeFile(aside, JSON.stringify(all), { mode: 0o600 })
              await Fs.rename(aside, Path.join(place, name))
              kept.set(org, next)
              return sumSince(all, since) + (await others(place, name, since))
            },
            catch: (cause) =>
              new TokenStoreError({
                store: `file:${folder}`,
                operation: "credits",
                problem: `the folder cannot be used${cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : ""}.`,
                remedy: "Check the disk and the permissions of the folder."
              })
          })
        )
    })
  })
