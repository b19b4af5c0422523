/** Many tags of a module deleted as a job. */
import * as Body from "../actions/Body.ts"
import * as MassJob from "../actions/MassJob.ts"
import * as Http from "../Http.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Json from "../Json.ts"
import * as Permissions from "../org/Permissions.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as MassDeleteJob from "./MassDeleteJob.ts"
import { needs, taggable } from "./Settings.ts"
import * as Tags from "./Tags.ts"

const root = "mass_delete"
const at = `$.${root}[0]`
/** Tags of one call. */
const most = 200

export const start = (call: Call): Http.Reply => {
  const { core, identity } = call
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const items = Body.array(body.value[root], `$.${root}`, 1)
  if (!items.ok) return items.reply
  const item = Body.object(items.value[0], at)
  if (!item.ok) return item.reply
  const named = Body.object(item.value["module"], `${at}.module`)
  if (!named.ok) return named.reply
  // Both are asked for here, where other calls take either.
  for (const key of ["id", "api_name"])
    if (Json.isAbsent(named.value[key])) return Body.missing(`${at}.module.${key}`).reply
  const module = Body.module(core, named.value, `${at}.module`)
  if (!module.ok) return module.reply
  if (!taggable(module.value)) return Body.invalid(`${at}.module.api_name`).reply
  const denied = Permissions.refused(core, identity.userId, module.value.apiName, needs)
  if (denied !== undefined) return denied
  const given = Body.array(item.value["tags"], `${at}.tags`, most)
  if (!given.ok) return given.reply
  const tags: Array<string> = []
  for (const [index, value] of given.value.entries()) {
    const path = `${at}.tags[${index}].id`
    const id = Json.idOf(Json.asObject(value)?.["id"] ?? undefined)
    if (id === undefined) return Body.missing(path).reply
    const tag = Tags.byId(core, id)
    if (tag === undefined) return Body.invalid(path, {}, ZohoError.reply, "tags not found").reply
    if (tag.module !== module.value.apiName)
      return Body.invalid(path, {}, ZohoError.reply, "one of the tags seems not found.").reply
    if (!tags.includes(id)) tags.push(id)
  }
  const id = Runners.start(core, {
    type: MassDeleteJob.type,
    user: identity.userId,
    input: { module: module.value.apiName, tags, total: tags.length }
  })
  return Http.json(202, {
    code: "SCHEDULED",
    details: { job_id: id },
    message: "Mass delete job scheduled successfully",
    status: "success"
  })
}

export const status = (call: Call): Http.Reply => {
  Runners.advance(call.core)
  const id = call.target.query.get("job_id") ?? ""
  const message = Json.isId(id) ? "job details not found" : "invalid data"
  const unknown = Body.under(root)(400, "INVALID_DATA", message, { job_id: id })
  const found = MassJob.find(call, MassDeleteJob.type, ZohoError.requiredParam("job_id"), unknown)
  if (!found.ok) return found.reply
  const { done, failed, total } = MassJob.counts(found.job)
  return Http.json(200, {
    [root]: [
      {
        job_id: id,
        status: MassJob.states[found.job.state],
        total_count: total,
        deleted_count: done,
        failed_count: failed
      }
    ]
  })
}
