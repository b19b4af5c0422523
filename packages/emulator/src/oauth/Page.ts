/** HTML of the accounts host: one column, readable on a phone, usable by keyboard, nothing loaded from elsewhere. */
import { createHash } from "node:crypto"
import * as Http from "../Http.ts"

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Text for a place between tags or in a quoted attribute. */
export const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "")

const style = `
:root { color-scheme: light dark; --paper: #f6f5f2; --card: #fff; --ink: #1d2126; --quiet: #5a626b; --line: #c9ccd1; --accent: #0b5cad; --on-accent: #fff }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --card: #1d2226; --ink: #e9ecef; --quiet: #a5adb5; --line: #454d55; --accent: #7db8f5; --on-accent: #10151a } }
* { box-sizing: border-box }
body { margin: 0; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 32rem; margin: 0 auto; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; overflow-wrap: anywhere }
h1 { margin: 0 0 .75rem; font-size: 1.35rem; line-height: 1.25 }
p, ul, fieldset, .field, .actions { margin: 0 0 1rem }
main > :last-child { margin-bottom: 0 }
ul { padding-left: 1.25rem }
.quiet { color: var(--quiet); font-size: .9rem }
fieldset { padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .35rem; min-width: 0 }
legend, label.top { font-weight: 600 }
label.option { display: flex; gap: .6rem; align-items: baseline; padding: .45rem 0; min-height: 2.75rem }
.option small { display: block; color: var(--quiet); font-size: .9rem }
input[type=text], select { display: block; width: 100%; padding: .6rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .35rem }
.actions { display: flex; flex-wrap: wrap; gap: .75rem }
button { flex: 1 1 8rem; min-height: 2.75rem; padding: .6rem 1rem; font: inherit; font-weight: 600; color: var(--accent); background: transparent; border: 1px solid var(--accent); border-radius: .35rem; cursor: pointer }
button.main { color: var(--on-accent); background: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
summary { cursor: pointer; padding: .45rem 0 }
`

const styleHash = createHash("sha256").update(style).digest("base64")

/** Where a form's answer may be redirected to, as a source of a content security policy. */
const sourceOf = (uri: string): string => {
  if (!URL.canParse(uri)) return ""
  const { origin, protocol } = new URL(uri)
  return origin === "null" ? ` ${protocol}` : ` ${origin}`
}

/** A page; `formTarget` is the address that its form's answer leads to, where that is another host. */
export const render = (options: {
  readonly status: number
  readonly title: string
  /** HTML that is safe already. */
  readonly body: string
  readonly formTarget?: string
}): Http.Reply => ({
  status: options.status,
  headers: {
    "content-type": "text/html;charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'${sourceOf(options.formTarget ?? "")}; frame-ancestors 'none'; base-uri 'none'`,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    // The address of the page holds the client id and the state: neither goes on to where a link leads.
    "referrer-policy": "same-origin"
  },
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(options.title)} - Zoho Accounts (emulated)</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(options.title)}</h1>
${options.body}
<p class="quiet">This is an emulator on this machine. No Zoho account takes part.</p>
</main>
</body>
</html>
`
})

/** A page that says what is wrong, by Zoho's word for it, and how to go on. */
export const problem = (status: number, error: string, text: string): Http.Reply =>
  render({
    status,
    title: "This request cannot be granted",
    body: `<p role="alert" data-error="${escape(error)}"><strong>${escape(error)}</strong>: ${escape(text)}</p>`
  })

/** A page that only tells something. */
export const notice = (title: string, text: string): Http.Reply =>
  render({ status: 200, title, body: `<p role="status">${escape(text)}</p>` })
