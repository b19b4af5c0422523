import * as DotEnv from "@effect-zoho/config/DotEnv"
import * as Arbitrary from "effect/Arbitrary"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const read = (contents: string, name: string) =>
  Effect.map(DotEnv.provider(contents).load([name]), (node) => node?.value)

describe("provider", () => {
  it.effect.each([
    ["plain", "A=b", "b"],
    ["blanks around", "  A = b  ", "b"],
    ["export", "export A=b", "b"],
    ["CRLF", "X=1\r\nA=b\r\nY=2\r\n", "b"],
    ["old Mac line ends", "X=1\rA=b\rY=2", "b"],
    ["a byte order mark", "\uFEFFA=b", "b"],
    ["a byte order mark and export", "\uFEFFexport A=b\r\n", "b"],
    ["double quotes", 'A="b c"', "b c"],
    ["single quotes", "A='b c'", "b c"],
    ["backticks", "A=`b 'c' \"d\"`", "b 'c' \"d\""],
    ["a hash in quotes", "A='b#c'", "b#c"],
    ["a comment after the value", "A=b # comment", "b"],
    ["a comment after quotes", "A='b' # comment 'x'", "b"],
    ["an equals sign in the value", "A=b==", "b=="],
    ["a URL", "A=https://accounts.zoho.com", "https://accounts.zoho.com"],
    ["a dollar sign, as it is", "A=a$B", "a$B"],
    ["the last of two", "A=1\nA=2", "2"],
    ["an apostrophe inside", "A=O'Brien\nB='x'", "O'Brien"],
    ["line breaks in quotes", 'A="b\nc"', "b\nc"],
    ["an escaped line break in double quotes", 'A="b\\nc"', "b\nc"],
    ["an empty value before another line", "A=\nB=c", undefined],
    ["empty quotes", "A=''", undefined],
    ["a comment of its own", "# A=b", undefined],
    ["nothing", "", undefined],
    ["not at all an env file", "<html>\u0000</html>", undefined]
  ] as const)("%s", ([, contents, expected]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* read(contents, "A"), expected)
    })
  )
})

const set = (contents: string, name: string, value: string) => Option.getOrThrow(DotEnv.setLine(contents, name, value))

describe("setLine", () => {
  it.each([
    ["an empty file", "", "A=b\n"],
    ["a new variable at the end", "X=1\n", "X=1\nA=b\n"],
    ["a file without a last line end", "X=1", "X=1\nA=b\n"],
    ["CRLF", "X=1\r\nY=2", "X=1\r\nY=2\r\nA=b\r\n"],
    ["a variable in the middle", "X=1\nA=old\nY=2\n", "X=1\nA=b\nY=2\n"],
    ["a variable in the middle, CRLF", "X=1\r\nA=old\r\nY=2\r\n", "X=1\r\nA=b\r\nY=2\r\n"],
    ["an empty variable", "A=\nY=2", "A=b\nY=2"],
    ["its indent, export and comment stay", '  export A = "old" # why\nY=2', "  export A = b # why\nY=2"],
    ["a byte order mark stays", "\uFEFFA=old\n", "\uFEFFA=b\n"],
    ["the last of two, which counts", "A=1\nA=2\n", "A=1\nA=b\n"],
    ["a commented one stays", "# A=old\n#A=old\n", "# A=old\n#A=old\nA=b\n"],
    ["a name that only ends or begins alike", "XA=1\nAX=2\nX_A=3\n", "XA=1\nAX=2\nX_A=3\nA=b\n"],
    ["one that stands in another's value", "X='\nA=no\n'\n", "X='\nA=no\n'\nA=b\n"],
    ["a value over several lines", "A='1\n2'\nY=2\n", "A=b\nY=2\n"]
  ])("%s", (_, contents, expected) => {
    assert.strictEqual(set(contents, "A", "b"), expected)
  })

  it("a Zoho token is written plain", () => {
    assert.strictEqual(set("", "REFRESH_TOKEN", "1000.0a1b.2c3d"), "REFRESH_TOKEN=1000.0a1b.2c3d\n")
  })

  it.each(["a\nb", "a\rb", "ends with \\", `'"\``])("refuses a value that cannot be written: %j", (value) => {
    assert.isTrue(Option.isNone(DotEnv.setLine("X=1", "A", value)))
  })

  const printable = Schema.String.check(Schema.isPattern(/^[\x20-\x7e]{0,12}$/u))
  const tricky = Arbitrary.schema(printable)
  const line = Arbitrary.schema(
    Schema.Literals([
      "X=1",
      "export X=2",
      "Y='a # b'",
      'Z="line\nbreak"',
      "# A=comment",
      "",
      "A=old",
      "A='old value' # note",
      'export A="old"',
      "  A = old",
      "W=O'Brien"
    ])
  )
  const eol = Arbitrary.schema(Schema.Literals(["\n", "\r\n"]))

  it.effect.prop(
    "what is set is read back, and every other variable and byte stays",
    { lines: Arbitrary.array(line), eol, value: tricky },
    ({ eol, lines, value }) =>
      Effect.gen(function* () {
        const contents = lines.map((it) => it + eol).join("")
        const after = DotEnv.setLine(contents, "A", value)
        if (Option.isNone(after)) {
          assert.isTrue(value.endsWith("\\") || /['"`\\]/u.test(value), value)
          return
        }
        // A provider trims what is not quoted and has no empty values.
        assert.strictEqual((yield* read(after.value, "A")) ?? "", value)
        for (const other of ["W", "X", "Y", "Z"]) {
          assert.strictEqual(yield* read(after.value, other), yield* read(contents, other))
        }
        const kept = (text: string) =>
          text
            .split(eol)
            .slice(0, -1)
            .filter((it) => !/^\s*(?:export )?A ?=/u.test(it))
        assert.deepStrictEqual(kept(after.value), kept(contents))
      })
  )
})
