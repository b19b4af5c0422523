/** One emulated Zoho: its whole state, and the one function that answers requests. */
import * as Clock from "./Clock.ts"
import * as ControlPlane from "./ControlPlane.ts"
import * as Database from "./Database.ts"
import * as Faults from "./Faults.ts"
import * as Http from "./Http.ts"
import * as Runners from "./jobs/Runners.ts"
import { type Kept, readKept, writeKept } from "./Kept.ts"
import * as Lanes from "./Lanes.ts"
import * as Limits from "./Limits.ts"
import * as Metadata from "./Metadata.ts"
import * as Changes from "./notifications/Changes.ts"
import * as OAuth from "./OAuth.ts"
import type * as Center from "./oauth/Center.ts"
import * as Permissions from "./org/Permissions.ts"
import * as Restricted from "./org/Restricted.ts"
import * as RequestLog from "./RequestLog.ts"
import * as Router from "./Router.ts"
import { areas } from "./Routes.ts"
import * as SeedFile from "./seedfile/SeedFile.ts"
import * as SeedRecords from "./seedfile/Records.ts"
import * as Scopes from "./Scopes.ts"
import * as Seed from "./Seed.ts"
import * as Template from "./Template.ts"
import * as Insert from "./seed/Insert.ts"
import * as StandardModules from "./seed/StandardModules.ts"
import * as Switches from "./Switches.ts"
import * as ZohoError from "./ZohoError.ts"

export type Identity = OAuth.Identity

export interface Options {
  /** The org's content follows from this number. Default 1. */
  readonly seed?: number
  /** Leads in the seed, at least 1. Default 25. */
  readonly leads?: number
  /** A file to keep the state in; an existing one is reopened as it is. Default: memory. */
  readonly db?: string
  readonly edition?: Limits.Edition
  /** A seed file by its path, or its content: users, modules, fields and records beside the seeded ones. */
  readonly data?: string | SeedFile.Data
  /** `real`: credits and token throttle apply. Default real. */
  readonly limits?: "real" | "off"
  /** Overrides the edition's credits of 24 hours. */
  readonly credits?: number
  /** Life of an access token in seconds. Default 3600. */
  readonly expiresIn?: number
  /** Scopes of the seeded refresh token and of grant codes. Default: all. */
  readonly scopes?: ReadonlyArray<string>
  readonly switches?: Partial<Switches.Switches>
  /** The data center to pretend to be; its clients and tokens are unknown at any other. Default us. */
  readonly center?: Center.Center
  /** The environment to pretend to be; its tokens are unknown in any other. Default production. */
  readonly environment?: Center.Environment
}

export interface Urls {
  readonly apiUrl: string
  readonly accountsUrl: string
  readonly uploadUrl: string
  readonly controlUrl: string
}

interface Counter {
  ok: number
  failed: number
}

export interface Counters {
  requests: number
  connections: number
  accessTokensIssued: number
  creditsUsed: number
  defects: number
  readonly byOperation: Map<string, number>
  readonly tokenRequests: {
    readonly refresh_token: Counter
    readonly authorization_code: Counter
    readonly device_token: Counter
  }
}

const newCounters = (): Counters => ({
  requests: 0,
  connections: 0,
  accessTokensIssued: 0,
  creditsUsed: 0,
  defects: 0,
  byOperation: new Map(),
  tokenRequests: {
    refresh_token: { ok: 0, failed: 0 },
    authorization_code: { ok: 0, failed: 0 },
    device_token: { ok: 0, failed: 0 }
  }
})

/** What to do with a request: wait, then `deliver`. */
export interface Plan {
  readonly delayBefore: number
  readonly deliver: () => Delivery
  /** To be called once when the caller has the answer, or has gone: until then the call takes places. Undefined: it takes none. */
  readonly done: (() => void) | undefined
}

/** What goes onto the wire, and how. */
export interface Delivery {
  readonly reply: Http.Reply
  readonly delayAfter: number
  readonly mode:
    | { readonly kind: "send" }
    | { readonly kind: "reset" }
    | { readonly kind: "hang" }
    | { readonly kind: "truncate"; readonly bytes: number | undefined; readonly close: "clean" | "reset" }
    | { readonly kind: "drip"; readonly bytes: number; readonly every: number }
}

export interface Core {
  readonly db: Database.Database
  readonly clock: Clock.Clock
  readonly metadata: Metadata.Metadata
  readonly faults: Faults.Faults
  readonly limits: Limits.Limits
  readonly lanes: Lanes.Lanes
  readonly log: RequestLog.RequestLog
  readonly router: Router.Router
  readonly counters: Counters
  readonly options: {
    readonly expiresIn: number
    readonly scopes: ReadonlyArray<string>
    readonly edition: Limits.Edition
    readonly center: Center.Center
    readonly environment: Center.Environment
  }
  /** Why the seed file cannot be used; the org is then without it. */
  readonly seedError: SeedFile.SeedFileError | undefined
  readonly credentials: () => Seed.Credentials
  readonly switches: () => Switches.Switches
  readonly setSwitches: (switches: Switches.Switches) => void
  readonly urls: () => Urls
  readonly setUrls: (urls: Urls) => void
  /** Asked by `POST /__emulator/stop`; the server sets what it does. */
  readonly onStop: { run: () => void }
  /** What happened to records, on its way to the channels that watch them. */
  readonly changes: Changes.Changes
  /** When the next job is due, epoch milliseconds; 0 where that is not known. */
  readonly jobs: { due: number }
  /** Writes what is not in the database's tables into it, so that a file that is reopened goes on where it was. */
  readonly persist: () => void
  readonly plan: (request: Http.WireRequest) => Plan
  readonly reset: () => void
  /** The names under which something is kept, oldest first. */
  readonly snapshots: () => ReadonlyArray<Snapshot>
  /** Keeps everything under a name: data, tokens, clock, faults, switches, counters. */
  readonly saveSnapshot: (name: string) => void
  /** Goes back to it; false when there is none of that name. */
  readonly restoreSnapshot: (name: string) => boolean
  readonly close: () => void
}

/** What can be gone back to. */
export interface Snapshot {
  readonly name: string
  /** The emulator's time when it was taken, epoch milliseconds. */
  readonly at: number
  /** Requests logged by then. */
  readonly requests: number
}

const send = { kind: "send" } as const
/** Base URLs of the in-process layer: one host, told apart by port as on the wire. */
export const inProcessUrls: Urls = {
  apiUrl: "http://emulator.invalid",
  accountsUrl: "http://emulator.invalid:8081",
  uploadUrl: "http://emulator.invalid:8082",
  controlUrl: "http://emulator.invalid/__emulator"
}

interface Answer {
  readonly reply: Http.Reply
  readonly operation: string | undefined
  readonly identity: Identity | undefined
  readonly credits: number
  readonly trigger: ReadonlyArray<string> | undefined
  readonly workflows?: ReadonlyArray<RequestLog.FiredRule>
}

const creditsSpent = ZohoError.reply(
  429,
  "TOO_MANY_REQUESTS",
  "You have exceeded the API credit limit of your organization for the past 24 hours",
  {}
)

/** The same for every org of the process. */
let routes: Router.Router | undefined

export const make = (options: Options = {}): Core => {
  const clock = Clock.make()
  const scopes = options.scopes ?? Seed.allScopes
  const plain: Seed.SeedOptions = {
    seed: options.seed ?? 1,
    leads: options.leads ?? 25,
    scopes,
    center: options.center ?? "us",
    environment: options.environment ?? "production"
  }
  const template = options.db === undefined && options.data === undefined ? Template.find(plain) : undefined
  const db = Database.open(options.db, template?.imprint)
  const metadata = Metadata.make(db)
  metadata.reload(template?.modules)
  const before = Seed.origin(db)
  // An existing file knows what it was seeded from; a reset goes back to that.
  const loaded =
    before !== undefined
      ? before.data === undefined
        ? undefined
        : SeedFile.known(before.data)
      : options.data === undefined
        ? undefined
        : SeedFile.load(options.data)
  let seedError = loaded instanceof SeedFile.SeedFileError ? loaded : undefined
  const fail = (file: string, problems: ReadonlyArray<SeedFile.Problem>): void => {
    if (problems.length > 0) seedError = new SeedFile.SeedFileError({ file, problems })
  }
  let source = loaded instanceof SeedFile.SeedFileError ? undefined : loaded
  if (source !== undefined) fail(source.file, SeedRecords.checkModules(source, StandardModules.names))
  if (seedError !== undefined) source = undefined
  const edition = options.edition ?? source?.data.edition ?? "enterprise"
  const initialSwitches: Switches.Switches = { ...Switches.defaults, ...options.switches }
  const limits = Limits.make({
    total: options.credits ?? Limits.dailyCredits(edition, 3),
    enforced: options.limits !== "off",
    now: clock.now
  })
  const lanes = Lanes.make(edition)
  const faults = Faults.make()
  const log = RequestLog.make()
  const router = (routes ??= Router.make(areas()))
  const seedOptions: Seed.SeedOptions =
    before ??
    (source === undefined
      ? plain
      : {
          ...plain,
          seed: options.seed ?? source.data.seed ?? plain.seed,
          leads: options.leads ?? source.data.leads ?? plain.leads,
          data: source.data
        })
  const { center, environment } = seedOptions
  let credentials = Seed.credentials(db) ?? Seed.fill(db, metadata, seedOptions)
  if (options.db === undefined) Template.keep(seedOptions, db, metadata)
  let switches = initialSwitches
  let urls = inProcessUrls
  const counters = newCounters()
  const snapshots = new Map<
    string,
    {
      readonly at: number
      readonly image: Database.Image
      readonly kept: Kept
      readonly counters: Counters
      readonly log: ReadonlyArray<RequestLog.Entry>
    }
  >()
  const keep = (): Kept => ({
    offset: clock.offset(),
    faults: faults.list(),
    switches,
    credits: limits.window()
  })
  const takeBack = (kept: Kept): void => {
    clock.advance(kept.offset - clock.offset())
    faults.restore(kept.faults)
    switches = kept.switches
    limits.restore(kept.credits)
  }
  const kept = options.db === undefined ? undefined : readKept(db, initialSwitches)
  if (kept !== undefined) takeBack(kept)

  const operationOf = (request: Http.WireRequest): string | undefined => {
    const match = router.match(request.host, request.method, Http.targetOf(request.url).segments)
    return match._tag === "Found" ? `${request.method} ${match.route.path}` : undefined
  }

  const answer = (request: Http.WireRequest): Answer => {
    // What jobs have changed by now is there for whoever looks.
    if (core.jobs.due <= clock.now()) Runners.advance(core)
    Changes.tell(core)
    const target = Http.targetOf(request.url)
    const nothing = { operation: undefined, identity: undefined, credits: 0, trigger: undefined }
    const match = router.match(request.host, request.method, target.segments)
    if (match._tag === "Unknown") {
      return {
        ...nothing,
        reply:
          request.host === "accounts" ? Http.html(404, "<html><body>Not found</body></html>") : ZohoError.invalidUrl
      }
    }
    const path = match._tag === "Found" ? match.route.path : match.path
    const operation = `${request.method} ${path}`
    counters.byOperation.set(operation, (counters.byOperation.get(operation) ?? 0) + 1)
    let identity: Identity | undefined
    if (request.host !== "accounts") {
      const found = OAuth.identify(core, request.headers["authorization"])
      if (found === "missing") return { ...nothing, operation, reply: ZohoError.authenticationFailure }
      if (found === "invalid") return { ...nothing, operation, reply: ZohoError.invalidToken }
      identity = found
    }
    if (match._tag === "WrongMethod") return { ...nothing, operation, identity, reply: ZohoError.invalidMethod }
    const { params, route } = match
    if (identity !== undefined && !Scopes.allows(identity.scopes, route.scope, params)) {
      return { ...nothing, operation, identity, reply: ZohoError.scopeMismatch }
    }
    const refused = identity === undefined ? undefined : Permissions.check(core, identity.userId, route, params)
    if (refused !== undefined) return { ...nothing, operation, identity, reply: refused }
    if (identity !== undefined && limits.enforced && limits.used() >= limits.total) {
      return {
        ...nothing,
        operation,
        identity,
        reply: Http.withHeaders(creditsSpent, { "x-api-credits-remaining": "0" })
      }
    }
    const call: Router.Call = {
      core: identity === undefined ? core : Restricted.forRoute(core, identity.userId, route),
      request,
      target,
      params,
      identity: identity ?? { userId: "", orgId: "", scopes: new Set(), tokenId: "" },
      credits: route.credits ?? 1,
      trigger: undefined
    }
    let reply: Http.Reply
    try {
      reply = Restricted.refused(call.core, route, params) ?? route.handler(call)
    } catch {
      // A handler that throws is a bug of the emulator; the tests hold this counter at 0.
      counters.defects++
      reply = ZohoError.internalError
    }
    Changes.tell(core)
    if (identity !== undefined) {
      limits.charge(call.credits)
      counters.creditsUsed += call.credits
      const used = limits.used()
      if (used * 2 >= limits.total)
        reply = Http.withHeaders(reply, { "x-api-credits-remaining": String(Math.max(0, limits.total - used)) })
    }
    const { credits, trigger, workflows } = call
    return { reply, operation, identity, credits, trigger, ...(workflows === undefined ? {} : { workflows }) }
  }

  const record = (
    request: Http.WireRequest,
    result: Answer,
    reply: Http.Reply | undefined,
    fault: string | undefined
  ): void => {
    counters.requests++
    log.push({
      at: clock.now(),
      request,
      reply,
      operation: result.operation,
      user: result.identity?.userId,
      org: result.identity?.orgId,
      tokenId: result.identity?.tokenId,
      credits: result.credits,
      trigger: result.trigger,
      ...(result.workflows === undefined ? {} : { workflows: result.workflows }),
      fault
    })
  }

  /** Places for a call of a known user: what gives them back, or the refusal. Others are refused for what they are. */
  const enter = (request: Http.WireRequest): (() => void) | Http.Reply | undefined => {
    const target = Http.targetOf(request.url)
    const match = router.match(request.host, request.method, target.segments)
    if (match._tag !== "Found" || request.host === "accounts") return undefined
    if (typeof OAuth.identify(core, request.headers["authorization"]) === "string") return undefined
    const leave = lanes.enter(Lanes.weightOf(match.route, request, target))
    return leave ?? Lanes.refusal(switches.tooManyCallsSpelling)
  }

  const refused = (request: Http.WireRequest, reply: Http.Reply): Plan => ({
    delayBefore: 0,
    done: undefined,
    deliver: () => {
      const answered: Answer = {
        reply,
        operation: operationOf(request),
        identity: undefined,
        credits: 0,
        trigger: undefined
      }
      record(request, answered, reply, undefined)
      return { reply, delayAfter: 0, mode: send }
    }
  })

  const withFault = (request: Http.WireRequest, strike: Faults.Strike, done: Plan["done"]): Plan => {
    const { action } = strike
    const none: Answer = {
      reply: Http.empty(204),
      operation: operationOf(request),
      identity: undefined,
      credits: 0,
      trigger: undefined
    }
    const name = `${strike.id} ${strike.when} ${action.kind}`
    // Some faults replace the server's answer: before, the request must have had no effect.
    const replaces =
      action.kind === "respond" ||
      action.kind === "html" ||
      action.kind === "truncate" ||
      action.kind === "reset" ||
      action.kind === "hang"
    const delay = action.kind === "delay" ? Faults.milliseconds(action.duration, 0) : 0
    return {
      delayBefore: strike.when === "before" ? delay : 0,
      done,
      deliver: () => {
        if (action.kind === "duplicate") record(request, answer(request), undefined, name)
        const result = replaces && strike.when === "before" ? none : answer(request)
        let reply = result.reply
        let mode: Delivery["mode"] = send
        switch (action.kind) {
          case "respond": {
            const body =
              action.body === undefined
                ? ""
                : typeof action.body === "string"
                  ? action.body
                  : JSON.stringify(action.body)
            reply = {
              status: action.status,
              headers: { "content-type": "application/json;charset=utf-8", ...action.headers },
              body
            }
            break
          }
          case "html":
            reply = Http.html(
              action.status ?? 502,
              action.body ?? "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"
            )
            break
          case "truncate":
            if (result === none)
              reply = Http.jsonText(
                200,
                '{"data":[{"code":"SUCCESS","details":{},"message":"record updated","status":"success"}]}'
              )
            mode = { kind: "truncate", bytes: action.bytes, close: action.close ?? "reset" }
            break
          case "reset":
          case "hang":
            mode = { kind: action.kind }
            break
          case "drip":
            mode = {
              kind: "drip",
              bytes: Math.max(1, Math.floor(action.bytes ?? 16)),
              every: Faults.milliseconds(action.every, 50)
            }
            break
          case "contentType":
            reply = Http.withHeaders(reply, { "content-type": action.value })
            break
          case "delay":
          case "duplicate":
            break
        }
        record(request, result, mode.kind === "reset" || mode.kind === "hang" ? undefined : reply, name)
        return { reply, mode, delayAfter: strike.when === "after" ? delay : 0 }
      }
    }
  }

  const setCounters = (from: Counters): void => {
    const { byOperation, tokenRequests, ...plain } = structuredClone(from)
    Object.assign(counters, plain)
    counters.byOperation.clear()
    for (const [operation, n] of byOperation) counters.byOperation.set(operation, n)
    Object.assign(counters.tokenRequests.refresh_token, tokenRequests.refresh_token)
    Object.assign(counters.tokenRequests.authorization_code, tokenRequests.authorization_code)
    Object.assign(counters.tokenRequests.device_token, tokenRequests.device_token)
  }

  const core: Core = {
    db,
    clock,
    metadata,
    faults,
    limits,
    lanes,
    log,
    router,
    counters,
    options: { expiresIn: options.expiresIn ?? 3600, scopes, edition, center, environment },
    get seedError() {
      return seedError
    },
    credentials: () => credentials,
    switches: () => switches,
    setSwitches: (next) => {
      switches = next
    },
    urls: () => urls,
    setUrls: (next) => {
      urls = next
    },
    onStop: { run: () => {} },
    changes: { waiting: [], deliveries: [], any: undefined },
    jobs: { due: 0 },
    persist: () => {
      if (options.db !== undefined) writeKept(db, keep())
    },
    plan: (request) => {
      if (request.host === "api" && ControlPlane.owns(request.url)) {
        return {
          delayBefore: 0,
          done: undefined,
          deliver: () => {
            let reply: Http.Reply
            try {
              reply = ControlPlane.handle(core, request)
            } catch {
              counters.defects++
              reply = Http.json(500, { error: "the emulator failed at this: a bug of its own" })
            }
            if (request.method !== "GET") core.persist()
            return { reply, delayAfter: 0, mode: send }
          }
        }
      }
      const strike = faults.any()
        ? faults.next(request.host, request.method, Http.targetOf(request.url).path)
        : undefined
      const latency = request.host === "accounts" ? 0 : switches.latencyMillis
      // The emulator answers at once, so a call is under way only while something holds it back.
      const places =
        limits.enforced && (strike !== undefined || latency > 0 || lanes.busy()) ? enter(request) : undefined
      if (typeof places === "object") return refused(request, places)
      if (strike !== undefined) return withFault(request, strike, places)
      return {
        delayBefore: latency,
        done: places,
        deliver: () => {
          const result = answer(request)
          record(request, result, result.reply, undefined)
          return { reply: result.reply, delayAfter: 0, mode: send }
        }
      }
    },
    reset: () => {
      const again = Template.find(seedOptions)
      db.wipe(again?.imprint)
      metadata.reload(again?.modules)
      credentials = Seed.credentials(db) ?? Seed.fill(db, metadata, seedOptions)
      takeBack({ offset: 0, faults: [], switches: initialSwitches, credits: [] })
      core.jobs.due = 0
      core.changes.waiting = []
      core.changes.deliveries = []
      core.changes.any = undefined
      log.restore([])
      lanes.reset()
      setCounters({ ...newCounters(), connections: counters.connections })
      addRecords()
    },
    snapshots: () => [...snapshots].map(([name, { at, log }]) => ({ name, at, requests: log.length })),
    saveSnapshot: (name) => {
      // The newest stands last, also where a name is used again.
      const former = snapshots.get(name)
      if (former !== undefined) db.forget(former.image)
      snapshots.delete(name)
      snapshots.set(name, {
        at: clock.now(),
        image: db.snapshot(),
        kept: keep(),
        counters: structuredClone(counters),
        log: log.snapshot()
      })
    },
    restoreSnapshot: (name) => {
      const saved = snapshots.get(name)
      if (saved === undefined) return false
      db.restore(saved.image)
      metadata.reload()
      credentials = Seed.credentials(db) ?? credentials
      takeBack(saved.kept)
      core.changes.any = undefined
      core.jobs.due = 0
      log.restore(saved.log)
      setCounters(saved.counters)
      return true
    },
    close: () => {
      core.persist()
      db.close()
    }
  }
  const addRecords = (): void => {
    if (source === undefined) return
    fail(source.file, SeedRecords.insert(core, source, Insert.seedTime * 1000))
    core.changes.waiting = []
  }
  if (before === undefined) addRecords()
  // A file is not to be reopened as the org that it failed to become.
  if (before === undefined && seedError !== undefined) db.wipe()
  return core
}
