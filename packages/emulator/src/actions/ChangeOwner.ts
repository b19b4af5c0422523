/** Hands one or many records to another owner, and with them what is related to them. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Permissions from "../org/Permissions.ts"
import * as Inside from "../records/Inside.ts"
import * as Read from "../records/Read.ts"
import * as Trigger from "../records/Trigger.ts"
import * as Unmodified from "../records/Unmodified.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"
import * as References from "./References.ts"

/** Records of one call. */
export const maximum = 500

interface Order {
  readonly owner: string
  readonly related: ReadonlyArray<Module>
}

/** Changes the owner of one record, then of its related records. The related ones are left alone when it fails. */
const change = (core: Core, user: string, module: Module, id: string, order: Order): Inside.Outcome => {
  const Owner = { id: order.owner }
  const done = Inside.write(core, user, "update", module, [{ id, Owner }])[0]
  if (done === undefined || !done.ok) return done ?? { ok: false, id, item: {} }
  for (const related of order.related) {
    const rows = References.records(core, module, id, related).map((one) => ({ id: one, Owner }))
    if (rows.length > 0) Inside.write(core, user, "update", related, rows)
  }
  return done
}

const success = (id: string): Items.Item => Items.done(id, "owner is successfully updated")

/** The item of a record whose owner could not be changed. */
const failure = (item: Inside.Row, id: string, index: number, place: ZohoError.Details): ZohoError.ZohoError => {
  const message = Json.asText(item["message"])
  switch (item["code"]) {
    case "RECORD_LOCKED":
      return ZohoError.make("RECORD_LOCKED", message, { action: "record_locking", id })
    case "INVALID_DATA":
      return ZohoError.make("INVALID_DATA", "the id given seems to be invalid", place)
    case "NO_PERMISSION":
      return ZohoError.make("NO_PERMISSION", message, Json.asObject(item["details"]) ?? {})
    default:
      return ZohoError.make("CANNOT_PROCESS", message, { id, index })
  }
}

/** The module of the path, when its records have owners. */
export const moduleOf = (call: Call): Module | Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module || (module.byName.has("Owner") && module.writable !== false)) return module
  return ZohoError.reply(400, "NOT_SUPPORTED", "The requested operation is not supported", { resource_path_index: 0 })
}

const orderOf = (call: Call, module: Module, root: Body.Input): Body.Checked<Order> => {
  const { core } = call
  const owner = Body.owner(core, root["owner"], "$.owner")
  if (!owner.ok) return owner
  if (!Permissions.sees(core, owner.value, module.apiName))
    return Body.no(
      ZohoError.reply(
        403,
        "CANNOT_ASSIGN",
        "The user you are trying to assign does not have permission for this module.",
        { permissions: [`Crm_Implied_Role_View_${module.apiName}`] }
      )
    )
  const notify = Body.flag(root["notify"], "$.notify")
  if (!notify.ok) return notify
  const related = Body.modules(core, root["related_modules"], "$.related_modules")
  if (!related.ok) return related
  const known = new Set(References.related(core, module).map((reference) => reference.module.id))
  const foreign = related.value.findIndex((one) => !known.has(one.id) || !one.byName.has("Owner"))
  if (foreign >= 0) {
    return Body.no(
      ZohoError.reply(400, "NOT_SUPPORTED", "The requested operation is not supported", {
        api_name: "api_name",
        json_path: `$.related_modules[${foreign}].api_name`
      })
    )
  }
  const trigger = Trigger.read(call, root, ZohoError.reply)
  return trigger === undefined ? Body.ok({ owner: owner.value, related: related.value }) : Body.no(trigger)
}

/** `data` is an object for an id that is none: Zoho's own slip. */
const badId: Body.Refuse = (status, code, message, details = {}) =>
  Http.json(status, { data: ZohoError.make(code, message, details) })

export const many = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const ids = Body.ids(root.value["ids"], "$.ids", maximum, ZohoError.reply, badId)
  if (!ids.ok) return ids.reply
  const order = orderOf(call, module, root.value)
  if (!order.ok) return order.reply
  const items = call.core.db.transaction(() =>
    ids.value.map((id, index) => {
      const modified = Unmodified.refused(call, module, id)
      if (modified !== undefined) return Items.failed(modified)
      const outcome = change(call.core, call.identity.userId, module, id, order.value)
      const place = { api_name: "ids", json_path: `$.ids[${index}]` }
      return outcome.ok ? success(id) : Items.failed(failure(outcome.item, id, index, place))
    })
  )
  return Items.answer("data", items)
}

export const one = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const order = orderOf(call, module, root.value)
  if (!order.ok) return order.reply
  const modified = Unmodified.reply(call, module, id)
  if (modified !== undefined) return modified
  const outcome = call.core.db.transaction(() => change(call.core, call.identity.userId, module, id, order.value))
  if (outcome.ok) return Items.answer("data", [success(id)])
  const error = failure(outcome.item, id, 0, { resource_path_index: 1 })
  // About one record, only an id that is none stands inside `data`.
  return Http.json(400, error.code === "INVALID_DATA" ? { data: [error] } : error)
}
