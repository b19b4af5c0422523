/** Fields that a query or a file does not give, read beside it: a list of the same records by their ids, 100 a call. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type * as Join from "../Join.ts"
import type { Module } from "../Module.ts"
import { inGroups, limits } from "../ReadPlan.ts"
import * as Records from "../Records.ts"
import type { Name, Row } from "../Row.ts"

/** Makes rows whole. One that is gone by then is left out. */
export type Complete<A> = (rows: ReadonlyArray<Join.Identified>) => Effect.Effect<ReadonlyArray<A>, ZohoError>

export const make = Effect.fnUntraced(function* <Fields extends Schema.Struct.Fields, N extends Name<Fields>>(
  module: Module<Fields>,
  fields: ReadonlyArray<N>
): Effect.fn.Return<Complete<Row<Fields, N>>, never, ZohoClient> {
  const records = yield* Records.make(module)
  const groups = inGroups(fields, limits.list.fields)

  const some = Effect.fnUntraced(function* (rows: ReadonlyArray<Join.Identified>) {
    const ids = rows.map((it) => it.id)
    const found = yield* Effect.forEach(
      groups,
      (group) => records.list(group, { ids, ...(module.listed === undefined ? {} : { converted: "both" }) }),
      { concurrency: 2 }
    )
    const parts = found.map((page) => new Map(page.rows.map((row) => [row.id, row])))
    // Each part was decoded as its own fields say; with the row's own they are the fields asked for.
    const whole: Array<any> = []
    for (const row of rows) {
      const its = parts.map((part) => part.get(row.id))
      if (its.every((it) => it !== undefined)) whole.push(Object.assign({}, row, ...its))
    }
    return whole
  })

  return (rows) =>
    Effect.map(Effect.forEach(inGroups(rows, limits.beside.rows), some, { concurrency: 3 }), (it) => it.flat())
})
