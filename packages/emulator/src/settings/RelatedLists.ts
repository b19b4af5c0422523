/** Related lists of a module, as settings. */
import * as Http from "../Http.ts"
import type { Module, RelatedList } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import { relatedListItem } from "./Modules.ts"

const states = ["visible", "user_hidden", "scheduled_for_deletion"]

const moduleOf = (call: Call): Module | Http.Reply => {
  const name = call.target.query.get("module")
  if (name === null || name === "") return ZohoError.requiredParam("module")
  const module = call.core.metadata.module(name)
  if (module === undefined)
    return ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid", { param_name: "module" })
  return module.apiSupported && module.parent === undefined
    ? module
    : ZohoError.reply(400, "NOT_SUPPORTED", "the given module is not supported for this api", { param_name: "module" })
}

/** A list with what only this call says of it. */
const item = (call: Call, list: RelatedList, index: number) => ({
  ...relatedListItem(call.core, list, index),
  connectedlookupApiName: list.via,
  visibility: 1,
  personality_name: null,
  record_operations: {
    edit: list.module !== null,
    create: list.module !== null,
    bulk_edit: false,
    delete: list.module !== null,
    disassociate: list.linking !== null,
    assign: false
  },
  _layout_specific_properties: null
})

const list = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const status = call.target.query.get("status")
  if (status !== null && !states.includes(status))
    return ZohoError.invalidParam("status", "The status given is invalid.", { supported_values: states })
  if (module.relatedLists.length === 0 || (status !== null && status !== "visible")) return Http.empty(204)
  return Http.json(200, {
    related_lists: module.relatedLists.map((it, index) => item(call, it, index))
  })
}

const one = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const index = module.relatedLists.findIndex((it) => it.id === call.params["id"])
  const found = module.relatedLists[index]
  return found === undefined ? Http.empty(204) : Http.json(200, { related_lists: [item(call, found, index)] })
}

const path = "/crm/v8/settings/related_lists"
const scope = { group: "settings", sub: "related_lists", operation: "READ" } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope, handler: list },
  { host: "api", method: "GET", path: `${path}/{id}`, scope, handler: one }
]
