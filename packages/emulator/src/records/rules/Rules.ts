/** What modules demand and work out beyond their fields: the list of rules, one family a file. */
import type { Draft } from "../Draft.ts"
import type { Refusal } from "../Outcome.ts"
import * as Formulas from "../formula/Formulas.ts"
import * as Tags from "../values/Tags.ts"
import * as Activities from "./Activities.ts"
import * as Deals from "./Deals.ts"
import * as Links from "./Links.ts"
import * as LineItems from "./LineItems.ts"
import * as Notes from "./Notes.ts"
import * as People from "./People.ts"
import type { Rule } from "./Rule.ts"
import * as Services from "./Services.ts"
import * as Support from "./Support.ts"

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["Leads", People.rule],
  ["Contacts", People.rule],
  ["Deals", Deals.rule],
  ["Tasks", Activities.tasks],
  ["Events", Activities.events],
  ["Calls", Activities.calls],
  ["Cases", Support.rule],
  ["Solutions", Support.rule],
  ["Notes", Notes.rule],
  ["Services__s", Services.services],
  ["Appointments__s", Services.appointments],
  ...LineItems.rules
])

const ruleOf = (draft: Draft): Rule | undefined =>
  draft.module.generatedType === "linking" ? Links.rule : rules.get(draft.module.apiName)

/** Refuses the row, or adds what follows from it. */
export const before = (draft: Draft): Refusal | undefined => ruleOf(draft)?.before?.(draft) ?? Tags.settle(draft)

/** What follows once the record is stored. */
export const after = (draft: Draft, id: string): void => {
  ruleOf(draft)?.after?.(draft, id)
  Formulas.settle(draft, id)
}
