/** The rows of a COQL query of any form: without an end where they come in the order of ids, otherwise the first 100,000. */
import { ApiError, type InvalidInput, InvalidInput as Invalid, type ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Coql from "./Coql.ts"
import * as Field from "./Field.ts"
import type * as Filter from "./Filter.ts"
import * as Batch from "./internal/Batch.ts"
import * as CoqlPages from "./internal/CoqlPages.ts"
import * as Rows from "./internal/Rows.ts"
import type { Module } from "./Module.ts"
import * as ReadPlan from "./ReadPlan.ts"
import type { Name, Row } from "./Row.ts"

export interface Query<N extends string> {
  /** API names, or paths through lookups such as `Account_Name.Industry`. `id` comes with them. */
  readonly columns: ReadonlyArray<N>
  /** All records when left out; converted leads too, unless a condition says otherwise. */
  readonly where?: Filter.Filter
  /** By id, ascending, when left out: the only order that reaches beyond 100,000 rows. */
  readonly orderBy?: ReadonlyArray<readonly [field: string, direction: "asc" | "desc"]>
  /** At most so many rows, of any number of calls. */
  readonly limit?: number
}

/** Where the next call begins. */
interface At<A> {
  readonly offset: number
  readonly last: A | undefined
  readonly left: number
}

/** Pages until there are no more, one fetched while the one before it is worked on. */
const paged = <A>(
  operation: string,
  limit: number | undefined,
  reach: number,
  reader: Rows.ReadPage<A>,
  text: (at: At<A>, limit: number) => Result.Result<Coql.Query, InvalidInput>
): Stream.Stream<A, ZohoError, ZohoClient> => {
  const next = Effect.fnUntraced(function* (at: At<A>) {
    const none: ReadonlyArray<ReadonlyArray<A>> = []
    if (at.left <= 0) return [none, Option.none<At<A>>()] as const
    if (at.offset >= reach) {
      return yield* new ApiError({
        operation,
        reason: new Invalid({
          problem: `The query finds more than ${reach} rows, which is as far as an offset reaches.`,
          remedy: "Ask for fewer, or leave the order out: rows in the order of ids have no such bound."
        })
      })
    }
    const client = yield* ZohoClient
    const size = Math.min(ReadPlan.coqlLimit(at.left), reach - at.offset)
    const page = yield* CoqlPages.send(client, operation, text(at, size), size, reader)
    const rows = page.rows.length > at.left ? page.rows.slice(0, at.left) : page.rows
    const then: At<A> = {
      offset: at.offset + rows.length,
      last: rows.at(-1),
      left: at.left - rows.length
    }
    const more = page.moreRecords && rows.length > 0 && then.left > 0
    return [rows.length === 0 ? none : [rows], more ? Option.some(then) : Option.none<At<A>>()] as const
  }, Batch.asBatch)
  const start: At<A> = { offset: 0, last: undefined, left: limit ?? Number.POSITIVE_INFINITY }
  return Stream.flattenIterable(Stream.bufferArray(Stream.paginate(start, next), { capacity: 1 }))
}

/**
 * Every row of a query that was built: 3 credits for 2,000. In the order of ids each call goes on after the last id;
 * in another order by offset, and the stream fails after 100,000 rows when there are more: none is left out unsaid.
 */
export const stream = <Fields extends Schema.Struct.Fields, const N extends Name<Fields>>(
  module: Module<Fields>,
  query: Query<N>
): Stream.Stream<Row<Fields, N>, ZohoError, ZohoClient> => {
  const { columns, limit, orderBy = [], where } = query
  const [first] = orderBy
  const isById = first === undefined || (first[0] === "id" && first[1] === "asc")
  const reader = Rows.readers(module)(columns)
  const select = { from: module.apiName, columns: ["id", ...columns.filter((it) => it !== "id")] }
  const operation = `${module.apiName}.coql`
  if (isById && !CoqlPages.fits(where, limit ?? Number.POSITIVE_INFINITY)) {
    return Stream.fail(
      new ApiError({
        operation,
        reason: new Invalid({
          problem: `So many conditions fit one query of ${Coql.limits.rows} rows only.`,
          remedy: "Take one condition away, or set a limit."
        })
      })
    )
  }
  return paged(operation, limit, isById ? Number.POSITIVE_INFINITY : Coql.limits.reach, reader, (at, size) =>
    isById
      ? Coql.select({
          ...select,
          where: CoqlPages.after(where, at.last?.id),
          orderBy: [["id", "asc"]],
          limit: size
        })
      : Coql.select({ ...select, where, orderBy, limit: size, offset: at.offset })
  )
}

const readRows = Schema.decodeUnknownResult(
  Schema.Struct({
    data: Schema.Array(Schema.Record(Schema.String, Field.json)),
    info: Schema.optionalKey(Rows.Info)
  })
)

/** A text in quotes, or a word that says how many rows are wanted. */
const pieces = /'(?:\\[\s\S]|[^'\\])*'|(?<![\w$.])(?:limit|offset)(?![\w$.])/giu

const isPaged = (text: string): boolean => (text.match(pieces) ?? []).some((piece) => !piece.startsWith("'"))

/**
 * Every row of a query in its own words, as `Coql.coql` builds it, with joins and aggregates as they are asked for. It
 * goes on by offset, so the text says no `limit`, and the stream fails after 100,000 rows when there are more. Without
 * `order by` rows come in the order of ids. 3 credits for 2,000.
 */
export const rows = (
  query: Coql.Built<Coql.Query>,
  options: { readonly limit?: number } = {}
): Stream.Stream<Readonly<Record<string, Schema.Json>>, ZohoError, ZohoClient> =>
  paged("coql", options.limit, Coql.limits.reach, readRows, (at, size) =>
    Result.flatMap(query, ({ text }) =>
      isPaged(text)
        ? Result.fail(
            new Invalid({
              problem: "The query holds a limit of its own.",
              remedy: "Leave limit and offset out of the text, and give the limit beside it."
            })
          )
        : Result.succeed({ text: `${text} limit ${at.offset}, ${size}` })
    )
  )
