/** CSV files as they come: UTF-8 or UTF-16, comma, semicolon, tab or bar, quoted line breaks, gzip; read and written as streams. */
import * as Effect from "effect/Effect"
import * as CsvCodec from "effect/encoding/Csv"
import type * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import * as Crypto from "node:crypto"
import * as FileBytes from "./FileBytes.ts"
import { ScriptError } from "./ScriptError.ts"

/** How a file is written. */
export interface Dialect {
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be"
  readonly delimiter: string
}

/** A line below the header. */
export interface Line {
  /** From 1, the header not counted. */
  readonly row: number
  readonly cells: ReadonlyArray<string>
}

/** A file with a header, which can be read any number of times. */
export interface File {
  readonly path: string
  readonly dialect: Dialect
  readonly header: ReadonlyArray<string>
  /** The lines below the header; empty ones are left out and not counted. */
  readonly lines: Stream.Stream<Line, ScriptError, FileSystem.FileSystem>
}

const delimiters = [",", ";", "\t", "|"] as const

const encodingOf = (head: Uint8Array): Dialect["encoding"] => {
  const [first = 1, second = 1] = head
  if (first === 0xff && second === 0xfe) return "utf-16le"
  if (first === 0xfe && second === 0xff) return "utf-16be"
  // Latin text in UTF-16 without a mark: every other byte is zero.
  if (second === 0 && first !== 0) return "utf-16le"
  return first === 0 && second !== 0 ? "utf-16be" : "utf-8"
}

/** How a file that begins so is written: the delimiter is the one that the first line has most of, outside quotes. */
export const detect = (head: Uint8Array): Dialect => {
  const encoding = encodingOf(head)
  const text = new TextDecoder(encoding).decode(head)
  const counts = new Map<string, number>(delimiters.map((it) => [it, 0]))
  let quoted = false
  for (const char of text) {
    if (char === '"') quoted = !quoted
    else if (!quoted && (char === "\n" || char === "\r")) break
    else if (!quoted && counts.has(char)) counts.set(char, (counts.get(char) ?? 0) + 1)
  }
  let delimiter: string = ","
  for (const [char, count] of counts) if (count > (counts.get(delimiter) ?? 0)) delimiter = char
  return { encoding, delimiter }
}

const notText = (path: string, { encoding }: Dialect) =>
  new ScriptError({
    title: `${path} is not text`,
    happened: `It holds bytes that are no ${encoding.toUpperCase()}.`,
    remedy: 'Save it as "CSV UTF-8" and run this again.'
  })

const malformed = (path: string, error: CsvCodec.CsvError) =>
  new ScriptError({
    title: `${path} is not a CSV file`,
    happened: `Line ${error.line}: ${error.message}`,
    remedy: "Look for a quotation mark without its partner on that line; inside quotes write it twice."
  })

const records = (path: string, dialect: Dialect) =>
  Stream.suspend(() => {
    const decoder = new TextDecoder(dialect.encoding, { fatal: true })
    const text = (bytes: Uint8Array | undefined) =>
      Effect.try({
        try: () => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })),
        catch: () => notText(path, dialect)
      })
    return FileBytes.contents(path).pipe(
      Stream.mapEffect(text),
      Stream.concat(Stream.fromEffect(text(undefined))),
      Stream.pipeThroughChannel(
        CsvCodec.decodeString<ScriptError>({ delimiter: dialect.delimiter, ignoreEmptyLines: true })
      ),
      Stream.mapError((error) => (error._tag === "ScriptError" ? error : malformed(path, error)))
    )
  })

/** Looks at a file: its dialect and its header. */
export const open = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<File, ScriptError, FileSystem.FileSystem> {
  yield* FileBytes.check(path)
  let length = 0
  const pieces = yield* FileBytes.contents(path).pipe(
    Stream.takeUntil((piece) => (length += piece.length) >= 65_536),
    Stream.runCollect
  )
  const head = Buffer.concat(pieces)
  const dialect = detect(head)
  const all = records(path, dialect)
  const [header] = yield* Stream.runCollect(Stream.take(all, 1))
  if (header === undefined) {
    return yield* new ScriptError({
      title: `${path} is empty`,
      happened: "It has no header.",
      remedy: "Its first line names the columns: API names or labels of fields."
    })
  }
  return {
    path,
    dialect,
    header: header.map((it) => it.trim()),
    lines: Stream.suspend(() => {
      let row = 0
      return Stream.map(Stream.drop(all, 1), (cells): Line => ({ row: ++row, cells }))
    })
  }
})

/** SHA-256 of a file, in hexadecimal. */
export const hash = Effect.fnUntraced(function* (path: string) {
  const sum = Crypto.createHash("sha256")
  yield* Stream.runForEach(FileBytes.stored(path), (bytes) => Effect.sync(() => sum.update(bytes)))
  return sum.digest("hex")
})

/** Spreadsheets run a cell that begins so as a formula. */
const formula = /^'*[=+\-@\t\r]/u

/** Text as a cell that no spreadsheet runs: `'=1+1`. `unescaped` takes the sign off again. */
export const escaped = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** The text behind an escaped cell. */
export const unescaped = (cell: string): string => (/^'+[=+\-@\t\r]/u.test(cell) ? cell.slice(1) : cell)

/** One line of a file, with its line break; cells are quoted where they must be. */
export const line = (cells: ReadonlyArray<string>): string =>
  `${cells.map((it) => (/[",\r\n]|^\s|\s$/u.test(it) ? `"${it.replaceAll('"', '""')}"` : it)).join(",")}\r\n`
