/** The organization. */
import * as Http from "../Http.ts"
import type { Call, Route } from "../Router.ts"

const get = (call: Call): Http.Reply => {
  const text = call.core.db.get("SELECT json FROM org")?.["json"]
  return Http.jsonText(200, `{"org":[${typeof text === "string" ? text : ""}]}`)
}

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: "/crm/v8/org", scope: { group: "org", operation: "READ" }, handler: get }
]
