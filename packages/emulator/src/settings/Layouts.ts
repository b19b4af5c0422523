/** Layouts of a module: sections, their fields, and which of these are required. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import { type Layout, layoutApiName, type Module } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import { fieldItem, moduleParam } from "./Fields.ts"

/** The profiles that a custom layout was given to. */
const profilesOf = (core: Core, layout: Layout) =>
  (layout.profiles ?? []).flatMap((id) => {
    const row = core.db.get("SELECT json FROM profile WHERE id=?", id)
    const name = Json.asObject(Json.parse(Json.asText(row?.["json"] ?? "{}")))?.["name"]
    return row === undefined ? [] : [{ id, name, default: false }]
  })

export const layoutItem = (core: Core, module: Module, layout: Layout) => ({
  id: layout.id,
  name: layout.name,
  api_name: layoutApiName(layout),
  display_label: layout.name,
  status: layout.inactive === true ? "inactive" : "active",
  visible: true,
  display_type: 0,
  generated_type: layout.custom === true ? "custom" : "system",
  source: layout.custom === true ? "crm" : "system",
  mode: "view",
  created_time: null,
  created_by: null,
  modified_time: null,
  modified_by: null,
  created_for: null,
  has_more_profiles: false,
  show_business_card: true,
  convert_mapping: null,
  profiles: profilesOf(core, layout),
  actions_allowed: {
    edit: true,
    rename: true,
    clone: true,
    downgrade: false,
    delete: layout.custom === true,
    deactivate: layout.custom === true && layout.inactive !== true,
    set_layout_permissions: true
  },
  sections: layout.sections.map((section, index) => ({
    id: section.id,
    name: section.name,
    api_name: section.name.replaceAll(" ", "_"),
    display_label: section.label,
    sequence_number: index + 1,
    column_count: 2,
    type: "used",
    generated_type: "system",
    tab_traversal: null,
    isSubformSection: false,
    properties: null,
    actions_allowed: null,
    fields: section.fields.flatMap((name) => {
      const field = module.byName.get(name)
      return field === undefined
        ? []
        : [
            {
              ...fieldItem(core, module, field),
              required: field.required,
              validation_rule: null,
              section_id: null
            }
          ]
    })
  }))
})

const list = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  return Http.json(200, { layouts: module.layouts.map((layout) => layoutItem(call.core, module, layout)) })
}

const one = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const layout = module.layouts.find((candidate) => candidate.id === call.params["id"])
  if (layout === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 2 })
  return Http.json(200, { layouts: [layoutItem(call.core, module, layout)] })
}

const scope = { group: "settings", sub: "layouts", operation: "READ" } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: "/crm/v8/settings/layouts", scope, handler: list },
  { host: "api", method: "GET", path: "/crm/v8/settings/layouts/{id}", scope, handler: one }
]
