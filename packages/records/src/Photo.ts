/** The photo of a record: leads, contacts, accounts, products, vendors and an organisation's own modules have one. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Check from "./internal/Check.ts"
import * as Upload from "./internal/Upload.ts"
import * as Verb from "./internal/Verb.ts"
import type { RecordId } from "./RecordId.ts"

/** Bytes of a photo. Source: the API's pages, v8. */
export const largest = 10 * 1024 * 1024

type In = { readonly apiName: string }

const pathOf = ({ apiName }: In, id: RecordId): string => `/crm/v8/${encodeURIComponent(apiName)}/${id}/photo`

/** Sets the photo, in the place of one that is there: 1 credit. */
export const upload = (module: In, id: RecordId, file: Upload.File): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const operation = `${module.apiName}.uploadPhoto`
    yield* Check.run(operation, Upload.check(file, largest))
    const client = yield* ZohoClient
    // The same photo sent twice is one photo.
    const request = {
      operation,
      method: "POST",
      path: pathOf(module, id),
      form: Upload.form(file),
      credits: 1,
      retry: "safe"
    } as const
    yield* Verb.one(client, request, id)
  })

/** The photo's bytes; fails as `NotFound` where there is none. 1 credit. */
export const download = (module: In, id: RecordId): Stream.Stream<Uint8Array, ZohoError, ZohoClient> => {
  const operation = `${module.apiName}.photo`
  return Stream.unwrap(
    Effect.gen(function* () {
      yield* Check.run(operation, Check.id(id))
      const client = yield* ZohoClient
      return client.download({ operation, method: "GET", path: pathOf(module, id), credits: 1, retry: "safe" })
    })
  )
}

/** Takes the photo away: 1 credit. */
export const remove = (module: In, id: RecordId): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const operation = `${module.apiName}.deletePhoto`
    yield* Verb.one(client, { operation, method: "DELETE", path: pathOf(module, id), credits: 1, retry: "safe" }, id)
  })
