/** The plan of a write is the cheapest of all ways to cut its rows, found here by trying them. */
import * as WritePlan from "@effect-zoho/records/WritePlan"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"

/** Credits by Zoho's table, written down again. */
const calls = (operation: string, rows: number): number => {
  let credits = 0
  for (let left = rows; left > 0; left -= 100)
    credits += operation === "delete" ? 1 : Math.ceil(Math.min(100, left) / 10)
  return credits
}

/** The least that `rows` cost, files of any number of rows tried, and a mass update of all of them. */
const least = (shape: WritePlan.Shape): number => {
  const { operation, rows } = shape
  let best = calls(operation, rows)
  const isForFiles =
    operation !== "delete" &&
    shape.trigger?.length === 0 &&
    shape.ifUnmodifiedSince === undefined &&
    (shape.duplicateCheckFields?.length ?? 0) < 2
  if (isForFiles) {
    for (let files = 1; (files - 1) * 25_000 < rows; files++) {
      const inFiles = Math.min(rows, files * 25_000)
      best = Math.min(best, files * 501 + calls(operation, rows - inFiles))
    }
  }
  if (operation === "update" && shape.sameValue === true && shape.trigger === undefined && !shape.ifUnmodifiedSince)
    best = Math.min(best, Math.ceil(rows / 500))
  return best
}

const Size = Schema.Union([
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 120 })),
  Schema.Int.check(Schema.isBetween({ minimum: 4_900, maximum: 5_200 })),
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 300_000 }))
])

describe("a plan", () => {
  it.prop(
    "is the cheapest of all ways, and makes up all rows",
    [
      Schema.Struct({
        operation: Schema.Literals(["insert", "update", "upsert", "delete"]),
        rows: Size,
        trigger: Schema.UndefinedOr(Schema.Array(Schema.Literal("workflow")).check(Schema.isMaxLength(1))),
        sameValue: Schema.UndefinedOr(Schema.Boolean),
        ifUnmodifiedSince: Schema.UndefinedOr(Schema.Literal("2026-01-01T00:00:00Z")),
        duplicateCheckFields: Schema.UndefinedOr(Schema.Array(Schema.String).check(Schema.isMaxLength(2)))
      })
    ],
    ([shape]) => {
      const plan = WritePlan.choose(shape)
      if ("refused" in plan) return assert.fail(plan.refused)
      assert.strictEqual(plan.credits, least(shape))
      assert.strictEqual(
        plan.parts.reduce((sum, it) => sum + it.rows, 0),
        shape.rows
      )
      assert.strictEqual(
        plan.parts.reduce((sum, it) => sum + it.credits, 0),
        plan.credits
      )
    },
    { arbitrary: { runs: 500 } }
  )

  it("says why, and what the other ways cost", () => {
    const plan = WritePlan.choose({ operation: "upsert", rows: 26_000, trigger: [] })
    assert.strictEqual(
      "why" in plan ? plan.why : plan.refused,
      "25000 rows by bulk, 1000 rows by calls: 601 credits (calls: 2600 credits; mass: a mass update cannot upsert; bulk: 1002 credits)"
    )
    const unasked = WritePlan.choose({ operation: "upsert", rows: 26_000 })
    assert.strictEqual("credits" in unasked ? unasked.credits : 0, 2600)
  })

  it("is refused where the way that is asked for cannot be gone", () => {
    assert.deepStrictEqual(WritePlan.choose({ operation: "delete", rows: 9, via: "bulk" }), {
      refused: "a bulk write cannot delete"
    })
    const plan = WritePlan.choose({ operation: "update", rows: 9, via: "bulk" })
    assert.strictEqual("credits" in plan ? plan.credits : 0, 501)
  })
})
