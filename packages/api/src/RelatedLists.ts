/** The related lists of a module's records. Scope: ZohoCRM.settings.related_lists.READ. */
import * as Operation from "@effect-zoho/client/Operation"
import * as Schema from "effect/Schema"
import { maybe } from "./internal/Lenient.ts"

export const RelatedList = Schema.Struct({
  id: Schema.String,
  /** What `Related.stream` asks for. */
  api_name: Schema.String,
  name: maybe(Schema.String),
  display_label: maybe(Schema.String),
  /** Whose records they are; nothing for lists of their own kind. */
  module: maybe(Schema.Struct({ api_name: Schema.String, id: maybe(Schema.String) })),
  /** `default`, `custom`, `multiselectlookup`. */
  type: maybe(Schema.String),
  /** `Leads/{ENTITYID}/Notes`; nothing for a list that no call reaches. */
  href: maybe(Schema.String),
  status: maybe(Schema.String)
})
export type RelatedList = typeof RelatedList.Type

/** All related lists of one module. */
export const list = /* @__PURE__ */ Operation.make({
  name: "RelatedLists.list",
  method: "GET",
  path: "/crm/v8/settings/related_lists",
  query: Schema.Struct({ module: Schema.String }),
  success: Schema.Struct({ related_lists: Schema.Array(RelatedList) }),
  empty: { related_lists: [] },
  credits: 1,
  retry: "safe"
})
