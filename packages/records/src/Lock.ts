/** Records that nobody may change for a while, each with a reason. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Verb from "./internal/Verb.ts"
import type { RecordId } from "./RecordId.ts"

type In = { readonly apiName: string }

const pathOf = ({ apiName }: In, id: RecordId): string =>
  `/crm/v8/${encodeURIComponent(apiName)}/${id}/Locking_Information__s`

/** Locks a record, and gives the lock's id: 1 credit. A reason has up to 3,000 characters. */
export const lock = Effect.fnUntraced(function* (
  module: In,
  id: RecordId,
  reason: string
): Effect.fn.Return<RecordId, ZohoError, ZohoClient> {
  const client = yield* ZohoClient
  const operation = `${module.apiName}.lock`
  const body = { data: [{ Locked_Reason__s: reason }] }
  const details = yield* Verb.one(
    client,
    { operation, method: "POST", path: pathOf(module, id), body, credits: 1, retry: "after-lookup" },
    id
  )
  return yield* Verb.made(operation, details)
})

/** Takes a lock away: 1 credit. */
export const unlock = (module: In, id: RecordId, lockId: RecordId): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const operation = `${module.apiName}.unlock`
    const path = `${pathOf(module, id)}/${lockId}`
    yield* Verb.one(client, { operation, method: "DELETE", path, credits: 1, retry: "after-lookup" }, id, lockId)
  })
