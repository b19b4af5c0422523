/** Layouts of a module: sections, their fields, and which of these are required. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import type { Layout, Module } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import { fieldItem, moduleParam } from "./Fields.ts"

export const layoutItem = (core: Core, module: Module, layout: Layout) => ({
  id: layout.id,
  name: layout.name,
  api_name: `${layout.name}__s`,
  display_label: layout.name,
  status: "active",
  visible: true,
  display_type: 0,
  generated_type: "system",
  source: "system",
  mode: "view",
  created_time: null,
  created_by: null,
  modified_time: null,
  modified_by: null,
  created_for: null,
  has_more_profiles: false,
  show_business_card: true,
  convert_mapping: null,
  profiles: [],
  actions_allowed: {
    edit: true,
    rename: true,
    clone: true,
    downgrade: false,
    delete: false,
    deactivate: false,
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
