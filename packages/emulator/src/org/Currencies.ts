/** Currencies of the org: none but the home currency until multi-currency is switched on, which cannot be undone. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"

const kind = "currency"
/** Active currencies that an org may have. */
const most = 10

const isCode = (code: string): boolean => Intl.supportedValuesOf("currency").includes(code)

const separators: { readonly [name: string]: ReadonlyArray<string> } = {
  decimal_separator: ["Period", "Comma"],
  thousand_separator: ["Comma", "Period", "Space"],
  decimal_places: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
}

/** A currency of the body, over what it was; or what is wrong with it. */
const read = (
  core: Core,
  input: Body.Input,
  before: Documents.Document | undefined,
  at: string
): Documents.Document | ZohoError.ZohoError => {
  const fail = (code: string, key: string, message: string, details: ZohoError.Details = {}, path = key) =>
    ZohoError.make(code, message, { ...details, api_name: key, json_path: `${at}.${path}` })
  const missing =
    before === undefined
      ? ["iso_code", "symbol", "exchange_rate", "name"].find((key) => input[key] === undefined)
      : undefined
  if (missing !== undefined) return fail("MANDATORY_NOT_FOUND", missing, "required field not found")
  const all = { ...before, ...input }
  const { exchange_rate: rate, format, iso_code: code, is_active: active, name, symbol } = all
  if (typeof code !== "string" || !isCode(code))
    return fail("INVALID_DATA", "iso_code", "Currency isocode given seems to be invalid")
  if (before !== undefined && code !== before["iso_code"])
    return fail("NOT_ALLOWED", "iso_code", "the iso code of a currency cannot be changed")
  const others = Documents.list(core, kind).filter((it) => it["id"] !== before?.["id"])
  if (others.some((it) => it["iso_code"] === code))
    return fail("DUPLICATE_DATA", "iso_code", "Duplicate value given for Isocode parameter")
  if (typeof symbol !== "string" || symbol === "" || symbol.length > 10)
    return fail("INVALID_DATA", "symbol", "Currency symbol given seems to be invalid")
  if (typeof name !== "string" || name === "" || name.length > 100)
    return fail("INVALID_DATA", "name", "Currency name given seems to be invalid")
  if (typeof rate !== "string" || !(Number(rate) > 0) || !Number.isFinite(Number(rate)))
    return fail("INVALID_DATA", "exchange_rate", "Exchange rate given seems to be invalid", {
      expected_data_type: "string"
    })
  if (before?.["is_base"] === true && Number(rate) !== 1)
    return fail("INVALID_DATA", "exchange_rate", "Exchange rate given seems to be invalid")
  const form = {
    decimal_separator: "Period",
    thousand_separator: "Comma",
    decimal_places: "2",
    ...Json.asObject(format)
  }
  for (const [key, value] of Object.entries(form)) {
    if (Object.hasOwn(separators, key) && !(separators[key] ?? []).includes(Json.asText(value)))
      return fail("INVALID_DATA", key, "invalid data", {}, `format.${key}`)
  }
  if (form.decimal_separator === form.thousand_separator)
    return fail(
      "NOT_ALLOWED",
      "decimal_places",
      "Thousand separator and Decimal separator should not be equal",
      {},
      "format.decimal_places"
    )
  if (active !== undefined && typeof active !== "boolean")
    return fail("INVALID_DATA", "is_active", "invalid data", { expected_data_type: "boolean" })
  if (active === false && before?.["is_base"] === true)
    return fail("NOT_ALLOWED", "is_active", "the base currency cannot be deactivated")
  if (active !== false && others.filter((it) => it["is_active"] === true).length >= most)
    return ZohoError.make("ACTIVE_STATE_LIMIT_EXCEEDED", "Allowed active currency limit reached.", { limit: most })
  return {
    ...before,
    iso_code: code,
    symbol,
    name,
    exchange_rate: Number(rate).toFixed(9),
    format: form,
    is_active: active !== false,
    prefix_symbol: input["prefix_symbol"] ?? before?.["prefix_symbol"] ?? true
  }
}

const isRefusal = (it: Documents.Document | ZohoError.ZohoError): it is ZohoError.ZohoError => it["status"] === "error"

const stamped = (call: Call, before: Documents.Document | undefined) => {
  const by = JSON.parse(FieldType.userJson(call.core, call.identity.userId, false))
  const at = Clock.format(Math.floor(call.core.clock.now() / 1000))
  return {
    created_by: before?.["created_by"] ?? by,
    created_time: before?.["created_time"] ?? at,
    modified_by: by,
    modified_time: at
  }
}

const save = (call: Call, currency: Documents.Document, before: Documents.Document | undefined, isBase: boolean) =>
  Documents.save(call.core, kind, { ...currency, is_base: isBase, ...stamped(call, before) })

const enabled = (core: Core): boolean => Documents.list(core, kind).length > 0

const notEnabled = ZohoError.reply(403, "CURRENCIES_NOT_ENABLED", "Multi currency is not enabled")

const all = (call: Call): Http.Reply =>
  enabled(call.core) ? Http.json(200, { currencies: Documents.list(call.core, kind) }) : notEnabled

const one = (call: Call): Http.Reply => {
  if (!enabled(call.core)) return notEnabled
  const currency = Documents.find(call.core, kind, call.params["id"] ?? "")
  return currency === undefined ? Http.empty(204) : Http.json(200, { currencies: [currency] })
}

const success = (id: string, message: string) => ({ code: "SUCCESS", details: { id }, message, status: "success" })

const refuse = Body.under("currencies")

const featureOff = Http.json(400, {
  currencies: [
    ZohoError.make(
      "FEATURE_NOT_ENABLED",
      "The multi-currency feature is not yet enabled. Please enable it before doing this action.",
      {}
    )
  ]
})

const writing =
  (one: (call: Call, input: Body.Input, at: string) => object, maximum: number) =>
  (call: Call): Http.Reply => {
    const root = Body.root(call)
    if (!root.ok) return root.reply
    const given = Body.array(root.value["currencies"], "$.currencies", maximum, refuse)
    if (!given.ok) return given.reply
    if (!enabled(call.core)) return featureOff
    const items = call.core.db.transaction(() =>
      given.value.map((it, index) => one(call, Json.asObject(it) ?? {}, `$.currencies[${index}]`))
    )
    return Items.answer("currencies", items.map(Items.judged))
  }

const create = writing((call, input, at) => {
  const currency = read(call.core, input, undefined, at)
  return "code" in currency
    ? currency
    : success(save(call, currency, undefined, false), "The currency created successfully.")
}, 10)

const change = (call: Call, id: string, input: Body.Input, at: string): object => {
  const before = Documents.find(call.core, kind, id)
  if (before === undefined)
    return ZohoError.make("INVALID_DATA", "invalid data", { api_name: "id", json_path: `${at}.id` })
  const currency = read(call.core, input, before, at)
  return "code" in currency
    ? currency
    : success(save(call, currency, before, before["is_base"] === true), "The currency updated successfully.")
}

const changeMany = writing((call, input, at) => {
  const { id, ...rest } = input
  return change(call, Json.idOf(id) ?? "", rest, at)
}, 10)

const changeOne = writing((call, input, at) => {
  const { id: _, ...rest } = input
  return change(call, call.params["id"] ?? "", rest, at)
}, 1)

const base = (call: Call): Http.Reply => {
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const input = Body.object(root.value["base_currency"], "$.base_currency")
  if (!input.ok) return input.reply
  const { core, request } = call
  const [before] = Documents.list(core, kind).filter((it) => it["is_base"] === true)
  const wrong = (error: ZohoError.ZohoError) => Http.json(400, { base_currency: error })
  if (request.method === "POST" && before !== undefined)
    return wrong(ZohoError.make("ALREADY_ENABLED", "The multi-currency feature is already enabled.", {}))
  if (request.method === "PUT" && before === undefined)
    return wrong(ZohoError.make("FEATURE_NOT_ENABLED", "The multi-currency feature is not yet enabled.", {}))
  const { id: _, ...rest } = input.value
  const currency = read(core, { exchange_rate: "1.000000000", ...rest }, before, "$.base_currency")
  if (isRefusal(currency)) return wrong(currency)
  const id = save(call, currency, before, true)
  const message =
    before === undefined
      ? "The multi-currency feature is enabled and given currency is created as the base currency."
      : "The currency updated successfully."
  return Http.json(200, { base_currency: success(id, message) })
}

const spelled = (code: string) => {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code, currencyDisplay: "narrowSymbol" })
  const name = new Intl.DisplayNames("en", { type: "currency" }).of(code) ?? code
  return {
    display_value: `${name} - ${code}`,
    display_name: name,
    iso_code: code,
    symbol: format.formatToParts(1).find((part) => part.type === "currency")?.value ?? code,
    decimal_separator: "Period",
    thousand_separator: "Comma",
    decimal_places: String(format.resolvedOptions().maximumFractionDigits ?? 2)
  }
}

/** Currencies that the org does not have yet. */
const available = (call: Call): Http.Reply => {
  const own = new Set(Documents.list(call.core, kind).map((it) => it["iso_code"]))
  const codes = Intl.supportedValuesOf("currency").filter((code) => !own.has(code))
  return Http.json(200, { available_currencies: codes.map(spelled) })
}

const path = "/crm/v8/org/currencies"
const scope = (operation: "READ" | "CREATE" | "UPDATE") =>
  ({ group: "settings", sub: "currencies", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: all },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany },
  { host: "api", method: "POST", path: `${path}/actions/enable`, scope: scope("CREATE"), handler: base },
  { host: "api", method: "PUT", path: `${path}/actions/enable`, scope: scope("UPDATE"), handler: base },
  {
    host: "api",
    method: "GET",
    path: `${path}/actions/available_currencies`,
    scope: scope("READ"),
    handler: available
  },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("UPDATE"), handler: changeOne }
]
