/** The lines of a quote, order or invoice. In a change, a line without id is added, one with its id changed; `_delete: null` removes it. */
import * as Schema from "effect/Schema"
import * as Field from "./Field.ts"
import { RecordId } from "./RecordId.ts"

const nullable = Field.nullable
const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(nullable(schema))

/** A tax on a line: percentage and the amount it makes. */
export const tax = Schema.Struct({
  id: Schema.optionalKey(RecordId),
  name: Schema.optionalKey(Schema.String),
  percentage: Schema.optionalKey(Schema.Finite),
  value: Schema.optionalKey(Schema.Finite)
})

/** A product, how many, for how much. A write needs `Product_Name` and `Quantity`; totals are Zoho's. */
export const line = Schema.Struct({
  id: Schema.optionalKey(RecordId),
  Product_Name: maybe(Field.lookup),
  Quantity: maybe(Field.decimal),
  List_Price: maybe(Field.currency),
  Description: maybe(Field.text),
  Discount: maybe(Field.discount),
  Line_Tax: maybe(Schema.Array(tax)),
  Price_Book_Name: maybe(Field.lookup),
  Sequence_Number: maybe(Field.integer),
  Tax: maybe(Field.currency),
  Total: maybe(Field.currency),
  Total_After_Discount: maybe(Field.currency),
  Net_Total: maybe(Field.currency),
  /** Of a change: removes the line. */
  _delete: Schema.optionalKey(Schema.Null)
})

export const lines = Schema.Array(line).annotate(Field.onSingleRecords)
