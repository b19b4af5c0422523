/** The calls that hand what one user has to another, and say before what that would be. */
import * as Body from "../actions/Body.ts"
import * as MassJob from "../actions/MassJob.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Jobs from "../jobs/Jobs.ts"
import * as Runners from "../jobs/Runners.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Permissions from "./Permissions.ts"
import * as UserTransferJob from "./UserTransferJob.ts"
import * as Visibility from "./Visibility.ts"

const root = "transfer"
/** Transfers that may wait and run at the same time. */
const most = 10

const refuse = Body.under(root)

const statusOf = (core: Core, id: string): unknown => core.db.get("SELECT status FROM user WHERE id=?", id)?.["status"]

/** The user of the path, or the error for it. */
const fromOf = (call: Call): { readonly id: string } | Http.Reply => {
  const id = call.params["id"] ?? ""
  const status = statusOf(call.core, id)
  if (status === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", {
      resource_path_index: 1,
      owner_status: "not_crm_user"
    })
  return status === "deleted"
    ? ZohoError.reply(400, "INVALID_DATA", "the user id provided is already deleted.", {
        resource_path_index: 1,
        owner_status: "deleted"
      })
    : { id }
}

/** The user that one part of a body names; paths are told without the place in the list, as Zoho does. */
const toOf = (core: Core, from: string, value: unknown, part: string): Body.Checked<string> => {
  const place = { api_name: "id", json_path: `$.${root}.${part}.id` }
  const given = Body.object(value, `$.${root}.${part}`, refuse)
  if (!given.ok) return given
  const id = Json.idOf(given.value["id"] ?? undefined)
  if (id === undefined)
    return Body.no(refuse(400, "MANDATORY_NOT_FOUND", "required field not found", { ...place, parent_api_name: part }))
  const status = statusOf(core, id)
  if (status === "active" && id !== from) return Body.ok(id)
  if (id === from) return Body.no(refuse(400, "INVALID_DATA", "the id given seems to be invalid", place))
  const [word, spelled] =
    status === undefined
      ? (["invalid", "not_crm_user"] as const)
      : status === "deleted"
        ? (["deleted", "deleted"] as const)
        : (["inactive", "inactive"] as const)
  return Body.no(
    refuse(400, "INVALID_DATA", `The user to whom you are trying to transfer is ${word}.`, {
      ...place,
      owner_status: spelled
    })
  )
}

/** A caller may hand over what those below them have; an administrator, what anybody has. */
const mayHand = ({ core, identity }: Call, from: string): boolean =>
  Permissions.isAdministrator(core.db, identity.userId) || Visibility.ownersFor(core.db, identity.userId).includes(from)

const start = (call: Call): Http.Reply => {
  const { core, identity } = call
  const from = fromOf(call)
  if ("status" in from) return from
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const items = Body.array(body.value[root], `$.${root}`, 1, refuse)
  if (!items.ok) return items.reply
  const input = Body.object(items.value[0], `$.${root}[0]`, refuse)
  if (!input.ok) return input.reply
  const part = Json.asObject(input.value["transfer"])
  const to = toOf(core, from.id, input.value["transfer"], "transfer")
  if (!to.ok) return to.reply
  const lead = toOf(core, from.id, input.value["move_subordinate"], "move_subordinate")
  if (!lead.ok) return lead.reply
  const asked: { [name: string]: boolean } = {}
  for (const name of ["records", "assignment", "criteria"]) {
    const flag = Body.flag(part?.[name], `$.${root}.transfer.${name}`, refuse)
    if (!flag.ok) return flag.reply
    asked[name] = flag.value ?? false
  }
  if (!mayHand(call, from.id))
    return ZohoError.reply(400, "NOT_ALLOWED", "Transfer is allowed only for subordinate users of current user.", {
      resource_path_index: 2
    })
  const off = Permissions.lacking(core.db, identity.userId)
  const missing = UserTransferJob.owned(core)
    .map(({ apiName }) => Permissions.ofModule("Change_Owner", apiName))
    .find((name) => off.has(name))
  if (asked["records"] === true && missing !== undefined)
    return ZohoError.reply(403, "NO_PERMISSION", "You do not have permission to perform this operation", {
      permissions: [missing]
    })
  Runners.advance(core)
  const pending = Jobs.list(core, UserTransferJob.type).filter(
    ({ state }) => state === "waiting" || state === "running"
  )
  if (pending.length >= most)
    return ZohoError.reply(400, "CONCURRENT_JOB_LIMIT_EXCEEDED", "Transfer and delete user scheduler limit reached", {
      limit: String(most)
    })
  const id = Runners.start(core, {
    type: UserTransferJob.type,
    user: identity.userId,
    input: { from: from.id, to: to.value, subordinates: lead.value, ...asked }
  })
  return Http.json(200, {
    [root]: [
      {
        code: "SCHEDULED",
        details: { job_id: id },
        message: "transfer of data is successfully scheduled",
        status: "success"
      }
    ]
  })
}

const status = (call: Call): Http.Reply => {
  Runners.advance(call.core)
  const absent = ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "mandatory param missing", { param_name: "job_id" })
  const found = MassJob.find(call, UserTransferJob.type, absent, Http.empty(204))
  return found.ok ? Http.json(200, { [root]: [{ status: MassJob.lowerStates[found.job.state] }] }) : found.reply
}

const validate = (call: Call): Http.Reply => {
  const { core } = call
  const id = call.params["id"] ?? ""
  const user = core.db.get("SELECT name FROM user WHERE id=? AND status<>'deleted'", id)
  if (user === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
  // The one who made the org.
  if (core.db.get("SELECT MIN(id) AS id FROM user")?.["id"] === id)
    return ZohoError.reply(403, "NOT_ALLOWED", "Super Admin cannot be validated.", { resource_path_index: 1 })
  return Http.json(200, {
    validate_before_transfer: [
      {
        id,
        name: user["name"],
        assignment: UserTransferJob.rulesOf(core, id).length > 0,
        criteria: false,
        subordinates: UserTransferJob.subordinates(core, id).length > 0,
        alert: false
      }
    ]
  })
}

const read = { group: "users", operation: "READ" } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: "/crm/v8/users/actions/transfer", scope: read, handler: status },
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/users/{id}/actions/transfer",
    scope: { group: "change_owner", operation: "CREATE" },
    handler: start
  },
  {
    host: "api",
    method: "GET",
    path: "/crm/v8/users/{id}/actions/validate_before_transfer",
    scope: read,
    handler: validate
  }
]
