/** Notes of a record: listed, written on it, changed, deleted. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import * as Check from "./internal/Check.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import * as Notes from "./modules/Notes.ts"
import type { RecordId } from "./RecordId.ts"
import * as Records from "./Records.ts"
import * as Related from "./Related.ts"
import type { Row } from "./Row.ts"

type In = { readonly apiName: string }

/** What a note says. */
export interface Text {
  readonly title?: string
  /** Up to 32,000 characters. */
  readonly content: string
}

const fields = ["Note_Title", "Note_Content", "Owner", "Created_Time", "Modified_Time"] as const

export type Note = Row<typeof Notes.module.fields, (typeof fields)[number]>

const valuesOf = ({ content, title }: Partial<Text>) => ({
  ...(title === undefined ? {} : { Note_Title: title }),
  ...(content === undefined ? {} : { Note_Content: content })
})

/** The notes of a record, 200 a page, 1 credit a page. */
export const stream = (module: In, id: RecordId): Stream.Stream<Note, ZohoError, ZohoClient> =>
  Related.stream(module, id, "Notes", Notes.module, fields)

/** Writes up to 100 notes on a record, each with an outcome of its own. 1 credit for 10. */
export const add = Effect.fnUntraced(function* (
  module: In,
  id: RecordId,
  notes: ReadonlyArray<Text>
): Effect.fn.Return<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.addNotes`
  const data = notes.map(valuesOf)
  yield* Check.run(operation, Check.id(id), Check.rows(data))
  const client = yield* ZohoClient
  const envelope = yield* client.send({
    operation,
    method: "POST",
    path: `/crm/v8/${encodeURIComponent(module.apiName)}/${id}/Notes`,
    body: { data },
    rows: data.length,
    credits: Credits.cost.write(data.length),
    weight: { heavy: data.length > 10 },
    retry: "after-lookup"
  })
  return yield* Outcomes.fromEnvelope(envelope, { operation, action: "insert", rows: data.length })
})

/** Changes what a note says: 1 credit. */
export const change = (
  note: RecordId,
  text: Partial<Text>
): Effect.Effect<Extract<Records.Outcome, { _tag: "Done" }>, ZohoError, ZohoClient> =>
  Effect.flatMap(Records.make(Notes.module), (records) => records.update(note, valuesOf(text)))

/** Moves a note to the recycle bin: 1 credit. */
export const remove = (note: RecordId): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.flatMap(Records.make(Notes.module), (records) => records.delete(note))
