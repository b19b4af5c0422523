import * as SealingKey from "@effect-zoho/config/SealingKey"
import { assert, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { inspect } from "node:util"

const bytes = Buffer.from(Array.from({ length: 32 }, (_, i) => 250 - i * 3))

it.each([bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("base64").replace("=", "")])(
  "reads base64 of 32 bytes: %s",
  (text) => {
    const key = Result.getOrThrow(SealingKey.parse(text))
    assert.deepStrictEqual(Buffer.from(Redacted.value(key)), bytes)
    assert.notInclude(inspect(key, { depth: 9 }), "250")
  }
)

it.each([
  ["", "is not base64."],
  ["correct horse battery staple", "is not base64."],
  ["hunter2", "is base64 of 5 bytes, not of 32."],
  ["a".repeat(32), "is base64 of 24 bytes, not of 32."],
  ["a".repeat(64), "is base64 of 48 bytes, not of 32."],
  [`${bytes.toString("base64")}!`, "is not base64."]
])("refuses %j: %s", (text, problem) => {
  assert.strictEqual(Result.getOrThrow(Result.flip(SealingKey.parse(text))), problem)
})
