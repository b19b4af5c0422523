/** Jobs of mass actions: how they are begun, looked up, and done in one user's name. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Jobs from "../jobs/Jobs.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"

/** How far it came. What is neither done nor failed was left alone. */
export interface Counts {
  readonly total: number
  readonly done: number
  readonly failed: number
}

/** True while a job of this type for the same view waits or runs: Zoho takes one at a time. */
export const busy = (core: Core, type: string, module: Module, cvid: string): boolean =>
  Jobs.list(core, type).some(
    (job) =>
      (job.state === "waiting" || job.state === "running") &&
      job.input["module"] === module.apiName &&
      job.input["cvid"] === cvid
  )

export const alreadyScheduled = (refuse: Body.Refuse): Http.Reply =>
  refuse(400, "ALREADY_SCHEDULED", "Already a Mass Action scheduler is running for the given cvid")

/** Ids of records that a mass conversion may begin with, all of them or none. */
export const openIds = (
  input: Body.Input,
  maximum: number,
  isOpen: (id: string) => boolean
): Body.Checked<ReadonlyArray<string>> => {
  const given = input["ids"]
  if (Array.isArray(given) && given.length > maximum)
    return Body.no(
      ZohoError.reply(400, "LIMIT_EXCEEDED", "Limit exceeded for mass convert", {
        limit: maximum,
        limit_due_to: [{ api_name: "ids", json_path: "$.ids" }]
      })
    )
  const ids = Body.ids(given, "$.ids", maximum)
  if (!ids.ok) return ids
  const wrong = ids.value.findIndex((id) => !isOpen(id))
  return wrong >= 0 ? Body.invalid(`$.ids[${wrong}]`) : ids
}

const whole = (value: unknown): number => (typeof value === "number" ? value : 0)

/** Counts of a job: all of it is left until it is done. */
export const counts = (job: Jobs.Job): Counts => {
  const ended = job.state === "done" || job.state === "failed"
  return {
    total: whole(ended ? (job.output["total"] ?? job.input["total"]) : job.input["total"]),
    done: ended ? whole(job.output["done"]) : 0,
    failed: ended ? whole(job.output["failed"]) : 0
  }
}

/** The module and the user of a job, and a runner over them; a job whose module is gone fails. */
export const runner =
  (work: (core: Core, module: Module, job: Jobs.Job) => Counts): Jobs.Runner =>
  (core, job) => {
    const module = core.metadata.module(Json.asText(job.input["module"]))
    if (module === undefined) return { state: "failed", output: {} }
    return { state: "done", output: { ...work(core, module, job) } }
  }

/** The job that `job_id` names; `absent` answers when the parameter is missing, `unknown` when there is no such job. */
export const find = (
  call: Call,
  type: string,
  absent: Http.Reply,
  unknown: Http.Reply
): { readonly ok: true; readonly job: Jobs.Job } | { readonly ok: false; readonly reply: Http.Reply } => {
  const id = call.target.query.get("job_id")
  if (id === null || id === "") return { ok: false, reply: absent }
  const job = Jobs.get(call.core, type, id)
  return job === undefined ? { ok: false, reply: unknown } : { ok: true, job }
}

export const missingParam = ZohoError.reply(400, "MANDATORY_NOT_FOUND", "mandatory param missing", {
  param_name: "job_id"
})
export const unknownJob = ZohoError.invalidParam("job_id", "The jobid given seems to be invalid")
export const unreadable = ZohoError.reply(
  400,
  "UNABLE_TO_PARSE_DATA_TYPE",
  "either the request body or parameters is in wrong format"
)

/** Upper-case states, as most mass actions spell them. */
export const states: { readonly [state in Jobs.State]: string } = {
  waiting: "SCHEDULED",
  running: "RUNNING",
  done: "COMPLETED",
  failed: "FAILED"
}

/** Lower-case states of conversions: three of the four official examples spell them so. */
export const lowerStates: { readonly [state in Jobs.State]: string } = {
  waiting: "scheduled",
  running: "in progress",
  done: "completed",
  failed: "failed"
}
