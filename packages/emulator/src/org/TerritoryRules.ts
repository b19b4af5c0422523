/** Rules of territories, run over the records of a module. */
import * as Body from "../actions/Body.ts"
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Rows from "./Rows.ts"
import * as Input from "./TerritoryInput.ts"
import * as Records from "./TerritoryRecords.ts"
import * as Store from "./TerritoryStore.ts"

const kind = "territory_job"
const root = "run_rules"

const notEnabled = ZohoError.reply(400, "FEATURE_NOT_ENABLED", "Territory Management is not enabled")

/** Ids of the records that criteria choose. */
const chosen = (core: Core, user: string, module: Module, criteria: unknown): ReadonlyArray<string> => {
  const compiled = Criteria.compile(core, module, criteria, { userId: user })
  if (Criteria.isError(compiled)) return []
  return core.db
    .all(`SELECT id FROM ${module.rows} AS ${module.table} WHERE ${compiled.sql}`, ...compiled.values)
    .map((row) => Json.asText(row["id"]))
}

const refuse: Body.Refuse = (status, code, message, details = {}) =>
  Http.json(status, { [root]: ZohoError.make(code, message, details) })

const run = (call: Call): Http.Reply => {
  const { core, identity } = call
  if (!Store.enabled(core)) return notEnabled
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const given = Body.object(body.value[root], `$.${root}`, refuse)
  if (!given.ok) return given.reply
  const module = Body.module(core, given.value["module"], `$.${root}.module`, refuse)
  if (!module.ok) return module.reply
  const rule = Object.entries(Input.rules).find(([, name]) => name === module.value.apiName)?.[0]
  if (rule === undefined) return Body.invalid(`$.${root}.module`, {}, refuse).reply
  const { criteria } = given.value
  const wanted = Json.isAbsent(criteria) ? undefined : ViewInput.lowered(criteria)
  if (wanted !== undefined) {
    const compiled = Criteria.compile(core, module.value, wanted, { userId: identity.userId })
    if (Criteria.isError(compiled)) return Body.invalid(`$.${root}.criteria`, compiled.details, refuse).reply
  }
  const id = core.db.transaction(() => {
    const among = wanted === undefined ? undefined : new Set(chosen(core, identity.userId, module.value, wanted))
    for (const territory of Store.list(core)) {
      if (Json.isAbsent(territory[rule])) continue
      for (const record of chosen(core, identity.userId, module.value, territory[rule]))
        if (among === undefined || among.has(record))
          Records.put(core, module.value, record, Json.asText(territory["id"]))
    }
    return Documents.save(core, kind, {
      at: core.clock.now(),
      scheduled_time: Rows.now(core),
      scheduled_by: FieldType.userRef(core, identity.userId)
    })
  })
  return Http.json(202, {
    [root]: {
      code: "SCHEDULED",
      details: { job_id: id },
      message: "Territory rules scheduled successfully.Once done, completion email will be sent.",
      status: "success"
    }
  })
}

const job = (call: Call): Http.Reply => {
  const { core } = call
  if (!Store.enabled(core)) return notEnabled
  const id = call.target.query.get("job_id")
  if (id === null) return ZohoError.requiredParam("job_id")
  const found = Documents.find(core, kind, id)
  if (found === undefined) return ZohoError.invalidParam("job_id", "the id given seems to be invalid")
  const { jobQueuedSeconds, jobRunningSeconds } = core.switches()
  const done = core.clock.now() - Number(found["at"]) >= (jobQueuedSeconds + jobRunningSeconds) * 1000
  return Http.json(200, {
    scheduled_run_rule_jobs: {
      status: done ? "COMPLETED" : "IN_PROGRESS",
      job_id: id,
      scheduled_time: found["scheduled_time"],
      scheduled_by: found["scheduled_by"]
    }
  })
}

const base = "/crm/v8/settings/territories/actions"
const scope = (operation: "READ" | "UPDATE") => ({ group: "settings", sub: "territories", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "POST", path: `${base}/run_rules`, scope: scope("UPDATE"), handler: run },
  { host: "api", method: "GET", path: `${base}/scheduled_run_rule_jobs`, scope: scope("READ"), handler: job }
]
