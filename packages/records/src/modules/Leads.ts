/** Leads: the module and its record service. */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import * as Module from "../Module.ts"
import type { Records } from "../Records.ts"

export const module = Module.make("Leads", {
  fields: {
    Last_Name: Schema.String,
    First_Name: Schema.NullOr(Schema.String),
    Company: Schema.NullOr(Schema.String),
    Email: Schema.NullOr(Schema.String),
    Mobile: Schema.NullOr(Schema.String)
  },
  unique: ["Email"],
  mandatory: ["Last_Name"]
})

export class Leads extends Context.Service<Leads, Records<typeof module.fields>>()("@effect-zoho/records/Leads") {}
