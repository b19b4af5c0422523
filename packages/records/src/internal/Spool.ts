/** Rows that wait on disk, in their order, until it is known how they are sent. NDJSON, gone with its scope. */
import { ApiError, InvalidInput } from "@effect-zoho/client/ApiError"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** A problem of this machine's disk, said as one of the operation. */
export const unusable =
  (operation: string) =>
  (error: PlatformError): ApiError =>
    new ApiError({
      operation,
      reason: new InvalidInput({
        problem: `A temporary file cannot be used: ${error.message}`,
        remedy: "See to room in the directory for temporary files (TMPDIR)."
      })
    })

export interface Spool<A> {
  /** Adds items, which JSON must be able to carry. */
  readonly append: (items: ReadonlyArray<A>) => Effect.Effect<void, ApiError>
  /** Everything from the first on. May be read any number of times. */
  readonly items: Stream.Stream<A, ApiError>
  /** Gives the room on disk back before the scope ends. */
  readonly discard: Effect.Effect<void>
}

/** An empty spool, below the system's directory for temporary files unless one is named. */
export const make = Effect.fnUntraced(function* <A>(
  operation: string,
  directory: string | undefined,
  schema: Schema.Codec<A, unknown>
): Effect.fn.Return<Spool<A>, ApiError, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Effect.mapError(
    fs.makeTempFileScoped({ prefix: "rows-", ...(directory === undefined ? {} : { directory }) }),
    unusable(operation)
  )
  const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(schema))
  return {
    append: (items) =>
      items.length === 0
        ? Effect.void
        : Effect.mapError(
            fs.writeFileString(path, items.map((it) => `${JSON.stringify(it)}\n`).join(""), { flag: "a" }),
            unusable(operation)
          ),
    items: fs.stream(path).pipe(
      Stream.mapError(unusable(operation)),
      Stream.decodeText(),
      Stream.splitLines,
      // What this process wrote itself reads back, or the program is wrong.
      Stream.mapEffect((it) => Effect.orDie(decode(it)))
    ),
    discard: Effect.ignore(fs.remove(path))
  }
})
