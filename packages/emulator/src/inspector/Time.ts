/** The emulator's clock: what it shows, and moving it. */
import * as Clock from "../Clock.ts"
import { html } from "../Html.ts"
import type * as Layout from "./Layout.ts"
import * as Parts from "./Parts.ts"

const steps = ["1 minute", "10 minutes", "61 minutes", "1 day"]

export const json = ({ core }: Layout.Ask) => ({
  now: new Date(core.clock.now()).toISOString(),
  offset: core.clock.offset()
})

export const page = ({ core, fields }: Layout.Ask): Layout.View => {
  const now = core.clock.now()
  const offset = core.clock.offset()
  return {
    section: "clock",
    title: "Clock",
    body: html`${Parts.facts([
        ["Now (UTC)", html`<strong>${Parts.time(now)}</strong>`],
        ["Now in the org", Clock.format(Math.floor(now / 1000))],
        [
          "Against real time",
          Math.abs(offset) < 1000 ? "the same" : `${Parts.span(offset)} ${offset > 0 ? "ahead" : "behind"}`
        ]
      ])}
      <p>Tokens, credits, jobs, page tokens and channels age by this clock.</p>
      <h2>Advance</h2>
      <form method="post" action="${Parts.address("/clock")}" class="actions" aria-label="Advance by a step">
        ${steps.map((step) => html`<button type="submit" name="advance" value="${step}">${step}</button>`)}
      </form>
      <form method="post" action="${Parts.address("/clock")}" class="row">
        ${Parts.field("advance", "By", fields?.get("advance") ?? "", html` placeholder="90 seconds" required`)}<button
          type="submit"
          class="main"
        >
          Advance
        </button>
      </form>
      <h2>Set</h2>
      <form method="post" action="${Parts.address("/clock")}" class="row">
        ${Parts.field("set", "To (ISO 8601)", fields?.get("set") ?? "", html` placeholder="2026-01-01T00:00:00Z" required`)}<button
          type="submit"
        >
          Set
        </button>
      </form>`
  }
}
