/** Random choices from a list of numbers: a shorter list or smaller numbers make a simpler thing, so whatever is drawn shrinks. */
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

export interface Tape {
  /** A number from 0 to `below` - 1; 0 when the tape has ended. */
  readonly int: (below: number) => number
  readonly pick: <A>(list: readonly [A, ...ReadonlyArray<A>]) => A
  readonly chance: (oneIn: number) => boolean
  readonly list: <A>(least: number, most: number, one: () => A) => ReadonlyArray<A>
}

export const make = (numbers: ReadonlyArray<number>): Tape => {
  let at = 0
  const int = (below: number): number => (numbers[at++] ?? 0) % below
  return {
    int,
    pick: (list) => list[int(list.length)] ?? list[0],
    chance: (oneIn) => int(oneIn) === oneIn - 1,
    list: (least, most, one) => Array.from({ length: least + int(most - least + 1) }, one)
  }
}

export const arbitrary = Arbitrary.array(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9999 }))),
  { minLength: 80, maxLength: 160 }
)
