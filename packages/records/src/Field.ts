/** One schema for each kind of Zoho field: its JSON form, the same for reading and writing. */
import * as Schema from "effect/Schema"
import { isLossless } from "./internal/Lossless.ts"
import { RecordId } from "./RecordId.ts"

/** Text of any kind: single line, multi-line, auto-number. */
export const text = Schema.String
/** An address; Zoho checks its form. */
export const email = Schema.String
/** A number as people write it. */
export const phone = Schema.String
/** A URL, with or without its scheme. */
export const website = Schema.String
/** The display value of one choice. */
export const picklist = Schema.String
/** The display values of any number of choices. */
export const multiPicklist = Schema.Array(Schema.String)
/** A whole number. */
export const integer = Schema.Finite
/** A number with decimals: decimal, percent. */
export const decimal = Schema.Finite
/** An amount in the record's own currency. */
export const currency = Schema.Finite
/** A whole number that may be longer than a JavaScript number holds: digits as text. */
export const bigint = Schema.String
export const boolean = Schema.Boolean
/** `2025-01-31`. */
export const date = Schema.String
/** `2025-01-31T10:20:30+05:30`: ISO with the organisation's offset, no milliseconds. Compare as instants, not as text. */
export const datetime = Schema.String

/** Another record. A write needs the id only. */
export const lookup = Schema.Struct({ id: RecordId, name: Schema.optionalKey(Schema.NullOr(Schema.String)) })

/** A user: owner, creator, modifier. A write needs the id only. */
export const user = Schema.Struct({
  id: RecordId,
  name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  email: Schema.optionalKey(Schema.NullOr(Schema.String))
})

/** A page layout. */
export const layout = Schema.Struct({
  id: RecordId,
  name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  display_label: Schema.optionalKey(Schema.NullOr(Schema.String))
})

/** The tags of a record. A write needs the names only. */
export const tags = Schema.Array(
  Schema.Struct({
    name: Schema.String,
    id: Schema.optionalKey(RecordId),
    color_code: Schema.optionalKey(Schema.NullOr(Schema.String))
  })
)

/** The territories of a record. */
export const territories = Schema.Array(lookup)

/** Whatever a custom field holds. Refuses whole numbers beyond 2^53, which cannot be told from a rounded id. */
export const json = Schema.declare(isLossless, { expected: "JSON without rounded numbers" })

/** A field that may be empty: null. */
export const nullable = <S extends Schema.Top>(schema: S): Schema.NullOr<S> => Schema.NullOr(schema)

/** The schema of a field by its `data_type` in the org's metadata, empty allowed; `json` for a type not known here. */
export const ofType = (dataType: string): Schema.Struct.Fields[string] => {
  switch (dataType) {
    case "integer":
    case "double":
    case "decimal":
    case "currency":
    case "percent":
      return nullable(decimal)
    case "boolean":
      return nullable(boolean)
    case "lookup":
      return nullable(lookup)
    case "ownerlookup":
    case "userlookup":
      return nullable(user)
    case "multiselectpicklist":
      return nullable(multiPicklist)
    case "text":
    case "textarea":
    case "email":
    case "phone":
    case "website":
    case "picklist":
    case "autonumber":
    case "bigint":
    case "date":
    case "datetime":
      return nullable(text)
    default:
      return json
  }
}
