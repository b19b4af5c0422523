import * as StoreSetting from "@effect-zoho/config/StoreSetting"
import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"

const good = (text: string) => Result.getOrThrow(StoreSetting.parse(text))

describe("StoreSetting", () => {
  it.each([
    ["memory", "Memory", "memory"],
    ["file:data/tokens", "File", "file:data/tokens"],
    ["file:///var/tokens", "File", "file:/var/tokens"],
    ["sqlite:data/tokens.db", "Sqlite", "sqlite:data/tokens.db"],
    ["sqlite:///var/tokens.db?prefix=a_", "Sqlite", "sqlite:/var/tokens.db"],
    ["postgres://u:s3cret@db.example.com:5433/crm?schema=zoho", "Postgres", "postgres://db.example.com:5433/crm"],
    ["postgresql://u:s3cret@db.example.com/crm", "Postgres", "postgresql://db.example.com/crm"],
    ["mysql://u:s3cret@db.example.com/crm?prefix=z_", "MySql", "mysql://db.example.com/crm"],
    ["mariadb://u:s3cret@[::1]:3307/crm", "MySql", "mariadb://[::1]:3307/crm"],
    ["redis://:s3cret@cache.example.com/2?prefix=z", "Redis", "redis://cache.example.com/2"],
    ["rediss://u:s3cret@cache.example.com", "Redis", "rediss://cache.example.com"]
  ] as const)("%s is a %s store, shown as %s", (text, tag, shown) => {
    const setting = good(text)
    assert.strictEqual(setting._tag, tag)
    assert.strictEqual(StoreSetting.show(setting), shown)
    assert.notInclude(`${inspect(setting, { depth: 9, showHidden: true })} ${JSON.stringify(setting)}`, "s3cret")
    if ("url" in setting) assert.strictEqual(Redacted.value(setting.url), text)
  })

  it("reads the prefix of a SQLite file", () => {
    assert.deepInclude(good("sqlite:a.db?prefix=one_"), { path: "a.db", prefix: "one_" })
    assert.deepInclude(good("sqlite:a.db"), { path: "a.db", prefix: undefined })
  })

  it.each([
    ["file:", "names no directory"],
    ["file://host/tokens", "names no directory"],
    ["file:tokens?prefix=a", "?prefix="],
    ["sqlite:", "names no file"],
    ["sqlite:?prefix=a", "names no file"],
    ["sqlite:a.db?schema=x", "schema"],
    ["mysql://u:s3cret@h/x?schema=y", "schema"],
    ["redis://:s3cret@h?schema=y", "schema"],
    ["postgres:", "can be read"],
    ["postgres://u:s3cret@:1/x", "can be read"],
    ["redis://", "can be read"],
    ["MEMORY", "not a store that this version knows"],
    ["s3cret", "not a store that this version knows"],
    ["constructor://u:s3cret@h", "not a store that this version knows"],
    ["mongodb://u:s3cret@h", "not a store that this version knows"]
  ] as const)("%s is refused: %s", (text, said) => {
    const problem = Result.getOrThrow(Result.flip(StoreSetting.parse(text)))
    assert.include(problem.message, said)
    assert.isAbove(problem.remedy.length, 20)
    assert.notInclude(JSON.stringify(problem), "s3cret")
  })

  it("names the address and its password, as written and as meant, as what must not be shown", () => {
    const url = "postgres://u:pg%2Fsecret%20word@h/x"
    const found = StoreSetting.secretsOf({ a: good(url), b: good("file:x"), c: 1, d: undefined })
    assert.deepStrictEqual(
      found.map((it) => Redacted.value(it)),
      [url, "pg%2Fsecret%20word", "pg/secret word"]
    )
    assert.deepStrictEqual(StoreSetting.secretsOf({ a: good("redis://h") }).length, 1)
  })

  it.prop("no text makes it throw, and no password is shown", [Schema.String, Schema.String], ([text, more]) => {
    for (const scheme of ["", "file:", "sqlite:", "postgres://u:", "redis://:", "x:"]) {
      const result = StoreSetting.parse(`${scheme}${text}@${more}`)
      if (Result.isSuccess(result)) StoreSetting.secretsOf([result.success])
    }
    const password = encodeURIComponent(`pw-${text.replaceAll(/[\uD800-\uDFFF]/gu, "")}`)
    const shown = StoreSetting.show(good(`mysql://u:${password}@h/d`))
    assert.strictEqual(shown, "mysql://h/d")
  })
})
