/** The bytes of a file that is read from its beginning any number of times, unpacked where it is gzip. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Stream from "effect/Stream"
import { pipeline, Readable } from "node:stream"
import * as Zlib from "node:zlib"
import { ScriptError } from "./ScriptError.ts"

export const unreadable = (path: string) => (error: PlatformError) =>
  new ScriptError({
    title: `${path} cannot be read`,
    happened: error.reason._tag === "NotFound" ? "There is no such file." : error.message,
    remedy: "Check the path and the rights on the file."
  })

const damaged = (path: string) =>
  new ScriptError({
    title: `${path} cannot be unpacked`,
    happened: "It begins as gzip does, and is cut off or damaged.",
    remedy: "Get the whole file again."
  })

/** Fails where the path names no file: what is in a pipe is gone once it was read. */
export const check = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<void, ScriptError, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const { type } = yield* Effect.mapError(fs.stat(path), unreadable(path))
  if (type === "File") return
  return yield* new ScriptError({
    title: `${path} cannot be read`,
    happened: type === "Directory" ? "It is a folder." : "It is no file, and what is in it is read more than once.",
    remedy: "Give the path of a file."
  })
})

/** The bytes as they lie on the disk. */
export const stored = (path: string): Stream.Stream<Uint8Array, ScriptError, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.map(FileSystem.FileSystem, (fs) => Stream.mapError(fs.stream(path), unreadable(path))))

const isGzip = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const [head] = yield* Stream.runCollect(Stream.mapError(fs.stream(path, { bytesToRead: 2 }), unreadable(path)))
  return head?.[0] === 0x1f && head[1] === 0x8b
})

/** What is in the file. Several gzip members one after the other, as exports write them, are one text. */
export const contents = (path: string): Stream.Stream<Uint8Array, ScriptError, FileSystem.FileSystem> =>
  Stream.unwrap(
    Effect.gen(function* () {
      if (!(yield* isGzip(path))) return stored(path)
      const packed = yield* Stream.toAsyncIterableEffect(stored(path))
      // What goes wrong on either side ends both, and is seen below.
      const unpacked = pipeline(Readable.from(packed), Zlib.createGunzip(), () => {})
      return Stream.fromAsyncIterable<Uint8Array, ScriptError>(unpacked, () => damaged(path))
    })
  )
