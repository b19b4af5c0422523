/** Whose records are: handed over to another user, up to 500 a call. */
import { InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
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
  yield* Check.run(
    operation,
    Check.id(owner),
    ids.length < 1 || ids.length > most
      ? new InvalidInput({ problem: `${ids.length} ids were given.`, remedy: `Give 1 to ${most} ids in one call.` })
      : undefined,
    ids.map(Check.id).find((it) => it !== undefined)
  )
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "POST",
    path: `/crm/v8/${encodeURIComponent(module.apiName)}/actions/change_owner`,
    body: { ids, owner: { id: owner }, notify: options.notify },
    rows: ids.length,
    credits: 1,
    // The same owner twice is one owner, but the notice is sent twice.
    retry: options.notify === true ? "after-lookup" : "safe"
  })
  return yield* Outcomes.fromEnvelope(envelope, { operation, action: "update", rows: ids.length, ids })
})
