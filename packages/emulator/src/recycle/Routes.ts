/** The recycle bin. */
import type { Route } from "../Router.ts"
import * as RecycleBin from "./RecycleBin.ts"

const of = (operation: "READ" | "UPDATE" | "DELETE") => ({ group: "settings", sub: "recycle_bin", operation }) as const

const route = (method: Route["method"], path: string, scope: Route["scope"], handler: Route["handler"]): Route => ({
  host: "api",
  method,
  path: `/crm/v8/settings/recycle_bin${path}`,
  scope,
  handler
})

export const routes: ReadonlyArray<Route> = [
  route("GET", "", of("READ"), RecycleBin.list),
  route("DELETE", "", of("DELETE"), RecycleBin.removeMany),
  route("GET", "/actions/count", of("READ"), RecycleBin.count),
  route("POST", "/actions/restore", of("UPDATE"), RecycleBin.restore),
  route("POST", "/actions/empty", of("UPDATE"), RecycleBin.empty),
  route("GET", "/{id}", of("READ"), RecycleBin.one),
  route("DELETE", "/{id}", of("DELETE"), RecycleBin.removeOne),
  route("POST", "/{id}/actions/restore", of("UPDATE"), RecycleBin.restoreOne)
]
