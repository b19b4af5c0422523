/** Global pick-lists: options that several fields share. Scopes: ZohoCRM.settings.global_picklist.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, Info, maybe, stamps } from "./internal/Lenient.ts"

/** One option. */
export const PickListValue = Schema.Struct({
  id: maybe(Schema.String),
  /** What people see. */
  display_value: Schema.String,
  actual_value: maybe(Schema.String),
  reference_value: maybe(Schema.String),
  sequence_number: maybe(Schema.Number),
  /** `used` or `unused`. */
  type: maybe(Schema.String)
})
export type PickListValue = typeof PickListValue.Type

export const GlobalPicklist = Schema.Struct({
  id: Schema.String,
  display_label: maybe(Schema.String),
  api_name: maybe(Schema.String),
  actual_label: maybe(Schema.String),
  description: maybe(Schema.String),
  /** False for Zoho's own. */
  customizable: maybe(Schema.Boolean),
  /** False while it is being deleted. */
  presence: maybe(Schema.Boolean),
  source: maybe(Schema.String),
  pick_list_values_sorted_lexically: maybe(Schema.Boolean),
  pick_list_values: maybe(Schema.Array(PickListValue)),
  used_in_modules: maybe(
    Schema.Array(
      Schema.Struct({ api_name: Schema.String, id: maybe(Schema.String), plural_label: maybe(Schema.String) })
    )
  ),
  associated_fields_count: maybe(Schema.Number),
  ...stamps
})
export type GlobalPicklist = typeof GlobalPicklist.Type

/** A field that takes its options from a global pick-list. */
export const Association = Schema.Struct({
  field: maybe(Schema.Struct({ api_name: Schema.String, id: maybe(Schema.String) })),
  module: maybe(
    Schema.Struct({ api_name: Schema.String, id: maybe(Schema.String), plural_label: maybe(Schema.String) })
  ),
  layouts: maybe(
    Schema.Array(Schema.Struct({ id: Schema.String, name: maybe(Schema.String), status: maybe(Schema.String) }))
  )
})
export type Association = typeof Association.Type

const Label = Bounds.text(50)
const Value = Bounds.text(120)
const used = Schema.optionalKey(Schema.Literals(["used", "unused"]))

const rest = {
  api_name: Schema.optionalKey(Bounds.ApiName),
  description: Schema.optionalKey(Bounds.clearable(1000)),
  pick_list_values_sorted_lexically: Schema.optionalKey(Schema.Boolean)
}

/** A pick-list to make. */
export const NewGlobalPicklist = Schema.Struct({
  display_label: Label,
  pick_list_values: Bounds.some(
    Schema.Struct({ display_value: Value, reference_value: Schema.optionalKey(Value), type: used }),
    5000
  ),
  ...rest
})
export type NewGlobalPicklist = typeof NewGlobalPicklist.Type

/** What a pick-list may become; options with an id are changed, those without are added. One a call may become unused, or go. */
export const GlobalPicklistChange = Schema.Struct({
  display_label: Schema.optionalKey(Label),
  pick_list_values: Schema.optionalKey(
    Bounds.some(
      Schema.Struct({
        id: Schema.optionalKey(Bounds.Id),
        display_value: Schema.optionalKey(Value),
        reference_value: Schema.optionalKey(Value),
        type: used,
        _delete: Schema.optionalKey(Schema.Boolean)
      }),
      5000
    )
  ),
  ...rest
})
export type GlobalPicklistChange = typeof GlobalPicklistChange.Type

/** What to show besides. */
const include = Schema.optionalKey(
  Bounds.commaSeparated(Schema.Literals(["pick_list_values", "used_in_modules", "associated_fields_count"]), 3)
)

/** All global pick-lists, without their options unless `include` asks for them. */
export const list = /* @__PURE__ */ Operation.make({
  name: "GlobalPicklists.list",
  method: "GET",
  path: "/crm/v8/settings/global_picklists",
  query: Schema.Struct({ include }),
  success: Schema.Struct({ global_picklists: Schema.Array(GlobalPicklist) }),
  empty: { global_picklists: [] },
  credits: 1,
  retry: "safe"
})

/** One pick-list with its options, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "GlobalPicklists.get",
  method: "GET",
  path: "/crm/v8/settings/global_picklists/{id}",
  query: Schema.Struct({ include }),
  success: Schema.Struct({ global_picklists: Schema.Array(GlobalPicklist) }),
  credits: 1,
  retry: "safe"
})

/** The fields that take their options from a pick-list. */
export const associations = /* @__PURE__ */ Operation.make({
  name: "GlobalPicklists.associations",
  method: "GET",
  path: "/crm/v8/settings/global_picklists/{id}/actions/associations",
  query: Schema.Struct(Bounds.paging),
  success: Schema.Struct({ associations: Schema.Array(Association), info: maybe(Info) }),
  empty: { associations: [] },
  credits: 1,
  retry: "safe"
})

/** Makes a pick-list. */
export const create = /* @__PURE__ */ WriteOperation.make({
  name: "GlobalPicklists.create",
  method: "POST",
  path: "/crm/v8/settings/global_picklists",
  body: Schema.Struct({ global_picklists: Bounds.one(NewGlobalPicklist) }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes a pick-list. An option that is added twice is refused. */
export const update = /* @__PURE__ */ WriteOperation.make({
  name: "GlobalPicklists.update",
  method: "PATCH",
  path: "/crm/v8/settings/global_picklists/{id}",
  body: Schema.Struct({ global_picklists: Bounds.one(GlobalPicklistChange) }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Puts one option in the place of another wherever records hold it: at once, or `SCHEDULED` with a job's id. */
export const replace = /* @__PURE__ */ WriteOperation.make({
  name: "GlobalPicklists.replace",
  method: "POST",
  path: "/crm/v8/settings/global_picklists/{id}/actions/replace_picklist_values",
  body: Schema.Struct({
    replace_picklist_values: Bounds.one(
      Schema.Struct({
        old_value: Schema.Struct({ id: Bounds.Id, display_value: Schema.optionalKey(Schema.String) }),
        new_value: Schema.Struct({ id: Bounds.Id, display_value: Schema.optionalKey(Schema.String) })
      })
    )
  }),
  details: Schema.Struct({ job_id: maybe(Schema.String) }),
  credits: 1,
  retry: "after-lookup"
})

/** Deletes a pick-list, at once (`SUCCESS`, with its id) or by a job (`SCHEDULED`, with the job's id). */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "GlobalPicklists.remove",
  method: "DELETE",
  path: "/crm/v8/settings/global_picklists/{id}",
  details: Schema.Struct({ id: maybe(Schema.String), job_id: maybe(Schema.String) }),
  credits: 1,
  retry: "after-lookup"
})
