/** Every route of the emulator under requests of any kind: it never crashes, hangs, or answers 500. */
import * as Core from "@effect-zoho/emulator/Core"
import * as Http from "@effect-zoho/emulator/Http"
import type { Route } from "@effect-zoho/emulator/Router"
import * as Routes from "@effect-zoho/emulator/Routes"
import { random } from "@effect-zoho/emulator/seed/Random"
import * as Dictionary from "./Dictionary.ts"
import * as Requests from "./Requests.ts"

export interface Found {
  readonly requests: number
  readonly routes: number
  /** Of the answers, by their hundreds. */
  readonly statuses: { readonly [status: string]: number }
  /** The slowest one. */
  readonly slowest: { readonly millis: number; readonly call: string }
  /** What must not be, each with the request that showed it. */
  readonly broken: ReadonlyArray<string>
}

/** A call that takes longer than this hangs. */
const patience = 5000

const parsed = (reply: Http.Reply): unknown => {
  try {
    return JSON.parse(Http.textOf(reply.body))
  } catch {
    return undefined
  }
}

/** Sends so many requests to every route, some of them after others have changed the organisation. */
export const run = (seed: number, perRoute: number): Found => {
  const core = Core.make({ limits: "off", leads: 5, seed })
  const { accountsUrl, apiUrl, uploadUrl } = core.urls()
  const bases = { accounts: accountsUrl, api: apiUrl, upload: uploadUrl }
  const ask = (request: Http.WireRequest): Http.Reply => core.plan(request).deliver().reply

  const { clientId, clientSecret, refreshToken } = core.credentials()
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken
  })
  const signIn = (): string => {
    const answer = parsed(
      ask({
        host: "accounts",
        method: "POST",
        url: `${accountsUrl}/oauth/v2/token?${form.toString()}`,
        headers: {},
        body: new Uint8Array()
      })
    )
    return typeof answer === "object" && answer !== null && "access_token" in answer ? String(answer.access_token) : ""
  }
  let token = signIn()
  core.saveSnapshot("start")

  // What 501 answers has nothing behind it.
  const routes: ReadonlyArray<Route> = Routes.areas().slice(0, -1).flat()
  const collected = Dictionary.collector(3000)
  const headers = () => ({ authorization: `Zoho-oauthtoken ${token}` })
  for (const module of Requests.modules) {
    // The layouts first: some routes are about one of them.
    const known = collected.get().items.get("layouts")?.at(-1)
    const layout = known !== undefined && "id" in known ? String(known.id) : ""
    for (const route of routes) {
      if (route.host !== "api" || route.method !== "GET") continue
      const path = route.path.replaceAll(/\{[^}]+\}/gu, module)
      const query = `module=${module}&layout_id=${layout}&fields=id,Owner,Modified_Time&per_page=5&type=all`
      const url = `${apiUrl}${path}?${query}`
      collected.look(parsed(ask({ host: "api", method: "GET", url, headers: headers(), body: new Uint8Array() })))
    }
  }

  const by = Requests.chance(random(seed))
  const statuses: { [status: string]: number } = {}
  const broken: Array<string> = []
  let requests = 0
  let slowest = { millis: 0, call: "" }
  for (let round = 0; round < perRoute; round++) {
    // A user may be made inactive, a profile lose everything: begin again before all answers are refusals.
    if (round % 10 === 9) {
      core.restoreSnapshot("start")
      token = signIn()
    }
    const words = collected.get()
    for (const route of routes) {
      const request = Requests.make(by, words, route, bases[route.host], token)
      const call = `${route.method} ${route.path}`
      const shown = () => `${call}: ${request.url.slice(0, 300)} ${Http.textOf(request.body).slice(0, 600)}`
      const began = performance.now()
      try {
        const reply = ask(request)
        const answer = parsed(reply)
        const isJson =
          /json/u.test(reply.headers["content-type"] ?? "") && !/ndjson/u.test(reply.headers["content-type"] ?? "")
        if (reply.status === 500 || core.counters.defects > 0) broken.push(`500 ${shown()}`)
        if (isJson && answer === undefined) broken.push(`not JSON ${shown()}`)
        if (round % 5 === 0) collected.look(answer)
        const hundreds = `${Math.floor(reply.status / 100)}xx`
        statuses[hundreds] = (statuses[hundreds] ?? 0) + 1
      } catch (error) {
        broken.push(`threw ${error instanceof Error ? error.message : String(error)} ${shown()}`)
      }
      core.counters.defects = 0
      const millis = performance.now() - began
      if (millis > slowest.millis) slowest = { millis, call }
      if (millis > patience) broken.push(`took ${Math.round(millis)} ms ${shown()}`)
      requests++
    }
  }
  core.close()
  return { requests, routes: routes.length, statuses, slowest, broken }
}
