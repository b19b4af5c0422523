/** The language of formulas: what it reads, what it refuses and how, and what comes of it. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Evaluate from "@effect-zoho/emulator/records/formula/Evaluate"
import * as Expression from "@effect-zoho/emulator/records/formula/Expression"

const fields: { readonly [name: string]: Evaluate.Value } = {
  Amount: 250.5,
  Name: "Ada Lovelace",
  Empty: null,
  Done: true,
  Day: "2026-02-28",
  At: "2026-03-01T10:45:00+05:30"
}
const scope: Evaluate.Scope = { now: "2026-03-01T00:00:00+05:30", field: (name) => fields[name] ?? null }
const valueOf = (text: string): unknown => {
  const read = Expression.parse(text)
  return "code" in read ? read.code : Evaluate.evaluate(read, scope)
}

describe("formulas", () => {
  it("come to what their operators and functions say", () => {
    const cases: ReadonlyArray<readonly [string, unknown]> = [
      ["1 + 2 * 3 ^ 2", 19],
      ["(1 + 2) * 3 - -4", 13],
      ["7 % 4 / 2", 1.5],
      ["${Amount} * 2", 501],
      ["${Amount} / 0", null],
      ["${Empty} + 1", null],
      ["If(${Amount} > 100 && !(${Done} == false), 'big', \"small\")", "big"],
      ["If(${Empty} == 1, 1/0, 2)", 2],
      ["And(${Done}, 1 <= 1, 2 != 3)", true],
      ["Or(false, Not(${Done}))", false],
      ["Abs(-3) + Ceil(1.2) + Floor(1.8)", 6],
      ["Max(1, 5, 3) - Min(4, 2)", 3],
      ["Sqrt(Len(${Name}) + 4)", 4],
      ["Round(1)", "SYNTAX_ERROR"],
      ["Concat(Upper('a'), Lower('B'), Trim('  c '))", "Abc"],
      ["Contains(${Name}, 'Love')", true],
      ["Startswith(${Name}, 'Ada') && Endswith(${Name}, 'lace')", true],
      ["Substring(${Name}, 5, 4)", "Love"],
      ["Replace(${Name}, 'a', 'o')", "Ado Loveloce"],
      ["Find(${Name}, 'a', 2)", 10],
      ["Tostring(5) + '%'", "5%"],
      ["Year(${Day}) * 100 + Month(${Day})", 202602],
      ["Hour(${At}) * 60 + Minute(${At}) + Dayofmonth(${At})", 646],
      ["Datecomp(${At}, Now())", 645],
      ["Datepart(${At})", "2026-03-01"],
      ["Len(${Empty})", null],
      ["Len('it\\'s')", 4],
      ["true", true]
    ]
    for (const [text, value] of cases) assert.strictEqual(valueOf(text), value, text)
  })

  it("are refused by what is wrong with them", () => {
    const cases: ReadonlyArray<readonly [string, string]> = [
      ["", "SYNTAX_ERROR"],
      ["1 +", "SYNTAX_ERROR"],
      ["1 2", "SYNTAX_ERROR"],
      ["Amount", "SYNTAX_ERROR"],
      ["Unknown(1)", "SYNTAX_ERROR"],
      ["'open", "SYNTAX_ERROR"],
      ["#", "SYNTAX_ERROR"],
      ["(1 + 2", "MISSING_BRACES"],
      ["Len('a'))", "MISSING_BRACES"],
      ["Len()", "INCORRECT_NUMBER_OF_PARAM"],
      ["If(true, 1)", "INCORRECT_NUMBER_OF_PARAM"]
    ]
    for (const [text, code] of cases) assert.strictEqual(valueOf(text), code, text)
  })

  it.prop("are read or refused, whatever the text, and come to a value or nothing", [Schema.String], ([text]) => {
    for (const given of [text, `Len('${text}')`, `\${${text}} + 1`, `If(${text}, 1, 2)`, `${"(".repeat(200)}${text}`]) {
      const value = valueOf(given)
      assert.isTrue(value === null || ["string", "number", "boolean"].includes(typeof value), given)
      assert.isTrue(typeof value !== "number" || Number.isFinite(value), given)
    }
  })

  it.prop("reckon as JavaScript does", [Schema.Int, Schema.Int, Schema.Int], ([a, b, c]) => {
    const n = (value: number) => (value < 0 ? `(0 - ${-value})` : String(value))
    const [x, y, z] = [a, b, c].map((value) => value % 10_000)
    if (x === undefined || y === undefined || z === undefined) return
    assert.strictEqual(valueOf(`${n(x)} + ${n(y)} * ${n(z)}`), x + y * z)
    assert.strictEqual(valueOf(`(${n(x)} - ${n(y)}) * ${n(z)}`), (x - y) * z)
    assert.strictEqual(valueOf(`${n(x)} <= ${n(y)}`), x <= y)
  })
})
