import { assert, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Criteria from "@effect-zoho/emulator/records/Criteria"

it.prop("never fails on any text", [Schema.String], ([text]) => {
  Criteria.parse(text)
  Criteria.values(text)
})

const piece = Schema.Literals(["(", ")", "and", "or", "a", ":", "equals", ",", "\\", " ", "(a:equals:b)", "((", "))"])
it.prop("never fails on text made of its own pieces, and counts what it accepts", [Schema.Array(piece)], ([pieces]) => {
  const criteria = Criteria.parse(pieces.join(""))
  if (criteria !== undefined) assert.isAtLeast(Criteria.count(criteria), 1)
})

const escape = (value: string) => value.replaceAll(/[(),\\]/g, "\\$&")
const value = Arbitrary.map(Arbitrary.schema(Schema.String), (text) => text.trim() || "x")
it.prop("gives back an escaped value as it was", [value], ([text]) => {
  const criteria = Criteria.parse(`(Name:equals:${escape(text)})`)
  assert.isDefined(criteria)
  assert.strictEqual(criteria?._tag === "Condition" ? Criteria.unescape(criteria.value) : undefined, text)
})
