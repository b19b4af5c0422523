/**
 * Bulk write: a CSV of up to 25,000 rows goes up as a file, a job writes it, and its result says what became of each
 * row. Node only. It sets off other automation than record calls do, and moves no record to the recycle bin.
 */
import { ApiError, InvalidInput, type Reason, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Classify from "@effect-zoho/client/Classify"
import * as Credits from "@effect-zoho/client/Credits"
import { type Envelope, unknownForm } from "@effect-zoho/client/Envelope"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Fs from "node:fs"
import * as BulkFile from "./BulkFile.ts"
import * as Archive from "./internal/Archive.ts"
import * as Batch from "./internal/Batch.ts"
import * as Job from "./internal/Job.ts"
import * as Spool from "./internal/Spool.ts"
import { isRecordId, RecordId } from "./RecordId.ts"

/** Rows and columns of a file, bytes of its ZIP. Source: the limitations of bulk write, v8. */
export const limits = { rows: 25_000, columns: 200, bytes: 25 * 1024 * 1024 } as const

/** What a job is at. */
export interface Progress {
  readonly id: string
  /** Zoho's word: `ADDED`, `INPROGRESS`, `COMPLETED`, `FAILED`; ours once the result is here. */
  readonly state: string
}

export interface Options extends Job.Polling {
  /** Is told of each state. */
  readonly onProgress?: (progress: Progress) => Effect.Effect<void>
}

/** A file, and what is to be done with its rows. */
export interface Task<E> {
  readonly operation: "insert" | "update" | "upsert"
  /** API names of the fields, one a column. */
  readonly columns: ReadonlyArray<string>
  /** Each row's cells, in the order of the columns. */
  readonly rows: Stream.Stream<ReadonlyArray<string>, E>
  /** The column whose values tell which record a row is: `id`, or a unique field. An update and an upsert need one. */
  readonly findBy?: string | undefined
  /** Leave fields with empty cells as they are; else they are cleared. */
  readonly keepEmpty: boolean
}

/** What became of a row. */
export type Outcome =
  | { readonly _tag: "Added" | "Updated"; readonly id: RecordId; readonly cells: Cells }
  | { readonly _tag: "Skipped"; readonly reason: Reason; readonly cells: Cells }
  /** The result says nothing of it that can be read. */
  | { readonly _tag: "Unknown"; readonly cells: Cells }

/** How a job ended: with a result to fetch, or without having written anything. */
export type Ended =
  | { readonly _tag: "Completed"; readonly id: RecordId; readonly url: string }
  | { readonly _tag: "Failed"; readonly id: RecordId; readonly reason: Reason }

/** A row of the result as it stood in the file, by column. */
export type Cells = (column: string) => string | undefined

const readUploaded = Schema.decodeUnknownOption(Schema.Struct({ file_id: Schema.String }))
const readCreated = Schema.decodeUnknownOption(Schema.Struct({ id: RecordId }))

const readJob = Schema.decodeUnknownResult(
  Schema.Struct({
    status: Schema.String,
    resource: Schema.optionalKey(
      Schema.Array(
        Schema.Struct({
          code: Schema.optionalKey(Schema.NullOr(Schema.String)),
          message: Schema.optionalKey(Schema.NullOr(Schema.String))
        })
      )
    ),
    result: Schema.optionalKey(Schema.Struct({ download_url: Schema.String }))
  })
)

const path = "/crm/bulk/v8/write"

/** The details of a call's only result, or its reason. */
const details = (operation: string, envelope: Envelope): Effect.Effect<Readonly<Record<string, unknown>>, ApiError> => {
  const result = envelope._tag === "Rows" ? envelope.rows[0] : envelope._tag === "Single" ? envelope.result : undefined
  if (result === undefined) return Effect.fail(new ApiError({ operation, reason: unknownForm(envelope, "") }))
  if (result.status === "success") return Effect.succeed(result.details)
  const { code, details, message } = result
  return Effect.fail(
    new ApiError({
      operation,
      reason: Classify.reason({ code, message, httpStatus: envelope.httpStatus, details })
    })
  )
}

/** A file on the upload host, good for one job. */
export interface Uploaded<E> extends Pick<Task<E>, "operation" | "columns" | "findBy" | "keepEmpty"> {
  readonly fileId: string
}

/**
 * Makes the file and brings it to the upload host: 1 credit. `org` is the organisation's `zgid`. Fails as `InvalidInput`
 * where the ZIP is larger than Zoho takes.
 */
export const upload = Effect.fnUntraced(function* <E>(
  module: string,
  org: string,
  task: Task<E>,
  options: Options = {}
): Effect.fn.Return<Uploaded<E>, ZohoError | E, ZohoClient | FileSystem.FileSystem> {
  const operation = `${module}.bulkWrite`
  const { columns, findBy, keepEmpty } = task
  const refuse = (problem: string, remedy: string) =>
    new ApiError({ operation, reason: new InvalidInput({ problem, remedy }) })
  if (columns.length === 0 || columns.length > limits.columns)
    return yield* refuse(`${columns.length} fields were given.`, `Give 1 to ${limits.columns} fields.`)
  if (task.operation !== "insert" && (findBy === undefined || !columns.includes(findBy)))
    return yield* refuse("No column tells which record a row is.", "Name a unique field, or id.")

  return yield* Effect.scoped(
    Effect.gen(function* () {
      const client = yield* ZohoClient
      const files = yield* FileSystem.FileSystem
      const { directory } = options
      const zip = yield* files
        .makeTempFileScoped({
          prefix: "bulk-write-",
          suffix: ".zip",
          ...(directory === undefined ? {} : { directory })
        })
        .pipe(Effect.mapError(Spool.unusable(operation)))
      const lines = Stream.concat(Stream.make(Archive.line(columns)), Stream.map(task.rows, Archive.line))
      const bytes = yield* Archive.write(operation, zip, "rows.csv", lines)
      if (bytes > limits.bytes)
        return yield* refuse(
          `The file has ${bytes} bytes.`,
          `Zoho takes ${limits.bytes}: send fewer rows, or by calls.`
        )
      const blob = yield* Effect.promise(() => Fs.openAsBlob(zip, { type: "application/zip" }))
      const form = new FormData()
      form.set("file", blob, "rows.zip")
      const envelope = yield* client.send({
        operation,
        method: "POST",
        host: "upload",
        path: "/crm/v8/upload",
        headers: { feature: "bulk-write", "x-crm-org": org },
        form,
        rows: 1,
        credits: Credits.cost.upload,
        // A file that no job names is gone after a day, and writes nothing.
        retry: "safe"
      })
      const uploaded = readUploaded(yield* details(operation, envelope))
      return Option.isSome(uploaded)
        ? { operation: task.operation, columns, findBy, keepEmpty, fileId: uploaded.value.file_id }
        : yield* new ApiError({ operation, reason: unknownForm(envelope, "details.file_id") })
    })
  )
})

/** Begins the job: 500 credits. Nobody can tell whether it began where this fails as `Ambiguous`. */
export const create = Effect.fnUntraced(function* (
  module: string,
  file: Uploaded<unknown>
): Effect.fn.Return<RecordId, ZohoError, ZohoClient> {
  const operation = `${module}.bulkWrite`
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "POST",
    path,
    body: {
      operation: file.operation,
      ignore_empty: file.keepEmpty,
      character_encoding: "UTF-8",
      resource: [
        {
          type: "data",
          module: { api_name: module },
          file_id: file.fileId,
          file_names: ["rows.csv"],
          ...(file.operation === "insert" ? {} : { find_by: file.findBy }),
          ignore_empty: file.keepEmpty,
          field_mappings: file.columns.map((api_name, index) => ({ api_name, index }))
        }
      ]
    },
    rows: 1,
    credits: Credits.cost.bulkWrite,
    retry: "after-lookup"
  })
  const created = readCreated(yield* details(operation, envelope))
  return Option.isSome(created)
    ? created.value.id
    : yield* new ApiError({ operation, reason: unknownForm(envelope, "details.id") })
})

/** `MANDATORY_NOT_FOUND:Last_Name` in a reason's words. */
const reasonOf = (errors: string, id: string): Reason => {
  const [first = ""] = errors.split(/[,;]/u)
  const [code = "", field] = first.split(":")
  return Classify.reason({
    code: code.trim(),
    message: errors,
    httpStatus: 200,
    details: { ...(field === undefined ? {} : { api_name: field.trim() }), ...(id === "" ? {} : { id }) }
  })
}

/** Reads lines below a header as outcomes. */
const reader = (header: ReadonlyArray<string>) => {
  const at = new Map(header.map((name, index) => [name, index]))
  return (line: ReadonlyArray<string>): Outcome => {
    const cells: Cells = (column) => {
      const index = at.get(column)
      return index === undefined ? undefined : line[index]
    }
    const id = cells("RECORD_ID") ?? ""
    const known = isRecordId(id) ? id : undefined
    switch (cells("STATUS")) {
      case "ADDED":
        return known !== undefined ? { _tag: "Added", id: known, cells } : { _tag: "Unknown", cells }
      case "UPDATED":
        return known !== undefined ? { _tag: "Updated", id: known, cells } : { _tag: "Unknown", cells }
      case "SKIPPED":
      case "UNPROCESSED":
        return { _tag: "Skipped", reason: reasonOf(cells("ERRORS") ?? "", id), cells }
      default:
        return { _tag: "Unknown", cells }
    }
  }
}

/** Waits until the job is done. 1 credit for each look at its state. */
export const ended = Effect.fnUntraced(function* (
  module: string,
  id: RecordId,
  options: Options = {}
): Effect.fn.Return<Ended, ZohoError, ZohoClient> {
  const operation = `${module}.bulkWrite`
  const client = yield* ZohoClient
  const look = Effect.gen(function* () {
    const envelope = yield* client.send({ operation, method: "GET", path: `${path}/${id}`, credits: 1, retry: "safe" })
    if (envelope._tag !== "Document") return yield* new ApiError({ operation, reason: unknownForm(envelope, "") })
    const { resource, result, status } = yield* Effect.fromResult(
      Result.mapError(
        readJob(envelope.body),
        (error) => new ApiError({ operation, reason: unknownForm(envelope, error) })
      )
    )
    yield* options.onProgress?.({ id, state: status }) ?? Effect.void
    if (status === "FAILED" || status === "FAILURE") {
      const { code, message } = resource?.[0] ?? {}
      const said = { code: code ?? "", message: message ?? "", httpStatus: envelope.httpStatus, details: { id } }
      return Option.some<Ended>({ _tag: "Failed", id, reason: Classify.reason(said) })
    }
    if (status !== "COMPLETED") return Option.none<Ended>()
    return result === undefined
      ? yield* new ApiError({ operation, reason: unknownForm(envelope, "result.download_url") })
      : Option.some<Ended>({ _tag: "Completed", id, url: result.download_url })
  })
  return yield* Batch.asBatch(
    Job.ended(
      { operation, name: `bulk write ${id}`, late: "The job goes on at Zoho's: wait for it longer." },
      look,
      options
    )
  )
})

/** What became of each row of a job that is done, in the order of its file: 1 credit. */
export const results = (
  module: string,
  job: Extract<Ended, { _tag: "Completed" }>,
  options: Options = {}
): Stream.Stream<Outcome, ZohoError, ZohoClient | FileSystem.FileSystem> => {
  const operation = `${module}.bulkWrite`
  return Stream.unwrap(
    Effect.gen(function* () {
      const file = yield* Batch.asBatch(
        Job.file({ operation, method: "GET", path: "/", url: job.url, credits: 1, retry: "safe" }, options.directory)
      )
      yield* options.onProgress?.({ id: job.id, state: "DOWNLOADED" }) ?? Effect.void
      let read: ReturnType<typeof reader> | undefined
      return BulkFile.lines(operation, file).pipe(
        Stream.mapAccum(
          () => 0,
          (at, line) => {
            if (read !== undefined) return [at + 1, [read(line)]] as const
            read = reader(line)
            return [at, []] as const
          }
        )
      )
    })
  )
}
