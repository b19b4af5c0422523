/**
 * The ledger of a mass write: NDJSON that only grows. What is about to be sent is on disk before it is sent, what became
 * of it after; so a run that was killed goes on where it stopped, and nothing is sent twice unseen. Node only.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Lock from "./internal/LedgerLock.ts"
import * as RowStates from "./internal/RowStates.ts"
import { LedgerDamaged, LedgerError, LedgerMismatch, LedgerUnusable } from "./LedgerError.ts"
import { RecordId } from "./RecordId.ts"

/** What a run is about: a ledger goes on only with the same input, organisation, environment and operation. */
export const Header = Schema.Struct({
  /** The run that began the ledger. */
  run: Schema.String,
  /** Where the rows come from, for people. */
  input: Schema.String,
  inputHash: Schema.String,
  org: Schema.String,
  environment: Schema.String,
  /** `update Leads`. */
  operation: Schema.String,
  /** Credits, as planned. */
  forecast: Schema.Finite
})
export type Header = typeof Header.Type

/** A row's number. The ledger keeps a byte for each up to the highest: more rows than any file holds would be no row of ours. */
export const maxRow = 100_000_000
const Row = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: maxRow }))

const Retry = Schema.Literals(["safe", "after-lookup", "never"])

/** What became of a row. */
export const Entry = Schema.Struct({
  /** The row's number in the input. */
  row: Row,
  key: Schema.NullOr(Schema.String),
  op: Schema.String,
  status: Schema.Literals(["done", "failed", "skipped", "ambiguous"]),
  id: Schema.optionalKey(Schema.String),
  /** Zoho's word. */
  code: Schema.optionalKey(Schema.String),
  /** Ours: the reason's tag. */
  reason: Schema.optionalKey(Schema.String),
  retry: Schema.optionalKey(Retry),
  /** ISO. */
  at: Schema.String
})
export type Entry = typeof Entry.Type

const Intent = Schema.Struct({
  seq: Schema.Int,
  rows: Schema.Array(Row),
  keys: Schema.Array(Schema.NullOr(Schema.String)),
  /** Sent as the file of a bulk write, which a line `job` names once it has begun. */
  bulk: Schema.optionalKey(Schema.Boolean),
  /** When a file's rows were about to go, ISO. */
  at: Schema.optionalKey(Schema.String)
})

/** A bulk write that began with the rows of the intent `seq`. */
const Job = Schema.Struct({ seq: Schema.Int, id: RecordId })

const Line = Schema.Union([
  Schema.Struct({ intent: Intent }),
  Schema.Struct({ job: Job }),
  Schema.Struct({ outcome: Entry }),
  Schema.Struct({ header: Header })
])
const readLine = Schema.decodeUnknownOption(Schema.fromJsonString(Line))

/** A row about to be sent. */
export interface Intended {
  readonly row: number
  readonly key: string | null
}

/** Rows by what became of them; `open`: sent by a run that did not live to hear of it. */
export interface Counts {
  readonly done: number
  readonly failed: number
  readonly skipped: number
  readonly ambiguous: number
  readonly open: number
}

/** Rows that an earlier run sent as a file, some of which it never heard of. */
export interface OpenFile {
  /** Undefined: the run was stopped before it knew whether a job began. */
  readonly job: RecordId | undefined
  /** When the job was about to be asked for, in milliseconds; undefined in ledgers that do not say. */
  readonly at: number | undefined
  /** In the order of the file. */
  readonly rows: ReadonlyArray<Intended>
}

export interface Ledger {
  readonly path: string
  readonly header: Header
  /** Was there one before this run? */
  readonly resumed: boolean
  readonly stateOf: (row: number) => RowStates.State
  readonly counts: Effect.Effect<Counts>
  /** Files of earlier runs with rows that are open or ambiguous. Memory: their rows. */
  readonly openFiles: ReadonlyArray<OpenFile>
  /** On disk when it returns: only then may the rows be sent. Gives back the intent's number. */
  readonly intend: (
    rows: ReadonlyArray<Intended>,
    how?: { readonly bulk: boolean }
  ) => Effect.Effect<number, LedgerError>
  /** On disk when it returns: the bulk write that took the rows of an intent. */
  readonly began: (seq: number, job: RecordId) => Effect.Effect<void, LedgerError>
  /** On disk with the next intent, or when the ledger is closed. */
  readonly settle: (entries: ReadonlyArray<Omit<Entry, "at">>) => Effect.Effect<void, LedgerError>
}

const unusable = (path: string) => (error: PlatformError) =>
  new LedgerError({ path, reason: new LedgerUnusable({ problem: error.message }) })

const stateOf = (entry: Entry): RowStates.State =>
  entry.status === "failed" && entry.retry !== "never" && entry.retry !== undefined ? "retryable" : entry.status

const millisOf = (iso: string | undefined): number | undefined => {
  const millis = iso === undefined ? Number.NaN : Date.parse(iso)
  return Number.isNaN(millis) ? undefined : millis
}

/** How a ledger's first line begins. */
const beginning = '{"header":{'

/** What stands in the file: each line to `see`; gives back the bytes up to the last whole line. */
const replay = Effect.fnUntraced(function* (path: string, see: (line: typeof Line.Type) => void) {
  const fs = yield* FileSystem.FileSystem
  let number = 0
  let whole = 0
  let rest = Buffer.alloc(0)
  const damaged = () => new LedgerError({ path, reason: new LedgerDamaged({ line: number }) })
  yield* Stream.runForEach(Stream.mapError(fs.stream(path), unusable(path)), (bytes) => {
    let text =
      rest.length === 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : Buffer.concat([rest, bytes])
    for (let end = text.indexOf(10); end !== -1; end = text.indexOf(10)) {
      number++
      const line = readLine(text.toString("utf8", 0, end))
      if (Option.isNone(line) || "header" in line.value !== (number === 1)) return Effect.fail(damaged())
      see(line.value)
      whole += end + 1
      text = text.subarray(end + 1)
    }
    rest = Buffer.from(text)
    return Effect.void
  })
  // A file of one line without its end may be anybody's: only what begins as a ledger does was torn off.
  const begun = rest.toString("utf8", 0, beginning.length)
  if (number === 0 && rest.length > 0 && !beginning.startsWith(begun)) {
    number = 1
    return yield* damaged()
  }
  return { lines: number, whole, torn: rest.length > 0 }
})

const compared = ["inputHash", "org", "environment", "operation"] as const

/**
 * Opens the ledger at `path`, or begins it. Held by this process until the scope closes. Fails as `LedgerMismatch` when
 * it belongs to another run's input, organisation, environment or operation. Memory: a byte for each row of the input.
 */
export const open = Effect.fnUntraced(function* (
  path: string,
  header: Header
): Effect.fn.Return<Ledger, LedgerError, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  yield* Lock.acquire(path)
  const states = RowStates.make()
  let found: Header | undefined
  let seq = 0
  let files: Array<OpenFile & { readonly seq: number }> = []
  const isOpen = ({ rows }: OpenFile): boolean =>
    rows.some(({ row }) => states.get(row) === "open" || states.get(row) === "ambiguous")
  if (yield* Effect.mapError(fs.exists(path), unusable(path))) {
    // What is no file, a device for one, may have no end.
    const { type } = yield* Effect.mapError(fs.stat(path), unusable(path))
    if (type !== "File")
      return yield* new LedgerError({ path, reason: new LedgerUnusable({ problem: "It is no file." }) })
    const { torn, whole } = yield* replay(path, (line) => {
      if ("header" in line) found = line.header
      else if ("job" in line) {
        const { id, seq } = line.job
        files = files.map((it) => (it.seq === seq ? { ...it, job: id } : it))
      } else if ("intent" in line) {
        const { at, bulk, keys, rows } = line.intent
        seq = Math.max(seq, line.intent.seq)
        for (const row of rows) states.set(row, "open")
        // Files before this one are done with, mostly: kept are those that are not.
        if (bulk === true) {
          const intended = rows.map((row, index): Intended => ({ row, key: keys[index] ?? null }))
          files = [...files.filter(isOpen), { seq: line.intent.seq, job: undefined, at: millisOf(at), rows: intended }]
        }
      } else states.set(line.outcome.row, stateOf(line.outcome))
    })
    // A process that was killed while it wrote a line had not sent anything for it yet.
    if (torn) yield* Effect.mapError(fs.truncate(path, whole), unusable(path))
  }
  const before: Header | undefined = found
  const differs = before === undefined ? undefined : compared.find((it) => before[it] !== header[it])
  if (before !== undefined && differs !== undefined) {
    return yield* new LedgerError({
      path,
      reason: new LedgerMismatch({ field: differs, ledger: before[differs], run: header[differs] })
    })
  }
  const file = yield* Effect.mapError(fs.open(path, { flag: "a", mode: 0o600 }), unusable(path))
  const turn = yield* Semaphore.make(1)
  const encoder = new TextEncoder()
  const append = (lines: ReadonlyArray<object>, durable: boolean) =>
    turn.withPermits(1)(
      Effect.uninterruptible(
        Effect.mapError(
          Effect.andThen(
            file.writeAll(encoder.encode(lines.map((it) => `${JSON.stringify(it)}\n`).join(""))),
            durable ? file.sync : Effect.void
          ),
          unusable(path)
        )
      )
    )
  if (before === undefined) yield* append([{ header }], true)
  yield* Effect.addFinalizer(() => Effect.ignore(file.sync))

  return {
    path,
    header: before ?? header,
    resumed: before !== undefined,
    stateOf: states.get,
    counts: Effect.sync(() => {
      const { ambiguous, done, failed, open, retryable, skipped } = states.counts()
      return { done, failed: failed + retryable, skipped, ambiguous, open }
    }),
    openFiles: files.filter(isOpen),
    intend: (rows, how) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const own = ++seq
        for (const { row } of rows) states.set(row, "open")
        const intent: typeof Intent.Type = {
          seq: own,
          rows: rows.map((it) => it.row),
          keys: rows.map((it) => it.key),
          ...(how?.bulk === true ? { bulk: true, at: new Date(now).toISOString() } : {})
        }
        return Effect.as(append([{ intent }], true), own)
      }),
    began: (seq, id) => append([{ job: { seq, id } }], true),
    settle: (entries) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const at = new Date(now).toISOString()
        const lines = entries.map((it): { readonly outcome: Entry } => ({ outcome: { ...it, at } }))
        for (const { outcome } of lines) states.set(outcome.row, stateOf(outcome))
        return entries.length === 0 ? Effect.void : append(lines, false)
      })
  }
})

/** The rows that failed or stayed open to doubt, each with what was noted of it last. Memory: these rows. */
export const failures = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<ReadonlyArray<Entry>, LedgerError, FileSystem.FileSystem> {
  const last = new Map<number, Entry>()
  yield* replay(path, (line) => {
    if (!("outcome" in line)) return
    const { outcome } = line
    if (outcome.status === "failed" || outcome.status === "ambiguous") last.set(outcome.row, outcome)
    else if (outcome.status === "done") last.delete(outcome.row)
  })
  return [...last.values()].toSorted((a, b) => a.row - b.row)
})
