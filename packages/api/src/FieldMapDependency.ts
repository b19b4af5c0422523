/** Dependencies of pick-lists: which options of one field go with which of another, on one layout. Scopes: ZohoCRM.settings.map_dependency.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Changed, Info, maybe } from "./internal/Lenient.ts"

const FieldRef = Schema.Struct({ api_name: Schema.String, id: maybe(Schema.String) })

const option = {
  id: maybe(Schema.String),
  display_value: maybe(Schema.String),
  actual_value: maybe(Schema.String)
}

export const Dependency = Schema.Struct({
  id: Schema.String,
  /** The field that decides. */
  parent: FieldRef,
  /** The field whose options depend on it. */
  child: FieldRef,
  /** Options of the parent, each with those of the child: with a single dependency only. */
  pick_list_values: maybe(Schema.Array(Schema.Struct({ ...option, maps: maybe(Schema.Array(Schema.Struct(option))) }))),
  /** The subform that both are in; null for fields of the module itself. */
  sub_module: maybe(FieldRef),
  active: maybe(Schema.Boolean),
  internal: maybe(Schema.Boolean),
  source: maybe(Schema.Number),
  category: maybe(Schema.Number)
})
export type Dependency = typeof Dependency.Type

const AField = Schema.Struct({
  api_name: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(Bounds.Id)
}).check(
  Schema.makeFilter((it) => it.api_name !== undefined || it.id !== undefined, {
    expected: "a field by its api_name or its id"
  })
)

const anOption = {
  id: Bounds.Id,
  display_value: Schema.optionalKey(Schema.String),
  actual_value: Schema.optionalKey(Schema.String)
}

const values = Bounds.some(
  Schema.Struct({
    ...anOption,
    maps: Schema.Array(
      Schema.Struct({
        ...anOption,
        /** Takes the option of the child away: Zoho's example says null. */
        _delete: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
      })
    )
  }),
  5000
)

/** A dependency as a call gives it: both fields always; of the options those that are to be otherwise. What was read may stand there. */
export const DependencyInput = Schema.Struct({
  parent: AField,
  child: AField,
  pick_list_values: values,
  id: Schema.optionalKey(Bounds.Id),
  active: Schema.optionalKey(Schema.Boolean),
  internal: Schema.optionalKey(Schema.Boolean),
  source: Schema.optionalKey(Schema.Number),
  category: Schema.optionalKey(Schema.Number)
})
export type DependencyInput = typeof DependencyInput.Type

const module = Schema.Struct({ module: Bounds.ApiName })

/** The dependencies of a layout, without their options. */
export const list = /* @__PURE__ */ Operation.make({
  name: "FieldMapDependency.list",
  method: "GET",
  path: "/crm/v8/settings/layouts/{layout}/map_dependency",
  query: Schema.Struct({ ...module.fields, ...Bounds.paging }),
  success: Schema.Struct({ map_dependency: Schema.Array(Dependency), info: maybe(Info) }),
  empty: { map_dependency: [] },
  credits: 1,
  retry: "safe"
})

/** One dependency with its options, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "FieldMapDependency.get",
  method: "GET",
  path: "/crm/v8/settings/layouts/{layout}/map_dependency/{id}",
  query: module,
  success: Schema.Struct({ map_dependency: Schema.Array(Dependency) }),
  credits: 1,
  retry: "safe"
})

/** Makes a dependency. */
export const create = /* @__PURE__ */ WriteOperation.make({
  name: "FieldMapDependency.create",
  method: "POST",
  path: "/crm/v8/settings/layouts/{layout}/map_dependency",
  query: module,
  body: Schema.Struct({ map_dependency: Bounds.one(DependencyInput) }),
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes a dependency. */
export const update = /* @__PURE__ */ WriteOperation.make({
  name: "FieldMapDependency.update",
  method: "PUT",
  path: "/crm/v8/settings/layouts/{layout}/map_dependency/{id}",
  query: module,
  body: Schema.Struct({ map_dependency: Bounds.one(DependencyInput) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes a dependency. */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "FieldMapDependency.remove",
  method: "DELETE",
  path: "/crm/v8/settings/layouts/{layout}/map_dependency/{id}",
  query: module,
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})
