/** HTML that cannot be broken out of: whatever is put between tags or into a quoted attribute is escaped. */
import { createHash } from "node:crypto"
import * as Http from "./Http.ts"

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Text for a place between tags or in a quoted attribute. */
export const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "")

/** A piece of a page that is safe as it stands. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Value = Html | string | number | undefined | ReadonlyArray<Value>

const isList = (value: Value): value is ReadonlyArray<Value> => Array.isArray(value)

const written = (value: Value): string => {
  if (value instanceof Html) return value.text
  if (value === undefined) return ""
  return isList(value) ? value.map(written).join("") : escape(String(value))
}

/** A template: its own text is HTML, its values are escaped unless they are HTML themselves. */
export const html = (pieces: TemplateStringsArray, ...values: ReadonlyArray<Value>): Html =>
  new Html(pieces.map((piece, index) => piece + written(values[index])).join(""))

export const nothing = new Html("")

/** A style or a script that stands in a page, allowed by its own hash and nothing else. */
export interface Inline {
  readonly text: string
  readonly source: () => string
}

export const inline = (text: string): Inline => {
  let source: string | undefined
  return {
    text,
    // Worked out when the first page is asked for: most emulators never show one.
    source: () => (source ??= `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
  }
}

/** Colours for light and dark, type, and a focus that can be seen: every page's style begins with it. */
export const baseStyle = `
:root { color-scheme: light dark; --paper: #f6f5f2; --card: #fff; --ink: #1d2126; --quiet: #5a626b; --line: #c9ccd1; --accent: #0b5cad; --on-accent: #fff }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --card: #1d2226; --ink: #e9ecef; --quiet: #a5adb5; --line: #454d55; --accent: #7db8f5; --on-accent: #10151a } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
summary { cursor: pointer; padding: .45rem 0 }
`

/** Where a form's answer may be redirected to, as a source of a content security policy. */
const sourceOf = (uri: string): string => {
  if (!URL.canParse(uri)) return ""
  const { origin, protocol } = new URL(uri)
  return origin === "null" ? ` ${protocol}` : ` ${origin}`
}

// An empty icon: browsers would ask the API host for one, and the ask would be logged as a call.
const icon = '\n<link rel="icon" href="data:,">'

/** A whole page: nothing is loaded from elsewhere, nobody may frame it, and only its own style and script count. */
export const page = (options: {
  readonly status: number
  readonly title: string
  readonly style: Inline
  /** May ask its own host for more; such a page has an icon of its own. */
  readonly script?: Inline
  /** The address that its form's answer leads to, where that is another host. */
  readonly formTarget?: string
  readonly body: Html
}): Http.Reply => ({
  status: options.status,
  headers: {
    "content-type": "text/html;charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": [
      "default-src 'none'",
      `style-src ${options.style.source()}`,
      ...(options.script === undefined
        ? []
        : [`script-src ${options.script.source()}`, "connect-src 'self'", "img-src data:"]),
      `form-action 'self'${sourceOf(options.formTarget ?? "")}`,
      "frame-ancestors 'none'",
      "base-uri 'none'"
    ].join("; "),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    // The address of a page may hold what a client sent: it does not go on to where a link leads.
    "referrer-policy": "same-origin"
  },
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(options.title)}</title>
<style>${options.style.text}</style>${options.script === undefined ? "" : icon}
</head>
<body>
${options.body.text}
${options.script === undefined ? "" : `<script>${options.script.text}</script>`}
</body>
</html>
`
})
