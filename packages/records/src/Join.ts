/** Rows of several readings, each in the order of ids, made one: a row for every id that all of them saw. */
import type { RecordId } from "./RecordId.ts"

export interface Identified {
  readonly id: RecordId
}

/** Ids are numbers too long for a number: the longer one is the greater one. */
export const compare = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

export interface Joined {
  readonly rows: ReadonlyArray<Identified>
  /** Ids that some readings saw and others, which are past them, did not. */
  readonly partial: ReadonlyArray<RecordId>
  /** Of each reading, the rows beyond what all of them have reached. */
  readonly rest: ReadonlyArray<ReadonlyArray<Identified>>
}

/**
 * Joins as far as every reading has come. `ended`: none has more. Linear in the rows. A reading that gave no rows and
 * has more holds all the others back.
 */
export const join = (
  readings: ReadonlyArray<ReadonlyArray<Identified>>,
  ended: boolean,
  each: ReadonlyArray<boolean> = readings.map(() => ended)
): Joined => {
  const at = readings.map(() => 0)
  const rows: Array<Identified> = []
  const partial: Array<RecordId> = []
  for (;;) {
    let least: RecordId | undefined
    let stuck = false
    for (let index = 0; index < readings.length; index++) {
      const head = readings[index]?.[at[index] ?? 0]
      if (head === undefined) {
        if (each[index] !== true) stuck = true
      } else if (least === undefined || compare(head.id, least) < 0) least = head.id
    }
    if (stuck || least === undefined) break
    let row: Identified | undefined
    let seen = 0
    for (let index = 0; index < readings.length; index++) {
      const position = at[index] ?? 0
      const head = readings[index]?.[position]
      if (head?.id !== least) continue
      row = row === undefined ? head : { ...row, ...head }
      at[index] = position + 1
      seen++
    }
    if (seen === readings.length && row !== undefined) rows.push(row)
    else partial.push(least)
  }
  return { rows, partial, rest: readings.map((reading, index) => reading.slice(at[index])) }
}
