import * as Cells from "@effect-zoho/toolkit/Cells"
import * as Columns from "@effect-zoho/toolkit/Columns"
import * as Csv from "@effect-zoho/toolkit/Csv"
import * as Progress from "@effect-zoho/toolkit/Progress"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

const withFile = Effect.fnUntraced(function* (content: Uint8Array) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* fs.makeTempFileScoped({ suffix: ".csv" })
  yield* fs.writeFile(path, content)
  const file = yield* Csv.open(path)
  return { file, lines: yield* Stream.runCollect(file.lines) }
}, Effect.scoped)

describe("a file", () => {
  it.effect.prop(
    "written is read as it was: quotes, delimiters and line breaks in cells, in any encoding",
    [
      Schema.Array(Schema.Array(Schema.String).check(Schema.isMinLength(3), Schema.isMaxLength(3))).check(
        Schema.isMaxLength(6)
      ),
      Schema.Literals(["utf-8", "utf-16le"])
    ],
    ([rows, encoding]) =>
      Effect.gen(function* () {
        // A lone surrogate is no text, and a line of empty cells alone is an empty line.
        const sound = rows.map((row) => ["x", ...row.map((it) => it.toWellFormed().replaceAll("\uFEFF", ""))])
        const text = [["k", "a", "b", "c"], ...sound].map(Csv.line).join("")
        const bytes =
          encoding === "utf-8"
            ? Buffer.from(`\uFEFF${text}`, "utf8")
            : Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])
        const { file, lines } = yield* withFile(bytes)
        assert.deepStrictEqual(file.header, ["k", "a", "b", "c"])
        assert.deepStrictEqual(
          lines,
          sound.map((cells, n) => ({ row: n + 1, cells }))
        )
      }).pipe(Effect.provide(NodeFileSystem.layer)),
    { arbitrary: { runs: 60 } }
  )

  it("tells its delimiter from its first line, quotes left aside", () => {
    const detect = (text: string) => Csv.detect(Buffer.from(text)).delimiter
    assert.strictEqual(detect("a,b;c,d\n;;;;"), ",")
    assert.strictEqual(detect('"a,b,c";d\n'), ";")
    assert.strictEqual(detect("a\tb\tc"), "\t")
    assert.strictEqual(detect("alone"), ",")
  })

  it.effect("that is empty has no header, and says so", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(withFile(new Uint8Array()))
      assert.match(error.message, /is empty/)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.prop("has no cell that a spreadsheet runs, and loads back as it was", [Schema.String], ([text]) => {
    const cell = Csv.escaped(text)
    assert.notMatch(cell, /^[=+\-@\t\r]/u)
    assert.strictEqual(Csv.unescaped(cell), text)
  })
})

describe("cells", () => {
  const read = (data_type: string, cell: string, decimal: Cells.Decimal = "point") => {
    const result = Cells.reader({ data_type, api_name: "F" }, decimal)(cell)
    return Result.isSuccess(result) ? result.success : `expected ${result.failure}`
  }

  /** What a cell should have been. */
  const expected = (data_type: string, cell: string): string => {
    const result = Cells.reader({ data_type, api_name: "F" }, "point")(cell)
    return Result.isFailure(result) ? result.failure : ""
  }

  it("are read by the type of their field", () => {
    assert.strictEqual(read("currency", "1,234.50"), 1234.5)
    assert.strictEqual(read("currency", "1.234,50", "comma"), 1234.5)
    assert.strictEqual(read("double", "-0,5", "comma"), -0.5)
    assert.strictEqual(read("boolean", "Yes"), true)
    assert.strictEqual(read("boolean", "0"), false)
    assert.deepStrictEqual(read("multiselectpicklist", "a; b;"), ["a", "b"])
    assert.deepStrictEqual(read("ownerlookup", "5843104000000000006"), { id: "5843104000000000006" })
    assert.strictEqual(read("phone", "'+1 555 0100"), "+1 555 0100")
    assert.strictEqual(read("bigint", "12345678901234567890"), "12345678901234567890")
  })

  it("that are none of it say what was expected", () => {
    assert.match(expected("currency", "1.234,50"), /a number such as 1,234\.5/)
    assert.match(expected("currency", "1,23"), /number/)
    assert.match(expected("integer", "9007199254740993"), /number/)
    assert.match(expected("integer", "NaN"), /number/)
    assert.match(expected("boolean", "perhaps"), /true or false/)
    assert.match(expected("lookup", "Acme"), /id of a record/)
  })

  it.prop("written are read back the same", [Schema.Finite, Schema.Boolean, Schema.String], ([n, flag, text]) => {
    const number = Number.isInteger(n) ? Math.trunc(n % 1e15) : Math.round((n % 1e6) * 100) / 100
    // Exponents are no form of a cell.
    if (!/e/u.test(String(number))) assert.strictEqual(read("double", Cells.write(number)), number + 0)
    assert.strictEqual(read("boolean", Cells.write(flag)), flag)
    if (text !== "") assert.strictEqual(read("text", Cells.write(text)), text)
  })

  it("of records, lists and nothing load back", () => {
    assert.strictEqual(Cells.write({ id: "5", name: "Acme" }), "5")
    assert.strictEqual(Cells.write([{ id: "7", name: "hot", color_code: "#fff" }]), "hot")
    assert.strictEqual(Cells.write(["a", "b"]), "a;b")
    assert.strictEqual(Cells.write(null), "")
    assert.strictEqual(Cells.write("=1+1"), "'=1+1")
  })
})

describe("columns", () => {
  const fields = [
    { id: "1", api_name: "Last_Name", field_label: "Last Name", data_type: "text" },
    { id: "2", api_name: "Phone", field_label: "Telephone", data_type: "phone" },
    { id: "3", api_name: "Telephone", field_label: "Other", data_type: "phone" },
    { id: "4", api_name: "Revenue", field_label: "Revenue", data_type: "currency" }
  ]
  const make = (header: ReadonlyArray<string>, empty: "keep" | "clear" = "keep", map = new Map<string, string>()) =>
    Columns.make(header, fields, { map, decimal: "point", empty })

  it("are fields by API name first, then by label, in any case; the id; and what the caller says", () => {
    const columns = Result.getOrThrow(
      make(["last name", "TELEPHONE", "Record Id", "_note", "Turnover"], "keep", new Map([["Turnover", "Revenue"]]))
    )
    assert.deepStrictEqual(columns.apiNames, ["Last_Name", "Telephone", "id", "Revenue"])
    assert.deepStrictEqual(Result.getOrThrow(columns.values(["A", "1", "5", "x", "7"])), {
      Last_Name: "A",
      Telephone: "1",
      id: "5",
      Revenue: 7
    })
    assert.deepStrictEqual(Result.getOrThrow(columns.values(["A", "", "5"])), { Last_Name: "A", id: "5" })
  })

  it("with an empty cell keep the field or clear it, but never the id", () => {
    const columns = Result.getOrThrow(make(["id", "Phone"], "clear"))
    assert.deepStrictEqual(Result.getOrThrow(columns.values(["", ""])), { Phone: null })
  })

  it("that are unknown or there twice are refused, each by its name", () => {
    const unknown = make(["Last_Name", "Nonsense", "More"])
    assert.match(Result.isFailure(unknown) ? unknown.failure.happened : "", /"Nonsense", "More"/)
    const twice = make(["Last_Name", "Last Name"])
    assert.match(Result.isFailure(twice) ? twice.failure.happened : "", /Two columns mean Last_Name/)
  })
})

it("progress says rows, rate, credits and what is left", () => {
  assert.strictEqual(
    Progress.text({ rows: 12_300, total: 50_000, seconds: 30, credits: 1230 }),
    "12,300 of 50,000 rows, 410 rows/s, 1,230 credits, 2 min left"
  )
  assert.strictEqual(
    Progress.text({ rows: 0, total: undefined, seconds: 0, credits: 0 }),
    "0 rows, 0 rows/s, 0 credits"
  )
})
