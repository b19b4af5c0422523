/** The layouts of a module: sections of fields, and which of these a layout asks for. Scope: ZohoCRM.settings.layouts.READ. */
import * as Operation from "@effect-zoho/client/Operation"
import * as Schema from "effect/Schema"
import { maybe } from "./internal/Lenient.ts"

/** A field as a layout has it. */
export const LayoutField = Schema.Struct({
  id: Schema.String,
  api_name: Schema.String,
  /** Must be filled where the layout is used. */
  required: maybe(Schema.Boolean)
})

export const Section = Schema.Struct({
  id: maybe(Schema.String),
  api_name: maybe(Schema.String),
  display_label: maybe(Schema.String),
  sequence_number: maybe(Schema.Number),
  fields: maybe(Schema.Array(LayoutField))
})

export const Layout = Schema.Struct({
  id: Schema.String,
  name: maybe(Schema.String),
  api_name: maybe(Schema.String),
  display_label: maybe(Schema.String),
  /** `active` or `inactive`; a number in older answers. */
  status: maybe(Schema.Union([Schema.String, Schema.Number])),
  visible: maybe(Schema.Boolean),
  sections: maybe(Schema.Array(Section))
})
export type Layout = typeof Layout.Type

/** All layouts of one module. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Layouts.list",
  method: "GET",
  path: "/crm/v8/settings/layouts",
  query: Schema.Struct({ module: Schema.String }),
  success: Schema.Struct({ layouts: Schema.Array(Layout) }),
  empty: { layouts: [] },
  credits: 1,
  retry: "safe"
})
