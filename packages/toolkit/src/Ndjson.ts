/** NDJSON files as tables: an object a line, its keys as columns, its values as the cells that an export would write. */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Cells from "./Cells.ts"
import type * as Csv from "./Csv.ts"
import * as FileBytes from "./FileBytes.ts"
import { ScriptError } from "./ScriptError.ts"

/** Does a file's name say that it is NDJSON? */
export const isNamed = (path: string): boolean => /\.(?:ndjson|jsonl)(?:\.gz)?$/iu.test(path)

const readObject = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Json)))

const notText = (path: string) =>
  new ScriptError({
    title: `${path} is not text`,
    happened: "It holds bytes that are no UTF-8.",
    remedy: "Save it as UTF-8 and run this again."
  })

const malformed = (path: string, line: number) =>
  new ScriptError({
    title: `${path} is not an NDJSON file`,
    happened: `Line ${line} is no JSON object.`,
    remedy:
      'Correct that line, or take it out; each line is one record, such as {"Last_Name":"Reed"}. Nothing was sent.'
  })

const objects = (path: string) =>
  Stream.suspend(() => {
    const decoder = new TextDecoder("utf-8", { fatal: true })
    let number = 0
    const text = (bytes: Uint8Array | undefined) =>
      Effect.try({
        try: () => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })),
        catch: () => notText(path)
      })
    return FileBytes.contents(path).pipe(
      Stream.mapEffect(text),
      Stream.concat(Stream.fromEffect(Effect.suspend(() => text(undefined)))),
      Stream.splitLines,
      Stream.map((line) => ({ line, number: ++number })),
      Stream.filter(({ line }) => line.trim() !== ""),
      Stream.mapEffect(({ line, number }) =>
        Option.match(readObject(line), {
          onNone: () => Effect.fail(malformed(path, number)),
          onSome: (object) => Effect.succeed(object)
        })
      )
    )
  })

/** Looks at a file: every line is read once, for the names of its columns and whether it is JSON at all. */
export const open = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<Csv.File, ScriptError, FileSystem.FileSystem> {
  yield* FileBytes.check(path)
  const names = new Set<string>()
  yield* Stream.runForEach(objects(path), (object) => {
    for (const name of Object.keys(object)) names.add(name)
    return Effect.void
  })
  if (names.size === 0) {
    return yield* new ScriptError({
      title: `${path} is empty`,
      happened: "No line of it holds a field.",
      remedy: "Each line is one record as JSON, its keys API names or labels of fields."
    })
  }
  const header = [...names]
  return {
    path,
    dialect: { encoding: "utf-8", delimiter: "," },
    header,
    lines: Stream.suspend(() => {
      let row = 0
      return Stream.map(objects(path), (object): Csv.Line => ({
        row: ++row,
        cells: header.map((name) => Cells.write(object[name]))
      }))
    })
  }
})
