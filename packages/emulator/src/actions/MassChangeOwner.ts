/** Hands the records of a custom view to another owner, as a job. */
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Read from "../records/Read.ts"
import * as Trigger from "../records/Trigger.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"
import * as ChangeOwner from "./ChangeOwner.ts"
import * as MassChangeOwnerJob from "./MassChangeOwnerJob.ts"
import * as MassJob from "./MassJob.ts"
import * as Selection from "./Selection.ts"

export const start = (call: Call): Http.Reply => {
  const module = ChangeOwner.moduleOf(call)
  if ("status" in module) return module
  const root = Body.root(call)
  if (!root.ok) return root.reply
  if (Json.isAbsent(root.value["cvid"]))
    return Body.missing("$.cvid", ZohoError.reply, "Required field is missing").reply
  const { core, identity } = call
  const owner = Body.owner(core, root.value["owner"], "$.owner", ZohoError.reply, { owner_status: "not_crm_user" })
  if (!owner.ok) return owner.reply
  const trigger = Trigger.read(call, root.value, ZohoError.reply)
  if (trigger !== undefined) return trigger
  const chosen = Selection.read(core, module, identity.userId, root.value)
  if (!chosen.ok) return chosen.reply
  const { selection, total } = chosen.value
  if (MassJob.busy(core, MassChangeOwnerJob.type, module, selection.cvid))
    return MassJob.alreadyScheduled(ZohoError.reply)
  const id = Runners.start(core, {
    type: MassChangeOwnerJob.type,
    user: identity.userId,
    input: { module: module.apiName, ...selection, total, owner: owner.value }
  })
  return Http.json(202, {
    data: [
      {
        status: "success",
        code: "SCHEDULED",
        message: "change owner is successfully scheduled",
        details: { job_id: id }
      }
    ]
  })
}

export const status = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  Runners.advance(call.core)
  const absent = ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "Required parameter is missing", {
    param_name: "job_id"
  })
  const found = MassJob.find(call, MassChangeOwnerJob.type, absent, Http.empty(204))
  if (!found.ok) return found.reply
  if (found.job.input["module"] !== module.apiName)
    return ZohoError.reply(404, "NOT_FOUND", "The specified job does not belong to this module")
  const { done, failed, total } = MassJob.counts(found.job)
  return Http.json(200, {
    data: [
      {
        Status: MassJob.states[found.job.state],
        Failed_Count: failed,
        Not_Updated_Count: total - done - failed,
        Updated_Count: done,
        Total_Count: total
      }
    ]
  })
}
