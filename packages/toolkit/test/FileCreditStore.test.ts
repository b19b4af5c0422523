/** Credits that several processes spend over a folder: what the others spent counts, whatever became of them. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Credits from "@effect-zoho/client/Credits"
import * as SharedCredits from "@effect-zoho/client/SharedCredits"
import { suite } from "@effect-zoho/testing/CreditStoreTest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import * as FileCreditStore from "../src/FileCreditStore.ts"
import { temporaryFolder } from "./support.ts"

/** A budget as a process of its own has it. */
const budget = (folder: string, limit: number) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(Layer.fresh(Credits.layerWith({ limit })))
    const credits = yield* Effect.provide(Credits.Credits, context)
    const store = yield* Layer.build(Layer.fresh(FileCreditStore.layer(folder)))
    yield* credits.join(yield* Effect.provide(SharedCredits.make("org"), store))
    return credits
  })

const used = (credits: Credits.Credits["Service"]) => Effect.map(credits.state, (it) => it.used)

const shared = Fs.mkdtempSync(join(tmpdir(), "effect-zoho-credits-"))
afterAll(() => Fs.rmSync(shared, { recursive: true }))

suite("file", FileCreditStore.layer(shared), { shared: true })

describe("processes", () => {
  it.effect("know of each other's credits within a second, and of those of processes that ended", () =>
    Effect.gen(function* () {
      const folder = join(yield* temporaryFolder, "credits")
      yield* Effect.scoped(
        Effect.gen(function* () {
          const first = yield* budget(folder, 1000)
          yield* first.spend(300)
        })
      )
      const [one, two] = [yield* budget(folder, 1000), yield* budget(folder, 1000)]
      yield* one.spend(200)
      assert.strictEqual(yield* used(one), 500)
      yield* TestClock.adjust("1 seconds")
      yield* one.spend(100)
      yield* two.spend(100)
      // What the first told a second ago: its 200, not yet the 100.
      assert.isAtLeast(yield* used(two), 600)
      yield* TestClock.adjust("1 seconds")
      yield* one.spend(0)
      yield* TestClock.adjust("1 seconds")
      const refused = yield* Effect.flip(two.spend(400))
      assert.deepStrictEqual([refused.used, refused.allowed], [700, 1000])
      yield* two.spend(300)
      // A day later nothing of it counts.
      yield* TestClock.adjust("25 hours")
      yield* two.spend(900)
      assert.strictEqual(yield* used(two), 900)
    }).pipe(Effect.scoped)
  )

  it.live("that are killed are counted all the same", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const child = spawn(process.execPath, [join(import.meta.dirname, "fixtures/Spender.ts"), folder])
      yield* Effect.promise(() => once(child.stdout, "data"))
      child.kill("SIGKILL")
      yield* Effect.promise(() => once(child, "exit"))
      const credits = yield* budget(folder, 600)
      assert.strictEqual((yield* Effect.flip(credits.spend(200))).used, 500)
      yield* credits.spend(100)
    }).pipe(Effect.scoped)
  )

  it.live("spend on where the folder cannot be used", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      Fs.writeFileSync(join(folder, "file"), "")
      Fs.mkdirSync(join(folder, "org"))
      Fs.writeFileSync(join(folder, "org", "damaged.json"), '[{"minute":')
      const nowhere = yield* budget(join(folder, "file", "credits"), 100)
      yield* nowhere.spend(60)
      assert.strictEqual((yield* Effect.flip(nowhere.spend(60))).used, 60)
      const beside = yield* budget(folder, 100)
      yield* beside.spend(60)
    }).pipe(Effect.scoped)
  )
})
