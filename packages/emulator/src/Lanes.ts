/** Calls under way at once: how many an edition allows, what a call takes of it, and the refusal when there are too many. */
import * as Http from "./Http.ts"
import * as Json from "./Json.ts"
import type { Edition } from "./Limits.ts"
import type { Route } from "./Router.ts"
import * as ZohoError from "./ZohoError.ts"

/** Calls at the same time for the org, by edition. */
export const byEdition: { readonly [edition in Edition]: number } = {
  free: 5,
  standard: 10,
  professional: 15,
  enterprise: 20,
  ultimate: 25
}

/** Heavy calls at the same time, in every edition; each counts among all calls too. */
export const heavyLimit = 10

export interface Weight {
  readonly units: number
  readonly heavy: boolean
}

const light: Weight = { units: 1, heavy: false }
const heavy: Weight = { units: 1, heavy: true }

/** Writes of records, which are heavy from 11 rows on. */
const writes = new Set(["POST /crm/v8/{module}", "PUT /crm/v8/{module}", "POST /crm/v8/{module}/upsert"])
const always = /^POST (?:.*\/coql|.*\/actions\/(?:convert|mass_convert|send_mail))$|^GET .*\/search$/u

/** What a call takes. The body is read only for writes of records, and only where somebody asks. */
export const weightOf = (route: Route, request: Http.WireRequest, target: Http.Target): Weight => {
  const operation = `${route.method} ${route.path}`
  // A composite call takes five places, and one among the heavy ones.
  if (route.path.endsWith("/__composite_requests")) return { units: 5, heavy: true }
  if (always.test(operation)) return heavy
  if (operation === "GET /crm/v8/{module}") {
    const sortBy = target.query.get("sort_by") ?? "id"
    return target.query.has("cvid") || sortBy !== "id" ? heavy : light
  }
  if (!writes.has(operation)) return light
  const data = Json.asObject(Json.parse(Http.textOf(request.body)))?.["data"]
  return Array.isArray(data) && data.length > 10 ? heavy : light
}

export interface Lanes {
  /** Takes places; what gives them back, or undefined when there are not enough. */
  readonly enter: (weight: Weight) => (() => void) | undefined
  /** Is any call under way? */
  readonly busy: () => boolean
  readonly peak: () => { readonly all: number; readonly heavy: number }
  readonly reset: () => void
}

export const make = (edition: Edition): Lanes => {
  let all = 0
  let heavies = 0
  let peak = { all: 0, heavy: 0 }
  return {
    enter: (weight) => {
      if (all + weight.units > byEdition[edition] || (weight.heavy && heavies >= heavyLimit)) return undefined
      all += weight.units
      if (weight.heavy) heavies++
      peak = { all: Math.max(peak.all, all), heavy: Math.max(peak.heavy, heavies) }
      let left = false
      return () => {
        if (left) return
        left = true
        all -= weight.units
        if (weight.heavy) heavies--
      }
    },
    busy: () => all > 0,
    peak: () => peak,
    reset: () => {
      peak = { all, heavy: heavies }
    }
  }
}

/** The refusal in one of its documented spellings. It says neither which lane was full nor when to come back. */
export const refusal = (spelling: "TOO_MANY_REQUESTS" | "RATE_LIMIT_EXCEEDED"): Http.Reply =>
  ZohoError.reply(429, spelling, "Too many requests at the same time")
