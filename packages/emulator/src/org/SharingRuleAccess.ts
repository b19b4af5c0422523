/** What sharing rules open to a user: records of some owners, or those that criteria choose. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Store from "./SharingRuleStore.ts"
import type * as Visibility from "./Visibility.ts"

const conditionOf = (core: Core, user: string, module: Module, rule: Store.Rule): string | undefined => {
  if (rule.type === "Record_Owner_Based") {
    const owners = rule.from === null ? [] : [...Store.usersOf(core, rule.from)].filter(Json.isId)
    return `"Owner" IN (${owners.map((id) => `'${id}'`).join(",")})`
  }
  // Criteria whose field is gone choose nothing.
  const compiled = Criteria.compile(core, module, rule.criteria, { userId: user })
  return Criteria.isError(compiled) ? undefined : Criteria.inlined(compiled)
}

/** Records that rules share with the user, by module. */
export const grants = (core: Core, user: string): ((module: Module) => ReadonlyArray<Visibility.Grant>) => {
  const mine = Store.list(core).filter((rule) => rule.active && Store.reaches(core, rule, user))
  return (module) =>
    mine.flatMap((rule): ReadonlyArray<Visibility.Grant> => {
      const where = rule.module === module.apiName ? conditionOf(core, user, module, rule) : undefined
      const writable = rule.permission === "read_write_delete"
      return where === undefined ? [] : [{ where, edit: writable, delete: writable }]
    })
}
