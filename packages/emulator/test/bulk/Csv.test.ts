import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Csv from "@effect-zoho/emulator/bulk/Csv"
import { rowsOf } from "./Support.ts"

// Text made of what CSV trips over, and any text at all. A mark at the start is an encoding's, not a cell's.
const risky = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Schema.Literals(['"', ",", "\n", "\r", "\r\n", ";", " ", "a", "é", "🙂", ""]))),
  (pieces) => pieces.join("")
)
const cell = Arbitrary.filter(risky, (text) => !text.startsWith("\ufeff"))
const row = Arbitrary.array(cell, { minLength: 1 })

describe("CSV", () => {
  it.prop("comes back as it was written", [Arbitrary.array(row)], ([rows]) => {
    assert.deepStrictEqual([...Csv.rows(rows.map(Csv.line).join(""))], rows)
  })

  it.effect.prop("is read by another implementation as it was written", [Arbitrary.array(row)], ([rows]) =>
    Effect.map(
      Effect.promise(() => rowsOf(rows.map(Csv.line).join(""))),
      (read) => assert.deepStrictEqual(read, rows)
    )
  )

  it.prop("is read whatever it is", [Schema.String, Schema.Literals([",", ";", ":", "|"])], ([text, delimiter]) => {
    for (const cells of Csv.rows(text, delimiter)) assert.isAbove(cells.length, 0)
  })

  it("is read with its own delimiter, without blank lines, with a quote left open", () => {
    const read = (text: string) => [...Csv.rows(text, Csv.delimiterOf(text))]
    assert.deepStrictEqual(read("a;b\r\n\r\n1;2,5\r\n"), [
      ["a", "b"],
      ["1", "2,5"]
    ])
    assert.deepStrictEqual(read('"a|b",c\n1,2'), [
      ["a|b", "c"],
      ["1", "2"]
    ])
    assert.deepStrictEqual(read("a|b\n1|2"), [
      ["a", "b"],
      ["1", "2"]
    ])
    assert.deepStrictEqual(read('a,b\n"open,\nstill'), [["a", "b"], ["open,\nstill"]])
    assert.deepStrictEqual(read('a,b\n,\n""\n'), [["a", "b"], ["", ""], [""]])
  })

  it("is decoded by its byte order mark first, then by the name of its encoding", () => {
    assert.strictEqual(Csv.textOf(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]), undefined), "a")
    assert.strictEqual(Csv.textOf(new Uint8Array([0xff, 0xfe, 0x61, 0]), "UTF-8"), "a")
    assert.strictEqual(Csv.textOf(new Uint8Array([0, 0x61]), "UTF-16BE"), "a")
    assert.strictEqual(Csv.textOf(new Uint8Array([0xe9]), "ISO-8859-1"), "é")
    assert.strictEqual(Csv.textOf(new Uint8Array([0xe9]), "UTF-8"), "\ufffd")
  })
})
