/** Ties of a many-to-many lookup: a pair is there once. */
import { quote } from "../../Database.ts"
import * as Draft from "../Draft.ts"
import { refuse } from "../Outcome.ts"
import type { Rule } from "./Rule.ts"

export const rule: Rule = {
  before: (draft) => {
    const { core, id, module } = draft
    const names = module.fields.filter((field) => field.systemMandatory).map((field) => field.apiName)
    const values = names.map((name) => Draft.willText(draft, name))
    // A tie that is written with its record gets the record's id later, and was looked at with it.
    if (names.length < 2 || values.includes(undefined)) return undefined
    const other = core.db.get(
      `SELECT id FROM ${module.table} WHERE ${names.map((name) => `${quote(name)}=?`).join(" AND ")} AND id<>?`,
      ...values.map((value) => value ?? ""),
      id ?? ""
    )?.["id"]
    return other === undefined
      ? undefined
      : refuse("DUPLICATE_LINKING_DATA", "duplicate association", { linking_fields: names, id: other })
  }
}
