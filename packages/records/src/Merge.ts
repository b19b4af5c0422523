/** Duplicates: found by a field's value, and merged into one master record. */
import { InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Check from "./internal/Check.ts"
import * as Document from "./internal/Document.ts"
import * as Verb from "./internal/Verb.ts"
import * as KeyLookup from "./KeyLookup.ts"
import type { RecordId } from "./RecordId.ts"

type In = { readonly apiName: string }

/** Records of one call, besides the master. */
export const most = 2

/**
 * The values that more than one record has in `field`, each with those records, as of now. Values are compared without
 * case. 1 credit for 50 values.
 */
export const find = Effect.fnUntraced(function* (
  module: In,
  field: string,
  values: ReadonlyArray<string | number>
): Effect.fn.Return<ReadonlyMap<string, ReadonlyArray<RecordId>>, ZohoError, ZohoClient> {
  yield* Check.run(`${module.apiName}.findDuplicates`, Check.fieldNames([field], { atLeast: 1, atMost: 1 }))
  const found = yield* KeyLookup.ids(module.apiName, field, values)
  return new Map([...found].filter(([, ids]) => ids.length > 1))
})

/** A record that becomes part of the master, and is deleted. */
export interface Child {
  readonly id: RecordId
  /** Fields whose value is taken from it; all others are the master's. */
  readonly fields?: ReadonlyArray<string>
}

/** What became of it: merged at once, or a job that does it later. */
export type Merged =
  | { readonly _tag: "Merged"; readonly id: RecordId }
  | { readonly _tag: "Scheduled"; readonly jobId: string }

const pathOf = ({ apiName }: In, master: RecordId): string =>
  `/crm/v8/${encodeURIComponent(apiName)}/${master}/actions/merge`

/**
 * Merges one or two records into the master: what hangs on them moves to it, and they are gone. Its answer lost, look
 * whether they are still there before doing it again. 50 credits.
 */
export const merge = Effect.fnUntraced(function* (
  module: In,
  master: RecordId,
  children: ReadonlyArray<Child>
): Effect.fn.Return<Merged, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.merge`
  yield* Check.run(
    operation,
    children.length < 1 || children.length > most
      ? new InvalidInput({
          problem: `${children.length} records were given.`,
          remedy: `Give 1 to ${most} records in one call, besides the master.`
        })
      : undefined,
    children.some((it) => it.id === master)
      ? new InvalidInput({
          problem: "The master is among the records that are to go.",
          remedy: "Leave the master out of them."
        })
      : undefined,
    ...children.flatMap(({ fields, id }) => [
      Check.id(id),
      Check.fieldNames(fields ?? [], { atLeast: 0, atMost: Infinity })
    ])
  )
  const client = yield* ZohoClient
  const data = children.map(({ fields, id }) => ({ id, _fields: fields?.map((name) => ({ api_name: name })) }))
  const { code, details } = yield* Verb.result(
    client,
    {
      operation,
      method: "POST",
      path: pathOf(module, master),
      body: { merge: [{ data }] },
      credits: Credits.cost.merge,
      retry: "after-lookup"
    },
    master
  )
  return code === "SCHEDULED"
    ? { _tag: "Scheduled", jobId: yield* Verb.madeJob(operation, details) }
    : { _tag: "Merged", id: master }
})

const readJobs = Schema.decodeUnknownResult(
  Schema.Struct({ merge: Schema.Array(Schema.Struct({ job_id: Schema.String, status: Schema.String })) })
)

/** How far a job has come: `scheduled`, `running`, `completed`, `failed`; undefined when Zoho knows of no such job. 1 credit. */
export const status = Effect.fnUntraced(function* (
  module: In,
  master: RecordId,
  jobId: string
): Effect.fn.Return<string | undefined, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.mergeStatus`
  yield* Check.run(operation, Check.id(master))
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "GET",
    path: pathOf(module, master),
    query: { job_id: jobId },
    credits: 1,
    retry: "safe"
  })
  const { merge: jobs } = yield* Document.read(operation, readJobs, envelope, { merge: [] })
  return jobs.find((it) => it.job_id === jobId)?.status.toLowerCase()
})
