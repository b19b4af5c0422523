/**
 * The tags of a module. Scopes: ZohoCRM.settings.tags.READ, CREATE, UPDATE, DELETE. Records get and lose theirs by
 * `Tag` of `records`.
 */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { maybe, stamps } from "./internal/Lenient.ts"

export const Tag = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  /** `#F17574`; null for a tag without a colour. */
  color_code: maybe(Schema.String),
  ...stamps
})
export type Tag = typeof Tag.Type

/** What a change says about its tag; the name is left out of a merge, and all but the id of a deletion. */
const Told = Schema.Struct({
  id: Schema.String,
  name: maybe(Schema.String),
  color_code: maybe(Schema.String),
  ...stamps
})

const Color = Schema.NullOr(
  Schema.String.check(Schema.isPattern(/^#[0-9A-Fa-f]{6}$/u, { expected: "a colour as #F17574" }))
)

const Name = Bounds.text(25)

/** A tag to make. */
export const NewTag = Schema.Struct({ name: Name, color_code: Schema.optionalKey(Color) })
export type NewTag = typeof NewTag.Type

const module = Schema.Struct({ module: Bounds.ApiName })

/** All tags of a module, or those that the user made. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Tags.list",
  method: "GET",
  path: "/crm/v8/settings/tags",
  query: Schema.Struct({ ...module.fields, my_tags: Schema.optionalKey(Schema.Boolean) }),
  success: Schema.Struct({
    tags: Schema.Array(Tag),
    info: maybe(
      Schema.Struct({
        count: maybe(Schema.Number),
        /** How many the module may have. */
        allowed_count: maybe(Schema.Number)
      })
    )
  }),
  empty: { tags: [] },
  credits: 1,
  retry: "safe"
})

/** How many records have a tag: as text, as Zoho gives it. */
export const count = /* @__PURE__ */ Operation.make({
  name: "Tags.count",
  method: "GET",
  path: "/crm/v8/settings/tags/{id}/actions/records_count",
  query: module,
  success: Schema.Struct({ count: Schema.Union([Schema.String, Schema.Number]) }),
  credits: 1,
  retry: "safe"
})

/** Makes up to 100 tags. */
export const create = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Tags.create",
  method: "POST",
  path: "/crm/v8/settings/tags",
  query: module,
  body: Schema.Struct({ tags: Bounds.some(NewTag, 100) }),
  items: "tags",
  details: Told,
  credits: 1,
  retry: "after-lookup"
})

/** Changes up to 100 tags, each by its id. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Tags.update",
  method: "PUT",
  path: "/crm/v8/settings/tags",
  query: module,
  body: Schema.Struct({
    tags: Bounds.some(
      Schema.Struct({ id: Bounds.Id, name: Schema.optionalKey(Name), color_code: Schema.optionalKey(Color) }),
      100
    )
  }),
  items: "tags",
  details: Told,
  credits: 1,
  retry: "safe"
})

/** Changes one tag. */
export const updateOne = /* @__PURE__ */ WriteOperation.make({
  name: "Tags.updateOne",
  method: "PUT",
  path: "/crm/v8/settings/tags/{id}",
  query: module,
  body: Schema.Struct({ tags: Bounds.one(NewTag) }),
  details: Told,
  credits: 1,
  retry: "safe"
})

/** Gives the records of a tag the one that `conflict_id` names, and deletes the first. What is told is the one that stays. */
export const merge = /* @__PURE__ */ WriteOperation.make({
  name: "Tags.merge",
  method: "POST",
  path: "/crm/v8/settings/tags/{id}/actions/merge",
  body: Schema.Struct({
    tags: Bounds.one(Schema.Struct({ conflict_id: Bounds.Id, modified_time: Schema.optionalKey(Schema.String) }))
  }),
  details: Told,
  credits: 1,
  retry: "after-lookup"
})

/** Deletes a tag; records lose it. */
export const remove = /* @__PURE__ */ WriteOperation.make({
  name: "Tags.remove",
  method: "DELETE",
  path: "/crm/v8/settings/tags/{id}",
  details: Told,
  credits: 1,
  retry: "after-lookup"
})
