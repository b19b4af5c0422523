/** Keys that are there twice are found, whatever their number, and no key is taken for another. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as KeySet from "../internal/KeySet.ts"

describe("a set of keys", () => {
  it.prop("says what a set of the texts themselves says", [Schema.Array(Schema.String)], ([texts]) => {
    const [keys, all] = [KeySet.make(), new Set<string>()]
    for (const text of [...texts, ...texts.toReversed()]) {
      assert.strictEqual(keys.add(text), all.has(text))
      all.add(text)
    }
  })

  it("tells 200,000 ids apart, and knows each again", () => {
    const keys = KeySet.make()
    const ids = Array.from({ length: 200_000 }, (_, n) => `58431040000${String(10_000_000 + n)}`)
    assert.strictEqual(ids.filter(keys.add).length, 0)
    assert.strictEqual(ids.filter(keys.add).length, ids.length)
  })

  it("may take two texts of one hash for the same: who asks must look", () => {
    const keys = KeySet.make(() => 7)
    assert.deepStrictEqual([keys.add("a"), keys.add("b")], [false, true])
  })
})
