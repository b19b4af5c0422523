/** Where a reading stopped: plain data that can be kept and read on from. */
import * as Schema from "effect/Schema"
import { RecordId } from "./RecordId.ts"

/** After this record, ids ascending. */
export const Cursor = Schema.Struct({
  /** The query this cursor belongs to: a fingerprint of module, fields and conditions. */
  query: Schema.String,
  /** The last record read; none at the beginning. */
  after: Schema.optionalKey(RecordId),
  /** Rows read so far. */
  rows: Schema.Int,
  /** Of a list: good for 24 hours after its page was read, and dearer than none, since reading then goes on by COQL. */
  token: Schema.optionalKey(Schema.String)
})
export type Cursor = typeof Cursor.Type
