/** Deleting records, and the list of what was deleted. */
import * as Clock from "../Clock.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Locks from "../locking/Locks.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Params from "../Params.ts"
import * as Bin from "../recycle/Bin.ts"
import type { Call } from "../Router.ts"
import * as Fired from "../workflow/Fired.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FieldType from "./FieldType.ts"
import * as Read from "./Read.ts"
import * as Unmodified from "./Unmodified.ts"

interface Outcome extends Items.Item {
  readonly status?: 412
}

const item = (call: Call, module: Module, id: string): Outcome => {
  const modified = Json.isId(id) ? Unmodified.refused(call, module, id) : undefined
  if (modified !== undefined) return { ok: false, item: modified, status: 412 }
  const denied = Json.isId(id) ? Visibility.denied(call.core, module, id, "delete") : undefined
  if (denied !== undefined)
    return denied === "unseen"
      ? Items.refused("INVALID_DATA", "record not deleted", { id })
      : Items.failed(Visibility.refusal("Delete", module))
  if (Locks.keeps(call.core, module, id, call.identity.userId, "delete")) {
    const message = "You cannot perform this operation as the record is locked."
    return Items.refused("RECORD_LOCKED", message, Locks.details(id))
  }
  Fired.note(call, module, "delete", id)
  return Bin.move(call.core, call.identity.userId, module, id)
    ? Items.done(id, "record deleted")
    : Items.refused("INVALID_DATA", "record not deleted", { id })
}

const answer = (items: ReadonlyArray<Outcome>): Http.Reply => {
  const only = items.length === 1 ? items[0]?.status : undefined
  return Http.json(only ?? Items.statusOf(items), { data: items.map((one) => one.item) })
}

export const removeMany = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  if (ids.length > 100)
    return ZohoError.reply(400, "LIMIT_EXCEEDED", "maximum number of ids that can be given is 100", {
      limit: 100,
      param_name: "ids"
    })
  return answer(call.core.db.transaction(() => ids.map((id) => item(call, module, id))))
}

export const removeOne = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  if (!Json.isId(id))
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
  return answer(call.core.db.transaction(() => [item(call, module, id)]))
}

export const deleted = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const { query } = call.target
  const type = query.get("type") ?? "all"
  if (!["all", "recycle", "permanent"].includes(type)) {
    return ZohoError.dataReply(400, "PATTERN_NOT_MATCHED", "Please check whether the input values are correct", {
      param_name: "type"
    })
  }
  const page = Params.page(query)
  if (!page.ok) return page.reply
  const since = Clock.parseHeader(call.request.headers["if-modified-since"] ?? "")
  Bin.expire(call.core)
  const rows = call.core.db.all(
    `SELECT id, display_name, type, deleted, deleted_by, created_by FROM deleted_record
     WHERE ${Visibility.ofDeleted(call.core)} AND module=?1 AND (?2='all' OR type=?2) AND deleted>?3 ORDER BY deleted DESC, id DESC LIMIT ?4 OFFSET ?5`,
    module.apiName,
    type,
    since ?? -1,
    page.perPage + 1,
    (page.page - 1) * page.perPage
  )
  if (rows.length === 0) return Http.empty(since === undefined ? 204 : 304)
  const shown = rows.slice(0, page.perPage)
  const user = (id: unknown): unknown => JSON.parse(FieldType.userJson(call.core, id, false))
  return Http.json(200, {
    data: shown.map((row) => ({
      deleted_by: user(row["deleted_by"]),
      id: row["id"],
      display_name: row["display_name"],
      type: row["type"],
      created_by: user(row["created_by"]),
      deleted_time: Clock.format(Number(row["deleted"]))
    })),
    info: { per_page: page.perPage, count: shown.length, page: page.page, more_records: rows.length > page.perPage }
  })
}
