/** Schemas that take what Zoho may leave out or send as null: metadata differs by edition, age and profile. */
import * as Schema from "effect/Schema"

/** A key that may be missing or null. */
export const maybe = <S extends Schema.Top>(schema: S): Schema.optionalKey<Schema.NullOr<S>> =>
  Schema.optionalKey(Schema.NullOr(schema))

/** Another object, named: a role, a profile, a module. */
export const Named = Schema.Struct({ id: Schema.String, name: maybe(Schema.String) })

/** Who made something and who changed it last, and when; null for what Zoho made itself. */
export const stamps = {
  created_by: maybe(Named),
  created_time: maybe(Schema.String),
  modified_by: maybe(Named),
  modified_time: maybe(Schema.String)
}

/** What a list says about its pages. */
export const Info = Schema.Struct({
  page: Schema.optionalKey(Schema.Number),
  per_page: Schema.optionalKey(Schema.Number),
  count: Schema.optionalKey(Schema.Number),
  more_records: Schema.optionalKey(Schema.Boolean)
})

/** What a change says about the thing that it was for. */
export const Changed = Schema.Struct({ id: Schema.String })
