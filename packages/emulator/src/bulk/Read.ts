/** Bulk read: create a job, look at it, download its result. */
import * as Clock from "../Clock.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Jobs from "../jobs/Jobs.ts"
import * as Runners from "../jobs/Runners.ts"
import * as FieldType from "../records/FieldType.ts"
import * as Permissions from "../org/Permissions.ts"
import * as Restricted from "../org/Restricted.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Files from "./Files.ts"
import * as ReadJob from "./ReadJob.ts"
import * as ReadQuery from "./ReadQuery.ts"

const credits = 50

const refuse = (error: ZohoError.ZohoError): Http.Reply => Http.json(400, error)

const createdBy = (call: Call, user: string): unknown => JSON.parse(FieldType.userJson(call.core, user, false))

const at = (milliseconds: number): string => Clock.format(Math.floor(milliseconds / 1000))

/** An export needs two permissions; the refusal names the one that is missing. */
const forbiddenTo = ({ core, identity }: Call, module: string): Http.Reply | undefined =>
  Permissions.refused(core, identity.userId, module, ["View"]) ??
  Permissions.refused(core, identity.userId, module, ["Export"])

export const create = (call: Call): Http.Reply => {
  const { core, request } = call
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    return ZohoError.reply(400, "MEDIA_TYPE_NOT_SUPPORTED", "the media type given is not supported")
  }
  if (request.body.length === 0) return ZohoError.reply(400, "REQUEST_BODY_IS_EMPTY", "the request body is empty")
  const parsed = Json.parse(Http.textOf(request.body))
  // The job keeps the body: what can be read but not written again is refused too.
  if (parsed === undefined || Json.tryStringify(parsed) === undefined)
    return ZohoError.reply(400, "REQUEST_BODY_NOT_READABLE", "the request body is not readable")
  const body = Json.asObject(parsed)
  if (body === undefined) return ZohoError.reply(400, "REQUEST_BODY_NOT_SUPPORTED", "the request body is not supported")
  const callback = ReadQuery.callbackOf(body)
  if (callback !== undefined && "code" in callback) return refuse(callback)
  const query = ReadQuery.decode(core, body, call.identity.userId, core.clock.now())
  if ("code" in query) return refuse(query)
  const forbidden = forbiddenTo(call, query.module.apiName)
  if (forbidden !== undefined) return forbidden
  const id = Runners.start(core, {
    type: ReadJob.type,
    user: call.identity.userId,
    input: { body, query: query.echo, file_type: query.fileType },
    callback
  })
  call.credits = credits
  const details = {
    id,
    operation: "read",
    state: "ADDED",
    created_by: createdBy(call, call.identity.userId),
    created_time: at(core.clock.now())
  }
  return Http.json(201, {
    data: [{ status: "success", code: "ADDED_SUCCESSFULLY", message: "Added successfully.", details }],
    info: {}
  })
}

const notFound = (id: string): Http.Reply =>
  ZohoError.reply(404, "RESOURCE_NOT_FOUND", "The requested resource doesn't exist.", { resource: id })

/** Where users see different records, the jobs of others are none of theirs. */
const isForeign = ({ core, identity }: Call, user: string): boolean =>
  Restricted.isRestricted(core) && user !== identity.userId

const states: { readonly [state in Jobs.State]: string } = {
  waiting: "QUEUED",
  running: "IN PROGRESS",
  done: "COMPLETED",
  failed: "FAILURE"
}

export const details = (call: Call): Http.Reply => {
  const { core } = call
  Runners.advance(core)
  const id = call.params["job_id"] ?? ""
  const job = Jobs.get(core, ReadJob.type, id)
  if (job === undefined || isForeign(call, job.user)) return notFound(id)
  const item = {
    id: job.id,
    operation: "read",
    state: states[job.state],
    ...job.output,
    query: job.input["query"],
    created_by: createdBy(call, job.user),
    created_time: at(job.created),
    file_type: job.input["file_type"]
  }
  return Http.jsonText(200, Json.stringify({ data: [item] }))
}

/** A ZIP as a download with its name. */
export const archive = (name: string, bytes: Uint8Array): Http.Reply => ({
  status: 200,
  headers: {
    "content-type": "application/x-download",
    "content-disposition": `attachment;filename=${name}`,
    server: "ZGS"
  },
  body: bytes
})

export const result = (call: Call): Http.Reply => {
  const { core } = call
  Runners.advance(core)
  const id = call.params["job_id"] ?? ""
  const job = Jobs.get(core, ReadJob.type, id)
  if (job === undefined || job.state !== "done" || isForeign(call, job.user)) return notFound(id)
  if (!Files.mayDownload(core)) {
    return ZohoError.reply(
      429,
      "TOO_MANY_REQUESTS",
      "only ten results can be downloaded in a minute. please try again after some time"
    )
  }
  const bytes = Files.get(core, id)
  return bytes === undefined ? notFound(id) : archive(`${id}.zip`, bytes)
}
