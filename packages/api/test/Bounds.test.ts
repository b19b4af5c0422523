/** Whatever is handed over is either what Zoho takes, sent as it is, or refused: never sent as something else. */
import * as Tags from "@effect-zoho/api/Tags"
import * as Variables from "@effect-zoho/api/Variables"
import { assert, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const { query = Schema.Never } = Variables.remove.spec
const encodeIds = Schema.encodeUnknownResult(query)
const ids = (given: unknown) => Result.getOrUndefined(Result.map(encodeIds({ ids: given }), (it) => it["ids"]))

const encodeTag = Schema.encodeUnknownResult(Tags.NewTag)
const name = (given: unknown) => Result.getOrUndefined(Result.map(encodeTag({ name: given }), (it) => it.name))

it.prop("ids in a query come back as they went, or are refused", [Schema.Array(Schema.String)], ([given]) => {
  const fits = given.length >= 1 && given.length <= 100 && given.every((it) => /^\d{1,19}$/u.test(it))
  assert.strictEqual(ids(given), fits ? given.join(",") : undefined)
})

const Digits = Schema.BigInt.check(Schema.isBetweenBigInt({ minimum: 0n, maximum: 9_999_999_999_999_999_999n }))

it.prop("ids of digits are sent with commas between them", [Schema.NonEmptyArray(Digits)], ([given]) => {
  const some = given.slice(0, 100).map(String)
  assert.strictEqual(ids(some), some.join(","))
})

it.prop("a name has 1 to 25 characters, and nothing else is one", [Schema.Json], ([given]) => {
  const fits = typeof given === "string" && given.length >= 1 && given.length <= 25
  assert.strictEqual(name(given), fits ? given : undefined)
})
