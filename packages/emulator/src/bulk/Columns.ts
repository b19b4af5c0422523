/** The columns of a bulk read: which fields a name means, over lookups too, and how their values stand in a CSV cell. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import { type Field, type Module, valueType } from "../Metadata.ts"
import * as Tags from "../tags/Tags.ts"
import * as ZohoError from "../ZohoError.ts"

/** Lookups that one query may follow, and how far one name may reach. */
export const joinLimits = { joins: 5, depth: 2 } as const

export interface Columns {
  /** As the CSV's first row: `Id`, then the names as they were asked for. */
  readonly header: ReadonlyArray<string>
  /** SELECT list; the id comes first. */
  readonly select: string
  /** FROM with its joins; the module itself is `t`. */
  readonly from: string
  readonly cells: ReadonlyArray<(value: unknown) => string>
}

const plain = (value: unknown): string => (Json.isAbsent(value) ? "" : Json.asText(value))
const boolean = (value: unknown): string => (value === 1 ? "true" : "false")
const dateTime = (value: unknown): string => (typeof value === "number" ? Clock.format(value) : "")
const list = (value: unknown): string => {
  const items = typeof value === "string" ? Json.parse(value) : undefined
  if (!Array.isArray(items)) return ""
  return items
    .map((item) =>
      typeof item === "string" ? item : plain(Json.asObject(item)?.["name"] ?? Json.asObject(item)?.["id"])
    )
    .join(";")
}

const taxes = (value: unknown): string => {
  const items = typeof value === "string" ? Json.parse(value) : undefined
  return Array.isArray(items) ? items.map((item) => plain(Json.asObject(item)?.["value"])).join(";") : ""
}

const cellOf = (core: Core, field: Field): ((value: unknown) => string) => {
  switch (valueType(field)) {
    case "tags":
      return (value) =>
        Tags.ofValue(core, value)
          .map((tag) => tag.name)
          .join(";")
    case "boolean":
      return boolean
    case "datetime":
      return dateTime
    case "multiselectpicklist":
    case "json":
    case "dates":
      return list
    case "tax":
      return taxes
    default:
      return plain
  }
}

/** The columns for `names` (undefined: every field), or the error for the first name that cannot be read. */
export const make = (
  core: Core,
  module: Module,
  names: ReadonlyArray<string> | undefined
): Columns | ZohoError.ZohoError => {
  const header: Array<string> = ["Id"]
  const select: Array<string> = ["t.id"]
  const cells: Array<(value: unknown) => string> = []
  const joins = new Map<string, { readonly alias: string; readonly sql: string; readonly module: Module }>()
  const missing = (name: string, at: Module): ZohoError.ZohoError =>
    ZohoError.make("FIELD_NOT_AVAILABLE", "the field given is not available in the module", {
      api_name: name,
      module: at.apiName
    })

  const follow = (
    path: string,
    via: Field,
    from: string
  ): { readonly alias: string; readonly module: Module } | undefined => {
    const known = joins.get(path)
    if (known !== undefined) return known
    const target = via.dataType === "lookup" ? core.metadata.module(via.lookup ?? "") : undefined
    if (target === undefined) return undefined
    const alias = `j${joins.size}`
    const join = {
      alias,
      module: target,
      sql: `LEFT JOIN ${target.rows} AS ${alias} ON ${alias}.id=${from}.${quote(via.apiName)}`
    }
    joins.set(path, join)
    return join
  }

  const wanted =
    names ??
    module.fields.filter((field) => !field.computed && field.dataType !== "profileimage").map((field) => field.apiName)
  for (const name of wanted) {
    if (name === "id" || name === "Id") continue
    if (header.includes(name)) continue
    const pieces = name.split(".")
    const last = pieces.pop() ?? ""
    let at = { alias: "t", module }
    if (pieces.length > joinLimits.depth)
      return ZohoError.make("JOIN_LIMIT_EXCEEDED", "the number of joins given exceeds the limit", {
        limit: joinLimits.depth
      })
    for (const [index, piece] of pieces.entries()) {
      const via = at.module.byName.get(piece)
      const next = via === undefined ? undefined : follow(pieces.slice(0, index + 1).join("."), via, at.alias)
      if (next === undefined) return missing(name, at.module)
      at = next
    }
    if (joins.size > joinLimits.joins)
      return ZohoError.make("JOIN_LIMIT_EXCEEDED", "the number of joins given exceeds the limit", {
        limit: joinLimits.joins
      })
    const field = at.module.byName.get(last)
    if (field !== undefined && field.computed) {
      return ZohoError.make("FIELD_NOT_SUPPORTED", "the field given is not supported in bulk read", {
        api_name: name,
        module: at.module.apiName
      })
    }
    const column =
      field !== undefined
        ? quote(field.apiName)
        : last === "Layout"
          ? quote("$layout")
          : last.toLowerCase() === "id"
            ? "id"
            : undefined
    if (column === undefined) return missing(name, at.module)
    header.push(name)
    select.push(`${at.alias}.${column}`)
    cells.push(field === undefined ? plain : cellOf(core, field))
  }
  return {
    header,
    select: select.join(","),
    from: `${module.rows} AS t ${[...joins.values()].map((join) => join.sql).join(" ")}`,
    cells
  }
}
