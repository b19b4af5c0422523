/** Which address shows which page. Each has a form for people and one for programs. */
import type { Core } from "../Core.ts"
import { html } from "../Html.ts"
import * as Http from "../Http.ts"
import * as Faults from "./Faults.ts"
import * as Jobs from "./Jobs.ts"
import * as Layout from "./Layout.ts"
import * as Modules from "./Modules.ts"
import * as Parts from "./Parts.ts"
import * as Records from "./Records.ts"
import * as Request from "./Request.ts"
import * as Requests from "./Requests.ts"
import * as Snapshots from "./Snapshots.ts"
import * as Time from "./Time.ts"
import * as Tokens from "./Tokens.ts"

interface Page {
  /** Segments below the root; `*` stands for any one. */
  readonly path: ReadonlyArray<string>
  /** Undefined where there is nothing under this address. */
  readonly json?: (ask: Layout.Ask) => object | undefined
  readonly view?: (ask: Layout.Ask) => Layout.View | undefined
}

const pages: ReadonlyArray<Page> = [
  { path: [""], view: Requests.page },
  // Programs get these as they always did: lines of JSON.
  { path: ["requests"], view: Requests.page },
  { path: ["live"], json: Requests.live },
  { path: ["requests", "*"], json: Request.json, view: Request.page },
  { path: ["modules"], json: Modules.modulesJson, view: Modules.modulesPage },
  { path: ["modules", "*"], json: Records.listJson, view: Records.listPage },
  { path: ["modules", "*", "fields"], json: Modules.fieldsJson, view: Modules.fieldsPage },
  { path: ["modules", "*", "*"], json: Records.recordJson, view: Records.recordPage },
  { path: ["jobs"], json: Jobs.json, view: Jobs.page },
  { path: ["tokens"], json: Tokens.json, view: Tokens.page },
  { path: ["faults"], json: Faults.json, view: Faults.page },
  { path: ["clock"], json: Time.json, view: Time.page },
  { path: ["snapshots"], json: Snapshots.json, view: Snapshots.page }
]

/** Browsers ask for HTML before all else; programs for JSON or for anything. */
export const wantsHtml = (request: Http.WireRequest): boolean =>
  /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(request.headers["accept"] ?? "")

const pageAt = (
  segments: ReadonlyArray<string>
): { readonly page: Page; readonly params: ReadonlyArray<string> } | undefined => {
  const below = segments.length === 1 ? [""] : segments.slice(1)
  const page = pages.find(
    ({ path }) => path.length === below.length && path.every((piece, index) => piece === "*" || piece === below[index])
  )
  return page === undefined ? undefined : { page, params: below.filter((_, index) => page.path[index] === "*") }
}

const varies = (reply: Http.Reply): Http.Reply =>
  Http.withHeaders(reply, { vary: "accept", "cache-control": "no-store" })

/** The answer to a GET that one of the pages has; undefined for every other address. */
export const show = (core: Core, request: Http.WireRequest): Http.Reply | undefined => {
  const { query, segments } = Http.targetOf(request.url)
  const found = pageAt(segments)
  if (found === undefined) return undefined
  const { page, params } = found
  const ask: Layout.Ask = { core, query, params }
  if (page.view !== undefined && wantsHtml(request)) return varies(Layout.render(ask, page.view(ask) ?? missing(ask)))
  if (page.json === undefined) return undefined
  const value = page.json(ask)
  return varies(
    value === undefined ? Http.json(404, { error: "there is nothing under this address" }) : Http.json(200, value)
  )
}

const missing = ({ core, params }: Layout.Ask): Layout.View => ({
  section: core.metadata.module(params[0] ?? "") === undefined ? "requests" : "records",
  title: "Nothing is here",
  status: 404,
  body: html`<p>It was deleted, or left the log, or never was. ${Parts.link("/", "All requests")}</p>`
})

/** The page of a section again, with what was wrong and what was typed. */
export const refuse = (
  core: Core,
  section: string,
  problem: string,
  fields: ReadonlyMap<string, string>
): Http.Reply => {
  const ask: Layout.Ask = { core, query: new URLSearchParams(), params: [], problem, fields }
  const page = pageAt(["__emulator", section])?.page ?? pages[0]
  return Layout.render(ask, page?.view?.(ask) ?? missing(ask))
}
