/** One CSV in a ZIP on disk: what a bulk write is given. Node only. */
import type { ApiError } from "@effect-zoho/client/ApiError"
import * as Effect from "effect/Effect"
import * as PlatformError from "effect/PlatformError"
import * as Stream from "effect/Stream"
import * as Fs from "node:fs"
import { stat } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import * as Yazl from "yazl"
import * as Spool from "./Spool.ts"

const cell = (value: string): string => (/[",\r\n]|^\s|\s$/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/** A line of a CSV: text for programs, so nothing is escaped but what the format asks for. */
export const line = (cells: ReadonlyArray<string>): string => `${cells.map(cell).join(",")}\n`

/** Writes the lines as `name` within the ZIP at `path`, a piece at a time; gives back the ZIP's size in bytes. */
export const write = <E>(
  operation: string,
  path: string,
  name: string,
  lines: Stream.Stream<string, E>
): Effect.Effect<number, ApiError | E> =>
  Effect.gen(function* () {
    let failure: { readonly error: E } | undefined
    const text = Stream.toAsyncIterable(
      Stream.encodeText(
        Stream.tapError(lines, (error) =>
          Effect.sync(() => {
            failure = { error }
          })
        )
      )
    )
    return yield* Effect.tryPromise({
      try: async (signal) => {
        const zip = new Yazl.ZipFile()
        const source = Readable.from(text, { objectMode: false })
        const broken = new AbortController()
        for (const it of [source, zip]) it.once("error", () => broken.abort())
        zip.addReadStream(source, name)
        zip.end()
        await pipeline(zip.outputStream, Fs.createWriteStream(path, { mode: 0o600 }), {
          signal: AbortSignal.any([signal, broken.signal])
        })
        return (await stat(path)).size
      },
      catch: (cause) => cause
    }).pipe(
      Effect.mapError((cause) =>
        failure === undefined
          ? Spool.unusable(operation)(
              PlatformError.systemError({
                _tag: "Unknown",
                module: "FileSystem",
                method: "write",
                description: cause instanceof Error ? cause.message : "it cannot be written",
                pathOrDescriptor: path
              })
            )
          : failure.error
      )
    )
  })
