import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Zip from "@effect-zoho/emulator/bulk/Zip"
import { unzip, zip } from "./Support.ts"

const at = Date.parse("2026-01-05T03:30:00Z")
const texts = Schema.Array(Schema.String)

const text = (entry: Zip.Entry | undefined): string => Buffer.from(entry?.read(1 << 20) ?? []).toString("utf8")

describe("ZIP", () => {
  it.effect.prop("that is written here is read by another implementation", [texts, texts], ([first, second]) =>
    Effect.gen(function* () {
      const writer = Zip.writer(at)
      writer.entry("a.csv")
      for (const piece of first) writer.write(piece)
      writer.entry("é b.csv")
      for (const piece of second) writer.write(piece)
      const read = yield* Effect.promise(() => unzip(writer.finish()))
      const whole = (pieces: ReadonlyArray<string>) => Buffer.from(pieces.join(""), "utf8").toString("utf8")
      assert.deepStrictEqual(read, { "a.csv": whole(first), "é b.csv": whole(second) })
    })
  )

  it.effect("joins pieces that were compressed apart", () =>
    Effect.gen(function* () {
      const line = "5843104000000001609,Marlow,2025-06-19T09:00:00+05:30\n"
      const writer = Zip.writer(at)
      writer.entry("big.csv")
      for (let i = 0; i < 100_000; i++) writer.write(line)
      const archive = writer.finish()
      const read = yield* Effect.promise(() => unzip(archive))
      assert.strictEqual(read["big.csv"], line.repeat(100_000))
      assert.isBelow(archive.length, line.length * 10_000)
    })
  )

  it.effect("of another implementation is read here", () =>
    Effect.gen(function* () {
      const archive = yield* Effect.promise(() => zip({ "x/a.csv": "1,2\n", "b.csv": "" }))
      const entries = Zip.entries(archive)
      assert.deepStrictEqual(
        entries?.map((entry) => [entry.name, text(entry)]),
        [
          ["x/a.csv", "1,2\n"],
          ["b.csv", ""]
        ]
      )
    })
  )

  it.effect("gives no content that is corrupt or larger than allowed", () =>
    Effect.gen(function* () {
      const archive = yield* Effect.promise(() => zip({ "a.csv": "x".repeat(100_000) }))
      assert.isUndefined(Zip.entries(archive)?.[0]?.read(99_999))
      const broken = archive.slice()
      const inside = 30 + "a.csv".length + 9 + 10
      broken[inside] = (broken[inside] ?? 0) ^ 0xff
      assert.isUndefined(Zip.entries(broken)?.[0]?.read(1 << 20))
    })
  )

  it.prop(
    "of any bytes is refused, not stumbled over",
    [Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))],
    ([bytes]) => {
      assert.isUndefined(Zip.entries(new Uint8Array(bytes)))
    }
  )

  it.effect("with any byte changed is read or refused", () =>
    Effect.gen(function* () {
      const archive = yield* Effect.promise(() => zip({ "a.csv": "1,2\n3,4\n" }))
      for (let i = 0; i < archive.length; i++) {
        for (const value of [0, 0x7f, 0xff]) {
          const changed = archive.slice()
          changed[i] = value
          for (const entry of Zip.entries(changed) ?? []) entry.read(1000)
        }
      }
    })
  )
})
