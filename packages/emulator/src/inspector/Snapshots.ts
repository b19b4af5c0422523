/** Named snapshots of everything, and the way back to the seed. */
import { html } from "../Html.ts"
import type * as Layout from "./Layout.ts"
import * as Parts from "./Parts.ts"

export const json = ({ core }: Layout.Ask) => ({
  snapshots: core.snapshots().map((one) => ({ ...one, at: new Date(one.at).toISOString() }))
})

export const page = ({ core, fields }: Layout.Ask): Layout.View => ({
  section: "snapshots",
  title: "Snapshots",
  body: html`<p>A snapshot holds everything: data, tokens, clock, faults, switches, log and counters.</p>
    <form method="post" action="${Parts.address("/snapshots")}" class="row">
      ${Parts.field("name", "Name", fields?.get("name") ?? "", html` required maxlength="100"`)}<button
        type="submit"
        class="main"
      >
        Save
      </button>
    </form>
    ${Parts.table(
      "Oldest first",
      ["Name", "Taken (UTC)", "Requests by then", ""],
      core
        .snapshots()
        .map(({ at, name, requests }) => [
          name,
          Parts.time(at),
          requests,
          Parts.button(`/snapshots/${encodeURIComponent(name)}/restore`, "Restore", {}, { about: `Restore ${name}` })
        ]),
      { empty: "None yet." }
    )}
    <h2>Reset</h2>
    <details>
      <summary>Back to the seed</summary>
      <p>All changes since the start are lost, except snapshots.</p>
      ${Parts.button("/reset", "Reset everything")}
    </details>`
})
