/** Variables of the org, kept for scripts and functions. Scopes: ZohoCRM.settings.variables.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, maybe } from "./internal/Lenient.ts"

export const Variable = Schema.Struct({
  id: Schema.String,
  api_name: Schema.String,
  name: maybe(Schema.String),
  description: maybe(Schema.String),
  /** `text`, `integer`, `boolean`, `date`, `float`, and in older orgs more. */
  type: maybe(Schema.String),
  /** Text in the examples, whatever the type; empty or null where there is none. */
  value: maybe(Schema.Union([Schema.String, Schema.Number, Schema.Boolean])),
  variable_group: maybe(
    Schema.Struct({ id: maybe(Schema.String), api_name: maybe(Schema.String), name: maybe(Schema.String) })
  ),
  read_only: maybe(Schema.Boolean),
  source: maybe(Schema.String)
})
export type Variable = typeof Variable.Type

/** Types that a new variable may have: those of the newer pages and of the older ones. */
export const Type = Schema.Literals([
  "text",
  "integer",
  "boolean",
  "date",
  "float",
  "textarea",
  "percent",
  "double",
  "currency",
  "datetime",
  "email",
  "phone",
  "website",
  "checkbox"
])
export type Type = typeof Type.Type

const Value = Schema.NullOr(
  Schema.Union([
    Schema.String.check(Schema.isMaxLength(3000, { expected: "a text of at most 3000 characters" })),
    Schema.Finite,
    Schema.Boolean
  ])
)

/** A variable to make. */
export const NewVariable = Schema.Struct({
  name: Bounds.text(50),
  api_name: Bounds.ApiName,
  type: Type,
  variable_group: Bounds.Ref,
  description: Schema.optionalKey(Bounds.clearable(250)),
  value: Schema.optionalKey(Value)
})
export type NewVariable = typeof NewVariable.Type

const change = {
  name: Schema.optionalKey(Bounds.text(50)),
  api_name: Schema.optionalKey(Bounds.ApiName),
  description: Schema.optionalKey(Bounds.clearable(250)),
  value: Schema.optionalKey(Value)
}

/** What a variable may become; its type and group stay. */
export const VariableChange = Schema.Struct(change)
export type VariableChange = typeof VariableChange.Type

/** All variables, or those of one group by its API name or id. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Variables.list",
  method: "GET",
  path: "/crm/v8/settings/variables",
  query: Schema.Struct({ group: Schema.optionalKey(Schema.String) }),
  success: Schema.Struct({ variables: Schema.Array(Variable) }),
  empty: { variables: [] },
  credits: 1,
  retry: "safe"
})

/** One variable by its id, or by its API name together with its `group`; as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Variables.get",
  method: "GET",
  path: "/crm/v8/settings/variables/{id}",
  query: Schema.Struct({ group: Schema.optionalKey(Schema.String) }),
  success: Schema.Struct({ variables: Schema.Array(Variable) }),
  credits: 1,
  retry: "safe"
})

/** What uses a variable, by kind: it cannot be deleted before. */
export const associations = /* @__PURE__ */ Operation.make({
  name: "Variables.associations",
  method: "GET",
  path: "/crm/v8/settings/variables/{id}/actions/associations",
  success: Schema.Struct({
    variables_associations: Schema.Array(
      Schema.Struct({
        /** `email_templates`. */
        name: Schema.String,
        resources: Schema.Array(
          Schema.Struct({ id: Schema.String, name: maybe(Schema.String), details: maybe(Schema.JsonObject) })
        )
      })
    )
  }),
  empty: { variables_associations: [] },
  credits: 1,
  retry: "safe"
})

/** Makes up to 25 variables. */
export const create = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Variables.create",
  method: "POST",
  path: "/crm/v8/settings/variables",
  body: Schema.Struct({ variables: Bounds.some(NewVariable, 25) }),
  items: "variables",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes up to 25 variables, each by its id. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Variables.update",
  method: "PUT",
  path: "/crm/v8/settings/variables",
  body: Schema.Struct({ variables: Bounds.some(Schema.Struct({ id: Bounds.Id, ...change }), 25) }),
  items: "variables",
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Changes one variable, by its id, or by its API name together with its `group`. */
export const updateOne = /* @__PURE__ */ WriteOperation.make({
  name: "Variables.updateOne",
  method: "PUT",
  path: "/crm/v8/settings/variables/{id}",
  query: Schema.Struct({ group: Schema.optionalKey(Schema.String) }),
  body: Schema.Struct({ variables: Bounds.one(VariableChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes up to 100 variables. */
export const remove = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Variables.remove",
  method: "DELETE",
  path: "/crm/v8/settings/variables",
  query: Schema.Struct({ ids: Bounds.ids(100) }),
  items: "ids",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** An API name that is still free, made of a name. It takes nothing. */
export const generateApiName = /* @__PURE__ */ WriteOperation.make({
  name: "Variables.generateApiName",
  method: "POST",
  path: "/crm/v8/settings/variables/actions/generate_api_name",
  body: Schema.Struct({
    variables: Bounds.one(Schema.Struct({ name: Bounds.text(50), variable_group: Bounds.Ref }))
  }),
  details: Schema.Struct({ api_name: Schema.String }),
  credits: 1,
  retry: "safe"
})
