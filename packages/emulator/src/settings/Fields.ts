/** Fields of a module, with everything that the API says about one. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import { type Field, layoutApiName, type Module, valueType } from "../Metadata.ts"
import * as GlobalSets from "../picklists/GlobalSets.ts"
import * as Options from "../picklists/Options.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FieldProfiles from "./FieldProfiles.ts"
import * as LeadMapping from "./LeadMapping.ts"
import * as Pipelines from "./Pipelines.ts"

const jsonTypes: { readonly [type: string]: string } = {
  integer: "integer",
  bigint: "string",
  double: "double",
  currency: "double",
  percent: "double",
  boolean: "boolean",
  lookup: "jsonobject",
  ownerlookup: "jsonobject",
  multi_module_lookup: "jsonobject",
  consent_lookup: "jsonobject",
  ALARM: "jsonobject",
  RRULE: "jsonobject",
  multiselectpicklist: "jsonarray",
  multiselectlookup: "jsonarray",
  multiuserlookup: "jsonarray",
  subform: "jsonarray",
  fileupload: "jsonarray",
  imageupload: "jsonarray",
  event_reminder: "jsonarray",
  multireminder: "jsonarray",
  linetax: "jsonarray",
  time_range: "jsonarray",
  participants: "jsonarray",
  pricing: "jsonarray",
  tax: "jsonarray",
  comments: "jsonarray",
  dates: "jsonarray",
  territories: "jsonarray",
  territory: "jsonobject",
  discount: "double",
  tags: "jsonarray",
  json: "jsonarray"
}

/** What a field says about the rows of another module that are its value. */
const childItems = (core: Core, module: Module, field: Field) => {
  const none = { multiselectlookup: {}, multiuserlookup: {}, subform: null, associated_module: null }
  if (field.child === undefined) return none
  const { link, module: name, parent } = field.child
  const rows = core.metadata.module(name)
  const named = (other: Module | undefined, api: string) => ({ api_name: api, id: other?.id ?? null })
  if (field.dataType === "subform")
    return {
      ...none,
      subform: { module: name, id: rows?.id ?? null },
      associated_module: { module: name, id: rows?.id ?? null }
    }
  const linked = field.lookup === null ? undefined : core.metadata.module(field.lookup)
  const column = (api: string) => ({
    api_name: api,
    field_label: rows?.byName.get(api)?.label ?? api,
    id: rows?.byName.get(api)?.id ?? null
  })
  const details = {
    linking_details: {
      visibility: 1,
      module: { ...named(rows, name), plural_label: rows?.plural ?? name },
      lookup_field: column(parent),
      connected_lookup_field: column(link ?? "")
    },
    connected_details: {
      module: { ...named(linked, field.lookup ?? "users"), plural_label: linked?.plural ?? "Users" },
      field: { api_name: module.apiName, field_label: module.plural, id: null },
      related_list: linked?.relatedLists.find((list) => list.linking === name)?.apiName ?? null
    },
    related_list: null,
    record_access: false
  }
  return field.dataType === "multiselectlookup"
    ? { ...none, multiselectlookup: details }
    : { ...none, multiuserlookup: details }
}

/** True when a value may stand only once in the module: marked so, or switched on. */
export const isUnique = (core: Core, module: Module, field: Field): boolean =>
  field.unique || core.switches().uniqueFields.includes(`${module.apiName}.${field.apiName}`)

/** The global pick-list that a field's options come from. */
const globalPickList = (core: Core, field: Field) => {
  const set = field.globalPickList === undefined ? undefined : GlobalSets.find(core, field.globalPickList)
  return set === undefined ? null : { api_name: set.apiName, id: set.id }
}

/** How a formula or a rollup comes to its value. */
const workedOut = (core: Core, module: Module, { dataType, formula, rollup }: Field) => ({
  formula:
    dataType !== "formula" || formula === undefined
      ? {}
      : {
          return_type: formula.returnType,
          expression: formula.expression,
          assume_default: true,
          dynamic: formula.dynamic === true
        },
  rollup_summary:
    dataType !== "rollup_summary" || formula === undefined
      ? {}
      : rollup === undefined
        ? { return_type: formula.returnType, expression: formula.expression }
        : {
            return_type: formula.returnType,
            expression: {
              function: rollup.function,
              function_parameters: rollup.of === null ? [] : [{ api_name: rollup.of }],
              criteria: rollup.criteria
            },
            based_on_module: { api_name: rollup.module, id: core.metadata.module(rollup.module)?.id ?? null },
            related_list: {
              api_name: rollup.list,
              id: module.relatedLists.find(({ apiName }) => apiName === rollup.list)?.id ?? null
            },
            rollup_based_on: "related_list"
          }
})

/** A field as `settings/fields` shows it. */
export const fieldItem = (core: Core, module: Module, field: Field) => {
  const lookup = field.lookup === null ? undefined : core.metadata.module(field.lookup)
  const list = lookup?.relatedLists.find((one) => one.module === module.apiName && one.via === field.apiName)
  return {
    id: field.id,
    api_name: field.apiName,
    field_label: field.label,
    display_label: field.label,
    data_type: field.shownType,
    json_type: jsonTypes[valueType(field)] ?? "string",
    ui_type: 1,
    column_name: field.apiName.toUpperCase(),
    length: field.length,
    decimal_place: field.decimalPlace,
    custom_field: field.custom,
    system_mandatory: field.systemMandatory,
    read_only: field.readOnly,
    field_read_only: field.readOnly,
    visible: true,
    filterable: true,
    sortable: true,
    searchable: true,
    mass_update: !field.readOnly,
    webhook: true,
    virtual_field: false,
    display_field: field.apiName === module.displayField,
    display_type: -1,
    type: "used",
    sequence_number: module.fields.indexOf(field) + 1,
    created_source: field.custom ? "user" : "default",
    created_time: null,
    modified_time: null,
    operation_type: {
      web_create: !field.readOnly,
      web_update: !field.readOnly,
      api_create: !field.readOnly,
      api_update: !field.readOnly
    },
    view_type: { view: true, edit: !field.readOnly, quick_create: field.systemMandatory, create: !field.readOnly },
    unique: isUnique(core, module, field) ? { casesensitive: "false" } : {},
    external: null,
    private: null,
    crypt: null,
    tooltip: null,
    textarea: field.dataType === "textarea" ? { type: field.richText === true ? "rich_text" : "small" } : null,
    currency: valueType(field) === "currency" ? { rounding_option: "normal", precision: 2 } : {},
    auto_number:
      field.autoNumber === undefined
        ? {}
        : {
            prefix: field.autoNumber.prefix,
            suffix: field.autoNumber.suffix,
            start_number: String(field.autoNumber.start)
          },
    ...workedOut(core, module, field),
    lookup:
      lookup === undefined || field.dataType !== "lookup"
        ? {}
        : {
            module: { api_name: lookup.apiName, id: lookup.id },
            api_name: list?.apiName ?? module.apiName,
            display_label: list?.label ?? module.plural,
            id: field.id,
            query_details: {},
            show_fields: []
          },
    multi_module_lookup:
      field.modules === undefined
        ? {}
        : {
            api_name: field.apiName,
            display_label: field.label,
            modules: field.modules.map((name) => ({ api_name: name, id: core.metadata.module(name)?.id ?? null }))
          },
    ...childItems(core, module, field),
    pick_list_values: field.pickList.map((value, index) => ({
      ...Options.shown(value, index),
      colour_code: value.colour ?? null,
      ...(value.forecast === undefined
        ? {}
        : {
            probability: value.probability ?? 0,
            forecast_category: Pipelines.forecastCategory(core, value),
            forecast_type: value.forecast.type
          })
    })),
    pick_list_values_sorted_lexically: field.sorted === true,
    global_picklist: globalPickList(core, field),
    enable_colour_code: field.pickList.some(({ colour }) => colour !== undefined),
    colour_code_enabled_by_system: false,
    history_tracking: null,
    history_tracking_enabled: false,
    blueprint_supported: true,
    businesscard_supported: true,
    email_parser: { fields_update_supported: false, record_operations_supported: false },
    hipaa_compliance: null,
    hipaa_compliance_enabled: false,
    sharing_properties: null,
    refer_from_field: null,
    association_details: null,
    convert_mapping: LeadMapping.shown(core, module, field),
    layout_associations: module.layouts.map((layout) => ({
      api_name: layoutApiName(layout),
      name: layout.name,
      id: layout.id
    })),
    profiles: FieldProfiles.shown(core, field),
    static_field: false,
    separator: false,
    number_separator: field.dataType === "currency",
    additional_column: null,
    customizable_properties: [],
    public: false,
    parent_field: null,
    child_fields: null,
    address: null,
    range: null,
    display_format: null,
    display_format_properties: null
  }
}

/** The module that a settings call names in its query, or the error that answers for it. */
export const moduleParam = (call: Call): Module | Http.Reply => {
  const name = call.target.query.get("module")
  if (name === null || name === "") return ZohoError.requiredParam("module")
  return (
    call.core.metadata.module(name) ??
    ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid")
  )
}

const list = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const type = call.target.query.get("type")
  if (type === "unused") return Http.empty(204)
  if (type !== null && type !== "used" && type !== "all")
    return ZohoError.invalidParam("type", "invalid data", { supported_values: ["used", "unused", "all"] })
  return Http.json(200, { fields: module.fields.map((field) => fieldItem(call.core, module, field)) })
}

const one = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const field = module.fields.find((candidate) => candidate.id === call.params["id"])
  if (field === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 2 })
  return Http.json(200, { fields: [fieldItem(call.core, module, field)] })
}

const scope = { group: "settings", sub: "fields", operation: "READ" } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: "/crm/v8/settings/fields", scope, handler: list },
  { host: "api", method: "GET", path: "/crm/v8/settings/fields/{id}", scope, handler: one }
]
