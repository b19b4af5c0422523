/** Answers about small tables that every call asks and few calls change: kept until the table is written to. */
import type { Database } from "./Database.ts"

const most = 1000

/**
 * `read`, asked once for each key as long as nothing writes to `table`: the only table that it may read. What it gives is
 * shared, so nobody may change it.
 */
export const of = <A>(table: string, read: (db: Database, key: string) => A): ((db: Database, key: string) => A) => {
  const known = new WeakMap<Database, { version: number; readonly values: Map<string, { readonly value: A }> }>()
  return (db, key) => {
    let memo = known.get(db)
    if (memo === undefined) {
      memo = { version: db.version(table), values: new Map() }
      known.set(db, memo)
    }
    const version = db.version(table)
    if (memo.version !== version || memo.values.size >= most) {
      memo.values.clear()
      memo.version = version
    }
    const found = memo.values.get(key)
    if (found !== undefined) return found.value
    const value = read(db, key)
    memo.values.set(key, { value })
    return value
  }
}
