/** Rows of a mass write on their way: kept apart where they are of one record, put on disk and taken from it, compared. */
import { InvalidInput } from "@effect-zoho/client/ApiError"
import type * as Schema from "effect/Schema"
import type * as BulkGroup from "./BulkGroup.ts"
import type * as Settle from "./Settle.ts"

/** A row with what names it, and what is known to be wrong with it. */
export interface Item extends Settle.Row {
  readonly key: string | undefined
  readonly wrong: InvalidInput | undefined
}

/** Rows in as few parts as hold no record twice: of two changes to one record the later one must win. */
export const apart = (items: ReadonlyArray<Item>): ReadonlyArray<ReadonlyArray<Item>> => {
  const parts: Array<Array<Item>> = []
  const times = new Map<string, number>()
  for (const item of items.toSorted((a, b) => a.row - b.row)) {
    const at = item.id === undefined ? 0 : (times.get(item.id) ?? 0)
    if (item.id !== undefined) times.set(item.id, at + 1)
    parts[at] ??= []
    parts[at].push(item)
  }
  return parts
}

/** A row as it waits on disk. */
export const rowOf = ({ id, key, row, values, wrong }: Item): BulkGroup.Row => ({
  row,
  values: Object.fromEntries(Object.entries(values).flatMap(([name, it]) => (it === undefined ? [] : [[name, it]]))),
  ...(key === undefined ? {} : { key }),
  ...(id === undefined ? {} : { id }),
  ...(wrong === undefined ? {} : { wrong: { problem: wrong.problem, remedy: wrong.remedy } })
})

export const itemOf = ({ id, key, row, values, wrong }: BulkGroup.Row): Item => ({
  row,
  values,
  key,
  id,
  wrong: wrong === undefined ? undefined : new InvalidInput(wrong)
})

/** The value that all rows give to one and the same field, if they do. */
export const sameValue = (items: ReadonlyArray<Item>): Readonly<Record<string, Schema.Json>> | undefined => {
  const [first] = items
  const [change, ...more] = Object.entries(first?.values ?? {}).filter(
    ([name, it]) => name !== "id" && it !== undefined
  )
  if (change === undefined || more.length > 0) return undefined
  const [name, value] = change
  const text = JSON.stringify(value)
  const isSame = items.every(
    ({ values }) =>
      Object.entries(values).every(([it, given]) => it === "id" || given === undefined || it === name) &&
      JSON.stringify(values[name]) === text
  )
  return isSame && value !== undefined ? { [name]: value } : undefined
}
