/** Pieces that every page of the inspector is made of. */
import { Html, html, nothing, type Value } from "../Html.ts"
import * as Mask from "../Mask.ts"

/** Where the pages live. */
export const root = "/__emulator"

/** An address below the root; parameters that are empty are left out. */
export const address = (path: string, query: { readonly [name: string]: string } = {}): string => {
  const given = Object.entries(query).filter(([, value]) => value !== "")
  return `${root}${path}${given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`}`
}

export const link = (path: string, text: Value, query?: { readonly [name: string]: string }): Html =>
  html`<a href="${address(path, query)}">${text}</a>`

/** A moment in UTC, to the second. */
export const time = (at: number): Html => {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")}</time>`
}

const spans: ReadonlyArray<readonly [number, string]> = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"]
]

/** `3 minutes`, of milliseconds in either direction. */
export const span = (milliseconds: number): string => {
  const length = Math.abs(milliseconds)
  const [size, unit] = spans.find(([one]) => length >= one) ?? [1000, "second"]
  const count = Math.floor(length / size)
  return `${count} ${unit}${count === 1 ? "" : "s"}`
}

/** `in 3 minutes` or `3 minutes ago`. */
export const from = (now: number, at: number): string => (at > now ? `in ${span(at - now)}` : `${span(now - at)} ago`)

/** Something short with a colour that repeats what its word says. */
export const badge = (kind: "good" | "bad" | "odd" | "plain", text: Value): Html =>
  html`<span class="badge ${kind}">${text}</span>`

/** Names and values. */
export const facts = (rows: ReadonlyArray<readonly [string, Value]>): Html =>
  html`<dl>
    ${rows
      .filter(([, value]) => value !== undefined && value !== "")
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`
      )}
  </dl>`

/** A table that becomes a list of cards where it is too narrow; each cell is then named by its column. */
export const table = (
  caption: string,
  columns: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<Value>>,
  options: { readonly id?: string; readonly empty?: Value } = {}
): Html =>
  rows.length === 0 && options.empty !== undefined
    ? html`<p class="quiet">${options.empty}</p>`
    : html`<table role="table">
        <caption>
          ${caption}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup" ${options.id === undefined ? nothing : html` id="${options.id}"`}>
          ${rows.map((cells) => row(columns, cells))}
        </tbody>
      </table>`

/** One row of such a table. */
export const row = (columns: ReadonlyArray<string>, cells: ReadonlyArray<Value>): Html =>
  html`<tr role="row">
    ${cells.map((cell, index) => html`<td role="cell" data-label="${columns[index] ?? ""}">${cell}</td>`)}
  </tr> `

const longest = 20_000

/** Text as it is, JSON with line breaks; what looks like a credential is hidden, and the rest of a long one left out. */
export const code = (text: string): Html => {
  const shown = Mask.looks(pretty(text))
  const rest = shown.length - longest
  return html`<pre><code>${shown.slice(0, longest)}</code></pre>
    ${rest > 0 ? html`<p class="quiet">${rest} more characters are not shown here.</p>` : nothing}`
}

const pretty = (text: string): string => {
  if (!/^\s*[[{]/.test(text) || text.length > 1_000_000) return text
  try {
    // A number of more digits than a double holds must not be shown rounded.
    return /[:,[\s]-?\d{16}/.test(text) ? text : JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

/** A form that is one button. */
export const button = (
  path: string,
  label: Value,
  fields: { readonly [name: string]: string } = {},
  options: { readonly main?: boolean; readonly about?: string } = {}
): Html =>
  html`<form method="post" action="${address(path)}" class="one">
    ${hidden(fields)}<button
      type="submit"
      ${options.main === true ? html` class="main"` : nothing}${options.about === undefined ? nothing : html` aria-label="${options.about}"`}
    >
      ${label}
    </button>
  </form>`

export const hidden = (fields: { readonly [name: string]: string }): ReadonlyArray<Html> =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)

/** A labelled input; `more` are attributes that are HTML already. */
export const field = (id: string, label: string, value: string, more: Html = nothing): Html =>
  html`<div class="field">
    <label for="${id}">${label}</label
    ><input type="text" id="${id}" name="${id}" value="${value}" autocomplete="off" spellcheck="false" ${more} />
  </div>`

export const select = (
  id: string,
  label: string,
  chosen: string,
  options: ReadonlyArray<readonly [string, string]>
): Html =>
  html`<div class="field">
    <label for="${id}">${label}</label
    ><select id="${id}" name="${id}">
      ${options.map(([value, text]) => html`<option value="${value}" ${value === chosen ? html` selected` : nothing}>${text}</option>`)}
    </select>
  </div>`

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`
