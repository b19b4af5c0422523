/** What can be done with the records of any module. */
import { ApiError, type Details, NotFound, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import { unknownForm } from "@effect-zoho/client/Envelope"
import { type Request, ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Check from "./internal/Check.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import * as Pages from "./internal/Pages.ts"
import * as Rows from "./internal/Rows.ts"
import type { Module } from "./Module.ts"
import type { RecordId } from "./RecordId.ts"
import type { Changes, Name, Row } from "./Row.ts"

/** What became of one row of a write, in the order in which the rows were given. */
export type Outcome =
  | {
      readonly _tag: "Done"
      /** The row's place in what was given, from 0. */
      readonly row: number
      readonly id: RecordId
      readonly action: "insert" | "update" | "delete"
      /** Zoho's own word: `SUCCESS`. */
      readonly code: string
      /** Zoho's own words: `record updated`. */
      readonly message: string
      /** Zoho's own details: times, who, approval state. */
      readonly details: Details
      /** Of an upsert: the field that matched, if one did. */
      readonly duplicateField?: string
    }
  | { readonly _tag: "Failed"; readonly row: number; readonly error: ApiError }

/** Automation that a write may set off; left out, all of it runs. An empty list runs none. */
export type Trigger = "workflow" | "approval" | "blueprint" | "pathfinder" | "orchestration"

export interface WriteOptions {
  readonly trigger?: ReadonlyArray<Trigger>
  /** Refuse the write (`AlreadyModified`) when the record changed after this ISO time. */
  readonly ifUnmodifiedSince?: string
  /** The assignment rule that says whose the records become; see `AssignmentRules.list`. */
  readonly assignmentRule?: RecordId
}

export interface ListOptions {
  readonly page?: number
  /** At most 200, the default. */
  readonly perPage?: number
  readonly pageToken?: string
  readonly sortBy?: "id" | "Created_Time" | "Modified_Time"
  readonly sortOrder?: "asc" | "desc"
  readonly ids?: ReadonlyArray<RecordId>
  readonly customView?: string
  /** Only records that were changed since this ISO time. */
  readonly modifiedSince?: string
  /** Leads that were converted are left out unless asked for: alone, or with the others. */
  readonly converted?: boolean | "both"
}

/** One page. `nextPageToken` is there when there are more. */
export interface Page<A> {
  readonly rows: ReadonlyArray<A>
  readonly moreRecords: boolean
  readonly nextPageToken?: string
}

/** One of the four ways to search; Zoho's index lags behind writes by seconds to minutes. */
export type SearchBy =
  | { readonly criteria: string }
  | { readonly email: string }
  | { readonly phone: string }
  | { readonly word: string }

export interface Records<Fields extends Schema.Struct.Fields> {
  /** One record with the fields asked for; fails with `NotFound` when there is none. 1 credit. */
  readonly get: <const N extends Name<Fields>>(
    id: RecordId,
    fields: ReadonlyArray<N>
  ) => Effect.Effect<Row<Fields, N>, ZohoError>
  /** One page with the fields asked for, at most 50. 1 credit. */
  readonly list: <const N extends Name<Fields>>(
    fields: ReadonlyArray<N>,
    options?: ListOptions
  ) => Effect.Effect<Page<Row<Fields, N>>, ZohoError>
  /** One page of what the search index finds; at most 2,000 in all. 1 credit. */
  readonly search: <const N extends Name<Fields>>(
    by: SearchBy,
    fields: ReadonlyArray<N>,
    options?: Pick<ListOptions, "page" | "perPage" | "sortBy" | "sortOrder">
  ) => Effect.Effect<Page<Row<Fields, N>>, ZohoError>
  /** Adds one record, or fails with that row's own reason. */
  readonly insert: (row: Changes<Fields>, options?: WriteOptions) => Effect.Effect<RecordId, ZohoError>
  /** Changes one record, or fails with that row's own reason. */
  readonly update: (
    id: RecordId,
    changes: Changes<Fields>,
    options?: WriteOptions
  ) => Effect.Effect<Extract<Outcome, { _tag: "Done" }>, ZohoError>
  /** Adds or changes one record by its unique fields, or fails with that row's own reason. */
  readonly upsert: (
    row: Changes<Fields>,
    options?: WriteOptions & { readonly duplicateCheckFields?: ReadonlyArray<Name<Fields>> }
  ) => Effect.Effect<Extract<Outcome, { _tag: "Done" }>, ZohoError>
  /** Moves one record to the recycle bin. */
  readonly delete: (id: RecordId) => Effect.Effect<void, ZohoError>
  /** Adds up to 100 in one call; each row ends as an outcome. 1 credit for 10 rows. */
  readonly insertMany: (
    rows: ReadonlyArray<Changes<Fields>>,
    options?: WriteOptions
  ) => Effect.Effect<ReadonlyArray<Outcome>, ZohoError>
  /** Changes up to 100 in one call; each row ends as an outcome. 1 credit for 10 rows. */
  readonly updateMany: (
    rows: ReadonlyArray<{ readonly id: RecordId } & Changes<Fields>>,
    options?: WriteOptions
  ) => Effect.Effect<ReadonlyArray<Outcome>, ZohoError>
  /** Adds or changes up to 100 in one call; each row ends as an outcome. 1 credit for 10 rows. */
  readonly upsertMany: (
    rows: ReadonlyArray<Changes<Fields>>,
    options?: WriteOptions & { readonly duplicateCheckFields?: ReadonlyArray<Name<Fields>> }
  ) => Effect.Effect<ReadonlyArray<Outcome>, ZohoError>
  /** Moves up to 100 to the recycle bin; each ends as an outcome. 1 credit. */
  readonly deleteMany: (ids: ReadonlyArray<RecordId>) => Effect.Effect<ReadonlyArray<Outcome>, ZohoError>
}

const nothing: Details = {}

/** The ways to search, in Zoho's order of precedence. */
const searchQuery = (by: SearchBy): Request["query"] => ({ ...by })

/**
 * The records of one module. Nothing is sent for a call that cannot be right: such a one fails with `InvalidInput`.
 */
export const make = Effect.fnUntraced(function* <const Fields extends Schema.Struct.Fields>(
  module: Module<Fields>
): Effect.fn.Return<Records<Fields>, never, ZohoClient> {
  const client = yield* ZohoClient
  const path = `/crm/v8/${encodeURIComponent(module.apiName)}`
  const reader = Rows.readers(module)

  const get: Records<Fields>["get"] = Effect.fnUntraced(function* <const N extends Name<Fields>>(
    id: RecordId,
    fields: ReadonlyArray<N>
  ) {
    const operation = `${module.apiName}.get`
    yield* Check.run(operation, Check.id(id), Check.fieldNames(fields, { atLeast: 0, atMost: Infinity }))
    const envelope = yield* client.send({
      operation,
      method: "GET",
      path: `${path}/${id}`,
      query: { fields: fields.length === 0 ? undefined : fields.join(",") },
      credits: 1,
      retry: "safe"
    })
    const page = yield* Pages.read(operation, reader(fields), envelope)
    const [row] = page.data
    if (row !== undefined && row.id === id) return row
    return yield* new ApiError({
      operation,
      reason:
        row === undefined
          ? new NotFound({ code: "", message: "", httpStatus: envelope.httpStatus, details: nothing, id })
          : unknownForm(envelope, "data[0].id")
    })
  })

  const list: Records<Fields>["list"] = Effect.fnUntraced(function* <const N extends Name<Fields>>(
    fields: ReadonlyArray<N>,
    options: ListOptions = {}
  ) {
    const operation = `${module.apiName}.list`
    yield* Check.run(
      operation,
      Check.fieldNames(fields, { atLeast: 1, atMost: 50 }),
      Check.paging(options),
      options.ids === undefined ? undefined : Check.ids(options.ids)
    )
    const envelope = yield* client.send({
      operation,
      method: "GET",
      path,
      query: {
        fields: Pages.fieldsParam(fields),
        page: options.page,
        per_page: options.perPage,
        page_token: options.pageToken,
        sort_by: options.sortBy,
        sort_order: options.sortOrder,
        ids: options.ids?.join(","),
        cvid: options.customView,
        converted: options.converted
      },
      ...(options.modifiedSince === undefined ? {} : { headers: { "if-modified-since": options.modifiedSince } }),
      credits: 1,
      weight: {
        heavy: options.customView !== undefined || (options.sortBy !== undefined && options.sortBy !== "id")
      },
      retry: "safe"
    })
    return Pages.page(yield* Pages.read(operation, reader(fields), envelope), options.perPage ?? 200)
  })

  const search: Records<Fields>["search"] = Effect.fnUntraced(function* <const N extends Name<Fields>>(
    by: SearchBy,
    fields: ReadonlyArray<N>,
    options: Parameters<Records<Fields>["search"]>[2] = {}
  ) {
    const operation = `${module.apiName}.search`
    yield* Check.run(operation, Check.fieldNames(fields, { atLeast: 1, atMost: 50 }), Check.paging(options))
    const envelope = yield* client.send({
      operation,
      method: "GET",
      path: `${path}/search`,
      query: {
        ...searchQuery(by),
        fields: Pages.fieldsParam(fields),
        page: options.page,
        per_page: options.perPage,
        sort_by: options.sortBy,
        sort_order: options.sortOrder
      },
      credits: 1,
      weight: { heavy: true },
      retry: "safe"
    })
    return Pages.page(yield* Pages.read(operation, reader(fields), envelope), options.perPage ?? 200)
  })

  /** One write of up to 100 rows, to an outcome a row. */
  const write = Effect.fnUntraced(function* (call: {
    readonly operation: string
    readonly method: Request["method"]
    readonly path: string
    readonly action: Outcomes.Action
    readonly rows: ReadonlyArray<object>
    readonly ids?: ReadonlyArray<RecordId>
    readonly options: Parameters<Records<Fields>["upsertMany"]>[1]
  }) {
    const { operation, rows } = call
    const { assignmentRule, duplicateCheckFields, ifUnmodifiedSince, trigger } = call.options ?? {}
    yield* Check.run(
      operation,
      Check.rows(rows),
      call.ids === undefined ? undefined : Check.ids(call.ids),
      assignmentRule === undefined ? undefined : Check.id(assignmentRule)
    )
    const envelope = yield* client.send({
      operation,
      method: call.method,
      path: call.path,
      ...(ifUnmodifiedSince === undefined ? {} : { headers: { "if-unmodified-since": ifUnmodifiedSince } }),
      // What is undefined is not written.
      body: { data: rows, trigger, duplicate_check_fields: duplicateCheckFields, lar_id: assignmentRule },
      rows: rows.length,
      credits: Credits.cost.write(rows.length),
      weight: { heavy: rows.length > 10 },
      retry: "after-lookup"
    })
    return yield* Outcomes.fromEnvelope(envelope, { operation, action: call.action, rows: rows.length, ids: call.ids })
  })

  const remove = Effect.fnUntraced(function* (operation: string, ids: ReadonlyArray<RecordId>) {
    yield* Check.run(operation, Check.ids(ids))
    const envelope = yield* client.send({
      operation,
      method: "DELETE",
      path,
      query: { ids: ids.join(",") },
      rows: ids.length,
      credits: 1,
      retry: "after-lookup"
    })
    return yield* Outcomes.fromEnvelope(envelope, { operation, action: "delete", rows: ids.length, ids })
  })

  type UpsertOptions = Parameters<Records<Fields>["upsert"]>[1]

  const insertRows = (operation: string, rows: ReadonlyArray<object>, options?: WriteOptions) =>
    write({ operation, method: "POST", path, action: "insert", rows, options })

  const updateRows = (operation: string, rows: ReadonlyArray<{ readonly id: RecordId }>, options?: WriteOptions) =>
    write({ operation, method: "PUT", path, action: "update", rows, ids: rows.map((it) => it.id), options })

  const upsertRows = (operation: string, rows: ReadonlyArray<object>, options?: UpsertOptions) =>
    write({ operation, method: "POST", path: `${path}/upsert`, action: "upsert", rows, options })

  /** A write of one row, which fails with that row's own error. */
  const one = (
    verb: string,
    send: (operation: string) => Effect.Effect<ReadonlyArray<Outcome>, ZohoError>
  ): Effect.Effect<Outcomes.Done, ZohoError> => {
    const operation = `${module.apiName}.${verb}`
    return Effect.flatMap(send(operation), (outcomes) => Outcomes.only(operation, outcomes))
  }

  return {
    get,
    list,
    search,
    insert: (row, options) =>
      Effect.map(
        one("insert", (operation) => insertRows(operation, [row], options)),
        (done) => done.id
      ),
    update: (id, changes, options) =>
      one("update", (operation) => updateRows(operation, [{ ...changes, id }], options)),
    upsert: (row, options) => one("upsert", (operation) => upsertRows(operation, [row], options)),
    delete: (id) => Effect.asVoid(one("delete", (operation) => remove(operation, [id]))),
    insertMany: (rows, options) => insertRows(`${module.apiName}.insertMany`, rows, options),
    updateMany: (rows, options) => updateRows(`${module.apiName}.updateMany`, rows, options),
    upsertMany: (rows, options) => upsertRows(`${module.apiName}.upsertMany`, rows, options),
    deleteMany: (ids) => remove(`${module.apiName}.deleteMany`, ids)
  }
})
