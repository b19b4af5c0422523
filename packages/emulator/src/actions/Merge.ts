/** Merges up to two duplicates into a master record. */
import * as Http from "../Http.ts"
import * as Jobs from "../jobs/Jobs.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Json from "../Json.ts"
import * as Locks from "../locking/Locks.ts"
import type { Module } from "../Metadata.ts"
import * as Read from "../records/Read.ts"
import * as Unmodified from "../records/Unmodified.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as MergeJob from "./MergeJob.ts"
import * as MergeRequest from "./MergeRequest.ts"

const supported = ["Leads", "Accounts", "Contacts", "Deals", "Cases", "Campaigns", "Vendors", "Products", "Solutions"]

const about = (call: Call): { readonly module: Module; readonly master: string } | Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  if (!supported.includes(module.apiName) && !module.apiName.endsWith("__c") && module.generatedType !== "custom")
    return ZohoError.reply(400, "NOT_SUPPORTED", "The requested operation is not supported", {
      resource_path_index: 0
    })
  const master = call.params["id"] ?? ""
  const wrong = (message: string) => ZohoError.reply(400, "INVALID_DATA", message, { resource_path_index: 1 })
  if (!Json.isId(master)) return wrong("Master record id is not available")
  const row = call.core.db.get(`SELECT "$converted" AS converted FROM ${module.rows} AS t WHERE id=?`, master)
  return row === undefined || row["converted"] === 1 ? wrong("Master record is not found") : { module, master }
}

const merged = (code: "SUCCESS" | "SCHEDULED", details: object, message: string): Http.Reply =>
  Http.json(201, { merge: [{ code, details, message, status: "success" }] })

export const start = (call: Call): Http.Reply => {
  const { core, identity } = call
  const given = about(call)
  if ("status" in given) return given
  const { master, module } = given
  const plan = MergeRequest.read(call, module, master)
  if (!plan.ok) return plan.reply
  if (Locks.keeps(core, module, master, identity.userId, "update")) return Locks.refused(master)
  const modified = Unmodified.refused(call, module, master)
  if (modified !== undefined) return Http.json(412, { merge: [modified] })
  if (core.switches().longActions === "as-job") {
    const id = Runners.start(core, {
      type: MergeJob.type,
      user: identity.userId,
      input: { module: module.apiName, ...plan.value }
    })
    return merged("SCHEDULED", { job_id: id }, "The records have been scheduled in a scheduler")
  }
  core.db.transaction(() => MergeJob.merge(core, identity.userId, module, plan.value))
  return merged("SUCCESS", { id: master }, "The records has been merged successfully")
}

// As the examples spell them: only the first is in capitals.
const states: { readonly [state in Jobs.State]: string } = {
  waiting: "SCHEDULED",
  running: "running",
  done: "completed",
  failed: "failed"
}

export const status = (call: Call): Http.Reply => {
  Runners.advance(call.core)
  const given = about(call)
  if ("status" in given) return given
  const wanted = call.target.query.get("job_id")
  const jobs = Jobs.list(call.core, MergeJob.type).filter(
    (job) =>
      job.input["master"] === given.master &&
      job.input["module"] === given.module.apiName &&
      (wanted === null || wanted === job.id)
  )
  if (jobs.length === 0) return Http.empty(204)
  return Http.json(200, { merge: jobs.map((job) => ({ job_id: job.id, status: states[job.state] })) })
}
