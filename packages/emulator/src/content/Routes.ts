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

export const routes: ReadonlyArray<Route> = [
  route("POST", "/{module}/{id}/Attachments", of("CREATE"), Attachments.upload),
  route("GET", "/{module}/{id}/Attachments", of("READ"), Attachments.list),
  route("DELETE", "/{module}/{id}/Attachments", of("DELETE"), Attachments.removeMany),
  route("GET", "/{module}/{id}/Attachments/{attachment}", of("READ"), Attachments.download),
  route("DELETE", "/{module}/{id}/Attachments/{attachment}", of("DELETE"), Attachments.removeOne),
  route("POST", "/{module}/{id}/photo", record("CREATE"), Photo.upload),
  route("GET", "/{module}/{id}/photo", record("READ"), Photo.get),
  route("DELETE", "/{module}/{id}/photo", record("DELETE"), Photo.remove),
  route("POST", "/files", { group: "files", operation: "CREATE" }, Files.upload),
  route("GET", "/files", { group: "files", operation: "READ" }, Files.get),
  route("GET", "/{module}/{id}/actions/download_fields_attachment", record("READ"), Files.ofField)
]
