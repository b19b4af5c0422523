/** What can be done with the records of any module. */
import type { ApiError, ZohoError } from "@effect-zoho/client/ApiError"
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { RecordId } from "./Module.ts"
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
