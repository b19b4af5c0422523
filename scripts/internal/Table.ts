/** A CSV or NDJSON file as rows to write: columns found, cells read, keys checked, ids looked up. */
import * as Fields from "@effect-zoho/api/Fields"
import { InvalidInput } from "@effect-zoho/client/ApiError"
import * as KeyLookup from "@effect-zoho/records/KeyLookup"
import type * as Ledger from "@effect-zoho/records/Ledger"
import { RecordId } from "@effect-zoho/records/RecordId"
import type { Input } from "@effect-zoho/records/Writer"
import * as Columns from "@effect-zoho/toolkit/Columns"
import * as Csv from "@effect-zoho/toolkit/Csv"
import * as Ndjson from "@effect-zoho/toolkit/Ndjson"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as KeySet from "./KeySet.ts"

export type Values = Readonly<Record<string, Schema.Json>>

export interface Table {
  readonly file: Csv.File
  readonly columns: Columns.Columns
  /** The module's fields. */
  readonly fields: ReadonlyArray<Fields.Field>
  readonly rows: number
  readonly hash: string
}

const isId = Schema.is(RecordId)

/** Does the CRM refuse a second record with the same value of this field? */
export const isUnique = ({ fields }: Pick<Table, "fields">, key: string): boolean =>
  fields.some(({ api_name, unique }) => api_name === key && Object.keys(unique ?? {}).length > 0)

/** Opens a file for a module: which field each column means, how many rows there are, and that no key is there twice. */
export const open = Effect.fnUntraced(function* (
  path: string,
  options: {
    readonly module: string
    readonly key: string | undefined
    readonly limit: number | undefined
    readonly columns: Omit<Columns.Options, "decimal"> & { readonly decimal: Columns.Options["decimal"] | undefined }
  }
) {
  const isNdjson = Ndjson.isNamed(path)
  const file = yield* isNdjson ? Ndjson.open(path) : Csv.open(path)
  const { fields } = yield* Fields.list({ module: options.module })
  const columns = yield* Effect.fromResult(
    Columns.make(file.header, fields, {
      ...options.columns,
      // Who separates with semicolons needs the comma for decimals.
      decimal: isNdjson ? "point" : (options.columns.decimal ?? (file.dialect.delimiter === ";" ? "comma" : "point"))
    })
  )
  const { key } = options
  if (key !== undefined && !columns.apiNames.includes(key)) {
    return yield* new Script.ScriptError({
      title: "The file has no key",
      happened: `No column means ${key}.`,
      remedy: `Name the column ${key}, or name another key: --key Api_Name.`
    })
  }
  const lines = taken(file.lines, options.limit)
  const keyOf = (cells: ReadonlyArray<string>) =>
    key === undefined ? undefined : KeyLookup.normalized(columns.cell(cells, key))
  // The keys of a million rows are not kept: where one seems to be there twice, the file is read once more for the first.
  const seen = KeySet.make()
  let rows = 0
  yield* Stream.runForEach(lines, ({ cells, row }) => {
    rows++
    const value = keyOf(cells)
    if (value === undefined || !seen.add(value)) return Effect.void
    return Effect.flatMap(
      Stream.runHead(Stream.filter(lines, (it) => it.row < row && keyOf(it.cells) === value)),
      Option.match({
        onNone: () => Effect.void,
        onSome: (before) =>
          Effect.fail(
            new Script.ScriptError({
              title: "A key is there twice",
              happened: `Rows ${before.row} and ${row} have the same ${key}.`,
              remedy: "Decide which of them is right, and remove the other one; nothing was sent."
            })
          )
      })
    )
  })
  return { file, columns, fields, rows, hash: yield* Csv.hash(path) } satisfies Table
})

/** The first `limit` lines. */
export const taken = <A, E, R>(lines: Stream.Stream<A, E, R>, limit: number | undefined): Stream.Stream<A, E, R> =>
  limit === undefined ? lines : Stream.take(lines, limit)

const wrong = (problem: string, remedy: string) => new InvalidInput({ problem, remedy })

/** The rows with their values; one with a cell that cannot be read says so. */
export const inputs = (table: Table, limit: number | undefined, key: string | undefined) =>
  Stream.map(taken(table.file.lines, limit), ({ cells, row }): Input<Values> => {
    const { header } = table.file
    // A comma too many, in a number for one, has moved what follows to the next column.
    if (cells.length > header.length && cells.slice(header.length).some((it) => it.trim() !== "")) {
      const problem = `It has ${cells.length} cells, and the header ${header.length}.`
      return {
        row,
        values: {},
        wrong: wrong(problem, `Put quotes around cells of row ${row} that hold the separator.`)
      }
    }
    const values = table.columns.values(cells)
    if (Result.isSuccess(values)) return { row, values: values.success }
    const { expected, field } = values.failure
    const named = key === undefined ? {} : { [key]: table.columns.cell(cells, key) }
    return { row, values: named, wrong: wrong(`${field} is not ${expected}.`, `Correct ${field} in row ${row}.`) }
  })

/** A row whose record is known. */
export type Identified = Input<Values & { readonly id: RecordId }>

const noKey = (key: string) => wrong(`It has no ${key}.`, `Give it a ${key}, which names its record.`)

/** The same rows; those without a value of the key say so: nobody could tell which record is meant, or whether there is one. */
export const keyed = <E, R>(
  rows: Stream.Stream<Input<Values>, E, R>,
  key: string
): Stream.Stream<Input<Values>, E, R> =>
  Stream.map(rows, (it) =>
    it.wrong === undefined && KeyLookup.normalized(it.values[key]) === undefined ? { ...it, wrong: noKey(key) } : it
  )

/** No record has it: a row that is wrong is not sent. */
const nobody = RecordId.make("0")

/** Does a row's key name no record? Then there is nothing to show of it. */
export const isNobody = (key: string | undefined): boolean => key === undefined || key === nobody

/** The same rows with the ids of their records: the column `id`, or looked up by `key`, 1 credit for 50 rows. */
export const identified = <E, R>(
  rows: Stream.Stream<Input<Values>, E, R>,
  options: { readonly module: string; readonly key: string | undefined; readonly ledger: Ledger.Ledger | undefined }
) => {
  const { key, ledger, module } = options
  const withId = (it: Input<Values>, id: RecordId | undefined, problem: InvalidInput): Identified => ({
    row: it.row,
    values: { ...it.values, id: id ?? nobody },
    wrong: it.wrong ?? (id === undefined ? problem : undefined)
  })
  if (key === undefined || key === "id") {
    return Stream.map(rows, (it) => {
      const { id } = it.values
      return withId(
        it,
        isId(id) ? id : undefined,
        wrong("It has no record's id.", "Give the id in the column id, or name a key: --key Email.")
      )
    })
  }
  return rows.pipe(
    Stream.grouped(50),
    Stream.mapEffect(
      Effect.fnUntraced(function* (some) {
        // Rows whose outcome is known are not sent, and need no id.
        const open = some.filter((it) => it.wrong === undefined && (ledger?.stateOf(it.row) ?? "new") !== "done")
        const keys = open.flatMap((it) => {
          const value = it.values[key]
          return typeof value === "string" || typeof value === "number" ? [value] : []
        })
        const ids =
          keys.length === 0 ? new Map<string, ReadonlyArray<RecordId>>() : yield* KeyLookup.ids(module, key, keys)
        return some.map((it) => {
          const found = ids.get(KeyLookup.normalized(it.values[key]) ?? "") ?? []
          const problem =
            KeyLookup.normalized(it.values[key]) === undefined
              ? noKey(key)
              : found.length > 1
                ? wrong(`${found.length} records have this ${key}.`, "Give the id of the one that is meant.")
                : wrong(`No record has this ${key}.`, `Correct the ${key}, or import the row instead.`)
          return withId(it, found.length === 1 ? found[0] : undefined, problem)
        })
      }),
      { concurrency: 2 }
    ),
    Stream.flattenIterable
  )
}
