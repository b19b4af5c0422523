/** Webhooks: calls that a rule would make elsewhere. Nobody is called, so none of them is used up and none fails. */
import type * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Rows from "../org/Rows.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Listed from "./Listed.ts"
import * as Resource from "./Resource.ts"
import * as Store from "./Store.ts"

const root = "webhooks"
const longest = 250
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

type Failure = ZohoError.ZohoError

const isUrl = (value: unknown): boolean =>
  typeof value === "string" && /^https?:$/.test(URL.parse(value)?.protocol ?? "")

/** Parameters by name and value, no name twice. */
const parametersOf = (value: unknown, path: string, at: string): Failure | undefined => {
  if (Json.isAbsent(value)) return undefined
  if (!Array.isArray(value)) return Listed.mistyped(root, path, "jsonarray")
  const seen = new Set<unknown>()
  for (const [index, item] of value.entries()) {
    const given = Json.asObject(item) ?? {}
    for (const key of ["name", "value"]) {
      if (Json.isAbsent(given[key]))
        return Rows.about(
          at,
          `${path}[${index}].${key}`,
          "MANDATORY_NOT_FOUND",
          "the given parameter is invalid, specify both name and value"
        )
      if (typeof given[key] !== "string") return Listed.mistyped(root, `${path}[*].${key}`, "text")
    }
    if (seen.has(given["name"]))
      return Rows.about(at, `${path}[${index}].name`, "DUPLICATE_DATA", "duplicate parameter name found")
    seen.add(given["name"])
  }
  return undefined
}

/** Headers and parameters of the URL have both kinds; a form in the body has them too. */
const wrongParameters = (all: Body.Input, at: string): Failure | undefined => {
  const form = Json.asObject(Json.asObject(all["body"])?.["form_data_content"])
  const groups = [
    ["headers", all["headers"]],
    ["url_parameters", all["url_parameters"]],
    ["body.form_data_content", form]
  ] as const
  for (const [path, value] of groups) {
    if (Json.isAbsent(value)) continue
    const given = Json.asObject(value)
    if (given === undefined) return Listed.mistyped(root, path, "jsonobject")
    for (const key of ["module_parameters", "custom_parameters"]) {
      const wrong = parametersOf(given[key], `${path}.${key}`, at)
      if (wrong !== undefined) return wrong
    }
  }
  return undefined
}

const read = (
  core: Core,
  input: Body.Input,
  before: Documents.Document | undefined,
  at: string
): Documents.Document | Failure => {
  const all = { ...before, ...input }
  const { date_time_format: format, http_method: method, name, url } = all
  if (Json.isAbsent(name) || name === "")
    return Rows.about(at, "name", "MANDATORY_NOT_FOUND", "mandatory param missing")
  if (typeof name !== "string") return Listed.mistyped(root, "name", "text")
  if (name.length > longest) return Listed.invalid(root, "name", { maximum_length: longest })
  if (/[<>{}[\]^|\\]/.test(name)) return Rows.about(at, "name", "INVALID_DATA", "Special characters not allowed")
  const module = Resource.moduleOf(core, all["module"], at, root)
  if ("code" in module) return module
  if (Json.isAbsent(method))
    return Rows.about(at, "http_method", "MANDATORY_NOT_FOUND", "The method type is not given ")
  if (typeof method !== "string" || !methods.includes(method))
    return Rows.about(at, "http_method", "INVALID_DATA", "The method type given is invalid")
  if (Json.isAbsent(url)) return Listed.missing(root, "url")
  if (!isUrl(url)) return Rows.about(at, "url", "INVALID_DATA", "please enter a valid URL")
  const wrong = wrongParameters(all, at)
  if (wrong !== undefined) return wrong
  const zone = Json.asObject(format)?.["time_zone"] ?? null
  if (zone !== null && !(typeof zone === "string" && Clock.isTimeZone(zone)))
    return Rows.about(at, "date_time_format.time_zone", "INVALID_DATA", "The timezone given is invalid")
  const { description = null } = all
  if (description !== null && typeof description !== "string") return Listed.mistyped(root, "description", "text")
  return {
    name,
    module: Resource.refOf(module),
    description,
    url,
    http_method: method,
    headers: all["headers"] ?? null,
    url_parameters: all["url_parameters"] ?? null,
    body: all["body"] ?? null,
    authentication: all["authentication"] ?? { type: "general" },
    date_time_format: format ?? null
  }
}

const hooks = (core: Core): ReadonlyArray<Documents.Document> => Documents.list(core, Store.actionKinds[root] ?? root)

const associated = (call: Call): Http.Reply => {
  const modules = new Map(
    hooks(call.core).map((hook) => [Json.asText(Json.asObject(hook["module"])?.["id"]), hook["module"]] as const)
  )
  return modules.size === 0 ? Http.empty(204) : Http.json(200, { associated_modules: [...modules.values()] })
}

const groupings = ["date", "date,resource", "date,resource,type"]

const usage = (call: Call): Http.Reply => {
  const { query } = call.target
  const [by, type, date] = [query.get("group_by"), query.get("type"), query.get("date")]
  if (by === null)
    return ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "One of the expected param is missing", {
      param_name: "group_by"
    })
  if (!groupings.includes(by)) return ZohoError.invalidParam("group_by", "The value provided to the param is Invalid")
  if (type !== null && type !== root) return ZohoError.invalidParam("type", "feature type is invalid")
  if (date !== null && date > Rows.now(call.core).slice(0, 10))
    return ZohoError.invalidParam("date", "provided time is ahead")
  return Http.empty(204)
}

const failures = (call: Call): Http.Reply => {
  const { query } = call.target
  const module = query.get("module")
  if (module !== null && call.core.metadata.module(module) === undefined)
    return ZohoError.reply(400, "INVALID_MODULE", "The value provided to the param is Invalid", {
      param_name: "module"
    })
  const hook = query.get("webhook_id")
  if (hook !== null && !hooks(call.core).some((it) => it["id"] === hook))
    return ZohoError.invalidParam("webhook_id", "the id given seems to be invalid")
  for (const name of ["from", "to"]) {
    const given = query.get(name)
    if (given === null) continue
    const second = Clock.parse(given)
    if (second === undefined || second * 1000 > call.core.clock.now())
      return ZohoError.invalidParam(name, "The value provided to the param is Invalid", {
        expected_data_type: "datetime"
      })
  }
  return Http.empty(204)
}

const base = "/crm/v8/settings/automation"
const scope = { group: "settings", sub: "automation_actions", operation: "READ" } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: `${base}/webhooks/actions/associated_modules`, scope, handler: associated },
  { host: "api", method: "GET", path: `${base}/webhooks/actions/usage_reports`, scope, handler: usage },
  { host: "api", method: "GET", path: `${base}/webhook_failures`, scope, handler: failures },
  ...Resource.routes({
    root,
    words: {
      created: "webhook created successfully",
      updated: "webhook updated successfully",
      deleted: "Webhook is deleted",
      used: "This webhook is associated with at least one of Approval Process/Workflow Rules/Blueprint"
    },
    tooMany: ZohoError.reply(400, "INVALID_DATA", "Bulk deletion of records limit reached", {
      param_name: "ids",
      limit: 10
    }),
    inner: ["headers", "url_parameters", "body", "authentication", "date_time_format"],
    read
  })
]
