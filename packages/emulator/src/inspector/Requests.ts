/** The list of requests, newest first: filtered, live, each with the reason for its refusal. */
import type { Core } from "../Core.ts"
import { type Html, html, nothing } from "../Html.ts"
import * as Http from "../Http.ts"
import * as Mask from "../Mask.ts"
import type { Entry } from "../RequestLog.ts"
import * as Layout from "./Layout.ts"
import * as Parts from "./Parts.ts"
import * as Why from "./Why.ts"

const perPage = 50
/** Bodies up to this size are searched. */
const searched = 65_536

interface Filter {
  readonly q: string
  readonly host: string
  readonly method: string
  readonly outcome: string
}

const filterOf = (query: URLSearchParams): Filter => ({
  q: (query.get("q") ?? "").trim(),
  host: query.get("host") ?? "",
  method: query.get("method") ?? "",
  outcome: query.get("outcome") ?? ""
})

const isMatch = (core: Core, filter: Filter, entry: Entry): boolean => {
  const { reply, request } = entry
  if (filter.host !== "" && request.host !== filter.host) return false
  if (filter.method !== "" && request.method !== filter.method) return false
  const why = filter.outcome === "" && filter.q === "" ? undefined : Why.of(core, entry)
  if (filter.outcome === "ok" && why !== undefined) return false
  if (filter.outcome === "refused" && (why === undefined || why.kind === "fault")) return false
  if (filter.outcome === "fault" && why?.kind !== "fault") return false
  if (filter.q === "") return true
  const wanted = filter.q.toLowerCase()
  const has = (text: string): boolean => text.toLowerCase().includes(wanted)
  return (
    has(`${request.method} ${withoutHost(Mask.url(request.url))}`) ||
    has(`${reply?.status ?? ""} ${why?.brief ?? ""}`) ||
    has(entry.operation ?? "") ||
    (request.body.length <= searched && has(Http.textOf(request.body))) ||
    (reply !== undefined && reply.body.length <= searched && has(Http.textOf(reply.body)))
  )
}

const withoutHost = (url: string): string => url.replace(/^[a-z]+:\/\/[^/?#]*/i, "")

/** `PUT /crm/v8/Leads?…` as it was called, without the host. */
export const callOf = (entry: Entry): string => {
  const url = withoutHost(Mask.url(entry.request.url))
  return `${entry.request.method} ${url.length > 200 ? `${url.slice(0, 200)}…` : url}`
}

export const badgeOf = (entry: Entry, why: Why.Why | undefined): Html => {
  const status = entry.reply === undefined ? "no answer" : String(entry.reply.status)
  if (why === undefined) return Parts.badge("good", status)
  return Parts.badge(why.kind === "refused" ? "bad" : "odd", status)
}

const columns = ["No.", "Time (UTC)", "Status", "Call", "Why", "Credits"]

const rowOf = (core: Core, entry: Entry): Html => {
  const why = Why.of(core, entry)
  return Parts.row(columns, [
    entry.seq,
    html`<time datetime="${new Date(entry.at).toISOString()}">${new Date(entry.at).toISOString().slice(11, 19)}</time>`,
    badgeOf(entry, why),
    html`<span
      >${Parts.link(`/requests/${entry.seq}`, html`<span class="mono">${callOf(entry)}</span>`)}${entry.request.host === "api" ? nothing : html` <span class="quiet">${entry.request.host}</span>`}</span
    >`,
    why === undefined ? nothing : html`<strong>${why.brief}</strong>`,
    // Named where the column's head is not shown.
    html`<span>${entry.credits}<span class="narrow"> ${entry.credits === 1 ? "credit" : "credits"}</span></span>`
  ])
}

interface Found {
  readonly rows: ReadonlyArray<Entry>
  /** Whether older ones match too. */
  readonly more: boolean
}

const find = (core: Core, filter: Filter, options: { readonly after?: number; readonly before?: number }): Found => {
  const rows: Array<Entry> = []
  for (const entry of core.log.newest(options.after)) {
    if (options.before !== undefined && entry.seq >= options.before) continue
    if (!isMatch(core, filter, entry)) continue
    if (rows.length === perPage) return { rows, more: true }
    rows.push(entry)
  }
  return { rows, more: false }
}

const whole = (text: string | null): number | undefined =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined

/** What came after a number, for the page's script. */
export const live = ({ core, query }: Layout.Ask) => {
  const last = core.log.last()
  const { more, rows } = find(core, filterOf(query), { after: whole(query.get("after")) ?? last })
  return {
    last,
    generation: core.log.generation(),
    count: rows.length,
    more,
    rows: rows.map((entry) => rowOf(core, entry).text).join(""),
    strip: Layout.strip(core).text
  }
}

const queryOf = (filter: Filter): { readonly [name: string]: string } => ({ ...filter })

const filterForm = (filter: Filter): Html =>
  html`<form method="get" action="${Parts.address("/")}" class="row filter" role="search">
    ${Parts.field("q", "Search calls, reasons, bodies", filter.q)}
    ${Parts.select("outcome", "Outcome", filter.outcome, [
      ["", "all"],
      ["refused", "refused, or in part"],
      ["fault", "struck by a fault"],
      ["ok", "as asked"]
    ])}
    ${Parts.select("method", "Method", filter.method, [["", "all"], ...["GET", "POST", "PUT", "PATCH", "DELETE"].map((name) => [name, name] as const)])}
    ${Parts.select("host", "Host", filter.host, [["", "all"], ...["api", "accounts", "upload"].map((name) => [name, name] as const)])}
    <button type="submit" class="main">Filter</button>
    <div class="field check">
      <input type="checkbox" id="live" checked /><label for="live">Show new ones as they arrive</label>
    </div>
  </form>`

export const page = (ask: Layout.Ask): Layout.View => {
  const { core, query } = ask
  const filter = filterOf(query)
  const before = whole(query.get("before"))
  const { more, rows } = find(core, filter, before === undefined ? {} : { before })
  const filtered = Object.values(filter).some((value) => value !== "")
  const oldest = rows.at(-1)?.seq
  const { accountsUrl, apiUrl, uploadUrl } = core.urls()
  const empty = filtered
    ? html`<p>No request matches. ${Parts.link("/", "Show all")}</p>`
    : html`<div class="panel">
        <p>No request yet. Point a client here; requests show as they arrive.</p>
        ${Parts.facts([
          ["API_URL", html`<code>${apiUrl}</code>`],
          ["ACCOUNTS_URL", html`<code>${accountsUrl}</code>`],
          ["UPLOAD_URL", html`<code>${uploadUrl}</code>`]
        ])}
      </div>`
  return {
    section: "requests",
    title: "Requests",
    body: html`${filterForm(filter)}
      <p id="news" role="status" class="quiet"></p>
      ${
        before !== undefined
          ? html`<p>Requests before number ${before}. ${Parts.link("/", "To the newest", queryOf(filter))}</p>`
          : nothing
      }
      ${rows.length === 0 ? empty : nothing} ${listOf(core, rows, before === undefined ? filter : undefined)}
      <p id="older" ${more ? nothing : html` hidden`}>
        ${Parts.link("/", "Older requests", { ...queryOf(filter), before: String(oldest ?? "") })}
      </p>`
  }
}

/** The table; it is live where a filter for it is given. */
const listOf = (core: Core, rows: ReadonlyArray<Entry>, filter: Filter | undefined): Html => {
  const data =
    filter === undefined
      ? nothing
      : html` id="requests" data-last="${core.log.last()}" data-generation="${core.log.generation()}"
        data-more="${new URLSearchParams(queryOf(filter)).toString()}"`
  if (rows.length === 0) return html`<table${data} hidden></table>`
  return html`<table role="table" class="calls" ${data}>
    <caption>
      Newest first
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((entry) => rowOf(core, entry))}
    </tbody>
  </table>`
}
