/** Pages from answers: rows decoded all at once, and whether there are more. */
import { ApiError } from "@effect-zoho/client/ApiError"
import { type Envelope, unknownForm } from "@effect-zoho/client/Envelope"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Page } from "../Records.ts"
import type { PageBody, ReadPage } from "./Rows.ts"

/** Reads rows from an answer; nothing there is a page without rows. */
export const read = <A>(
  operation: string,
  readPage: ReadPage<A>,
  envelope: Envelope
): Effect.Effect<PageBody<A>, ApiError> => {
  if (envelope._tag === "Empty") return Effect.succeed<PageBody<A>>({ data: [] })
  const page =
    envelope._tag === "Document"
      ? Result.mapError(readPage(envelope.body), (error) => unknownForm(envelope, error))
      : Result.fail(unknownForm(envelope, ""))
  return Effect.fromResult(Result.mapError(page, (reason) => new ApiError({ operation, reason })))
}

/** A body as a page of at most `perPage` rows. */
export const page = <A>(body: PageBody<A>, perPage: number): Page<A> => {
  const token = body.info?.next_page_token ?? undefined
  return {
    rows: body.data,
    // Without a word about it, a full page may have others behind it.
    moreRecords: body.info?.more_records ?? body.data.length >= perPage,
    ...(token === undefined ? {} : { nextPageToken: token })
  }
}

/** The parameter `fields`. Zoho refuses `id` alone, so that a time which every record has is asked for beside it. */
export const fieldsParam = (fields: ReadonlyArray<string>): string =>
  fields.every((it) => it === "id") ? "id,Modified_Time" : fields.join(",")
