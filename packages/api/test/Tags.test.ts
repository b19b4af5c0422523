import * as Tags from "@effect-zoho/api/Tags"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ids, said, signedIn } from "./support/SignedIn.ts"

const module = "Leads"

layer(signedIn())("Tags", (it) => {
  it.effect("are made, changed, counted, merged and deleted", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* Tags.list({ module })).tags, [])
      const outcomes = yield* Tags.create({
        module,
        tags: [{ name: "hot", color_code: "#F17574" }, { name: "warm" }, { name: "hot" }, { name: "cold" }]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "SUCCESS", "DuplicateData", "SUCCESS"])
      const [hot = "", warm = "", cold = ""] = ids(outcomes.filter((it) => it._tag === "Done"))
      yield* Tags.update({
        module,
        tags: [
          { id: hot, color_code: null },
          { id: warm, name: "lukewarm" }
        ]
      })
      yield* Tags.updateOne({ module, id: cold, tags: [{ name: "frozen", color_code: "#63C57E" }] })
      const { info, tags } = yield* Tags.list({ module, my_tags: true })
      assert.deepStrictEqual(
        tags.map((it) => [it.id, it.name, it.color_code]),
        [
          [hot, "hot", null],
          [warm, "lukewarm", null],
          [cold, "frozen", "#63C57E"]
        ]
      )
      assert.strictEqual(info?.count, 3)
      assert.strictEqual(Number((yield* Tags.count({ module, id: hot })).count), 0)
      assert.strictEqual((yield* Tags.merge({ id: warm, tags: [{ conflict_id: hot }] })).details.id, hot)
      assert.strictEqual((yield* Tags.remove({ id: cold })).details.id, cold)
      assert.deepStrictEqual(
        (yield* Tags.list({ module })).tags.map((it) => it.id),
        [hot]
      )
    })
  )
})
