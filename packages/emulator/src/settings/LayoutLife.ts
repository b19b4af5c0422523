/** Custom layouts deactivated, activated and deleted; their records and profiles go to another layout. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Layout, Module } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import { moduleParam } from "./Fields.ts"
import * as MapDependencies from "./MapDependencies.ts"

const root = "layouts"

interface Named {
  readonly module: Module
  readonly layout: Layout
}

const ofPath = (code: string, message: string): { readonly ok: false; readonly reply: Http.Reply } => ({
  ok: false,
  reply: ZohoError.reply(400, code, message, { resource_path_index: 2 })
})

/** The layout of the path. Zoho's own is no custom one: it stays as it is. */
const layoutOf = (call: Call): Body.Checked<Named> => {
  const module = moduleParam(call)
  if ("status" in module) return { ok: false, reply: module }
  const layout = module.layouts.find(({ id }) => id === call.params["id"])
  if (layout === undefined) return ofPath("INVALID_DATA", "No layout found with given id")
  return layout.custom === true
    ? { ok: true, value: { module, layout } }
    : ofPath("NOT_ALLOWED", "the standard layout cannot be deactivated or deleted")
}

/** The layout that `transfer_to` names; undefined where it is left out. */
const targetOf = (call: Call, { layout, module }: Named): Body.Checked<Layout | undefined> => {
  const given = call.target.query.get("transfer_to")
  if (given === null || given === "") return Body.ok(undefined)
  const target = module.layouts.find(({ id }) => id === given && id !== layout.id)
  if (target === undefined) return Body.no(ZohoError.invalidParam("transfer_to", "Transfer To Layout Id is Invalid"))
  return target.inactive === true
    ? Body.no(
        ZohoError.reply(400, "NOT_ALLOWED", "Cannot transfer to the deactivated layout", { param_name: "transfer_to" })
      )
    : Body.ok(target)
}

const hasRecords = (core: Core, { layout, module }: Named): boolean =>
  core.db.get(`SELECT 1 AS n FROM ${module.table} WHERE "$layout"=? LIMIT 1`, layout.id) !== undefined

const move = (core: Core, { layout, module }: Named, target: Layout): void => {
  core.db.run(`UPDATE ${module.table} SET "$layout"=? WHERE "$layout"=?`, target.id, layout.id)
}

const deactivate = (call: Call): Http.Reply => {
  const { core } = call
  const named = layoutOf(call)
  if (!named.ok) return named.reply
  const { layout } = named.value
  if (layout.inactive === true) return ofPath("ALREADY_DEACTIVATED", "layout is already deactivated").reply
  const target = targetOf(call, named.value)
  if (!target.ok) return target.reply
  if (target.value === undefined) return ZohoError.requiredParam("transfer_to")
  core.metadata.setLayout({ ...layout, inactive: true })
  return Items.answer(root, [Items.done(layout.id, "layout updated")])
}

/** The profiles that a body gives the layout to; at least one. */
const profilesOf = (call: Call): Body.Checked<ReadonlyArray<string>> => {
  const given = Rows.rows(call, root, 1)
  if (!given.ok) return given
  const path = `$.${root}[0].profiles`
  const refuse = Body.under(root)
  const profiles = Body.array(given.value[0]?.["profiles"], path, 200, refuse)
  if (!profiles.ok) return profiles
  const ids: Array<string> = []
  for (const [index, item] of profiles.value.entries()) {
    const id = Json.idOf(Json.asObject(item)?.["id"])
    if (id === undefined) return Body.missing(`${path}[${index}].id`, refuse)
    if (call.core.db.get("SELECT id FROM profile WHERE id=?", id) === undefined)
      return Body.invalid(`${path}[${index}].id`, {}, refuse)
    ids.push(id)
  }
  return Body.ok(ids)
}

const activate = (call: Call): Http.Reply => {
  const named = layoutOf(call)
  if (!named.ok) return named.reply
  const { inactive, ...layout } = named.value.layout
  if (inactive !== true) return ofPath("ALREADY_ACTIVATED", "layout is already activated").reply
  const profiles = profilesOf(call)
  if (!profiles.ok) return profiles.reply
  call.core.metadata.setLayout({ ...layout, profiles: profiles.value })
  return Items.answer(root, [Items.done(layout.id, "layout updated")])
}

const remove = (call: Call): Http.Reply => {
  const { core } = call
  const named = layoutOf(call)
  if (!named.ok) return named.reply
  const { layout } = named.value
  const target = targetOf(call, named.value)
  if (!target.ok) return target.reply
  if (target.value === undefined && (layout.inactive !== true || hasRecords(core, named.value)))
    return ZohoError.requiredParam("transfer_to")
  core.db.transaction(() => {
    if (target.value !== undefined) move(core, named.value, target.value)
    for (const { id } of MapDependencies.list(core, layout.id)) MapDependencies.remove(core, id)
    core.metadata.removeLayout(layout.id)
  })
  return Items.answer(root, [Items.done(layout.id, "layout deleted")])
}

const path = "/crm/v8/settings/layouts/{id}"
const scope = (operation: "CREATE" | "DELETE") => ({ group: "settings", sub: "layouts", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "DELETE", path, scope: scope("DELETE"), handler: remove },
  { host: "api", method: "POST", path: `${path}/actions/activate`, scope: scope("CREATE"), handler: activate },
  { host: "api", method: "DELETE", path: `${path}/actions/activate`, scope: scope("DELETE"), handler: deactivate }
]
