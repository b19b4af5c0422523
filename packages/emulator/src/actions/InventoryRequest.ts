/** Checks what converting quotes and sales orders asks for. */
import type { Core } from "../Core.ts"
import type { Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as Read from "../records/Read.ts"
import * as ZohoError from "../ZohoError.ts"
import type * as Http from "../Http.ts"
import * as Body from "./Body.ts"

/** What each module may become. */
const targets: { readonly [source: string]: ReadonlyArray<string> } = {
  Quotes: ["Sales_Orders", "Invoices"],
  Sales_Orders: ["Invoices"]
}

export interface Order {
  readonly targets: ReadonlyArray<{ readonly module: string; readonly tags: boolean }>
  readonly owner: string | undefined
}

/** The module of the path, which must be one that can be converted. */
export const moduleOf = (call: Call): Module | Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  return Object.hasOwn(targets, module.apiName)
    ? module
    : ZohoError.reply(400, "INVALID_MODULE", "the given module is not supported in api", { resource_path_index: 0 })
}

/** `convert_to` and `assign_to` of an item at `at`; `alone` is a conversion of one record, which always carries its tags. */
export const read = (
  core: Core,
  source: Module,
  item: Body.Input,
  at: string,
  alone: boolean,
  refuse: Body.Refuse
): Body.Checked<Order> => {
  // That nothing is said to convert into stands at the root even where other errors do not.
  const list = Body.array(item["convert_to"], `${at}.convert_to`, 2)
  if (!list.ok) return list
  const wanted: Array<Order["targets"][number]> = []
  for (const [index, given] of list.value.entries()) {
    const path = `${at}.convert_to[${index}]`
    const entry = Body.object(given, path, refuse)
    if (!entry.ok) return entry
    const module = Body.module(core, entry.value["module"], `${path}.module`, refuse)
    if (!module.ok) return module
    const allowed = targets[source.apiName] ?? []
    if (!allowed.includes(module.value.apiName) || wanted.some((one) => one.module === module.value.apiName))
      return Body.invalid(`${path}.module.api_name`, { supported_values: allowed }, refuse)
    const tags = Body.flag(entry.value["carry_over_tags"], `${path}.carry_over_tags`, refuse)
    if (!tags.ok) return tags
    if (alone && tags.value === false) {
      return Body.no(
        refuse(400, "NOT_ALLOWED", "carry over tags must be given as true", {
          reason: "Carry over tags will be automatically converted",
          api_name: "carry_over_tags",
          json_path: `${path}.carry_over_tags`
        })
      )
    }
    if (!alone && tags.value === undefined) return Body.missing(`${path}.carry_over_tags`, refuse)
    wanted.push({ module: module.value.apiName, tags: tags.value !== false })
  }
  const assign = item["assign_to"] ?? undefined
  const owner = assign === undefined ? undefined : Body.owner(core, assign, `${at}.assign_to`, refuse)
  if (owner !== undefined && !owner.ok) return owner
  return Body.ok({ targets: wanted, owner: owner?.value })
}
