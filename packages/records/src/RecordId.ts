/** The id of a record. */
import * as Schema from "effect/Schema"

const pattern = /^\d{1,19}$/

/** 18 or 19 digits today, always a string because a number cannot hold it. */
export const RecordId = Schema.String.pipe(Schema.check(Schema.isPattern(pattern)), Schema.brand("RecordId"))
export type RecordId = typeof RecordId.Type

/** What the schema reads, found out by one comparison: a page has hundreds. */
export const isRecordId = (value: unknown): value is RecordId => typeof value === "string" && pattern.test(value)
