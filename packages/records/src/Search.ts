/** What the search index finds: fast, at most 2,000 rows, and seconds to minutes behind the records. COQL is never behind. */
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Criteria from "./Criteria.ts"
import type * as Filter from "./Filter.ts"
import type { Module } from "./Module.ts"
import * as Records from "./Records.ts"
import type { Name, Row } from "./Row.ts"

/** A condition, or one of Zoho's own ways. */
export type By = Filter.Filter | Exclude<Records.SearchBy, { readonly criteria: string }>

const pages = 10

/** The rows found, 200 a page, 1 credit a page. Fails after 2,000 rows when there are more: none is left out unsaid. */
export const stream = <Fields extends Schema.Struct.Fields, const N extends Name<Fields>>(
  module: Module<Fields>,
  by: By,
  fields: ReadonlyArray<N>
): Stream.Stream<Row<Fields, N>, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.search`
  return Stream.unwrap(
    Effect.gen(function* () {
      const records = yield* Records.make(module)
      const fail = (reason: ApiError["reason"]) => new ApiError({ operation, reason })
      const how: Records.SearchBy =
        "_tag" in by ? { criteria: yield* Effect.fromResult(Result.mapError(Criteria.render(by), fail)) } : by
      return Stream.paginate(1, (page) =>
        Effect.gen(function* () {
          if (page > pages) {
            return yield* fail(
              new InvalidInput({
                problem: "The search finds more than 2,000 records.",
                remedy: "Ask for fewer, or by COQL, which reads all of them."
              })
            )
          }
          const found = yield* records.search(how, fields, { page, sortBy: "id", sortOrder: "asc" })
          return [found.rows, found.moreRecords ? Option.some(page + 1) : Option.none<number>()] as const
        })
      )
    })
  )
}
