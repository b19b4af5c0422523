/** Files and links that hang on a record. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Check from "./internal/Check.ts"
import * as Upload from "./internal/Upload.ts"
import * as Verb from "./internal/Verb.ts"
import type { RecordId } from "./RecordId.ts"

/** Bytes of an attachment. Source: the API's pages, v8. */
export const largest = 20 * 1024 * 1024

type In = { readonly apiName: string }

const pathOf = ({ apiName }: In, id: RecordId, attachment?: RecordId): string =>
  `/crm/v8/${encodeURIComponent(apiName)}/${id}/Attachments${attachment === undefined ? "" : `/${attachment}`}`

const add = Effect.fnUntraced(function* (
  operation: string,
  path: string,
  record: RecordId,
  sent: { readonly form: FormData } | { readonly query: Readonly<Record<string, string>> }
): Effect.fn.Return<RecordId, ZohoError, ZohoClient> {
  const client = yield* ZohoClient
  const details = yield* Verb.one(
    client,
    // Sent twice it would hang there twice.
    { operation, method: "POST", path, ...sent, credits: 1, retry: "after-lookup" },
    record
  )
  return yield* Verb.made(operation, details)
})

/** Hangs a file on a record, and gives the attachment's id: 1 credit. The records of `Related.stream(module, id, "Attachments", …)`. */
export const upload = (module: In, id: RecordId, file: Upload.File): Effect.Effect<RecordId, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.attach`
  return Effect.andThen(
    Check.run(operation, Upload.check(file, largest)),
    add(operation, pathOf(module, id), id, { form: Upload.form(file) })
  )
}

/** Hangs a link on a record, and gives the attachment's id: 1 credit. */
export const link = (
  module: In,
  id: RecordId,
  url: string,
  title: string
): Effect.Effect<RecordId, ZohoError, ZohoClient> =>
  add(`${module.apiName}.attachLink`, pathOf(module, id), id, { query: { attachmentUrl: url, title } })

/** The bytes of an attached file: 1 credit. */
export const download = (
  module: In,
  id: RecordId,
  attachment: RecordId
): Stream.Stream<Uint8Array, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.attachment`
  return Stream.unwrap(
    Effect.gen(function* () {
      yield* Check.run(operation, Check.id(id), Check.id(attachment))
      const client = yield* ZohoClient
      const path = pathOf(module, id, attachment)
      return client.download({ operation, method: "GET", path, credits: 1, retry: "safe" })
    })
  )
}

/** Takes an attachment away: 1 credit. */
export const remove = (module: In, id: RecordId, attachment: RecordId): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const operation = `${module.apiName}.deleteAttachment`
    const path = pathOf(module, id, attachment)
    yield* Verb.one(client, { operation, method: "DELETE", path, credits: 1, retry: "after-lookup" }, id, attachment)
  })
