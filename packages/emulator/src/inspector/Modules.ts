/** Modules and their fields. */
import type { Core } from "../Core.ts"
import { type Html, html, nothing } from "../Html.ts"
import type { Field, Module } from "../Metadata.ts"
import type * as Layout from "./Layout.ts"
import * as Parts from "./Parts.ts"

/** Records are counted up to here: a million would take a while, and nobody needs the number. */
const counted = 10_000

const countOf = (core: Core, module: Module): number =>
  Number(core.db.get(`SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${module.table} LIMIT ?)`, counted + 1)?.["n"])

const countText = (n: number): string =>
  n > counted ? `more than ${counted.toLocaleString("en-US")}` : n.toLocaleString("en-US")

export const modulesJson = ({ core }: Layout.Ask) => ({
  modules: core.metadata.modules().map((module) => ({
    api_name: module.apiName,
    plural_label: module.plural,
    generated_type: module.generatedType,
    api_supported: module.apiSupported,
    fields: module.fields.length,
    records: countOf(core, module)
  }))
})

const kindOf = (module: Module): string => {
  if (module.parent !== undefined) return `rows of ${module.parent}`
  if (!module.apiSupported) return "not in the API"
  return module.generatedType === "default" ? "standard" : module.generatedType
}

export const modulesPage = ({ core }: Layout.Ask): Layout.View => {
  const modules = core.metadata.modules().map((module) => ({ module, records: countOf(core, module) }))
  const sorted = modules.toSorted(
    (a, b) => Number(a.module.parent !== undefined) - Number(b.module.parent !== undefined)
  )
  return {
    section: "records",
    title: "Modules",
    body: Parts.table(
      `${modules.length} modules`,
      ["Module", "Label", "Records", "Fields", "Kind"],
      sorted.map(({ module, records }) => [
        Parts.link(`/modules/${encodeURIComponent(module.apiName)}`, module.apiName),
        module.plural,
        countText(records),
        Parts.link(`/modules/${encodeURIComponent(module.apiName)}/fields`, Parts.count(module.fields.length, "field")),
        kindOf(module)
      ])
    )
  }
}

/** The module that the address names, whatever its case. */
export const moduleOf = ({ core, params }: Layout.Ask): Module | undefined => core.metadata.module(params[0] ?? "")

const traits = (field: Field): string =>
  [
    field.systemMandatory ? "mandatory" : "",
    field.required && !field.systemMandatory ? "required in the layout" : "",
    field.unique ? "unique" : "",
    field.readOnly ? "read-only" : "",
    field.custom ? "custom" : ""
  ]
    .filter((trait) => trait !== "")
    .join(", ")

const aboutOf = (field: Field): Html => {
  if (field.pickList.length > 0)
    return html`<details>
      <summary>${Parts.count(field.pickList.length, "value")}</summary>
      ${field.pickList.map(({ actual, value }) => (actual === undefined ? value : `${value} (${actual})`)).join(", ")}
    </details>`
  if (field.lookup !== null)
    return html`to ${Parts.link(`/modules/${encodeURIComponent(field.lookup)}/fields`, field.lookup)}`
  if (field.formula !== undefined) return html`<span class="mono">${field.formula.expression}</span>`
  return field.length > 0 ? html`up to ${field.length} characters` : nothing
}

export const fieldsJson = (ask: Layout.Ask) => {
  const module = moduleOf(ask)
  return module === undefined ? undefined : { module: module.apiName, fields: module.fields }
}

export const fieldsPage = (ask: Layout.Ask): Layout.View | undefined => {
  const module = moduleOf(ask)
  if (module === undefined) return undefined
  return {
    section: "records",
    title: `Fields of ${module.apiName}`,
    body: html`<p class="links">
        ${Parts.link("/modules", "All modules")}
        ${Parts.link(`/modules/${encodeURIComponent(module.apiName)}`, "Records")}
      </p>
      ${Parts.table(
        Parts.count(module.fields.length, "field"),
        ["API name", "Label", "Type", "Traits", "About"],
        module.fields.map((field) => {
          const about = aboutOf(field)
          return [
            html`<span class="mono">${field.apiName}</span>`,
            field.label,
            field.shownType,
            traits(field),
            about.text === "" ? "" : html`<div>${about}</div>`
          ]
        })
      )}`
  }
}
