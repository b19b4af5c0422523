/** How the inspector looks: one style for all of its pages, from a phone's width up. */
import { baseStyle, inline } from "../Html.ts"

export const style = inline(`${baseStyle}
:root { --good: #1b6e34; --bad: #b3261e; --odd: #8a4b00; --good-bg: #e3f2e6; --bad-bg: #fbe4e2; --odd-bg: #fcefd8; --code: #f0efeb }
@media (prefers-color-scheme: dark) { :root { --good: #8fd6a3; --bad: #ffb4ab; --odd: #f5c07a; --good-bg: #1d3524; --bad-bg: #45201d; --odd-bg: #3d2f16; --code: #15191c } }
body { overflow-wrap: anywhere; font-size: .9375rem }
a { color: var(--accent) }
a.skip { position: absolute; left: -999rem; padding: .5rem 1rem; background: var(--card) }
a.skip:focus { left: .5rem; top: .5rem; z-index: 1 }
header, main { max-width: 80rem; margin: 0 auto; padding: 0 1rem }
header { padding-top: .75rem }
.title { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; margin: 0 }
.title strong { font-size: 1.05rem }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem; list-style: none; margin: .5rem 0 0; padding: 0; border-bottom: 1px solid var(--line) }
nav a { display: block; padding: .5rem .75rem; min-height: 2.5rem; color: inherit; text-decoration: none; border-radius: .35rem .35rem 0 0 }
nav a:hover { text-decoration: underline }
nav a[aria-current] { font-weight: 600; color: var(--accent); box-shadow: inset 0 -3px 0 var(--accent) }
main { padding-bottom: 3rem }
h1 { margin: 1rem 0 .75rem; font-size: 1.3rem; line-height: 1.3 }
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem }
.lead { margin: .5rem 0; font-size: 1.05rem }
.lead .mono { font-size: 1rem }
.narrow { display: none }
h2 { margin: 1.5rem 0 .5rem; font-size: 1.1rem }
.quiet { color: var(--quiet) }
.panel { margin: 1rem 0; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
.panel > :first-child { margin-top: 0 }
.panel > :last-child { margin-bottom: 0 }
.why { border-left: .4rem solid var(--bad) }
.why.fault, .why.partly { border-left-color: var(--odd) }
.why.good { border-left-color: var(--good) }
.why h2 { margin-bottom: .5rem }
[role=status]:focus, [role=alert]:focus { outline: 3px solid var(--accent); outline-offset: 2px }
[role=alert] { border-left: .4rem solid var(--bad) }
.badge { display: inline-block; padding: 0 .45rem; border-radius: .75rem; font-weight: 600; background: var(--code) }
.badge.good { color: var(--good); background: var(--good-bg) }
.badge.bad { color: var(--bad); background: var(--bad-bg) }
.badge.odd { color: var(--odd); background: var(--odd-bg) }
dl { margin: .5rem 0 }
dl div { display: grid; grid-template-columns: 10rem 1fr; gap: .25rem 1rem; padding: .2rem 0; border-bottom: 1px solid var(--line) }
dl div:last-child { border-bottom: 0 }
dt { color: var(--quiet) }
dd { margin: 0; min-width: 0 }
pre { margin: .5rem 0; padding: .6rem .75rem; background: var(--code); border-radius: .35rem; white-space: pre-wrap }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Consolas, monospace; font-size: .85rem }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line) }
caption { text-align: left; padding: .25rem 0; color: var(--quiet) }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line) }
th { font-size: .85rem; color: var(--quiet); font-weight: 600; white-space: nowrap }
td summary { padding: 0 }
td .badge, time { white-space: nowrap }
tr.new { background: var(--good-bg) }
.calls td:nth-child(5) { min-width: 13rem }
form.row, .actions { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; margin: .75rem 0 }
form.one { display: inline-block; margin: 0 .35rem .25rem 0 }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: .5rem 1rem }
.grid .wide { grid-column: 1 / -1 }
.field { min-width: 0; flex: 0 1 14rem }
.filter .field:first-child { flex: 1 1 18rem }
.filter .field:not(:first-child) { flex: 0 1 11rem }
form.row .field.check { flex: 0 0 auto; display: flex; align-items: center; gap: .5rem; min-height: 2.5rem }
label { display: block; font-weight: 600; font-size: .85rem }
input[type=text], select, textarea { display: block; width: 100%; min-height: 2.5rem; padding: .4rem .5rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: .35rem }
textarea { min-height: 6rem; font-family: ui-monospace, monospace; font-size: .85rem }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; accent-color: var(--accent) }
button { min-height: 2.5rem; padding: .4rem .9rem; font: inherit; font-weight: 600; color: var(--accent); background: transparent; border: 1px solid var(--accent); border-radius: .35rem; cursor: pointer }
button.main { color: var(--on-accent); background: var(--accent) }
form .only { display: none }
form:has(option[value=respond]:checked) .for-respond, form:has(option[value=html]:checked) .for-html, form:has(option[value=delay]:checked) .for-delay,
form:has(option[value=truncate]:checked) .for-truncate, form:has(option[value=drip]:checked) .for-drip, form:has(option[value=contentType]:checked) .for-contentType { display: block }
@media (max-width: 44rem) {
  dl div { grid-template-columns: 6.5rem 1fr; gap: .5rem }
  thead { position: absolute; left: -999rem }
  table, tbody, tr, td, caption { display: block; width: 100% }
  tr { padding: .5rem .6rem; border-top: 1px solid var(--line) }
  td { padding: .1rem 0; border: 0; display: grid; grid-template-columns: 7rem 1fr; gap: .5rem }
  td:empty { display: none }
  td::before { content: attr(data-label); color: var(--quiet) }
  caption { padding: .4rem .6rem }
  td > * { min-width: 0 }
  td > .badge, td > form, td > a { justify-self: start }
  .field { flex: 1 1 100% }
  .filter .field:first-child { flex-basis: 100% }
  .filter .field:not(:first-child):not(.check) { flex: 1 1 5rem }
  .calls tr { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: center }
  .calls td { display: block; width: auto; font-size: .85rem }
  .calls td::before, .calls td:empty { content: none; display: none }
  .calls td:nth-child(3) { order: -1 }
  .calls td:nth-child(4), .calls td:nth-child(5) { order: 1; flex: 0 0 100%; min-width: 0; font-size: .9375rem }
  .narrow { display: inline }
  nav a { padding: .5rem .55rem }
}
`)
