/** What the org's edition has, and how much of it is used. Scope: ZohoCRM.features.READ. */
import * as Operation from "@effect-zoho/client/Operation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Info, maybe } from "./internal/Lenient.ts"

const Count = Schema.Struct({ total: maybe(Schema.Number), edition_limit: maybe(Schema.Number) })

const of = {
  api_name: maybe(Schema.String),
  feature_label: maybe(Schema.String),
  /** Does the module that was asked about have it? */
  module_supported: maybe(Schema.Boolean),
  details: maybe(
    Schema.Struct({
      /** How much of it there may be. */
      limits: maybe(Count),
      /** How much there is; a number alone in some answers. */
      used_count: maybe(Schema.Union([Count, Schema.Number])),
      /** How much more there may be. */
      available_count: maybe(Count)
    })
  )
}

export const Feature = Schema.Struct({
  ...of,
  parent_feature: maybe(Schema.Struct({ api_name: maybe(Schema.String) })),
  components: maybe(Schema.Array(Schema.Struct(of)))
})
export type Feature = typeof Feature.Type

const success = Schema.Struct({ __features: Schema.Array(Feature), info: maybe(Info) })
const empty = { __features: [] }

/** All features, or those that are named, of the org or of a module. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Features.list",
  method: "GET",
  path: "/crm/v8/__features",
  query: Schema.Struct({
    module: Schema.optionalKey(Bounds.ApiName),
    api_names: Schema.optionalKey(Bounds.commaSeparated(Bounds.ApiName, 50)),
    ...Bounds.paging
  }),
  success,
  empty,
  credits: 1,
  retry: "safe"
})

/** One feature by its API name, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Features.get",
  method: "GET",
  path: "/crm/v8/__features/{name}",
  query: Schema.Struct({ module: Schema.optionalKey(Bounds.ApiName) }),
  success,
  credits: 1,
  retry: "safe"
})

/** How many users the org may have, and how many it has. */
export const userLicenses = /* @__PURE__ */ Operation.make({
  name: "Features.userLicenses",
  method: "GET",
  path: "/crm/v8/__features/user_licenses",
  success,
  credits: 1,
  retry: "safe"
})
