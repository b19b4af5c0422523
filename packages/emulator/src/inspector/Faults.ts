/** Fault rules: those that are set, a form for another one, and the named sets. */
import * as FaultSets from "../FaultSets.ts"
import { html } from "../Html.ts"
import * as Mask from "../Mask.ts"
import * as FaultForm from "./FaultForm.ts"
import type * as Layout from "./Layout.ts"
import * as Parts from "./Parts.ts"

export const json = ({ core }: Layout.Ask) => ({
  faults: core.faults.list(),
  sets: Object.fromEntries(Object.entries(FaultSets.sets).map(([name, set]) => [name, set.what]))
})

export const page = ({ core, fields, query }: Layout.Ask): Layout.View => {
  const rules = core.faults.list()
  return {
    section: "faults",
    title: "Faults",
    body: html`${Parts.table(
        "The first rule that matches a call strikes it",
        ["Rule", "What it does", "Seen", "Struck", "As JSON", ""],
        rules.map(({ id, seen, struck, ...rule }) => [
          id,
          html`<span>${FaultForm.sentence(rule)}</span>`,
          seen,
          struck,
          html`<details>
            <summary>JSON</summary>
            ${Parts.code(Mask.api(JSON.stringify(rule)))}
          </details>`,
          Parts.button(`/faults/${encodeURIComponent(id)}`, "Delete", { _method: "DELETE" }, { about: `Delete ${id}` })
        ]),
        { empty: "No rule is set: calls are answered as they come." }
      )}
      ${rules.length === 0 ? "" : html`<p>${Parts.button("/faults", "Delete all rules", { _method: "DELETE" })}</p>`}
      <h2>Add a rule</h2>
      ${FaultForm.form(fields ?? new Map(query))}
      <h2>Add a named set</h2>
      <p class="quiet">What surprises clients of the real API. Switches that a set turns stay turned until a reset.</p>
      ${Parts.table(
        `${Object.keys(FaultSets.sets).length} sets`,
        ["Set", "What a client meets", ""],
        Object.entries(FaultSets.sets).map(([name, { what }]) => [
          html`<span class="mono">${name}</span>`,
          what,
          Parts.button("/faults", "Add", { set: name }, { about: `Add ${name}` })
        ])
      )}`
  }
}
