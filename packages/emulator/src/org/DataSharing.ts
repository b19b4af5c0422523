/** How open each module is to users who own nothing of it: private, or public for reading, changing, deleting. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import type * as ZohoError from "../ZohoError.ts"
import * as Restricted from "./Restricted.ts"
import * as SharingRuleStore from "./SharingRuleStore.ts"
import * as Visibility from "./Visibility.ts"

const root = "data_sharing"
const most = 100

/** Modules whose records have owners: the others are as open as what they hang on. */
export const modules = (core: Core): ReadonlyArray<Module> =>
  core.metadata
    .modules()
    .filter((module) => module.apiSupported && module.parent === undefined && module.byName.has("Owner"))
    .filter(({ apiName }) => apiName !== "Notes" && apiName !== "Attachments")

const get = ({ core }: Call): Http.Reply => {
  const sharing = Restricted.restrictions(core.db, "")?.sharing
  return Http.json(200, {
    [root]: modules(core).map(({ apiName, id }) => ({
      public_in_portals: false,
      share_type: sharing?.get(apiName) ?? "public",
      module: { api_name: apiName, id },
      rule_computation_running: SharingRuleStore.isRunning(core, apiName)
    }))
  })
}

const set = (core: Core, value: unknown, index: number): Items.Item => {
  const path = `$.${root}[${index}]`
  const wrong = (code: string, key: string, details: ZohoError.Details = {}, name = key): Items.Item =>
    Items.refused(code, code === "MANDATORY_NOT_FOUND" ? "required field not found" : "invalid data", {
      ...details,
      api_name: name,
      json_path: `${path}.${key}`
    })
  const input = Json.asObject(value)
  if (input === undefined)
    return Items.refused("INVALID_DATA", "invalid data", { expected_data_type: "jsonobject", json_path: path })
  const { module: named, share_type: given } = input
  if (Json.isAbsent(given)) return wrong("MANDATORY_NOT_FOUND", "share_type")
  const type = Visibility.shareTypes.find((one) => one === given)
  if (type === undefined)
    return wrong("INVALID_DATA", "share_type", { regex: "private|public_read_only|public_read_write|public" })
  if (Json.isAbsent(named)) return wrong("MANDATORY_NOT_FOUND", "module")
  const { api_name: name, id } = Json.asObject(named) ?? {}
  if (name !== undefined && name !== null && typeof name !== "string")
    return wrong("INVALID_DATA", "module.api_name", { expected_data_type: "text" }, "api_name")
  const module = modules(core).find((one) => (id === undefined ? one.apiName === name : one.id === Json.idOf(id)))
  if (module === undefined || (typeof name === "string" && name !== module.apiName))
    return wrong("INVALID_DATA", "module")
  core.db.run(
    "INSERT OR REPLACE INTO document(kind, id, json) VALUES(?,?,?)",
    Restricted.sharingKind,
    module.apiName,
    JSON.stringify({ share_type: type })
  )
  return Items.good({ module: module.apiName }, "data sharing settings updated successfully")
}

const put = (call: Call): Http.Reply => {
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const list = Body.array(body.value[root], `$.${root}`, most)
  if (!list.ok) return list.reply
  const items = call.core.db.transaction(() => list.value.map((value, index) => set(call.core, value, index)))
  return Items.answer(root, items)
}

const path = "/crm/v8/settings/data_sharing"
const scope = (operation: "READ" | "UPDATE") => ({ group: "settings", sub: "data_sharing", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: get },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: put }
]
