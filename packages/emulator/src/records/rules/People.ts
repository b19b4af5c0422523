/** Leads and contacts: the full name follows its parts. */
import * as Draft from "../Draft.ts"
import type { Rule } from "./Rule.ts"

export const rule: Rule = {
  before: (draft) => {
    if (!draft.values.has("First_Name") && !draft.values.has("Last_Name")) return undefined
    const name = [Draft.willText(draft, "First_Name"), Draft.willText(draft, "Last_Name")]
      .filter((piece) => piece !== undefined && piece !== "")
      .join(" ")
    draft.values.set("Full_Name", name.slice(0, 120))
    return undefined
  }
}
