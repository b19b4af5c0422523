/** The calls of bulk read and bulk write. */
import type { Route } from "../Router.ts"
import * as Read from "./Read.ts"
import * as Write from "./Write.ts"

const read = { group: "bulk", operation: "READ" } as const
const create = { group: "bulk", operation: "CREATE" } as const
const upload = { group: "bulk", operation: "CREATE", also: ["ZohoFiles.files.CREATE"] } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "POST", path: "/crm/bulk/v8/read", scope: create, handler: Read.create },
  { host: "api", method: "GET", path: "/crm/bulk/v8/read/{job_id}", scope: read, handler: Read.details },
  { host: "api", method: "GET", path: "/crm/bulk/v8/read/{job_id}/result", scope: read, handler: Read.result },
  { host: "upload", method: "POST", path: "/crm/v8/upload", scope: upload, handler: Write.upload },
  { host: "api", method: "POST", path: "/crm/bulk/v8/write", scope: create, handler: Write.create },
  { host: "api", method: "GET", path: "/crm/bulk/v8/write/{job_id}", scope: read, handler: Write.details },
  {
    host: "upload",
    method: "GET",
    path: "/v2/crm/{org}/bulk-write/{job_id}/{file}",
    scope: read,
    handler: Write.result
  }
]
