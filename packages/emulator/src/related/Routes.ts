/** Related records, notes of a record, contact roles. */
import type { Handler, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as ContactRoles from "./ContactRoles.ts"
import * as Count from "./Count.ts"
import * as Notes from "./Notes.ts"
import * as Related from "./Related.ts"

type Operation = "READ" | "CREATE" | "UPDATE" | "DELETE"

const of = (operation: Operation) => ({ group: "modules", sub: "{module}", operation }) as const
const contacts = (operation: Operation) => ({ group: "modules", sub: "contacts", operation }) as const
const notes = (operation: Operation) =>
  ({ ...of(operation), or: { group: "modules", sub: "notes", operation } }) as const

const route = (
  method: Route["method"],
  path: string,
  scope: Route["scope"],
  handler: Route["handler"],
  credits = 1
): Route => ({ host: "api", method, path: `/crm/v8${path}`, scope, handler, credits })

/** Tying and untying are changes of the record. */
const untying = (path: string, handler: Handler): Route => ({
  ...route("DELETE", path, of("DELETE"), handler),
  needs: ["Edit"]
})

const deals = (operation: Operation) => ({ group: "modules", sub: "deals", operation }) as const
/** The contact roles of a deal are a related list like any other, at a path that names both. */
const ofDeal =
  (handler: Handler): Handler =>
  (call) =>
    handler({ ...call, params: { ...call.params, module: "Deals", list: "Contact_Roles" } })

/** Zoho's path names any module here and takes one. */
const onDealsOnly: Handler = (call) =>
  (call.params["module"] ?? "").toLowerCase() === "deals"
    ? ofDeal(Related.putMany)(call)
    : ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid", { resource_path_index: 0 })

export const routes: ReadonlyArray<Route> = [
  route("GET", "/{module}/{id}/{list}", of("READ"), Related.list),
  route("PUT", "/{module}/{id}/{list}", of("UPDATE"), Related.putMany),
  untying("/{module}/{id}/{list}", Related.removeMany),
  route("GET", "/{module}/{id}/{list}/{related}", of("READ"), Related.one),
  route("PUT", "/{module}/{id}/{list}/{related}", of("UPDATE"), Related.putOne),
  untying("/{module}/{id}/{list}/{related}", Related.removeOne),
  route("GET", "/{module}/deleted/{id}/{list}", of("READ"), Related.ofDeleted),
  { ...route("POST", "/{module}/{id}/Notes", notes("CREATE"), Notes.create), hangs: "Notes" },
  route("POST", "/{module}/{id}/actions/get_related_records_count", of("READ"), Count.related, 2),
  route("GET", "/Deals/{id}/Contact_Roles", deals("READ"), ofDeal(Related.list)),
  route("PUT", "/{module}/{id}/Contact_Roles", deals("UPDATE"), onDealsOnly),
  route("DELETE", "/Deals/{id}/Contact_Roles", deals("DELETE"), ofDeal(Related.removeMany)),
  route("GET", "/Deals/{id}/Contact_Roles/{related}", deals("READ"), ofDeal(Related.one)),
  route("PUT", "/Deals/{id}/Contact_Roles/{related}", deals("UPDATE"), ofDeal(Related.putOne)),
  route("DELETE", "/Deals/{id}/Contact_Roles/{related}", deals("DELETE"), ofDeal(Related.removeOne)),
  route("GET", "/Contacts/roles", contacts("READ"), ContactRoles.list),
  route("POST", "/Contacts/roles", contacts("CREATE"), ContactRoles.create),
  route("PUT", "/Contacts/roles", contacts("UPDATE"), ContactRoles.update),
  route("DELETE", "/Contacts/roles", contacts("DELETE"), ContactRoles.remove),
  route("GET", "/Contacts/roles/{id}", contacts("READ"), ContactRoles.one),
  route("PUT", "/Contacts/roles/{id}", contacts("UPDATE"), ContactRoles.update),
  route("DELETE", "/Contacts/roles/{id}", contacts("DELETE"), ContactRoles.remove)
]
