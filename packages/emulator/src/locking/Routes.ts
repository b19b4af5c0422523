/** Record locking, and how it is set up. */
import type { Route } from "../Router.ts"
import * as ConfigurationCalls from "./ConfigurationCalls.ts"
import * as Locking from "./Locking.ts"

const of = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({
    group: "modules",
    sub: "{module}",
    operation,
    or: { group: "settings", sub: "record_locking_configurations", operation }
  }) as const

const path = "/crm/v8/{module}/{id}/Locking_Information__s"

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: of("READ"), handler: Locking.list },
  { host: "api", method: "POST", path, scope: of("CREATE"), needs: ["Record_Locking"], handler: Locking.lock },
  { host: "api", method: "GET", path: `${path}/{lock}`, scope: of("READ"), handler: Locking.one },
  {
    host: "api",
    method: "PUT",
    path: `${path}/{lock}`,
    scope: of("UPDATE"),
    needs: ["Record_Locking"],
    handler: Locking.update
  },
  {
    host: "api",
    method: "DELETE",
    path: `${path}/{lock}`,
    scope: of("DELETE"),
    needs: ["Record_Locking"],
    handler: Locking.unlock
  },
  ...ConfigurationCalls.routes
]
