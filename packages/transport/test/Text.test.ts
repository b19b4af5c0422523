import { assert, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Text from "../src/internal/Text.ts"

const place = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3_000_000 }))

it.prop(
  "a text comes together from its pieces, however large and wherever it was cut",
  { text: Schema.String, times: Schema.Literals([1, 200_000]), places: Schema.Array(place) },
  ({ places, text, times }) => {
    const bytes = new TextEncoder().encode(`é日${text}`.repeat(times))
    const cuts = [0, ...places.map((it) => it % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
    const pieces = cuts.slice(1).map((to, at) => bytes.subarray(cuts[at], to))
    const decode = Text.make()
    // Twice: nothing of the one before is left in the memory.
    assert.strictEqual(decode(pieces), new TextDecoder().decode(bytes))
    assert.strictEqual(decode([bytes.subarray(0, 2)]), "é")
    assert.strictEqual(decode(pieces), new TextDecoder().decode(bytes))
  },
  { arbitrary: { runs: 40 } }
)
