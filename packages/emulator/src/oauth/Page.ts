/** HTML of the accounts host: one column, readable on a phone, usable by keyboard, nothing loaded from elsewhere. */
import * as Html from "../Html.ts"
import type * as Http from "../Http.ts"

const style = Html.inline(`${Html.baseStyle}
body { padding: 1rem }
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
`)

/** A page; `formTarget` is the address that its form's answer leads to, where that is another host. */
export const render = (options: {
  readonly status: number
  readonly title: string
  /** HTML that is safe already. */
  readonly body: string
  readonly formTarget?: string
}): Http.Reply =>
  Html.page({
    status: options.status,
    title: `${options.title} - Zoho Accounts (emulated)`,
    style,
    ...(options.formTarget === undefined ? {} : { formTarget: options.formTarget }),
    body: new Html.Html(`<main>
<h1>${Html.escape(options.title)}</h1>
${options.body}
<p class="quiet">This is an emulator on this machine. No Zoho account takes part.</p>
</main>`)
  })

/** A page that says what is wrong, by Zoho's word for it, and how to go on. */
export const problem = (status: number, error: string, text: string): Http.Reply =>
  render({
    status,
    title: "This request cannot be granted",
    body: `<p role="alert" data-error="${Html.escape(error)}"><strong>${Html.escape(error)}</strong>: ${Html.escape(text)}</p>`
  })

/** A page that only tells something. */
export const notice = (title: string, text: string): Http.Reply =>
  render({ status: 200, title, body: `<p role="status">${Html.escape(text)}</p>` })
