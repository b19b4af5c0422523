/** Deleted records given back, or deleted for good. Scope: ZohoCRM.settings.recycle_bin.ALL, or its parts. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Check from "./internal/Check.ts"
import * as Verb from "./internal/Verb.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import type { RecordId } from "./RecordId.ts"
import type * as Records from "./Records.ts"

const path = "/crm/v8/settings/recycle_bin"

/** Gives up to 100 records back, of any modules, each with an outcome. What is in there, `Deleted.ts` reads. 1 credit. */
export const restore = Effect.fnUntraced(function* (
  ids: ReadonlyArray<RecordId>
): Effect.fn.Return<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> {
  const operation = "RecycleBin.restore"
  yield* Check.run(operation, Check.ids(ids))
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "POST",
    path: `${path}/actions/restore`,
    body: { ids },
    rows: ids.length,
    credits: 1,
    retry: "after-lookup"
  })
  return yield* Outcomes.fromEnvelope(envelope, { operation, action: "update", rows: ids.length, ids })
})

/** Deletes a record in the bin for good: 1 credit. */
export const purge = (id: RecordId): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const request = {
      operation: "RecycleBin.purge",
      method: "DELETE",
      path: `${path}/${id}`,
      credits: 1,
      retry: "after-lookup"
    } as const
    yield* Verb.one(client, request, id)
  })
