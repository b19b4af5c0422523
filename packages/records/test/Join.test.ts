import { assert, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as Join from "@effect-zoho/records/Join"

const Ids = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 60 })))
const id = (n: number) => RecordId.make(`58431040000000${String(n).padStart(5, "0")}`)
const sorted = (numbers: ReadonlyArray<number>) => [...new Set(numbers)].sort((a, b) => a - b)

/** Reads two parts in pages of any size, as a reader does: joins what all have reached, keeps the rest. */
const walk = (parts: ReadonlyArray<ReadonlyArray<Join.Identified>>, size: number) => {
  const left = parts.map((it) => [...it])
  let rest: ReadonlyArray<ReadonlyArray<Join.Identified>> = parts.map(() => [])
  const rows: Array<Join.Identified> = []
  const partial: Array<string> = []
  for (;;) {
    const readings = rest.map((waiting, index) => (waiting.length > 0 ? waiting : (left[index]?.splice(0, size) ?? [])))
    const ended = left.map((it) => it.length === 0)
    const joined = Join.join(readings, ended.every(Boolean), ended)
    rows.push(...joined.rows)
    partial.push(...joined.partial)
    rest = joined.rest
    if (ended.every(Boolean) && rest.every((it) => it.length === 0)) return { rows, partial }
  }
}

it.prop(
  "reading parts and joining them is reading at once; what only some parts saw is named, and nothing is lost",
  [Ids, Ids, Ids, Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 }))],
  ([common, onlyA, onlyB, size]) => {
    const all = sorted(common)
    const a = sorted([...common, ...onlyA])
    const b = sorted([...common, ...onlyB])
    const parts = [
      a.map((n) => ({ id: id(n), A: n })),
      b.map((n) => ({ id: id(n), B: n * 2 })),
      sorted([...common, ...onlyA, ...onlyB]).map((n) => ({ id: id(n), C: n * 3 }))
    ]
    const { partial, rows } = walk(parts, size)
    const both = a.filter((n) => b.includes(n))
    assert.includeMembers(both, all)
    assert.deepStrictEqual(
      rows,
      both.map((n) => ({ id: id(n), A: n, B: n * 2, C: n * 3 }))
    )
    assert.deepStrictEqual(
      partial,
      sorted([...onlyA, ...onlyB])
        .filter((n) => !both.includes(n))
        .map(id)
    )
  }
)
