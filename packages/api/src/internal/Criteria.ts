/** Which records something is about: a comparison, or several joined by `and` or `or`. */
import * as Schema from "effect/Schema"
import { maybe } from "./Lenient.ts"

/** A field compared with a value. */
interface Criterion {
  /** By its API name, which may go through a lookup (`Deals__r.Stage`), or by its id. */
  readonly field: { readonly api_name?: string | null; readonly id?: string | null }
  readonly comparator: string
  /** As the field has it; `${EMPTY}` and `${NOTEMPTY}` are taken too. */
  readonly value?: Schema.Json
  /** `value` unless said: `field`, `merge_field`, `pre_defined`. */
  readonly type?: string | null
}

/** Several conditions; groups may hold groups. */
interface Group {
  readonly group_operator: "and" | "or" | "AND" | "OR"
  readonly group: ReadonlyArray<Criteria>
}

export type Criteria = Criterion | Group

const Criterion = Schema.Struct({
  field: Schema.Struct({ api_name: maybe(Schema.String), id: maybe(Schema.String) }),
  comparator: Schema.String,
  value: Schema.optionalKey(Schema.Json),
  type: maybe(Schema.String)
})

const Group = Schema.Struct({
  group_operator: Schema.Literals(["and", "or", "AND", "OR"]),
  group: Schema.Array(Schema.suspend((): Schema.Codec<Criteria> => Criteria)).check(
    Schema.isBetweenLength(1, 25, { expected: "1 to 25 conditions" })
  )
})

export const Criteria: Schema.Codec<Criteria> = Schema.Union([Criterion, Group])
