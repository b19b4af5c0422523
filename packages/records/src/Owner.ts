/** Whose records are: handed over to another user, up to 500 a call. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Check from "./internal/Check.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import type { RecordId } from "./RecordId.ts"
import type * as Records from "./Records.ts"

export interface Options {
  /** Write to the new owner. */
  readonly notify?: boolean
}

/** Records of one call. */
export const most = 500

/** Makes a user the owner of records: 1 credit, by the table's silence. */
export const change = Effect.fnUntraced(function* (
  module: { readonly apiName: string },
  ids: ReadonlyArray<RecordId>,
  owner: RecordId,
  options: Options = {}
): Effect.fn.Return<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.changeOwner`
  yield* Check.run(operation, Check.id(owner), Check.ids(ids, most))
  return yield* Outcomes.ofIds(
    {
      operation,
      method: "POST",
      path: `/crm/v8/${encodeURIComponent(module.apiName)}/actions/change_owner`,
      body: { ids, owner: { id: owner }, notify: options.notify },
      credits: 1,
      // The same owner twice is one owner, but the notice is sent twice.
      retry: options.notify === true ? "after-lookup" : "safe"
    },
    "update",
    ids
  )
})
