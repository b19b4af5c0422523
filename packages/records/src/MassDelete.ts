/** Mass delete: up to 500 records to the recycle bin in one call, or all of a custom view as a job. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Count from "./Count.ts"
import * as Check from "./internal/Check.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import * as Document from "./internal/Document.ts"
import * as Verb from "./internal/Verb.ts"
import type { RecordId } from "./RecordId.ts"
import type * as Records from "./Records.ts"

type In = { readonly apiName: string }

/** Records of one call that names them. */
export const most = 500

const pathOf = ({ apiName }: In): string => `/crm/v8/${encodeURIComponent(apiName)}/actions/mass_delete`

/** Moves up to 500 records to the recycle bin, each with an outcome of its own. 1 credit for 100. */
export const byIds = Effect.fnUntraced(function* (
  module: In,
  ids: ReadonlyArray<RecordId>
): Effect.fn.Return<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.massDelete`
  yield* Check.run(operation, Check.ids(ids, most))
  return yield* Outcomes.ofIds(
    {
      operation,
      method: "POST",
      path: pathOf(module),
      body: { ids },
      credits: Credits.cost.massDelete(ids.length),
      weight: { heavy: ids.length > 10 },
      retry: "after-lookup"
    },
    "delete",
    ids
  )
})

/**
 * Begins to delete all records of a custom view, up to 50,000, and gives the job's id. They are counted first, for 1
 * credit: the job costs 1 for 100.
 */
export const byView = Effect.fnUntraced(function* (
  module: In,
  customView: string
): Effect.fn.Return<string, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.massDelete`
  yield* Check.run(operation, Check.id(customView))
  const records = yield* Count.count(module, { customView })
  const client = yield* ZohoClient
  const details = yield* Verb.one(client, {
    operation,
    method: "POST",
    path: pathOf(module),
    body: { cvid: customView },
    credits: Math.max(1, Credits.cost.massDelete(records)),
    weight: { heavy: true },
    retry: "after-lookup"
  })
  return yield* Verb.madeJob(operation, details)
})

const State = Schema.Struct({
  /** `SCHEDULED`, `RUNNING`, `COMPLETED`, `FAILED`. */
  Status: Schema.String,
  Total_Count: Schema.Number,
  Deleted_Count: Schema.Number,
  Failed_Count: Schema.Number
})
/** How far a job has come. */
export type State = typeof State.Type
const readState = Schema.decodeUnknownResult(Schema.Struct({ data: Schema.NonEmptyArray(State) }))

/** How far a job has come: 1 credit. */
export const status = Effect.fnUntraced(function* (
  module: In,
  jobId: string
): Effect.fn.Return<State, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.massDeleteStatus`
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "GET",
    path: pathOf(module),
    query: { job_id: jobId },
    credits: 1,
    retry: "safe"
  })
  return (yield* Document.read(operation, readState, envelope)).data[0]
})
