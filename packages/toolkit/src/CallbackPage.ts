/** The small page that a browser shows at the end of a sign-in: what became of it, and what to do. */
import type { Page } from "@effect-zoho/auth/BrowserSignIn"
import { createHash } from "node:crypto"

const style = `
:root { color-scheme: light dark; --paper: #f6f5f2; --card: #fff; --ink: #1d2126; --quiet: #5a626b; --line: #c9ccd1; --good: #1c6b3a; --bad: #a4262c }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --card: #1d2226; --ink: #e9ecef; --quiet: #a5adb5; --line: #454d55; --good: #7fce9c; --bad: #f2a0a4 } }
* { box-sizing: border-box }
body { margin: 0; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 32rem; margin: 10vh auto 0; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-top: .25rem solid var(--bad); border-radius: .5rem; overflow-wrap: anywhere }
main[data-kind=success] { border-top-color: var(--good) }
h1 { margin: 0 0 .75rem; font-size: 1.35rem; line-height: 1.25 }
p { margin: 0 0 .75rem }
.quiet { color: var(--quiet) }
`

const styleHash = createHash("sha256").update(style).digest("base64")

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}
const escape = (text: string): string => text.replaceAll(/[&<>"']/gu, (it) => entities[it] ?? "")

/** Nothing is loaded, nothing is kept, and the address with the spent code goes nowhere. */
export const headers: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  connection: "close"
}

/** The page as HTML. */
export const html = (page: Page): string => {
  const reason = page.reason === undefined ? "" : ` data-reason="${escape(page.reason)}"`
  const role = page.kind === "success" ? "status" : "alert"
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)}</title>
<style>${style}</style>
</head>
<body>
<main role="${role}" data-kind="${page.kind}"${reason}>
<h1>${escape(page.title)}</h1>
${page.text.map((it) => `<p>${escape(it)}</p>`).join("\n")}
${page.remedy === undefined ? "" : `<p><strong>What to do:</strong> ${escape(page.remedy)}</p>`}
<p class="quiet">You can close this page and go back to the terminal.</p>
</main>
</body>
</html>
`
}
