/** Converts up to fifty leads, as a job. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Runners from "../jobs/Runners.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Trigger from "../records/Trigger.ts"
import * as Body from "./Body.ts"
import * as ConvertJob from "./ConvertJob.ts"
import * as ConvertRequest from "./ConvertRequest.ts"
import * as LeadMapping from "../settings/LeadMapping.ts"
import * as MassJob from "./MassJob.ts"
import * as References from "./References.ts"

/** Leads of one call. */
export const maximum = 50

/** A mass conversion names the deals and may leave the rest to the org: its first stage and pipeline. */
const dealDefaults = (core: Core): Body.Input => {
  const deals = core.metadata.module("Deals")
  const first = (name: string): Body.Input => {
    const option = deals?.byName.get(name)?.pickList[0]?.value
    return option === undefined ? {} : { [name]: option }
  }
  return { ...first("Stage"), ...first("Pipeline") }
}

/** The order for every lead of the call. The deal of each is named as the call says: a mass conversion asks for less. */
const orderOf = (call: Call, root: Body.Input): Body.Checked<ConvertRequest.Order> => {
  const { core } = call
  const threshold = Body.flag(root["apply_assignment_threshold"], "$.apply_assignment_threshold")
  if (!threshold.ok) return Body.invalid("$.apply_assignment_threshold")
  const fields = Json.isAbsent(root["Deals"]) ? Body.ok(undefined) : Body.object(root["Deals"], "$.Deals")
  if (!fields.ok) return fields
  if (fields.value !== undefined && (fields.value["Deal_Name"] ?? "") === "")
    return Body.missing("$.Deals.Deal_Name", ZohoError.reply, "required field missing")
  const assign = root["assign_to"] ?? undefined
  const owner = assign === undefined ? undefined : Body.owner(core, assign, "$.assign_to")
  if (owner !== undefined && !owner.ok) return owner
  const attachments = root["move_attachments_to"] ?? undefined
  const target = attachments === undefined ? undefined : Body.module(core, attachments, "$.move_attachments_to")
  if (target !== undefined && !target.ok) return target
  const tagged = Body.modules(core, root["carry_over_tags"], "$.carry_over_tags")
  if (!tagged.ok) return tagged
  const related = Body.modules(core, root["related_modules"], "$.related_modules")
  if (!related.ok) return related
  const leads = core.metadata.module("Leads")
  const known = new Set(leads === undefined ? [] : References.to(core, leads).map((one) => one.module.id))
  const foreign = related.value.findIndex((module) => !known.has(module.id))
  if (foreign >= 0) return Body.invalid(`$.related_modules[${foreign}].api_name`)
  if (!Json.isAbsent(root["portal_user_type"])) {
    const type = Body.object(root["portal_user_type"], "$.portal_user_type")
    // The org has no portal whose user types one could name.
    return type.ok ? Body.invalid("$.portal_user_type.id") : type
  }
  const tags = (name: LeadMapping.Target): ReadonlyArray<string> | "all" =>
    tagged.value.some((module) => module.apiName === name) ? "all" : []
  const name = target?.value.apiName
  return Body.ok({
    account: undefined,
    contact: undefined,
    deal: fields.value === undefined ? undefined : { ...dealDefaults(core), ...fields.value },
    owner: owner?.value,
    overwrite: false,
    addToExisting: false,
    attachmentsTo: LeadMapping.targets.find((one) => one === name) ?? "Contacts",
    tags: { Accounts: tags("Accounts"), Contacts: tags("Contacts"), Deals: tags("Deals") }
  })
}

export const start = (call: Call): Http.Reply => {
  const { core, identity } = call
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const ids = MassJob.openIds(root.value, maximum, (id) => ConvertJob.isOpen(core, id))
  if (!ids.ok) return ids.reply
  const order = orderOf(call, root.value)
  if (!order.ok) return order.reply
  const trigger = Trigger.read(call, root.value, ZohoError.reply)
  if (trigger !== undefined) return trigger
  const id = Runners.start(core, {
    type: ConvertJob.type,
    user: identity.userId,
    input: { ids: ids.value, total: ids.value.length, order: order.value }
  })
  return Http.json(202, {
    code: "SCHEDULED",
    message: "Mass Convert scheduled successfully",
    status: "success",
    details: { job_id: id }
  })
}

export const status = (call: Call): Http.Reply => {
  Runners.advance(call.core)
  const absent = ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "job_id is required.", {
    param: "job_id",
    json_path: "$.job_id"
  })
  const found = MassJob.find(call, ConvertJob.type, absent, MassJob.unknownJob)
  if (!found.ok) return found.reply
  const { done, failed, total } = MassJob.counts(found.job)
  return Http.json(200, {
    data: [
      {
        Status: MassJob.lowerStates[found.job.state],
        Total_Count: total,
        Converted_Count: done,
        Not_Converted_Count: total - done - failed,
        Failed_Count: failed
      }
    ]
  })
}
