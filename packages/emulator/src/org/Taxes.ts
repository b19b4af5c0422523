/** Taxes of the org: what products and services may be taxed with. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Rows from "./Rows.ts"

const root = "org_taxes"
const preferences = "tax_preference"
const most = 100

interface Tax {
  readonly id: string
  readonly name: string
  readonly value: number
}

/** The fields whose options are the taxes. */
const fields = (core: Core) =>
  core.metadata
    .modules()
    .flatMap((module) => module.fields.flatMap((field) => (field.dataType === "tax" ? [{ module, field }] : [])))

/** As an option of such a field: `Vat - 20.0 %`. */
const labelOf = ({ name, value }: Omit<Tax, "id">): string =>
  `${name} - ${Number.isInteger(value) ? value.toFixed(1) : String(value)} %`

const all = (core: Core): ReadonlyArray<Tax> =>
  (fields(core)[0]?.field.pickList ?? []).flatMap(({ id, value }) => {
    const [, name = "", percent = ""] = /^(.*) - ([\d.]+) %$/u.exec(value) ?? []
    return name === "" ? [] : [{ id, name, value: Number(percent) }]
  })

const shown = (tax: Tax, index: number) => ({
  sequence_number: index + 1,
  name: tax.name,
  display_label: tax.name,
  id: tax.id,
  value: tax.value
})

const preference = (core: Core): Documents.Document => {
  const { id: _, ...known } = Documents.find(core, preferences, preferences) ?? {}
  return { auto_populate_tax: false, modify_tax_rates: false, ...known }
}

const list = ({ core }: Call): Http.Reply =>
  Http.json(200, { [root]: { taxes: all(core).map(shown), preference: preference(core) } })

const one = ({ core, params }: Call): Http.Reply => {
  const found = all(core)
    .map(shown)
    .filter(({ id }) => id === params["id"])
  return found.length === 0
    ? Http.empty(204)
    : Http.json(200, { [root]: { taxes: found, preference: preference(core) } })
}

/** The taxes after one row of a body, or what is wrong with it. */
const apply = (
  core: Core,
  taxes: ReadonlyArray<Tax>,
  value: unknown,
  at: string
): { readonly taxes: ReadonlyArray<Tax>; readonly id: string } | ZohoError.ZohoError => {
  const input = Json.asObject(value)
  if (input === undefined)
    return ZohoError.make("INVALID_DATA", "invalid data", { expected_data_type: "jsonobject", json_path: at })
  const { _delete: deletes, id: named, name: title, value: percent } = input
  const known = Json.isAbsent(named) ? undefined : taxes.find((one) => one.id === Json.idOf(named))
  if (!Json.isAbsent(named) && known === undefined) return Rows.about(at, "id", "INVALID_DATA")
  const id = known?.id ?? core.db.nextId()
  if (deletes === true)
    return known === undefined
      ? Rows.about(at, "id", "MANDATORY_NOT_FOUND")
      : { id, taxes: taxes.filter((one) => one !== known) }
  const [name, number] = [title ?? known?.name, percent ?? known?.value]
  if (name === undefined) return Rows.about(at, "name", "MANDATORY_NOT_FOUND")
  if (number === undefined) return Rows.about(at, "value", "MANDATORY_NOT_FOUND")
  if (typeof name !== "string" || name.trim() === "" || name.length > 100)
    return Rows.about(at, "name", "INVALID_DATA", undefined, { maximum_length: 100 })
  if (typeof number !== "number")
    return Rows.about(at, "value", "INVALID_DATA", undefined, { expected_data_type: "double" })
  if (!(number >= 0 && number <= 100))
    return Rows.about(at, "value", "INVALID_DATA", undefined, { range: { from: 0, to: 100 } })
  if (taxes.some((one) => one !== known && one.name === name))
    return Rows.about(at, "name", "DUPLICATE_DATA", "duplicate data")
  // Three digits, as the options show them.
  const tax = { id, name, value: Math.round(number * 1000) / 1000 }
  if (known !== undefined) return { id, taxes: taxes.map((one) => (one === known ? tax : one)) }
  return taxes.length >= most
    ? ZohoError.make("LIMIT_EXCEEDED", "the number of taxes exceeds the limit", { limit: most })
    : { id, taxes: [...taxes, tax] }
}

const keep = (core: Core, taxes: ReadonlyArray<Tax>): void => {
  const at = Math.floor(core.clock.now() / 1000)
  const pickList = taxes.map((tax) => ({ id: tax.id, value: labelOf(tax) }))
  for (const { field, module } of fields(core)) core.metadata.setField(module.apiName, { ...field, pickList }, at)
}

const update = (call: Call): Http.Reply => {
  const { core } = call
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const input = Body.object(body.value[root], `$.${root}`)
  if (!input.ok) return input.reply
  const { preference: wanted, taxes: given } = input.value
  const chosen = wanted === undefined ? undefined : Body.object(wanted, `$.${root}.preference`)
  if (chosen !== undefined && !chosen.ok) return chosen.reply
  const flags: { [name: string]: boolean } = {}
  for (const name of ["auto_populate_tax", "modify_tax_rates"]) {
    const flag = Body.flag(chosen?.value[name], `$.${root}.preference.${name}`)
    if (!flag.ok) return flag.reply
    if (flag.value !== undefined) flags[name] = flag.value
  }
  const rows = given === undefined && chosen !== undefined ? undefined : Body.array(given, `$.${root}.taxes`, most)
  if (rows !== undefined && !rows.ok) return rows.reply
  return core.db.transaction(() => {
    if (chosen !== undefined) Documents.save(core, preferences, { id: preferences, ...preference(core), ...flags })
    let taxes = all(core)
    const items = (rows?.value ?? []).map((value, index): Items.Item => {
      const next = apply(core, taxes, value, `$.${root}.taxes[${index}]`)
      if ("code" in next) return Items.failed(next)
      taxes = next.taxes
      return Items.done(next.id, "Tax updated successfully")
    })
    if (items.some(({ ok }) => ok)) keep(core, taxes)
    return items.length === 0
      ? Http.json(200, {
          [root]: [{ code: "SUCCESS", details: {}, message: "Tax updated successfully", status: "success" }]
        })
      : Items.answer(root, items)
  })
}

const path = "/crm/v8/org/taxes"
const scope = (operation: "READ" | "UPDATE") => ({ group: "settings", sub: "taxes", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: update },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one }
]
