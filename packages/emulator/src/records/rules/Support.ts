/** Cases and solutions: a comment is added to those there are. */
import * as Clock from "../../Clock.ts"
import * as Json from "../../Json.ts"
import * as Draft from "../Draft.ts"
import * as FieldType from "../FieldType.ts"
import type { Rule } from "./Rule.ts"

const listOf = (stored: unknown): ReadonlyArray<unknown> => {
  const parsed = typeof stored === "string" ? Json.parse(stored) : undefined
  return Array.isArray(parsed) ? parsed : []
}

export const rule: Rule = {
  before: (draft) => {
    const given = draft.values.get("Comments")
    if (given === undefined) return undefined
    if (given === null) {
      draft.values.set("No_of_comments", 0)
      return undefined
    }
    const by: unknown = JSON.parse(FieldType.userJson(draft.core, draft.user, false))
    const at = Clock.format(Draft.now(draft.core))
    const added = listOf(given).map((comment) => ({
      ...Json.asObject(comment),
      commented_by: Json.asObject(by)?.["name"] ?? null,
      commented_time: at
    }))
    const all = [...listOf(draft.stored()["Comments"]), ...added]
    draft.values.set("Comments", JSON.stringify(all))
    draft.values.set("No_of_comments", all.length)
    return undefined
  }
}
