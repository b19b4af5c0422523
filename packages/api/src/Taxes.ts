/** The taxes that products may have. Scopes: ZohoCRM.settings.taxes.READ, UPDATE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { maybe } from "./internal/Lenient.ts"

export const Tax = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  display_label: maybe(Schema.String),
  /** Percent. */
  value: maybe(Schema.Number),
  sequence_number: maybe(Schema.Number)
})
export type Tax = typeof Tax.Type

const success = Schema.Struct({
  org_taxes: Schema.Struct({
    taxes: Schema.Array(Tax),
    preference: maybe(
      Schema.Struct({
        /** Are a product's taxes taken over into quotes and orders? */
        auto_populate_tax: maybe(Schema.Boolean),
        modify_tax_rates: maybe(Schema.Boolean)
      })
    )
  })
})

/** With an id a tax is changed, or taken away by `_delete`; without one it is added. */
export const TaxChange = Schema.Struct({
  id: Schema.optionalKey(Bounds.Id),
  name: Schema.optionalKey(Bounds.text(100)),
  /** Percent. */
  value: Schema.optionalKey(
    Schema.Number.check(Schema.isBetween({ minimum: 0, maximum: 100 }, { expected: "a percentage from 0 to 100" }))
  ),
  _delete: Schema.optionalKey(Schema.Boolean)
})
export type TaxChange = typeof TaxChange.Type

/** All taxes. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Taxes.list",
  method: "GET",
  path: "/crm/v8/org/taxes",
  success,
  empty: { org_taxes: { taxes: [] } },
  credits: 1,
  retry: "safe"
})

/** One tax, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Taxes.get",
  method: "GET",
  path: "/crm/v8/org/taxes/{id}",
  success,
  credits: 1,
  retry: "safe"
})

/** Adds, changes and takes away up to 100 taxes, each answered by itself, and sets what holds for all. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Taxes.update",
  method: "PUT",
  path: "/crm/v8/org/taxes",
  body: Schema.Struct({
    org_taxes: Schema.Struct({
      taxes: Schema.optionalKey(Bounds.some(TaxChange, 100)),
      preference: Schema.optionalKey(
        Schema.Struct({
          auto_populate_tax: Schema.optionalKey(Schema.Boolean),
          modify_tax_rates: Schema.optionalKey(Schema.Boolean)
        })
      )
    })
  }),
  details: Schema.Struct({ id: maybe(Schema.String) }),
  credits: 1,
  // A tax that is added twice is refused as a duplicate.
  retry: "after-lookup"
})
