/** The calls of the recycle bin: look, restore, delete for good. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Restricted from "../org/Restricted.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Params from "../Params.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Bin from "./Bin.ts"
import * as BinJob from "./BinJob.ts"
import * as Filters from "./Filters.ts"

const root = "recycle_bin"
const mostIds = 200

const listed = "type='recycle' AND parent IS NULL"
const columns = "id, module, display_name, deleted, deleted_by, owner"

const entry = (core: Core, row: { readonly [column: string]: unknown }) => {
  const user = (id: unknown): unknown => JSON.parse(FieldType.userJson(core, id, false))
  const module = core.metadata.module(String(row["module"]))
  return {
    display_name: row["display_name"] ?? "",
    deleted_time: Clock.format(Number(row["deleted"])),
    owner: user(row["owner"] ?? row["deleted_by"]),
    module: { api_name: row["module"], id: module?.id ?? null },
    deleted_by: user(row["deleted_by"]),
    id: row["id"]
  }
}

const sorts: { readonly [name: string]: string } = {
  display_name: "display_name COLLATE NOCASE",
  deleted_time: "deleted",
  deleted_by: "deleted_by"
}

/** `filters` of the query, where it is given. */
const filtersOf = (call: Call): Filters.Result | undefined => {
  const text = call.target.query.get("filters")
  return text === null || text === "" ? undefined : Filters.compile(Json.parse(text))
}

export const list = (call: Call): Http.Reply => {
  const { core } = call
  const { query } = call.target
  const paging = Params.page(query)
  if (!paging.ok) return paging.reply
  const sort = query.get("sort_by") ?? "deleted_time"
  const column = Object.hasOwn(sorts, sort) ? sorts[sort] : undefined
  if (column === undefined)
    return ZohoError.invalidParam("sort_by", "invalid data", { supported_values: Object.keys(sorts) })
  const order = (query.get("sort_order") ?? "desc").toLowerCase()
  if (order !== "asc" && order !== "desc")
    return ZohoError.invalidParam("sort_order", "invalid data", { supported_values: ["asc", "desc"] })
  const filters = filtersOf(call) ?? { where: "1", values: [] }
  if (Filters.isError(filters)) return Http.json(400, filters)
  const ids = Params.names(query.get("ids"))
  Bin.expire(core)
  const rows = core.db.all(
    `SELECT ${columns} FROM deleted_record WHERE ${Visibility.ofDeleted(core)} AND ${listed} AND ${filters.where}${ids.length === 0 ? "" : ` AND id IN (${ids.map(() => "?").join(",")})`}
     ORDER BY ${column} ${order}, id ${order} LIMIT ? OFFSET ?`,
    ...filters.values,
    ...ids,
    paging.perPage + 1,
    (paging.page - 1) * paging.perPage
  )
  if (rows.length === 0) return Http.empty(204)
  const shown = rows.slice(0, paging.perPage)
  return Http.json(200, {
    [root]: shown.map((row) => entry(core, row)),
    info: {
      per_page: paging.perPage,
      count: shown.length,
      page: paging.page,
      more_records: rows.length > paging.perPage
    }
  })
}

export const one = (call: Call): Http.Reply => {
  const { core } = call
  Bin.expire(core)
  const row = core.db.get(
    `SELECT ${columns} FROM deleted_record WHERE ${Visibility.ofDeleted(core)} AND type='recycle' AND id=?`,
    call.params["id"] ?? ""
  )
  return row === undefined
    ? Http.empty(204)
    : Http.json(200, {
        [root]: [entry(core, row)],
        info: { per_page: 200, count: 1, page: 1, more_records: false }
      })
}

export const count = (call: Call): Http.Reply => {
  Bin.expire(call.core)
  return Http.json(200, {
    count: Number(
      call.core.db.get(
        `SELECT COUNT(*) AS n FROM deleted_record WHERE ${Visibility.ofDeleted(call.core)} AND ${listed}`
      )?.["n"]
    )
  })
}

const scheduled = (message: string, details: object = {}) => ({
  code: "SCHEDULED",
  details,
  message,
  status: "success"
})

const answer = (items: ReadonlyArray<Items.Item>): Http.Reply => Items.answer(root, items)

/** What nobody deleted, as far as the caller can tell. */
const unknown = (id: string): Items.Item => Items.refused("INVALID_DATA", "the id given seems to be invalid", { id })

const restored = ({ core, identity }: Call, id: string, message: string): Items.Item => {
  const user = identity.userId
  if (!Visibility.seesDeleted(Restricted.of(core, user), id)) return unknown(id)
  switch (Bin.restore(core, user, id)) {
    case "done":
      return Items.done(id, message)
    case "parent":
      return Items.refused("CANNOT_RESTORE_WITHOUT_PARENT", "the record cannot be restored without its parent record", {
        id
      })
    case "unknown":
      return unknown(id)
  }
}

const purgeOne = ({ core, identity }: Call, id: string, message: string): Items.Item =>
  Visibility.seesDeleted(Restricted.of(core, identity.userId), id) && Bin.purge(core, id)
    ? Items.done(id, message)
    : unknown(id)

const total = (core: Core, ids: ReadonlyArray<string>): number => ids.reduce((sum, id) => sum + Bin.size(core, id), 0)

const start = (call: Call, action: BinJob.Action, chosen: BinJob.Chosen): void => {
  Runners.start(call.core, {
    type: BinJob.type,
    user: call.identity.userId,
    input: { action, ...chosen }
  })
}

/** Restores or deletes some at once, or more than a thousand as a job. */
const some = (call: Call, action: BinJob.Action, ids: ReadonlyArray<string>): Http.Reply => {
  const { core } = call
  Bin.expire(core)
  if (total(core, ids) > core.switches().recycleBinAtOnce) {
    start(call, action, { ids })
    const message = `record has been scheduled for ${action === "restore" ? "restoration" : "deletion"}`
    return Http.json(202, { [root]: ids.map((id) => scheduled(message, { id })) })
  }
  return answer(
    core.db.transaction(() =>
      ids.map((id) =>
        action === "restore" ? restored(call, id, "record restored") : purgeOne(call, id, "record deleted")
      )
    )
  )
}

const modes = ["ids", "filters", "restore_all_records"] as const

const places = (names: ReadonlyArray<string>) => names.map((name) => ({ api_name: name, json_path: `$.${name}` }))

export const restore = (call: Call): Http.Reply => {
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const given = modes.filter((name) => {
    const value = body.value[name] ?? null
    return name === "restore_all_records" ? value === true : value !== null
  })
  if (given.length > 1)
    return ZohoError.reply(400, "AMBIGUITY_DURING_PROCESSING", "Ambiguity while processing the request", {
      ambiguity_due_to: places(given)
    })
  switch (given[0]) {
    case "ids": {
      const ids = Body.ids(body.value["ids"], "$.ids", mostIds)
      return ids.ok ? some(call, "restore", ids.value) : ids.reply
    }
    case "filters": {
      const filters = Filters.compile(body.value["filters"])
      if (Filters.isError(filters)) return Http.json(400, filters)
      start(call, "restore", { filters: body.value["filters"] })
      return Http.json(202, {
        [root]: [scheduled("Bulk restoration of records based on filters has been scheduled")]
      })
    }
    case "restore_all_records":
      start(call, "restore", {})
      return Http.json(202, { [root]: [scheduled("Restoration of all records has been scheduled")] })
    default:
      return ZohoError.reply(400, "EXPECTED_FIELD_MISSING", "Specify atleast one field", {
        expected_fields: places(modes)
      })
  }
}

export const restoreOne = (call: Call): Http.Reply => {
  const { core } = call
  Bin.expire(core)
  return answer(core.db.transaction(() => [restored(call, call.params["id"] ?? "", "Restored")]))
}

export const removeMany = (call: Call): Http.Reply => {
  const ids = Params.names(call.target.query.get("ids"))
  const filters = filtersOf(call)
  if (ids.length > 0 && filters !== undefined)
    return ZohoError.reply(400, "AMBIGUITY_DURING_PROCESSING", "Ambiguity while processing the request", {
      ambiguity_due_to: [{ param_name: "ids" }, { param_name: "filters" }]
    })
  if (filters !== undefined) {
    if (Filters.isError(filters)) return Http.json(400, filters)
    start(call, "delete", { filters: Json.parse(call.target.query.get("filters") ?? "") })
    return Http.json(202, { [root]: [scheduled("Bulk deletion of records based on filters has been scheduled")] })
  }
  if (ids.length === 0)
    return ZohoError.reply(400, "EXPECTED_PARAM_MISSING", "One of the expected parameter is missing", {
      param_names: ["ids", "filters"]
    })
  if (ids.length > mostIds) return ZohoError.invalidParam("ids", "invalid data", { maximum_length: mostIds })
  return some(call, "delete", ids)
}

export const removeOne = (call: Call): Http.Reply => {
  const { core } = call
  Bin.expire(core)
  return answer(core.db.transaction(() => [purgeOne(call, call.params["id"] ?? "", "Deleted permanently")]))
}

export const empty = (call: Call): Http.Reply => {
  const { core } = call
  Bin.expire(core)
  const size = Number(core.db.get("SELECT COUNT(*) AS n FROM deleted_record WHERE type='recycle'")?.["n"])
  if (size > core.switches().recycleBinAtOnce) {
    start(call, "delete", {})
    return Http.json(202, scheduled("Empty bin action has been scheduled"))
  }
  BinJob.work(core, call.identity.userId, "delete", {})
  return Http.json(200, { code: "SUCCESS", details: {}, message: "recyclebin is cleared", status: "success" })
}
