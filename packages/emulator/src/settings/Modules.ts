/** Modules of the org. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import type { Module, RelatedList } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import { fieldItem } from "./Fields.ts"
import { layoutItem } from "./Layouts.ts"

/** A related list as settings show it. */
export const relatedListItem = (core: Core, list: RelatedList, index: number) => {
  const module = list.module === null ? undefined : core.metadata.module(list.module)
  return {
    id: list.id,
    sequence_number: String(index + 1),
    display_label: list.label,
    api_name: list.apiName,
    module: module === undefined ? null : { api_name: module.apiName, id: module.id },
    name: list.label,
    action: list.action,
    href: list.href,
    type: list.type,
    customize_sort: list.module !== null,
    customize_fields: list.module !== null,
    customize_display_label: true,
    status: "visible",
    visible: true,
    parent_related_lists: null,
    connectedmodule: list.linking === null ? null : list.module,
    linkingmodule: list.linking
  }
}

const item = (core: Core, module: Module) => ({
  id: module.id,
  api_name: module.apiName,
  module_name: module.plural,
  singular_label: module.singular,
  plural_label: module.plural,
  actual_singular_label: module.singular,
  actual_plural_label: module.plural,
  generated_type: module.generatedType,
  api_supported: module.apiSupported,
  creatable: module.writable !== false,
  editable: module.writable !== false,
  deletable: module.writable !== false,
  viewable: true,
  visible: true,
  visibility: 1,
  status: "visible",
  show_as_tab: module.parent === undefined && module.apiSupported,
  sequence_number: module.position + 1,
  parent_module:
    module.parent === undefined ? {} : { api_name: module.parent, id: core.metadata.module(module.parent)?.id ?? null },
  profiles: [],
  profile_count: 2,
  modified_by: null,
  modified_time: module.modified === 0 ? null : Clock.format(module.modified),
  web_link: null,
  arguments: [],
  business_card_fields: [],
  business_card_field_limit: 5,
  quick_create: true,
  feeds_required: false,
  global_search_supported: true,
  isBlueprintSupported: true,
  emailTemplate_support: true,
  inventory_template_supported: module.fields.some((field) => field.dataType === "subform" && !field.custom),
  webform_supported: true,
  filter_supported: true,
  filter_status: true,
  scoring_supported: true,
  triggers_supported: true,
  convertable: module.apiName === "Leads",
  presence_sub_menu: true,
  sub_menu_available: true,
  activity_badge: "Enabled",
  recycle_bin_on_delete: true,
  access_type: "org_based"
})

/** 304 when nothing is newer than the header says, and nothing otherwise. */
const unchanged = (call: Call, modified: number): boolean => {
  const since = Clock.parseHeader(call.request.headers["if-modified-since"] ?? "")
  return since !== undefined && modified <= since
}

const list = (call: Call): Http.Reply => {
  const modules = call.core.metadata.modules()
  const newest = modules.reduce((at, module) => Math.max(at, module.modified), 0)
  if (unchanged(call, newest)) return Http.empty(304)
  const status = call.target.query.get("status")
  const shown = status === null || status.split(",").includes("visible") ? modules : []
  return shown.length === 0
    ? Http.empty(204)
    : Http.json(200, { modules: shown.map((module) => item(call.core, module)) })
}

/** The module that a path names by its API name or id, or the reply that refuses it. */
export const ofPath = (call: Call): Module | Http.Reply => {
  const name = call.params["module"] ?? ""
  return (
    call.core.metadata.module(name) ??
    call.core.metadata.byId(name) ??
    ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid", { resource_path_index: 2 })
  )
}

const one = (call: Call): Http.Reply => {
  const module = ofPath(call)
  if ("status" in module) return module
  if (unchanged(call, module.modified)) return Http.empty(304)
  const display = module.byName.get(module.displayField)
  return Http.json(200, {
    modules: [
      {
        ...item(call.core, module),
        display_field: display === undefined ? null : { api_name: display.apiName, id: display.id },
        per_page: 10,
        description: null,
        $properties: [],
        $on_demand_properties: [],
        search_layout_fields: module.fields.slice(0, 5).map((field) => field.apiName),
        fields: module.fields.map((field) => fieldItem(call.core, module, field)),
        layouts: module.layouts.map((layout) => layoutItem(call.core, module, layout)),
        related_lists: module.relatedLists.map((one, index) => relatedListItem(call.core, one, index)),
        related_list_properties: { sort_by: null, sort_order: null, fields: [] }
      }
    ]
  })
}

const scope = { group: "settings", sub: "modules", operation: "READ" } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: "/crm/v8/settings/modules", scope, handler: list },
  { host: "api", method: "GET", path: "/crm/v8/settings/modules/{module}", scope, handler: one }
]
