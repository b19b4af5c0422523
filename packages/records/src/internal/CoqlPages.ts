/** Pages by COQL that go on by id: any number of rows, each query reading at most 2,000. */
import { ApiError, type InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Coql from "../Coql.ts"
import * as Filter from "../Filter.ts"
import type { RecordId } from "../RecordId.ts"
import type { Page } from "../Records.ts"
import * as Pages from "./Pages.ts"
import type { ReadPage } from "./Rows.ts"

type Client = ZohoClient["Service"]

/** Sends a query that was built; `limit` is what its text asks for. */
export const send = Effect.fnUntraced(function* <A>(
  client: Client,
  operation: string,
  query: Result.Result<Coql.Query, InvalidInput>,
  limit: number,
  readPage: ReadPage<A>
): Effect.fn.Return<Page<A>, ZohoError> {
  const { text } = yield* Effect.fromResult(Result.mapError(query, (reason) => new ApiError({ operation, reason })))
  const envelope = yield* client.send({
    operation,
    method: "POST",
    path: "/crm/v8/coql",
    body: { select_query: text },
    rows: 0,
    credits: Credits.cost.coql(limit),
    weight: { heavy: true },
    // A query changes nothing.
    retry: "safe"
  })
  return Pages.page(yield* Pages.read(operation, readPage, envelope), limit)
})

/** Is there room for the condition that goes on after an id, where one query does not read all `rows`? */
export const fits = (where: Filter.Filter | undefined, rows: number): boolean =>
  rows <= Coql.limits.rows || where === undefined || Filter.size(where) < Coql.limits.criteria

/** Rows after this id, ids ascending. */
export const after = (where: Filter.Filter | undefined, id: RecordId | undefined): Filter.Filter | undefined => {
  if (id === undefined) return where
  const beyond = Filter.greaterThan("id", id)
  return where === undefined ? beyond : Filter.and(where, beyond)
}
