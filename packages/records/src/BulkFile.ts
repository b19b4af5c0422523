/** The file that a bulk read ends in: one CSV in a ZIP, read as a stream from disk. Node only. */
import { ApiError, UnexpectedResponse } from "@effect-zoho/client/ApiError"
import type * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Csv from "effect/encoding/Csv"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Readable } from "node:stream"
import * as Yauzl from "yauzl"
import * as Cells from "./internal/Cells.ts"
import type { Module } from "./Module.ts"
import type { Name, Row } from "./Row.ts"

type Line = ReadonlyArray<string>

const damaged = (operation: string, problem: UnexpectedResponse["problem"], path?: string): ApiError =>
  new ApiError({
    operation,
    reason: new UnexpectedResponse({
      problem,
      httpStatus: 200,
      contentType: "application/zip",
      excerpt: "",
      ...(path === undefined ? {} : { path })
    })
  })

const open = (operation: string, path: string): Effect.Effect<Yauzl.ZipFile, ApiError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Yauzl.ZipFile, ApiError>((resume) => {
      Yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, file) =>
        resume(error === null ? Effect.succeed(file) : Effect.fail(damaged(operation, "cut-off")))
      )
    }),
    (file) => Effect.sync(() => file.close())
  )

/** Fails where the file at `path` is no whole ZIP: its directory is at its end. */
export const check = (operation: string, path: string): Effect.Effect<void, ApiError> =>
  Effect.scoped(Effect.asVoid(open(operation, path)))

/** The bytes of the only file in a ZIP. Its directory is at its end, so the ZIP must be there as a whole. */
const unzip = (operation: string, path: string): Stream.Stream<Uint8Array, ApiError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const zip = yield* open(operation, path)
      const bytes = yield* Effect.callback<Readable, ApiError>((resume) => {
        const fail = () => resume(Effect.fail(damaged(operation, "cut-off")))
        zip.once("error", fail)
        zip.once("end", fail)
        zip.once("entry", (entry: Yauzl.Entry) =>
          zip.openReadStream(entry, (error, opened) => (error === null ? resume(Effect.succeed(opened)) : fail()))
        )
        zip.readEntry()
      })
      return Stream.fromAsyncIterable<Uint8Array, ApiError>(bytes, () => damaged(operation, "cut-off"))
    })
  )

/** The lines of the file at `path`, the header first, in chunks as they are decoded. */
export const lines = (operation: string, path: string): Stream.Stream<Line, ApiError> =>
  unzip(operation, path).pipe(
    Stream.pipeThroughChannel(Csv.decode<ApiError>()),
    Stream.mapError((error) => (error._tag === "ApiError" ? error : damaged(operation, "unknown-form", "the CSV")))
  )

/** Reads lines below a header as rows with the fields asked for. */
const rowReader = <Fields extends Schema.Struct.Fields>(
  operation: string,
  module: Module<Fields>,
  fields: ReadonlyArray<string>,
  header: Line
) => {
  const names = ["id", ...fields.filter((it) => it !== "id")]
  const listed: Readonly<Record<string, Schema.Constraint>> = module.fields
  const at = names.map((name) => header.findIndex((it) => it === name || (name === "id" && it.toLowerCase() === "id")))
  const missing = names.find((_, index) => at[index] === -1)
  const reads = names.map((name) => Cells.reader(name === "id" ? undefined : listed[name]))
  // Copies of one row share its layout; built key by key, a row of many fields would be a hash table of its own.
  const empty: Record<string, Schema.Json> = JSON.parse(
    JSON.stringify(Object.fromEntries(names.map((it) => [it, null])))
  )
  return (line: Line): Record<string, Schema.Json> | ApiError => {
    if (missing !== undefined) return damaged(operation, "unknown-form", `the column ${missing}`)
    const row: Record<string, Schema.Json> = { ...empty }
    for (let index = 0; index < names.length; index++) {
      const name = names[index] ?? ""
      const value = reads[index]?.(line[at[index] ?? -1] ?? "")
      if (value === undefined) return damaged(operation, "unknown-form", name)
      row[name] = value
    }
    return typeof row["id"] === "string" ? row : damaged(operation, "unknown-form", "id")
  }
}

/**
 * The rows of the file at `path` with the fields asked for, a chunk at a time. Lookups and users hold their id only;
 * a field that the module does not list is text, since nothing in a file tells its type.
 */
export const chunks = <Fields extends Schema.Struct.Fields, const N extends Name<Fields>>(
  operation: string,
  path: string,
  module: Module<Fields>,
  fields: ReadonlyArray<N>
): Stream.Stream<ReadonlyArray<Row<Fields, N>>, ApiError> => {
  let read: ReturnType<typeof rowReader> | undefined
  return lines(operation, path).pipe(
    Stream.mapArrayEffect((chunk) => {
      const [first] = chunk
      const from = read === undefined ? 1 : 0
      read ??= rowReader(operation, module, fields, first)
      const rows: Array<any> = []
      for (let index = from; index < chunk.length; index++) {
        const row = read(chunk[index] ?? [])
        if (row instanceof ApiError) return Effect.fail(row)
        rows.push(row)
      }
      // The names become keys one by one, which the compiler cannot follow: that a row is `Row<Fields, N>` is said here.
      const page: ReadonlyArray<Row<Fields, N>> = rows
      return Effect.succeed<Arr.NonEmptyReadonlyArray<ReadonlyArray<Row<Fields, N>>>>([page])
    })
  )
}
