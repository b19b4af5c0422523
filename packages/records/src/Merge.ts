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
import type { Name } from "./Row.ts"

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

/** A field whose value is taken from a record; of files and pictures, which of its entries are kept: none, some. */
export type Choice<N extends string> = N | { readonly field: N; readonly files: ReadonlyArray<RecordId> }

/** A record that becomes part of the master, and is deleted. */
export interface Child<N extends string = string> {
  readonly id: RecordId
  /** Fields whose value is taken from it. */
  readonly fields?: ReadonlyArray<Choice<N>>
}

export interface Options<N extends string> {
  /**
   * Fields that stay as the master has them, empty or not: one that nobody names may take a child's value where the
   * master has none. Of files and pictures each record names the entries that are kept, the master here.
   */
  readonly fields?: ReadonlyArray<Choice<N>>
}

/** What became of it: merged at once, or a job that does it later. */
export type Merged =
  | { readonly _tag: "Merged"; readonly id: RecordId }
  | { readonly _tag: "Scheduled"; readonly jobId: string }

const pathOf = ({ apiName }: In, master: RecordId): string =>
  `/crm/v8/${encodeURIComponent(apiName)}/${master}/actions/merge`

const nameOf = (choice: Choice<string>): string => (typeof choice === "string" ? choice : choice.field)

const json = (choice: Choice<string>) =>
  typeof choice === "string"
    ? { api_name: choice }
    : { api_name: choice.field, _data: choice.files.length === 0 ? null : choice.files.map((id) => ({ id })) }

/** A value comes from one record: two that give the same field cannot both be meant. Of files, each may give some. */
const twice = (records: ReadonlyArray<ReadonlyArray<Choice<string>>>): string | undefined => {
  const given = new Set<string>()
  for (const choices of records) {
    const own = new Set<string>()
    for (const choice of choices) {
      const name = nameOf(choice)
      if (own.has(name) || (given.has(name) && typeof choice === "string")) return name
      own.add(name)
    }
    for (const name of own) given.add(name)
  }
  return undefined
}

/**
 * Merges one or two records into the master: what hangs on them moves to it, and they are gone. The master's values
 * stay but for fields that a child gives. Its answer lost, look whether they are still there before doing it again.
 * 50 credits.
 */
export const merge = Effect.fnUntraced(function* <Fields, const N extends Name<Fields>>(
  module: In & { readonly fields?: Fields },
  master: RecordId,
  children: ReadonlyArray<Child<N>>,
  options: Options<N> = {}
): Effect.fn.Return<Merged, ZohoError, ZohoClient> {
  const own = options.fields ?? []
  const records = [...children.map((it) => it.fields ?? []), own]
  const again = twice(records)
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
    new Set(children.map((it) => it.id)).size < children.length
      ? new InvalidInput({ problem: "A record is given twice.", remedy: "Name each record once." })
      : undefined,
    again === undefined
      ? undefined
      : new InvalidInput({
          problem: `${again} is to come from more than one record.`,
          remedy: `Decide which record gives ${again}, and name it there alone.`
        }),
    ...children.map((it) => Check.id(it.id)),
    ...records.flatMap((choices) => [
      Check.fieldNames(choices.map(nameOf), { atLeast: 0, atMost: Infinity }),
      ...choices.flatMap((it) => (typeof it === "string" ? [] : it.files.map(Check.id)))
    ])
  )
  const client = yield* ZohoClient
  const data = children.map(({ fields, id }) => ({ id, _fields: fields?.map(json) }))
  const { code, details } = yield* Verb.result(
    client,
    {
      operation,
      method: "POST",
      path: pathOf(module, master),
      body: { merge: [{ data, ...(own.length === 0 ? {} : { master_record_fields: own.map(json) }) }] },
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
