/** Single calls made at the same time, sent together: up to 100 rows in one call, a few calls side by side. */
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import type * as Schema from "effect/Schema"
import type { Module } from "./Module.ts"
import type { RecordId } from "./RecordId.ts"
import * as Records from "./Records.ts"
import type { Changes, Name } from "./Row.ts"

type Done = Extract<Records.Outcome, { _tag: "Done" }>

/** One row of one kind of call; `key` where two rows of one key must not be in one call. */
interface Single<Row> extends Request.Request<Done, ZohoError> {
  readonly _tag: "Single"
  readonly row: Row
  readonly key: string | undefined
}

export interface Options<Fields extends Schema.Struct.Fields = Schema.Struct.Fields> extends Records.WriteOptions {
  /** Of upserts: the fields that Zoho matches by. */
  readonly duplicateCheckFields?: ReadonlyArray<Name<Fields>>
  /** How long a call waits for others to join it: 10 milliseconds. */
  readonly within?: Duration.Input
  /** Calls side by side: 5. The organisation's lanes bound them too. */
  readonly concurrency?: number
}

/** Each call is sent with whatever else of its kind is asked for at this moment, and fails with its own row's reason. */
export interface Batcher<Fields extends Schema.Struct.Fields> {
  readonly insert: (row: Changes<Fields>) => Effect.Effect<Done, ZohoError>
  readonly update: (id: RecordId, changes: Changes<Fields>) => Effect.Effect<Done, ZohoError>
  readonly upsert: (row: Changes<Fields>) => Effect.Effect<Done, ZohoError>
  readonly delete: (id: RecordId) => Effect.Effect<Done, ZohoError>
}

/** Calls of at most 100 rows, none with a key twice; those after each other that share a key. */
const batches = <Row>(entries: ReadonlyArray<Request.Entry<Single<Row>>>) => {
  const rounds: Array<Array<Request.Entry<Single<Row>>>> = []
  const times = new Map<string, number>()
  for (const entry of entries) {
    const { key } = entry.request
    const round = key === undefined ? 0 : (times.get(key) ?? 0)
    if (key !== undefined) times.set(key, round + 1)
    rounds[round] ??= []
    rounds[round].push(entry)
  }
  return rounds.map((round) =>
    Array.from({ length: Math.ceil(round.length / 100) }, (_, at) => round.slice(at * 100, at * 100 + 100))
  )
}

/** Rows of one kind of call, merged. */
const merged = <Row>(
  operation: string,
  options: Pick<Options, "within" | "concurrency">,
  call: (rows: ReadonlyArray<Row>) => Effect.Effect<ReadonlyArray<Records.Outcome>, ZohoError>
) => {
  const request = Request.tagged<Single<Row>>("Single")
  const send = Effect.fnUntraced(function* (entries: ReadonlyArray<Request.Entry<Single<Row>>>) {
    const outcomes = yield* Effect.exit(call(entries.map((it) => it.request.row)))
    entries.forEach((entry, index) => {
      if (Exit.isFailure(outcomes)) return entry.completeUnsafe(Exit.failCause(outcomes.cause))
      const outcome = outcomes.value[index]
      entry.completeUnsafe(
        outcome?._tag === "Done"
          ? Exit.succeed(outcome)
          : Exit.fail(
              outcome?.error ??
                new ApiError({
                  operation,
                  reason: new InvalidInput({ problem: "The row has no outcome.", remedy: "Read the record back." })
                })
            )
      )
    })
  })
  const resolver = RequestResolver.make<Single<Row>>((entries) =>
    Effect.forEach(
      batches(entries),
      (round) => Effect.forEach(round, send, { concurrency: options.concurrency ?? 5, discard: true }),
      { discard: true }
    )
  ).pipe(RequestResolver.setDelay(options.within ?? "10 millis"))
  return (row: Row, key: string | undefined) => Effect.request(request({ row, key }), resolver)
}

/**
 * Two changes to one record that are made at the same time go in calls one after the other, in the order made; so do two
 * upserts with the same values of `duplicateCheckFields`. An unknown outcome is every waiting row's: `Ambiguous`.
 */
export const make = Effect.fnUntraced(function* <const Fields extends Schema.Struct.Fields>(
  module: Module<Fields>,
  options: Options<Fields> = {}
): Effect.fn.Return<Batcher<Fields>, never, ZohoClient> {
  const records = yield* Records.make(module)
  const operation = (verb: string) => `${module.apiName}.${verb}`
  const { duplicateCheckFields: check } = options
  const insert = merged(operation("insertMany"), options, (rows: ReadonlyArray<Changes<Fields>>) =>
    records.insertMany(rows, options)
  )
  const update = merged(
    operation("updateMany"),
    options,
    (rows: ReadonlyArray<{ readonly id: RecordId } & Changes<Fields>>) => records.updateMany(rows, options)
  )
  const upsert = merged(operation("upsertMany"), options, (rows: ReadonlyArray<Changes<Fields>>) =>
    records.upsertMany(rows, options)
  )
  const remove = merged(operation("deleteMany"), options, (ids: ReadonlyArray<RecordId>) => records.deleteMany(ids))

  /** What an upsert matches by: unknown without a choice, and then every row is apart from every other. */
  const matched = (row: Changes<Fields>): string => {
    const values = new Map(Object.entries(row))
    return JSON.stringify(check === undefined ? [] : check.map((name) => values.get(name) ?? null)).toLowerCase()
  }

  return {
    insert: (row) => insert(row, undefined),
    update: (id, changes) => update(Object.assign({}, changes, { id }), id),
    upsert: (row) => upsert(row, check === undefined ? undefined : matched(row)),
    delete: (id) => remove(id, id)
  }
})
