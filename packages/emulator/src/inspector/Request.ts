/** One request: first why it was refused, then who asked, and what went over the wire. */
import type { Core } from "../Core.ts"
import { type Html, html, nothing } from "../Html.ts"
import * as Http from "../Http.ts"
import * as RequestLog from "../RequestLog.ts"
import type * as Layout from "./Layout.ts"
import * as Parts from "./Parts.ts"
import { badgeOf, callOf } from "./Requests.ts"
import * as Why from "./Why.ts"

/** First what is wrong in a line, then what the answer says of it. */
const refusalOf = (one: Why.Refusal): Html => {
  const name = one.details.find(([key]) => key === "api_name" || key === "param_name")?.[1]
  return html`<p class="lead">
      <strong class="mono">${one.code}</strong
      >${name === undefined ? nothing : html` <strong class="mono">${name}</strong>`}${one.message === "" ? nothing : `: ${one.message}`}
    </p>
    ${Parts.facts([
      ["Sent there", one.sent === undefined ? undefined : html`<span class="mono">${one.sent}</span>`],
      ...one.details
        .filter(([, value]) => value !== name)
        .map(([key, value]) => [key, html`<span class="mono">${value}</span>`] as const),
      ["In the answer", one.at === "" ? undefined : html`<span class="mono">${one.at}</span>`]
    ])}`
}

const titles = { fault: "A fault struck this request", refused: "Why it was refused", partly: "What of it was refused" }

const whyOf = (why: Why.Why | undefined): Html =>
  why === undefined
    ? html`<section class="panel why good"><p>It got what it asked for.</p></section>`
    : html`<section class="panel why ${why.kind}">
        <h2>${titles[why.kind]}</h2>
        ${why.because === undefined ? nothing : html`<p><strong>${why.because}</strong></p>`}
        ${why.refusals.map(refusalOf)}
        ${why.more > 0 ? html`<p class="quiet">And ${why.more} more: see the response body.</p>` : nothing}
        ${why.remedy === undefined ? nothing : html`<p>What to do: ${why.remedy}</p>`}
      </section>`

const userOf = (core: Core, id: string | null): string | undefined => {
  if (id === null) return undefined
  const row = core.db.get("SELECT name, email FROM user WHERE id=?", id)
  return row === undefined ? id : `${String(row["name"])}, ${String(row["email"])} (${id})`
}

const headersOf = (headers: { readonly [name: string]: string }): Html =>
  html`<details>
    <summary>${Parts.count(Object.keys(headers).length, "header")}</summary>
    ${Parts.facts(Object.entries(headers).map(([name, value]) => [name, html`<span class="mono">${value}</span>`] as const))}
  </details>`

const bodyOf = (body: unknown): Html =>
  typeof body === "string" ? Parts.code(body) : html`<p class="quiet">No body.</p>`

const neighbours = (core: Core, seq: number): Html => {
  const link = (to: number, text: string): Html =>
    core.log.entry(to) === undefined ? nothing : html`${Parts.link(`/requests/${to}`, text)} `
  return html`<p class="links">
    ${Parts.link("/", "All requests")} ${link(seq - 1, "Previous")}${link(seq + 1, "Next")}
  </p>`
}

const entryOf = ({ core, params }: Layout.Ask): RequestLog.Entry | undefined => {
  const [number = ""] = params
  return /^\d{1,15}$/.test(number) ? core.log.entry(Number(number)) : undefined
}

export const json = (ask: Layout.Ask) => {
  const entry = entryOf(ask)
  if (entry === undefined) return undefined
  const why = Why.of(ask.core, entry)
  return { ...RequestLog.shown(entry), ...(why === undefined ? {} : { why }) }
}

export const page = (ask: Layout.Ask): Layout.View | undefined => {
  const { core } = ask
  const entry = entryOf(ask)
  if (entry === undefined) return undefined
  const shown = RequestLog.shown(entry)
  const why = Why.of(core, entry)
  const query = [...Http.targetOf(shown.url).query]
  return {
    section: "requests",
    title: `Request ${entry.seq}`,
    body: html`${neighbours(core, entry.seq)}
      <p>${badgeOf(entry, why)} <strong class="mono">${callOf(entry)}</strong></p>
      ${whyOf(why)}
      <h2>Facts</h2>
      ${Parts.facts([
        ["Time (UTC)", Parts.time(entry.at)],
        ["Host", shown.host],
        ["Operation", shown.operation ?? "none that is known"],
        ["User", userOf(core, shown.user)],
        [
          "Access token",
          shown.tokenId === null ? undefined : Parts.link("/tokens", html`<span class="mono">${shown.tokenId}</span>`)
        ],
        ["Credits", shown.credits],
        ["Trigger", shown.trigger === undefined ? undefined : shown.trigger.join(", ") || "none"],
        ["Workflows", shown.workflows?.map((it) => `${it.name} (${it.record})`).join(", ")],
        ["Fault", shown.fault]
      ])}
      <h2>Request</h2>
      ${query.length === 0 ? nothing : Parts.facts(query.map(([name, value]) => [name, html`<span class="mono">${value}</span>`] as const))}
      ${headersOf(shown.requestHeaders)} ${bodyOf(shown.requestBody)}
      <h2>Response</h2>
      ${
        entry.reply === undefined
          ? html`<p>None was sent: the connection was cut or left hanging.</p>`
          : html`${headersOf(shown.responseHeaders)}${bodyOf(shown.responseBody)}`
      }
      <p>
        ${Parts.link("/faults", "Make such calls fail", { host: shown.host, method: shown.method, path: Http.targetOf(entry.request.url).path })}
      </p>`
  }
}
