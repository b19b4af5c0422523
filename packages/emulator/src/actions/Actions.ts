/** Verbs on records: what a call does with them besides reading and writing their fields. */
import type { Route } from "../Router.ts"
import * as AssignmentEntries from "./AssignmentEntries.ts"
import * as AssignmentRules from "./AssignmentRules.ts"
import * as Blueprint from "./Blueprint.ts"
import * as ChangeOwner from "./ChangeOwner.ts"
import * as ConversionOptions from "./ConversionOptions.ts"
import * as Convert from "./Convert.ts"
import * as FullData from "./FullData.ts"
import * as InventoryConvert from "./InventoryConvert.ts"
import * as MassChangeOwner from "./MassChangeOwner.ts"
import * as MassConvert from "./MassConvert.ts"
import * as MassDelete from "./MassDelete.ts"
import * as MassUpdate from "./MassUpdate.ts"
import * as Merge from "./Merge.ts"

type Operation = "READ" | "CREATE" | "UPDATE" | "DELETE"

const modules = (operation: Operation) => ({ group: "modules", sub: "{module}", operation }) as const

/** A scope of the verb's own, where the modules' scope serves as well. */
const verb = (group: string, operation: Operation, asModule: Operation = operation) =>
  ({ ...modules(asModule), or: { group, sub: "{module}", operation } }) as const

const route = (
  method: Route["method"],
  path: string,
  scope: Route["scope"],
  handler: Route["handler"],
  credits = 1,
  needs?: Route["needs"]
): Route => ({
  host: "api",
  method,
  path: `/crm/v8${path}`,
  scope,
  credits,
  handler,
  ...(needs === undefined ? {} : { needs })
})

const changeOwner = verb("change_owner", "CREATE", "UPDATE")
const massUpdate = verb("mass_update", "UPDATE")
const massDelete = verb("mass_delete", "DELETE")

const leads = (operation: Operation) => ({ group: "modules", sub: "leads", operation }) as const
const massConvert = (operation: Operation) =>
  ({ ...leads(operation), or: { group: "mass_convert", sub: "leads", operation } }) as const

const converting = ["View", "Convert"] as const
const inventory = (operation: Operation) => verb("mass_convert", operation)
const rules = "/settings/automation/assignment_rules"
const ruleScope = (operation: Operation) => ({ group: "settings", sub: "assignment_rules", operation }) as const

export const routes: ReadonlyArray<Route> = [
  route("POST", "/{module}/{id}/actions/change_owner", changeOwner, ChangeOwner.one, 1, ["Change_Owner"]),
  route("POST", "/{module}/actions/change_owner", changeOwner, ChangeOwner.many, 1, ["Change_Owner"]),
  route("POST", "/{module}/actions/mass_change_owner", changeOwner, MassChangeOwner.start, 1, ["Mass_Transfer"]),
  route("GET", "/{module}/actions/mass_change_owner", changeOwner, MassChangeOwner.status, 1, ["Mass_Transfer"]),
  route("POST", "/{module}/actions/mass_update", massUpdate, MassUpdate.start, 1, ["Mass_Update"]),
  route("GET", "/{module}/actions/mass_update", massUpdate, MassUpdate.status, 1, ["Mass_Update"]),
  route("POST", "/{module}/actions/mass_delete", massDelete, MassDelete.start, 1, ["Mass_Delete"]),
  route("GET", "/{module}/actions/mass_delete", massDelete, MassDelete.status, 1, ["Mass_Delete"]),
  route("POST", "/{module}/{id}/actions/merge", modules("UPDATE"), Merge.start, 50, ["Merge"]),
  route("GET", "/{module}/{id}/actions/merge", modules("READ"), Merge.status),
  route("POST", "/Leads/{id}/actions/convert", leads("CREATE"), Convert.convert, 5, converting),
  route("GET", "/Leads/{id}/__conversion_options", leads("READ"), ConversionOptions.get, 1, converting),
  route("POST", "/Leads/actions/mass_convert", massConvert("CREATE"), MassConvert.start, 200, converting),
  route("GET", "/Leads/actions/mass_convert", massConvert("READ"), MassConvert.status),
  route("POST", "/{module}/{id}/actions/convert", inventory("CREATE"), InventoryConvert.convert, 1, converting),
  route("POST", "/{module}/actions/mass_convert", inventory("CREATE"), InventoryConvert.start, 1, converting),
  route("GET", "/{module}/actions/mass_convert", inventory("READ"), InventoryConvert.status),
  route("GET", "/{module}/{id}/actions/blueprint", modules("READ"), Blueprint.get),
  route("PUT", "/{module}/{id}/actions/blueprint", modules("UPDATE"), Blueprint.put),
  route("GET", "/{module}/actions/fetch_full_data", modules("READ"), FullData.many),
  route("GET", "/{module}/{id}/actions/fetch_full_data", modules("READ"), FullData.one),
  route("GET", rules, ruleScope("READ"), AssignmentRules.list),
  route("POST", rules, ruleScope("CREATE"), AssignmentRules.create),
  route("GET", `${rules}/actions/count`, ruleScope("READ"), AssignmentRules.count),
  route("GET", `${rules}/{id}`, ruleScope("READ"), AssignmentRules.one),
  route("PUT", `${rules}/{id}`, ruleScope("UPDATE"), AssignmentRules.update),
  route("DELETE", `${rules}/{id}`, ruleScope("DELETE"), AssignmentRules.remove),
  route("POST", `${rules}/{id}/actions/clone`, ruleScope("CREATE"), AssignmentRules.clone),
  route("PUT", `${rules}/{id}/actions/clone_entries`, ruleScope("UPDATE"), AssignmentEntries.clone),
  route("PUT", `${rules}/{id}/actions/reorder_entries`, ruleScope("UPDATE"), AssignmentEntries.reorder),
  route("GET", `${rules}/{id}/actions/associations`, ruleScope("READ"), AssignmentRules.associations)
]
