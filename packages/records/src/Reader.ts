/** Reading any number of rows of a module: the cheapest way that is right, a page at a time, in the order of ids. */
import * as Fields from "@effect-zoho/api/Fields"
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import { unknownForm } from "@effect-zoho/client/Envelope"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as BulkRead from "./BulkRead.ts"
import * as Coql from "./Coql.ts"
import type { Cursor } from "./Cursor.ts"
import * as Field from "./Field.ts"
import * as Filter from "./Filter.ts"
import * as Batch from "./internal/Batch.ts"
import * as Beside from "./internal/Beside.ts"
import * as BulkCriteria from "./internal/BulkCriteria.ts"
import * as Cells from "./internal/Cells.ts"
import * as Check from "./internal/Check.ts"
import * as CoqlPages from "./internal/CoqlPages.ts"
import * as ListPages from "./internal/ListPages.ts"
import * as Rows from "./internal/Rows.ts"
import type { Module } from "./Module.ts"
import * as ReadPlan from "./ReadPlan.ts"
import type { Name, Row } from "./Row.ts"

/** Which rows, which fields of each, and by which way if not the cheapest. */
export interface Query<N extends string> {
  /** API names, at least one; `id` comes with them. */
  readonly fields: ReadonlyArray<N>
  readonly where?: Filter.Filter
  /** Only records changed at or after this ISO time. */
  readonly modifiedSince?: string
  /** The id of a custom view; read by list only. */
  readonly customView?: string
  /** At most so many rows, those read before a cursor included. */
  readonly limit?: number
  /** Forces a way. */
  readonly via?: ReadPlan.Way
  /** Reads on from where another reading of the same query stopped. By list and COQL only. */
  readonly from?: Cursor
}

/** Some rows, and where to read on after them. A bulk read has no cursor: it begins anew. */
export interface Page<A> {
  readonly rows: ReadonlyArray<A>
  readonly cursor?: Cursor
}

type Refusal = (problem: string, remedy: string) => ApiError

const refusal =
  (operation: string): Refusal =>
  (problem, remedy) =>
    new ApiError({ operation, reason: new InvalidInput({ problem, remedy }) })

/** Does a condition speak of this field? */
const mentions = (filter: Filter.Filter | undefined, field: string): boolean =>
  filter !== undefined &&
  (filter._tag === "Text"
    ? new RegExp(`\\b${field}\\b`, "u").test(filter.text)
    : filter._tag === "Comparison"
      ? filter.field === field
      : [filter.first, ...filter.rest].some((it) => mentions(it, field)))

const both = (...filters: ReadonlyArray<Filter.Filter | undefined>): Filter.Filter | undefined => {
  const [first, ...rest] = filters.filter((it) => it !== undefined)
  return first === undefined ? undefined : rest.length === 0 ? first : Filter.and(first, ...rest)
}

/** The conditions as COQL and bulk read need them, to find the records that a list shows. */
const conditions = <Fields extends Schema.Struct.Fields>(
  module: Module<Fields>,
  query: Query<string>
): Filter.Filter | undefined => {
  const { listed } = module
  const unsaid = listed?._tag === "Comparison" && mentions(query.where, listed.field) ? undefined : listed
  return both(
    query.where,
    query.modifiedSince === undefined ? undefined : Filter.atLeast("Modified_Time", query.modifiedSince),
    unsaid
  )
}

/** Conditions of the caller, which a list does not take. */
const isFiltered = (query: Query<string>): boolean => query.where !== undefined

/** Shown by lists alone in every module, though the fields' settings may not list them. */
const noColumns: ReadonlySet<string> = new Set(["Record_Image", "Layout"])
const noCells: ReadonlySet<string> = new Set(["Territories", "Territory"])

/** What `$` begins is no field, and some fields are no columns. */
const isBeyondQueries = (name: string, schema: Schema.Constraint | undefined): boolean =>
  name.startsWith("$") || noColumns.has(name) || Cells.isBeyondQueries(schema)

/** Why a way cannot give the fields asked for, and which of them a list gives beside it. */
const ways = <Fields extends Schema.Struct.Fields, N extends string>(
  module: Module<Fields>,
  fields: ReadonlyArray<N>
): {
  readonly cannot: NonNullable<ReadPlan.Shape["cannot"]>
  readonly beside: { readonly coql: ReadonlyArray<N>; readonly bulk: ReadonlyArray<N> }
} => {
  const listed: Readonly<Record<string, Schema.Constraint>> = module.fields
  const lines = fields.find((it) => Cells.isLines(listed[it]))
  if (lines !== undefined) {
    const why = `${lines} comes with a single record only`
    return { cannot: { list: why, coql: why, bulk: why }, beside: { coql: [], bulk: [] } }
  }
  const path = fields.find((it) => it.includes("."))
  const all = [...new Set(fields)]
  const bulk = all.filter((it) => it.startsWith("$") || noCells.has(it) || Cells.isBeyond(listed[it]))
  return {
    cannot: {
      ...(path === undefined ? {} : { list: `a list does not follow ${path}` }),
      // A job without fields would give them all.
      ...(bulk.length > 0 && bulk.length === all.length ? { bulk: `a file does not hold ${bulk[0]}` } : {})
    },
    beside: { coql: [...all.filter((it) => isBeyondQueries(it, listed[it])), ...tooDynamic(all, listed)], bulk }
  }
}

/** Formulas that Zoho works out anew at each reading, those that one query does not take. */
const tooDynamic = <N extends string>(
  fields: ReadonlyArray<N>,
  listed: Readonly<Record<string, Schema.Constraint>>
): ReadonlyArray<N> => fields.filter((it) => Cells.isDynamic(listed[it])).slice(ReadPlan.limits.coql.dynamic)

/** Fields whose cells in a file nothing here explains: the org's own description of them is asked for, 1 credit. */
const untold = <Fields extends Schema.Struct.Fields>(
  module: Module<Fields>,
  fields: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const listed: Readonly<Record<string, Schema.Constraint>> = module.fields
  return fields.filter(
    (it) => /^\w+$/u.test(it) && it !== "id" && !noColumns.has(it) && !noCells.has(it) && Cells.isUntold(listed[it])
  )
}

/** The module with the types that the org's metadata give to fields that it does not tell the type of. */
const told = Effect.fnUntraced(function* <Fields extends Schema.Struct.Fields>(
  module: Module<Fields>,
  fields: ReadonlyArray<string>
): Effect.fn.Return<Module<Fields>, ZohoError, ZohoClient> {
  const names = untold(module, fields)
  if (names.length === 0) return module
  const { fields: known } = yield* Fields.list({ module: module.apiName })
  const types = known.filter((it) => names.includes(it.api_name)).map((it) => [it.api_name, Field.fromMetadata(it)])
  return { ...module, fields: { ...module.fields, ...Object.fromEntries(types) } }
})

const shapeOf = <Fields extends Schema.Struct.Fields>(module: Module<Fields>, query: Query<string>): ReadPlan.Shape => {
  const where = conditions(module, query)
  const able = ways(module, query.fields)
  const path = query.fields.find((it) => it.includes("."))
  const criteria = where === undefined ? undefined : BulkCriteria.render(where, module.fields, true)
  return {
    fields: new Set(query.fields).size,
    filtered: isFiltered(query),
    customView: query.customView !== undefined,
    ...(criteria !== undefined && Result.isFailure(criteria)
      ? { beyondBulk: `a bulk read cannot say the conditions. ${criteria.failure.problem.replace(/\.$/u, "")}` }
      : {}),
    crowded: !CoqlPages.fits(where, Number.POSITIVE_INFINITY),
    untold: untold(module, query.fields).length > 0,
    ...able,
    // A number over there would come as text: only who forces the way gets it so.
    cannot: {
      ...(path === undefined || query.via === "bulk" ? {} : { bulk: `a file holds ${path} as text` }),
      ...able.cannot
    }
  }
}

/** Tells queries apart whose cursors must not be mixed up. */
const fingerprint = (module: string, query: Query<string>): string =>
  JSON.stringify([module, query.fields, query.where, query.modifiedSince, query.customView])

const Counted = Schema.Struct({ count: Schema.Int })
const readCount = Schema.decodeUnknownResult(Counted)
const readTotals = Schema.decodeUnknownResult(
  Schema.Struct({ data: Schema.Array(Schema.Record(Schema.String, Schema.Json)) })
)

/**
 * How many rows the query finds now: 1 credit. By the records' own count where nothing is asked of them, otherwise by
 * COQL's `COUNT`.
 */
export const count = Effect.fnUntraced(function* <Fields extends Schema.Struct.Fields>(
  module: Module<Fields>,
  query: Omit<Query<string>, "fields">
): Effect.fn.Return<number, ZohoError, ZohoClient> {
  const client = yield* ZohoClient
  const operation = `${module.apiName}.count`
  if (query.where === undefined && query.modifiedSince === undefined) {
    const envelope = yield* client.send({
      operation,
      method: "GET",
      path: `/crm/v8/${encodeURIComponent(module.apiName)}/actions/count`,
      query: { cvid: query.customView },
      credits: 1,
      retry: "safe"
    })
    if (envelope._tag === "Empty") return 0
    const read = envelope._tag === "Document" ? readCount(envelope.body) : undefined
    if (read !== undefined && Result.isSuccess(read)) return read.success.count
    return yield* new ApiError({ operation, reason: unknownForm(envelope, "count") })
  }
  if (query.customView !== undefined) {
    return yield* refusal(operation)(
      "A custom view and conditions cannot be counted together.",
      "Say the view's conditions in `where`, or leave the conditions out."
    )
  }
  const built = Result.mapError(
    Coql.condition(conditions(module, { ...query, fields: [] }) ?? Filter.isNotNull("id")),
    (reason) => new ApiError({ operation, reason })
  )
  const envelope = yield* client.send({
    operation,
    method: "POST",
    path: "/crm/v8/coql",
    body: { select_query: `select COUNT(id) from ${module.apiName} where ${yield* Effect.fromResult(built)}` },
    rows: 0,
    credits: 1,
    weight: { heavy: true },
    retry: "safe"
  })
  if (envelope._tag === "Empty") return 0
  const read = envelope._tag === "Document" ? readTotals(envelope.body) : undefined
  // The key is the aggregate as it was written, or so the sources say.
  const total =
    read !== undefined && Result.isSuccess(read)
      ? Object.values(read.success.data[0] ?? {}).find((it) => typeof it === "number")
      : undefined
  return typeof total === "number"
    ? total
    : yield* new ApiError({ operation, reason: unknownForm(envelope, "data[0]") })
})

/** The cheapest way to read what the query finds now, with its price and the others'. Costs 1 credit itself, for a count. */
export const plan = Effect.fnUntraced(function* <Fields extends Schema.Struct.Fields>(
  module: Module<Fields>,
  query: Query<string>
): Effect.fn.Return<ReadPlan.Plan, ZohoError, ZohoClient> {
  const found = yield* count(module, query)
  const rows = Math.min(found, query.limit ?? Number.POSITIVE_INFINITY)
  const shape = shapeOf(module, query)
  const refuse = refusal(`${module.apiName}.plan`)
  if (query.via === "bulk" && rows < found) {
    return yield* refuse(
      "A bulk read takes no limit.",
      "Leave the limit out, or say conditions that fewer records meet; a list or a query takes a limit."
    )
  }
  if (query.via !== undefined) {
    const forced = ReadPlan.forecastOf(query.via, rows, shape)
    return "why" in forced
      ? yield* refuse(`This query cannot be read by ${query.via}: ${forced.why}.`, "Leave `via` out, or ask otherwise.")
      : { ...forced, why: `${query.via} was asked for`, rows, alternatives: [] }
  }
  // A bulk read has no limit: it reads all that is found.
  const unlimited = rows < found ? { bulk: "a bulk read takes no limit" } : {}
  const chosen = ReadPlan.choose(rows, { ...shape, cannot: { ...shape.cannot, ...unlimited } })
  return (
    chosen ??
    (yield* refuse(
      `No way reads ${rows} rows with these fields and conditions (${ReadPlan.forecasts(rows, shape).map(ReadPlan.describe).join("; ")}).`,
      "Ask for fewer fields, and get lines of a record with the record. A custom view is read by list only, up to 100,000 rows and without further conditions: say it as conditions."
    ))
  )
})

interface Walk {
  readonly from: Cursor
  /** Rows still to come, where a plan knows; rows that may still be given out. */
  readonly expected: number
  readonly left: number
  readonly tokens?: ListPages.State
}

/**
 * Pages by list or COQL, ids ascending. A list goes on by COQL where its page tokens end, at 100,000 rows, and so does
 * a reading that is taken up from a cursor without its token. Fails with `PageTokenInvalid` when a token has expired
 * (24 hours) or fits another query. More than 50 fields of a list are read in parts side by side: a row that changes
 * between them may hold some fields of before and some of after.
 */
export const pages = <Fields extends Schema.Struct.Fields, const N extends Name<Fields>>(
  module: Module<Fields>,
  query: Query<N> & { readonly via: "list" | "coql" },
  expected: number = Number.POSITIVE_INFINITY
): Stream.Stream<Page<Row<Fields, N>>, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.${query.via}`
  const refuse = refusal(operation)
  const of = fingerprint(module.apiName, query)
  const where = conditions(module, query)
  const columns: ReadonlyArray<N> = [...new Set(query.fields)]
  const filtered = isFiltered(query)

  return Stream.unwrap(
    Effect.gen(function* () {
      yield* Check.run(operation, Check.fieldNames(query.fields, { atLeast: 1, atMost: Number.POSITIVE_INFINITY }))
      if (query.via === "list" && filtered)
        return yield* refuse("A list takes no conditions.", "Leave `via` out, or ask by COQL.")
      if (query.via === "coql" && query.customView !== undefined)
        return yield* refuse("A query takes no custom view.", "Say the view's conditions in `where`, or read by list.")
      if (query.from !== undefined && query.from.query !== of)
        return yield* refuse(
          "The cursor belongs to another query.",
          "Read on with the same module, fields and conditions, or begin anew without a cursor."
        )
      const { beside, cannot } = ways(module, columns)
      const never = cannot[query.via]
      if (never !== undefined)
        return yield* refuse(`These fields cannot be read by ${query.via}: ${never}.`, "Leave them out, or `via`.")
      // Rather before the first page than after it.
      if (query.via === "coql" && !CoqlPages.fits(where, Math.min(expected, query.limit ?? Number.POSITIVE_INFINITY)))
        return yield* refuse(
          `So many conditions fit one query of ${ReadPlan.limits.coql.rows} rows only.`,
          "Take one condition away, set a limit, or read by bulk."
        )
      const client = yield* ZohoClient
      const list = yield* ListPages.make(module, columns, {
        customView: query.customView,
        modifiedSince: query.modifiedSince
      })
      const ofQueries = beside.coql.length === 0 ? columns : columns.filter((it) => !beside.coql.includes(it))
      const reader = Rows.readers(module)(ofQueries)
      const complete = beside.coql.length === 0 ? Effect.succeed : yield* Beside.make(module, beside.coql)

      const byCoql = Effect.fnUntraced(function* (walk: Walk) {
        if (query.customView !== undefined)
          return yield* refuse(
            `A custom view is read up to ${ReadPlan.limits.list.reach} rows.`,
            "Say the view's conditions in `where`: COQL and bulk read know no such bound."
          )
        const limit = Math.min(ReadPlan.coqlLimit(Math.min(walk.expected, walk.left)), ReadPlan.limits.coql.rows)
        const text = Coql.select({
          from: module.apiName,
          // Another name for the same thing would be refused as a column given twice.
          columns: ["id", ...ofQueries.filter((it) => it !== "id")],
          where: CoqlPages.after(where, walk.from.after),
          orderBy: [["id", "asc"]],
          limit
        })
        const page = yield* CoqlPages.send(client, operation, text, limit, reader)
        // Nothing is asked beside of rows that nobody gets.
        const rows = yield* complete(page.rows.slice(0, walk.left))
        return { rows, more: page.moreRecords || page.rows.length > walk.left, tokens: undefined }
      })

      const byList = Effect.fnUntraced(function* (walk: Walk) {
        const page = yield* list.next(walk.tokens)
        return { rows: page.rows, more: page.moreRecords, tokens: page.state }
      })

      const start: Walk = {
        from: query.from ?? { query: of, rows: 0 },
        expected,
        left: (query.limit ?? Number.POSITIVE_INFINITY) - (query.from?.rows ?? 0),
        ...(query.via === "list" && query.from?.token !== undefined
          ? { tokens: ListPages.fromToken(query.from.token) }
          : {})
      }

      return Stream.paginate(start, (walk) =>
        Effect.gen(function* () {
          if (walk.left <= 0) return [[], Option.none<Walk>()] as const
          const isList =
            query.via === "list" &&
            walk.from.rows < ReadPlan.limits.list.reach &&
            (walk.from.after === undefined || walk.tokens !== undefined)
          const { more, rows: got, tokens } = yield* isList ? byList(walk) : byCoql(walk)
          const rows = got.length > walk.left ? got.slice(0, walk.left) : got
          const last = rows.at(-1)
          const cursor: Cursor = {
            query: of,
            rows: walk.from.rows + rows.length,
            ...(last === undefined
              ? walk.from.after === undefined
                ? {}
                : { after: walk.from.after }
              : { after: last.id }),
            ...(tokens === undefined ? {} : ListPages.tokenOf(tokens))
          }
          const page: Page<Row<Fields, N>> = { rows, cursor }
          const next: Walk = {
            from: cursor,
            expected: Math.max(0, walk.expected - rows.length),
            left: walk.left - rows.length,
            ...(tokens === undefined ? {} : { tokens })
          }
          const given: ReadonlyArray<Page<Row<Fields, N>>> = rows.length === 0 ? [] : [page]
          return [given, more && next.left > 0 ? Option.some(next) : Option.none<Walk>()] as const
        }).pipe(Batch.asBatch)
      )
    })
  ).pipe(
    // One page is fetched while the one before it is worked on.
    Stream.bufferArray({ capacity: 1 })
  )
}

/** Pages by the cheapest way, or by the one that the query forces. Bulk reads come in chunks without cursors. */
export const pagesOf = <Fields extends Schema.Struct.Fields, const N extends Name<Fields>>(
  module: Module<Fields>,
  query: Query<N>,
  options: BulkRead.Options & {
    /** A plan that was made for this query: none is made again. */
    readonly plan?: ReadPlan.Plan
  } = {}
): Stream.Stream<Page<Row<Fields, N>>, ZohoError, ZohoClient | FileSystem.FileSystem> =>
  Stream.unwrap(
    Effect.gen(function* () {
      if (query.from !== undefined) return pages(module, { ...query, via: query.via === "list" ? "list" : "coql" })
      const way: { readonly via: ReadPlan.Way; readonly rows?: number } =
        options.plan ?? (query.via === undefined ? yield* plan(module, query) : { via: query.via })
      if (way.via !== "bulk") return pages(module, { ...query, via: way.via }, way.rows)
      if (query.limit !== undefined && way.rows === undefined) {
        return yield* refusal(`${module.apiName}.bulkRead`)(
          "A bulk read takes no limit.",
          "Leave `limit` out, or read by COQL."
        )
      }
      const where = conditions(module, query)
      if (where !== undefined) {
        yield* Effect.fromResult(
          Result.mapError(
            BulkCriteria.render(where, module.fields, true),
            (reason) => new ApiError({ operation: `${module.apiName}.bulkRead`, reason })
          )
        )
      }
      const typed = yield* told(module, query.fields)
      const { beside, cannot } = ways(typed, query.fields)
      if (cannot.bulk !== undefined) {
        return yield* refusal(`${module.apiName}.bulkRead`)(
          `These fields cannot be read by bulk: ${cannot.bulk}.`,
          "Leave them out, or `via`."
        )
      }
      const own = query.fields.filter((it) => !beside.bulk.includes(it))
      const chunks = BulkRead.chunks(typed, { fields: own, where }, options)
      const page = (rows: ReadonlyArray<Row<Fields, N>>): Page<Row<Fields, N>> => ({ rows })
      if (beside.bulk.length === 0) return Stream.map(chunks, page)
      const complete = yield* Beside.make(typed, beside.bulk)
      return chunks.pipe(
        Stream.flattenIterable,
        // As many as a query gives, in whole calls of ids.
        Stream.grouped(ReadPlan.limits.coql.rows),
        Stream.mapEffect((rows) => Effect.map(Batch.asBatch(complete(rows)), page))
      )
    })
  )

/** Every row of a query, by the cheapest way or the one it forces; see `pagesOf` for what stands behind it. */
export const stream = <Fields extends Schema.Struct.Fields, const N extends Name<Fields>>(
  module: Module<Fields>,
  query: Query<N>,
  options: Parameters<typeof pagesOf>[2] = {}
): Stream.Stream<Row<Fields, N>, ZohoError, ZohoClient | FileSystem.FileSystem> =>
  Stream.flattenIterable(Stream.map(pagesOf(module, query, options), (page) => page.rows))
