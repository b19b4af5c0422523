/** Records shown to users and roles that would not see them. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Check from "./internal/Check.ts"
import * as Document from "./internal/Document.ts"
import * as Verb from "./internal/Verb.ts"
import { RecordId } from "./RecordId.ts"

type In = { readonly apiName: string }

export type Permission = "read_only" | "read_write" | "full_access"

export const Shared = Schema.Struct({
  shared_with: Schema.Struct({ id: RecordId, type: Schema.Literals(["users", "roles"]) }),
  permission: Schema.Literals(["read_only", "read_write", "full_access"])
})
export type Shared = typeof Shared.Type

const read = Schema.decodeUnknownResult(Schema.Struct({ share: Schema.Array(Shared) }))

const pathOf = ({ apiName }: In, id: RecordId): string => `/crm/v8/${encodeURIComponent(apiName)}/${id}/actions/share`

/** Shares a record with one user or role; not what is related to it. 1 credit. */
export const share = (
  module: In,
  id: RecordId,
  to: { readonly id: RecordId; readonly type: "users" | "roles"; readonly permission: Permission }
): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const { permission, ...member } = to
    const request = {
      operation: `${module.apiName}.share`,
      method: "POST",
      path: pathOf(module, id),
      body: { share: [{ shared_with: member, permission, share_related_records: false, type: "private" }] },
      credits: 1,
      retry: "after-lookup"
    } as const
    yield* Verb.one(client, request, id, member.id)
  })

/** Whom a record is shared with. 1 credit. */
export const list = Effect.fnUntraced(function* (
  module: In,
  id: RecordId
): Effect.fn.Return<ReadonlyArray<Shared>, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.sharedWith`
  yield* Check.run(operation, Check.id(id))
  const client = yield* ZohoClient
  const envelope = yield* client.send({ operation, method: "GET", path: pathOf(module, id), credits: 1, retry: "safe" })
  return envelope._tag === "Empty" ? [] : (yield* Document.read(operation, read, envelope)).share
})

/** Shares a record with nobody any more. 1 credit. */
export const revoke = (module: In, id: RecordId): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const operation = `${module.apiName}.revokeShare`
    const path = pathOf(module, id)
    yield* Verb.one(client, { operation, method: "DELETE", path, credits: 1, retry: "after-lookup" }, id)
  })
