/** The organization. */
import * as Http from "../Http.ts"
import type { Route } from "../Router.ts"

export const routes: ReadonlyArray<Route> = [
  {
    host: "api",
    method: "GET",
    path: "/crm/v8/org",
    scope: { group: "org", operation: "READ" },
    handler: (call) =>
      Http.jsonText(200, `{"org":[${String(call.core.db.get("SELECT json FROM org")?.["json"] ?? "")}]}`)
  }
]
