/** The people who have a say in a deal, each with a role. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Check from "./internal/Check.ts"
import * as Pages from "./internal/Pages.ts"
import * as Verb from "./internal/Verb.ts"
import { RecordId } from "./RecordId.ts"

/** A contact of a deal. */
export const ContactRole = Schema.Struct({
  /** The contact's id. */
  id: RecordId,
  Contact_Role: Schema.optionalKey(
    Schema.NullOr(Schema.Struct({ id: RecordId, name: Schema.optionalKey(Schema.NullOr(Schema.String)) }))
  )
})
export type ContactRole = typeof ContactRole.Type

const readPage = Schema.decodeUnknownResult(
  Schema.Struct({
    data: Schema.Array(ContactRole),
    info: Schema.optionalKey(Schema.Struct({ more_records: Schema.optionalKey(Schema.Boolean) }))
  })
)

export interface ContactRoles {
  /** The deal's contacts with their roles, up to 200. 1 credit. */
  readonly contactRoles: (deal: RecordId) => Effect.Effect<ReadonlyArray<ContactRole>, ZohoError>
  /** Gives a contact a role in a deal; the contact joins it if it was not there. 1 credit. */
  readonly setContactRole: (deal: RecordId, contact: RecordId, role: RecordId) => Effect.Effect<void, ZohoError>
  /** Takes a contact out of a deal. 1 credit. */
  readonly removeContactRole: (deal: RecordId, contact: RecordId) => Effect.Effect<void, ZohoError>
}

export const make: Effect.Effect<ContactRoles, never, ZohoClient> = Effect.map(ZohoClient, (client) => {
  const path = (deal: string, contact = "") => `/crm/v8/Deals/${deal}/Contact_Roles${contact}`
  return {
    contactRoles: Effect.fnUntraced(function* (deal) {
      const operation = "Deals.contactRoles"
      yield* Check.run(operation, Check.id(deal))
      const envelope = yield* client.send({
        operation,
        method: "GET",
        path: path(deal),
        query: { fields: "Contact_Role" },
        credits: 1,
        retry: "safe"
      })
      return (yield* Pages.read(operation, readPage, envelope)).data
    }),
    setContactRole: (deal, contact, role) =>
      Effect.asVoid(
        Verb.one(
          client,
          {
            operation: "Deals.setContactRole",
            method: "PUT",
            path: path(deal, `/${contact}`),
            body: { data: [{ Contact_Role: { id: role } }] },
            credits: 1,
            // Twice the same role is that role.
            retry: "safe"
          },
          deal,
          contact,
          role
        )
      ),
    removeContactRole: (deal, contact) =>
      Effect.asVoid(
        Verb.one(
          client,
          {
            operation: "Deals.removeContactRole",
            method: "DELETE",
            path: path(deal, `/${contact}`),
            credits: 1,
            retry: "after-lookup"
          },
          deal,
          contact
        )
      )
  }
})
