/** The emulator's own endpoints under `/__emulator/`: look inside, set faults, move time, start over. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Core } from "./Core.ts"
import * as Clock from "./Clock.ts"
import * as Faults from "./Faults.ts"
import * as FaultSets from "./FaultSets.ts"
import * as Foreign from "./Foreign.ts"
import * as Http from "./Http.ts"
import * as Forms from "./inspector/Forms.ts"
import * as Pages from "./inspector/Pages.ts"
import * as Json from "./Json.ts"
import * as OAuth from "./OAuth.ts"
import * as Switches from "./Switches.ts"

const root = "/__emulator"

/** True for a request that is meant for the control plane. */
export const owns = (url: string): boolean => {
  if (!url.includes(root)) return false
  const { path } = Http.targetOf(url)
  return path === root || path.startsWith(`${root}/`)
}

/** Counters of everything that happened since the start or the last reset. */
export interface Stats {
  readonly requests: number
  readonly byOperation: { readonly [operation: string]: number }
  readonly tokenRequests: {
    readonly refresh_token: { readonly ok: number; readonly failed: number }
    readonly authorization_code: { readonly ok: number; readonly failed: number }
    readonly device_token: { readonly ok: number; readonly failed: number }
  }
  readonly accessTokensIssued: number
  readonly creditsUsed: number
  /** The most calls under way at once, of all kinds and of the heavy ones. */
  readonly peakInFlight: { readonly all: number; readonly heavy: number }
  readonly connections: number
  /** Handlers that threw: a bug of the emulator when it is not 0. */
  readonly defects: number
}

export const stats = (core: Core): Stats => {
  const { counters } = core
  return {
    requests: counters.requests,
    byOperation: Object.fromEntries(counters.byOperation),
    tokenRequests: {
      refresh_token: { ...counters.tokenRequests.refresh_token },
      authorization_code: { ...counters.tokenRequests.authorization_code },
      device_token: { ...counters.tokenRequests.device_token }
    },
    accessTokensIssued: counters.accessTokensIssued,
    creditsUsed: counters.creditsUsed,
    peakInFlight: core.lanes.peak(),
    connections: counters.connections,
    defects: counters.defects
  }
}

const problem = (status: number, error: string): Http.Reply => Http.json(status, { error })

const decodeRules = Schema.decodeUnknownResult(Faults.Rules)

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|emulator\.invalid)(:\d+)?$/i

/** A page of another site must not be able to steer the emulator through the browser of its user. */
const foreign = (core: Core, request: Http.WireRequest): boolean => {
  const { host } = request.headers
  return (
    (host !== undefined && !loopback.test(host)) ||
    Foreign.isForeign(request, new URL(core.urls().apiUrl).origin, loopback)
  )
}

const mostDepth = 60

const isDeep = (value: unknown, depth = 0): boolean =>
  depth > mostDepth ||
  (typeof value === "object" && value !== null && Object.values(value).some((item) => isDeep(item, depth + 1)))

/** What a request says; nothing here is nested deeply, and what is would be too much for the stack. */
const said = (request: Http.WireRequest): unknown => {
  const value = Json.parse(Http.textOf(request.body))
  return isDeep(value) ? undefined : value
}

const bodyOf = (request: Http.WireRequest): { readonly [key: string]: unknown } => Json.asObject(said(request)) ?? {}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** `{"set":"NAME"}`: the rules and switches of a named set. */
const addSet = (core: Core, name: string): Http.Reply => {
  const set = Object.hasOwn(FaultSets.sets, name) ? FaultSets.sets[name] : undefined
  if (set === undefined)
    return problem(400, `there is no fault set ${name}; known: ${Object.keys(FaultSets.sets).join(", ")}`)
  core.setSwitches({ ...core.switches(), ...set.switches })
  return Http.json(200, { ids: core.faults.add(set.rules ?? []) })
}

const addFaults = (core: Core, request: Http.WireRequest): Http.Reply => {
  const name = bodyOf(request)["set"]
  if (typeof name === "string") return addSet(core, name)
  const decoded = decodeRules(said(request))
  if (Result.isFailure(decoded)) return problem(400, `not a fault rule: ${String(decoded.failure)}`)
  const rules: ReadonlyArray<Faults.Rule> = "action" in decoded.success ? [decoded.success] : decoded.success
  return Http.json(200, { ids: core.faults.add(rules) })
}

/** Times that four digits of a year hold, with a day to spare for every zone. */
const earliest = Date.UTC(1970, 0, 2)
const latest = Date.UTC(9999, 11, 30)

const moveClock = (core: Core, request: Http.WireRequest): Http.Reply => {
  const body = bodyOf(request)
  const advance = body["advance"]
  const by =
    typeof advance === "number" ? Option.some(Duration.millis(advance)) : Faults.durationOf(text(advance) ?? "")
  const set = Date.parse(text(body["set"]) ?? "")
  const next = Option.isSome(by) ? core.clock.now() + Duration.toMillis(by.value) : set
  if (next < earliest || next > latest) return problem(400, "the time must lie between 1970 and 9999")
  if (Option.isSome(by)) core.clock.advance(Duration.toMillis(by.value))
  else if (!Number.isNaN(set)) core.clock.set(set)
  else return problem(400, 'send {"advance":"61 minutes"} or {"set":"2026-01-01T00:00:00Z"}')
  return Http.json(200, { now: new Date(core.clock.now()).toISOString() })
}

const revoke = (core: Core, request: Http.WireRequest): Http.Reply => {
  const body = bodyOf(request)
  const [access, refresh] = [text(body["accessTokens"]), text(body["refreshToken"])]
  if (access === undefined && refresh === undefined)
    return problem(400, 'send {"accessTokens":"all"}, {"accessTokens":"<tokenId>"} or {"refreshToken":"<token>"}')
  const revoked = access === undefined ? 0 : OAuth.revokeAccessTokens(core, access)
  const removed =
    refresh !== undefined &&
    OAuth.revokeRefreshToken(core, refresh === "seed" ? core.credentials().refreshToken : refresh)
  return Http.json(200, { revoked: revoked + (removed ? 1 : 0) })
}

const grant = (core: Core, request: Http.WireRequest): Http.Reply => {
  const body = bodyOf(request)
  const scope = body["scopes"]
  const code = OAuth.issueGrantCode(core, {
    scopes: Array.isArray(scope) ? scope.filter((one) => typeof one === "string").join(" ") : text(scope),
    userEmail: text(body["userEmail"]),
    clientId: text(body["clientId"]),
    redirectUri: text(body["redirectUri"]),
    minutes: typeof body["minutes"] === "number" ? body["minutes"] : undefined,
    offline: body["offline"] !== false
  })
  return code === undefined ? problem(400, "there is no such user") : Http.json(200, { code })
}

const switches = (core: Core, request: Http.WireRequest): Http.Reply => {
  const changed = Switches.change(core.switches(), bodyOf(request))
  if (typeof changed === "string") return problem(400, changed)
  core.setSwitches(changed)
  return Http.json(200, changed)
}

const snapshot = (core: Core, request: Http.WireRequest, segments: ReadonlyArray<string>): Http.Reply => {
  const [, , given, verb] = segments
  const name = given ?? text(bodyOf(request)["name"])?.trim()
  if (name === undefined || name === "") return problem(400, "name the snapshot: POST /__emulator/snapshots/NAME")
  if (verb === undefined) {
    core.saveSnapshot(name)
    return Http.json(200, { name })
  }
  if (verb !== "restore") return problem(404, "POST …/snapshots/NAME or …/snapshots/NAME/restore")
  return core.restoreSnapshot(name) ? Http.json(200, { name }) : problem(404, `there is no snapshot ${name}`)
}

const requests = (core: Core, request: Http.WireRequest): Http.Reply => {
  const after = Number(Http.targetOf(request.url).query.get("after") ?? 0)
  if (!Number.isSafeInteger(after) || after < 0) return problem(400, "after is the number (seq) of a request")
  return {
    status: 200,
    headers: { "content-type": "application/x-ndjson" },
    body: core.log
      .entries(after)
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join("")
  }
}

/** Answers a control request, for programs as JSON, for browsers with a page. */
export const handle = (core: Core, request: Http.WireRequest): Http.Reply => {
  if (foreign(core, request)) return problem(403, "the control plane answers its own page and loopback callers only")
  if (Forms.owns(request)) return Forms.send(core, request, (asked) => control(core, asked))
  return (request.method === "GET" ? Pages.show(core, request) : undefined) ?? control(core, request)
}

const control = (core: Core, request: Http.WireRequest): Http.Reply => {
  const { path, segments } = Http.targetOf(request.url)
  const call = `${request.method} ${path.slice(root.length) || "/"}`
  const [, area, name] = segments
  if (area === "snapshots" && request.method === "POST") return snapshot(core, request, segments)
  if (area === "faults" && name !== undefined && request.method === "DELETE")
    return core.faults.remove(name) ? Http.json(200, { ids: [name] }) : problem(404, `there is no fault rule ${name}`)
  switch (call) {
    case "GET /":
      return Http.json(200, {
        ...core.urls(),
        now: new Date(core.clock.now()).toISOString(),
        orgTime: Clock.format(Math.floor(core.clock.now() / 1000))
      })
    case "GET /stats":
      return Http.json(200, stats(core))
    case "GET /requests":
      return requests(core, request)
    case "GET /notifications":
      return {
        status: 200,
        headers: { "content-type": "application/x-ndjson" },
        body: core.changes.deliveries.map((delivery) => `${JSON.stringify(delivery)}\n`).join("")
      }
    case "POST /faults":
      return addFaults(core, request)
    case "DELETE /faults":
      core.faults.clear()
      return Http.json(200, { ids: [] })
    case "POST /clock":
      return moveClock(core, request)
    case "POST /tokens/revoke":
      return revoke(core, request)
    case "POST /grants":
      return grant(core, request)
    case "GET /switches":
      return Http.json(200, core.switches())
    case "POST /switches":
      return switches(core, request)
    case "POST /reset":
      core.reset()
      return Http.json(200, { reset: true })
    case "POST /stop":
      setImmediate(() => core.onStop.run())
      return Http.json(200, { stopping: true })
    default:
      return problem(404, `no control endpoint ${call}`)
  }
}
