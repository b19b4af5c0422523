/** The order in which the workflow rules of a module run. */
import * as Body from "../actions/Body.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Lookup from "./RuleLookup.ts"
import * as Store from "./Store.ts"

const orderModule = (call: Call): Module | Http.Reply => {
  const name = call.target.query.get("module")
  if (name === null || name === "")
    return ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "required param not found", { param_name: "module" })
  return (
    call.core.metadata.module(name) ??
    ZohoError.reply(400, "INVALID_MODULE", "Invalid Module", { param_name: "module" })
  )
}

/** Puts rules of a module into other places, all of them or none. */
export const reorder = (call: Call): Http.Reply => {
  const { core } = call
  const module = orderModule(call)
  if ("status" in module) return module
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const refuse = Body.under("reorder")
  const path = `$.reorder.${Lookup.root}`
  const given = Json.asObject(body.value["reorder"])?.[Lookup.root]
  if (Json.isAbsent(given)) return Body.missing(path, refuse, "The required data missing").reply
  if (!Array.isArray(given))
    return Body.invalid(path, { expected_data_type: "jsonarray" }, refuse, "Invalid data type").reply
  const rules = Store.rules(core, module)
  if (given.length > rules.length)
    return Body.invalid(path, { maximum_length: rules.length }, refuse, "Invalid data").reply
  const places = new Map<number, Store.Rule>()
  for (const [index, item] of given.entries()) {
    const { id, module_specific_sequence: place } = Json.asObject(item) ?? {}
    const at = (key: string) => `${path}[${index}].${key}`
    for (const [key, value] of [
      ["id", id],
      ["module_specific_sequence", place]
    ] as const)
      if (Json.isAbsent(value)) return Body.missing(at(key), refuse, "The required data missing").reply
    const rule = rules.find((one) => one.id === Json.idOf(id))
    if (rule === undefined) return Body.invalid(at("id"), {}, refuse, "Invalid process id").reply
    if ([...places.values()].includes(rule)) return Body.invalid(at("id"), {}, refuse, "duplicate data").reply
    if (typeof place !== "number" || !Number.isInteger(place) || place < 1 || place > rules.length)
      return Body.invalid(at("module_specific_sequence"), {}, refuse, "Invalid sequence number is given").reply
    if (places.has(place)) return Body.invalid(at("module_specific_sequence"), {}, refuse, "duplicate data").reply
    places.set(place, rule)
  }
  const moved = new Set(places.values())
  const others = rules
    .filter((rule) => !moved.has(rule))
    .toSorted((a, b) => a.sequence - b.sequence)
    .values()
  core.db.transaction(() => {
    for (let place = 1; place <= rules.length; place++) {
      const rule = places.get(place) ?? others.next().value
      if (rule !== undefined) Store.save(core, { ...rule, sequence: place })
    }
  })
  const done = [...places].toSorted(([a], [b]) => a - b)
  return Items.answer(
    "reorder",
    done.map(([, { id }]) => Items.done(id, "rules reordered successfully"))
  )
}
