/** Mails of records. */
import type { Route } from "../Router.ts"
import * as Emails from "./Emails.ts"
import * as SendMail from "./SendMail.ts"

const sending = {
  group: "send_mail",
  sub: "{module}",
  operation: "CREATE",
  or: { group: "send_mail", sub: "all", operation: "CREATE" }
} as const
const reading = {
  group: "modules",
  sub: "{module}",
  operation: "READ",
  or: { group: "modules", sub: "emails", operation: "READ" }
} as const

export const routes: ReadonlyArray<Route> = [
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/{module}/{id}/actions/send_mail",
    scope: sending,
    needs: ["Send_Email"],
    credits: 20,
    handler: SendMail.send
  },
  { host: "api", method: "GET", path: "/crm/v8/{module}/{id}/Emails", scope: reading, handler: Emails.list },
  { host: "api", method: "GET", path: "/crm/v8/{module}/{id}/Emails/{message}", scope: reading, handler: Emails.one },
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/{module}/actions/unblock_email",
    scope: sending,
    needs: ["Send_Email"],
    handler: Emails.unblock
  },
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/{module}/{id}/actions/unblock_email",
    scope: sending,
    needs: ["Send_Email"],
    handler: Emails.unblock
  }
]
