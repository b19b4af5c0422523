/** Tags of modules and of records. */
import type { Route } from "../Router.ts"
import * as MassDelete from "./MassDelete.ts"
import * as OnRecords from "./OnRecords.ts"
import * as Settings from "./Settings.ts"

type Operation = "READ" | "CREATE" | "UPDATE" | "DELETE"

const of = (operation: Operation) => ({ group: "settings", sub: "tags", operation }) as const
const onRecord = (operation: Operation) =>
  ({ group: "modules", sub: "{module}", operation, or: of(operation) }) as const

const route = (
  method: Route["method"],
  path: string,
  scope: Route["scope"],
  handler: Route["handler"],
  needs?: Route["needs"]
): Route => ({
  host: "api",
  method,
  path: `/crm/v8${path}`,
  scope,
  handler,
  ...(needs === undefined ? {} : { needs })
})

export const routes: ReadonlyArray<Route> = [
  route("GET", "/settings/tags", of("READ"), Settings.list),
  route("POST", "/settings/tags", of("CREATE"), Settings.create),
  route("PUT", "/settings/tags", of("UPDATE"), Settings.update),
  route("PUT", "/settings/tags/{id}", of("UPDATE"), Settings.update),
  route("DELETE", "/settings/tags/{id}", of("DELETE"), Settings.remove),
  route("POST", "/settings/tags/actions/mass_delete", of("DELETE"), MassDelete.start),
  route("GET", "/settings/tags/actions/mass_delete", of("READ"), MassDelete.status),
  route("POST", "/settings/tags/{id}/actions/merge", of("UPDATE"), Settings.merge),
  route("GET", "/settings/tags/{id}/actions/records_count", of("READ"), Settings.count),
  route("POST", "/{module}/actions/add_tags", onRecord("CREATE"), OnRecords.add, Settings.needs),
  route("POST", "/{module}/{id}/actions/add_tags", onRecord("CREATE"), OnRecords.add, Settings.needs),
  route("POST", "/{module}/actions/remove_tags", onRecord("CREATE"), OnRecords.remove, Settings.needs),
  route("POST", "/{module}/{id}/actions/remove_tags", onRecord("CREATE"), OnRecords.remove, Settings.needs)
]
