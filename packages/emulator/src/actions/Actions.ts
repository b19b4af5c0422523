/** Verbs on records: what a call does with them besides reading and writing their fields. */
import type { Route } from "../Router.ts"
import * as ChangeOwner from "./ChangeOwner.ts"
import * as ConversionOptions from "./ConversionOptions.ts"
import * as Convert from "./Convert.ts"
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
  credits = 1
): Route => ({ host: "api", method, path: `/crm/v8${path}`, scope, credits, handler })

const changeOwner = verb("change_owner", "CREATE", "UPDATE")
const massUpdate = verb("mass_update", "UPDATE")
const massDelete = verb("mass_delete", "DELETE")

const leads = (operation: Operation) => ({ group: "modules", sub: "leads", operation }) as const
const massConvert = (operation: Operation) =>
  ({ ...leads(operation), or: { group: "mass_convert", sub: "leads", operation } }) as const

export const routes: ReadonlyArray<Route> = [
  route("POST", "/{module}/{id}/actions/change_owner", changeOwner, ChangeOwner.one),
  route("POST", "/{module}/actions/change_owner", changeOwner, ChangeOwner.many),
  route("POST", "/{module}/actions/mass_change_owner", changeOwner, MassChangeOwner.start),
  route("GET", "/{module}/actions/mass_change_owner", changeOwner, MassChangeOwner.status),
  route("POST", "/{module}/actions/mass_update", massUpdate, MassUpdate.start),
  route("GET", "/{module}/actions/mass_update", massUpdate, MassUpdate.status),
  route("POST", "/{module}/actions/mass_delete", massDelete, MassDelete.start),
  route("GET", "/{module}/actions/mass_delete", massDelete, MassDelete.status),
  route("POST", "/{module}/{id}/actions/merge", modules("UPDATE"), Merge.start, 50),
  route("GET", "/{module}/{id}/actions/merge", modules("READ"), Merge.status),
  route("POST", "/Leads/{id}/actions/convert", leads("CREATE"), Convert.convert, 5),
  route("GET", "/Leads/{id}/__conversion_options", leads("READ"), ConversionOptions.get),
  route("POST", "/Leads/actions/mass_convert", massConvert("CREATE"), MassConvert.start, 200),
  route("GET", "/Leads/actions/mass_convert", massConvert("READ"), MassConvert.status)
]
