/** Converting one quote or sales order, and up to fifty of them as a job. */
import * as Http from "../Http.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Json from "../Json.ts"
import * as Locks from "../locking/Locks.ts"
import * as Read from "../records/Read.ts"
import * as Trigger from "../records/Trigger.ts"
import * as Unmodified from "../records/Unmodified.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"
import * as InventoryJob from "./InventoryJob.ts"
import * as InventoryRequest from "./InventoryRequest.ts"
import * as MassJob from "./MassJob.ts"

/** Records of one mass conversion. */
export const maximum = 50

export const convert = (call: Call): Http.Reply => {
  const { core, identity } = call
  const module = InventoryRequest.moduleOf(call)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  const row = Json.isId(id)
    ? core.db.get(`SELECT "$converted" AS converted FROM ${module.rows} AS t WHERE id=?`, id)
    : undefined
  if (row === undefined) return ZohoError.reply(400, "INVALID_DATA", "invalid data", { resource_path_index: 1 })
  if (row["converted"] === 1)
    return ZohoError.reply(400, "ID_ALREADY_CONVERTED", "id already converted", { resource_path_index: 1 })
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const data = Body.array(root.value["data"], "$.data", 1)
  if (!data.ok) return data.reply
  const item = Body.object(data.value[0], "$.data[0]", ZohoError.dataReply)
  if (!item.ok) return item.reply
  const order = InventoryRequest.read(core, module, item.value, "$.data[0]", true, ZohoError.dataReply)
  if (!order.ok) return order.reply
  const trigger = Trigger.read(call, root.value)
  if (trigger !== undefined) return trigger
  if (Locks.keeps(core, module, id, identity.userId, "convert")) return Locks.refused(id)
  const modified = Unmodified.reply(call, module, id)
  if (modified !== undefined) return modified
  const result = InventoryJob.convert(core, identity.userId, module, id, order.value)
  if (!result.ok) return Http.json(400, { data: [result.item] })
  return Http.json(200, {
    data: [
      {
        code: "SUCCESS",
        details: result.made,
        message: "The record has been converted successfully",
        status: "success"
      }
    ]
  })
}

export const start = (call: Call): Http.Reply => {
  const { core, identity } = call
  const module = InventoryRequest.moduleOf(call)
  if ("status" in module) return module
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const ids = MassJob.openIds(root.value, maximum, (id) => InventoryJob.isOpen(core, module, id))
  if (!ids.ok) return ids.reply
  const order = InventoryRequest.read(core, module, root.value, "$", false, ZohoError.reply)
  if (!order.ok) return order.reply
  const related = Body.modules(core, root.value["related_modules"], "$.related_modules")
  if (!related.ok) return related.reply
  const id = Runners.start(core, {
    type: InventoryJob.type,
    user: identity.userId,
    input: { module: module.apiName, ids: ids.value, total: ids.value.length, order: order.value }
  })
  return Http.json(202, {
    code: "SCHEDULED",
    message: "Mass Convert scheduled successfully",
    status: "success",
    details: { job_id: id }
  })
}

export const status = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  Runners.advance(call.core)
  const absent = ZohoError.requiredParam("job_id")
  const found = MassJob.find(call, InventoryJob.type, absent, MassJob.unknownJob)
  if (!found.ok) return found.reply
  if (found.job.input["module"] !== module.apiName) return MassJob.unknownJob
  const { done, failed, total } = MassJob.counts(found.job)
  return Http.json(200, {
    total_count: total,
    converted_count: done,
    not_converted_count: total - done - failed,
    failed_count: failed,
    status: MassJob.lowerStates[found.job.state]
  })
}
