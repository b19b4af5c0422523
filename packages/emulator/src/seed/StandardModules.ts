/** The standard modules of an org, in the order of their tabs; rows of subforms and links come last. */
import * as Activities from "./modules/Activities.ts"
import * as Catalog from "./modules/Catalog.ts"
import * as Extras from "./modules/Extras.ts"
import * as Orders from "./modules/Orders.ts"
import * as People from "./modules/People.ts"
import * as Sales from "./modules/Sales.ts"
import * as Services from "./modules/Services.ts"
import * as Support from "./modules/Support.ts"
import type { ModuleSpec } from "./Spec.ts"

const all: ReadonlyArray<ModuleSpec> = [
  People.leads,
  Sales.accounts,
  People.contacts,
  Sales.deals,
  Sales.campaigns,
  Activities.tasks,
  Activities.events,
  Activities.calls,
  Activities.group,
  Catalog.products,
  ...Orders.quotes,
  ...Orders.salesOrders,
  ...Orders.purchaseOrders,
  ...Orders.invoices,
  Catalog.vendors,
  Catalog.priceBooks,
  Support.cases,
  Support.solutions,
  Services.services,
  Services.appointments,
  Services.rescheduledHistory,
  Extras.notes,
  Extras.attachments,
  ...Sales.dealLinks,
  Services.serviceMembers
]

export const modules: ReadonlyArray<ModuleSpec> = [
  ...all.filter((spec) => spec.parent === undefined),
  ...all.filter((spec) => spec.parent !== undefined)
]

/** The names of their fields, by module. */
export const names: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  modules.map((spec) => [
    spec.apiName,
    new Set(spec.sections.flatMap((section) => section.fields.map((field) => field.name)))
  ])
)
