/** Up to five calls in one: one after the other or at once, each in the caller's name, undone together where asked. */
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as Permissions from "../org/Permissions.ts"
import * as Restricted from "../org/Restricted.ts"
import * as Scopes from "../Scopes.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Reference from "./Reference.ts"

const root = "__composite_requests"
const most = 5
/** Rows of one write, and of one page of a read. */
const limits = { write: 1, read: 25 }

interface Sub {
  readonly id: string
  readonly method: string
  readonly uri: string
  readonly params: unknown
  readonly headers: { readonly [name: string]: unknown }
  readonly body: unknown
}

const invalid = (path: string, api_name: string, more: ZohoError.Details = {}): Http.Reply =>
  ZohoError.reply(400, "INVALID_DATA", "invalid data", { api_name, json_path: path, ...more })

const missing = (path: string, api_name: string): Http.Reply =>
  ZohoError.reply(400, "MANDATORY_NOT_FOUND", "required field not found", { api_name, json_path: path })

const restricted = new Set(["authorization", "x-crm-org"])

const subOf = (value: unknown, index: number): Sub | Http.Reply => {
  const path = `$.${root}[${index}]`
  const given = Json.asObject(value)
  if (given === undefined) return invalid(path, root, { expected_data_type: "jsonobject" })
  const { body, headers, method, params, sub_request_id: id, uri } = given
  if (id === undefined) return missing(`${path}.sub_request_id`, "sub_request_id")
  if (typeof id !== "string" || !/^[a-zA-Z0-9][a-zA-Z0-9_]{0,99}$/u.test(id))
    return invalid(`${path}.sub_request_id`, "sub_request_id", { regex: "[a-zA-Z0-9][a-zA-Z0-9_]*" })
  if (method === undefined) return missing(`${path}.method`, "method")
  if (typeof method !== "string" || !/^(GET|POST|PUT|PATCH|DELETE)$/u.test(method))
    return invalid(`${path}.method`, "method", { supported_values: ["GET", "POST", "PUT", "PATCH", "DELETE"] })
  if (uri === undefined) return missing(`${path}.uri`, "uri")
  if (typeof uri !== "string" || !/^\/crm(\/.*)?\/v[0-9]+([.][0-9]+)?\/.*/u.test(uri))
    return invalid(`${path}.uri`, "uri", { regex: "/crm(/.*)?/v[0-9]+([.][0-9]+)?/.*" })
  const own = Json.asObject(headers) ?? {}
  const bad = Object.keys(own).filter((name) => restricted.has(name.toLowerCase()))
  if (bad.length > 0) return invalid(`${path}.headers`, "headers", { restricted_headers: bad })
  return { id, method, uri, params, headers: own, body }
}

interface Outcome extends Items.Item {
  /** The answer's body, for references. */
  readonly body: unknown
}

const refused = (code: string, message: string, details: ZohoError.Details): Outcome => ({
  ok: false,
  item: ZohoError.make(code, message, details),
  body: undefined
})

const rowsOf = (body: unknown): number => {
  const data = Json.asObject(body)?.["data"]
  return Array.isArray(data) ? data.length : 0
}

/** Carries one sub-request out as a call of its own, but for its price. */
const carryOut = (call: Call, sub: Sub, answers: Reference.Answers): Outcome => {
  const resolved = Reference.resolve(
    { uri: sub.uri, params: sub.params, headers: sub.headers, body: sub.body },
    answers
  )
  if (!resolved.ok)
    return refused("INVALID_REFERENCE", "the reference given seems to be invalid", { reference: resolved.reference })
  const { body, headers, params, uri } = Json.asObject(resolved.value) ?? {}
  const query = Object.entries(Json.asObject(params) ?? {}).map(([name, value]): [string, string] => [
    name,
    Json.asText(value)
  ])
  const url = `${String(uri)}${query.length === 0 ? "" : `${String(uri).includes("?") ? "&" : "?"}${new URLSearchParams(query).toString()}`}`
  const target = Http.targetOf(url)
  const match = call.core.router.match("api", sub.method, target.segments)
  if (match._tag !== "Found") {
    const reply = match._tag === "Unknown" ? ZohoError.invalidUrl : ZohoError.invalidMethod
    return executed(reply)
  }
  if (match.route.path === path)
    return refused("NOT_SUPPORTED", "the api is not supported in a composite request", { allowed_services: [] })
  if (!Scopes.allows(call.identity.scopes, match.route.scope, match.params)) return executed(ZohoError.scopeMismatch)
  const denied = Permissions.check(call.core, call.identity.userId, match.route, match.params)
  if (denied !== undefined) return executed(denied)
  if (sub.method !== "GET" && rowsOf(body) > limits.write)
    return refused("INVALID_DATA", "invalid data", { api_name: "data", maximum_length: limits.write })
  if (sub.method === "DELETE" && target.query.has("ids"))
    return refused("INVALID_DATA", "invalid data", { restricted_params: ["ids"] })
  if (sub.method === "GET" && Number(target.query.get("per_page") ?? limits.read) >= limits.read)
    target.query.set("per_page", String(limits.read))
  const core = Restricted.forRoute(call.core, call.identity.userId, match.route)
  const unchanged = Restricted.refused(core, match.route, match.params)
  if (unchanged !== undefined) return executed(unchanged)
  return executed(
    match.route.handler({
      core,
      request: {
        host: "api",
        method: sub.method,
        url,
        headers: Object.fromEntries(
          Object.entries(Json.asObject(headers) ?? {}).map(([name, value]) => [name.toLowerCase(), Json.asText(value)])
        ),
        body: Http.bytesOf(body === undefined ? "" : (Json.tryStringify(body) ?? ""))
      },
      target,
      params: match.params,
      identity: call.identity,
      credits: 0,
      trigger: undefined
    })
  )
}

/** "SUCCESS" says that it was carried out, and nothing of how it went: that is its status. */
const executed = (reply: Http.Reply): Outcome => {
  const body = Json.parse(Http.textOf(reply.body))
  return {
    ok: true,
    item: {
      code: "SUCCESS",
      message: "composite sub request executed successfully",
      status: "success",
      details: {
        response: { headers: reply.headers, ...(body === undefined ? {} : { body }), status_code: reply.status }
      }
    },
    body
  }
}

const statusOf = (outcome: Outcome): number => {
  const details = Json.asObject(Json.asObject(outcome.item)?.["details"])
  const code = Json.asObject(details?.["response"])?.["status_code"]
  return outcome.ok && typeof code === "number" ? code : 400
}

const failed = (outcome: Outcome): boolean => statusOf(outcome) >= 400

const run = (call: Call, subs: ReadonlyArray<Sub>): ReadonlyArray<Outcome> => {
  const answers = new Map<string, unknown>()
  return subs.map((sub) => {
    const outcome = carryOut(call, sub, answers)
    answers.set(sub.id, outcome.body)
    return outcome
  })
}

/** All or nothing: the first that fails undoes those before it and keeps those after it from starting. */
const runTogether = (call: Call, subs: ReadonlyArray<Sub>): ReadonlyArray<Outcome> => {
  const waiting = call.core.changes.waiting.length
  const outcomes: Array<Outcome> = []
  const answers = new Map<string, unknown>()
  const attempt = (): boolean => {
    for (const sub of subs) {
      const outcome = carryOut(call, sub, answers)
      answers.set(sub.id, outcome.body)
      outcomes.push(outcome)
      if (failed(outcome)) return false
    }
    return true
  }
  const ok = call.core.db.transaction(() => call.core.db.attempt(attempt, (all) => all))
  if (ok) return outcomes
  call.core.changes.waiting.length = Math.min(waiting, call.core.changes.waiting.length)
  const at = outcomes.length - 1
  return subs.map((_, index) => {
    if (index < at)
      return refused("ROLLBACK_PERFORMED", "the sub request was rolled back", { rollbacked_by_sub_request_index: at })
    return index === at
      ? (outcomes[at] ?? refused("INVALID_DATA", "invalid data", {}))
      : refused("PROCESSING_STOPPED", "the sub request was not executed", {})
  })
}

const composite = (call: Call): Http.Reply => {
  const given = Json.asObject(Json.parse(Http.textOf(call.request.body)))
  const list = given?.[root]
  if (list === undefined) return missing(`$.${root}`, root)
  if (!Array.isArray(list) || list.length === 0 || list.length > most)
    return invalid(`$.${root}`, root, { maximum_length: most })
  const rollback = given?.["rollback_on_fail"] ?? false
  if (typeof rollback !== "boolean")
    return invalid("$.rollback_on_fail", "rollback_on_fail", { expected_data_type: "boolean" })
  const parallel = given?.["parallel_execution"] ?? !rollback
  if (typeof parallel !== "boolean")
    return invalid("$.parallel_execution", "parallel_execution", { expected_data_type: "boolean" })
  if (rollback && parallel)
    return ZohoError.reply(400, "AMBIGUITY_DURING_PROCESSING", "ambiguity while processing the request", {
      ambiguity_due_to: [
        { api_name: "rollback_on_fail", json_path: "$.rollback_on_fail" },
        { api_name: "parallel_execution", json_path: "$.parallel_execution" }
      ]
    })
  const subs: Array<Sub> = []
  for (const [index, value] of list.entries()) {
    const sub = subOf(value, index)
    if ("status" in sub) return sub
    const same = subs.findIndex((one) => one.id === sub.id)
    if (same >= 0)
      return ZohoError.reply(400, "DUPLICATE_DATA", "duplicate data", {
        api_name: "sub_request_id",
        json_path: `$.${root}[${index}].sub_request_id`
      })
    subs.push(sub)
  }
  for (const [index, sub] of subs.entries()) {
    for (const id of Reference.ids([sub.uri, sub.params, sub.headers, sub.body])) {
      const of = subs.findIndex((one) => one.id === id)
      if (of === index) return ZohoError.reply(400, "LOOPING_FOUND", "looping found", { sub_request_indexes: [index] })
      if (of < 0 || of > index)
        return ZohoError.reply(400, "INVALID_REFERENCE", "the reference given seems to be invalid", { reference: id })
      if (parallel)
        return ZohoError.reply(400, "INVALID_DATA", "dependent requests cannot be executed at once", {
          dependent_data: [{ sub_request_id: sub.id, depends_on: id }]
        })
    }
  }
  const outcomes = rollback ? runTogether(call, subs) : run(call, subs)
  call.credits = rollback && outcomes.every((outcome) => !failed(outcome)) ? 2 : 1
  return Items.answer(root, outcomes)
}

const path = "/crm/v8/__composite_requests"

export const routes: ReadonlyArray<Route> = [
  {
    host: "api",
    method: "POST",
    path,
    scope: { group: "composite_requests", operation: "CUSTOM" },
    handler: composite
  }
]
