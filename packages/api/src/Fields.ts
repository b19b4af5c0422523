/** The fields of a module. Scope: ZohoCRM.settings.fields.READ. */
import * as Operation from "@effect-zoho/client/Operation"
import * as Schema from "effect/Schema"
import { maybe } from "./internal/Lenient.ts"

/** One choice of a pick-list. */
export const PickListValue = Schema.Struct({
  id: maybe(Schema.String),
  /** What people see. */
  display_value: Schema.String,
  /** What the API takes and gives. */
  actual_value: maybe(Schema.String),
  /** `used` or `unused`. */
  type: maybe(Schema.String)
})

/** Where the API may write the field. */
const OperationType = Schema.Struct({ api_create: maybe(Schema.Boolean), api_update: maybe(Schema.Boolean) })

export const Field = Schema.Struct({
  id: Schema.String,
  api_name: Schema.String,
  field_label: maybe(Schema.String),
  /** `text`, `picklist`, `lookup`, `ownerlookup`, …: decides on the JSON form. */
  data_type: Schema.String,
  json_type: maybe(Schema.String),
  /** In characters or digits. */
  length: maybe(Schema.Number),
  decimal_place: maybe(Schema.Number),
  custom_field: maybe(Schema.Boolean),
  /** Mandatory by Zoho's own rules; a layout may ask for more. */
  system_mandatory: maybe(Schema.Boolean),
  read_only: maybe(Schema.Boolean),
  field_read_only: maybe(Schema.Boolean),
  visible: maybe(Schema.Boolean),
  operation_type: maybe(OperationType),
  /** An object without keys when the field is not unique. */
  unique: maybe(Schema.JsonObject),
  pick_list_values: maybe(Schema.Array(PickListValue)),
  /** The modules whose records the field may name, under `modules`; an object without keys in other fields. */
  multi_module_lookup: maybe(Schema.JsonObject),
  /** Of a formula: the type of its value under `return_type`, and `dynamic`; without keys in other fields. */
  formula: maybe(Schema.JsonObject),
  /** Of a roll-up: the type of its value under `return_type`. */
  rollup_summary: maybe(Schema.JsonObject)
})
export type Field = typeof Field.Type

/** The fields of one module that the user may see. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Fields.list",
  method: "GET",
  path: "/crm/v8/settings/fields",
  query: Schema.Struct({
    module: Schema.String,
    type: Schema.optionalKey(Schema.Literals(["used", "unused", "all"]))
  }),
  success: Schema.Struct({ fields: Schema.Array(Field) }),
  empty: { fields: [] },
  credits: 1,
  retry: "safe"
})
