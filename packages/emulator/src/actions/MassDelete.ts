/** Deletes many records: named by id at once, or those of a custom view as a job. */
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Runners from "../jobs/Runners.ts"
import type { Module } from "../Metadata.ts"
import * as Inside from "../records/Inside.ts"
import * as Read from "../records/Read.ts"
import * as Unmodified from "../records/Unmodified.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"
import * as MassDeleteJob from "./MassDeleteJob.ts"
import * as MassJob from "./MassJob.ts"
import * as Selection from "./Selection.ts"

/** Records of one call that names ids. */
export const maximum = 500

const moduleOf = (call: Call): Module | Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  return module.generatedType === "subform" || module.generatedType === "linking" || module.writable === false
    ? ZohoError.reply(400, "NOT_SUPPORTED", "Mass delete is not supported for this module", { resource_path_index: 0 })
    : module
}

const byIds = (call: Call, module: Module, value: unknown): Http.Reply => {
  const ids = Body.ids(value, "$.ids", maximum)
  if (!ids.ok) return ids.reply
  // One credit for every hundred records begun.
  call.credits = Math.ceil(ids.value.length / 100)
  const { core, identity } = call
  const known = ids.value.filter((id) => core.db.get(`SELECT id FROM ${module.rows} AS t WHERE id=?`, id) !== undefined)
  if (known.length === 0)
    return Body.invalid("$.ids[0]", { id: ids.value[0] }, ZohoError.reply, "the id given seems to be invalid").reply
  const items = core.db.transaction(() =>
    ids.value.map((id) => {
      const modified = Unmodified.refused(call, module, id)
      if (modified !== undefined) return Items.failed(modified)
      return Inside.remove(core, identity.userId, module, [id])[0]?.ok === true
        ? Items.done(id, "record is deleted")
        : Items.refused("INVALID_DATA", "Record locked or invalid permissions", { id })
    })
  )
  return Items.answer("data", items)
}

const byView = (call: Call, module: Module, root: Body.Input): Http.Reply => {
  const { core, identity } = call
  const chosen = Selection.read(core, module, identity.userId, root)
  if (!chosen.ok) return chosen.reply
  const { selection, total } = chosen.value
  if (MassJob.busy(core, MassDeleteJob.type, module, selection.cvid)) return MassJob.alreadyScheduled(ZohoError.reply)
  call.credits = Math.ceil(total / 100)
  const id = Runners.start(core, {
    type: MassDeleteJob.type,
    user: identity.userId,
    input: { module: module.apiName, ...selection, total }
  })
  return Items.answer("data", [Items.good({ job_id: id }, "mass delete scheduled successfully")])
}

export const start = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const named = !Json.isAbsent(root.value["ids"])
  const viewed = !Json.isAbsent(root.value["cvid"])
  if (named && viewed) {
    return ZohoError.reply(400, "AMBIGUITY_DURING_PROCESSING", "Ambiguity while processing the request", {
      ambiguity_due_to: [
        { api_name: "ids", json_path: "$.ids" },
        { api_name: "cvid", json_path: "$.cvid" }
      ]
    })
  }
  if (!named && !viewed) {
    return ZohoError.reply(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "ids",
      expected_data_type: "jsonarray"
    })
  }
  return named ? byIds(call, module, root.value["ids"]) : byView(call, module, root.value)
}

export const status = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  Runners.advance(call.core)
  const given = call.target.query.get("job_id")
  if (given !== null && given !== "" && !/^\d+$/.test(given)) return MassJob.unreadable
  const found = MassJob.find(call, MassDeleteJob.type, MassJob.missingParam, MassJob.unknownJob)
  if (!found.ok) return found.reply
  if (found.job.input["module"] !== module.apiName) return MassJob.unknownJob
  const { done, failed, total } = MassJob.counts(found.job)
  return Http.json(200, {
    data: [{ Status: MassJob.states[found.job.state], Failed_Count: failed, Deleted_Count: done, Total_Count: total }]
  })
}
