/** Records of a module, newest first, and one record with all of its values. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import { type Html, html, nothing } from "../Html.ts"
import * as Json from "../Json.ts"
import * as Mask from "../Mask.ts"
import type { Module } from "../Metadata.ts"
import * as Read from "../records/Read.ts"
import type * as Layout from "./Layout.ts"
import { moduleOf } from "./Modules.ts"
import * as Parts from "./Parts.ts"

const perPage = 50

type Data = { readonly [name: string]: unknown }

const pathOf = (module: string, id?: string): string =>
  `/modules/${encodeURIComponent(module)}${id === undefined ? "" : `/${id}`}`

/** What a list shows of a record: its name and what else tells records apart. */
const columnsOf = (module: Module): ReadonlyArray<string> =>
  [
    ...new Set([
      module.displayField,
      ...module.fields.filter((field) => field.systemMandatory).map((field) => field.apiName),
      "Email",
      "Owner",
      "Modified_Time"
    ])
  ]
    .filter((name) => module.byName.get(name)?.computed === false)
    .slice(0, 5)

const find = (core: Core, module: Module, names: ReadonlyArray<string>, query: URLSearchParams) => {
  const shape = Read.shape(core, module, names)
  const before = query.get("before") ?? ""
  const q = (query.get("q") ?? "").trim()
  const where: Array<string> = []
  const values: Array<string> = []
  if (Json.isId(before)) {
    where.push("id<?")
    values.push(before)
  }
  if (Json.isId(q)) {
    where.push("id=?")
    values.push(q)
  } else if (q !== "") {
    const texts = names.filter((name) => module.byName.get(name)?.lookup === null)
    where.push(`(${texts.map((name) => `${quote(name)} LIKE ? ESCAPE '\\'`).join(" OR ") || "0"})`)
    values.push(...texts.map(() => `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`))
  }
  const rows = core.db.arrays(
    `SELECT ${shape.columns} FROM ${module.table} WHERE ${where.join(" AND ") || "1"} ORDER BY id DESC LIMIT ?`,
    ...values,
    perPage + 1
  )
  return {
    more: rows.length > perPage,
    records: rows.slice(0, perPage).map((row): Data => Json.asObject(Json.parse(shape.write(row))) ?? {}),
    q
  }
}

const idOf = (record: Data): string => Json.idOf(record["id"]) ?? ""

/** A lookup leads to its record where the field says of which module that is. */
const valueOf = (core: Core, module: Module, name: string, value: unknown): Html => {
  if (value === null || value === undefined) return html`<span class="quiet">empty</span>`
  const about = Json.asObject(value)
  const field = module.byName.get(name)
  if (about !== undefined && typeof about["id"] === "string") {
    const label = Mask.looks(Json.asText(about["name"] ?? about["id"]))
    const target = field?.lookup ?? (typeof about["module"] === "string" ? about["module"] : undefined)
    const known = target === undefined || target === null ? undefined : core.metadata.module(target)
    return known === undefined ? html`${label}` : Parts.link(pathOf(known.apiName, about["id"]), label)
  }
  const text = Mask.looks(Json.asText(value))
  const long = typeof value === "object" || text.includes("\n")
  return long ? Parts.code(text) : html`${text.slice(0, 2000)}${text.length > 2000 ? "…" : ""}`
}

export const listJson = (ask: Layout.Ask) => {
  const module = moduleOf(ask)
  if (module === undefined) return undefined
  const { more, records } = find(ask.core, module, columnsOf(module), ask.query)
  return { module: module.apiName, records, more }
}

export const listPage = (ask: Layout.Ask): Layout.View | undefined => {
  const module = moduleOf(ask)
  if (module === undefined) return undefined
  const { core, query } = ask
  const columns = columnsOf(module)
  const { more, q, records } = find(core, module, columns, query)
  const path = pathOf(module.apiName)
  const last = records.at(-1)
  return {
    section: "records",
    title: module.apiName,
    body: html`<p class="links">${Parts.link("/modules", "All modules")} ${Parts.link(`${path}/fields`, "Fields")}</p>
      <form method="get" action="${Parts.address(path)}" class="row" role="search">
        ${Parts.field("q", "Id, or text in what is shown", q)}<button type="submit" class="main">Find</button>
      </form>
      ${Parts.table(
        query.has("before") ? "Older records, by id" : "Newest first, by id",
        ["Record", ...columns],
        records.map((record) => [
          html`<span class="mono">${Parts.link(pathOf(module.apiName, idOf(record)), idOf(record))}</span>`,
          ...columns.map((name) =>
            record[name] === null ? "" : html`<span>${valueOf(core, module, name, record[name])}</span>`
          )
        ]),
        { empty: "There is no such record." }
      )}
      <p class="links">
        ${query.has("before") ? html`${Parts.link(path, "To the newest", { q })} ` : nothing}${more && last !== undefined ? Parts.link(path, "Older records", { q, before: idOf(last) }) : nothing}
      </p>`
  }
}

const one = (ask: Layout.Ask, module: Module): Data | undefined => {
  const id = ask.params[1] ?? ""
  const names = [...module.fields.map((field) => field.apiName), "Layout"]
  const shape = Read.shape(ask.core, module, names, true)
  const row = ask.core.db.arrays(`SELECT ${shape.columns} FROM ${module.table} WHERE id=?`, id)[0]
  return row === undefined ? undefined : Json.asObject(Json.parse(shape.write(row)))
}

export const recordJson = (ask: Layout.Ask) => {
  const module = moduleOf(ask)
  const record = module === undefined ? undefined : one(ask, module)
  return module === undefined || record === undefined ? undefined : { module: module.apiName, record }
}

export const recordPage = (ask: Layout.Ask): Layout.View | undefined => {
  const module = moduleOf(ask)
  const record = module === undefined ? undefined : one(ask, module)
  if (module === undefined || record === undefined) return undefined
  const name = record[module.displayField]
  const entries = Object.entries(record)
  const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0)
  const filled = entries.filter(([, value]) => !isEmpty(value))
  const empty = entries.filter(([, value]) => isEmpty(value)).map(([key]) => key)
  return {
    section: "records",
    title: `${module.singular}: ${typeof name === "string" && name !== "" ? Mask.looks(name) : idOf(record)}`,
    body: html`<p class="links">
        ${Parts.link(pathOf(module.apiName), `All ${module.plural}`)}
        ${Parts.link("/", "Requests that name it", { q: idOf(record) })}
      </p>
      ${Parts.facts(filled.map(([key, value]) => [key, valueOf(ask.core, module, key, value)] as const))}
      ${
        empty.length === 0
          ? nothing
          : html`<details>
              <summary>${Parts.count(empty.length, "empty field")}</summary>
              <p class="mono">${empty.join(", ")}</p>
            </details>`
      }
      <details>
        <summary>As JSON</summary>
        ${Parts.code(Mask.api(Json.stringify(record)))}
      </details>`
  }
}
