/** Data to HTML, with everything from outside escaped. Runs in the server and in the browser, so both show the same. */

/**
 * @typedef {{ id: string, name: string, company: string | null, email: string | null, mobile: string | null }} Lead
 * @typedef {{ leads: ReadonlyArray<Lead>, nextPageToken?: string }} LeadPage
 * @typedef {{ name: string, message: string, remedy?: string }} Issue
 * @typedef {{
 *   kind: string, title: string, code?: string, message?: string, httpStatus?: number, field?: string,
 *   jsonPath?: string, details?: { readonly [key: string]: unknown }, remedy: string, issues?: ReadonlyArray<Issue>
 * }} Problem
 * @typedef {{
 *   source: "emulator" | "account", environment: string, center: string, host: string, organisation?: string,
 *   orgId?: string, user?: string
 * }} Target
 * @typedef {{ state: "connecting" }
 *   | { state: "connected", target: Target }
 *   | { state: "failed", target?: Target, problem: Problem }} Status
 */

/** HTML that is safe to insert as it is. */
class Html {
  /** @param {string} text */
  constructor(text) {
    this.text = text
  }
  toString() {
    return this.text
  }
}

/** @type {Readonly<Record<string, string>>} */
const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"']/gu, (it) => entities[it] ?? it)

/**
 * @param {unknown} value
 * @returns {string}
 */
const insert = (value) => {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(insert).join("")
  if (value === undefined || value === null || value === false) return ""
  return escape(typeof value === "string" ? value : JSON.stringify(value))
}

/**
 * A piece of HTML; every inserted value is escaped unless it is such a piece itself.
 *
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 */
export const html = (strings, ...values) =>
  new Html(strings.reduce((text, part, index) => text + insert(values[index - 1]) + part))

/**
 * @param {string | null} value
 */
const orNone = (value) => (value === null || value === "" ? html`<span class="quiet">none</span>` : html`${value}`)

/** An address breaks before its `@` rather than anywhere. @param {string | null} address */
const email = (address) => {
  const at = address?.lastIndexOf("@") ?? -1
  return address === null || at < 1 ? orNone(address) : html`${address.slice(0, at)}<wbr />${address.slice(at)}`
}

/** What the badge says, and what a change on this page means there.
 * @param {Target} target
 */
const nature = (target) => {
  if (target.source === "emulator") {
    return {
      badge: "Emulator",
      tone: "calm",
      means: "A made-up CRM on this machine: nothing you save here reaches anyone."
    }
  }
  switch (target.environment) {
    case "production":
      return { badge: "Production", tone: "careful", means: "A real CRM: what you save here is saved there." }
    case "sandbox":
      return { badge: "Sandbox", tone: "calm", means: "A sandbox: what you save here stays in it." }
    default:
      return { badge: "Developer", tone: "calm", means: "A developer environment: what you save here stays in it." }
  }
}

/**
 * Which organisation and environment the page talks to.
 *
 * @param {Status} status
 */
export const targetView = (status) => {
  if (status.state === "connecting") return html`<p class="means">Connecting to Zoho …</p>`
  if (status.target === undefined) {
    return html`<p class="means"><span class="badge" data-tone="none">Not connected</span> No CRM is chosen yet.</p>`
  }
  const target = status.target
  const { badge, tone, means } = nature(target)
  return html` <p class="means">
      <span class="badge" data-tone="${status.state === "connected" ? tone : "none"}">${badge}</span>
      ${status.state === "connected" ? means : "Not connected."}
    </p>
    <dl class="where">
      ${
        target.organisation !== undefined &&
        html`<div>
          <dt>Organisation</dt>
          <dd>
            ${target.organisation}${target.orgId !== undefined && html` <span class="quiet">${target.orgId}</span>`}
          </dd>
        </div>`
      }
      ${
        target.user !== undefined &&
        html`<div>
          <dt>Signed in as</dt>
          <dd>${email(target.user)}</dd>
        </div>`
      }
      <div>
        <dt>Host</dt>
        <dd>${target.host}</dd>
      </div>
    </dl>`
}

/** @param {unknown} value */
const shown = (value) =>
  typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value)

/** @param {Problem} problem */
const facts = (problem) => {
  /** @type {Array<[string, string]>} */
  const all = []
  if (problem.code !== undefined) all.push(["Code", problem.code])
  if (problem.httpStatus !== undefined) all.push(["HTTP status", String(problem.httpStatus)])
  if (problem.field !== undefined) all.push(["Field", problem.field])
  if (problem.jsonPath !== undefined) all.push(["JSON path", problem.jsonPath])
  for (const [key, value] of Object.entries(problem.details ?? {})) all.push([key, shown(value)])
  return all
}

/**
 * A failure as what it is, with what to do about it.
 *
 * @param {Problem} problem
 * @param {{ id: string, level: 2 | 3, actions?: ReadonlyArray<readonly [action: string, label: string]> }} options
 */
export const problemView = (problem, { id, level, actions = [] }) => {
  const title =
    level === 2 ? html`<h2 id="${id}-title">${problem.title}</h2>` : html`<h3 id="${id}-title">${problem.title}</h3>`
  const list = facts(problem)
  return html`<section class="problem" id="${id}" data-kind="${problem.kind}" aria-labelledby="${id}-title">
    ${title} ${problem.message !== undefined && html`<p class="message">${problem.message}</p>`}
    ${
      problem.issues !== undefined &&
      problem.issues.length > 0 &&
      html`<ul class="issues">
        ${problem.issues.map(
          (it) =>
            html`<li>
              <p><code>${it.name}</code> ${it.message}</p>
              ${it.remedy !== undefined && html`<p class="quiet">${it.remedy}</p>`}
            </li>`
        )}
      </ul>`
    }
    <p class="remedy"><strong>What to do</strong> <span>${problem.remedy}</span></p>
    ${
      list.length > 0 &&
      html`<dl class="facts">
        ${list.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`
        )}
      </dl>`
    }
    ${
      actions.length > 0 &&
      html`<p class="actions">
        ${actions.map(
          ([action, label], index) =>
            html`<button type="button" class="${index === 0 && "primary"}" data-action="${action}">${label}</button>`
        )}
      </p>`
    }
  </section>`
}

/** Kinds that a new connection may cure; for others the list is only asked for again. */
const connectionKinds = new Set([
  "settings",
  "identity",
  "credentials",
  "token-store",
  "scope",
  "permission",
  "internal"
])

/**
 * A failure in place of the list.
 *
 * @param {Problem} problem
 * @param {{ connected: boolean }} options
 */
export const pageProblem = (problem, { connected }) =>
  problemView(problem, {
    id: "problem",
    level: 2,
    actions:
      !connected || connectionKinds.has(problem.kind)
        ? [["retry", "Connect again"]]
        : [
            ["reload", "Load again"],
            ["retry", "Connect again"]
          ]
  })

/**
 * The mobile number as a button that opens its editor; `note` says what just happened to it.
 *
 * @param {Lead} lead
 * @param {string} [note]
 */
export const mobileView = (lead, note) => {
  const label =
    lead.mobile === null ? `Add a mobile number for ${lead.name}` : `Edit mobile of ${lead.name}, ${lead.mobile}`
  return html`<button type="button" class="edit" data-action="edit" aria-label="${label}">
      <span class="value">${orNone(lead.mobile)}</span>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d="M11.2 2.3a1.4 1.4 0 0 1 2 0l.5.5a1.4 1.4 0 0 1 0 2L6 12.5 2.8 13.2l.7-3.2z" />
      </svg></button
    >${note !== undefined && html`<span class="note">${note}</span>`}`
}

/**
 * The editor of a mobile number.
 *
 * @param {Lead} lead
 */
export const mobileForm = (lead) =>
  html`<form class="editor" data-form="mobile" novalidate>
    <label class="unseen" for="mobile-${lead.id}">Mobile of ${lead.name}</label>
    <input
      id="mobile-${lead.id}"
      name="mobile"
      type="tel"
      autocomplete="off"
      value="${lead.mobile ?? ""}"
      aria-describedby="keys"
    />
    <button type="submit" class="primary">Save</button>
    <button type="button" data-action="cancel">Cancel</button>
  </form>`

/** @param {Lead} lead */
export const rowView = (lead) =>
  html`<tr role="row" data-lead="${JSON.stringify(lead)}">
    <th role="rowheader" scope="row">${lead.name}</th>
    <td role="cell" data-label="Company"><span>${orNone(lead.company)}</span></td>
    <td role="cell" data-label="Email"><span>${email(lead.email)}</span></td>
    <td role="cell" data-label="Mobile" class="mobile">${mobileView(lead)}</td>
  </tr>`

/**
 * A failure of one row's change, under that row.
 *
 * @param {Lead} lead
 * @param {Problem} problem
 */
export const rowProblem = (lead, problem) =>
  html`<tr role="row" class="row-problem">
    <td role="cell" colspan="4">
      ${problemView(problem, {
        id: `problem-${lead.id}`,
        level: 3,
        actions: problem.kind === "ambiguous" || problem.kind === "conflict" ? [["reread", "Read the lead again"]] : []
      })}
    </td>
  </tr>`

/**
 * One page of the list.
 *
 * @param {LeadPage} list
 * @param {number} page from 1
 */
export const listView = (list, page) => {
  const next =
    list.nextPageToken === undefined
      ? undefined
      : `/?${new URLSearchParams({ page: String(page + 1), page_token: list.nextPageToken }).toString()}`
  return html`<h2 id="list-title" tabindex="-1">${page === 1 ? "All leads" : `All leads, page ${page}`}</h2>
    ${
      list.leads.length === 0
        ? html`<p class="empty">There are no leads here.</p>`
        : html`<p id="keys" class="quiet">Choose a number to change it. Enter saves, Escape cancels.</p>
            <table role="table" aria-labelledby="list-title">
              <thead role="rowgroup">
                <tr role="row">
                  <th role="columnheader" scope="col">Name</th>
                  <th role="columnheader" scope="col">Company</th>
                  <th role="columnheader" scope="col">Email</th>
                  <th role="columnheader" scope="col">Mobile</th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                ${list.leads.map(rowView)}
              </tbody>
            </table>`
    }
    <nav aria-label="Pages">
      ${page > 1 && html`<a href="/" data-action="page">First page</a>`}
      ${next !== undefined && html`<a href="${next}" data-action="page" rel="next">Next page</a>`}
      ${next === undefined && list.leads.length > 0 && html`<span class="quiet">That is the last page.</span>`}
    </nav>`
}

/** What stands in place of the list while the connection is being made. */
export const waitingView = () =>
  html`<div class="waiting">
    <h2 id="list-title" tabindex="-1">Connecting</h2>
    <p class="quiet">Zoho has not answered yet.</p>
  </div>`
