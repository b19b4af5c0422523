/** The pipelines of deals, each with its stages, as one layout has them. Scope: ZohoCRM.settings.pipeline.READ. */
import * as Operation from "@effect-zoho/client/Operation"
import * as Schema from "effect/Schema"
import { maybe } from "./internal/Lenient.ts"

/** A stage of a pipeline. */
export const Stage = Schema.Struct({
  id: maybe(Schema.String),
  /** What people see, and what a deal's `Stage` holds. */
  display_value: Schema.String,
  /** Zoho's own name for it, which stays when people call it otherwise. */
  actual_value: maybe(Schema.String),
  /** Its place in the pipeline, from 1. */
  sequence_number: maybe(Schema.Number),
  /** `Open`, `Closed Won` or `Closed Lost`. */
  forecast_type: maybe(Schema.String),
  forecast_category: maybe(Schema.Struct({ id: maybe(Schema.String), name: Schema.String }))
})
export type Stage = typeof Stage.Type

export const Pipeline = Schema.Struct({
  id: Schema.String,
  /** What a deal's `Pipeline` holds. */
  display_value: Schema.String,
  actual_value: maybe(Schema.String),
  /** Takes the deals that name none. */
  default: maybe(Schema.Boolean),
  maps: maybe(Schema.Array(Stage))
})
export type Pipeline = typeof Pipeline.Type

/** All pipelines of one layout of deals. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Pipelines.list",
  method: "GET",
  path: "/crm/v8/settings/pipeline",
  query: Schema.Struct({ layout_id: Schema.String }),
  success: Schema.Struct({ pipeline: Schema.Array(Pipeline) }),
  empty: { pipeline: [] },
  credits: 1,
  retry: "safe"
})
