/** Pages of a list, ids ascending. More than 50 fields are read side by side and joined by id. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { Module } from "../Module.ts"
import type { RecordId } from "../RecordId.ts"
import * as Records from "../Records.ts"
import type { Name, Row } from "../Row.ts"
import { inGroups, limits } from "../ReadPlan.ts"
import * as Join from "../Join.ts"

/** One reading of a part of the fields: where it is, and rows that wait for the other parts. */
interface Part {
  readonly token: string | undefined
  readonly ended: boolean
  readonly waiting: ReadonlyArray<Join.Identified>
}

export type State = ReadonlyArray<Part>

/** Goes on from a token of a list of at most 50 fields. */
export const fromToken = (token: string): State => [{ token, ended: false, waiting: [] }]

/** The token to go on from; only one reading without rows waiting has one. */
export const tokenOf = (state: State): { readonly token?: string } => {
  const [only] = state
  return state.length === 1 && only?.token !== undefined ? { token: only.token } : {}
}

export interface Page<A> {
  readonly rows: ReadonlyArray<A>
  readonly moreRecords: boolean
  readonly state: State
}

export const make = Effect.fnUntraced(function* <Fields extends Schema.Struct.Fields, N extends Name<Fields>>(
  module: Module<Fields>,
  fields: ReadonlyArray<N>,
  options: { readonly customView: string | undefined; readonly modifiedSince: string | undefined }
): Effect.fn.Return<
  { readonly next: (state: State | undefined) => Effect.Effect<Page<Row<Fields, N>>, ZohoError> },
  never,
  ZohoClient
> {
  const records = yield* Records.make(module)
  const groups = inGroups(fields, limits.list.fields)
  const shared: Records.ListOptions = {
    // A custom view takes no order besides its own.
    ...(options.customView === undefined ? { sortBy: "id", sortOrder: "asc" } : { customView: options.customView }),
    ...(options.modifiedSince === undefined ? {} : { modifiedSince: options.modifiedSince })
  }

  const advance = (group: ReadonlyArray<N>, part: Part | undefined) =>
    part?.ended === true || (part !== undefined && part.waiting.length > 0)
      ? Effect.succeed(part)
      : Effect.map(
          records.list(group, { ...shared, ...(part?.token === undefined ? {} : { pageToken: part.token }) }),
          (page): Part => ({
            token: page.nextPageToken,
            ended: !page.moreRecords || page.nextPageToken === undefined,
            waiting: page.rows
          })
        )

  /** Rows that some readings saw and others did not, read again: those that are gone by now are left out. */
  const again = Effect.fnUntraced(function* (ids: ReadonlyArray<RecordId>) {
    const found: Array<ReadonlyArray<Join.Identified>> = []
    for (const group of groups) {
      const rows: Array<Join.Identified> = []
      for (let at = 0; at < ids.length; at += 100) {
        rows.push(...(yield* records.list(group, { ids: ids.slice(at, at + 100) })).rows)
      }
      found.push(rows.toSorted((a, b) => Join.compare(a.id, b.id)))
    }
    return Join.join(found, true).rows
  })

  const next = Effect.fnUntraced(function* (state: State | undefined) {
    const [only] = groups
    if (groups.length === 1 && only !== undefined) {
      const part = state?.[0]
      const page = yield* records.list(only, {
        ...shared,
        ...(part?.token === undefined ? {} : { pageToken: part.token })
      })
      return {
        rows: page.rows,
        moreRecords: page.moreRecords && page.nextPageToken !== undefined,
        state: [{ token: page.nextPageToken, ended: !page.moreRecords, waiting: [] }]
      }
    }
    const parts = yield* Effect.all(
      groups.map((group, index) => advance(group, state?.[index])),
      { concurrency: "unbounded" }
    )
    const ended = parts.every((it) => it.ended)
    const joined = Join.join(
      parts.map((it) => it.waiting),
      ended,
      parts.map((it) => it.ended)
    )
    const missed = joined.partial.length === 0 ? [] : yield* again(joined.partial)
    // Each group was decoded as its own fields say, and all groups together are the fields asked for.
    const rows: Array<any> = [...joined.rows, ...missed]
    if (missed.length > 0) rows.sort((a: Join.Identified, b: Join.Identified) => Join.compare(a.id, b.id))
    const rest = parts.map((part, index): Part => ({ ...part, waiting: joined.rest[index] ?? [] }))
    return {
      rows,
      moreRecords: rest.some((it) => !it.ended || it.waiting.length > 0),
      state: rest
    }
  })

  return { next }
})
