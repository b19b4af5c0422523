/** Why a request did not get what it asked for: everything that its answer and the emulator's state tell about it. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Mask from "../Mask.ts"
import * as OAuth from "../OAuth.ts"
import type { Entry } from "../RequestLog.ts"
import type * as Scopes from "../Scopes.ts"
import { remedyOf } from "./Remedy.ts"

/** One refusal inside an answer: of the whole request, or of one of its rows. */
export interface Refusal {
  /** Where it stands in the answer: `data[3]`; empty for the whole of it. */
  readonly at: string
  readonly code: string
  readonly message: string
  readonly details: ReadonlyArray<readonly [string, string]>
  /** What the request had in the place that the details name. */
  readonly sent?: string
}

/** `fault`: a rule struck; `partly`: some rows failed under a status of success. */
export interface Why {
  readonly kind: "fault" | "refused" | "partly"
  /** A few words for a list: `INVALID_DATA Email`. */
  readonly brief: string
  readonly refusals: ReadonlyArray<Refusal>
  /** Refusals beyond those given. */
  readonly more: number
  /** What the emulator knows beyond the answer. */
  readonly because: string | undefined
  readonly remedy: string | undefined
}

const most = 20

/** The value at `$.data[0].Email`; undefined where there is none. */
const at = (root: unknown, path: string): unknown => {
  let value = root
  for (const [, name, index] of path.replace(/^\$/, "").matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)) {
    value =
      name === undefined ? (Array.isArray(value) ? value[Number(index)] : undefined) : Json.asObject(value)?.[name]
  }
  return value
}

/** A value as it was sent under this name, masked where the name or the value is a credential's. */
const asShort = (name: string, value: unknown): string | undefined => {
  if (value === undefined) return undefined
  const key = `"${name}":`
  const text = Mask.api(key + (Json.tryStringify(value) ?? "")).slice(key.length)
  return text.length > 150 ? `${text.slice(0, 150)}…` : text
}

const sentOf = (entry: Entry, place: string, details: { readonly [key: string]: unknown }): string | undefined => {
  const { api_name: name, json_path: path, param_name: parameter } = details
  if (typeof parameter === "string") {
    const given = Http.targetOf(entry.request.url).query.get(parameter)
    return given === null ? `no parameter ${parameter}` : asShort(parameter, given)
  }
  if (entry.request.body.length === 0 || entry.request.body.length > 5_000_000) return undefined
  const row = place.replace(/\.details\.errors\[\d+\]$/, "")
  const wanted =
    typeof path === "string" ? path : typeof name === "string" && row !== "" ? `$.${row}.${name}` : undefined
  if (wanted === undefined) return undefined
  const body = Json.parse(Http.textOf(entry.request.body))
  return body === undefined ? undefined : (asShort(wanted.replace(/^.*\./, ""), at(body, wanted)) ?? "nothing")
}

const isRefusal = (one: { readonly [key: string]: unknown }): boolean =>
  typeof one["code"] === "string" && (one["status"] === "error" || one["status"] === "failure")

/** Every error object of an answer; those in the details of another stand for it. */
const collect = (entry: Entry, value: unknown, place: string, found: Array<Refusal>, depth: number): number => {
  if (depth > 10) return 0
  if (Array.isArray(value)) {
    return value.reduce<number>(
      (sum, item, index) => sum + collect(entry, item, `${place}[${index}]`, found, depth + 1),
      0
    )
  }
  const one = Json.asObject(value)
  if (one === undefined) return 0
  const details = Json.asObject(one["details"]) ?? {}
  const inner = isRefusal(one) ? details["errors"] : undefined
  if (isRefusal(one) && !Array.isArray(inner)) {
    if (found.length < most) {
      const sent = sentOf(entry, place, details)
      found.push({
        at: place,
        code: String(one["code"]),
        message: Mask.looks(Json.asText(one["message"] ?? "")),
        details: Object.entries(details).map(([key, detail]) => [key, Mask.looks(Json.asText(detail))]),
        ...(sent === undefined ? {} : { sent })
      })
    }
    return 1
  }
  if (Array.isArray(inner)) return collect(entry, inner, `${place}.details.errors`, found, depth + 1)
  return Object.entries(one).reduce(
    (sum, [key, item]) => sum + collect(entry, item, place === "" ? key : `${place}.${key}`, found, depth + 1),
    0
  )
}

interface Found {
  readonly refusals: ReadonlyArray<Refusal>
  readonly count: number
}

const none: Found = { refusals: [], count: 0 }

const read = (entry: Entry): Found => {
  const { reply } = entry
  if (reply === undefined || reply.body.length > 2_000_000) return none
  // What went well is not searched for errors: pages of records are large.
  if (reply.status < 400 && entry.request.method === "GET" && entry.request.host !== "accounts") return none
  const text = Http.textOf(reply.body)
  if (!/"(error|failure)"/.test(text)) return none
  const root = Json.parse(text)
  const error = Json.asObject(root)?.["error"]
  if (typeof error === "string") {
    const about = Json.asObject(root)?.["error_description"] ?? Json.asObject(root)?.["error_info"]
    const refusal = { at: "", code: error, message: typeof about === "string" ? about : "", details: [] }
    return { refusals: [refusal], count: 1 }
  }
  const refusals: Array<Refusal> = []
  const count = collect(entry, root, "", refusals, 0)
  return { refusals, count }
}

// An entry never changes: what its answer says is read once, when somebody looks, and goes with it.
const known = new WeakMap<Entry, Found>()

const foundIn = (entry: Entry): Found => {
  const before = known.get(entry)
  if (before !== undefined) return before
  const found = read(entry)
  known.set(entry, found)
  return found
}

const scopeNames = (rule: Scopes.ScopeRule, params: { readonly [name: string]: string }): ReadonlyArray<string> => {
  if (rule === "none") return []
  const name = (one: Scopes.Scope): string => {
    const sub = one.sub === undefined ? "" : `.${one.sub === "{module}" ? (params["module"] ?? "") : one.sub}`
    return `ZohoCRM.${one.group}${sub}.${one.operation}`
  }
  return [rule.or === undefined ? name(rule) : `${name(rule)} or ${name(rule.or)}`, ...(rule.also ?? [])]
}

/** What the emulator knows of the token and the route that the answer does not say. */
const becauseOf = (core: Core, entry: Entry, code: string): string | undefined => {
  if (code === "INVALID_TOKEN") {
    const token = /^\s*\S+\s+(\S+)\s*$/.exec(entry.request.headers["authorization"] ?? "")?.[1] ?? ""
    const row = core.db.get("SELECT expires FROM access_token WHERE token=?", token)
    const id = OAuth.fingerprint(token)
    if (row === undefined) {
      return `The emulator has no access token ${id}: it was revoked, pushed out by newer ones of its refresh token (${core.switches().liveAccessTokens} live at most), or made by another emulator or before a reset.`
    }
    const expires = Number(row["expires"])
    if (expires > entry.at) return `The access token ${id} is good now, but was not known then.`
    return `The access token ${id} expired at ${new Date(expires).toISOString().slice(0, 19)}Z by the emulator's clock.`
  }
  if (code === "OAUTH_SCOPE_MISMATCH") {
    const match = core.router.match(entry.request.host, entry.request.method, Http.targetOf(entry.request.url).segments)
    if (match._tag !== "Found") return undefined
    const needed = scopeNames(match.route.scope, match.params)
    const row = core.db.get("SELECT scopes FROM access_token WHERE fingerprint=?", entry.tokenId ?? "")
    const held = row === undefined ? "" : ` The token holds: ${String(row["scopes"]).split(" ").join(", ")}.`
    return `This call needs the scope ${needed.join(" and ")}.${held}`
  }
  if (code === "INVALID_REQUEST_METHOD") {
    const { segments } = Http.targetOf(entry.request.url)
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter(
      (method) => core.router.match(entry.request.host, method, segments)._tag === "Found"
    )
    return methods.length === 0 ? undefined : `This path takes ${methods.join(", ")}.`
  }
  if (code === "INVALID_URL_PATTERN") {
    const { segments } = Http.targetOf(entry.request.url)
    const other = (["api", "upload", "accounts"] as const).find(
      (host) => host !== entry.request.host && core.router.match(host, entry.request.method, segments)._tag === "Found"
    )
    return other === undefined
      ? undefined
      : `The call was sent to the ${entry.request.host} host; the ${other} host answers this path.`
  }
  if (entry.reply?.status === 429 && entry.reply.headers["x-api-credits-remaining"] === "0") {
    return `${core.limits.total.toLocaleString("en-US")} credits of 24 hours were spent at ${Clock.format(Math.floor(entry.at / 1000))}.`
  }
  return undefined
}

const faultText = (entry: Entry): string => {
  const [id = "", when = "", kind = ""] = (entry.fault ?? "").split(" ")
  return `The fault rule ${id} struck it ${when === "before" ? "before it took effect" : "after it took effect"}: ${kind}.`
}

/** Undefined for a request that got what it asked for. */
export const of = (core: Core, entry: Entry): Why | undefined => {
  const { count, refusals } = foundIn(entry)
  const [first] = refusals
  const status = entry.reply?.status
  const fields = first?.details.find(([key]) => key === "api_name" || key === "param_name")?.[1]
  const brief =
    first === undefined
      ? status === undefined
        ? ""
        : `HTTP ${status}`
      : `${first.code}${fields === undefined ? "" : ` ${fields}`}${count > 1 ? ` and ${count - 1} more` : ""}`
  const more = Math.max(0, count - refusals.length)
  if (entry.fault !== undefined) {
    const kind = entry.fault.split(" ")[2] ?? ""
    return {
      kind: "fault",
      brief: `fault ${kind}${kind === "respond" || kind === "html" ? `: ${brief}` : ""}`,
      refusals,
      more,
      because: faultText(entry),
      remedy: "The emulator was told to do this. Delete the rule under Faults to let such calls through."
    }
  }
  if (status !== undefined && status < 400 && count === 0) return undefined
  const code = first?.code ?? `HTTP_${status ?? 0}`
  return {
    kind: status !== undefined && status < 400 && entry.request.host !== "accounts" ? "partly" : "refused",
    brief,
    refusals,
    more,
    because: becauseOf(core, entry, code),
    remedy: remedyOf(entry.request.host, code)
  }
}
