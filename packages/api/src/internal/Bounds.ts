/** What parameters may be, so that a slip is refused before anything is sent; each says in words what it wants. */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/** A text of 1 to `most` characters. */
export const text = (most: number): typeof Schema.String =>
  Schema.String.check(Schema.isBetweenLength(1, most, { expected: `a text of 1 to ${most} characters` }))

/** A text that may be empty, or null to clear it. */
export const clearable = (most: number): Schema.NullOr<Schema.String> =>
  Schema.NullOr(Schema.String.check(Schema.isMaxLength(most, { expected: `a text of at most ${most} characters` })))

/** An id, as text: a number cannot hold it. */
export const Id = Schema.String.check(
  Schema.isPattern(/^\d{1,19}$/u, { expected: "an id: a number of up to 19 digits, as text" })
)

/** Another object by its id; a name is taken, and means nothing. */
export const Ref = Schema.Struct({ id: Id, name: Schema.optionalKey(Schema.String) })

/** A name that the API knows something by. */
export const ApiName = Schema.String.check(
  Schema.isPattern(/^[A-Za-z][\w$]{0,99}$/u, {
    expected: "an API name: a letter, then letters, digits and underscores, at most 100"
  })
)

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number): typeof Schema.Number =>
  Schema.Number.check(
    Schema.isInt({ expected: "a whole number" }),
    Schema.isBetween({ minimum: least, maximum: most }, { expected: `a whole number from ${least} to ${most}` })
  )

/** 1 to `most` of them. */
export const some = <S extends Schema.Top>(item: S, most: number): Schema.$Array<S> =>
  Schema.Array(item).check(Schema.isBetweenLength(1, most, { expected: `1 to ${most} entries` }))

/** Exactly one, where Zoho takes a list of one. */
export const one = <S extends Schema.Top>(item: S): Schema.Tuple<readonly [S]> => Schema.Tuple([item])

/** 1 to `most` texts in a query, sent with commas between them. */
export const commaSeparated = <S extends Schema.Codec<string, string>>(item: S, most: number) =>
  some(item, most).pipe(
    Schema.encodeTo(Schema.String, {
      decode: SchemaGetter.transform((given: string) => given.split(",")),
      encode: SchemaGetter.transform((given: ReadonlyArray<string>) => given.join(","))
    })
  )

/** Ids in a query: 1 to `most`. */
export const ids = (most: number) => commaSeparated(Id, most)

/** Which page of a list, where its pages have numbers. */
export const paging = {
  page: Schema.optionalKey(whole(1, 1_000_000)),
  per_page: Schema.optionalKey(whole(1, 200))
}
