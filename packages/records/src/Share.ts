/** Who sees a record besides those who see it anyway: shared with up to 10 users or roles, listed, revoked. Scope: ZohoCRM.share.ALL, or its parts. */
import { InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Field from "./Field.ts"
import * as Check from "./internal/Check.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import * as Document from "./internal/Document.ts"
import * as Verb from "./internal/Verb.ts"
import { RecordId } from "./RecordId.ts"
import type * as Records from "./Records.ts"

const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

export type Permission = "full_access" | "read_only" | "read_write"

/** A wish: who is to see the record, and what they may do. */
export interface With {
  readonly id: RecordId
  /** `users` unless said. */
  readonly type?: "users" | "roles"
  readonly permission: Permission
  /** Share the records of its related lists too. */
  readonly relatedRecords?: boolean
}

export const Shared = Schema.Struct({
  shared_with: maybe(Schema.Struct({ id: RecordId, name: maybe(Schema.String), type: maybe(Schema.String) })),
  /** `full_access`, `read_only`, `read_write`. */
  permission: Schema.String,
  share_related_records: maybe(Schema.Boolean),
  /** ISO. */
  shared_time: maybe(Schema.String),
  shared_by: maybe(Field.user)
})
export type Shared = typeof Shared.Type

const readBody = Schema.decodeUnknownResult(Schema.Struct({ share: Schema.Array(Shared) }))

/** Users and roles of one record. */
export const most = 10

type In = { readonly apiName: string }

const pathOf = ({ apiName }: In, id: RecordId): string => `/crm/v8/${encodeURIComponent(apiName)}/${id}/actions/share`

/** Whom a record is shared with: 1 credit. */
export const list = Effect.fnUntraced(function* (
  module: In,
  id: RecordId
): Effect.fn.Return<ReadonlyArray<Shared>, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.shares`
  yield* Check.run(operation, Check.id(id))
  const client = yield* ZohoClient
  const path = pathOf(module, id)
  const envelope = yield* client.send({ operation, method: "GET", path, credits: 1, retry: "safe" })
  return (yield* Document.read(operation, readBody, envelope, { share: [] })).share
})

const write = (method: "POST" | "PUT", word: string) =>
  Effect.fnUntraced(function* (
    module: In,
    id: RecordId,
    wishes: ReadonlyArray<With>
  ): Effect.fn.Return<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> {
    const operation = `${module.apiName}.${word}`
    yield* Check.run(
      operation,
      Check.id(id),
      wishes.length < 1 || wishes.length > most
        ? new InvalidInput({
            problem: `${wishes.length} users or roles were given.`,
            remedy: `Give 1 to ${most} in one call.`
          })
        : undefined,
      ...wishes.map((it) => Check.id(it.id))
    )
    const client = yield* ZohoClient
    const envelope = yield* client.send({
      operation,
      method,
      path: pathOf(module, id),
      body: {
        share: wishes.map((it) => ({
          shared_with: { id: it.id, type: it.type ?? "users" },
          share_related_records: it.relatedRecords ?? false,
          permission: it.permission,
          type: "private"
        }))
      },
      rows: wishes.length,
      credits: 1,
      // Shared with somebody twice is shared once.
      retry: method === "PUT" ? "safe" : "after-lookup"
    })
    return yield* Outcomes.fromEnvelope(envelope, {
      operation,
      action: method === "PUT" ? "update" : "insert",
      rows: wishes.length,
      ids: wishes.map((it) => it.id)
    })
  })

/** Shares a record; each user or role ends as an outcome, with its own id. 1 credit. */
export const share = write("POST", "share")

/** Changes what those may do whom it is shared with already: 1 credit. */
export const change = write("PUT", "changeShare")

/** Takes back all that a record is shared with: 1 credit. Fails where it is shared with nobody. */
export const revoke = (module: In, id: RecordId): Effect.Effect<void, ZohoError, ZohoClient> =>
  Effect.gen(function* () {
    const client = yield* ZohoClient
    const operation = `${module.apiName}.revokeShare`
    const path = pathOf(module, id)
    yield* Verb.one(client, { operation, method: "DELETE", path, credits: 1, retry: "after-lookup" }, id)
  })
