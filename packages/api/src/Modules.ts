/** The org's modules, standard and custom. Scope: ZohoCRM.settings.modules.READ. */
import * as Operation from "@effect-zoho/client/Operation"
import * as Schema from "effect/Schema"
import { maybe } from "./internal/Lenient.ts"

export const Module = Schema.Struct({
  id: Schema.String,
  api_name: Schema.String,
  module_name: maybe(Schema.String),
  singular_label: maybe(Schema.String),
  plural_label: maybe(Schema.String),
  /** `default`, `web`, `custom`, `linking`, `subform`. */
  generated_type: maybe(Schema.String),
  /** False where no call works on the module. */
  api_supported: maybe(Schema.Boolean),
  viewable: maybe(Schema.Boolean),
  creatable: maybe(Schema.Boolean),
  editable: maybe(Schema.Boolean),
  deletable: maybe(Schema.Boolean),
  /** `visible`, `user_hidden`, `system_hidden`, `scheduled_for_deletion`. */
  status: maybe(Schema.String)
})
export type Module = typeof Module.Type

/** All modules. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Modules.list",
  method: "GET",
  path: "/crm/v8/settings/modules",
  success: Schema.Struct({ modules: Schema.Array(Module) }),
  empty: { modules: [] },
  credits: 1,
  retry: "safe"
})

/** One module by API name or id, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Modules.get",
  method: "GET",
  path: "/crm/v8/settings/modules/{module}",
  success: Schema.Struct({ modules: Schema.Array(Module) }),
  credits: 1,
  retry: "safe"
})
