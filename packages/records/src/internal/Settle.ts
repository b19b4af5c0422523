/** Rows whose answer got lost: what the CRM itself says became of them. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as KeyLookup from "../KeyLookup.ts"
import * as Module from "../Module.ts"
import type { RecordId } from "../RecordId.ts"
import * as Records from "../Records.ts"
import * as Check from "./Check.ts"
import * as Same from "./Same.ts"

export interface Row {
  readonly row: number
  readonly values: Readonly<Record<string, Schema.Json | undefined>>
  readonly id: RecordId | undefined
}

export type Finding =
  /** It took effect: nothing is left to do. */
  | { readonly _tag: "Applied"; readonly id: RecordId }
  /** It did not, and may be sent again. */
  | { readonly _tag: "Again" }
  /** Another record has this key by now, and other values. */
  | { readonly _tag: "Taken"; readonly id: RecordId }
  /** Nobody can tell: there is nothing to look it up by, or several records answer to it. */
  | { readonly _tag: "Unknown" }

type Kind = "insert" | "update" | "upsert" | "delete"

const again: Finding = { _tag: "Again" }
const unknown: Finding = { _tag: "Unknown" }

export interface Settle {
  /** What became of each row, in order. Up to 100 rows; fails when the looking up itself does. */
  readonly look: (kind: Kind, rows: ReadonlyArray<Row>) => Effect.Effect<ReadonlyArray<Finding>, ZohoError>
}

/** Looks rows up in one module; those of inserts and upserts by `key`, a field whose values are unique. */
export const make = Effect.fnUntraced(function* (
  apiName: string,
  key: string | undefined
): Effect.fn.Return<Settle, never, ZohoClient> {
  // Values are compared as they came: any form will do.
  const module = Module.make(apiName, { fields: {} })
  const records = yield* Records.make(module)
  const client = yield* ZohoClient

  /** The records with these ids, with as many of the fields as one list takes. */
  const read = Effect.fnUntraced(function* (ids: ReadonlyArray<RecordId>, rows: ReadonlyArray<Row>) {
    const names = new Set(rows.flatMap((it) => Object.keys(it.values)))
    names.delete("id")
    const fields = [...names].slice(0, 50)
    const found = new Map<string, Readonly<Record<string, Schema.Json | undefined>>>()
    if (ids.length === 0) return found
    for (let at = 0; at < ids.length; at += 100) {
      const page = yield* records.list(fields.length === 0 ? ["Modified_Time"] : fields, {
        ids: ids.slice(at, at + 100)
      })
      for (const it of page.rows) found.set(it.id, it)
    }
    return found
  })

  const byId = Effect.fnUntraced(function* (kind: Kind, rows: ReadonlyArray<Row>) {
    const ids = rows.flatMap((it) => (it.id === undefined ? [] : [it.id]))
    const found = yield* read(ids, rows)
    return rows.map((row): Finding => {
      if (row.id === undefined) return unknown
      const record = found.get(row.id)
      if (kind === "delete") return record === undefined ? { _tag: "Applied", id: row.id } : again
      // An update that is sent twice is one update: what cannot be compared is sent again.
      return record !== undefined && Same.isApplied(row.values, record) ? { _tag: "Applied", id: row.id } : again
    })
  })

  const byKey = Effect.fnUntraced(function* (name: string, kind: Kind, rows: ReadonlyArray<Row>) {
    const values = rows.flatMap((it) => {
      const value = it.values[name]
      return KeyLookup.normalized(value) === undefined || (typeof value !== "string" && typeof value !== "number")
        ? []
        : [value]
    })
    const ids = yield* Effect.provideService(KeyLookup.ids(apiName, name, values), ZohoClient, client)
    const single = [...ids.values()].flatMap((it) => (it.length === 1 ? it : []))
    const found = yield* read(single, rows)
    return rows.map((row): Finding => {
      const value = KeyLookup.normalized(row.values[name])
      if (value === undefined) return unknown
      const [id, ...more] = ids.get(value) ?? []
      if (id === undefined) return again
      if (more.length > 0) return unknown
      const record = found.get(id)
      if (record !== undefined && Same.isApplied(row.values, record)) return { _tag: "Applied", id }
      return kind === "upsert" ? again : { _tag: "Taken", id }
    })
  })

  return {
    look: (kind, rows) => {
      if (kind === "update" || kind === "delete") return byId(kind, rows)
      return key === undefined || Check.fieldNames([key], { atLeast: 1, atMost: 1 }) !== undefined
        ? Effect.succeed(rows.map(() => unknown))
        : byKey(key, kind, rows)
    }
  }
})
