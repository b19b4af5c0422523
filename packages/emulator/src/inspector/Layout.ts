/** The frame of every page of the inspector: where one is, what the emulator stands at, and what was just done. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Html from "../Html.ts"
import type * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Parts from "./Parts.ts"
import { script } from "./Script.ts"
import { style } from "./Style.ts"

const { html } = Html

/** What a page is made from. */
export interface Ask {
  readonly core: Core
  readonly query: URLSearchParams
  /** What the address has in the places of its pattern. */
  readonly params: ReadonlyArray<string>
  /** Why a form of this page was refused. */
  readonly problem?: string
  /** What that form said, to be corrected. */
  readonly fields?: ReadonlyMap<string, string>
}

export interface View {
  readonly section: Section
  readonly title: string
  readonly body: Html.Html
  readonly status?: number
}

const sections = [
  ["requests", "Requests", "/"],
  ["records", "Records", "/modules"],
  ["jobs", "Jobs", "/jobs"],
  ["tokens", "Tokens", "/tokens"],
  ["faults", "Faults", "/faults"],
  ["clock", "Clock", "/clock"],
  ["snapshots", "Snapshots", "/snapshots"]
] as const
export type Section = (typeof sections)[number][0]

const orgName = (core: Core): string => {
  const text = core.db.get("SELECT json FROM org")?.["json"]
  const org = typeof text === "string" ? Json.asObject(Json.parse(text)) : undefined
  return typeof org?.["company_name"] === "string" ? org["company_name"] : "an org without a name"
}

/** Time, credits and faults: what explains most surprises. */
export const strip = (core: Core): Html.Html => {
  const faults = core.faults.list().length
  const offset = core.clock.offset()
  const { total } = core.limits
  const of = core.limits.enforced ? ` of ${Number.isFinite(total) ? total.toLocaleString("en-US") : "∞"}` : ""
  return html`<span
      >${Clock.format(Math.floor(core.clock.now() / 1000))}${Math.abs(offset) < 1000 ? "" : ` (${Parts.span(offset)} ${offset > 0 ? "ahead" : "behind"})`}</span
    >
    <span>${core.limits.used().toLocaleString("en-US")}${of} credits</span>
    <span>${Parts.count(core.counters.requests, "request")}</span
    >${faults === 0 ? "" : html` ${Parts.badge("odd", Parts.count(faults, "fault rule"))}`}`
}

// Fixed texts: nothing of an address is shown as news.
const done: { readonly [name: string]: string } = {
  added: "The fault rule is set.",
  removed: "The fault rule is gone.",
  cleared: "All fault rules are gone.",
  moved: "The clock was moved.",
  saved: "The snapshot is saved.",
  restored: "The snapshot is restored: data, tokens, clock, faults and log are as they were.",
  reset: "Everything is as it was at the start.",
  revoked: "Revoked."
}

/** A page; `ask.query` says in `did` what was just done. */
export const render = (ask: Ask, view: View): Http.Reply => {
  const { core } = ask
  const did = ask.query.get("did") ?? ""
  // The focus goes to the news, so that a keyboard or a screen reader goes on from there.
  const news =
    ask.problem !== undefined
      ? html`<p class="panel" role="alert" tabindex="-1" autofocus>${ask.problem}</p>`
      : Object.hasOwn(done, did)
        ? html`<p class="panel" role="status" tabindex="-1" autofocus>${done[did]}</p>`
        : Html.nothing
  return Html.page({
    status: view.status ?? (ask.problem === undefined ? 200 : 400),
    title: `${view.title} - Zoho CRM emulator`,
    style,
    script,
    body: html`<a class="skip" href="#main">To the content</a>
      <header>
        <p class="title"><strong>Zoho CRM emulator</strong> <span>${orgName(core)}</span></p>
        <p class="title quiet" id="strip">${strip(core)}</p>
        <nav aria-label="Inspector">
          <ul>
            ${sections.map(([id, label, path]) => html`<li><a href="${Parts.address(path)}" ${id === view.section ? html` aria-current="page"` : Html.nothing}>${label}</a></li>`)}
          </ul>
        </nav>
      </header>
      <main id="main" tabindex="-1">
        <h1>${view.title}</h1>
        ${news} ${view.body}
      </main>`
  })
}
