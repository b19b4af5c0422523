/** The record calls of every module. */
import type { Route } from "../Router.ts"
import * as Delete from "./Delete.ts"
import * as Read from "./Read.ts"
import * as Search from "./Search.ts"
import * as Write from "./Write.ts"

const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "modules", sub: "{module}", operation }) as const
const searchScope = { ...scope("READ"), also: ["ZohoSearch.securesearch.READ"] } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: "/crm/v8/{module}", scope: scope("READ"), handler: Read.list },
  { host: "api", method: "POST", path: "/crm/v8/{module}", scope: scope("CREATE"), handler: Write.insert },
  { host: "api", method: "PUT", path: "/crm/v8/{module}", scope: scope("UPDATE"), handler: Write.updateMany },
  { host: "api", method: "DELETE", path: "/crm/v8/{module}", scope: scope("DELETE"), handler: Delete.removeMany },
  { host: "api", method: "POST", path: "/crm/v8/{module}/upsert", scope: scope("CREATE"), handler: Write.upsert },
  { host: "api", method: "GET", path: "/crm/v8/{module}/search", scope: searchScope, handler: Search.search },
  {
    host: "api",
    method: "GET",
    path: "/crm/v8/{module}/deleted",
    scope: scope("READ"),
    credits: 2,
    handler: Delete.deleted
  },
  { host: "api", method: "GET", path: "/crm/v8/{module}/actions/count", scope: scope("READ"), handler: Search.count },
  { host: "api", method: "GET", path: "/crm/v8/{module}/{id}", scope: scope("READ"), handler: Read.get },
  { host: "api", method: "PUT", path: "/crm/v8/{module}/{id}", scope: scope("UPDATE"), handler: Write.updateOne },
  { host: "api", method: "DELETE", path: "/crm/v8/{module}/{id}", scope: scope("DELETE"), handler: Delete.removeOne }
]
