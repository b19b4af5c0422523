/** Several records of one thing made one. */
import { InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Check from "./internal/Check.ts"
import * as Verb from "./internal/Verb.ts"
import type { RecordId } from "./RecordId.ts"

/** A record that goes, and the fields whose values the master takes from it. */
export interface Child {
  readonly id: RecordId
  readonly fields?: ReadonlyArray<string>
}

/**
 * Merges records into the master, which stays; the others are gone, and what hung on them hangs on it. Gives the id of
 * Zoho's job where it does so later. Its answer lost, look before doing it again. 50 credits.
 */
export const merge = Effect.fnUntraced(function* (
  module: { readonly apiName: string },
  master: RecordId,
  children: ReadonlyArray<Child>
): Effect.fn.Return<string | undefined, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.merge`
  yield* Check.run(
    operation,
    Check.ids(children.map((it) => it.id)),
    children.some((it) => it.id === master)
      ? new InvalidInput({
          problem: "The master is among the records that are to go.",
          remedy: "Leave the master out of them."
        })
      : undefined
  )
  const client = yield* ZohoClient
  const data = children.map(({ fields, id }) => ({ id, _fields: fields?.map((name) => ({ api_name: name })) }))
  const details = yield* Verb.one(
    client,
    {
      operation,
      method: "POST",
      path: `/crm/v8/${encodeURIComponent(module.apiName)}/${master}/actions/merge`,
      body: { merge: [{ data }] },
      credits: Credits.cost.merge,
      retry: "after-lookup"
    },
    master
  )
  const job = details["job_id"]
  return typeof job === "string" ? job : undefined
})
