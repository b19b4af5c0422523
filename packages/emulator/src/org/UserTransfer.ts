/** The calls that hand what one user has to another, and say before what that would be; some delete the user at once. */
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
import * as UserWrites from "./UserWrites.ts"
import * as Visibility from "./Visibility.ts"

type Root = "transfer" | "transfer_and_delete"
/** Transfers that may wait and run at the same time. */
const most = 10

const statusOf = (core: Core, id: string): unknown => core.db.get("SELECT status FROM user WHERE id=?", id)?.["status"]

/** Why nobody's things can be handed over: no such user, or one who is deleted already. */
const unfit = (core: Core, id: string): { readonly message: string; readonly owner_status: string } | undefined => {
  const status = statusOf(core, id)
  if (status === undefined) return { message: "the id given seems to be invalid", owner_status: "not_crm_user" }
  return status === "deleted"
    ? { message: "the user id provided is already deleted.", owner_status: "deleted" }
    : undefined
}

/** The user of the path, or the error for it. */
const fromOf = (call: Call): { readonly id: string } | Http.Reply => {
  const id = call.params["id"] ?? ""
  const wrong = unfit(call.core, id)
  if (wrong === undefined) return { id }
  const { message, ...details } = wrong
  return ZohoError.reply(400, "INVALID_DATA", message, { resource_path_index: 1, ...details })
}

/** The user that one part of a body names; paths are told without the place in the list, as Zoho does. */
const toOf = (core: Core, root: Root, from: string, value: unknown, part: string): Body.Checked<string | undefined> => {
  const refuse = Body.under(root)
  const place = { api_name: "id", json_path: `$.${root}.${part}.id` }
  if (Json.isAbsent(value)) return Body.ok(undefined)
  const given = Body.object(value, `$.${root}.${part}`, refuse)
  if (!given.ok) return given
  const id = Json.idOf(given.value["id"] ?? undefined)
  if (id === undefined)
    return Body.no(
      refuse(400, "MANDATORY_NOT_FOUND", "required field not found", {
        ...place,
        parent_api_name: part
      })
    )
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

/** The one item of a body. */
const itemOf = (call: Call, root: Root): Body.Checked<Body.Input> => {
  const body = Body.root(call)
  if (!body.ok) return body
  // Too many are told at the root where a user is deleted.
  const items = Body.array(body.value[root], `$.${root}`, 1, root === "transfer" ? Body.under(root) : ZohoError.reply)
  return items.ok ? Body.object(items.value[0], `$.${root}[0]`, Body.under(root)) : items
}

/** A caller may hand over what those below them have; an administrator, what anybody has. */
const mayHand = ({ core, identity }: Call, from: string): boolean =>
  Permissions.isAdministrator(core.db, identity.userId) || Visibility.ownersFor(core.db, identity.userId).includes(from)

/** Begins the job that hands over what a body says, and gives its id. */
const schedule = (call: Call, root: Root, from: string, input: Body.Input): Body.Checked<string> => {
  const { core, identity } = call
  const refuse = Body.under(root)
  const parts = ["transfer", "move_subordinate"] as const
  if (parts.every((part) => Json.isAbsent(input[part])))
    return Body.no(
      refuse(400, "EXPECTED_FIELD_MISSING", "Specify atleast one field", {
        expected_data: parts.map((part) => ({ api_name: part, json_path: `$.${root}.${part}` }))
      })
    )
  const part = Json.asObject(input["transfer"])
  const to = toOf(core, root, from, input["transfer"], "transfer")
  if (!to.ok) return to
  const lead = toOf(core, root, from, input["move_subordinate"], "move_subordinate")
  if (!lead.ok) return lead
  const asked: { [name: string]: boolean } = {}
  for (const name of ["records", "assignment", "criteria"]) {
    const flag = Body.flag(part?.[name], `$.${root}.transfer.${name}`, refuse)
    if (!flag.ok) return flag
    asked[name] = flag.value ?? false
  }
  if (root === "transfer" && !mayHand(call, from))
    return Body.no(
      ZohoError.reply(400, "NOT_ALLOWED", "Transfer is allowed only for subordinate users of current user.", {
        resource_path_index: 2
      })
    )
  const off = Permissions.lacking(core.db, identity.userId)
  const missing = UserTransferJob.owned(core)
    .map(({ apiName }) => Permissions.ofModule("Change_Owner", apiName))
    .find((name) => off.has(name))
  if (asked["records"] === true && missing !== undefined)
    return Body.no(
      ZohoError.reply(403, "NO_PERMISSION", "You do not have permission to perform this operation", {
        permissions: [missing]
      })
    )
  Runners.advance(core)
  const pending = [UserTransferJob.type, UserTransferJob.deleting]
    .flatMap((type) => Jobs.list(core, type))
    .filter(({ state }) => state === "waiting" || state === "running")
  if (pending.length >= most)
    return Body.no(
      ZohoError.reply(400, "CONCURRENT_JOB_LIMIT_EXCEEDED", "Transfer and delete user scheduler limit reached", {
        limit: String(most)
      })
    )
  return Body.ok(
    Runners.start(core, {
      type: root === "transfer" ? UserTransferJob.type : UserTransferJob.deleting,
      user: identity.userId,
      input: { from, to: to.value ?? "", subordinates: lead.value ?? "", ...asked }
    })
  )
}

const start = (call: Call): Http.Reply => {
  const from = fromOf(call)
  if ("status" in from) return from
  const input = itemOf(call, "transfer")
  if (!input.ok) return input.reply
  const job = schedule(call, "transfer", from.id, input.value)
  if (!job.ok) return job.reply
  return Http.json(200, {
    transfer: [
      {
        code: "SCHEDULED",
        details: { job_id: job.value },
        message: "transfer of data is successfully scheduled",
        status: "success"
      }
    ]
  })
}

/** The one who made the org. */
const founderOf = (core: Core): unknown => core.db.get("SELECT MIN(id) AS id FROM user")?.["id"]

const undeletable = "Super Admin cannot be Deleted."

const notSuper = (call: Call): Http.Reply | undefined =>
  call.identity.userId === founderOf(call.core)
    ? undefined
    : ZohoError.reply(403, "NO_PERMISSION", "Only super admin has permission to delete users", {})

/** Deletes the user at once; what they had is handed over by a job. */
const remove = (call: Call, from: string, input: Body.Input, more: object): Http.Reply => {
  const { core, identity } = call
  const job = core.db.transaction(() => {
    const scheduled = schedule(call, "transfer_and_delete", from, input)
    if (scheduled.ok) UserWrites.close(core, identity.userId, from)
    return scheduled
  })
  if (!job.ok) return job.reply
  return Http.json(200, {
    transfer_and_delete: [
      {
        status: "success",
        code: "SUCCESS",
        message: "User is deleted successfully",
        details: { job_id: job.value, ...more }
      }
    ]
  })
}

const removeByPath = (call: Call): Http.Reply => {
  const refused = notSuper(call)
  if (refused !== undefined) return refused
  const from = fromOf(call)
  if ("status" in from) return from
  if (from.id === founderOf(call.core))
    return ZohoError.reply(400, "NOT_ALLOWED", undeletable, { resource_path_index: 1 })
  const input = itemOf(call, "transfer_and_delete")
  return input.ok ? remove(call, from.id, input.value, {}) : input.reply
}

const removeByBody = (call: Call): Http.Reply => {
  const refused = notSuper(call)
  if (refused !== undefined) return refused
  const input = itemOf(call, "transfer_and_delete")
  if (!input.ok) return input.reply
  const refuse = Body.under("transfer_and_delete")
  const place = { api_name: "id", json_path: "$.transfer_and_delete.id" }
  const id = Json.idOf(input.value["id"] ?? undefined)
  if (id === undefined) return refuse(400, "MANDATORY_NOT_FOUND", "required field not found", place)
  const wrong = unfit(call.core, id)
  if (wrong !== undefined) {
    const { message, ...details } = wrong
    return refuse(400, "INVALID_DATA", message, { ...place, ...details })
  }
  if (id === founderOf(call.core)) return refuse(400, "NOT_ALLOWED", undeletable, place)
  return remove(call, id, input.value, { id })
}

const status =
  (root: Root, type: string) =>
  (call: Call): Http.Reply => {
    Runners.advance(call.core)
    const absent = ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "mandatory param missing", {
      param_name: "job_id"
    })
    const found = MassJob.find(call, type, absent, Http.empty(204))
    return found.ok ? Http.json(200, { [root]: [{ status: MassJob.lowerStates[found.job.state] }] }) : found.reply
  }

const validate = (call: Call): Http.Reply => {
  const { core } = call
  const id = call.params["id"] ?? ""
  const user = core.db.get("SELECT name FROM user WHERE id=? AND status<>'deleted'", id)
  if (user === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", {
      resource_path_index: 1
    })
  if (founderOf(core) === id)
    return ZohoError.reply(403, "NOT_ALLOWED", "Super Admin cannot be validated.", {
      resource_path_index: 1
    })
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
  {
    host: "api",
    method: "GET",
    path: "/crm/v8/users/actions/transfer",
    scope: read,
    handler: status("transfer", UserTransferJob.type)
  },
  {
    host: "api",
    method: "GET",
    path: "/crm/v8/users/actions/transfer_and_delete",
    scope: read,
    handler: status("transfer_and_delete", UserTransferJob.deleting)
  },
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/users/actions/transfer_and_delete",
    scope: { group: "users", operation: "UPDATE" },
    handler: removeByBody
  },
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/users/{id}/actions/transfer_and_delete",
    scope: { group: "users", operation: "UPDATE" },
    handler: removeByPath
  },
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
