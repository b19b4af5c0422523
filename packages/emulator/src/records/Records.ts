/** The record calls of every module. */
import type { Handler, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Clone from "./Clone.ts"
import * as Count from "./Count.ts"
import * as Delete from "./Delete.ts"
import * as Read from "./Read.ts"
import * as Search from "./Search.ts"
import * as Write from "./Write.ts"

const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "modules", sub: "{module}", operation }) as const
const searchScope = { ...scope("READ"), also: ["ZohoSearch.securesearch.READ"] } as const

/** Refuses what the record calls do not write: rows of subforms are written with their record, files have calls of their own. */
const writes =
  (handler: Handler, inData = true): Handler =>
  (call) => {
    const module = call.core.metadata.module(call.params["module"] ?? "")
    if (module?.writable !== false) return handler(call)
    const answer = inData ? ZohoError.dataReply : ZohoError.reply
    return answer(400, "INVALID_MODULE", "the given module is not supported in api", { resource_path_index: 0 })
  }

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: "/crm/v8/{module}", scope: scope("READ"), handler: Read.list },
  { host: "api", method: "POST", path: "/crm/v8/{module}", scope: scope("CREATE"), handler: writes(Write.insert) },
  { host: "api", method: "PUT", path: "/crm/v8/{module}", scope: scope("UPDATE"), handler: writes(Write.updateMany) },
  {
    host: "api",
    method: "DELETE",
    path: "/crm/v8/{module}",
    scope: scope("DELETE"),
    handler: writes(Delete.removeMany, false)
  },
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/{module}/upsert",
    scope: scope("CREATE"),
    handler: writes(Write.upsert)
  },
  { host: "api", method: "GET", path: "/crm/v8/{module}/search", scope: searchScope, handler: Search.search },
  {
    host: "api",
    method: "GET",
    path: "/crm/v8/{module}/deleted",
    scope: scope("READ"),
    credits: 2,
    handler: Delete.deleted
  },
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/{module}/{id}/actions/clone",
    scope: scope("CREATE"),
    handler: writes(Clone.clone, false)
  },
  { host: "api", method: "POST", path: "/crm/v8/{module}/bulk/search", scope: searchScope, handler: Search.search },
  { host: "api", method: "GET", path: "/crm/v8/{module}/actions/count", scope: scope("READ"), handler: Count.count },
  { host: "api", method: "POST", path: "/crm/v8/{module}/actions/count", scope: scope("READ"), handler: Count.count },
  { host: "api", method: "GET", path: "/crm/v8/{module}/{id}", scope: scope("READ"), handler: Read.get },
  {
    host: "api",
    method: "PUT",
    path: "/crm/v8/{module}/{id}",
    scope: scope("UPDATE"),
    handler: writes(Write.updateOne)
  },
  {
    host: "api",
    method: "DELETE",
    path: "/crm/v8/{module}/{id}",
    scope: scope("DELETE"),
    handler: writes(Delete.removeOne, false)
  }
]
