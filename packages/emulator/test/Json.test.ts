import { assert, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Json from "@effect-zoho/emulator/Json"

it("keeps 19-digit ids exact where JSON.parse does not", () => {
  const text = '{"data":[{"id":5725767000000500001,"n":12,"f":1.5}]}'
  assert.notStrictEqual(JSON.stringify(JSON.parse(text)), text)
  assert.strictEqual(Json.stringify(Json.parse(text)), text)
  assert.strictEqual(Json.idOf(5725767000000500001n), "5725767000000500001")
})

it("gives undefined for what is not JSON, however deep", () => {
  assert.isUndefined(Json.parse("{"))
  assert.isUndefined(Json.parse(""))
  assert.isUndefined(Json.parse(`${"[".repeat(200_000)}1234567890123456789${"]".repeat(200_000)}`))
})

it.prop("reads back what it wrote", [Schema.Json, Schema.BigInt], ([value, integer]) => {
  const text = `{"a":${JSON.stringify(value)},"b":${integer}}`
  assert.strictEqual(Json.stringify(Json.parse(text)), text)
})
