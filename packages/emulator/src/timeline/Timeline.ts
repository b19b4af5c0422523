/** The timeline of a record. */
import * as Clock from "../Clock.ts"
import * as Parent from "../content/Parent.ts"
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import type { Module } from "../Metadata.ts"
import * as Params from "../Params.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Events from "./Events.ts"

/** An id of 19 digits: the record's last nine, and the event's place among those of the record. */
const idOf = (record: string, n: number): string =>
  `58439${record.slice(-9).padStart(9, "0")}${String(n).padStart(5, "0")}`

/** A record that was seeded has no event of its own; that it was made is known from the record. */
const allOf = (core: Core, { id, module }: Parent.Parent): ReadonlyArray<Events.Event> => {
  const events = Events.of(core, id)
  if (events.some((event) => event.action === "added") || !module.byName.has("Created_Time")) return events
  const made = core.db.get(`SELECT "Created_Time" AS at, "Created_By" AS by FROM ${module.rows} AS t WHERE id=?`, id)
  const seeded = { n: 0, at: Number(made?.["at"]), user: String(made?.["by"]), action: "added", changes: [] } as const
  return [seeded, ...events]
}

const history = (core: Core, module: Module, changes: ReadonlyArray<Events.Change>) => {
  const items = changes.flatMap((change) => {
    const field = module.byName.get(change.field)
    if (field === undefined || field.computed) return []
    const encode = FieldType.encoder(core, field)
    const value = (stored: unknown): unknown => JSON.parse(encode(stored))
    return [
      {
        data_type: field.shownType,
        enable_colour_code: false,
        pick_list_values: [],
        field_label: field.label,
        api_name: field.apiName,
        id: field.id,
        _value: { new: value(change.new), old: value(change.old) }
      }
    ]
  })
  return items.length === 0 ? null : items
}

export const list = (call: Call): Http.Reply => {
  const parent = Parent.of(call)
  if ("status" in parent) return parent
  const { core } = call
  const { query } = call.target
  const paging = Params.page(query)
  if (!paging.ok) return paging.reply
  const sort = query.get("sort_by")
  if (sort !== null && sort !== "audited_time")
    return ZohoError.invalidParam("sort_by", "invalid data", { supported_values: ["audited_time"] })
  const order = query.get("sort_order") ?? "desc"
  if (order !== "asc" && order !== "desc")
    return ZohoError.invalidParam("sort_order", "invalid data", { supported_values: ["asc", "desc"] })
  const oldestFirst = allOf(core, parent)
  const events = order === "asc" ? oldestFirst : oldestFirst.toReversed()
  const from = (paging.page - 1) * paging.perPage
  const shown = events.slice(from, from + paging.perPage)
  if (shown.length === 0) return Http.empty(204)
  const { apiName, displayField, id, table } = parent.module
  const name = core.db.get(`SELECT ${quote(displayField)} AS name FROM ${table} WHERE id=?`, parent.id)?.["name"]
  return Http.json(200, {
    __timeline: shown.map((event) => {
      const doneBy: unknown = JSON.parse(FieldType.userJson(core, event.user, false))
      return {
        done_by: doneBy,
        extension: null,
        related_record: null,
        automation_details: null,
        record: { module: { api_name: apiName, id }, name: name ?? null, id: parent.id },
        audited_time: Clock.format(event.at),
        action: event.action,
        id: idOf(parent.id, event.n),
        source: "crm_api",
        type: "timeline",
        field_history: history(core, parent.module, event.changes)
      }
    }),
    info: {
      next_page_token: null,
      previous_page_token: null,
      count: shown.length,
      more_records: from + shown.length < events.length,
      page: paging.page,
      per_page: paging.perPage
    }
  })
}

export const routes: ReadonlyArray<Route> = [
  {
    host: "api",
    method: "GET",
    path: "/crm/v8/{module}/{id}/__timeline",
    scope: {
      group: "modules",
      sub: "{module}",
      operation: "READ",
      or: { group: "settings", sub: "modules", operation: "READ" }
    },
    handler: list
  }
]
