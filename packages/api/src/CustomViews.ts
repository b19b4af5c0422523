/** Custom views of a module. Scopes: ZohoCRM.settings.custom_views.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Criteria } from "./internal/Criteria.ts"
import { Changed, Info, maybe, Named, stamps } from "./internal/Lenient.ts"

const FieldRef = Schema.Struct({ api_name: maybe(Schema.String), id: maybe(Schema.String) })

export const CustomView = Schema.Struct({
  id: Schema.String,
  name: maybe(Schema.String),
  display_value: maybe(Schema.String),
  /** `ALLVIEWS`: of Zoho's own views. */
  system_name: maybe(Schema.String),
  system_defined: maybe(Schema.Boolean),
  /** `public_views`, `created_by_me`, `shared_with_me`, `other_users_views`. */
  category: maybe(Schema.String),
  /** `public`, `only_to_me` or `shared`. */
  access_type: maybe(Schema.String),
  default: maybe(Schema.Boolean),
  locked: maybe(Schema.Boolean),
  /** Its place among the favourites. */
  favorite: maybe(Schema.Number),
  last_accessed_time: maybe(Schema.String),
  ...stamps,
  // What follows is with a single view only.
  criteria: maybe(Criteria),
  fields: maybe(Schema.Array(Schema.Struct({ ...FieldRef.fields, _pin: maybe(Schema.Boolean) }))),
  sort_by: maybe(FieldRef),
  sort_order: maybe(Schema.String),
  shared_to: maybe(
    Schema.Array(Schema.Struct({ ...Named.fields, type: maybe(Schema.String), subordinates: maybe(Schema.Boolean) }))
  ),
  cross_filters: maybe(
    Schema.Array(
      Schema.Struct({
        /** The related list that is looked at. */
        relation: maybe(FieldRef),
        /** False: records that have none of it. */
        include_objects: maybe(Schema.Boolean),
        criteria: maybe(Criteria)
      })
    )
  )
})
export type CustomView = typeof CustomView.Type

const info = maybe(
  Schema.Struct({
    ...Info.fields,
    /** The id of the view that is shown first. */
    default: maybe(Schema.String),
    /** How the categories are called. */
    translation: maybe(Schema.JsonObject)
  })
)

/** A field by its API name or its id; `name` is for people. */
const AField = Schema.Struct({
  api_name: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(Bounds.Id)
}).check(
  Schema.makeFilter((it) => it.api_name !== undefined || it.id !== undefined, {
    expected: "a field by its api_name or its id"
  })
)

const change = {
  access_type: Schema.optionalKey(Schema.Literals(["public", "only_to_me", "shared"])),
  shared_to: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        id: Bounds.Id,
        type: Schema.Literals(["users", "roles", "groups", "territories"]),
        name: Schema.optionalKey(Schema.String),
        subordinates: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
      })
    )
  ),
  criteria: Schema.optionalKey(Schema.NullOr(Criteria)),
  cross_filters: Schema.optionalKey(
    Schema.NullOr(
      Schema.Array(
        Schema.Struct({
          relation: Schema.Struct({ api_name: Schema.optionalKey(Schema.String), id: Schema.optionalKey(Bounds.Id) }),
          include_objects: Schema.Boolean,
          criteria: Schema.optionalKey(Schema.NullOr(Criteria))
        })
      )
    )
  ),
  fields: Schema.optionalKey(
    Bounds.some(
      Schema.Struct({
        api_name: Schema.optionalKey(Schema.String),
        id: Schema.optionalKey(Bounds.Id),
        /** Stays in sight when the list is moved. */
        _pin: Schema.optionalKey(Schema.Boolean)
      }),
      50
    )
  ),
  sort_by: Schema.optionalKey(Schema.NullOr(AField)),
  sort_order: Schema.optionalKey(Schema.NullOr(Schema.Literals(["asc", "desc"]))),
  /** Only who made it may change it. */
  locked: Schema.optionalKey(Schema.Boolean),
  wrap_text: Schema.optionalKey(Schema.Boolean)
}

const Name = Bounds.text(50)

/** A view to make. Zoho wants `fields` from people, and takes a view without them. */
export const NewCustomView = Schema.Struct({ name: Name, ...change })
export type NewCustomView = typeof NewCustomView.Type

/** What a view may become; what is left out stays. */
export const CustomViewChange = Schema.Struct({ name: Schema.optionalKey(Name), ...change })
export type CustomViewChange = typeof CustomViewChange.Type

const module = Schema.Struct({ module: Bounds.ApiName })
const sorting = { sort_by: AField, sort_order: Schema.Literals(["asc", "desc"]) }

/** The views of a module that the user may see, without their criteria and fields. */
export const list = /* @__PURE__ */ Operation.make({
  name: "CustomViews.list",
  method: "GET",
  path: "/crm/v8/settings/custom_views",
  query: Schema.Struct({ ...module.fields, ...Bounds.paging }),
  success: Schema.Struct({ custom_views: Schema.Array(CustomView), info }),
  empty: { custom_views: [] },
  credits: 1,
  retry: "safe"
})

/** One view with its criteria, fields and sorting, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "CustomViews.get",
  method: "GET",
  path: "/crm/v8/settings/custom_views/{id}",
  query: module,
  success: Schema.Struct({ custom_views: Schema.Array(CustomView), info }),
  credits: 1,
  retry: "safe"
})

/** Makes up to 10 views. */
export const create = /* @__PURE__ */ WriteOperation.makeMany({
  name: "CustomViews.create",
  method: "POST",
  path: "/crm/v8/settings/custom_views",
  query: module,
  body: Schema.Struct({ custom_views: Bounds.some(NewCustomView, 10) }),
  items: "custom_views",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Changes up to 10 views, each by its id. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "CustomViews.update",
  method: "PUT",
  path: "/crm/v8/settings/custom_views",
  query: module,
  body: Schema.Struct({
    custom_views: Bounds.some(Schema.Struct({ id: Bounds.Id, ...CustomViewChange.fields }), 10)
  }),
  items: "custom_views",
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Changes one view. */
export const updateOne = /* @__PURE__ */ WriteOperation.make({
  name: "CustomViews.updateOne",
  method: "PUT",
  path: "/crm/v8/settings/custom_views/{id}",
  query: module,
  body: Schema.Struct({ custom_views: Bounds.one(CustomViewChange) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Deletes up to 100 views of one module. */
export const remove = /* @__PURE__ */ WriteOperation.makeMany({
  name: "CustomViews.remove",
  method: "DELETE",
  path: "/crm/v8/settings/custom_views",
  query: Schema.Struct({ ...module.fields, ids: Bounds.ids(100) }),
  items: "ids",
  details: Changed,
  credits: 1,
  retry: "after-lookup"
})

/** Sorts up to 10 views, Zoho's own too. */
export const sort = /* @__PURE__ */ WriteOperation.makeMany({
  name: "CustomViews.sort",
  method: "PUT",
  path: "/crm/v8/settings/custom_views/actions/change_sort",
  query: module,
  body: Schema.Struct({ custom_views: Bounds.some(Schema.Struct({ id: Bounds.Id, ...sorting }), 10) }),
  items: "custom_views",
  details: Changed,
  credits: 1,
  retry: "safe"
})

/** Sorts one view, one of Zoho's own too. */
export const sortOne = /* @__PURE__ */ WriteOperation.make({
  name: "CustomViews.sortOne",
  method: "PUT",
  path: "/crm/v8/settings/custom_views/{id}/actions/change_sort",
  query: module,
  body: Schema.Struct({ custom_views: Bounds.one(Schema.Struct(sorting)) }),
  details: Changed,
  credits: 1,
  retry: "safe"
})
