/** How the calls on workflow rules find one, and name its module. */
import type { Core } from "../Core.ts"
import type * as Http from "../Http.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Resource from "./Resource.ts"
import * as Store from "./Store.ts"

/** Of bodies and answers. */
export const root = "workflow_rules"
/** Rules of the org. */
export const limits = { rules: 2500, active: 2000, perModule: 125, activePerModule: 75 } as const

/** A module by its name, also one that is gone. */
export const moduleRef = (core: Core, apiName: string) => {
  const module = core.metadata.module(apiName)
  return module === undefined ? { api_name: apiName, id: null } : Resource.refOf(module)
}

export const find = (core: Core, id: unknown): Store.Rule | undefined =>
  Store.rules(core).find((rule) => rule.id === id)

/** A call on the rule of its path. */
export const ofPath =
  (handler: (call: Call, rule: Store.Rule) => Http.Reply) =>
  (call: Call): Http.Reply => {
    const rule = find(call.core, call.params["id"])
    return rule === undefined
      ? ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 3 })
      : handler(call, rule)
  }
