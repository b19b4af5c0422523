/** A note has a title or a content. */
import * as Draft from "../Draft.ts"
import { refuse } from "../Outcome.ts"
import type { Rule } from "./Rule.ts"

const names = ["Note_Content", "Note_Title"]

export const rule: Rule = {
  before: (draft) =>
    names.some((name) => Draft.willText(draft, name) !== undefined)
      ? undefined
      : refuse("EXPECTED_FIELD_MISSING", "should contain either content or title", {
          expected_fields: names.map((name) => ({ api_name: name, json_path: `${draft.path}.${name}` }))
        })
}
