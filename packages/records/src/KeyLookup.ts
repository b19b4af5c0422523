/** Records by the value of a field that is theirs alone: ids for keys, by COQL, which knows of a write at once. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Coql from "./Coql.ts"
import * as Field from "./Field.ts"
import * as Filter from "./Filter.ts"
import * as CoqlPages from "./internal/CoqlPages.ts"
import * as Rows from "./internal/Rows.ts"
import * as Module from "./Module.ts"
import type { RecordId } from "./RecordId.ts"

/** A value as unique fields compare it: without case, without blanks at its ends; undefined for one that is none. */
export const normalized = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).trim().toLowerCase() || undefined : undefined

/** Credits of looking up so many keys. */
export const credits = (keys: number): number => Math.ceil(keys / Coql.limits.values)

/** The ids of the records that have these values in `field`, by `normalized` value: 1 credit for 50. */
export const ids = Effect.fnUntraced(function* (
  apiName: string,
  field: string,
  values: ReadonlyArray<string | number>
): Effect.fn.Return<ReadonlyMap<string, ReadonlyArray<RecordId>>, ZohoError, ZohoClient> {
  const client = yield* ZohoClient
  const found = new Map<string, Array<RecordId>>()
  const reader = Rows.readers(Module.make(apiName, { fields: { [field]: Field.json } }))([field])
  for (let at = 0; at < values.length; at += Coql.limits.values) {
    const query = Coql.select({
      from: apiName,
      columns: ["id", field],
      where: Filter.isIn(field, values.slice(at, at + Coql.limits.values)),
      limit: 200
    })
    const page = yield* CoqlPages.send(client, `${apiName}.lookup`, query, 200, reader)
    for (const it of page.rows) {
      const value = normalized(it[field])
      if (value !== undefined) found.set(value, [...(found.get(value) ?? []), it.id])
    }
  }
  return found
})
