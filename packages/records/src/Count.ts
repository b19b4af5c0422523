/** How many records a module has: all of them, those of a custom view, or those that a search finds. */
import { InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Check from "./internal/Check.ts"
import * as Document from "./internal/Document.ts"
import type { SearchBy } from "./Records.ts"

const read = Schema.decodeUnknownResult(Schema.Struct({ count: Schema.Int }))

/** Counts records without reading any; a search may lag behind writes. 1 credit, by the table's silence. */
export const count = Effect.fnUntraced(function* (
  module: { readonly apiName: string },
  by: SearchBy | { readonly customView: string } | {} = {}
): Effect.fn.Return<number, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.count`
  const { customView, ...search }: { readonly [name: string]: string } = { ...by }
  yield* Check.run(
    operation,
    Object.keys(by).length > 1
      ? new InvalidInput({
          problem: "More than one way to choose records was given.",
          remedy: "Give a custom view, or one of criteria, email, phone and word."
        })
      : undefined
  )
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "GET",
    path: `/crm/v8/${encodeURIComponent(module.apiName)}/actions/count`,
    query: { ...search, cvid: customView },
    credits: 1,
    retry: "safe"
  })
  return (yield* Document.read(operation, read, envelope)).count
})
