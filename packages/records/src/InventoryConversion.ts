/** What a quote or a sales order becomes: sales orders and invoices. */
import { type Details, type ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Verb from "./internal/Verb.ts"
import type { RecordId } from "./RecordId.ts"

export interface InventoryConversion {
  /** Converts a record, once; gives what was made, by module. Its answer lost, look before doing it again. 1 credit. */
  readonly convert: (
    id: RecordId,
    to: ReadonlyArray<"Sales_Orders" | "Invoices">,
    options?: { readonly assignTo?: RecordId }
  ) => Effect.Effect<Details, ZohoError>
}

export const make = (apiName: string): Effect.Effect<InventoryConversion, never, ZohoClient> =>
  Effect.map(ZohoClient, (client) => ({
    convert: (id, to, options = {}) =>
      Verb.one(
        client,
        {
          operation: `${apiName}.convert`,
          method: "POST",
          path: `/crm/v8/${apiName}/${id}/actions/convert`,
          body: {
            data: [
              {
                convert_to: to.map((it) => ({ module: { api_name: it }, carry_over_tags: true })),
                ...(options.assignTo === undefined ? {} : { assign_to: { id: options.assignTo } })
              }
            ]
          },
          credits: 1,
          weight: { heavy: true },
          retry: "after-lookup"
        },
        id
      )
  }))
