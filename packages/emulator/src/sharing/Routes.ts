/** Sharing of records. */
import type { Route } from "../Router.ts"
import * as Share from "./Share.ts"

const of = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "share", sub: "{module}", operation }) as const

const path = "/crm/v8/{module}/{id}/actions/share"

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: of("READ"), handler: Share.get },
  { host: "api", method: "POST", path, scope: of("CREATE"), needs: ["Share"], handler: Share.create },
  { host: "api", method: "PUT", path, scope: of("UPDATE"), needs: ["Share"], handler: Share.update },
  { host: "api", method: "DELETE", path, scope: of("DELETE"), needs: ["Share"], handler: Share.revoke }
]
