/** Rows of a mass write that go as one file: what the file cannot say goes by calls, and each row has its outcome. */
import * as Org from "@effect-zoho/api/Org"
import { Ambiguous, ApiError, ConnectionFailed, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as BulkWrite from "../BulkWrite.ts"
import type * as Ledger from "../Ledger.ts"
import type { LedgerError } from "../LedgerError.ts"
import { RecordId } from "../RecordId.ts"
import type { Outcome } from "../Writer.ts"
import * as WritePlan from "../WritePlan.ts"
import * as BulkCells from "./BulkCells.ts"
import * as Job from "./Job.ts"
import type * as Spool from "./Spool.ts"

/** A row as it waits on disk. */
export const Row = Schema.Struct({
  row: Schema.Int,
  key: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(RecordId),
  values: Schema.Record(Schema.String, Schema.Json),
  wrong: Schema.optionalKey(Schema.Struct({ problem: Schema.String, remedy: Schema.String }))
})
export type Row = typeof Row.Type

/** What a group needs to know of its run. */
export interface Run {
  readonly module: string
  readonly kind: "insert" | "update" | "upsert"
  /** The field that tells records apart, `id` for an update. */
  readonly findBy: string | undefined
  /** Does the CRM itself refuse a second record with the same `findBy`? */
  readonly keyIsUnique: boolean
  /** Is the file sent however few rows there are? */
  readonly forced: boolean
  readonly ledger: Ledger.Ledger | undefined
  readonly options: BulkWrite.Options
  /** The organisation's `zgid`, asked for once. */
  readonly org: Effect.Effect<string, ZohoError, ZohoClient>
  readonly stop: Effect.Effect<boolean>
  /** Which rows may go as a file: those that no earlier run has an outcome for and nothing is wrong with. */
  readonly isFresh: (row: Row) => boolean
  /** All others, to their outcomes, up to 100. */
  readonly calls: (
    rows: ReadonlyArray<Row>
  ) => Effect.Effect<ReadonlyArray<Outcome>, ZohoError | LedgerError, ZohoClient>
  /** Notes what became of rows. */
  readonly settle: (outcomes: ReadonlyArray<Outcome>) => Effect.Effect<void, LedgerError>
  readonly isFatal: (error: ZohoError) => boolean
}

/** The organisation that the token belongs to, by the number that the upload host wants. 1 credit. */
export const org: Effect.Effect<string, ZohoError, ZohoClient> = Effect.flatMap(
  Effect.suspend(() => Org.get({})),
  ({ org: [first] }) =>
    first === undefined
      ? Effect.fail(
          new ApiError({
            operation: "Org.get",
            reason: new InvalidInput({
              problem: "The organisation has no number.",
              remedy: "Check that the token may read the organisation (ZohoCRM.org.READ)."
            })
          })
        )
      : Effect.succeed(first.zgid)
)

const operationOf = (run: Run): string => `${run.module}.bulkWrite`

const lost = (operation: string): ApiError =>
  new ApiError({
    operation,
    reason: new Ambiguous({ because: new ConnectionFailed({ problem: "connection", host: "", afterMillis: 0 }) })
  })

const outcomeOf = (run: Run, sent: Ledger.Intended, result: BulkWrite.Outcome): Outcome => {
  const operation = operationOf(run)
  const about = { row: sent.row, key: sent.key ?? undefined }
  switch (result._tag) {
    case "Added":
    case "Updated":
      return {
        _tag: "Done",
        ...about,
        id: result.id,
        action: result._tag === "Added" ? "insert" : "update",
        how: "answered"
      }
    case "Skipped":
      return { _tag: "Failed", ...about, error: new ApiError({ operation, reason: result.reason }) }
    case "Unknown":
      return { _tag: "Ambiguous", ...about, error: lost(operation) }
  }
}

/** Hands results to the rows they are of: by place while the keys agree, by key where they do not. Memory: the rows' keys. */
const matcher = (run: Run, sent: ReadonlyArray<Ledger.Intended>) => {
  let places: Map<string, Array<number>> | undefined
  const byKey = (key: string): number | undefined => {
    if (places === undefined) {
      places = new Map()
      for (const [index, it] of sent.entries())
        if (it.key !== null) places.set(it.key, [...(places.get(it.key) ?? []), index])
    }
    const found = places.get(key)
    return found?.length === 1 ? found[0] : undefined
  }
  return (place: number, result: BulkWrite.Outcome): number | undefined => {
    const expected = sent[place]?.key ?? null
    const said = [run.findBy, "id"].flatMap((it) => (it === undefined ? [] : (result.cells(it) ?? [])))
    // Rows without a key have their place only.
    if (expected === null || said.length === 0) return place < sent.length ? place : undefined
    if (said.includes(expected)) return place
    return said.map(byKey).find((it) => it !== undefined)
  }
}

/** What became of the rows of a job, once it is done; those that the result does not name are ambiguous. */
const collect = Effect.fnUntraced(function* (run: Run, job: RecordId, sent: ReadonlyArray<Ledger.Intended>) {
  const operation = operationOf(run)
  const ended = yield* BulkWrite.ended(run.module, job, run.options)
  if (ended._tag === "Failed") {
    const error = new ApiError({ operation, reason: ended.reason })
    return sent.map(({ key, row }): Outcome => ({ _tag: "Failed", row, key: key ?? undefined, error }))
  }
  const match = matcher(run, sent)
  const found = new Map<number, Outcome>()
  let place = 0
  yield* Stream.runForEach(BulkWrite.results(run.module, ended, run.options), (result) =>
    Effect.sync(() => {
      const at = match(place++, result)
      const row = at === undefined ? undefined : sent[at]
      if (at !== undefined && row !== undefined && !found.has(at)) found.set(at, outcomeOf(run, row, result))
    })
  )
  return sent.map(
    (it, index): Outcome =>
      found.get(index) ?? { _tag: "Ambiguous", row: it.row, key: it.key ?? undefined, error: lost(operation) }
  )
})

const failed = (rows: ReadonlyArray<Ledger.Intended>, error: ApiError): ReadonlyArray<Outcome> =>
  rows.map(({ key, row }) => ({
    _tag: error.reason._tag === "Ambiguous" ? "Ambiguous" : "Failed",
    row,
    key: key ?? undefined,
    error
  }))

/** What goes as the file: filled while it is written. */
interface Taken {
  /** In the order of the file. */
  readonly rows: Array<Ledger.Intended>
  readonly numbers: Set<number>
}

/** Sends the file and waits for its job: an outcome for each row that was taken. */
const sendFile = Effect.fnUntraced(function* (
  run: Run,
  file: Pick<BulkWrite.Task<ApiError>, "columns" | "keepEmpty" | "rows">,
  taken: Taken
) {
  const org = yield* run.org
  const uploaded = yield* Effect.result(
    BulkWrite.upload(run.module, org, { ...file, operation: run.kind, findBy: run.findBy }, run.options)
  )
  if (uploaded._tag === "Failure") {
    const error = uploaded.failure
    if (error._tag === "AuthError" || run.isFatal(error)) return yield* Effect.fail(error)
    if (error.reason._tag === "InvalidInput") {
      // A file that is too large: no job can have it, and calls can.
      taken.numbers.clear()
      return []
    }
    // Calls would cost five times what was planned: nothing was written, and the rows can be sent again.
    const outcomes = failed(taken.rows, error)
    yield* run.settle(outcomes)
    return outcomes
  }
  // Nothing is sent after somebody asked to stop.
  if (yield* run.stop) return []
  const seq = yield* run.ledger?.intend(taken.rows, { bulk: true }) ?? Effect.succeed(0)
  const created = yield* Effect.result(BulkWrite.create(run.module, uploaded.success))
  if (created._tag === "Failure") {
    const error = created.failure
    if (error._tag === "AuthError") return yield* Effect.fail(error)
    const outcomes = failed(taken.rows, error)
    yield* run.settle(outcomes)
    return run.isFatal(error) ? yield* Effect.fail(error) : outcomes
  }
  const job = created.success
  yield* run.ledger?.began(seq, job) ?? Effect.void
  const collected = yield* Effect.result(collect(run, job, taken.rows))
  // The job goes on by itself: what became of it is asked again by a run with the same ledger.
  const outcomes =
    collected._tag === "Success"
      ? collected.success
      : taken.rows.map(({ key, row }): Outcome => ({
          _tag: "Ambiguous",
          row,
          key: key ?? undefined,
          error: lost(operationOf(run))
        }))
  yield* run.settle(outcomes)
  return collected._tag === "Failure" && run.isFatal(collected.failure)
    ? yield* Effect.fail(collected.failure)
    : outcomes
})

/** Sends the rows of `spool` that a file can hold as one, and the rest by calls, to the outcomes of all in their order. */
export const send = Effect.fnUntraced(function* (
  run: Run,
  spool: Spool.Spool<Row>
): Effect.fn.Return<ReadonlyArray<Outcome>, ZohoError | LedgerError, ZohoClient | FileSystem.FileSystem> {
  const order: Array<number> = []
  const done = new Map<number, Outcome>()
  const keep = (outcomes: ReadonlyArray<Outcome>) => {
    for (const it of outcomes) done.set(it.row, it)
  }
  const form = BulkCells.form(run.kind !== "insert")
  const fresh = new Set<number>()
  yield* Stream.runForEach(spool.items, (row) =>
    Effect.sync(() => {
      order.push(row.row)
      if (!run.isFresh(row)) return
      fresh.add(row.row)
      form.see(row.values)
    })
  )
  const columns = form.columns()
  const isFile =
    fresh.size > 0 &&
    columns.length <= BulkWrite.limits.columns &&
    (run.forced || WritePlan.isForBulk(run.kind, fresh.size)) &&
    (run.kind === "insert" || (run.findBy !== undefined && columns.includes(run.findBy)))

  const taken: Taken = { rows: [], numbers: new Set() }
  if (isFile) {
    const rows = Stream.suspend(() => {
      taken.rows.length = 0
      taken.numbers.clear()
      const keys = new Set<string>()
      return Stream.filterMap(spool.items, (row) => {
        // Of two rows for one record the later one must win: it goes by a call, after the file.
        const isFirst = row.key === undefined || !keys.has(row.key)
        const cells = fresh.has(row.row) && isFirst ? form.cells(row.values) : undefined
        if (cells === undefined) return Result.fail(undefined)
        if (row.key !== undefined) keys.add(row.key)
        taken.numbers.add(row.row)
        taken.rows.push({ row: row.row, key: row.key ?? null })
        return Result.succeed(cells)
      })
    })
    keep(yield* sendFile(run, { columns, keepEmpty: form.keepsEmpty(), rows }, taken))
  }
  yield* spool.items.pipe(
    Stream.filter((row) => !taken.numbers.has(row.row)),
    Stream.grouped(WritePlan.limits.calls),
    Stream.takeWhileEffect(() => Effect.map(run.stop, (stopped) => !stopped)),
    Stream.mapEffect(run.calls, { concurrency: 5 }),
    Stream.runForEach((outcomes) => Effect.sync(() => keep(outcomes)))
  )
  yield* spool.discard
  return order.flatMap((row) => done.get(row) ?? [])
})

/** Zoho keeps a job and its result for a day or so; after that nobody can tell what became of its rows. */
const isGone = (error: ZohoError): boolean => error._tag === "ApiError" && error.reason._tag === "NotFound"

/**
 * Files that an earlier run sent and never heard of: their jobs are asked, and what became of their rows is noted. Gives
 * back the rows that a job may still be writing: nobody knows its number, and until it is over (`within`, 1 hour) the
 * CRM cannot tell that a row is not there.
 */
export const resume = Effect.fnUntraced(function* (
  run: Run
): Effect.fn.Return<ReadonlySet<number>, ZohoError | LedgerError, ZohoClient | FileSystem.FileSystem> {
  const underWay = new Set<number>()
  const now = yield* Clock.currentTimeMillis
  const within = Duration.toMillis(run.options.within ?? Job.longest)
  for (const { at, job, rows } of run.ledger?.openFiles ?? []) {
    const open = rows.filter(({ row }) => {
      const state = run.ledger?.stateOf(row)
      return state === "open" || state === "ambiguous"
    })
    const numbers = new Set(open.map((it) => it.row))
    if (job !== undefined) {
      const collected = yield* collect(run, job, rows).pipe(
        Effect.catchIf(isGone, () => Effect.succeed(failed(rows, lost(operationOf(run)))))
      )
      yield* run.settle(collected.filter((it) => numbers.has(it.row)))
      continue
    }
    // A row that is sent beside the job would be there twice, unless the CRM refuses that; changes may be made twice.
    const isHeld = run.kind !== "update" && !run.keyIsUnique && at !== undefined && now < at + within
    if (isHeld) for (const row of numbers) underWay.add(row)
    // Whether a job has them nobody can tell, and it may add them yet: they are not sent again unasked.
    if (run.kind === "insert" || isHeld) yield* run.settle(failed(open, lost(operationOf(run))))
  }
  return underWay
})
