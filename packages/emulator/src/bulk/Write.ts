/** Bulk write: upload an archive, create a job, look at it, download its result. */
import * as Clock from "../Clock.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Jobs from "../jobs/Jobs.ts"
import * as Runners from "../jobs/Runners.ts"
import * as FieldType from "../records/FieldType.ts"
import * as Permissions from "../org/Permissions.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Files from "./Files.ts"
import * as Read from "./Read.ts"
import * as ReadQuery from "./ReadQuery.ts"
import * as WriteJob from "./WriteJob.ts"
import * as WriteRequest from "./WriteRequest.ts"
import * as Zip from "./Zip.ts"

const credits = 500
const uploadLimit = 25 * 1024 * 1024

const at = (milliseconds: number): string => Clock.format(Math.floor(milliseconds / 1000))

/** What stands before the content host answers in a language of its own. */
const gateway = Http.json(400, {
  ERROR_CODE: 400,
  ERROR_MESSAGE: "Bad Request",
  "x-error": "check if headers [feature, X-CRM-ORG] are present and valid",
  "x-info": "Link not valid",
  info: "Forbidden",
  http_status: "400"
})

export const upload = (call: Call): Http.Reply => {
  const { core, request } = call
  if (request.headers["feature"] !== "bulk-write" || request.headers["x-crm-org"] !== core.credentials().orgId)
    return gateway
  const contentType = request.headers["content-type"] ?? ""
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    return ZohoError.reply(400, "INVALID_DATA", "invalid data", {
      header_name: "Content-Type",
      supported_values: ["multipart/form-data"]
    })
  }
  const file = Http.multipart(contentType, request.body).find((part) => part.name === "file")
  if (file === undefined)
    return ZohoError.reply(400, "MANDATORY_NOT_FOUND", "required field not found", { api_name: "file" })
  if (file.body.length > uploadLimit) return ZohoError.reply(400, "FILE_TOO_LARGE", "File size too large to process")
  if (Zip.entries(file.body) === undefined)
    return ZohoError.reply(400, "INVALID_FILE_FORMAT", "invalid file format. only zip format is supported")
  const id = core.db.nextId()
  Files.put(core, id, file.body)
  return Http.json(200, {
    status: "success",
    code: "FILE_UPLOAD_SUCCESS",
    message: "file uploaded.",
    details: { file_id: id, created_time: at(core.clock.now()) }
  })
}

const refuse = (error: ZohoError.ZohoError): Http.Reply => Http.json(400, error)

/** Refuses files that are unknown, too old or taken, and names that are not in their archive. */
const checkFiles = (call: Call, plan: WriteRequest.Plan): ZohoError.ZohoError | undefined => {
  for (const [index, resource] of plan.resources.entries()) {
    const archive = Files.unused(call.core, resource.fileId)
    if (archive === undefined)
      return ZohoError.make("INVALID_FILE_ID", "improper file id", {
        api_name: "file_id",
        json_path: `$.resource[${index}].file_id`
      })
    const names = new Set(Zip.entries(archive)?.map((entry) => entry.name))
    const wrong = resource.fileNames.findIndex((name) => !names.has(name))
    if (wrong >= 0) {
      return ZohoError.make("FILE_NOT_FOUND", "the file given is not in the uploaded archive", {
        api_name: "file_names",
        json_path: `$.resource[${index}].file_names[${wrong}]`
      })
    }
  }
  return undefined
}

const written = {
  insert: ["Create", "Import"],
  update: ["Edit", "Import"],
  upsert: ["Create", "Edit", "Import"]
} as const

export const create = (call: Call): Http.Reply => {
  const { core, identity } = call
  const body = Json.asObject(Json.parse(Http.textOf(call.request.body)))
  // The job keeps the body: what can be read but not written again is refused too.
  if (body === undefined || Json.tryStringify(body) === undefined)
    return ZohoError.reply(400, "REQUEST_BODY_NOT_SUPPORTED", "the request body is not supported")
  const callback = ReadQuery.callbackOf(body)
  if (callback !== undefined && "code" in callback) return refuse(callback)
  const plan = WriteRequest.decode(core, body)
  if ("code" in plan) return refuse(plan)
  for (const { module } of plan.resources) {
    for (const action of written[plan.operation]) {
      const forbidden = Permissions.refused(core, identity.userId, module.apiName, [action])
      if (forbidden !== undefined) return forbidden
    }
  }
  const wrong = checkFiles(call, plan)
  if (wrong !== undefined) return refuse(wrong)
  for (const resource of plan.resources) Files.take(core, resource.fileId)
  const id = Runners.start(core, {
    type: WriteJob.type,
    user: identity.userId,
    input: {
      body,
      operation: plan.operation,
      character_encoding: plan.encoding ?? "UTF-8",
      // The job shows modules and mappings as they were when it was made.
      resources: plan.resources.map((resource) => ({
        module: { api_name: resource.module.apiName, id: resource.module.id },
        name: resource.fileNames[0] ?? ""
      })),
      callback
    },
    callback
  })
  call.credits = credits
  const createdBy: unknown = JSON.parse(FieldType.userJson(core, identity.userId, false))
  return Http.json(201, {
    status: "success",
    code: "SUCCESS",
    message: "success",
    details: { id, created_by: createdBy }
  })
}

const notFound = ZohoError.reply(400, "RESOURCE_NOT_FOUND", "The requested resource doesn't exist.")

type Shown = { readonly [key: string]: unknown }

const objects = (value: unknown): ReadonlyArray<Shown> =>
  Array.isArray(value) ? value.map((item) => Json.asObject(item) ?? {}) : []

export const details = (call: Call): Http.Reply => {
  const { core } = call
  Runners.advance(core)
  const job = Jobs.get(core, WriteJob.type, call.params["job_id"] ?? "")
  if (job === undefined) return notFound
  const ended = job.state === "done" || job.state === "failed"
  const status = {
    waiting: "ADDED",
    running: core.switches().bulkWriteRunningState,
    done: "COMPLETED",
    failed: "FAILED"
  }[job.state]
  const ends = objects(job.output["resources"])
  const asked = objects(Json.asObject(job.input["body"])?.["resource"])
  const resource = objects(job.input["resources"]).map(({ module, name }, index) => {
    const end = ends[index] ?? {}
    const file = Json.asObject(end["file"]) ?? {
      status,
      name,
      added_count: 0,
      skipped_count: 0,
      updated_count: 0,
      total_count: 0
    }
    const mappings = asked[index]?.["field_mappings"]
    return {
      status: ended ? file["status"] : status,
      ...("code" in end ? { code: end["code"] } : {}),
      type: "data",
      module,
      ...(mappings === undefined ? {} : { field_mappings: mappings }),
      file
    }
  })
  const callback = job.input["callback"]
  return Http.jsonText(
    200,
    Json.stringify({
      status,
      character_encoding: job.input["character_encoding"],
      resource,
      id: job.id,
      ...(job.state === "done" ? { result: { download_url: WriteJob.downloadUrl(core, job.id) } } : {}),
      created_by: JSON.parse(FieldType.userJson(core, job.user, false)),
      operation: job.input["operation"],
      created_time: at(job.created),
      ...(callback === undefined ? {} : { callback })
    })
  )
}

export const result = (call: Call): Http.Reply => {
  const { core, params } = call
  Runners.advance(core)
  const id = params["job_id"] ?? ""
  const job = Jobs.get(core, WriteJob.type, id)
  const known =
    job !== undefined &&
    job.state === "done" &&
    params["org"] === core.credentials().orgId &&
    params["file"] === `${id}.zip`
  const bytes = known ? Files.get(core, id) : undefined
  return bytes === undefined
    ? ZohoError.reply(404, "RESOURCE_NOT_FOUND", "The requested resource doesn't exist.", { resource: id })
    : Read.archive(`${id}.zip`, bytes)
}
