/** The same values for many records: named by id at once, or those of a custom view as a job. */
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Inside from "../records/Inside.ts"
import * as Read from "../records/Read.ts"
import * as Trigger from "../records/Trigger.ts"
import * as Unmodified from "../records/Unmodified.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"
import * as MassJob from "./MassJob.ts"
import * as MassUpdateJob from "./MassUpdateJob.ts"
import * as Selection from "./Selection.ts"

/** Records of one call that names ids. */
export const maximum = 500

const inData = ZohoError.dataReply

/** A record's item: errors of the record itself name its id, those of a value its field. */
const itemOf = (outcome: Inside.Outcome, id: string): object => {
  if (outcome.ok) return outcome.item
  const code = Json.asText(outcome.item["code"])
  const message = Json.asText(outcome.item["message"])
  const { index: _, json_path: path, ...details } = Json.asObject(outcome.item["details"]) ?? {}
  if (code === "RECORD_LOCKED") return ZohoError.make(code, message, { action: "record_locking", id })
  if (path === "$.data[0].id") return ZohoError.make(code, message, { id })
  return ZohoError.make(code, message, { ...details, id })
}

const byIds = (call: Call, module: Module, values: Body.Input, root: Body.Input): Http.Reply => {
  const ids = Body.ids(root["ids"], "$.ids", maximum, inData)
  if (!ids.ok) return ids.reply
  const { core, identity } = call
  const items = core.db.transaction(() =>
    ids.value.map((id) => {
      const modified = Unmodified.refused(call, module, id)
      if (modified !== undefined) return Items.failed(modified)
      const row = { ...MassUpdateJob.applied(core, module, id, values, root["over_write"] !== false), id }
      const outcome = Inside.write(core, identity.userId, "update", module, [row])[0]
      return outcome === undefined ? Items.failed({}) : { ok: outcome.ok, item: itemOf(outcome, id) }
    })
  )
  return Items.answer("data", items)
}

const byView = (call: Call, module: Module, values: Body.Input, root: Body.Input): Http.Reply => {
  const { core, identity } = call
  const chosen = Selection.read(core, module, identity.userId, root, inData)
  if (!chosen.ok) return chosen.reply
  const { selection, total } = chosen.value
  if (MassJob.busy(core, MassUpdateJob.type, module, selection.cvid)) return MassJob.alreadyScheduled(inData)
  const id = Runners.start(core, {
    type: MassUpdateJob.type,
    user: identity.userId,
    input: { module: module.apiName, ...selection, total, values, over_write: root["over_write"] !== false }
  })
  return Http.json(200, {
    data: [
      {
        code: "SUCCESS",
        details: { job_id: id },
        message: "mass update scheduled successfully",
        status: "success"
      }
    ]
  })
}

export const start = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  if (module.writable === false)
    return ZohoError.reply(400, "INVALID_MODULE", "the given module is not supported in api", {
      resource_path_index: 0
    })
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const { cvid, data, ids } = root.value
  const given = Body.array(data, "$.data", 1, inData)
  if (!given.ok) return given.reply
  const values = Body.object(given.value[0], "$.data[0]", inData)
  if (!values.ok) return values.reply
  const overWrite = Body.flag(root.value["over_write"], "$.over_write", inData)
  if (!overWrite.ok) return overWrite.reply
  const trigger = Trigger.read(call, root.value)
  if (trigger !== undefined) return trigger
  const named = !Json.isAbsent(ids)
  const viewed = !Json.isAbsent(cvid)
  if (named && viewed) {
    return inData(400, "AMBIGUITY_DURING_PROCESSING", "Ambiguity while processing the request", {
      ambiguity_due_to: [
        { api_name: "ids", json_path: "$.ids" },
        { api_name: "cvid", json_path: "$.cvid" }
      ]
    })
  }
  if (!named && !viewed) return inData(400, "MANDATORY_NOT_FOUND", "required field not found")
  return named ? byIds(call, module, values.value, root.value) : byView(call, module, values.value, root.value)
}

export const status = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  Runners.advance(call.core)
  const found = MassJob.find(call, MassUpdateJob.type, MassJob.missingParam, MassJob.unknownJob)
  if (!found.ok) return found.reply
  if (found.job.input["module"] !== module.apiName) return MassJob.unknownJob
  const { done, failed, total } = MassJob.counts(found.job)
  return Http.json(200, {
    data: [
      {
        Status: MassJob.states[found.job.state],
        Failed_Count: failed,
        Updated_Count: done,
        Not_Updated_Count: total - done - failed,
        Total_Count: total
      }
    ]
  })
}
