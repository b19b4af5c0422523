/** What a lead becomes: a contact, an account, and a deal where one is wanted. */
import { ApiError, UnexpectedResponse, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Verb from "./internal/Verb.ts"
import { RecordId } from "./RecordId.ts"
import type { Changes } from "./Row.ts"

export interface Options {
  /** An existing account to go to, in place of a new one. */
  readonly account?: RecordId
  /** An existing contact to become part of, in place of a new one. */
  readonly contact?: RecordId
  /** The deal to make: `Deal_Name`, `Pipeline`, `Stage`, `Closing_Date` and more. None unless given. */
  readonly deal?: Changes<{}>
  /** The user who is to own what is made. */
  readonly assignTo?: RecordId
  /** Let the lead's values replace those of existing records. */
  readonly overwrite?: boolean
  readonly notifyLeadOwner?: boolean
  readonly notifyNewOwner?: boolean
}

const Made = Schema.Struct({ id: RecordId, name: Schema.optionalKey(Schema.NullOr(Schema.String)) })
const Converted = Schema.Struct({
  Contacts: Schema.optionalKey(Schema.NullOr(Made)),
  Accounts: Schema.optionalKey(Schema.NullOr(Made)),
  Deals: Schema.optionalKey(Schema.NullOr(Made)),
  /** Of a conversion that Zoho does later. */
  job_id: Schema.optionalKey(Schema.String)
})
/** The records that were made or joined. */
export type Converted = typeof Converted.Type
const readConverted = Schema.decodeUnknownOption(Converted)

export interface LeadConversion {
  /**
   * Converts a lead, once: a second time fails. Its answer lost, read the lead's `Converted__s` before doing it again.
   * 5 credits.
   */
  readonly convert: (id: RecordId, options?: Options) => Effect.Effect<Converted, ZohoError>
}

const operation = "Leads.convert"

export const make: Effect.Effect<LeadConversion, never, ZohoClient> = Effect.map(ZohoClient, (client) => ({
  convert: Effect.fnUntraced(function* (id, options = {}) {
    const { account, assignTo, contact, deal, notifyLeadOwner, notifyNewOwner, overwrite } = options
    const details = yield* Verb.one(
      client,
      {
        operation,
        method: "POST",
        path: `/crm/v8/Leads/${id}/actions/convert`,
        // What is undefined is not written.
        body: {
          data: [
            {
              overwrite,
              notify_lead_owner: notifyLeadOwner,
              notify_new_entity_owner: notifyNewOwner,
              Accounts: account === undefined ? undefined : { id: account },
              Contacts: contact === undefined ? undefined : { id: contact },
              Deals: deal,
              assign_to: assignTo === undefined ? undefined : { id: assignTo }
            }
          ]
        },
        credits: Credits.cost.convertLead,
        weight: { heavy: true },
        retry: "after-lookup"
      },
      id
    )
    const converted = readConverted(details)
    if (Option.isSome(converted)) return converted.value
    return yield* new ApiError({
      operation,
      reason: new UnexpectedResponse({
        problem: "unknown-form",
        httpStatus: 200,
        contentType: "",
        excerpt: "",
        path: "data[0].details"
      })
    })
  })
}))
