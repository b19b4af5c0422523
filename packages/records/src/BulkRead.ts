/** Bulk read: jobs of up to 200,000 rows, each ending in a file that is read as a stream. Node only. */
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Classify from "@effect-zoho/client/Classify"
import * as Credits from "@effect-zoho/client/Credits"
import { unknownForm } from "@effect-zoho/client/Envelope"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as BulkFile from "./BulkFile.ts"
import type * as Filter from "./Filter.ts"
import * as Batch from "./internal/Batch.ts"
import * as BulkCriteria from "./internal/BulkCriteria.ts"
import * as Cells from "./internal/Cells.ts"
import * as Job from "./internal/Job.ts"
import { RecordId } from "./RecordId.ts"
import type { Module } from "./Module.ts"
import { limits } from "./ReadPlan.ts"
import type { Name, Row } from "./Row.ts"

/** What a job is at. */
export interface Progress {
  /** The job's place among those of this reading, from 1. */
  readonly job: number
  readonly id: string
  /** Zoho's word, or ours once the file is on its way. */
  readonly state: "ADDED" | "QUEUED" | "IN PROGRESS" | "COMPLETED" | "FAILURE" | "DOWNLOADED"
  /** Rows of the job's file, once it is known. */
  readonly rows?: number
}

export interface Options extends Job.Polling {
  /** Is told of each state. */
  readonly onProgress?: (progress: Progress) => Effect.Effect<void>
}

/** Which rows, and which fields of each. */
export interface Query<N extends string> {
  readonly fields: ReadonlyArray<N>
  readonly where?: Filter.Filter | undefined
}

const State = Schema.Literals(["ADDED", "QUEUED", "IN PROGRESS", "COMPLETED", "FAILURE"])

const Created = Schema.Struct({ id: RecordId, state: Schema.optionalKey(State) })

const JobBody = Schema.Struct({
  data: Schema.Tuple([
    Schema.Struct({
      state: State,
      result: Schema.optionalKey(
        Schema.Struct({
          count: Schema.optionalKey(Schema.Int),
          more_records: Schema.optionalKey(Schema.Boolean),
          next_page_token: Schema.optionalKey(Schema.NullOr(Schema.String)),
          error_message: Schema.optionalKey(
            Schema.Struct({ code: Schema.optionalKey(Schema.String), message: Schema.optionalKey(Schema.String) })
          )
        })
      )
    })
  ])
})

const readCreated = Schema.decodeUnknownOption(Created)
const readJob = Schema.decodeUnknownResult(JobBody)

/** Where a job begins. */
type Start = { readonly page: number } | { readonly page_token: string }

interface Ended {
  readonly id: RecordId
  readonly next: Option.Option<Start>
}

const path = "/crm/bulk/v8/read"

/**
 * The rows of every job, in chunks. Fields: text, numbers, dates, choices, lookups and users (their id); lists of
 * records or of lines (territories, line items) are not in the file: they are refused. Several jobs are not one moment in time: rows that change between them may shift.
 * Costs 50 credits a job, and 1 for each look at its state and for its file.
 */
export const chunks = <Fields extends Schema.Struct.Fields, const N extends Name<Fields>>(
  module: Module<Fields>,
  query: Query<N>,
  options: Options = {}
): Stream.Stream<ReadonlyArray<Row<Fields, N>>, ZohoError, ZohoClient | FileSystem.FileSystem> => {
  const operation = `${module.apiName}.bulkRead`
  const fail = (reason: ApiError["reason"]) => new ApiError({ operation, reason })
  const tell = (progress: Progress) => options.onProgress?.(progress) ?? Effect.void

  const listed: Readonly<Record<string, Schema.Constraint>> = module.fields
  const beyond = query.fields.find((it) => Cells.isBeyond(listed[it]))
  const allowed =
    beyond !== undefined
      ? fail(
          new InvalidInput({
            problem: `A bulk read's file does not hold ${beyond}.`,
            remedy: "Leave it out, or read by list or COQL."
          })
        )
      : query.fields.length > limits.bulk.fields
        ? fail(
            new InvalidInput({
              problem: `${query.fields.length} fields were asked for.`,
              remedy: `A bulk read takes ${limits.bulk.fields}: ask for fewer, or by COQL.`
            })
          )
        : Effect.void

  const create = Effect.fnUntraced(function* (start: Start) {
    const client = yield* ZohoClient
    const criteria =
      query.where === undefined
        ? undefined
        : yield* Effect.fromResult(Result.mapError(BulkCriteria.render(query.where, module.fields), fail))
    const envelope = yield* client.send({
      operation,
      method: "POST",
      path,
      headers: { "content-type": "application/json" },
      body: {
        query: {
          module: { api_name: module.apiName },
          fields: query.fields.filter((it) => it !== "id"),
          criteria,
          ...start
        }
      },
      rows: 1,
      credits: Credits.cost.bulkRead,
      // A job that nobody asks after costs credits and changes no record.
      retry: "safe"
    })
    const result =
      envelope._tag === "Rows" ? envelope.rows[0] : envelope._tag === "Single" ? envelope.result : undefined
    if (result?.status === "error") {
      return yield* fail(
        Classify.reason({
          code: result.code,
          message: result.message,
          httpStatus: envelope.httpStatus,
          details: result.details
        })
      )
    }
    const created = readCreated(result?.details)
    return Option.isSome(created) ? created.value.id : yield* fail(unknownForm(envelope, "data[0].details.id"))
  })

  const ended = Effect.fnUntraced(function* (id: RecordId, job: number, page: number) {
    const client = yield* ZohoClient
    const look = Effect.gen(function* () {
      const envelope = yield* client.send({
        operation,
        method: "GET",
        path: `${path}/${id}`,
        credits: 1,
        retry: "safe"
      })
      if (envelope._tag !== "Document") return yield* fail(unknownForm(envelope, ""))
      const [{ result, state }] = (yield* Effect.fromResult(
        Result.mapError(readJob(envelope.body), (error) => fail(unknownForm(envelope, error)))
      )).data
      yield* tell({ job, id, state, ...(result?.count === undefined ? {} : { rows: result.count }) })
      if (state === "FAILURE") {
        const { code = "", message = "" } = result?.error_message ?? {}
        return yield* fail(Classify.reason({ code, message, httpStatus: envelope.httpStatus, details: {} }))
      }
      if (state !== "COMPLETED") return Option.none<Ended>()
      const token = result?.next_page_token ?? undefined
      const next: Option.Option<Start> =
        result?.more_records !== true
          ? Option.none()
          : Option.some(token === undefined ? { page: page + 1 } : { page_token: token })
      return Option.some<Ended>({ id, next })
    })
    return yield* Job.ended(
      { operation, name: `bulk read ${id}`, late: "Allow more time, or read by COQL." },
      look,
      options
    )
  })

  const job = (
    start: Start,
    number: number
  ): Stream.Stream<ReadonlyArray<Row<Fields, N>>, ZohoError, ZohoClient | FileSystem.FileSystem> =>
    Stream.suspend(() => {
      let after: Option.Option<Start> = Option.none()
      const rows = Stream.unwrap(
        Effect.gen(function* () {
          yield* allowed
          const { id, next } = yield* Batch.asBatch(Effect.flatMap(create(start), (id) => ended(id, number, number)))
          const spool = yield* Batch.asBatch(
            Job.file(
              { operation, method: "GET", path: `${path}/${id}/result`, credits: 1, retry: "safe" },
              options.directory
            )
          )
          yield* tell({ job: number, id, state: "DOWNLOADED" })
          after = next
          return BulkFile.chunks(operation, spool, module, query.fields)
        })
      )
      // Beside the rows, not within them: a file is gone before the next job's comes.
      return Stream.concat(
        rows,
        Stream.suspend(() =>
          Option.match(after, { onNone: () => Stream.empty, onSome: (start) => job(start, number + 1) })
        )
      )
    })

  return job({ page: 1 }, 1)
}
