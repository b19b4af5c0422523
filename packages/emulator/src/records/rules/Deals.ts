/** Deals: stage, probability and the revenue that follows. */
import * as Pipelines from "../../settings/Pipelines.ts"
import * as Draft from "../Draft.ts"
import { refuse } from "../Outcome.ts"
import type { Rule } from "./Rule.ts"

const day = 86_400

export const rule: Rule = {
  before: (draft) => {
    const { core, module, values } = draft
    const stage = Draft.willText(draft, "Stage")
    const option = module.byName.get("Stage")?.pickList.find((one) => one.value === stage)
    if (
      (values.has("Stage") || values.has("Pipeline")) &&
      !Pipelines.allows(core, module, Draft.willText(draft, "Pipeline"), stage)
    )
      return refuse("MAPPING_MISMATCH", "Pipeline doesn't contain the Stage", {
        mapped_field: "Pipeline",
        api_name: "Stage",
        json_path: `${draft.path}.Stage`
      })
    if (values.has("Stage") && !values.has("Probability") && option?.probability !== undefined)
      values.set("Probability", option.probability)
    if (values.has("Amount") || values.has("Probability")) {
      const amount = Draft.willNumber(draft, "Amount")
      const probability = Draft.willNumber(draft, "Probability")
      const revenue = amount === undefined || probability === undefined ? null : (amount * probability) / 100
      values.set("Expected_Revenue", revenue === null ? null : Math.round(revenue * 100) / 100)
    }
    if (values.has("Stage")) {
      const closed = option?.forecast !== undefined && option.forecast.type !== "Open"
      const created = Draft.willNumber(draft, "Created_Time") ?? Draft.now(core)
      const days = closed ? Math.max(0, Math.floor((Draft.now(core) - created) / day)) : null
      values.set("Sales_Cycle_Duration", days)
      values.set("Overall_Sales_Duration", days)
    }
    return undefined
  }
}
