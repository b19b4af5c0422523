/** The records of a related list: a contact's deals, an account's contacts, a campaign's leads. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Check from "./internal/Check.ts"
import * as Pages from "./internal/Pages.ts"
import * as Rows from "./internal/Rows.ts"
import * as Module from "./Module.ts"
import type { Name, Row } from "./Row.ts"

/**
 * The rows of one related list of a record, 200 a page, 1 credit a page. `list` is the related list's API name;
 * `related` says what its records are: a module, or `Module.make` with nothing but a name for JSON.
 */
export const stream = <Fields extends Schema.Struct.Fields, const N extends Name<Fields>>(
  module: Module.Module<Schema.Struct.Fields> | { readonly apiName: string },
  id: Module.RecordId,
  list: string,
  related: Module.Module<Fields>,
  fields: ReadonlyArray<N>
): Stream.Stream<Row<Fields, N>, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.${list}`
  const reader = Rows.readers(related)(fields)
  return Stream.paginate(undefined as string | undefined, (token) =>
    Effect.gen(function* () {
      yield* Check.run(operation, Check.id(id), Check.fieldNames(fields, { atLeast: 1, atMost: 50 }))
      const client = yield* ZohoClient
      const envelope = yield* client.send({
        operation,
        method: "GET",
        path: `/crm/v8/${encodeURIComponent(module.apiName)}/${id}/${encodeURIComponent(list)}`,
        query: { fields: Pages.fieldsParam(fields), page_token: token },
        credits: 1,
        retry: "safe"
      })
      const page = Pages.page(yield* Pages.read(operation, reader, envelope), 200)
      const next = page.moreRecords ? Option.fromUndefinedOr(page.nextPageToken) : Option.none<string>()
      return [page.rows, next] as const
    })
  )
}
