/** Attachments, photos and files. */
import type { Route } from "../Router.ts"
import * as Attachments from "./Attachments.ts"
import * as Files from "./Files.ts"
import * as Photo from "./Photo.ts"

const of = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({
    group: "modules",
    sub: "{module}",
    operation,
    or: { group: "modules", sub: "attachments", operation }
  }) as const
const record = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "modules", sub: "{module}", operation }) as const

const route = (method: Route["method"], path: string, scope: Route["scope"], handler: Route["handler"]): Route => ({
  host: "api",
  method,
  path: `/crm/v8${path}`,
  scope,
  handler
})

const attachments = (
  method: Route["method"],
  operation: "READ" | "CREATE" | "DELETE",
  handler: Route["handler"],
  one = ""
): Route => ({
  ...route(method, `/{module}/{id}/Attachments${one}`, of(operation), handler),
  hangs: "Attachments"
})

/** A photo is a field of its record. */
const photo = (method: Route["method"], operation: "CREATE" | "DELETE", handler: Route["handler"]): Route => ({
  ...route(method, "/{module}/{id}/photo", record(operation), handler),
  needs: ["Edit"]
})

export const routes: ReadonlyArray<Route> = [
  attachments("POST", "CREATE", Attachments.upload),
  attachments("GET", "READ", Attachments.list),
  attachments("DELETE", "DELETE", Attachments.removeMany),
  attachments("GET", "READ", Attachments.download, "/{attachment}"),
  attachments("DELETE", "DELETE", Attachments.removeOne, "/{attachment}"),
  photo("POST", "CREATE", Photo.upload),
  route("GET", "/{module}/{id}/photo", record("READ"), Photo.get),
  photo("DELETE", "DELETE", Photo.remove),
  route("POST", "/files", { group: "files", operation: "CREATE" }, Files.upload),
  route("GET", "/files", { group: "files", operation: "READ" }, Files.get),
  route("GET", "/{module}/{id}/actions/download_fields_attachment", record("READ"), Files.ofField)
]
