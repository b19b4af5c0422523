/** The id of a record. */
import * as Schema from "effect/Schema"

/** 18 or 19 digits today, always a string because a number cannot hold it. */
export const RecordId = Schema.String.pipe(Schema.check(Schema.isPattern(/^\d{1,19}$/)), Schema.brand("RecordId"))
export type RecordId = typeof RecordId.Type
