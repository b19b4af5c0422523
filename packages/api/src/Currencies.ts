/** The org's currencies. Scopes: ZohoCRM.settings.currencies.READ, CREATE, UPDATE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, maybe, stamps } from "./internal/Lenient.ts"

export const Currency = Schema.Struct({
  id: Schema.String,
  iso_code: Schema.String,
  name: maybe(Schema.String),
  symbol: maybe(Schema.String),
  /** How many of it one of the base currency is worth: text, so that no digit is lost. */
  exchange_rate: maybe(Schema.String),
  exchange_rate_auto_update: maybe(Schema.Boolean),
  exchange_rate_updated_time: maybe(Schema.String),
  is_base: maybe(Schema.Boolean),
  is_active: maybe(Schema.Boolean),
  /** Does the symbol stand before the amount? */
  prefix_symbol: maybe(Schema.Boolean),
  format: maybe(
    Schema.Struct({
      decimal_separator: maybe(Schema.String),
      thousand_separator: maybe(Schema.String),
      decimal_places: maybe(Schema.String),
      numeral_system: maybe(Schema.String)
    })
  ),
  ...stamps
})
export type Currency = typeof Currency.Type

/** A currency that the org could have. */
export const AvailableCurrency = Schema.Struct({
  iso_code: Schema.String,
  display_name: maybe(Schema.String),
  display_value: maybe(Schema.String),
  symbol: maybe(Schema.String),
  decimal_separator: maybe(Schema.String),
  thousand_separator: maybe(Schema.String),
  decimal_places: maybe(Schema.String)
})
export type AvailableCurrency = typeof AvailableCurrency.Type

/** How amounts are written. */
export const Format = Schema.Struct({
  decimal_separator: Schema.optionalKey(Schema.Literals(["Period", "Comma"])),
  thousand_separator: Schema.optionalKey(Schema.Literals(["Comma", "Period", "Space"])),
  decimal_places: Schema.optionalKey(Schema.Literals(["0", "2", "3", "4", "5", "6"])),
  numeral_system: Schema.optionalKey(Schema.Literals(["Indian", "International"]))
}).check(
  Schema.makeFilter((it) => it.decimal_separator === undefined || it.decimal_separator !== it.thousand_separator, {
    expected: "separators of decimals and thousands that differ"
  })
)

const IsoCode = Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/u, { expected: "an ISO code of three capitals" }))

const Rate = Schema.String.check(
  Schema.isPattern(/^(?=.*[1-9])\d{1,9}(\.\d{1,9})?$/u, {
    expected: "a rate as text: above 0, up to nine digits and nine decimals"
  })
)

const looks = {
  symbol: Schema.optionalKey(Bounds.text(50)),
  prefix_symbol: Schema.optionalKey(Schema.Boolean),
  format: Schema.optionalKey(Format)
}

/** A currency to add. */
export const NewCurrency = Schema.Struct({
  iso_code: IsoCode,
  exchange_rate: Rate,
  /** `Euro - EUR`. */
  name: Schema.optionalKey(Bounds.text(255)),
  exchange_rate_auto_update: Schema.optionalKey(Schema.Boolean),
  is_active: Schema.optionalKey(Schema.Boolean),
  ...looks
})
export type NewCurrency = typeof NewCurrency.Type

const change = {
  exchange_rate: Schema.optionalKey(Rate),
  exchange_rate_auto_update: Schema.optionalKey(Schema.Boolean),
  is_active: Schema.optionalKey(Schema.Boolean),
  ...looks
}

/** What a currency may become; its code and name stay. */
export const CurrencyChange = Schema.Struct(change)
export type CurrencyChange = typeof CurrencyChange.Type

/** The currency that others are compared with. */
export const BaseCurrency = Schema.Struct({
  iso_code: IsoCode,
  exchange_rate: Rate,
  name: Schema.optionalKey(Bounds.text(255)),
  ...looks
})
export type BaseCurrency = typeof BaseCurrency.Type

/** All currencies; refused with `CURRENCIES_NOT_ENABLED` before multi-currency is switched on. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Currencies.list",
  method: "GET",
  path: "/crm/v8/org/currencies",
  success: Schema.Struct({ currencies: Schema.Array(Currency) }),
  empty: { currencies: [] },
  credits: 1,
  retry: "safe"
})

/** One currency, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Currencies.get",
  method: "GET",
  path: "/crm/v8/org/currencies/{id}",
  success: Schema.Struct({ currencies: Schema.Array(Currency) }),
  credits: 1,
  retry: "safe"
})

/** The currencies that the org does not have yet. */
export const available = /* @__PURE__ */ Operation.make({
  name: "Currencies.available",
  method: "GET",
  path: "/crm/v8/org/currencies/actions/available_currencies",
  success: Schema.Struct({ available_currencies: Schema.Array(AvailableCurrency) }),
  empty: { available_currencies: [] },
  credits: 1,
  retry: "safe"
})

/** Switches multi-currency on, with its base currency. Nothing switches it off again. */
export const enable = /* @__PURE__ */ WriteOperation.make({
  name: "Currencies.enable",
  method: "POST",
  path: "/crm/v8/org/currencies/actions/enable",
  body: Schema.Struct({ base_currency: BaseCurrency }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes how the base currency is written. */
export const updateBase = /* @__PURE__ */ WriteOperation.make({
  name: "Currencies.updateBase",
  method: "PUT",
  path: "/crm/v8/org/currencies/actions/enable",
  body: Schema.Struct({ base_currency: BaseCurrency }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Adds up to 180 currencies. */
export const create = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Currencies.create",
  method: "POST",
  path: "/crm/v8/org/currencies",
  body: Schema.Struct({ currencies: Bounds.some(NewCurrency, 180) }),
  items: "currencies",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes up to 100 currencies, each by its id: new rates, on and off. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Currencies.update",
  method: "PUT",
  path: "/crm/v8/org/currencies",
  body: Schema.Struct({ currencies: Bounds.some(Schema.Struct({ id: Bounds.Id, ...change }), 100) }),
  items: "currencies",
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Changes one currency. */
export const updateOne = /* @__PURE__ */ WriteOperation.make({
  name: "Currencies.updateOne",
  method: "PUT",
  path: "/crm/v8/org/currencies/{id}",
  body: Schema.Struct({ currencies: Bounds.one(CurrencyChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})
