/** One figure of the bench: its name, its bound, and whether it keeps it. */

export interface Bound {
  /** Stable: what is compared over time is found by it. */
  readonly name: string
  readonly op: "<=" | ">="
  readonly limit: number
  readonly unit: string
}

export interface Line extends Bound {
  readonly value: number
  /** How many runs, or pairs of runs, the value is the median of. */
  readonly n: number
  readonly ok: boolean
}

/** What a run is asked for. */
interface Options {
  /** Rows of the large seed: 1,000,000, which the bounds are about; fewer for a quick look. */
  readonly leads: number
  /** Pairs of runs for each ratio, at least 7. */
  readonly rounds: number
}

/** Measures that share what they need: one server, one database. Lines appear as they are known. */
export interface Group {
  readonly bounds: ReadonlyArray<Bound>
  readonly run: (options: Options) => AsyncIterable<Line>
}

/** The middle value; of an even number the lower of the two. */
export const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN

/** The line of a bound for what was measured, to three significant digits. */
export const line = (bound: Bound, values: ReadonlyArray<number>): Line => {
  const value = Number(median(values).toPrecision(3))
  return { ...bound, value, n: values.length, ok: bound.op === "<=" ? value <= bound.limit : value >= bound.limit }
}
