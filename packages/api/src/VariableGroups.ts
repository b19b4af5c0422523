/** Groups of variables. Scopes: ZohoCRM.settings.variable_groups.READ, CREATE, UPDATE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, maybe } from "./internal/Lenient.ts"

export const VariableGroup = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  api_name: maybe(Schema.String),
  display_label: maybe(Schema.String),
  description: maybe(Schema.String),
  source: maybe(Schema.String)
})
export type VariableGroup = typeof VariableGroup.Type

const change = {
  name: Schema.optionalKey(Bounds.text(50)),
  api_name: Schema.optionalKey(Bounds.ApiName),
  description: Schema.optionalKey(Bounds.clearable(3000))
}

/** What a group may become; what is left out stays. */
export const VariableGroupChange = Schema.Struct(change)
export type VariableGroupChange = typeof VariableGroupChange.Type

/** All groups. */
export const list = /* @__PURE__ */ Operation.make({
  name: "VariableGroups.list",
  method: "GET",
  path: "/crm/v8/settings/variable_groups",
  success: Schema.Struct({ variable_groups: Schema.Array(VariableGroup) }),
  empty: { variable_groups: [] },
  credits: 1,
  retry: "safe"
})

/** One group by its id or API name, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "VariableGroups.get",
  method: "GET",
  path: "/crm/v8/settings/variable_groups/{id}",
  success: Schema.Struct({ variable_groups: Schema.Array(VariableGroup) }),
  credits: 1,
  retry: "safe"
})

/** Changes up to 10 groups of one's own, each by its id. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "VariableGroups.update",
  method: "PUT",
  path: "/crm/v8/settings/variable_groups",
  body: Schema.Struct({ variable_groups: Bounds.some(Schema.Struct({ id: Bounds.Id, ...change }), 10) }),
  items: "variable_groups",
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Changes one group. */
export const updateOne = /* @__PURE__ */ WriteOperation.make({
  name: "VariableGroups.updateOne",
  method: "PUT",
  path: "/crm/v8/settings/variable_groups/{id}",
  body: Schema.Struct({ variable_groups: Bounds.one(VariableGroupChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** An API name that is still free, made of a name. It takes nothing. */
export const generateApiName = /* @__PURE__ */ WriteOperation.make({
  name: "VariableGroups.generateApiName",
  method: "POST",
  path: "/crm/v8/settings/variable_groups/actions/generate_api_name",
  body: Schema.Struct({ variable_groups: Bounds.one(Schema.Struct({ name: Bounds.text(50) })) }),
  details: Schema.Struct({ api_name: Schema.String }),
  credits: 1,
  retry: "safe"
})
