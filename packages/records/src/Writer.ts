/** Writing any number of rows: batches of 100 side by side, one outcome a row, in order, and no row twice. */
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Concurrency from "@effect-zoho/client/Concurrency"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as BulkWrite from "./BulkWrite.ts"
import type * as FieldCheck from "./FieldCheck.ts"
import * as BulkGroup from "./internal/BulkGroup.ts"
import * as Check from "./internal/Check.ts"
import { apart, type Item, itemOf, rowOf, sameValue } from "./internal/Items.ts"
import * as Rounds from "./internal/Rounds.ts"
import * as Settle from "./internal/Settle.ts"
import * as Spool from "./internal/Spool.ts"
import * as Units from "./internal/Units.ts"
import * as Ledger from "./Ledger.ts"
import type { LedgerError } from "./LedgerError.ts"
import * as MassUpdate from "./MassUpdate.ts"
import * as Module from "./Module.ts"
import type { RecordId } from "./RecordId.ts"
import * as Records from "./Records.ts"
import type { Changes, Name } from "./Row.ts"
import * as WritePlan from "./WritePlan.ts"

/** A row of the input. */
export interface Input<Values> {
  /** Its number in the input, from 1: outcomes and ledger name it. */
  readonly row: number
  readonly values: Values
  /** What is wrong with it, where that is known already: it fails with this reason, and is not sent. */
  readonly wrong?: InvalidInput | undefined
}

/** What became of one row. */
export type Outcome =
  | {
      readonly _tag: "Done"
      readonly row: number
      readonly key: string | undefined
      readonly id: RecordId
      readonly action: "insert" | "update" | "delete"
      /** `found`: the answer got lost, and the record was seen to hold what was sent. */
      readonly how: "answered" | "found"
    }
  | {
      readonly _tag: "Failed"
      readonly row: number
      readonly key: string | undefined
      readonly id?: RecordId
      readonly error: ApiError
    }
  /** Not sent: an earlier run of the ledger has its outcome already, or may have it yet. */
  | {
      readonly _tag: "Skipped"
      readonly row: number
      readonly key: string | undefined
      /** `may be under way`: as a file, by a job that nobody knows; after an hour it can be looked up. */
      readonly why: "done before" | "failed before" | "ambiguous before" | "skipped before" | "may be under way"
    }
  /** Sent, and nobody can tell whether it took effect: there is no key to look it up by, or several records answer to it. */
  | { readonly _tag: "Ambiguous"; readonly row: number; readonly key: string | undefined; readonly error: ApiError }

export interface Options {
  /** Automation that a write may set off; left out, all of it runs. */
  readonly trigger?: ReadonlyArray<Records.Trigger>
  /** Refuse rows (`AlreadyModified`) whose record changed after this ISO time. */
  readonly ifUnmodifiedSince?: string
  /**
   * The field whose values are unique: by it a row is looked up when its answer got lost, and named in the ledger.
   * Updates and deletes have their id.
   */
  readonly key?: string
  /**
   * Does the CRM itself refuse a second record with the same `key`? By the module's own list of unique fields unless
   * said. Where it does not, rows of a bulk write whose job is not known are held back until it must be over.
   */
  readonly keyIsUnique?: boolean
  /** Of an upsert: the fields that Zoho matches by; `key` when left out. */
  readonly duplicateCheckFields?: ReadonlyArray<string>
  /** Where intents and outcomes are noted; rows that it has outcomes for are skipped. */
  readonly ledger?: Ledger.Ledger
  /** Sends those rows of the ledger again that failed in a way that may be retried, and nothing else that has an outcome. */
  readonly retryFailed?: boolean
  /** Rows a call: 100. */
  readonly batch?: number
  /** Calls side by side: 5. The organisation's lanes bound them too. */
  readonly concurrency?: number
  /** How often a row is sent and looked up before it is given up: 5. */
  readonly rounds?: number
  /** Asked before each batch: true ends the run when what is under way is done. */
  readonly stop?: Effect.Effect<boolean>
  /** By which ways the rows go: `Writer.plan`. By calls when left out, and beyond the plan's rows. */
  readonly plan?: WritePlan.Plan
  /** Asked of each row before it is sent: `FieldCheck.refuse` or `FieldCheck.warn`, by the organisation's own fields. */
  readonly check?: FieldCheck.Check
  /** Of bulk writes: how their jobs are asked after, and who is told. */
  readonly bulk?: BulkWrite.Options
}

type Kind = "insert" | "update" | "upsert" | "delete"

/** Is it about more than these rows? Then the run ends, and the ledger keeps the rows open. */
const isFatal = (error: ZohoError): boolean => {
  if (error._tag === "AuthError") return true
  switch (error.reason._tag) {
    case "CreditsGuarded":
    case "ScopeMismatch":
    case "AuthenticationFailure":
    case "InvalidToken":
      return true
    case "RateLimited":
      return error.reason.limit === "credits"
    default:
      return false
  }
}

const entry = (kind: Kind, outcome: Exclude<Outcome, { _tag: "Skipped" }>): Omit<Ledger.Entry, "at"> => {
  const about = { row: outcome.row, key: outcome.key ?? null }
  if (outcome._tag === "Done") return { ...about, op: outcome.action, status: "done", id: outcome.id }
  const { reason } = outcome.error
  const said = reason._tag === "Ambiguous" ? reason.because : reason
  return {
    ...about,
    op: kind,
    status: outcome._tag === "Failed" ? "failed" : "ambiguous",
    ...(outcome._tag === "Failed" && outcome.id !== undefined ? { id: outcome.id } : {}),
    ...("code" in said && said.code !== undefined && said.code !== "" ? { code: said.code } : {}),
    reason: said._tag,
    retry: reason.retry
  }
}

const skipped = { done: "done before", failed: "failed before", skipped: "skipped before" } as const

/** One run: how its batches are sent, settled and noted. */
const run = <E, R>(
  kind: Kind,
  apiName: string,
  input: Stream.Stream<Omit<Item, "key">, E, R>,
  options: Options
): Stream.Stream<Outcome, E | ZohoError | LedgerError, R | ZohoClient | FileSystem.FileSystem> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const module = Module.make(apiName, { fields: {} })
      const records = yield* Records.make(module)
      const key = options.key ?? (kind === "upsert" ? options.duplicateCheckFields?.[0] : undefined)
      const client = yield* ZohoClient
      const settle = yield* Settle.make(apiName, key)
      const { ledger } = options
      const operation = `${apiName}.${kind}Many`
      const isById = kind === "update" || kind === "delete"
      const size = Math.min(100, Math.max(1, options.batch ?? 100))

      const write: Records.WriteOptions = {
        ...(options.trigger === undefined ? {} : { trigger: options.trigger }),
        ...(options.ifUnmodifiedSince === undefined ? {} : { ifUnmodifiedSince: options.ifUnmodifiedSince })
      }
      const check = options.duplicateCheckFields ?? (key === undefined ? undefined : [key])

      const send = (items: ReadonlyArray<Item>): Effect.Effect<ReadonlyArray<Records.Outcome>, ZohoError> => {
        const rows = items.map((it) => it.values)
        const identified = items.flatMap((it) => (it.id === undefined ? [] : [{ ...it.values, id: it.id }]))
        switch (kind) {
          case "insert":
            return records.insertMany(rows, write)
          case "update":
            return records.updateMany(identified, write)
          case "upsert":
            return records.upsertMany(rows, check === undefined ? write : { ...write, duplicateCheckFields: check })
          case "delete":
            return records.deleteMany(identified.map((it) => it.id))
        }
      }

      /** Rows that get the same value of one field, in one call; others 100 a call. */
      const sendMass = Effect.fnUntraced(function* (items: ReadonlyArray<Item>) {
        const value = kind === "update" ? sameValue(items) : undefined
        if (value !== undefined) {
          const ids = items.flatMap((it) => it.id ?? [])
          return yield* Effect.provideService(MassUpdate.apply(module, ids, value), ZohoClient, client)
        }
        const outcomes: Array<Records.Outcome> = []
        for (let at = 0; at < items.length; at += size) {
          const part = yield* send(items.slice(at, at + size))
          outcomes.push(...part.map((it) => ({ ...it, row: it.row + at })))
        }
        return outcomes
      })

      const resolve = Rounds.make({
        kind,
        operation,
        rounds: Math.max(1, options.rounds ?? 5),
        settle,
        send: (items, via) => (via === "mass" ? sendMass(items) : send(items)),
        isFatal
      })

      const wrongOf = (item: Item): InvalidInput | undefined =>
        item.wrong ??
        (Number.isInteger(item.row) && item.row >= 0 && item.row <= Ledger.maxRow ? undefined : noRow) ??
        (isById ? Check.id(item.id ?? "") : undefined) ??
        Check.rows([item.values]) ??
        options.check?.(item.values, item.row)

      const isRetried = options.retryFailed === true
      let underWay: ReadonlySet<number> = new Set()

      const note = (outcomes: ReadonlyArray<Outcome>) =>
        ledger?.settle(outcomes.flatMap((it) => (it._tag === "Skipped" ? [] : [entry(kind, it)]))) ?? Effect.void

      /** All rows of a batch to their outcomes. Rows of one record go one after the other. */
      const batch = Effect.fnUntraced(
        function* (items: ReadonlyArray<Item>, via: "calls" | "mass") {
          const done = new Map<number, Outcome>()
          const fresh: Array<Item> = []
          const doubtful = new Map<Item, ApiError>()
          for (const item of items) {
            const { key, row } = item
            const state = ledger?.stateOf(row) ?? "new"
            const wrong = wrongOf(item)
            if (state === "done" || state === "failed" || state === "skipped") {
              done.set(row, { _tag: "Skipped", row, key, why: skipped[state] })
            } else if (state === "retryable" && !isRetried) {
              done.set(row, { _tag: "Skipped", row, key, why: "failed before" })
            } else if (state === "ambiguous" && !isRetried) {
              done.set(row, { _tag: "Skipped", row, key, why: "ambiguous before" })
            } else if (underWay.has(row) && (state === "open" || state === "ambiguous")) {
              done.set(row, { _tag: "Skipped", row, key, why: "may be under way" })
            } else if (wrong !== undefined) {
              done.set(row, { _tag: "Failed", row, key, error: new ApiError({ operation, reason: wrong }) })
            } else if (state === "open" || state === "ambiguous") doubtful.set(item, Rounds.interrupted(operation))
            else fresh.push(item)
          }
          if (fresh.length > 0) {
            yield* ledger?.intend(fresh.map((it) => ({ row: it.row, key: it.key ?? null }))) ?? Effect.void
          }
          for (const part of apart([...fresh, ...doubtful.keys()])) yield* resolve(part, doubtful, done, via)
          const outcomes = items.flatMap((it) => done.get(it.row) ?? [])
          yield* note(outcomes)
          return outcomes
        },
        Effect.provideService(Concurrency.Priority, "batch"),
        Effect.provideService(ZohoClient, client)
      )

      const stop = options.stop ?? Effect.succeed(false)
      const hasFiles = options.plan?.parts.some((it) => it.via === "bulk") === true
      const org = yield* Effect.cached(BulkGroup.org)
      const group: BulkGroup.Run | undefined =
        kind !== "delete" && (hasFiles || (ledger?.openFiles.length ?? 0) > 0)
          ? {
              module: apiName,
              kind,
              findBy: kind === "update" ? "id" : check?.[0],
              keyIsUnique: options.keyIsUnique === true,
              forced: options.plan?.forced === true,
              ledger,
              options: options.bulk ?? {},
              org,
              stop,
              isFresh: (row) => {
                const state = ledger?.stateOf(row.row) ?? "new"
                return (state === "new" || (state === "retryable" && isRetried)) && wrongOf(itemOf(row)) === undefined
              },
              calls: (rows) => batch(rows.map(itemOf), "calls"),
              settle: note,
              isFatal
            }
          : undefined
      if (group !== undefined) underWay = yield* BulkGroup.resume(group)
      const scope = yield* Effect.scope
      const spool = Effect.provideService(
        Spool.make(operation, options.bulk?.directory, BulkGroup.Row),
        Scope.Scope,
        scope
      )

      return input.pipe(
        Stream.map((it): Item => {
          const value = key === undefined ? it.id : it.values[key]
          return { ...it, key: typeof value === "string" || typeof value === "number" ? String(value) : it.id }
        }),
        Stream.grouped(size),
        Stream.takeWhileEffect(() => Effect.map(stop, (stopped) => !stopped)),
        (batches) => Units.cut(batches, options.plan, spool, rowOf),
        Stream.mapEffect(
          (unit) => {
            if (unit._tag === "Calls") return batch(unit.items, "calls")
            if (unit._tag === "Mass") return batch(unit.items, "mass")
            return group === undefined ? Effect.succeed([]) : BulkGroup.send(group, unit.spool)
          },
          { concurrency: Math.max(1, options.concurrency ?? 5) }
        ),
        Stream.flattenIterable
      )
    })
  )

const noRow = new InvalidInput({
  problem: "The row's number is not a whole number from 0 to 100,000,000.",
  remedy: "Number the rows of the input from 1."
})

/** The options, with what the module says of the key. */
const withKey = (options: Options, { unique }: { readonly unique: ReadonlyArray<string> }): Options => {
  const key = options.key ?? options.duplicateCheckFields?.[0]
  return { ...options, keyIsUnique: options.keyIsUnique ?? (key !== undefined && unique.includes(key)) }
}

/** Adds records. A row whose answer got lost is looked up by `key`, and without one reported as ambiguous. */
export const insert = <Fields extends Schema.Struct.Fields, E, R>(
  module: Module.Module<Fields>,
  rows: Stream.Stream<Input<Changes<Fields>>, E, R>,
  options: Options & { readonly key?: Name<Fields> } = {}
): Stream.Stream<Outcome, E | ZohoError | LedgerError, R | ZohoClient | FileSystem.FileSystem> =>
  run(
    "insert",
    module.apiName,
    Stream.map(rows, ({ row, values, wrong }) => ({ row, values, wrong, id: undefined })),
    withKey(options, module)
  )

/**
 * Changes records by their id; of two rows for one record in one batch the later one wins, further apart it may not. A row whose answer got lost is read back, and sent again
 * unless it took effect.
 */
export const update = <Fields extends Schema.Struct.Fields, E, R>(
  module: Module.Module<Fields>,
  rows: Stream.Stream<Input<{ readonly id: RecordId } & Changes<Fields>>, E, R>,
  options: Options = {}
): Stream.Stream<Outcome, E | ZohoError | LedgerError, R | ZohoClient | FileSystem.FileSystem> =>
  run(
    "update",
    module.apiName,
    Stream.map(rows, ({ row, values, wrong }) => ({ row, values, wrong, id: values.id })),
    options
  )

/** Adds or changes records by `duplicateCheckFields`, the first of which is also their key. */
export const upsert = <Fields extends Schema.Struct.Fields, E, R>(
  module: Module.Module<Fields>,
  rows: Stream.Stream<Input<Changes<Fields>>, E, R>,
  options: Options & { readonly duplicateCheckFields?: ReadonlyArray<Name<Fields>> } = {}
): Stream.Stream<Outcome, E | ZohoError | LedgerError, R | ZohoClient | FileSystem.FileSystem> =>
  run(
    "upsert",
    module.apiName,
    Stream.map(rows, ({ row, values, wrong }) => ({ row, values, wrong, id: undefined })),
    withKey(options, module)
  )

/** Moves records to the recycle bin. A row whose answer got lost is looked for, and sent again while it is there. */
export const remove = <Fields extends Schema.Struct.Fields, E, R>(
  module: Module.Module<Fields>,
  rows: Stream.Stream<Input<RecordId>, E, R>,
  options: Options = {}
): Stream.Stream<Outcome, E | ZohoError | LedgerError, R | ZohoClient | FileSystem.FileSystem> =>
  run(
    "delete",
    module.apiName,
    Stream.map(rows, ({ row, values, wrong }) => ({ row, values: {}, wrong, id: values })),
    options
  )

/**
 * The cheapest ways to write so many rows, to be given to the write as its `plan`; why, and what the others cost. Bulk
 * write is among them only where the write asks for no triggers (`trigger: []`), or where `via` forces it. Fails as
 * `InvalidInput` where the way that was asked for cannot be gone. Nothing is sent.
 */
export const plan = <Fields extends Schema.Struct.Fields>(
  module: Module.Module<Fields>,
  shape: WritePlan.Shape
): Effect.Effect<WritePlan.Plan, ApiError> => {
  const chosen = WritePlan.choose(shape)
  return "refused" in chosen
    ? Effect.fail(
        new ApiError({
          operation: `${module.apiName}.plan`,
          reason: new InvalidInput({
            problem: `${chosen.refused[0]?.toUpperCase() ?? ""}${chosen.refused.slice(1)}.`,
            remedy: "Choose another way, or none for the cheapest."
          })
        })
      )
    : Effect.succeed(chosen)
}
